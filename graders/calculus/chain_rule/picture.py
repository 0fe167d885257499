"""What is left of a gradient after many sigmoids."""

import numpy as np


def draw(figure, load):
    mine = load("calculus/chain_rule")
    left, right = figure.subplots(1, 2)
    depths = np.arange(1, 21)
    for x in (0.0, 2.0, 5.0):
        left.semilogy(depths, [mine.deep_sigmoid_gradient(x, int(d)) for d in depths], "o-", ms=3, label=f"x = {x:g}")
    left.set(title="your deep_sigmoid_gradient", xlabel="sigmoids behind one another", ylabel="gradient")
    left.legend()
    names = ["x", "y", "z"]
    right.bar(names, mine.product_of_sum_gradients(-2.0, 5.0, -4.0), color=["tab:blue", "tab:blue", "tab:orange"])
    right.axhline(0, color="black", lw=0.8)
    right.set(title="(x + y)·z at (-2, 5, -4): who moves it, and how", ylabel="derivative")

"""Slopes multiply along a chain, so a long chain can make them vanish"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLUE, GREEN, GREY, VERMILION, given, panel

OPTIONS = {
    "depth": Option(
        10,
        1,
        20,
        stops=(1, 2, 5, 10, 20),
        label="depth",
        task="From which depth on does a nudge of 0.001 at x = 0 arrive smaller than 1e-12?",
        frames=20,
        process=True,
    )
}
SPOTS = {"x": (0, 2), "y": (0, 1), "z": (1, 0), "x + y": (1, 1.5), "f": (2, 0.75)}
WIRES = (("x", "x + y"), ("y", "x + y"), ("x + y", "f"), ("z", "f"))


def draw(figure, load, depth=10):
    mine = load("calculus/chain_rule")
    figure.set_size_inches(10.5, 3.9)
    graph, sigmoids, layers = figure.subplots(1, 3)
    circuit(graph, mine)
    with panel(sigmoids, "deep_sigmoid_gradient", "sigmoids in a row", "gradient", yscale="log"):
        sigmoids.axvline(depth, color=GREY, lw=1, ls=":")
        given(sigmoids)
        for x, color, look in ((0.0, BLUE, "-o"), (2.0, VERMILION, "--s"), (5.0, GREEN, "-.^")):
            slopes = [mine.deep_sigmoid_gradient(x, d) for d in range(1, 21)]
            sigmoids.plot(range(1, 21), slopes, look, ms=4, color=color, label=f"x = {x:g}")
        sigmoids.set(xticks=range(0, 21, 5), title=f"{depth} sigmoids at x = 0:\n{_at_zero(mine, depth):.2g}")
        sigmoids.legend()
    with panel(layers, f"layer_gradients, {depth} tanh layers", "stage", "gradient", yscale="log"):
        for weight, color, look in ((0.5, BLUE, "-o"), (1.0, VERMILION, "--s"), (2.0, GREEN, "-.^")):
            slopes = np.abs(mine.layer_gradients([weight] * depth, 0.5))
            layers.plot(range(len(slopes)), slopes, look, ms=4, color=color, label=f"weight {weight:g}")
        layers.set(title=f"layer_gradients,\n{depth} tanh layers")
        layers.legend()


def _at_zero(mine, depth):
    return float(mine.deep_sigmoid_gradient(0.0, depth))


def circuit(ax, mine):
    with panel(ax, "product_of_sum_gradients:\nvalues above, gradients below"):
        ax.axis("off")
        ax.set(xlim=(-0.5, 2.5), ylim=(-0.7, 2.7))
        for start, end in WIRES:
            ax.annotate("", SPOTS[end], SPOTS[start], arrowprops={"arrowstyle": "->", "shrinkA": 18, "shrinkB": 18})
        values = {"x": -2.0, "y": 5.0, "z": -4.0, "x + y": 3.0, "f": -12.0}
        for name, spot in SPOTS.items():
            label = "(x + y)·z" if name == "f" else name
            box = {"boxstyle": "round", "facecolor": "white", "edgecolor": GREY}
            ax.annotate(label, spot, ha="center", va="center", bbox=box)
            ax.annotate(f"{values[name]:g}", spot, (0, 15), textcoords="offset points", ha="center", color=BLUE)
        given(ax)
        slopes = mine.product_of_sum_gradients(-2.0, 5.0, -4.0)
        for name, slope in zip("xyz", slopes, strict=True):
            look = {"ha": "center", "va": "top", "color": VERMILION, "weight": "bold"}
            ax.annotate(f"slope {slope:g}", SPOTS[name], (0, -13), textcoords="offset points", **look)

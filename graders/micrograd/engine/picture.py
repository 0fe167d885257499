"""A curve computed with your Value, and the slope that your backward finds at each of its points."""

import numpy as np


def draw(figure, load):
    Value = load("micrograd/engine").Value
    top, bottom = figure.subplots(2, 1, sharex=True)
    xs, heights, slopes = np.linspace(-2.5, 2.5, 101), [], []
    for number in xs:
        x = Value(float(number))
        y = (x * x - 1) * 0.5 + (x * 3).tanh() + (x - 1).relu()
        y.backward()
        heights.append(y.data)
        slopes.append(x.grad)
    top.plot(xs, heights)
    top.set_ylabel("data")
    bottom.plot(xs, slopes, color="tab:orange", label="grad, from backward()")
    bottom.plot(xs, np.gradient(heights, xs), "k:", label="slope of the curve above")
    bottom.set(xlabel="x", ylabel="grad")
    bottom.legend()

"""A curve computed with your Value, and the slope that your backward() finds at each point"""

import numpy as np

from gradus.student.plots import BLACK, BLUE, GREY, VERMILION, given, panel


def draw(figure, load):
    Value = load("micrograd/engine").Value
    figure.set_size_inches(8, 5.4)
    top, bottom = figure.subplots(2, 1, sharex=True)
    xs, heights, slopes = np.linspace(-2.5, 2.5, 101), [], []
    with panel(top, "y = (x² - 1)/2 + tanh(3x) + relu(x - 1)", "", "y.data"):
        for number in xs:
            heights.append(curve(Value(float(number))).data)
        top.plot(xs, heights, color=BLUE)
    with panel(bottom, "x.grad after y.backward(), and the slope of the curve above", "x", "slope"):
        bottom.axhline(0, color=GREY, lw=0.8)
        bottom.plot(xs, np.gradient(heights, xs) if heights else 0 * xs, ":", color=BLACK, label="rise / run above")
        given(bottom)
        for number in xs:
            x = Value(float(number))
            curve(x).backward()
            slopes.append(x.grad)
        bottom.plot(xs, slopes, color=VERMILION, alpha=0.7, lw=4, zorder=1, label="x.grad")
        bottom.legend()


def curve(x):
    return (x * x - 1) * 0.5 + (x * 3).tanh() + (x - 1).relu()

"""Downhill step by step: what the learning rate does"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLACK, BLUE, GREY, PURPLE, contours, given, panel

OPTIONS = {
    "lr": Option(
        0.1,
        0.01,
        1.1,
        stops=(0.01, 0.1, 0.5, 0.9, 1.0, 1.01),
        label="learning rate",
        task="Find the largest learning rate with which the walk still arrives at the bottom.",
        frames=12,
    ),
    "momentum": Option(
        0.8,
        0.0,
        0.99,
        stops=(0.0, 0.5, 0.8, 0.95),
        label="momentum",
        task="Find a momentum with which the dashed path in the valley ends nearest to the star.",
        frames=10,
    ),
}
STEPS = 30


def draw(figure, load, lr=0.1, momentum=0.8):
    mine = load("calculus/gradient_descent")
    figure.set_size_inches(11.4, 6.2)
    curve, steps, newton, valley = (figure.add_subplot(2, 3, place) for place in (1, 2, 3, 4))
    surface = figure.add_subplot(2, 3, (5, 6), projection="3d")
    with panel(curve, "gradient_descent on x²", "x", "loss", ylim=(-1, 20)):
        path = mine.gradient_descent(lambda x: 2 * x, -4.0, learning_rate=lr, steps=STEPS)
        mine.plot_descent(curve, lambda x: x**2, path, np.linspace(-4.5, 4.5, 200))
        curve.set(xlim=(-5, 5), title=f"gradient_descent on x², learning rate {lr:.3g}")
    with panel(steps, "where the walk is after each step", "step", "x", ylim=(-6, 6)):
        path = mine.gradient_descent(lambda x: 2 * x, -4.0, learning_rate=lr, steps=STEPS)
        steps.axhline(0, color=GREY, lw=0.8)
        steps.plot(range(len(path)), path, color=BLUE, marker="o", ms=3)
        steps.set_title(f"after {STEPS} steps: x = {path[-1]:.3g}")
    in_the_valley(valley, mine, lr, momentum)
    on_the_surface(surface, mine, lr, momentum)
    with panel(newton, "newton_descent, five steps", "x", "loss"):
        path = mine.newton_descent(lambda x: 4 * x**3 - 6 * x + 1, lambda x: 12 * x**2 - 6, 2.5, steps=5)
        mine.plot_descent(newton, lambda x: x**4 - 3 * x**2 + x, np.asarray(path), np.linspace(0.6, 2.6, 200))


def height(x, y):
    return 0.05 * x**2 + y**2


def slopes(p):
    return np.array([0.1 * p[0], 2.0 * p[1]])


START = np.array([-4.0, 1.4])
XS, YS = np.linspace(-4.6, 4, 80), np.linspace(-2, 2, 80)
LIMITS = {"xlim": (-4.6, 4), "ylim": (-2, 2)}


def in_the_valley(ax, mine, lr, momentum):
    with panel(ax, f"a long valley, momentum {momentum:.3g}", "first number", "second number", **LIMITS):
        contours(ax, XS, YS, height(XS[None, :], YS[:, None]), levels=[0.05, 0.2, 0.5, 1, 1.5, 2, 3, 4])
        ax.plot(0, 0, "*", color=BLACK, ms=11)
        given(ax)
        plain = mine.gradient_descent(slopes, START, learning_rate=lr, steps=STEPS)
        ax.plot(*np.asarray(plain).T, "-o", color=BLUE, ms=3, label="gradient_descent")
        heavy = mine.momentum_descent(slopes, START, learning_rate=lr, momentum=momentum, steps=STEPS)
        ax.plot(*np.asarray(heavy).T, "--s", color=PURPLE, ms=3, label="momentum_descent")
        ax.legend(loc="lower right")


def on_the_surface(ax, mine, lr, momentum):
    with panel(ax, "the same valley as a landscape", "first number", "second number", **LIMITS, zlabel="loss"):
        ax.plot_surface(*np.meshgrid(XS, YS), height(XS[None, :], YS[:, None]), cmap="cividis", alpha=0.55, lw=0)
        ax.view_init(elev=38, azim=-62)
        ax.set_box_aspect((2.2, 1.2, 0.9), zoom=1.1)
        given(ax)
        for walk, style, color in (
            (lambda: mine.gradient_descent(slopes, START, learning_rate=lr, steps=STEPS), "-o", BLUE),
            (
                lambda: mine.momentum_descent(slopes, START, learning_rate=lr, momentum=momentum, steps=STEPS),
                "--s",
                PURPLE,
            ),
        ):
            x, y = np.asarray(walk()).T
            inside = (abs(x) <= 4.6) & (abs(y) <= 2)
            ax.plot(x[inside], y[inside], height(x, y)[inside] + 0.03, style, color=color, ms=3)

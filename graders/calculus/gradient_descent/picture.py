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
    figure.set_size_inches(8.4, 6.2)
    (curve, steps), (valley, newton) = figure.subplots(2, 2)
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
    with panel(newton, "newton_descent, five steps", "x", "loss"):
        path = mine.newton_descent(lambda x: 4 * x**3 - 6 * x + 1, lambda x: 12 * x**2 - 6, 2.5, steps=5)
        mine.plot_descent(newton, lambda x: x**4 - 3 * x**2 + x, np.asarray(path), np.linspace(0.6, 2.6, 200))


def in_the_valley(ax, mine, lr, momentum):
    def grad(p):
        return np.array([0.1 * p[0], 2.0 * p[1]])

    xs, ys = np.linspace(-4.6, 4, 80), np.linspace(-2, 2, 80)
    start, limits = np.array([-4.0, 1.4]), {"xlim": (-4.6, 4), "ylim": (-2, 2)}
    with panel(ax, f"a long valley, momentum {momentum:.3g}", "first number", "second number", **limits):
        contours(ax, xs, ys, 0.05 * xs[None, :] ** 2 + ys[:, None] ** 2, levels=[0.05, 0.2, 0.5, 1, 1.5, 2, 3, 4])
        ax.plot(0, 0, "*", color=BLACK, ms=11)
        given(ax)
        plain = mine.gradient_descent(grad, start, learning_rate=lr, steps=STEPS)
        ax.plot(*np.asarray(plain).T, "-o", color=BLUE, ms=3, label="gradient_descent")
        heavy = mine.momentum_descent(grad, start, learning_rate=lr, momentum=momentum, steps=STEPS)
        ax.plot(*np.asarray(heavy).T, "--s", color=PURPLE, ms=3, label="momentum_descent")
        ax.legend(loc="lower right")

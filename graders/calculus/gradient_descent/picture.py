"""The same valley, four ways down: your descent with small and large steps, with momentum, and Newton's."""

import numpy as np


def draw(figure, load):
    mine = load("calculus/gradient_descent")
    axes = figure.subplots(2, 2)

    def loss(p):
        return 0.5 * (p[0] ** 2 + 12 * p[1] ** 2)

    def grad(p):
        return np.array([p[0], 12 * p[1]])

    start = np.array([-4.0, 1.2])
    ways = {
        "learning rate 0.05": mine.gradient_descent(grad, start, learning_rate=0.05, steps=40),
        "learning rate 0.16": mine.gradient_descent(grad, start, learning_rate=0.16, steps=40),
        "momentum 0.8": mine.momentum_descent(grad, start, learning_rate=0.03, momentum=0.8, steps=40),
    }
    xs, ys = np.linspace(-5, 3, 80), np.linspace(-2, 2, 80)
    for ax, (title, path) in zip(axes.flat, ways.items(), strict=False):
        mine.plot_descent(ax, loss, np.asarray(path), xs, ys)
        ax.set_title(title)
    steps = mine.newton_descent(lambda x: 4 * x**3 - 6 * x + 1, lambda x: 12 * x**2 - 6, 2.5, steps=5)
    line = np.linspace(0.6, 2.6, 200)
    mine.plot_descent(axes[1, 1], lambda x: x**4 - 3 * x**2 + x, np.asarray(steps), line)
    axes[1, 1].set_title("Newton, five steps")

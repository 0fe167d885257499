"""Arrows of your gradient cross the contours at right angles, and point uphill."""

import numpy as np


def draw(figure, load):
    mine = load("calculus/gradients")
    ax = figure.subplots()

    def hill(x, y):
        return np.sin(x) + 0.3 * x * y - 0.5 * y**2

    xs = np.linspace(-3.0, 3.0, 60)
    x, y = np.meshgrid(xs, xs)
    ax.contour(x, y, hill(x, y), levels=18, cmap="viridis")
    points = [(a, b) for a in np.linspace(-2.5, 2.5, 9) for b in np.linspace(-2.5, 2.5, 9)]
    arrows = np.array([mine.gradient(hill, list(point)) for point in points])
    ax.quiver(*np.array(points).T, *arrows.T, color="tab:red", width=0.003)
    start = [1.8, -1.9]
    ax.annotate(
        "steepest descent",
        start,
        np.add(start, mine.descent_direction(hill, start)),
        arrowprops={"arrowstyle": "<-", "color": "tab:blue", "lw": 2},
        color="tab:blue",
    )
    ax.set(xlabel="x", ylabel="y", aspect="equal")

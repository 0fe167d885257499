"""Where a cloud of points stretches, and the closest point on a line."""

import numpy as np


def draw(figure, load):
    mine = load("foundations/linear_algebra")
    left, right = figure.subplots(1, 2)
    rng = np.random.default_rng(4)
    X = rng.normal(size=(200, 2)) * [2.0, 0.6] @ np.array([[0.8, 0.6], [-0.6, 0.8]]) + [1.0, 0.5]
    components, ratio = mine.pca(X, 2)
    left.plot(*X.T, ".", ms=4, color="tab:gray")
    for direction, share in zip(np.asarray(components), ratio, strict=False):
        tip = X.mean(axis=0) + 3.5 * np.sqrt(share) * direction
        left.annotate("", tip, X.mean(axis=0), arrowprops={"arrowstyle": "->", "lw": 2, "color": "tab:red"})
        left.text(*tip, f"{share:.0%}", color="tab:red")
    left.set(title="your pca", aspect="equal")
    line = np.array([3.0, 1.0])
    right.axline((0, 0), tuple(line), color="black", lw=1)
    for v in rng.normal(size=(8, 2)) * 1.5:
        foot = np.asarray(mine.project(v, line))
        right.plot(*np.array([v, foot]).T, ":", color="tab:gray")
        right.plot(*v, "o", color="tab:blue")
        right.plot(*foot, "o", color="tab:orange")
    right.set(title="your project", aspect="equal")

"""Two moons, and the boundary that your network draws between them while it learns."""

import random

import numpy as np


def draw(figure, load):
    from sklearn.datasets import make_moons

    MLP, mine = load("micrograd/nn").MLP, load("micrograd/moons")
    X, y = make_moons(n_samples=60, noise=0.1, random_state=1)
    y = 2 * y - 1
    random.seed(1337)
    model, rng = MLP(2, [8, 1]), np.random.default_rng(0)
    done = 0
    for ax, steps in zip(figure.subplots(1, 3, sharey=True), (0, 5, 40), strict=False):
        if steps:
            mine.train(model, X, y, steps - done, batch_size=20, rng=rng)
            done = steps
        mine.plot_boundary(ax, model, X, y)
        ax.set_title(f"{steps} steps: {mine.accuracy(model, X, y):.0%} right")

"""Gradients of a small network: each square is a weight, red pushes the loss up, blue down."""

import numpy as np


def draw(figure, load):
    mine = load("network/backprop")
    rng = np.random.default_rng(2)
    params = {
        "W1": rng.normal(size=(6, 8)),
        "b1": rng.normal(size=8),
        "W2": rng.normal(size=(8, 3)),
        "b2": rng.normal(size=3),
    }
    X, y = rng.normal(size=(20, 6)), np.eye(3)[rng.integers(0, 3, size=20)]
    gradients = mine.mlp_gradients(params, X, y)
    for ax, name in zip(figure.subplots(1, 2), ("W1", "W2"), strict=False):
        squares = np.asarray(gradients[name])
        limit = abs(squares).max()
        image = ax.imshow(squares, cmap="RdBu_r", vmin=-limit, vmax=limit)
        figure.colorbar(image, ax=ax, shrink=0.8)
        ax.set(title=f"gradient of {name}", xlabel="to", ylabel="from")

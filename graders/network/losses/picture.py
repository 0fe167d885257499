"""How dear a wrong answer is, and what softmax makes of three numbers."""

import numpy as np


def draw(figure, load):
    mine = load("network/losses")
    left, right = figure.subplots(1, 2)
    shares = np.linspace(0.01, 0.99, 99)
    costs = [mine.cross_entropy(np.array([[p, 1 - p]]), np.array([[1.0, 0.0]])) for p in shares]
    left.plot(shares, costs)
    left.set(title="your cross_entropy", xlabel="probability of the right class", ylabel="loss")
    moves = np.linspace(-6, 6, 121)
    rows = np.array(mine.softmax(np.stack([moves, np.zeros(121), np.ones(121)], axis=1)))
    for row, label in zip(rows.T, ("the first, which moves", "0", "1"), strict=False):
        right.plot(moves, row, label=f"logit {label}")
    right.set(title="your softmax", xlabel="first logit", ylabel="probability")
    right.legend()

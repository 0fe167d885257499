"""Networks that have learned nothing yet: what a few random weights already draw."""

import random

import numpy as np


def draw(figure, load):
    MLP = load("micrograd/nn").MLP
    random.seed(3)
    shapes = ([4, 1], [8, 8, 1], [1])
    xs = np.linspace(-3, 3, 25)
    for ax, sizes in zip(figure.subplots(1, 3, sharey=True), shapes, strict=False):
        model = MLP(2, sizes)
        answers = [[_number(model([float(x), float(y)])) for x in xs] for y in xs]
        ax.contourf(xs, xs, answers, levels=15, cmap="RdBu")
        ax.set(title=f"MLP(2, {sizes})", xlabel="first input", aspect="equal")


def _number(answer):
    return (answer[0] if isinstance(answer, list) else answer).data

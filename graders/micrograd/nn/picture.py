"""What a network answers before it has learned anything"""

import random

import numpy as np

from gradus.student.plots import panel, sides


def draw(figure, load):
    figure.set_size_inches(10.5, 3.6)
    mine = load("micrograd/nn")
    xs = np.linspace(-3, 3, 25)
    axes = figure.subplots(1, 3, sharey=True)
    for ax, (sizes, kind) in zip(
        axes, (([1], "no ReLU"), ([4, 1], "one layer of ReLU"), ([8, 8, 1], "two layers")), strict=True
    ):
        with panel(ax, f"MLP(2, {sizes}): {kind}", "first input", aspect="equal"):
            random.seed(3)
            model = mine.MLP(2, sizes)
            answers = np.array([[number(model([float(x), float(y)])) for x in xs] for y in xs])
            ground = sides(ax, xs, xs, answers)
            figure.colorbar(ground, ax=ax, shrink=0.75, format="%.2g")
    axes[0].set_ylabel("second input")


def number(answer):
    return (answer[0] if isinstance(answer, list) else answer).data

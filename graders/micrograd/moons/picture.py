"""Two moons, and the boundary that your network learns to draw between them"""

import random
from functools import cache

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLACK, BLUE, classes, given, panel, sides

STEPS = 100
OPTIONS = {
    "step": Option(
        STEPS,
        0,
        STEPS,
        stops=(0, 5, 20, 50, STEPS),
        label="training step",
        task="From which step on is the boundary curved? Find the first with more than 97 % of the points right.",
        frames=16,
        process=True,
    )
}


def draw(figure, load, step=STEPS):
    figure.set_size_inches(11, 3.9)
    before, after, loss = figure.subplots(1, 3)
    boundary(before, load, 0)
    boundary(after, load, step)
    with panel(loss, "the loss of each training step", "step", "loss"):
        losses = trained(load)[1]
        loss.plot(range(len(losses)), losses, color=BLUE, lw=1.2)
        loss.axvline(step, color=BLACK, ls=":", lw=1.2)


def points():
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples=100, noise=0.1, random_state=1)
    return X, 2.0 * y - 1


@cache
def trained(load):
    """The model, its losses, and its parameters as they were before each step and after the last: one run for all."""
    random.seed(1337)
    model = load("micrograd/nn").MLP(2, [8, 8, 1])
    kept: list[list[float]] = []
    watched = Watched(model, kept)
    X, y = points()
    losses = load("micrograd/moons").train(watched, X, y, STEPS, batch_size=20, rng=np.random.default_rng(0))
    watched.parameters()
    return model, losses, kept


class Watched:
    """A model that keeps its parameters' numbers whenever they are asked for and have moved."""

    def __init__(self, model, kept):
        self.model, self.kept = model, kept

    def __call__(self, x):
        return self.model(x)

    def parameters(self):
        parameters = self.model.parameters()
        numbers = [p.data for p in parameters]
        if not self.kept or numbers != self.kept[-1]:
            self.kept.append(numbers)
        return parameters

    def zero_grad(self):
        self.model.zero_grad()


def boundary(ax, load, step):
    X, y = points()
    with panel(ax, f"after {step} steps" if step else "before training", "first input", "second input"):
        classes(ax, X, y)
        ax.legend(loc="upper right")
        ax.set(xlim=(-1.6, 2.6), ylim=(-1.1, 1.6))
        given(ax)
        if step:
            model, _, kept = trained(load)
            for p, number in zip(model.parameters(), kept[round(step / STEPS * (len(kept) - 1))], strict=True):
                p.data = number
        else:
            random.seed(1337)
            model = load("micrograd/nn").MLP(2, [8, 8, 1])
        mine = load("micrograd/moons")
        xs, ys = np.linspace(-1.6, 2.6, 49), np.linspace(-1.1, 1.6, 37)
        sides(ax, xs, ys, np.asarray(mine.decision_grid(model, xs, ys)))
        share = mine.accuracy(model, X, y)
        ax.set_title(f"{ax.get_title()}: {share:.0%} right")

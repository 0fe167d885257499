"""One neuron draws one straight line; XOR needs more than one"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import classes, panel, sides

OPTIONS = {
    "bias": Option(
        -15.0,
        -25.0,
        5.0,
        stops=(-25.0, -20.0, -15.0, -10.0, -5.0, 0.0, 5.0),
        label="bias",
        task="Slide the bias. Between which two values is the neuron AND, and between which two is it OR?",
        frames=25,
    )
}
POINTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XS = np.linspace(-0.5, 1.5, 60)


def draw(figure, load, bias=-15.0):
    mine = load("network/neuron")
    figure.set_size_inches(7.6, 7.4)
    (free, and_ax), (or_ax, xor_ax) = figure.subplots(2, 2)
    tens = np.array([10.0, 10.0])
    gate(free, f"neuron, weights (10, 10), bias {bias:g}", lambda a, b: mine.neuron(np.array([a, b]), tens, bias))
    for ax, name in ((and_ax, "AND_GATE"), (or_ax, "OR_GATE")):
        gate(ax, name, lambda a, b, name=name: mine.neuron(np.array([a, b]), *weights(mine, name)))
    gate(xor_ax, "xor", mine.xor)


def weights(mine, name):
    if getattr(mine, name) is None:
        raise NotImplementedError(f"network/neuron: {name}")
    w, b = getattr(mine, name)
    return np.array(w), b


def gate(ax, name, answer):
    """What it answers between the four points, and at each of them: a triangle with a 1, or a circle with a 0."""
    with panel(ax, name, "first input", "second input", aspect="equal", xticks=[0, 1], yticks=[0, 1]):
        answers = np.array([[float(answer(a, b)) for a in XS] for b in XS])
        sides(ax, XS, XS, answers, middle=0.5)
        said = np.array([float(answer(a, b)) > 0.5 for a, b in POINTS]).astype(int)
        for value in np.unique(said):
            these = POINTS[said == value]
            classes(ax, these, np.full(len(these), value), s=190, marker="o^"[value], c="white")
        for (a, b), value in zip(POINTS, said, strict=True):
            ax.text(a, b - 0.02 * value, str(value), ha="center", va="center", weight="bold", zorder=5)
        ax.set_title(f"{name}\nanswers {', '.join(map(str, said))}")

"""One neuron draws one straight line; XOR needs more."""

import numpy as np


def draw(figure, load):
    mine = load("network/neuron")
    gates = {"AND": mine.AND_GATE, "OR": mine.OR_GATE, "XOR": None}
    if mine.AND_GATE is None or mine.OR_GATE is None:
        raise NotImplementedError("network/neuron: AND_GATE, OR_GATE")
    xs = np.linspace(-0.5, 1.5, 60)
    for ax, (name, gate) in zip(figure.subplots(1, 3, sharey=True), gates.items(), strict=False):
        if gate is None:
            answers = [[float(mine.xor(a, b)) for a in xs] for b in xs]
        else:
            weights, bias = gate
            answers = [[float(mine.neuron(np.array([a, b]), np.array(weights), bias)) for a in xs] for b in xs]
        ax.contourf(xs, xs, answers, levels=np.linspace(0, 1, 21), cmap="RdBu")
        ax.contour(xs, xs, answers, levels=[0.5], colors="black")
        ax.plot([0, 0, 1, 1], [0, 1, 0, 1], "ko", ms=7, mfc="white")
        ax.set(title=name, xlabel="first input", aspect="equal")

"""The shapes of a network, and what happens to a signal on its way through fifteen layers"""

import numpy as np
from matplotlib.patches import Rectangle

from gradus.student.plots import BLUE, GREEN, SKY, VERMILION, YELLOW, panel


def draw(figure, load):
    mine = load("network/forward")
    figure.set_size_inches(9.5, 4)
    shapes, signal_ax = figure.subplots(1, 2)
    with panel(shapes, "layer_shapes(16, [64, 32, 10]):\nweights, biases, answers"):
        shapes.axis("off")
        boxes(shapes, mine.layer_shapes(16, [64, 32, 10]))
    with panel(signal_ax, "spread after each layer of init_layer", "layer", "standard deviation", yscale="log"):
        for factor, label, look, color in (
            (1.0, "your init_layer", "-o", BLUE),
            (0.5, "weights half as large", "--s", VERMILION),
            (1.5, "weights 1.5 times as large", "-.^", GREEN),
        ):
            rng = np.random.default_rng(0)
            signal, spread = rng.normal(size=(200, 100)), []
            for _ in range(15):
                W, b = mine.init_layer(100, 100, rng)
                signal = mine.linear(signal, factor * W, b)
                spread.append(signal.std())
            signal_ax.plot(range(1, 16), spread, look, ms=4, color=color, label=label)
        signal_ax.legend()


def boxes(ax, layers):
    for row, layer in enumerate(layers):
        left = 0.0
        for (height, width), name, color in zip(layer, ("W", "b", "A"), (SKY, YELLOW, "#E0E0E0"), strict=True):
            top = -80.0 * row
            ax.add_patch(Rectangle((left, top - height), width, height, facecolor=color, edgecolor="black"))
            ax.text(left + width / 2, top - height - 3, f"{name}{row + 1}: {height} × {width}", ha="center", va="top")
            left += width + 30
    ax.set(xlim=(-12, 175), ylim=(-80.0 * len(layers) + 15, 8), aspect="equal")

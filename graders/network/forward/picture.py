"""A signal on its way through fifteen of your layers: does it die away, or explode?"""

import numpy as np


def draw(figure, load):
    mine = load("network/forward")
    ax = figure.subplots()
    rng = np.random.default_rng(0)
    for factor, label in ((1.0, "your init_layer"), (0.5, "weights half as large"), (1.5, "half again as large")):
        signal, spread = rng.normal(size=(200, 100)), []
        for _ in range(15):
            W, b = mine.init_layer(100, 100, rng)
            signal = mine.linear(signal, factor * W, b)
            spread.append(signal.std())
        ax.semilogy(range(1, 16), spread, "o-", ms=4, label=label)
    ax.set(xlabel="layer", ylabel="spread of the signal")
    ax.legend()

"""One ravine, four of your optimizers; and three ways to let the learning rate fall."""

import numpy as np


def draw(figure, load):
    mine = load("network/optimizers")
    left, right = figure.subplots(1, 2)
    xs, ys = np.linspace(-4.5, 1.5, 80), np.linspace(-1.5, 1.5, 80)
    left.contour(xs, ys, 0.5 * (xs[None, :] ** 2 + 20 * ys[:, None] ** 2), levels=15, cmap="Greys")

    def slope(W):
        return W * np.array([1.0, 20.0])

    def walk(step, *memory):
        W, path = np.array([-4.0, 1.0]), [np.array([-4.0, 1.0])]
        for t in range(1, 41):
            W, *memory = step(W, slope(W), memory, t)
            path.append(W)
        return np.array(path)

    zero = np.zeros(2)
    walks = {
        "SGD": walk(lambda W, dW, m, t: (mine.sgd_step(W, dW, 0.04),)),
        "momentum": walk(lambda W, dW, m, t: mine.momentum_step(W, dW, *m, learning_rate=0.02), zero),
        "RMSProp": walk(lambda W, dW, m, t: mine.rmsprop_step(W, dW, *m, learning_rate=0.1), zero),
        "Adam": walk(lambda W, dW, m, t: mine.adam_step(W, dW, *m, t, learning_rate=0.2), zero, zero),
    }
    for name, path in walks.items():
        left.plot(*path.T, "o-", ms=2.5, lw=1, label=name)
    left.legend()
    steps = np.arange(70)
    for name in ("step_decay", "cosine_annealing", "warm_restarts"):
        right.plot(
            steps,
            [getattr(mine, name)(int(step), 10 if name != "cosine_annealing" else 70) for step in steps],
            label=name,
        )
    right.set(xlabel="step", ylabel="learning rate")
    right.legend()

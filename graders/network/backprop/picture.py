"""Gradients of a small network, and the same slopes by a nudge"""

import numpy as np

from gradus.student.plots import BLACK, BLUE, GREY, TWO_SIDES, VERMILION, panel


def draw(figure, load):
    mine = load("network/backprop")
    figure.set_size_inches(9.5, 6.4)
    (bends, check), (first, second) = figure.subplots(2, 2)
    rng = np.random.default_rng(2)
    sizes = {"W1": (6, 8), "b1": (1, 8), "W2": (8, 3), "b2": (1, 3)}
    params = {name: rng.normal(size=shape) for name, shape in sizes.items()}
    X, y = rng.normal(size=(20, 6)), np.eye(3)[rng.integers(0, 3, size=20)]
    with panel(bends, "how much of the gradient passes", "Z, what went in", "slope"):
        z = np.linspace(-5, 5, 201)[None, :]
        bends.plot(z[0], np.asarray(mine.relu_backward(np.ones_like(z), z))[0], color=BLUE, label="relu_backward")
        passed = np.asarray(mine.sigmoid_backward(np.ones_like(z), z))[0]
        bends.plot(z[0], passed, "--", color=VERMILION, label="sigmoid_backward")
        bends.legend(loc="upper left")
    with panel(check, "mlp_gradients against a nudge", "slope by a nudge", "your gradient"):
        gradients = mine.mlp_gradients(params, X, y)
        check.axline((0, 0), slope=1, color=GREY, lw=1)
        for name, marker, color in (("W1", "o", BLUE), ("W2", "^", VERMILION), ("b1", "s", BLACK), ("b2", "D", GREY)):
            nudged = [nudge(params, name, place, X, y) for place in np.ndindex(sizes[name])]
            check.scatter(nudged, np.ravel(gradients[name]), s=16, marker=marker, c=color, label=name)
        check.legend()
    for ax, name in ((first, "W1"), (second, "W2")):
        with panel(ax, f"mlp_gradients: {name}", "to neuron", "from input"):
            squares = np.asarray(mine.mlp_gradients(params, X, y)[name])
            limit = abs(squares).max()
            image = ax.imshow(squares, cmap=TWO_SIDES, vmin=-limit, vmax=limit, aspect="auto")
            ax.set(xticks=range(squares.shape[1]), yticks=range(squares.shape[0]))
            figure.colorbar(image, ax=ax, label="gradient; orange: more weight, more loss")


def loss(params, X, y):
    logits = np.maximum(X @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]
    shifted = logits - logits.max(axis=1, keepdims=True)
    return -np.mean(np.sum(y * (shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))), axis=1))


def nudge(params, name, place, X, y, h=1e-5):
    up, down = ({**params, name: params[name].copy()} for _ in range(2))
    up[name][place] += h
    down[name][place] -= h
    return (loss(up, X, y) - loss(down, X, y)) / (2 * h)

"""Your network reads digits that it has never seen"""

import contextlib
import io
from copy import deepcopy
from functools import cache

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import TWO_SIDES, VERMILION, panel

EPOCHS = (0, 1, 5, 10, 20, 50, 100, 200, 300)
OPTIONS = {
    "epoch": Option(
        300,
        0,
        300,
        stops=EPOCHS,
        label="epoch",
        task="Play the training. Which digits are read right first, and which last? What do the weights begin to show?",
        process=True,
    )
}


def draw(figure, load, epoch=300):
    figure.set_size_inches(11, 5.2)
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.25))
    weights, digits = left.subplots(4, 8), right.subplots(4, 8)
    for ax in (*weights.flat, *digits.flat):
        ax.axis("off")
    net, X_test, y_test = trained(load, epoch)
    first_layer = np.asarray(net.W1)
    limit = abs(first_layer).max()
    for ax, neuron in zip(weights.flat, first_layer.T, strict=False):
        ax.imshow(neuron.reshape(8, 8), cmap=TWO_SIDES, vmin=-limit, vmax=limit)
    left.suptitle("weights of the 32 hidden neurons\norange: ink here counts for it, blue: against it", fontsize=10)
    read, true = np.asarray(net.forward(X_test)).argmax(axis=1), y_test.argmax(axis=1)
    for ax, i in zip(digits.flat, examples(load, X_test, true), strict=False):
        ax.imshow(X_test[i].reshape(8, 8), cmap="gray_r")
        wrong = read[i] != true[i]
        said = f"{read[i]}, is {true[i]}" if wrong else f"{read[i]}"
        ax.set_title(said, color=VERMILION if wrong else "black", weight="bold" if wrong else "normal", fontsize=9)
    right.suptitle(
        f"after epoch {epoch}: {np.sum(read == true)} of {len(read)} right ({np.mean(read == true):.1%})\n"
        "above each digit what is read; if that is wrong, also what it is",
        fontsize=10,
    )


@cache
def data(load):
    return load("network/digits").load_data(np.random.default_rng(0))


@cache
def trained(load, epoch):
    """The network after so many epochs, and the digits it has not seen. It goes on from the epoch kept before this."""
    X, y, X_test, y_test = data(load)
    if epoch == 0:
        return load("network/neural_net").NeuralNetwork(64, 32, 10, rng=np.random.default_rng(0)), X_test, y_test
    before = max(kept for kept in EPOCHS if kept < epoch)
    net = deepcopy(trained(load, before)[0])
    with contextlib.redirect_stdout(io.StringIO()):
        load("network/digits").train(net, X, y, epochs=epoch - before, learning_rate=0.5)
    return net, X_test, y_test


def examples(load, X_test, true):
    """Which digits to show in every frame: those misread after the whole training, then the first that are left."""
    wrong = np.flatnonzero(np.asarray(trained(load, EPOCHS[-1])[0].forward(X_test)).argmax(axis=1) != true)
    return [*wrong[:10], *np.setdiff1d(np.arange(len(true)), wrong)][:32]

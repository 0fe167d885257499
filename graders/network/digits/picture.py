"""Your network reads digits that it has never seen"""

import contextlib
import io
from copy import deepcopy
from functools import cache

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import GREY, TWO_SIDES, VERMILION

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
    X_test, y_test = data(load)[2:]
    true = y_test.argmax(axis=1)
    try:
        net = trained(load, epoch)
        read, chosen = reading(net, X_test), examples(load, X_test, true)
    except NotImplementedError as error:
        left.suptitle(f"not written yet: {str(error).partition(': ')[2]}", color=GREY)
        read, chosen = true, np.arange(32)
        right.suptitle("the digits to read, and what they are", fontsize=10)
    else:
        first_layer(left, weights, np.asarray(net.W1))
        share = f"{np.sum(read == true)} of {len(read)} right ({np.mean(read == true):.1%})"
        below = "above each digit what is read; where that is wrong, also what it is"
        right.suptitle(f"after epoch {epoch}: {share}\n{below}", fontsize=10)
    for ax, i in zip(digits.flat, chosen, strict=False):
        ax.imshow(X_test[i].reshape(8, 8), cmap="gray_r")
        wrong = read[i] != true[i]
        said = f"{read[i]}, is {true[i]}" if wrong else f"{read[i]}"
        ax.set_title(said, color=VERMILION if wrong else "black", weight="bold" if wrong else "normal", fontsize=9)


def first_layer(figure, axes, W1):
    limit = abs(W1).max()
    for ax, neuron in zip(axes.flat, W1.T, strict=False):
        ax.imshow(neuron.reshape(8, 8), cmap=TWO_SIDES, vmin=-limit, vmax=limit)
    figure.suptitle("weights of the 32 hidden neurons\norange: ink here counts for it, blue: against it", fontsize=10)


def reading(net, X_test):
    return np.asarray(net.forward(X_test)).argmax(axis=1)


@cache
def data(load):
    return load("network/digits").load_data(np.random.default_rng(0))


@cache
def trained(load, epoch):
    """The network after so many epochs. It goes on from the one that is kept before this."""
    if epoch == 0:
        return load("network/neural_net").NeuralNetwork(64, 32, 10, rng=np.random.default_rng(0))
    X, y = data(load)[:2]
    before = max(kept for kept in EPOCHS if kept < epoch)
    net = deepcopy(trained(load, before))
    with contextlib.redirect_stdout(io.StringIO()):
        load("network/digits").train(net, X, y, epochs=epoch - before, learning_rate=0.5)
    return net


def examples(load, X_test, true):
    """Which digits to show in every frame: those misread after the whole training, then the first that are left."""
    wrong = np.flatnonzero(reading(trained(load, EPOCHS[-1]), X_test) != true)
    return [*wrong[:10], *np.setdiff1d(np.arange(len(true)), wrong)][:32]

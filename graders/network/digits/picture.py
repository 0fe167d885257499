"""Digits that your network has never seen: what it reads, and where it is wrong."""

import numpy as np


def draw(figure, load):
    mine = load("network/digits")
    net = load("network/neural_net").NeuralNetwork(64, 32, 10, rng=np.random.default_rng(0))
    X, y, X_test, y_test = mine.load_data(np.random.default_rng(0))
    mine.train(net, X, y, epochs=300, learning_rate=0.5)
    read, y_test = np.asarray(net.forward(X_test)).argmax(axis=1), y_test.argmax(axis=1)
    wrong, right = np.flatnonzero(read != y_test), np.flatnonzero(read == y_test)
    chosen = [*right[:20], *wrong[:10]]
    for ax, i in zip(figure.subplots(3, 10).flat, chosen, strict=False):
        ax.imshow(X_test[i].reshape(8, 8), cmap="gray_r")
        ax.set_title(f"{read[i]}", color="tab:red" if read[i] != y_test[i] else "black", fontsize=10)
    for ax in figure.axes:
        ax.axis("off")
    figure.supxlabel(f"{len(right)} of {len(read)} right; red: misread", fontsize=10)

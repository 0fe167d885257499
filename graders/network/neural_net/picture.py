"""Your network learns two spirals of points: its loss, and where it draws the line."""

import numpy as np


def draw(figure, load):
    net = load("network/neural_net").NeuralNetwork(2, 24, 2, rng=np.random.default_rng(0))
    left, right = figure.subplots(1, 2)
    rng = np.random.default_rng(1)
    turn = np.sqrt(rng.uniform(0.05, 1, 120)) * 5
    arm = np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1) / 5
    X, y = np.concatenate([arm, -arm]), np.repeat([0, 1], 120)
    losses = []
    for _ in range(1500):
        right_ones = np.asarray(net.forward(X))[np.arange(240), y]
        losses.append(-np.log(np.maximum(right_ones, 1e-12)).mean())
        net.backward(X, np.eye(2)[y], 0.5)
    left.plot(losses)
    left.set(title="loss", xlabel="step")
    xs = np.linspace(-1.2, 1.2, 100)
    grid = np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2)
    right.contourf(xs, xs, np.asarray(net.forward(grid))[:, 1].reshape(100, 100), levels=15, cmap="RdBu")
    right.scatter(*X.T, c=y, cmap="RdBu", edgecolors="white", linewidths=0.3, s=14)
    right.set(title="after 1,500 steps", aspect="equal")

"""Two spirals: the loss falls, and the boundary winds between them"""

import numpy as np

from gradus.student.plots import BLUE, classes, panel, sides

STEPS = 1500


def draw(figure, load):
    figure.set_size_inches(8.6, 4.1)
    left, right = figure.subplots(1, 2)
    rng = np.random.default_rng(1)
    turn = np.sqrt(rng.uniform(0.05, 1, 120)) * 5
    arm = np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1) / 5
    X, y = np.concatenate([arm, -arm]), np.repeat([0, 1], 120)
    net = load("network/neural_net").NeuralNetwork(2, 24, 2, rng=np.random.default_rng(0))
    with panel(right, f"after {STEPS:,} calls of backward", "first input", "second input", aspect="equal"):
        classes(right, X, y, s=16)
        losses = [step(net, X, y) for _ in range(STEPS)]
        xs = np.linspace(-1.2, 1.2, 100)
        grid = np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2)
        sides(right, xs, xs, np.asarray(net.forward(grid))[:, 1].reshape(100, 100), middle=0.5)
        share = np.mean(np.asarray(net.forward(X)).argmax(axis=1) == y)
        right.set_title(f"{right.get_title()}: {share:.0%} right")
        right.legend(loc="upper right")
    with panel(left, "cross-entropy loss", "step", "loss"):
        left.plot(losses, color=BLUE)


def step(net, X, y):
    """The loss before one step of training."""
    right_ones = np.asarray(net.forward(X))[np.arange(len(y)), y]
    net.backward(X, np.eye(2)[y], 0.5)
    return -np.log(np.maximum(right_ones, 1e-12)).mean()

"""What a student can run: the shapes, the way forward, and one small step of each layer."""

import numpy as np

from gradus.grading import expect, numeric_gradient, points, write

W1 = np.array([[1.0, -2.0, 0.5], [0.5, 1.0, -1.0]])
B1 = np.array([[0.25, 0.5, -0.25]])
W2 = np.array([[1.0, -0.5], [0.5, 1.0], [-1.0, 2.0]])
B2 = np.array([[0.25, -0.75]])
X = np.array([[2.0, 1.0], [-1.0, 1.0], [1.0, -2.0], [0.5, 3.0]])
Y = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
START = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
RATE = 1e-7  # what so small a step changes in one layer is not seen by the other


def log_probabilities(p, x):
    """The logarithms of what the network with the parameters p should answer."""
    logits = np.maximum(x @ p["W1"] + p["b1"], 0.0) @ p["W2"] + p["b2"]
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def slope(name):
    """The gradient of the mean cross-entropy with respect to one parameter, by nudging it."""

    def loss(value):
        return -np.mean(np.sum(Y * log_probabilities(START | {name: value}, X), axis=1))

    return numeric_gradient(loss, START[name])


def small_network(submission):
    """The student's network of 2 inputs, 3 hidden neurons and 2 classes, with START in it."""
    net = submission.NeuralNetwork(2, 3, 2)
    for name, value in START.items():
        shape = now(net, name).shape
        expect(shape, f"the shape of {name}").holds(shape == value.shape, str(value.shape))
        write(net, name, value)
    return net


def now(net, name):
    """A parameter as it is now. A flat bias counts as a row: one check at the start judges that."""
    return np.atleast_2d(getattr(net, name))


def moved(net, name):
    """How far a step has moved a parameter from START, per unit of rate."""
    return (START[name] - expect(now(net, name), f"{name} after the step").array(START[name].shape)) / RATE


@points(0.5)
def test_parameters_at_the_start(submission):
    """A new network has weights of the right shapes that differ from each other, and biases of 0.

    Each layer needs one weight for every input and neuron, and one bias for every neuron.
    """
    net = submission.NeuralNetwork(4, 6, 3)
    for name, wanted in (("W1", (4, 6)), ("b1", (1, 6)), ("W2", (6, 3)), ("b2", (1, 3))):
        shape = np.shape(getattr(net, name))
        expect(shape, f"the shape of {name}").holds(shape == wanted, str(wanted))
    for name in ("b1", "b2"):
        expect(bool(np.any(getattr(net, name))), f"whether {name} has a number but 0").equals(False)
    for name in ("W1", "W2"):
        several = np.unique(getattr(net, name)).size > 1
        expect(several, f"whether the numbers in {name} differ").equals(True)


@points(1)
def test_forward_of_four_samples(submission):
    """The probabilities of four samples are right, for weights and biases that were set by hand.

    Work out the first sample on paper: first layer, ReLU, second layer, softmax of its own row.
    """
    answer = small_network(submission).forward(X)
    expect(answer, "net.forward(X)").close_to(np.exp(log_probabilities(START, X)), atol=1e-6)


@points(1)
def test_step_of_the_output_layer(submission):
    """One small step moves W2 and b2 down the slope of the loss.

    Nudge one number of W2 and see by how much the mean cross-entropy changes: that is the slope.
    """
    net = small_network(submission)
    net.forward(X)
    net.backward(X, Y, RATE)
    for name in ("W2", "b2"):
        expect(moved(net, name), f"(before - after) / rate of {name}").close_to(slope(name), atol=1e-5)


@points(1)
def test_step_of_the_hidden_layer(submission):
    """One small step moves W1 and b1 down the slope of the loss.

    The slope reaches them through W2 and through ReLU. What does ReLU let back, and where?
    """
    net = small_network(submission)
    net.forward(X)
    net.backward(X, Y, RATE)
    for name in ("W1", "b1"):
        expect(moved(net, name), f"(before - after) / rate of {name}").close_to(slope(name), atol=1e-5)


@points(0.5)
def test_step_after_other_samples(submission):
    """A step depends on its own samples only, whatever the network was asked before.

    What does backward use that forward left behind, and which samples does that belong to?
    """
    net = small_network(submission)
    net.forward(X[::-1] - 1.0)
    net.backward(X, Y, RATE)
    for name in ("W2", "W1"):
        expect(moved(net, name), f"(before - after) / rate of {name}").close_to(slope(name), atol=1e-5)

"""What a student can run: the shapes, the way forward, and one small step of each layer."""

import numpy as np

from gradus.grading import expect, helpers, points

shared = helpers(__file__)
RATE = shared.RATE
log_probabilities = shared.log_probabilities
slope = shared.slope
now = shared.now
filled = shared.filled
moved = shared.moved

W1 = np.array([[1.0, -2.0, 0.5], [0.5, 1.0, -1.0]])
B1 = np.array([[0.25, 0.5, -0.25]])
W2 = np.array([[1.0, -0.5], [0.5, 1.0], [-1.0, 2.0]])
B2 = np.array([[0.25, -0.75]])
X = np.array([[2.0, 1.0], [-1.0, 1.0], [1.0, -2.0], [0.5, 3.0]])
Y = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
START = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}


@points(0.5)
def test_parameters_at_the_start(submission):
    """A new network has weights of the right shapes that differ from each other, and biases of 0.

    Each layer needs one weight for every input and neuron, and one bias for every neuron.
    """
    net = submission.NeuralNetwork(4, 6, 3)
    for name, wanted in (("W1", (4, 6)), ("b1", (1, 6)), ("W2", (6, 3)), ("b2", (1, 3))):
        shape = np.shape(getattr(net, name))
        expect(shape, f"the shape of {name}").holds(shape == wanted, str(wanted))
        kind = str(np.asarray(getattr(net, name)).dtype)
        expect(kind, f"the kind of numbers in {name}").holds(kind == "float64", "float64")
    for name in ("b1", "b2"):
        expect(not np.any(getattr(net, name))).is_true(f"every number in {name} is 0")
    for name in ("W1", "W2"):
        expect(np.unique(getattr(net, name)).size > 1).is_true(f"the numbers in {name} differ")


@points(1)
def test_forward_of_four_samples(submission):
    """The probabilities of four samples are right, for weights and biases that were set by hand.

    Work out the first sample on paper: first layer, ReLU, second layer, softmax of its own row.
    """
    answer = filled(submission.NeuralNetwork(2, 3, 2), START).forward(X)
    expect(answer, "net.forward(X)").close_to(np.exp(log_probabilities(START, X)), atol=1e-6)


@points(1)
def test_step_of_the_output_layer(submission):
    """One small step moves W2 and b2 down the slope of the loss.

    Nudge one number of W2 and see by how much the mean cross-entropy changes: that is the slope.
    """
    net = filled(submission.NeuralNetwork(2, 3, 2), START)
    net.forward(X)
    net.backward(X, Y, RATE)
    for name in ("W2", "b2"):
        gradient = expect(moved(net, START, name), f"(before - after) / rate of {name}")
        gradient.close_to(slope(START, name, X, Y), atol=1e-5)


@points(1)
def test_step_of_the_hidden_layer(submission):
    """One small step moves W1 and b1 down the slope of the loss.

    The slope reaches them through W2 and through ReLU. What does ReLU let back, and where?
    """
    net = filled(submission.NeuralNetwork(2, 3, 2), START)
    net.forward(X)
    net.backward(X, Y, RATE)
    for name in ("W1", "b1"):
        gradient = expect(moved(net, START, name), f"(before - after) / rate of {name}")
        gradient.close_to(slope(START, name, X, Y), atol=1e-5)


@points(0.5)
def test_one_large_step(submission):
    """With a learning rate of 0.5, too, a step moves all four parameters by their gradients.

    All four gradients belong to the network as it was before the step. Go through backward line by line: is anything
    used after it was changed?
    """
    net = filled(submission.NeuralNetwork(2, 3, 2), START)
    net.forward(X)
    net.backward(X, Y, 0.5)
    for name in ("b1", "W1", "b2", "W2"):
        wanted = START[name] - 0.5 * slope(START, name, X, Y)
        expect(now(net, name), f"{name} after the step").close_to(wanted, atol=1e-6)

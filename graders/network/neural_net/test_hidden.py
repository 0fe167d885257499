"""What decides: PyTorch's gradients, unequal shapes, several seeds, small and large rates, silent neurons."""

import json
from pathlib import Path

import numpy as np

from gradus.grading import expect, helpers, left_alone, no_warnings, points

shared = helpers(__file__)
RATE = shared.RATE
log_probabilities = shared.log_probabilities
slope = shared.slope
network = shared.network
now = shared.now
moved = shared.moved

# What PyTorch says to the networks of make_torch_gradients.py, which made this file.
TORCH = json.loads(Path(__file__).with_name("torch_gradients.json").read_text("utf-8"))
# n, input_size, hidden_size, output_size and a seed: no two of the sizes are the same.
BATCHES = ((7, 4, 6, 3, 21), (5, 3, 8, 4, 22), (4, 6, 5, 2, 23))


def stepped(p, X, y, rate):
    """What one step of gradient descent makes of the parameters p."""
    return {name: p[name] - rate * slope(p, name, X, y) for name in p}


def arrangement(n, n_in, hidden, n_out, seed):
    """Parameters, samples and their one-hot classes, drawn from a seed."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (n_in, hidden), "b1": (1, hidden), "W2": (hidden, n_out), "b2": (1, n_out)}
    p = {name: rng.normal(0.0, 0.8, shape) for name, shape in shapes.items()}
    return p, rng.normal(0.0, 1.5, (n, n_in)), np.eye(n_out)[rng.integers(0, n_out, n)]


@points(0.5)
def test_he_initialisation(submission):
    """The weights vary as He initialisation says, in both layers, around a mean of 0.

    Print the variance of W1 for a large network, and put it beside 2 divided by its fan_in.
    """
    net = submission.NeuralNetwork(400, 1600, 400)
    for name, fan_in, wanted in (("W1", 400, (400, 1600)), ("W2", 1600, (1600, 400))):
        weights = np.asarray(getattr(net, name), dtype=np.float64)
        expect(weights.shape, f"the shape of {name}").holds(weights.shape == wanted, str(wanted))
        ratio = float(f"{np.var(weights) * fan_in / 2:.2g}")  # two digits: the same for every draw
        expect(ratio, f"the variance of {name} divided by 2 / fan_in").between(0.8, 1.25, "about 1")
        mean = round(float(np.mean(weights) / np.std(weights)), 1) + 0.0
        expect(mean, f"the mean of {name} in units of its spread").close_to(0.0, atol=0.05)


@points(0.5)
def test_forward_of_any_shape(submission):
    """The probabilities are right for every number of samples, inputs, neurons and classes.

    Compare two networks of different sizes by hand. Which axis holds the samples?
    """
    for sizes in (*BATCHES, (1, 2, 7, 5, 24)):
        p, X, _ = arrangement(*sizes)
        answer = expect(network(submission, p).forward(X), "net.forward(X)")
        answer.close_to(np.exp(log_probabilities(p, X)), atol=1e-6)


@points(0.5)
def test_forward_of_large_numbers(submission):
    """The probabilities stay right where numbers as large as 1000 enter the softmax.

    What is e to the power of 1000 in floating point? What may be subtracted from a row beforehand?
    """
    p = {"W1": np.eye(2), "b1": np.zeros((1, 2)), "b2": np.zeros((1, 3))}
    p |= {"W2": np.array([[100.0, 99.9, -100.0], [0.01, 0.0, 0.02]])}
    net = network(submission, p)
    for X in ([[10.0, 0.0], [9.9, 20.0]], [[0.1, 5.0], [10.0, 0.0], [0.0, 70.0], [0.02, 1.0]]):
        expected = np.exp(log_probabilities(p, np.array(X)))
        expect(net.forward(np.array(X)), "net.forward(X)").close_to(expected, atol=1e-6)
        no_warnings(submission)


@points(0.5)
def test_gradients_of_the_weights(submission):
    """A small step moves both weight matrices by their gradient, whatever the shape of the batch.

    Take one number of one matrix, nudge it, and compare with (before - after) / learning_rate.
    """
    for sizes in BATCHES:
        p, X, y = arrangement(*sizes)
        net = network(submission, p)
        net.forward(X)
        net.backward(X, y, RATE)
        for name in ("W2", "W1"):
            gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
            gradient.close_to(slope(p, name, X, y), atol=1e-5)


@points(0.5)
def test_gradients_of_the_biases(submission):
    """A small step moves each bias by its own gradient, whatever the shape of the batch.

    A bias is added to every sample: how do the samples come together again in its gradient?
    """
    for sizes in BATCHES:
        p, X, y = arrangement(*sizes)
        net = network(submission, p)
        net.forward(X)
        net.backward(X, y, RATE)
        for name in ("b2", "b1"):
            gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
            gradient.close_to(slope(p, name, X, y), atol=1e-5)


@points(0.5)
def test_the_gradients_of_pytorch(submission):
    """A step of any size is PyTorch's own gradient, for every parameter and every kind of batch.

    Try a batch without one of the classes, a batch of one, and samples of very different size.
    """
    for case in TORCH:
        p, X, y = ({k: np.array(v) for k, v in case["params"].items()}, np.array(case["X"]), np.array(case["y"]))
        for rate in (1e-6, 0.25):
            net = network(submission, p)
            net.forward(X)
            net.backward(X, y, rate)
            for name, gradient in case["gradients"].items():
                after = expect(now(net, name), f"{name} after the step").array(p[name].shape)
                label = f"(before - after) / rate of {name}"
                expect((p[name] - after) / rate, label).close_to(gradient, atol=1e-6)


@points(1)
def test_a_large_step(submission):
    """With a learning rate of 0.5, too, all four gradients are those from before the step.

    Follow the lines of backward one by one: is anything used after it was changed?
    """
    for sizes in BATCHES:
        p, X, y = arrangement(*sizes)
        net, wanted = network(submission, p), stepped(p, X, y, 0.5)
        net.forward(X)
        net.backward(X, y, 0.5)
        for name in ("W2", "b2", "W1", "b1"):
            expect(now(net, name), f"{name} after the step").close_to(wanted[name], atol=1e-6)


@points(0.5)
def test_batches_of_other_sizes(submission):
    """A batch of one takes the right step, and a batch in which every sample stands twice as well.

    The loss is a mean. What happens to a mean when every row is there twice?
    """
    p, X, y = arrangement(5, 3, 7, 4, 41)
    for some, classes in ((X[:1], y[:1]), (np.repeat(X, 2, axis=0), np.repeat(y, 2, axis=0))):
        net = network(submission, p)
        net.forward(some)
        net.backward(some, classes, RATE)
        for name in ("W2", "b2", "W1", "b1"):
            gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
            gradient.close_to(slope(p, name, some, classes), atol=1e-5)


@points(0.5)
def test_samples_left_alone(submission):
    """Neither forward nor backward changes the samples or their classes.

    An array that came in as an argument is the caller's own: -=, *= and out= would write into it.
    """
    p, X, y = arrangement(6, 4, 5, 3, 51)
    net = network(submission, p)
    expect(net.forward(X), "net.forward(X)").left_alone(submission).array((6, 3))
    net.backward(X, y, 0.1)
    left_alone(submission)
    after = expect(now(net, "W2"), "W2 after the step").array((5, 3))
    expect((after != p["W2"]).any()).is_true("the step has moved W2")


@points(0.5)
def test_silent_and_open_neurons(submission):
    """Neurons that are silent for every sample do not learn; open ones learn from all of them.

    Where ReLU gives 0, no nudge gets through. Which of the arrays says where that was?
    """
    p, X, y = arrangement(6, 3, 4, 5, 61)
    p["b1"] = np.array([[-9.0, 9.0, 0.3, -0.4]])
    net = network(submission, p)
    net.forward(X)
    net.backward(X, y, RATE)
    for name in ("W1", "b1"):
        gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
        gradient.close_to(slope(p, name, X, y), atol=1e-4)


@points(0.5)
def test_several_steps(submission):
    """Each step starts from the parameters that are in the network at that moment.

    Does the network keep a second copy of anything, which a step or a new value does not reach?
    """
    p, X, y = arrangement(5, 4, 3, 2, 71)
    net = network(submission, p)
    for rows in (slice(0, 3), slice(2, 5), slice(1, 4)):
        net.forward(X[rows])
        net.backward(X[rows], y[rows], 0.1)
        p = stepped(p, X[rows], y[rows], 0.1)
    for name in ("W2", "b2", "W1", "b1"):
        expect(now(net, name), f"{name} after three steps").close_to(p[name], atol=1e-6)
    answer = net.forward(X)
    expect(answer, "net.forward(X)").close_to(np.exp(log_probabilities(p, X)), atol=1e-6)

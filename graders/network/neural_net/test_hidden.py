"""What decides: PyTorch's gradients, unequal shapes, several seeds, small and large rates, silent neurons."""

import json
from pathlib import Path

import numpy as np

from gradus.grading import arguments, expect, helpers, no_warnings, points, with_drawn, write

shared = helpers(__file__)
RATE = shared.RATE
log_probabilities = shared.log_probabilities
slope = shared.slope
step = shared.step
network = shared.network
now = shared.now
moved = shared.moved

# What PyTorch says to the networks of make_torch_gradients.py, which made this file.
TORCH = json.loads(Path(__file__).with_name("torch_gradients.json").read_text("utf-8"))
# A seed, n, input_size, hidden_size and output_size: no two of the sizes are the same.
BATCHES = ((23, 4, 6, 5, 2), (21, 7, 4, 6, 3), (22, 5, 3, 8, 4))


def stepped(p, X, y, rate):
    """What one step of gradient descent makes of the parameters p."""
    return {name: p[name] - rate * slope(p, name, X, y) for name in p}


def arrangement(seed, n, n_in, hidden, n_out):
    """Parameters, samples and their one-hot classes, with no hidden neuron near its corner."""
    rng = np.random.default_rng(seed)
    shapes = {"W1": (n_in, hidden), "b1": (1, hidden), "W2": (hidden, n_out), "b2": (1, n_out)}
    while True:
        p = {name: rng.normal(0.0, 0.8, shape) for name, shape in shapes.items()}
        X, y = rng.normal(0.0, 1.5, (n, n_in)), np.eye(n_out)[rng.integers(0, n_out, n)]
        if np.abs(X @ p["W1"] + p["b1"]).min() > 1e-4:
            return p, X, y


def within(weights):
    """The shares of the weights within some standard deviations, in hundredths: alike for every draw."""
    return [round(float(np.mean(np.abs(weights) < k * weights.std())), 2) for k in (0.5, 0.8, 1.2, 1.5, 2.0)]


@points(0.5)
def test_he_initialisation(submission):
    """The weights come from the normal distribution that He initialisation names, in both layers.

    Print the variance of W1 for a large network, and put it beside 2 divided by its fan_in. Then draw a histogram of
    W1: where are most of the numbers, and how far do they reach?
    """
    net, weights = submission.NeuralNetwork(370, 1000, 320, np.random.default_rng(11)), {}
    for name, wanted in (("W1", (370, 1000)), ("W2", (1000, 320))):
        weights[name] = np.asarray(getattr(net, name), dtype=np.float64)
        shape = weights[name].shape
        expect(shape, f"the shape of {name}").holds(shape == wanted, str(wanted))
    ratios = [float(f"{np.var(w) * len(w) / 2:.2g}") for w in weights.values()]  # two digits: the same for every draw
    expect(ratios, "the variances of W1 and W2, each divided by 2 / fan_in").close_to([1.0, 1.0], atol=0.1)
    means = [round(float(np.mean(w) / np.std(w)), 1) + 0.0 for w in weights.values()]
    expect(means, "the means of W1 and W2 in units of their spread").close_to([0.0, 0.0], atol=0.05)
    for name, w in weights.items():
        label = f"the shares of {name} within 0.5, 0.8, 1.2, 1.5 and 2 standard deviations of 0"
        expect(within(w), label).close_to([0.383, 0.576, 0.77, 0.866, 0.954], atol=0.035)


@points(0.5)
def test_weights_drawn_by_rng(submission):
    """The weights come from the generator that is passed in, and from a fresh one where there is none.

    Make two networks with generators of one seed, two with different seeds, and two without a generator. Which of them
    should be alike? And does each layer get numbers of its own?
    """
    nets = [submission.NeuralNetwork(6, 6, 6, np.random.default_rng(seed)) for seed in (3, 3, 4)]
    nets += [submission.NeuralNetwork(6, 6, 6, arguments(submission)[3])]  # the generator as the third left it
    nets += [submission.NeuralNetwork(6, 6, 6), submission.NeuralNetwork(6, 6, 6, None)]
    one, again, other, next_one, fresh, fresher = [{name: now(net, name) for name in ("W1", "W2")} for net in nets]
    pairs = [(first[name], second[name]) for name in ("W1", "W2") for first, second in ((one, again), (one, other))]
    pairs += [(fresh["W1"], fresher["W1"]), (fresh["W2"], fresher["W2"]), (one["W1"], one["W2"])]
    pairs += [(other["W1"], next_one["W1"])]
    verdicts = ["alike" if np.allclose(first, second) else "different" for first, second in pairs]
    told = f"one seed: W1 {verdicts[0]}, W2 {verdicts[2]}; two seeds: W1 {verdicts[1]}, W2 {verdicts[3]}; "
    told += f"no generator, twice: W1 {verdicts[4]}, W2 {verdicts[5]}; W1 and W2 of one network {verdicts[6]}; "
    told += f"one generator, twice: W1 {verdicts[7]}"
    wanted = "one seed: W1 alike, W2 alike; two seeds: W1 different, W2 different; "
    wanted += "no generator, twice: W1 different, W2 different; W1 and W2 of one network different; "
    wanted += "one generator, twice: W1 different"
    expect(told, "networks with these generators").equals(wanted)


@points(0.5)
def test_forward_of_any_shape(submission):
    """The probabilities are right for every number of samples, inputs, neurons and classes.

    Compare two networks of different sizes by hand. Which axis holds the samples?
    """
    for sizes in with_drawn(*BATCHES, (24, 1, 2, 7, 5)):
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
    fixed = [[10.0, 0.0], [9.9, 20.0]], [[0.1, 5.0], [10.0, 0.0], [0.0, 70.0], [0.02, 1.0]]
    for X in with_drawn(*fixed, draw=lambda rng: rng.uniform(0.0, 10.0, (3, 2))):
        expected = np.exp(log_probabilities(p, np.array(X)))
        expect(net.forward(np.array(X)), "net.forward(X)").close_to(expected, atol=1e-6)
        no_warnings(submission)


@points(0.5)
def test_step_of_large_numbers(submission):
    """A step is right, too, where numbers as large as 1000 enter the softmax.

    If backward has a softmax of its own: what does that make of 1000? Print what is subtracted from what.
    """
    rng = np.random.default_rng(81)
    p = {"W1": rng.normal(0.0, 0.8, (3, 2)), "b1": np.full((1, 2), 0.3), "W2": rng.normal(0.0, 0.3, (2, 2))}
    X, y = rng.normal(0.0, 1.5, (6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    for offset in ([[0.7, 0.2]], [[990.0, 989.0]], [[-990.0, -989.0]]):
        p["b2"] = np.array(offset)
        net, wanted = network(submission, p), stepped(p, X, y, 0.5)
        step(net, X, y, 0.5)
        for name in ("W2", "b2", "W1", "b1"):
            expect(now(net, name), f"{name} after the step").close_to(wanted[name], atol=1e-6)


@points(0.5)
def test_gradients_of_the_weights(submission):
    """A small step moves both weight matrices by their gradient, whatever the shape of the batch.

    Take one number of one matrix, nudge it, and compare with (before - after) / learning_rate.
    """
    for sizes in with_drawn(*BATCHES):
        p, X, y = arrangement(*sizes)
        net = network(submission, p)
        step(net, X, y, RATE)
        for name in ("W2", "W1"):
            gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
            gradient.close_to(slope(p, name, X, y), atol=1e-5)


@points(0.5)
def test_gradients_of_the_biases(submission):
    """A small step moves each bias by its own gradient, whatever the shape of the batch.

    A bias is added to every sample: how do the samples come together again in its gradient?
    """
    for sizes in with_drawn(*BATCHES):
        p, X, y = arrangement(*sizes)
        net = network(submission, p)
        step(net, X, y, RATE)
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
            step(net, X, y, rate)
            for name, gradient in case["gradients"].items():
                after = expect(now(net, name), f"{name} after the step").array(p[name].shape)
                label = f"(before - after) / rate of {name}"
                expect((p[name] - after) / rate, label).close_to(gradient, atol=1e-6)


@points(0.5)
def test_a_large_step(submission):
    """With a learning rate of 0.5, too, all four gradients are those from before the step.

    Follow the lines of backward one by one: is anything used after it was changed?
    """
    for sizes in with_drawn(*BATCHES):
        p, X, y = arrangement(*sizes)
        net, wanted = network(submission, p), stepped(p, X, y, 0.5)
        step(net, X, y, 0.5)
        for name in ("W2", "b2", "W1", "b1"):
            expect(now(net, name), f"{name} after the step").close_to(wanted[name], atol=1e-6)


@points(0.5)
def test_batches_of_other_sizes(submission):
    """A batch of one takes the right step, and so does a large one, and one in which every sample stands twice.

    The loss is a mean over all rows of the batch. What happens to a mean when every row is there twice?
    """
    p, X, y = arrangement(41, 5, 3, 7, 4)
    _, many, theirs = arrangement(42, 160, 3, 7, 4)
    batches = [(p, X[:1], y[:1]), (p, np.repeat(X, 2, axis=0), np.repeat(y, 2, axis=0)), (p, many, theirs)]
    for p, some, classes in with_drawn(*batches, draw=lambda rng: arrangement(rng.integers(2**32), 1, 3, 7, 4)):
        net = network(submission, p)
        step(net, some, classes, RATE)
        for name in ("W2", "b2", "W1", "b1"):
            gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
            gradient.close_to(slope(p, name, some, classes), atol=1e-5)


@points(0.5)
def test_silent_and_open_neurons(submission):
    """Neurons that are silent for every sample do not learn; open ones learn from all of them.

    Where ReLU gives 0, no nudge gets through. Which of the arrays says where that was?
    """
    p, X, y = arrangement(61, 6, 3, 4, 5)
    p["b1"] = np.array([[-9.0, 9.0, 0.3, -0.4]])
    net = network(submission, p)
    step(net, X, y, RATE)
    for name in ("W1", "b1"):
        gradient = expect(moved(net, p, name), f"(before - after) / rate of {name}")
        gradient.close_to(slope(p, name, X, y), atol=1e-4)


def replace(net, name, value):
    """A new array in the place of a parameter; new numbers in the old one if that is a property without a setter."""
    try:
        setattr(net, name, value)
    except Exception as error:
        if getattr(error, "exception", "") != "AttributeError":
            raise
        write(net, name, value)


@points(0.5)
def test_several_steps(submission):
    """Each step starts from the parameters that are in the network at that moment.

    Does the network keep a second copy of anything, which a step or a new value does not reach?
    """
    p, X, y = arrangement(71, 5, 4, 3, 2)
    net = network(submission, p)
    for rows in (slice(0, 3), slice(2, 5), slice(1, 4)):
        step(net, X[rows], y[rows], 0.1)
        p = stepped(p, X[rows], y[rows], 0.1)
    for name in ("W2", "b2", "W1", "b1"):
        expect(now(net, name), f"{name} after three steps").close_to(p[name], atol=1e-6)
    for seed in with_drawn(72):
        p, X, y = arrangement(seed, 5, 4, 3, 2)
        for name in p:
            replace(net, name, p[name])
        answer = expect(net.forward(X), "net.forward(X) after net.W1, net.b1, net.W2 and net.b2 were replaced")
        answer.close_to(np.exp(log_probabilities(p, X)), atol=1e-6)
        step(net, X, y, 0.3)
        for name, wanted in stepped(p, X, y, 0.3).items():
            expect(now(net, name), f"{name} after a step of the replaced parameters").close_to(wanted, atol=1e-6)

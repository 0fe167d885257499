"""What decides: every picture with its own label, what training does, and digits never seen."""

from importlib.metadata import distribution

import numpy as np
import pytest

from gradus.grading import expect, helpers, left_alone, numeric_gradient, other, points, prerequisite, write

shared = helpers(__file__)
loading = shared.loading
four_parts = shared.four_parts

EPOCHS, RATE, HIDDEN = 200, 0.5, 32


def digits():
    """The data set as scikit-learn keeps it, without importing that: pixels 0 to 16, and labels."""
    path = distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    table = np.loadtxt(str(path), delimiter=",")
    return table[:, :64], table[:, 64].astype(int)


def rows(pixels, *labels):
    """Each picture with its labels as bytes that can be compared, whatever white is."""
    whole = np.column_stack([pixels / np.max(pixels), *labels])
    return list(map(bytes, np.round(whole * 16).astype(np.int16)))


def log_probabilities(p, X):
    """The logarithms of what a network with the parameters p should answer."""
    logits = np.maximum(X @ p["W1"] + p["b1"], 0.0) @ p["W2"] + p["b2"]
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def he(n_in, hidden, n_out, seed):
    """Parameters to start from, of the grader's own."""
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0.0, np.sqrt(2 / n_in), (n_in, hidden))
    W2 = rng.normal(0.0, np.sqrt(2 / hidden), (hidden, n_out))
    return {"W1": W1, "b1": np.zeros((1, hidden)), "W2": W2, "b2": np.zeros((1, n_out))}


def network(submission, p):
    """The student's own NeuralNetwork of day 6, with p written into its arrays."""
    net = other(submission, "network/neural_net").NeuralNetwork(*p["W1"].shape, p["b2"].size)
    for name, value in p.items():
        write(net, name, value)
    return net


def judge_network(submission):
    """Day 6 in short: the forward pass, and one step against the slope of the loss."""
    p, rng = he(4, 6, 3, 11), np.random.default_rng(12)
    X, y = rng.normal(size=(5, 4)), np.eye(3)[[0, 2, 1, 1, 0]]
    net = network(submission, p)
    expect(net.forward(X), "net.forward(X)").close_to(np.exp(log_probabilities(p, X)), atol=1e-6)
    net.backward(X, y, RATE)
    for name in p:
        slope = numeric_gradient(
            lambda v, name=name: -np.mean(np.sum(y * log_probabilities(p | {name: v}, X), axis=1)), p[name]
        )
        after = np.atleast_2d(getattr(net, name))
        expect(after, f"{name} after the step").close_to(p[name] - RATE * slope, atol=1e-6)


class Regression:
    """A network without a hidden layer, which does learn."""

    def __init__(self, n_in, n_out, seed):
        self.W = np.random.default_rng(seed).normal(size=(n_in, n_out))

    def forward(self, X):
        return np.exp(X @ self.W) / np.exp(X @ self.W).sum(axis=1, keepdims=True)

    def backward(self, X, y, learning_rate):
        self.W = self.W - learning_rate * X.T @ (self.forward(X) - y) / len(X)


class Fixed:
    """A network that answers each row by the probabilities that stand in it, and learns nothing."""

    def __init__(self):
        self.steps = []

    def forward(self, X):
        return X

    def backward(self, X, y, learning_rate):
        self.steps.append((X, y, learning_rate))


def guesses(n, n_classes, seed):
    """Probabilities for n samples, and one-hot classes of which they often hit the right one."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(n_classes), n)
    labels = np.where(rng.random(n) < 0.6, p.argmax(axis=1), rng.integers(0, n_classes, n))
    return p, np.eye(n_classes)[labels]


def share(p, y):
    """The share of rows in which p is largest where y is."""
    return float(np.mean([row.argmax() == hot.argmax() for row, hot in zip(p, y, strict=True)]))


@points(1, seconds=60)
def test_every_picture_once(loading):
    """Every picture of the data set is there once, to train or to test, with its own label.

    Pick a few rows and look at the picture beside its label. Does one order shuffle both?
    """
    X, y, X_test, y_test = four_parts(loading.load_data(np.random.default_rng(2)))
    train, test, (pixels, labels) = rows(X), rows(X_test), digits()
    once = len(set(train)) == len(train) and len(set(test)) == len(test)
    expect(once).is_true("no picture comes twice in one part")
    expect(not set(train) & set(test)).is_true("no picture is in both parts")
    everything = set(rows(pixels))
    expect({*train, *test} == everything).is_true("every picture is there")
    everything = set(rows(pixels, np.eye(10)[labels]))
    expect({*rows(X, y), *rows(X_test, y_test)} == everything).is_true("every picture has its own label")


@points(0.5, seconds=60)
def test_shuffled_by_rng(loading):
    """The pictures are shuffled, by the generator that was passed in and by nothing else.

    Load twice with the same seed and once with another one. What should be the same, what not?
    """
    places = {picture: place for place, picture in enumerate(rows(digits()[0]))}
    first, again, different = (
        [places.get(row) for row in rows(four_parts(loading.load_data(rng))[2])]
        for rng in map(np.random.default_rng, (3, 3, 4))
    )
    late = sum(place is not None and place >= 1437 for place in first)
    # 72 of 360 by chance, give or take 7
    expect(25 < late < 150).is_true("the test pictures come from everywhere in the data set")
    expect(first == again).is_true("one seed gives one split")
    expect(set(first) != set(different)).is_true("two seeds give two splits")


@points(1)
def test_losses_of_a_network_that_learns(submission):
    """The losses are right for a network that learns, at any rate and for any number of rows.

    Work out the cross-entropy of one row. How do the rows come together, and how the classes?
    """
    for n, n_in, n_out, epochs, rate, seed in ((7, 3, 4, 6, 0.4, 21), (4, 5, 2, 9, 1.5, 22)):
        rng, twin = np.random.default_rng(seed), Regression(n_in, n_out, seed)
        X, y, wanted = rng.normal(size=(n, n_in)), np.eye(n_out)[rng.integers(0, n_out, n)], []
        for _ in range(epochs):
            wanted.append(-np.sum(np.log(twin.forward(X)[y == 1])) / n)
            twin.backward(X, y, rate)
        losses = submission.train(Regression(n_in, n_out, seed), X, y, epochs, rate)
        expect(losses).left_alone(submission).close_to(wanted, atol=1e-6)


@points(0.5)
def test_losses_stay_finite(submission):
    """The loss is finite where a probability is 0, and 0 where every probability is right.

    What is the logarithm of 0, and what is 0 times that?
    """
    y = np.eye(3)[[0, 2]]
    net = Fixed()
    losses = submission.train(net, y, y, 5, 0.1)
    expect(losses, "the losses where all is right").close_to(np.zeros(5), atol=1e-5)
    expect(len(net.steps), "how often net.backward was called where all is right").equals(5)
    losses = submission.train(Fixed(), y[::-1].copy(), y, 2, 0.1)
    loss = expect(losses, "the losses where all is wrong").array((2,))[0]
    expect(float(loss), "the first loss where all is wrong").between(16.0, 35.0)


@points(0.5)
def test_each_step_is_given_everything(submission):
    """Each epoch, and only that, passes all rows in their order and the rate on to net.backward.

    Count the calls of net.backward, and look at what the first and the last one are given.
    """
    for epochs, rate, n in ((1, 2.5, 6), (120, 1e-3, 5)):
        net, (X, y) = Fixed(), guesses(n, 3, epochs)
        submission.train(net, X, y, epochs, rate)
        left_alone(submission)
        steps = expect(len(net.steps), "how often net.backward was called")
        steps.holds(len(net.steps) == epochs, str(epochs))
        for rows, classes, used in net.steps[:: max(1, epochs - 1)]:
            expect(rows, "the X that net.backward was given").close_to(X)
            expect(classes, "the y that net.backward was given").close_to(y)
            expect(used, "the learning rate that net.backward was given").close_to(rate)
        rates = [used for _, _, used in net.steps]
        expect(rates, "the learning rates of all steps").close_to(np.full(epochs, rate))


@points(0.5)
def test_accuracy_of_any_shape(submission):
    """Accuracy is a fraction for any number of rows and classes, from none right to all right.

    Along which axis do you look for the largest number, and what do you divide the hits by?
    """
    for n, n_classes, seed in ((11, 4, 41), (6, 6, 42), (1, 3, 43)):
        p, y = guesses(n, n_classes, seed)
        answer = expect(submission.accuracy(Fixed(), p, y)).left_alone(submission)
        answer.close_to(share(p, y))
    for shift, wanted in ((0, 1.0), (1, 0.0)):
        answer = submission.accuracy(Fixed(), np.eye(5), np.roll(np.eye(5), shift, axis=1))
        expect(answer).close_to(wanted)


@points(0.5)
def test_gap_with_its_sign(submission):
    """The gap is a difference of two fractions, and negative where the test went better.

    The two sets need not be of one size: each has its own accuracy.
    """
    for (n, seed), (m, other_seed) in (((9, 51), (4, 52)), ((3, 53), (10, 51))):
        (p, y), (q, z) = guesses(n, 3, seed), guesses(m, 3, other_seed)
        for net in (Fixed(), Regression(3, 3, seed)):
            gap = submission.generalization_gap(net, p, y, q, z)
            wanted = share(net.forward(p), y) - share(net.forward(q), z)
            expect(gap).left_alone(submission).close_to(wanted)


@pytest.fixture(scope="module")
def held_out_accuracy(submission):
    """The share of 360 digits that the student's network, trained by the student's train, reads.

    The pixels and the classes come in an order that is drawn anew each time, so that weights
    learned elsewhere are worth nothing; the parameters to start from are put into the same order,
    so that honest training goes the same way every time. The test labels stay here.
    """
    with prerequisite(submission, "network/neural_net"):
        judge_network(submission)
    rng, (X, labels) = np.random.default_rng(), digits()
    pixels, classes = rng.permutation(64), rng.permutation(10)
    X, y = X[:, pixels] / 16, np.eye(10)[labels][:, classes]
    rows = np.random.default_rng(10).permutation(len(X))
    train, test = rows[:1437], rows[1437:]
    p = he(64, HIDDEN, 10, 7)
    net = network(submission, p | {"W1": p["W1"][pixels], "W2": p["W2"][:, classes]})
    submission.train(net, X[train], y[train], EPOCHS, RATE)
    p = {name: expect(np.atleast_2d(getattr(net, name)), name).array(p[name].shape) for name in p}
    log_p = log_probabilities(p, X[test])
    expect(net.forward(X[test]), "net.forward(X_test)").close_to(np.exp(log_p), atol=1e-6)
    return share(log_p, y[test])


@points(1, seconds=60, end_to_end=True)
def test_reads_digits(held_out_accuracy):
    """Your network, trained by your train, reads more than 85 % of digits that it never saw.

    Train it on load_data's digits and look at the losses: do they fall, and how far?
    """
    expect(held_out_accuracy, "the share of digits that it reads").at_least(0.85)


@points(0.5, seconds=60, end_to_end=True)
def test_reads_digits_well(held_out_accuracy):
    """It reads at least 95 % of them.

    The rate and the number of epochs are the check's own. What else decides what a step does?
    """
    expect(held_out_accuracy, "the share of digits that it reads").at_least(0.95)

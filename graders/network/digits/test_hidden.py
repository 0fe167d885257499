"""What decides: every picture with its own label, what training does, and digits never seen."""

import numpy as np
import pytest

from gradus.grading import (
    arguments,
    drawn,
    expect,
    helpers,
    numeric_gradient,
    other,
    points,
    prerequisite,
    with_drawn,
    write,
)

shared = helpers(__file__)
loading = shared.loading
four_parts = shared.four_parts
digits = shared.digits
pictures = shared.pictures

EPOCHS, RATE, HIDDEN = 200, 0.5, 32


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
        self.W = np.random.default_rng(seed).uniform(-1.0, 1.0, (n_in, n_out))

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


@points(0.5, seconds=60)
def test_every_picture_once(loading):
    """Every picture of the data set is there once, to train or to test, with its own label.

    Pick a few rows and look at the picture beside its label. How many different pictures are there in each part?
    """
    X, y, X_test, y_test = four_parts(loading.load_data(np.random.default_rng(2)))
    train, test, (pixels, labels) = set(pictures(X)), set(pictures(X_test)), digits()
    known = dict(zip(pictures(pixels), labels, strict=True))
    counts = [len(train), len(test), len(train & test), len((train | test) & set(known))]
    label = "how many different pictures are in training, in testing, in both, and of the data set"
    expect([float(count) for count in counts], label).close_to([1437.0, 360.0, 0.0, 1797.0])
    both = zip(pictures(X) + pictures(X_test), [*y, *y_test], strict=True)
    own = np.mean([known[picture] == hot.argmax() for picture, hot in both])
    told = float(own if own > 0.9 else np.round(own, 1))
    expect(told, "the share of pictures that stand beside their own label").close_to(1.0)


@points(0.5, seconds=60)
def test_shuffled_by_rng(loading):
    """The pictures are shuffled, by the generator that was passed in and by nothing else.

    Load twice with the same seed and once with another one. What should be the same, what not? And is the order of the
    training pictures that of the data set?
    """
    places = {picture: place for place, picture in enumerate(pictures(digits()[0]))}
    loaded = [four_parts(loading.load_data(rng)) for rng in map(np.random.default_rng, (3, 3, 4))]
    loaded.append(four_parts(loading.load_data(arguments(loading)[0])))  # the last generator, after its first split
    first, again, different, next_one = ([places.get(row, -1) for row in pictures(parts[2])] for parts in loaded)
    found = float(sum(place >= 0 for place in first))
    expect(found, "how many of the test pictures are in the data set").close_to(360.0)
    late, early = (float(sum(low <= place < low + 360 for place in first)) for low in (1437, 0))
    counts = expect([late, early], "how many test pictures are among the last 360 of the data set, and the first 360")
    counts.holds(25 < late < 150 and 25 < early < 150, "about 72 of each")  # 72 by chance, give or take 7
    order = [places.get(row, -1) for row in pictures(loaded[0][0])]
    share = round(float(np.mean(np.diff(order) > 0)), 1)
    label = "the share of training pictures that come later in the data set than the one before"
    expect(share, label).close_to(0.5, atol=0.15)
    same = ("the same", "another")
    told = f"one seed twice: {same[first != again]} split; another seed: {same[set(first) != set(different)]} split; "
    told += f"that generator once more: {same[set(different) != set(next_one)]} split"
    wanted = "one seed twice: the same split; another seed: another split; that generator once more: another split"
    expect(told, "the splits").equals(wanted)


@points(0.5)
def test_losses_of_a_network_that_learns(submission):
    """The losses are right for a network that learns, at any rate and for any number of rows.

    Work out the cross-entropy of one row. How do the rows come together, and how the classes?
    """
    for seed, n, n_in, n_out, epochs, rate in with_drawn(
        (21, 7, 3, 4, 6, 0.4), (22, 4, 5, 2, 9, 1.5), (23, 160, 4, 3, 5, 0.9), (24, 1, 3, 3, 4, 0.6)
    ):
        rng, twin = np.random.default_rng(seed), Regression(n_in, n_out, seed)
        X, y, wanted = rng.uniform(-1.0, 1.0, (n, n_in)), np.eye(n_out)[rng.integers(0, n_out, n)], []
        for _ in range(epochs):
            wanted.append(-np.sum(np.log(twin.forward(X)[y == 1])) / n)
            twin.backward(X, y, rate)
        losses = submission.train(Regression(n_in, n_out, seed), X, y, epochs, rate)
        expect(losses).close_to(wanted, atol=1e-6)


@points(0.5)
def test_losses_stay_finite(submission):
    """The loss is finite where a probability is 0 or next to nothing, and 0 where every probability is right.

    What is the logarithm of 0, and what is 0 times that? What is the smallest number that your logarithm is given?
    """
    y, net = np.eye(3)[[0, 2]], Fixed()
    losses = submission.train(net, y, y, 4, 0.1)
    told = f"net.backward was called {len(net.steps)} times in 4 epochs"
    expect(told, "training where all is right").equals("net.backward was called 4 times in 4 epochs")
    expect(losses, "the losses where all is right").close_to(np.zeros(4), atol=1e-5)
    one = np.array([[0.0, 1.0, 0.0], [0.3, 0.0, 0.7]])
    tiny = np.array([[1e-300, 1.0, 0.0], [0.3, 0.7, 1e-200]])
    for rows, rest, what in (
        (one, -np.log(0.7), "one right class has probability 0"),
        (tiny, 0.0, "the right classes get next to nothing"),
    ):
        losses = submission.train(Fixed(), rows, y, 2, 0.1)
        loss = expect(losses, f"the losses where {what}").array((2,))[0]
        floors = 2 if rest == 0 else 1
        low, high = (floors * size + rest for size in (16.1, 34.6))  # of minus the logarithms of 1e-7 and 1e-15
        expect(float(2 * loss), f"twice the loss where {what}").between(low, high)


@points(0.5)
def test_each_step_is_given_everything(submission):
    """Each epoch, and only that, passes all rows in their order and the rate on to net.backward.

    Count the calls of net.backward, and look at what the first and the last one are given.
    """
    for seed, epochs, rate, n in with_drawn((3, 3, 0.4, 160), (1, 1, 2.5, 6), (2, 120, 1e-3, 5)):
        net, (X, y) = Fixed(), guesses(n, 3, seed)
        submission.train(net, X, y, epochs, rate)
        told = "no call" if not net.steps else given(net.steps[0][0], X) + "; " + given(net.steps[-1][0], X)
        wanted = "all rows in their order; all rows in their order"
        expect(told, "the X that the first and the last call of net.backward were given").equals(wanted)
        steps = expect(float(len(net.steps)), "how often net.backward was called")
        steps.holds(len(net.steps) == epochs, str(epochs))
        rates = [used for _, _, used in net.steps]
        expect(rates, "the learning rates of all steps").close_to(np.full(epochs, rate))
        for rows, classes, _ in net.steps[:: max(1, epochs - 1)]:
            expect(rows, "the X that net.backward was given").close_to(X)
            expect(classes, "the y that net.backward was given").close_to(y)


def given(rows, X):
    """In words, which rows of X a step was given."""
    rows = np.asarray(rows)
    if rows.shape != X.shape:
        return f"{len(rows) if rows.ndim else 'no'} rows in an array of shape {rows.shape}"
    if np.allclose(rows, X):
        return "all rows in their order"
    return "all rows in another order" if np.allclose(np.sort(rows, axis=0), np.sort(X, axis=0)) else "other numbers"


@points(0.5)
def test_the_network_after_the_last_step(submission):
    """After training, the network that was passed in has taken every step, and nothing else has happened to it.

    Train a small network for 5 epochs, and take the same 5 steps by hand. Where do they part?
    """
    with prerequisite(submission, "network/neural_net"):
        judge_network(submission)
    # So large a rate that the last network is not the best one, and a small one.
    for seed, rate in with_drawn((61, 6.0), draw=lambda rng: (int(rng.integers(2**32)), 0.4)):
        rng, p = np.random.default_rng(seed), he(3, 6, 4, seed + 1)
        X, y = rng.normal(0.0, 1.5, (40, 3)), np.eye(4)[rng.integers(0, 4, 40)]
        net = network(submission, p)
        submission.train(net, X, y, 5, rate)
        for _ in range(5):
            p = stepped(p, X, y, rate)
        for name in ("W2", "W1", "b2", "b1"):
            after = expect(np.atleast_2d(getattr(net, name)), f"net.{name} after 5 epochs")
            after.close_to(p[name], rtol=1e-4, atol=1e-5)


def stepped(p, X, y, rate):
    """The parameters after one step of a network with the parameters p."""
    before = X @ p["W1"] + p["b1"]
    d = (np.exp(log_probabilities(p, X)) - y) / len(X)
    back = (d @ p["W2"].T) * (before > 0)
    slopes = {"W1": X.T @ back, "b1": back.sum(axis=0), "W2": np.maximum(before, 0).T @ d, "b2": d.sum(axis=0)}
    return {name: p[name] - rate * slopes[name] for name in p}


@points(0.5)
def test_accuracy_of_any_shape(submission):
    """Accuracy is a fraction for any number of rows and classes, from none right to all right.

    Along which axis do you look for the largest number, and what do you divide the hits by?
    """

    def judge(seed, n, n_classes):
        p, y = guesses(n, n_classes, seed)
        expect(submission.accuracy(Fixed(), p, y)).close_to(share(p, y))

    for case in ((41, 11, 4), (42, 6, 6), (43, 1, 3), (46, 1, 3), (44, 170, 3)):
        judge(*case)
    for shift, wanted in ((0, 1.0), (1, 0.0)):
        answer = submission.accuracy(Fixed(), np.eye(5), np.roll(np.eye(5), shift, axis=1))
        expect(answer).close_to(wanted)
    judge(drawn(), 11, 4)


@points(0.5)
def test_gap_with_its_sign(submission):
    """The gap is a difference of two fractions, and negative where the test went better.

    The two sets need not be of one size: each has its own accuracy.
    """
    for seed, n, m in with_drawn((51, 9, 4), (53, 3, 10), (55, 1, 10)):
        (p, y), (q, z) = guesses(n, 3, seed), guesses(m, 3, seed + 1)
        for net in (Fixed(), Regression(3, 3, seed)):
            gap = submission.generalization_gap(net, p, y, q, z)
            wanted = share(net.forward(p), y) - share(net.forward(q), z)
            expect(gap).close_to(wanted)


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

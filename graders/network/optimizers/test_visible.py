"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, items, points


def rates_of(schedule, steps, *settings):
    """The rates of these steps, each one a number."""
    return [expect(schedule(step, *settings)).number() for step in steps]


def sizes_of(batches):
    """How many rows each batch has, or None if these are no batches."""
    if not isinstance(batches, (list, tuple)):
        return None
    pairs = [pair for pair in batches if isinstance(pair, (list, tuple)) and len(pair) == 2]
    return [len(X_batch) for X_batch, _ in pairs if isinstance(X_batch, (list, np.ndarray))]


@points(0.5)
def test_one_step_downhill(submission):
    """A step goes against the gradient, as far as the learning rate says.

    Where the gradient is positive the parameter falls; where it is 0 nothing happens.
    """
    W, dW = np.array([[1.5, 2.25], [3.0, 4.75]]), np.array([[10.5, -7.0], [0.0, 5.25]])
    expect(submission.sgd_step(W, dW, 0.1)).close_to([[0.45, 2.95], [3.0, 4.225]])


@points(0.5)
def test_path_of_three_steps(submission):
    """The path of three steps has four places, and the first one is the start.

    On w² the gradient is 2w. A rate of 0.2 takes two fifths of w away at each step.
    """
    path = submission.descend(np.array([1.5, -2.25]), lambda W: 2 * W, 0.2, 3)
    expect(path).close_to([[1.5, -2.25], [0.9, -1.35], [0.54, -0.81], [0.324, -0.486]])


@points(0.5)
def test_batches_of_five_rows(submission):
    """Thirteen rows in batches of five make three batches: shuffled, and each row beside its target.

    After two full batches three rows are left over. They belong to the epoch too.
    """
    X = np.random.default_rng(4).normal(size=(13, 3))
    y = np.column_stack([X.sum(axis=1), X[:, 0] * X[:, 1]])
    batches = items(submission.minibatches(X, y, 5, np.random.default_rng(1)))
    if sizes := sizes_of(batches):
        expect(sizes, "how many rows the batches have").holds(sizes == [5, 5, 3], "5, 5 and 3 rows")
    pairs = expect(batches).is_sequence(3, "pairs")
    pairs = [expect(pair, "a batch").is_sequence(2, "arrays: X_batch and y_batch") for pair in pairs]
    rows = np.concatenate([expect(pair[0], "X_batch").array() for pair in pairs])
    expect(rows[rows[:, 0].argsort()], "all rows, sorted").close_to(X[X[:, 0].argsort()])
    targets = np.concatenate([expect(pair[1], "y_batch").array() for pair in pairs])
    own = np.column_stack([rows.sum(axis=1), rows[:, 0] * rows[:, 1]])
    expect(targets, "the targets, beside their rows").close_to(own)
    expect(rows, "the rows of all batches").holds((rows != X).any(), "another order than in X")


@points(0.5)
def test_momentum_keeps_speed(submission):
    """The new velocity is part of the old one plus the gradient, and the step uses the new one.

    Do one parameter on paper: v = 0.8 · 0.5 + 1.25 comes first, then W = 1.5 - 0.1 · v.
    """
    W, velocity = np.array([1.5, 2.25, 3.0]), np.array([0.5, 1.25, -1.5])
    answer = submission.momentum_step(W, np.array([1.25, -2.5, 0.75]), velocity, 0.1, 0.8)
    after, speed = expect(answer).parts("W", "velocity")
    expect(speed, "velocity").close_to([1.65, -1.5, -0.45])
    expect(after, "W").close_to([1.335, 2.4, 3.045])


@points(0.5)
def test_rmsprop_divides_by_the_usual_size(submission):
    """RMSprop divides the gradient by the root of a running mean of its square.

    Do one parameter on paper: c = 0.75 · 0 + 0.25 · 3², whose root is 1.5; and 3 / 1.5 is 2.
    """
    W, dW, cache = np.array([1.2, -0.7, 2.6]), np.array([3.0, -1.3, 0.4]), np.array([0.0, 4.1, 1.7])
    answer = submission.rmsprop_step(W, dW, cache, 0.1, 0.75)
    after, kept = expect(answer).parts("W", "cache")
    mean = np.array([2.25, 3.4975, 1.315])
    expect(kept, "cache").close_to(mean)
    expect(after, "W").close_to(W - 0.1 * dW / np.sqrt(mean))


@points(0.5)
def test_first_step_of_adam(submission):
    """The first step of Adam is as long as the learning rate, whatever the size of the gradient.

    At t = 1 both corrections together undo what (1 - beta1) and (1 - beta2) took away. A later step
    looks back on more: then the correction is made with a power, beta to the t.
    """
    W, dW, zeros = np.array([1.3, 2.4]), np.array([4.3, -0.57]), np.zeros(2)
    answer = submission.adam_step(W, dW, zeros, zeros, 1, 0.1)
    after, m, v = expect(answer).parts("W", "m", "v")
    expect(m, "m").close_to([0.43, -0.057])
    expect(v, "v").close_to([0.01849, 0.0003249])
    expect(after, "W").close_to([1.2, 2.5])
    answer = submission.adam_step(W, dW, np.array([0.7, 0.2]), np.array([2.6, 0.35]), 3, 0.1, 0.8, 0.9)
    after, m, v = expect(answer).parts("W", "m", "v")
    mean, squares = np.array([1.42, 0.046]), np.array([4.189, 0.34749])
    expect(m, "m").close_to(mean)
    expect(v, "v").close_to(squares)
    expect(after, "W").close_to(W - 0.1 * (mean / 0.488) / np.sqrt(squares / 0.271))


@points(0.5)
def test_stairs_of_ten_steps(submission):
    """The learning rate stays the same for ten steps, then it is multiplied by the factor, and so on.

    With period 10, steps 0 to 9 are on the first stair, and step 10 is on the second.
    """
    rates = rates_of(submission.step_decay, (0, 7, 9, 10, 25, 58), 10, 0.8, 0.7)
    label = "the rates of steps 0, 7, 9, 10, 25 and 58"
    expect(rates, label).close_to([0.8, 0.8, 0.8, 0.56, 0.392, 0.8 * 0.7**5])
    expect(submission.step_decay(2, 1, 0.5, 0.9)).close_to(0.405)
    expect(submission.step_decay(3, 3)).close_to(0.05)


@points(0.5)
def test_half_a_wave(submission):
    """The learning rate falls along a cosine from where it was to the minimum, and stays there.

    Work out the cosine of 0, of π/2 and of π. What should each of them give?
    """
    rates = rates_of(submission.cosine_annealing, (0, 3, 5, 8, 10, 13), 10, 0.53, 0.12)
    half = 0.41 / 2 * np.cos(0.3 * np.pi)
    label = "the rates of steps 0, 3, 5, 8, 10 and 13"
    expect(rates, label).close_to([0.53, 0.325 + half, 0.325, 0.325 + 0.205 * np.cos(0.8 * np.pi), 0.12, 0.12])


@points(0.5)
def test_waves_that_grow(submission):
    """Each cycle begins at the top again, and is twice as long as the one before.

    With period 4, the cycles begin at steps 0, 4 and 12. Which step is in the middle of each?
    """
    rates = rates_of(submission.warm_restarts, (0, 2, 3, 4, 8, 11, 12, 20), 4, 0.83, 0.06, 2)
    last = 0.385 * (1 + np.cos(np.pi * np.array([3 / 4, 7 / 8]))) + 0.06
    label = "the rates of steps 0, 2, 3, 4, 8, 11, 12 and 20"
    expect(rates, label).close_to([0.83, 0.445, last[0], 0.83, 0.445, last[1], 0.83, 0.445])

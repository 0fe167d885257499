"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, items, points


def rates_of(schedule, steps, *settings):
    """The rates of these steps, each one a number."""
    return [expect(schedule(step, *settings)).number() for step in steps]


@points(0.5)
def test_one_step_downhill(submission):
    """A step goes against the gradient, as far as the learning rate says.

    Where the gradient is positive the parameter falls; where it is 0 nothing happens.
    """
    W, dW = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, -10.0], [0.0, 5.0]])
    expect(submission.sgd_step(W, dW, 0.1)).close_to([[0.0, 3.0], [3.0, 3.5]])


@points(0.5)
def test_path_of_three_steps(submission):
    """The path of three steps has four places, and the first one is the start.

    On w² the gradient is 2w. A rate of 0.1 takes a fifth of w away at each step.
    """
    path = submission.descend(np.array([1.0, -2.0]), lambda W: 2 * W, 0.1, 3)
    expect(path).close_to([[1.0, -2.0], [0.8, -1.6], [0.64, -1.28], [0.512, -1.024]])


@points(0.5)
def test_batches_of_five_rows(submission):
    """Five rows in batches of two make three batches, and the last of them is short.

    After two full batches one row is left over. It belongs to the epoch too.
    """
    X, y = np.arange(15.0).reshape(5, 3), np.eye(5)[:, :2]
    answer = items(submission.minibatches(X, y, 2, np.random.default_rng(1)))
    for batch, rows in zip(expect(answer).is_sequence(3, "pairs"), (2, 2, 1), strict=True):
        X_batch, y_batch = expect(batch, "a batch").is_sequence(2, "arrays: X_batch and y_batch")
        expect(X_batch, "X_batch").has_shape((rows, 3))
        expect(y_batch, "y_batch").has_shape((rows, 2))


@points(0.5)
def test_momentum_keeps_speed(submission):
    """The new velocity is part of the old one plus the gradient, and the step uses the new one.

    Do one parameter on paper: v = 0.9 · 0.5 + 1 comes first, then W = 1 - 0.1 · v.
    """
    W, velocity = np.array([1.0, 2.0, 3.0]), np.array([0.5, 1.0, -1.0])
    answer = submission.momentum_step(W, np.array([1.0, -2.0, 0.0]), velocity, 0.1, 0.9)
    after, speed = expect(answer).is_sequence(2, "arrays: W and velocity")
    expect(speed, "velocity").close_to([1.45, -1.1, -0.9])
    expect(after, "W").close_to([0.855, 2.11, 3.09])


@points(0.5)
def test_rmsprop_divides_by_the_usual_size(submission):
    """RMSprop divides the gradient by the root of a running mean of its square.

    Do one parameter on paper: c = 0.75 · 0 + 0.25 · 3², whose root is 1.5; and 3 / 1.5 is 2.
    """
    dW, cache = np.array([3.0, -1.0, 0.0]), np.array([0.0, 4.0, 1.0])
    answer = submission.rmsprop_step(np.ones(3), dW, cache, 0.1, 0.75)
    after, kept = expect(answer).is_sequence(2, "arrays: W and cache")
    expect(kept, "cache").close_to([2.25, 3.25, 0.75])
    expect(after, "W").close_to([0.8, 1.0 + 0.1 / np.sqrt(3.25), 1.0])


@points(0.5)
def test_first_step_of_adam(submission):
    """The first step of Adam is as long as the learning rate, whatever the size of the gradient.

    At t = 1 both corrections together undo what (1 - beta1) and (1 - beta2) took away.
    """
    W, dW, zeros = np.array([1.0, 2.0]), np.array([4.0, -0.5]), np.zeros(2)
    answer = submission.adam_step(W, dW, zeros, zeros, 1, 0.1)
    after, m, v = expect(answer).is_sequence(3, "arrays: W, m and v")
    expect(m, "m").close_to([0.4, -0.05])
    expect(v, "v").close_to([0.016, 0.00025])
    expect(after, "W").close_to([0.9, 2.1])


@points(0.5)
def test_stairs_of_ten_steps(submission):
    """The learning rate stays the same for ten steps, then it is halved, and so on.

    With period 10, steps 0 to 9 are on the first stair, and step 10 is on the second.
    """
    rates = rates_of(submission.step_decay, (0, 7, 9, 10, 25, 58), 10, 0.8, 0.5)
    label = "the rates of steps 0, 7, 9, 10, 25 and 58"
    expect(rates, label).close_to([0.8, 0.8, 0.8, 0.4, 0.2, 0.025])
    expect(submission.step_decay(2, 1, 0.5, 0.9)).close_to(0.405)
    expect(submission.step_decay(3, 3)).close_to(0.05)


@points(0.5)
def test_half_a_wave(submission):
    """The learning rate falls along a cosine, from where it was to the minimum.

    Work out the cosine of 0, of π/2 and of π. What should each of them give?
    """
    rates = rates_of(submission.cosine_annealing, (0, 5, 10), 10, 0.5, 0.1)
    expect(rates, "the rates of steps 0, 5 and 10").close_to([0.5, 0.3, 0.1])


@points(0.5)
def test_waves_that_grow(submission):
    """Each cycle begins at the top again, and is twice as long as the one before.

    With period 4, the cycles begin at steps 0, 4 and 12. Which step is in the middle of each?
    """
    rates = rates_of(submission.warm_restarts, (0, 2, 4, 8, 12, 20), 4, 1.0, 0.0, 2)
    label = "the rates of steps 0, 2, 4, 8, 12 and 20"
    expect(rates, label).close_to([1.0, 0.5, 1.0, 0.5, 1.0, 0.5])

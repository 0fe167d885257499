"""What decides: other shapes, several steps in a row, what is remembered, and the borders."""

import numpy as np

from gradus.grading import arguments, drawn, expect, items, points, with_drawn


def sizes_of(batches):
    """How many rows each batch has, or None if these are no batches."""
    if not isinstance(batches, (list, tuple)):
        return None
    pairs = [pair for pair in batches if isinstance(pair, (list, tuple)) and len(pair) == 2]
    return [len(X_batch) for X_batch, _ in pairs if isinstance(X_batch, (list, np.ndarray))]


def batches_of(submission, X, y, size, seed):
    """All batches of one epoch, each as (X_batch, y_batch); a generator is run to its end."""
    answer = items(submission.minibatches(X, y, size, np.random.default_rng(seed)))
    sizes = [min(size, len(X) - start) for start in range(0, len(X), size)]
    if found := sizes_of(answer):
        expect(found, "how many rows the batches have").holds(found == sizes, str(sizes))
    pairs = expect(answer).is_sequence(len(sizes), "pairs")
    pairs = [expect(pair, "a batch").is_sequence(2, "arrays: X_batch, y_batch") for pair in pairs]
    return [
        (expect(X_batch, "X_batch").array((rows, X.shape[1])), expect(y_batch, "y_batch").array((rows, y.shape[1])))
        for (X_batch, y_batch), rows in zip(pairs, sizes, strict=True)
    ]


def rates_of(schedule, steps, *settings):
    """The rates of these steps, each one a number."""
    return [expect(schedule(int(step), *settings)).number() for step in steps]


def gradients(seed, count, shape):
    """Gradients of several steps, of very unequal size from place to place."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 1, (count, *shape)) * rng.choice([0.1, 1.0, 20.0], shape)


def adam_by_sums(W, history, rate, beta1, beta2, eps):
    """Adam after the steps of `history`, each mean written out as a weighted sum: (W, m, v)."""
    m = v = 0.0 * W
    for t in range(1, len(history) + 1):
        first = beta1 ** np.arange(t)[::-1]
        second = beta2 ** np.arange(t)[::-1]
        m, v = np.tensordot(first, history[:t], 1), np.tensordot(second, history[:t] ** 2, 1)
        W = W - rate * (m / first.sum()) / (np.sqrt(v / second.sum()) + eps)
    return W, (1 - beta1) * m, (1 - beta2) * v


def several_adam_steps(submission, start, history):
    """Expect each step with these gradients to go on from the one before."""
    W, m, v = start, np.zeros_like(start), np.zeros_like(start)
    for t, dW in enumerate(history, 1):
        answer = submission.adam_step(W, dW, m, v, t, 0.05, 0.8, 0.95)
        parts = expect(answer).parts("W", "m", "v")
        place, first, second = adam_by_sums(start, history[:t], 0.05, 0.8, 0.95, 1e-8)
        m = expect(parts[1], "m").close_to(first).array()
        v = expect(parts[2], "v").close_to(second).array()
        W = expect(parts[0], "W").close_to(place).array()


@points(0.5)
def test_step_of_any_shape(submission):
    """A step works on arrays of any shape, with any learning rate.

    Which of your operations works element by element, and which one asks for a shape?
    """
    fixed = (1, (3, 4), 0.01, 1.0), (2, (2, 3, 2), 2.5, 1.0), (3, (5,), 0.3, 1.0), (4, (4,), 0.3, 1e-7)
    for seed, shape, rate, size in with_drawn(*fixed):
        rng = np.random.default_rng(seed)
        W, dW = rng.normal(0, 2 * size, shape), rng.normal(0, 5 * size, shape)
        expect(submission.sgd_step(W, dW, rate)).close_to(W - rate * dW, atol=0)


@points(0.5)
def test_path_on_a_curved_ground(submission):
    """Each step takes the gradient at the place where it begins, and all steps are taken.

    If all places of your path are the same, you have kept one array many times. Of 0 steps, the
    start remains. As many steps are taken as were asked for, even where the ground is level.
    """
    start = np.array([[1.5, -0.5, 0.2], [-1.0, 0.8, 0.0]])

    def judge(place):
        places = [place]
        for _ in range(10):
            places.append(places[-1] - 0.1 * places[-1] ** 3)
        expect(submission.descend(place, lambda W: W**3)).close_to(np.array(places))

    judge(start)
    path = submission.descend(start, lambda W: 2 * W - 1, 0.7, 2)
    expect(path).close_to(np.array([start, 0.7 - 0.4 * start, 0.42 + 0.16 * start]))
    expect(submission.descend(start, lambda W: 2 * W, 0.1, 0)).close_to(start[None])
    arrived = np.array([1.7, -0.6, 2.3])
    path = submission.descend(arrived, lambda W: 2 * (W - arrived), 0.3, 6)
    expect(path, "the path from where it is level").close_to(np.tile(arrived, (7, 1)))
    path = submission.descend(arrived, lambda W: 2 * W - 1, 0.4, 60)
    shrinking = 0.5 + (arrived - 0.5) * 0.2 ** np.arange(61)[:, None]
    expect(path, "a path that arrives long before its end").close_to(shrinking)
    judge(np.random.default_rng(drawn()).uniform(-1.5, 1.5, (2, 3)))


@points(0.5)
def test_every_row_once(submission):
    """In one epoch every row comes exactly once, with its own target, whatever the batch size.

    One random order for both. If the batch is larger than what there is, it holds all of it.
    """
    for seed, n, size in with_drawn((1, 9, 4), (2, 6, 3), (3, 3, 10), (4, 4, 1), (5, 7, 7), (6, 1, 1), (7, 1, 3)):
        X = np.random.default_rng(seed).normal(size=(n, 3))
        y = np.column_stack([X.sum(axis=1), X[:, 0] * X[:, 1]])
        batches = batches_of(submission, X, y, size, seed)
        rows = np.concatenate([X_batch for X_batch, _ in batches])
        targets = np.concatenate([y_batch for _, y_batch in batches])
        expect(rows[rows[:, 0].argsort()], "all rows of all batches").close_to(X[X[:, 0].argsort()])
        own = np.column_stack([rows.sum(axis=1), rows[:, 0] * rows[:, 1]])
        expect(targets, "the targets, beside their rows").close_to(own)


@points(0.5)
def test_order_comes_from_the_generator(submission):
    """The order is shuffled by the generator that was passed in, and X and y stay as they were.

    Equal generators give equal orders, unequal ones give others. What other source of chance is
    there?
    """
    X, y = np.arange(40.0).reshape(40, 1), np.arange(80.0).reshape(40, 2)
    orders = [
        np.concatenate([X_batch[:, 0] for X_batch, _ in batches_of(submission, X, y, 8, seed)]) for seed in (5, 5, 6)
    ]
    expect(orders[1], "the order, from an equal generator again").close_to(orders[0])
    expect((orders[0] != X[:, 0]).any()).is_true("the rows come in another order than in X")
    kept = np.count_nonzero(np.abs(np.diff(orders[0])) == 1)
    expect(kept, "how many of the 39 pairs of neighbours are the same as in X").at_most(20)
    mixed = (orders[0][:8] >= 8).any() and (orders[0][:8] < 32).any()
    expect(mixed).is_true("the first batch of 8 has rows from anywhere in X")
    counts = np.unique(np.diff(orders[0]), return_counts=True)[1]
    expect(int(counts.max()), "how often the most frequent step from row to row occurs").at_most(12)
    expect((orders[2] != orders[0]).any()).is_true("another generator gives another order")
    first = items(submission.minibatches(X, y, 8, np.random.default_rng(7)))
    rng = arguments(submission)[3]
    epochs = [first, items(submission.minibatches(X, y, 8, rng))]
    one, two = (np.concatenate([np.asarray(X_batch)[:, 0] for X_batch, _ in epoch]) for epoch in epochs)
    found = expect(rng.random(), "what a generator draws after two epochs that it shuffled")
    found.holds((one != two).any(), "another number than before them, and epochs in two orders")
    X, places = X[:4], np.zeros((4, 4))
    for seed in range(90):  # a row is missing at a place once in 10 billion runs
        order = np.concatenate([X_batch[:, 0] for X_batch, _ in batches_of(submission, X, y[:4], 3, seed)])
        places[order.astype(int), np.arange(4)] = 1
    label = "which of 4 rows (down) came at which place (across) in 90 epochs"
    expect(places, label).equals(np.ones((4, 4)))


@points(0.5)
def test_momentum_over_several_steps(submission):
    """Over several steps the velocity is a sum of all gradients, the older ones faded.

    What comes out of a step goes into the next one.
    """
    W, velocity = np.array([[1.0, -2.0, 0.5]]), np.zeros((1, 3))
    history = gradients(7, 5, (1, 3))
    place = W
    for t, dW in enumerate(history, 1):
        answer = submission.momentum_step(W, dW, velocity, 0.05, 0.7)
        parts = expect(answer).parts("W", "velocity")
        faded = np.tensordot(0.7 ** np.arange(t)[::-1], history[:t], 1)
        place = place - 0.05 * faded
        velocity = expect(parts[1], "velocity").close_to(faded).array()
        W = expect(parts[0], "W").close_to(place).array()
    answer = submission.momentum_step(W, dW, velocity)
    W_default, _ = expect(answer).parts("W", "velocity")
    expect(W_default, "W").close_to(W - 0.01 * (0.9 * velocity + dW))
    answer = submission.momentum_step(W, dW, velocity, 0.3, 0.0)
    parts = expect(answer).parts("W", "velocity")
    expect(parts[1], "the velocity without momentum").close_to(dW)
    expect(parts[0], "W without momentum").close_to(W - 0.3 * dW)
    answer = submission.momentum_step(1e-7 * W, 1e-7 * dW, 1e-7 * velocity, 0.3, 0.4)
    parts = expect(answer).parts("W", "velocity")
    expect(parts[1], "velocity, where all is tiny").close_to(1e-7 * (0.4 * velocity + dW), atol=0)
    expect(parts[0], "W, where all is tiny").close_to(1e-7 * (W - 0.12 * velocity - 0.3 * dW), atol=0)
    W, dW, velocity = np.random.default_rng(drawn()).normal(size=(3, 2, 4))
    answer = submission.momentum_step(W, dW, velocity, 0.3, 0.7)
    parts = expect(answer).parts("W", "velocity")
    expect(parts[1], "velocity").close_to(0.7 * velocity + dW)
    expect(parts[0], "W").close_to(W - 0.21 * velocity - 0.3 * dW)


@points(0.5)
def test_rmsprop_over_several_steps(submission):
    """Over several steps the cache is a running mean of squares; a gradient of 0 moves nothing.

    What comes out of a step goes into the next one. And where the cache is still 0: what does eps
    keep from happening, inside the root or outside?
    """
    W, cache = np.array([[1.0, -2.0], [0.5, 3.0]]), np.zeros((2, 2))
    history = gradients(8, 5, (2, 2))
    place = W
    for t, dW in enumerate(history, 1):
        answer = submission.rmsprop_step(W, dW, cache, 0.05, 0.8)
        parts = expect(answer).parts("W", "cache")
        mean = np.tensordot(0.2 * 0.8 ** np.arange(t)[::-1], history[:t] ** 2, 1)
        place = place - 0.05 * dW / np.sqrt(mean)
        cache = expect(parts[1], "cache").close_to(mean).array()
        W = expect(parts[0], "W").close_to(place).array()
    answer = submission.rmsprop_step(W, dW, cache)
    W_default, _ = expect(answer).parts("W", "cache")
    expect(W_default, "W").close_to(W - 0.001 * dW / np.sqrt(0.9 * cache + 0.1 * dW**2), atol=1e-8)
    answer = submission.rmsprop_step(W, dW, cache, 0.05, 0.0)
    parts = expect(answer).parts("W", "cache")
    expect(parts[1], "a cache that keeps nothing").close_to(dW**2)
    expect(parts[0], "W, with a cache that keeps nothing").close_to(W - 0.05 * np.sign(dW))
    W, zeros = np.array([1.0, -2.0]), np.zeros(2)
    for dW, eps, wanted in (([-3.5, 6.0], 2.0, [1 + 0.35 / 3.75, -2.12]), ([0.0, 6.0], 1e-8, [1.0, -2.2])):
        answer = submission.rmsprop_step(W, np.array(dW), zeros, 0.1, 0.75, eps)
        parts = expect(answer).parts("W", "cache")
        expect(parts[0], f"W, with eps = {eps}").close_to(wanted)
    answer = submission.rmsprop_step(zeros, np.array([3e-7, -4e-8]), zeros, 1.7, 0.75)
    parts = expect(answer).parts("W", "cache")
    expect(parts[1], "cache, where gradients are tiny").close_to([2.25e-14, 4e-16], atol=0)
    expect(parts[0], "W, where gradients are tiny").close_to([-1.7 * 30 / 16, 1.7 * 4 / 3])
    rng = np.random.default_rng(drawn())
    W, dW, cache = *rng.normal(size=(2, 2, 3)), rng.uniform(0.5, 2.0, (2, 3))
    answer = submission.rmsprop_step(W, dW, cache, 0.05, 0.8)
    parts = expect(answer).parts("W", "cache")
    mean = 0.8 * cache + 0.2 * dW**2
    expect(parts[1], "cache").close_to(mean)
    expect(parts[0], "W").close_to(W - 0.05 * dW / np.sqrt(mean))


@points(1)
def test_adam_over_several_steps(submission):
    """Over several steps m and v are running means, and the correction is for the step alone.

    Look at m after the second step. If it is too large, something corrected was handed on.
    """
    start = np.array([[1.0, -2.0, 0.5], [0.3, 4.0, -1.0]])
    history = gradients(9, 5, (2, 3))
    several_adam_steps(submission, start, history)
    dW, (W, m, v) = history[-1], np.random.default_rng(10).uniform(0.5, 3.0, (3, 2, 3))
    answer = submission.adam_step(W, dW, m, v, 3, 0.05, 0.0, 0.0)
    after, m, v = expect(answer).parts("W", "m", "v")
    expect(m, "an m that keeps nothing").close_to(dW)
    expect(v, "a v that keeps nothing").close_to(dW**2)
    expect(after, "W, with an m and a v that keep nothing").close_to(W - 0.05 * np.sign(dW))
    several_adam_steps(submission, start, gradients(drawn(), 3, (2, 3)))


@points(0.5)
def test_adam_where_the_gradient_vanishes(submission):
    """In Adam a gradient of 0 moves nothing and gives no NaN; eps stands outside the root.

    0 divided by 0 is not a number. Which sum keeps that from happening, inside the root or outside?
    """
    W, zeros = np.array([1.0, -2.0]), np.zeros(2)
    answer = submission.adam_step(W, np.array([-3.5, 6.0]), zeros, zeros, 1, 0.1, 0.9, 0.999, 2.0)
    parts = expect(answer).parts("W", "m", "v")
    expect(parts[0], "W, with eps = 2").close_to([1 + 0.35 / 5.5, -2.075])
    answer = submission.adam_step(W, np.array([0.0, 6.0]), zeros, zeros, 1)
    parts = expect(answer).parts("W", "m", "v")
    expect(parts[0], "W").close_to([1.0, -2.001])
    answer = submission.adam_step(zeros, np.array([3e-8, -7e-8]), zeros, zeros, 1, 1.7)
    parts = expect(answer).parts("W", "m", "v")
    expect(parts[1], "m, where gradients are tiny").close_to([3e-9, -7e-9], atol=0)
    expect(parts[2], "v, where gradients are tiny").close_to([9e-19, 49e-19], atol=0)
    expect(parts[0], "W, where gradients are tiny").close_to([-1.7 * 3 / 4, 1.7 * 7 / 8])


@points(0.5)
def test_wave_to_the_end(submission):
    """The cosine falls to the minimum, whatever the period, and stays there.

    Write down the rates just before the end, at it and after it. What should come long after it?
    """

    def judge(period):
        steps = np.array([0, 1, 3, 6, 7, 8, 14, 50, 5000])
        rates = rates_of(submission.cosine_annealing, steps, period, 0.3, 0.02)
        share = (1 + np.cos(np.pi * np.minimum(steps / period, 1))) / 2
        expect(rates, "the wave").close_to(0.02 + 0.28 * share)

    judge(7)
    expect(submission.cosine_annealing(3, 6)).close_to(0.05)
    short = rates_of(submission.cosine_annealing, (0, 1, 2), 1, 0.3, 0.02)
    expect(short, "the rates with period 1").close_to([0.3, 0.02, 0.02])
    judge(int(np.random.default_rng(drawn()).integers(3, 14)))


@points(0.5)
def test_restarts_of_any_growth(submission):
    """The restarts come where the lengths of the cycles add up, for any growth, and for none.

    List the first step of each cycle. The step before it is the lowest of its cycle, not yet the
    minimum.
    """

    def judge(period, growth):
        lengths = [period * growth**i for i in range(3)]
        share = np.concatenate([1 + np.cos(np.pi * np.arange(T) / T) for T in lengths]) / 2
        rates = rates_of(submission.warm_restarts, range(sum(lengths)), period, 0.8, 0.05, growth)
        expect(rates, "the rates of three cycles").close_to(0.05 + 0.75 * share)

    for period, growth in ((3, 2), (5, 1), (2, 3), (1, 2)):
        judge(period, growth)
    expect(submission.warm_restarts(6, 3)).close_to(0.05)
    starts = [(1, 3, 121), (4, 10, 444), (2, 2, 2046), (1, 5, 156), (3, 1, 4500)]
    sizes = np.array([81, 400, 1024, 125, 3])
    answers = [submission.warm_restarts(step, period, 0.83, 0.07, growth) for period, growth, step in starts]
    first = [expect(rate).number() for rate in answers]
    expect(first, "the rates at which later cycles begin").close_to(np.full(5, 0.83))
    answers = [submission.warm_restarts(step - 1, period, 0.83, 0.07, growth) for period, growth, step in starts]
    last = [expect(rate).number() for rate in answers]
    expect(last, "the rates one step before").close_to(0.07 + 0.38 * (1 - np.cos(np.pi / sizes)))
    rng = np.random.default_rng(drawn())
    judge(int(rng.integers(2, 7)), int(rng.integers(1, 4)))

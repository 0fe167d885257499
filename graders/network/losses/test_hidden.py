"""What decides: unequal shapes, rows far apart, probabilities of 0, gradients by nudging."""

import numpy as np

from gradus.grading import drawn, expect, gradient_check, no_warnings, points, with_drawn


def batch(seed, n, classes, scale=2.0):
    """Random logits (n, classes) and one-hot targets of the same shape."""
    rng = np.random.default_rng(seed)
    targets = np.eye(classes)[rng.integers(classes, size=n)]
    return rng.normal(0, scale, (n, classes)), targets


def shares(z):
    """Softmax without a sum of exponentials: 1 / (sum over j of exp(z_j - z_k)), for moderate z."""
    return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)


def loss(z, targets):
    """The mean cross-entropy of softmax(z), from the logits."""
    return np.mean(np.log(np.exp(z).sum(axis=1)) - (z * targets).sum(axis=1))


@points(0.5)
def test_relu_of_any_shape(submission):
    """ReLU works on arrays of any shape, and leaves its argument alone.

    Change a copy, or let NumPy make a new array.
    """
    row = np.array([-1e3, 1e3, -1e-3, 1e-3, 0.0])
    expect(submission.relu(row)).close_to([0.0, 1e3, 0.0, 1e-3, 0.0])
    for seed in with_drawn(1):
        z = np.random.default_rng(seed).normal(0, 3, (2, 3, 4))
        expect(submission.relu(z)).close_to(np.where(z > 0, z, 0.0))


@points(1)
def test_softmax_of_a_batch(submission):
    """Each row of a batch gets its own softmax, whatever the shape, and the argument is left alone.

    Which axis holds the classes of one sample? What you divide by must have one number for each
    row.
    """
    for seed, n, classes in with_drawn((2, 5, 3), (3, 2, 6), (4, 4, 4), (5, 1, 5)):
        z, _ = batch(seed, n, classes)
        expect(submission.softmax(z)).close_to(shares(z))


@points(1)
def test_softmax_of_large_numbers(submission):
    """Softmax copes with very large and very small numbers, in rows far apart, without a warning.

    What would make the largest number of a row harmless? Each row has a largest number of its own.
    """

    def judge(z):
        shifted = np.array(z) - np.max(z, axis=1, keepdims=True)
        answer = expect(submission.softmax(np.array(z)))
        no_warnings(submission)
        answer.close_to(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))

    for z in (
        [[1000.0, 999.0], [258.5, 257.7]],
        [[-1000.0, -998.5], [1000.0, 998.8]],
        [[1000.0, 999.5, -1000.0, -999.0]],
        [[-1000.0, 0.0, 1000.0], [0.3, -0.2, 0.1]],
    ):
        judge(z)
    far = np.array([[18.3, -2.4, -3.1], [0.2, -20.9, -1.7]])
    expect(submission.softmax(far), "the softmax where some are unlikely").close_to(shares(far), atol=0)
    rng = np.random.default_rng(drawn())
    judge(rng.permutation([[-900.0], [0.3], [900.0]]) + rng.normal(0.0, 1.0, (3, 4)))


@points(0.5)
def test_one_hot_where_classes_are_absent(submission):
    """There is a column for each class, also where the last classes do not occur.

    The number of columns is what you were told, not what you can see in the labels.
    """
    labels = np.array([4, 0, 2, 2, 0, 5])
    expected = np.zeros((6, 8))
    expected[[0, 1, 2, 3, 4, 5], [4, 0, 2, 2, 0, 5]] = 1.0
    expect(submission.one_hot(labels, 8)).close_to(expected)
    expect(submission.one_hot(np.array([0]), 4)).close_to([[1.0, 0.0, 0.0, 0.0]])
    expect(submission.one_hot(np.array([1, 0, 1]), 2)).close_to([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    labels = np.random.default_rng(drawn()).integers(0, 5, 7)
    expect(submission.one_hot(labels, 8)).close_to([[float(k == label) for k in range(8)] for label in labels])


@points(1)
def test_cross_entropy_is_a_mean_over_rows(submission):
    """The loss is the mean over the rows, whatever the number of rows and of classes.

    One number a row first. How many of these numbers are there to take the mean of?
    """
    for seed, n, classes in with_drawn((6, 5, 3), (7, 2, 6), (8, 1, 4)):
        z, targets = batch(seed, n, classes, scale=0.6)
        answer = submission.cross_entropy(shares(z), targets)
        expect(answer).close_to(loss(z, targets), atol=2e-6)


@points(0.5)
def test_cross_entropy_of_the_impossible(submission):
    """Where a probability is 0 or nearly, the loss is finite: large for the right class, the same for others.

    The logarithm of 0 is minus infinity, and 0 times infinity is not a number. What is the smallest number that your
    logarithm is given?
    """
    predictions = np.array([[0.0, 1.0, 0.0], [0.7, 0.3, 0.0]])
    right = ([1, 0], [1, 1], [1, 0, 1], [1, 1, 1, 0])
    losses = [submission.cross_entropy(predictions[np.arange(len(k)) % 2], np.eye(3)[k]) for k in right]
    losses = [loss.item() if isinstance(loss, np.ndarray) and loss.size == 1 else loss for loss in losses]
    wanted = [-np.mean(np.log(predictions[np.arange(len(k)) % 2, k])) for k in right]
    expect(losses, "four losses, with zeros for wrong classes only").close_to(wanted, atol=1e-4)
    for impossible in (0.0, 1e-300):
        wrong = np.array([[impossible, 1.0, 0.0], [0.7, 0.3, 0.0]])
        loss = submission.cross_entropy(wrong, np.eye(3)[[0, 0]])
        low, high = ((floor - np.log(0.7)) / 2 for floor in (16.1, 34.6))  # minus the logarithms of 1e-7 and 1e-15
        expect(loss).between(low, high, expected="what a floor from 1e-15 to 1e-7 gives")


@points(1)
def test_gradient_by_nudging(submission):
    """The gradient is what small nudges of each logit show, for batches of any size.

    Nudge one logit, and see how much the mean cross-entropy of softmax(logits) moves. Compare all
    entries.
    """

    def judge(seed, n, classes):
        z, targets = batch(seed, n, classes)
        answer = submission.softmax_cross_entropy_gradient(z, targets)
        gradient_check(answer, lambda logits: loss(logits, targets), z)

    for case in ((9, 5, 3), (10, 2, 6), (11, 1, 4)):
        judge(*case)
    z, targets = np.array([[-18.3, 2.4, -19.1], [0.2, -1.7, -20.9]]), np.eye(3)[[1, 0]]
    answer = submission.softmax_cross_entropy_gradient(z, targets)
    wrong = expect(answer).array((2, 3))[[0, 0, 1, 1], [0, 2, 1, 2]]
    expect(wrong, "the gradient of wrong logits").close_to(shares(z)[[0, 0, 1, 1], [0, 2, 1, 2]] / 2, atol=0)
    judge(drawn(), 5, 3)


@points(0.5)
def test_gradient_of_large_logits(submission):
    """The gradient is right for very large and very small logits, where probabilities are 0 or 1.

    Where the right class gets probability 0, its logit still pulls with full strength.
    """
    z, targets = np.array([[1000.0, 998.5], [-1000.0, -999.0]]), np.eye(2)
    p = 1 / (1 + np.exp([-1.5, 1.0]))  # of the first logit
    answer = submission.softmax_cross_entropy_gradient(z, targets)
    expect(answer).close_to(np.array([[p[0] - 1, 1 - p[0]], [p[1], -p[1]]]) / 2)
    z = np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1000.0, 1000.0], [998.0, 1000.0, 999.0]])
    targets = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    p = np.exp([-2.0, 0.0, -1.0]) / np.exp([-2.0, 0.0, -1.0]).sum()
    answer = submission.softmax_cross_entropy_gradient(z, targets)
    expect(answer).close_to(np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 0.0], p - targets[2]]) / 3)
    near, targets = batch(drawn(), 3, 4, scale=1.0)
    z = near + np.array([[1000.0], [0.0], [-1000.0]])
    answer = submission.softmax_cross_entropy_gradient(z, targets)
    expect(answer).close_to((shares(near) - targets) / 3)

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, points


@points(0.5)
def test_relu_keeps_what_is_positive(submission):
    """ReLU lets positive numbers pass, and puts 0 in the place of negative ones.

    What becomes of 2.5, and what of -0.5? Ask it of each number: Python's own max and if look at
    one value.
    """
    activations = submission.relu(np.array([[2.5, -0.5, 3.0], [-4.0, 1.0, -7.0]]))
    expect(activations).close_to([[2.5, 0.0, 3.0], [0.0, 1.0, 0.0]])


@points(1)
def test_softmax_of_two_rows(submission):
    """Softmax turns each row into probabilities that add up to 1.

    exp(log 3) is 3. Work out by hand what the row (log 1, log 3, log 4) becomes; then do the next
    row afresh. A sum for each row has shape (2, 1) if you keep its dimension, and else (2,).
    """
    shares = submission.softmax(np.log([[1.0, 3.0, 4.0], [4.0, 1.0, 5.0]]))
    expect(shares).close_to([[0.125, 0.375, 0.5], [0.4, 0.1, 0.5]])


@points(0.5)
def test_one_hot_of_two_labels(submission):
    """Each label becomes a row with a single 1, in the column of its class.

    How many rows are there, and how many columns? Neither depends on which labels occur.
    """
    rows = submission.one_hot(np.array([1, 0]), 3)
    expect(rows).close_to([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])


@points(1)
def test_cross_entropy_of_two_rows(submission):
    """The loss is the mean, over the rows, of minus the log of the right class's probability.

    Two rows that give the right class 0.5 and 0.2: take minus the natural logarithm of each, then
    the mean.
    """
    predictions = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2]])
    targets = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    loss = submission.cross_entropy(predictions, targets)
    expect(loss).close_to((np.log(2) + np.log(5)) / 2, atol=2e-6)


@points(1)
def test_gradient_of_two_rows(submission):
    """More of the right logit lowers the loss, more of a wrong one raises it.

    The row (log 1, log 3, log 4) has the softmax (1/8, 3/8, 4/8): how far is each of these from the truth? The loss is
    a mean over two rows, and its gradient knows that.
    """
    logits = np.log([[1.0, 3.0, 4.0], [4.0, 1.0, 5.0]])
    targets = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    gradient = submission.softmax_cross_entropy_gradient(logits, targets)
    expect(gradient).close_to([[-0.4375, 0.1875, 0.25], [0.2, 0.05, -0.25]])

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, points

NAMES = ("W1", "b1", "W2", "b2")


X = np.array([[1.0, 2.0], [2.0, 0.5]])
Y = np.array([[1.0, 0.0], [0.0, 1.0]])
PARAMS = {  # both rows get the logits log 3 and 0, and each of the last two hidden neurons is closed once
    "W1": np.array([[1.0, -1.0, 2.0], [0.0, 1.0, -1.0]]),
    "b1": np.array([[0.5, 0.0, -0.5]]),
    "W2": np.array([[1.0, -1.0], [-2.0, 2.0], [-1.0, 1.0]]),
    "b2": np.array([[0.5 + np.log(3), -0.5]]),
}


def gradients_of(submission):
    """The four gradients of that network, once it is clear that there are four."""
    answer = submission.mlp_gradients(PARAMS, X, Y)
    whole = isinstance(answer, dict) and all(name in answer for name in NAMES)
    told = f"no dict of gradients, but a {type(answer).__name__}"
    if isinstance(answer, dict):
        told = f"a dict with the names {', '.join(map(str, answer))}"
    expect(told, "what came back").holds(whole, "a dict with the names W1, b1, W2, b2")
    return answer


@points(1)
def test_linear_layer_of_two_samples(submission):
    """Backwards through Z = X @ W + b: the gradients of X, of W and of b, each with its own shape.

    dX is (2, 3), dW is (3, 2), db is (1, 2). In each row i, W[0, 1] multiplies X[i, 0] on its
    way to Z[i, 1].
    """
    dZ = np.array([[1.0, -2.0], [3.0, 0.5]])
    X = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 1.0]])
    W = np.array([[1.0, 2.0], [0.0, -1.0], [0.5, 1.0]])
    answer = submission.linear_backward(dZ, X, W)
    dX, dW, db = expect(answer).parts("dX", "dW", "db")
    expect(dX, "dX").close_to([[-3.0, 2.0, -1.5], [4.0, -0.5, 2.0]])
    expect(dW, "dW").close_to([[-2.0, -2.5], [3.0, 0.5], [5.0, -3.5]])
    expect(db, "db").close_to([[4.0, -1.5]])


@points(0.5)
def test_relu_passes_or_blocks(submission):
    """Backwards through ReLU: what arrives is passed on where Z was positive, and 0 elsewhere.

    What arrives may have any sign. Look at Z to see whether the number came through on its way
    forward.
    """
    dA = np.array([[0.5, -2.0, 3.0, -4.0]])
    Z = np.array([[1.5, 0.25, -1.0, -2.0]])
    expect(submission.relu_backward(dA, Z)).close_to([[0.5, -2.0, 0.0, 0.0]])


@points(0.5)
def test_sigmoid_passes_a_part(submission):
    """Backwards through the sigmoid: what arrives, times the slope of the sigmoid at Z.

    At Z = 0 the sigmoid is 1/2 and its slope 1/4; at Z = log 3 it is 3/4. What is the slope there?
    """
    dA = np.array([[8.0, -2.0]])
    Z = np.array([[0.0, np.log(3)]])
    expect(submission.sigmoid_backward(dA, Z)).close_to([[2.0, -0.375]])


@points(1)
def test_last_layer_of_a_network(submission):
    """In a whole network, W2 and b2 belong to a linear layer whose input is the hidden layer.

    Here both rows have the logits log 3 and 0, so the probabilities 3/4 and 1/4. Write down the gradient with respect
    to the logits, of a mean over two rows, and what came out of the ReLU in each row.
    """
    answer = gradients_of(submission)
    expect(answer["W2"], "the gradient of W2").close_to([[0.75, -0.75], [-0.125, 0.125], [1.125, -1.125]])
    expect(answer["b2"], "the gradient of b2").close_to([[0.25, -0.25]])


@points(1)
def test_first_layer_of_a_network(submission):
    """In a whole network, W1 and b1 get what comes back through W2 and then through the ReLU.

    Which hidden neurons were open for which sample? Only there does anything reach W1 and b1.
    """
    answer = gradients_of(submission)
    expect(answer["W1"], "the gradient of W1").close_to([[1.25, 0.5, -1.5], [-0.125, 1.0, -0.375]])
    expect(answer["b1"], "the gradient of b1").close_to([[0.5, 0.5, -0.75]])

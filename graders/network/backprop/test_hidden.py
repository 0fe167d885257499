"""What decides: one parameter after the other, by nudging and by PyTorch, on batches of unequal shapes."""

import json
from pathlib import Path

import numpy as np

from gradus.grading import drawn, expect, gradient_check, points, with_drawn

# What PyTorch says to the networks of ../neural_net/make_torch_gradients.py, which made this file.
TORCH = json.loads(Path(__file__).with_name("torch_gradients.json").read_text("utf-8"))
NAMES = ("W1", "b1", "W2", "b2")


def network(seed, n, n_in, hidden, classes):
    """Random parameters, samples and one-hot targets, with no hidden neuron near its corner."""
    rng = np.random.default_rng(seed)
    while True:
        params = {
            "W1": rng.normal(0, 1, (n_in, hidden)),
            "b1": rng.normal(0, 1, (1, hidden)),
            "W2": rng.normal(0, 1, (hidden, classes)),
            "b2": rng.normal(0, 1, (1, classes)),
        }
        y = np.eye(classes)[rng.integers(classes, size=n)]
        X = rng.normal(0, 1, (n, n_in))
        if np.abs(X @ params["W1"] + params["b1"]).min() > 1e-3:
            return params, X, y


def loss(params, X, y):
    """The mean cross-entropy of the network, from its logits."""
    hidden = np.maximum(X @ params["W1"] + params["b1"], 0)
    logits = hidden @ params["W2"] + params["b2"]
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - (y * logits).sum(axis=1))


def gradients_of(submission, params, X, y):
    """The four gradients, once it is clear that there are four."""
    answer = submission.mlp_gradients(params, X, y)
    whole = isinstance(answer, dict) and all(name in answer for name in NAMES)
    told = f"no dict of gradients, but a {type(answer).__name__}"
    if isinstance(answer, dict):
        told = f"a dict with the names {', '.join(map(str, answer))}"
    expect(told, "what came back").holds(whole, "a dict with the names W1, b1, W2, b2")
    return answer


def check_by_nudging(answer, name, params, X, y):
    """Compare one of the four gradients with the slopes that nudges of that parameter show."""
    label = f"the gradient of {name}"
    gradient_check(answer[name], lambda p: loss({**params, name: p}, X, y), params[name], label)


@points(1)
def test_linear_layer_by_nudging(submission):
    """A linear layer's three gradients are right for batches of any size, whatever the shapes.

    Nudge one number of X, W or b, and see how much the loss moves when it reacts to Z by dZ.
    """
    for seed, n, n_in, n_out in with_drawn((1, 5, 3, 2), (2, 1, 4, 3), (3, 6, 2, 2), (4, 3, 3, 3)):
        rng = np.random.default_rng(seed)
        dZ, X, W = (rng.normal(size=(n, n_out)), rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out)))
        answer = submission.linear_backward(dZ, X, W)
        dX, dW, db = expect(answer).parts("dX", "dW", "db")
        expect(dX, "dX").close_to(np.einsum("ij,kj->ik", dZ, W))
        expect(dW, "dW").close_to(np.einsum("ik,ij->kj", X, dZ))
        expect(db, "db").close_to(np.einsum("ij->j", dZ).reshape(1, n_out))
        answer = submission.linear_backward(1e-6 * dZ, X, W)
        dX, dW, db = expect(answer).parts("dX", "dW", "db")
        expect(dX, "dX of a tiny dZ").close_to(1e-6 * np.einsum("ij,kj->ik", dZ, W), atol=1e-14)
        expect(dW, "dW of a tiny dZ").close_to(1e-6 * np.einsum("ik,ij->kj", X, dZ), atol=1e-14)
        expect(db, "db of a tiny dZ").close_to(1e-6 * np.einsum("ij->j", dZ).reshape(1, n_out), atol=1e-14)


@points(0.5)
def test_relu_of_any_shape(submission):
    """Backwards through ReLU on arrays of any shape, and both arguments are left alone.

    It is Z that says where ReLU was open. Write into an array of your own.
    """
    for seed, shape in with_drawn((5, (4, 3)), (6, (2, 3, 2)), (7, (7,))):
        rng = np.random.default_rng(seed)
        dA, Z = rng.normal(0, 3, shape), rng.normal(0, 3, shape)
        answer = submission.relu_backward(dA, Z)
        expect(answer).close_to(dA * np.heaviside(Z, 0.0))


@points(0.5)
def test_sigmoid_of_any_shape(submission):
    """Backwards through the sigmoid on arrays of any shape, and both arguments are left alone.

    Compare with the slope that a small nudge of Z shows.
    """
    for seed, shape in with_drawn((6, (4, 3)), (7, (2, 3, 2)), (8, (7,))):
        rng = np.random.default_rng(seed)
        dA, Z = rng.normal(0, 3, shape), rng.normal(0, 2, shape)
        answer = submission.sigmoid_backward(dA, Z)
        expect(answer).close_to(dA / (2 + 2 * np.cosh(Z)))
        answer = submission.sigmoid_backward(1e-6 * dA, Z)
        expect(answer, "the gradient where what arrives is tiny").close_to(1e-6 * dA / (2 + 2 * np.cosh(Z)), atol=0)


@points(0.5)
def test_sigmoid_far_from_zero(submission):
    """Far from 0 the sigmoid passes on nothing, and its gradient is never NaN.

    If exp(1000) stands above and below the same line, the quotient is no number.
    """
    dA, Z = np.array([[2.0, -3.0, 1.0, 4.0]]), np.array([[-1000.0, -800.0, -750.0, -999.0]])
    expect(submission.sigmoid_backward(dA, Z)).close_to([[0.0, 0.0, 0.0, 0.0]], atol=1e-9)
    dA, Z = np.array([[2.0, -3.0, 1.0, 4.0]]), np.array([[1000.0, -1000.0, 1.5, 40.0]])
    expect(submission.sigmoid_backward(dA, Z)).close_to([[0.0, 0.0, 1 / (2 + 2 * np.cosh(1.5)), 0.0]], atol=1e-9)


@points(1)
def test_last_layer_by_nudging(submission):
    """The gradients of W2 and b2 are what small nudges show, whatever the batch and the shapes.

    Print each shape. Which array went into the last layer, and what happens to a mean over n rows?
    """
    for seed, *shape in with_drawn((7, 6, 3, 5, 4), (8, 1, 4, 3, 2), (9, 3, 2, 6, 3)):
        params, X, y = network(seed, *shape)
        answer = gradients_of(submission, params, X, y)
        check_by_nudging(answer, "W2", params, X, y)
        check_by_nudging(answer, "b2", params, X, y)


@points(1)
def test_first_layer_by_nudging(submission):
    """The gradients of W1 and b1 are what small nudges show, whatever the batch and the shapes.

    What comes back through W2 has the shape of the hidden layer. The ReLU decides which of it goes
    on.
    """
    for seed, *shape in with_drawn((10, 6, 3, 5, 4), (11, 1, 4, 3, 2), (12, 3, 2, 6, 3)):
        params, X, y = network(seed, *shape)
        answer = gradients_of(submission, params, X, y)
        check_by_nudging(answer, "W1", params, X, y)
        check_by_nudging(answer, "b1", params, X, y)


@points(0.5)
def test_the_gradients_of_pytorch(submission):
    """The four gradients are PyTorch's own, for every kind of batch.

    Try a batch without one of the classes, a batch of one, and samples of very different size.
    """
    for case in TORCH:
        params = {name: np.array(value) for name, value in case["params"].items()}
        answer = gradients_of(submission, params, np.array(case["X"]), np.array(case["y"]))
        for name in reversed(NAMES):
            expect(answer[name], f"the gradient of {name}").close_to(case["gradients"][name])
    params, X, y = network(14, 4, 3, 5, 3)
    params["W2"] *= 1e-6  # what comes back through W2 is as small
    answer, wanted = gradients_of(submission, params, X, y), exact(params, X, y)
    for name in ("b1", "W1"):
        expect(answer[name], f"the gradient of {name}, where W2 is tiny").close_to(wanted[name], atol=1e-14)
    params, X, y = network(drawn(), 5, 3, 4, 3)
    answer, wanted = gradients_of(submission, params, X, y), exact(params, X, y)
    for name in reversed(NAMES):
        expect(answer[name], f"the gradient of {name}").close_to(wanted[name])


@points(0.5)
def test_network_with_large_logits(submission):
    """The gradients are right where the logits are very large: nothing overflows.

    Where the right class gets probability 0, the loss still pulls with full strength.
    """
    params = {
        "W1": np.array([[1.0, 1.0]]),
        "b1": np.array([[0.0, 0.0]]),
        "W2": np.array([[500.0, -500.0], [500.0, -500.0]]),
        "b2": np.array([[0.0, 0.0]]),
    }
    close = {**params, "W2": np.array([[500.0, 499.3], [500.0, 499.3]])}  # logits 1000 and 998.6
    for X in (np.array([[1.0]]), np.array([[1.0], [0.1]])):
        y = np.eye(2)[: len(X)]
        answer = gradients_of(submission, close, X, y)
        expect(answer["W2"], "the gradient of W2").close_to(exact(close, X, y)["W2"])
    X, y = np.array([[1.0], [0.2]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    answer = gradients_of(submission, params, X, y)
    expect(answer["W2"], "the gradient of W2").close_to([[0.5, -0.5], [0.5, -0.5]])
    expect(answer["b2"], "the gradient of b2").close_to([[0.5, -0.5]])
    expect(answer["W1"], "the gradient of W1").close_to([[500.0, 500.0]])
    expect(answer["b1"], "the gradient of b1").close_to([[500.0, 500.0]])


def exact(params, X, y):
    """The four gradients, sample by sample, from the slopes themselves."""
    total = {name: np.zeros_like(each) for name, each in params.items()}
    for x, truth in zip(X, y, strict=True):
        before = x @ params["W1"] + params["b1"][0]
        logits = np.maximum(before, 0) @ params["W2"] + params["b2"][0]
        d_logits = np.exp(logits - np.logaddexp.reduce(logits)) - truth
        d_before = (params["W2"] @ d_logits) * (before > 0)
        parts = np.outer(x, d_before), d_before, np.outer(np.maximum(before, 0), d_logits), d_logits
        for name, part in zip(NAMES, parts, strict=True):
            total[name] += part / len(X)
    return total


@points(0.5)
def test_neurons_that_have_only_just_opened(submission):
    """The gradients are exact, also where a hidden neuron has only just opened, or is about to.

    Here a nudge of one number would take a neuron across the corner of its ReLU, and mix two slopes. Backpropagation
    goes back through the layers, and nudges nothing.
    """
    for seed in with_drawn(13):
        params, X, y = network(seed, 4, 3, 4, 3)
        for neuron, distance in enumerate((2e-10, -2e-10, 3e-10, -3e-10)):
            params["b1"][0, neuron] = distance - X[neuron] @ params["W1"][:, neuron]
        answer, wanted = gradients_of(submission, params, X, y), exact(params, X, y)
        for name in NAMES:
            expect(answer[name], f"the gradient of {name}").close_to(wanted[name])

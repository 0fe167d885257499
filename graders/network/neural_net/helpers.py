"""What the visible and the hidden checks share."""

import numpy as np

from gradus.grading import expect, numeric_gradient, write

RATE = 1e-7  # what so small a step changes in one layer cannot be seen in the gradients of the other


def log_probabilities(p, X):
    """The logarithms of what the network with the parameters p should answer."""
    logits = np.maximum(X @ p["W1"] + p["b1"], 0.0) @ p["W2"] + p["b2"]
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def slope(p, name, X, y):
    """The gradient of the mean cross-entropy with respect to one parameter, by nudging it."""

    def loss(value):
        return -np.mean(np.sum(y * log_probabilities(p | {name: value}, X), axis=1))

    return numeric_gradient(loss, p[name])


def network(submission, p):
    """The student's network of the sizes that p has, with p written into its arrays."""
    return filled(submission.NeuralNetwork(*p["W1"].shape, p["b2"].size), p)


def filled(net, p):
    """The network with the parameters p written into its arrays."""
    for name, value in p.items():
        shape = now(net, name).shape
        expect(shape, f"the shape of {name}").holds(shape == value.shape, str(value.shape))
        write(net, name, value)
    return net


def now(net, name):
    """A parameter as it is now. A flat bias counts as a row: a visible check judges that."""
    return np.atleast_2d(getattr(net, name))


def moved(net, p, name):
    """How far a step has moved a parameter from p, per unit of RATE."""
    return (p[name] - expect(now(net, name), f"{name} after the step").array(p[name].shape)) / RATE


def step(net, X, y, rate):
    """One step on these samples, after a look at what the network says to them: some networks keep that."""
    net.forward(X)
    net.backward(X, y, rate)

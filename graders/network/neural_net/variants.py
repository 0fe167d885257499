"""Unusual right answers: each must keep every point."""

import math

import numpy as np

from exercises.network.neural_net import NeuralNetwork as Reference


class InPlaceWithHelpers:
    """Small functions of the student's own, gradients in a list, updates in place with out=."""

    class NeuralNetwork:
        def __init__(self, input_size, hidden_size, output_size, rng=None, verbose=True):
            if rng is None:
                rng = np.random  # the global generator, which nobody seeds here
            self.sizes = (input_size, hidden_size, output_size)
            self.W2 = rng.normal(size=(hidden_size, output_size)) * math.sqrt(2.0 / hidden_size)
            self.W1 = rng.normal(scale=math.sqrt(2.0 / input_size), size=(input_size, hidden_size))
            self.b1 = np.zeros((1, hidden_size))
            self.b2 = np.zeros((1, output_size))
            print("made a network", self.sizes)

        def parameters(self):
            return [self.W1, self.b1, self.W2, self.b2]

        def layers(self, X):
            Z1 = X.dot(self.W1) + self.b1
            A1 = Z1 * (Z1 > 0)
            Z2 = A1.dot(self.W2) + self.b2
            E = np.exp(Z2 - np.max(Z2, axis=1, keepdims=True))
            return Z1, A1, E / np.sum(E, axis=1, keepdims=True)

        def forward(self, X):
            return self.layers(X)[-1]

        def backward(self, X, y, learning_rate):
            Z1, A1, A2 = self.layers(X)
            dZ2 = A2 - y
            dZ1 = np.dot(dZ2, self.W2.T)
            dZ1[Z1 <= 0] = 0
            m = X.shape[0]
            slopes = [X.T.dot(dZ1) / m, dZ1.sum(0) / m, A1.T.dot(dZ2) / m, dZ2.sum(0) / m]
            for parameter, slope in zip(self.parameters(), slopes, strict=True):
                np.subtract(parameter, learning_rate * slope, out=parameter)


class NewArrays:
    """Rebinds the parameters, and takes the slope of ReLU at 0 as 1."""

    class NeuralNetwork(Reference):
        def backward(self, X, y, learning_rate=0.1):
            Z1 = X @ self.W1 + self.b1
            A1 = np.where(Z1 >= 0, Z1, 0)
            dZ2 = (self.forward(X) - y) / y.shape[0]
            dZ1 = dZ2 @ self.W2.T * np.where(Z1 >= 0, 1, 0)
            self.W2 = self.W2 - learning_rate * A1.T @ dZ2
            self.b2 = self.b2 - learning_rate * np.ones((1, len(X))) @ dZ2
            self.W1 = self.W1 - learning_rate * X.T @ dZ1
            self.b1 = self.b1 - learning_rate * np.ones((1, len(X))) @ dZ1


class ParametersInADictionary:
    """The parameters live in a dictionary; the four names are properties."""

    class NeuralNetwork:
        def __init__(self, input_size, hidden_size, output_size, rng=None, scale=2.0):
            rng = rng or np.random.default_rng()
            self.params = {
                "W1": rng.standard_normal((input_size, hidden_size)) * (scale / input_size) ** 0.5,
                "b1": np.zeros((1, hidden_size)),
                "W2": rng.standard_normal((hidden_size, output_size)) * (scale / hidden_size) ** 0.5,
                "b2": np.zeros((1, output_size)),
            }

        W1 = property(lambda self: self.params["W1"])
        b1 = property(lambda self: self.params["b1"])
        W2 = property(lambda self: self.params["W2"])
        b2 = property(lambda self: self.params["b2"])

        def forward(self, X):
            hidden = np.clip(X @ self.W1 + self.b1, 0, None)
            logits = hidden @ self.W2 + self.b2
            shifted = logits - np.amax(logits, axis=-1, keepdims=True)
            return np.exp(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))

        def backward(self, X, y, learning_rate):
            hidden = np.clip(X @ self.W1 + self.b1, 0, None)
            delta = (self.forward(X) - y) / len(y)
            hidden_delta = np.einsum("nk,hk->nh", delta, self.W2) * np.sign(hidden)
            slopes = {
                "W2": np.einsum("nh,nk->hk", hidden, delta),
                "b2": delta.sum(0, keepdims=True),
                "W1": np.einsum("nd,nh->dh", X, hidden_delta),
                "b1": hidden_delta.sum(0, keepdims=True),
            }
            self.params = {k: v - learning_rate * slopes[k] for k, v in self.params.items()}


def part(layer, name):
    """A property that reads and writes an attribute of a layer."""
    return property(
        lambda self: getattr(getattr(self, layer), name), lambda self, new: setattr(getattr(self, layer), name, new)
    )


class TwoLayers:
    """Two layers with their own way back, which keep what they were given; the attributes are properties of theirs."""

    class Layer:
        def __init__(self, n_in, n_out, rng):
            self.W = rng.normal(size=(n_in, n_out)) * np.sqrt(2 / n_in)
            self.b = np.zeros(n_out)[None, :]

        def forward(self, A):
            self.A = A
            return A @ self.W + self.b

        def backward(self, dZ):
            self.dW, self.db = self.A.T @ dZ, dZ.sum(axis=0)
            return dZ @ self.W.T

    class NeuralNetwork:
        W1, b1, W2, b2 = (part(layer, name) for layer in ("first", "second") for name in "Wb")

        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = np.random.default_rng(rng)
            self.first = TwoLayers.Layer(input_size, hidden_size, rng)
            self.second = TwoLayers.Layer(hidden_size, output_size, rng)

        def forward(self, X):
            self.Z = self.first.forward(X)
            logits = self.second.forward(np.maximum(self.Z, 0))
            e = np.exp(logits - logits.max(1)[:, None])
            self.p = e / e.sum(1)[:, None]
            return self.p

        def backward(self, X, y, learning_rate):
            d = self.second.backward((self.p - y) / len(X))
            self.first.backward(d * (self.Z > 0))
            for layer in (self.first, self.second):
                layer.W -= learning_rate * layer.dW
                layer.b -= learning_rate * layer.db
            return float(-np.sum(y * np.log(self.p + 1e-12)) / len(X))


class RemembersItsForward:
    """backward uses what forward left behind, for which whoever trains has just called it."""

    class NeuralNetwork(Reference):
        def forward(self, X):
            self.cache = X, np.maximum(0, X @ self.W1 + self.b1)
            z = self.cache[1] @ self.W2 + self.b2
            z = np.exp(z - z.max(axis=1, keepdims=True))
            self.p = z / z.sum(axis=1, keepdims=True)
            return self.p

        def backward(self, X, y, learning_rate):
            X, A = self.cache
            self.p[range(len(y)), y.argmax(axis=1)] -= 1
            dZ = (self.p / len(y)) @ self.W2.T
            dZ[A <= 0] = 0
            self.W2 -= learning_rate * A.T @ self.p / len(y)
            self.b2 -= learning_rate * self.p.mean(axis=0)
            self.W1 -= learning_rate * X.T @ dZ
            self.b1 -= learning_rate * dZ.sum(axis=0)


class NamesInADictionary:
    """The network is a dict that keeps what the way back needs."""

    class NeuralNetwork(dict[str, np.ndarray]):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = rng or np.random.default_rng()
            self.W1 = rng.normal(0, np.sqrt(2 / input_size), (input_size, hidden_size))
            self.b1, self.b2 = np.zeros((1, hidden_size)), np.zeros((1, output_size))
            self.W2 = rng.normal(0, np.sqrt(2 / hidden_size), (hidden_size, output_size))

        def forward(self, X):
            self["A"] = np.maximum(X @ self.W1 + self.b1, 0)
            z = self["A"] @ self.W2 + self.b2
            return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))

        def backward(self, X, y, learning_rate):
            d = (self.forward(X) - y) / len(X)
            e = (d @ self.W2.T) * (self["A"] > 0)
            g = {"W2": self["A"].T @ d, "b2": d.sum(0, keepdims=True), "W1": X.T @ e, "b1": e.sum(0, keepdims=True)}
            for k in g:
                setattr(self, k, getattr(self, k) - learning_rate * g[k])


class LoopsOverSamples:
    """One sample after the other, gradients added up and divided at the end; answers as lists."""

    class NeuralNetwork(Reference):
        def one(self, x):
            z = self.b1[0] + sum(x[i] * self.W1[i] for i in range(len(x)))
            a = np.array([max(0.0, v) for v in z])
            logits = self.b2[0] + sum(a[j] * self.W2[j] for j in range(len(a)))
            e = [math.exp(v - max(logits)) for v in logits]
            return z, a, [v / sum(e) for v in e]

        def forward(self, X):
            return [self.one(x)[2] for x in X]

        def backward(self, X, y, learning_rate):
            total = [np.zeros_like(p) for p in (self.W1, self.b1, self.W2, self.b2)]
            for x, target in zip(X, y, strict=True):
                z, a, p = self.one(x)
                d2 = np.array(p) - target
                d1 = np.array([(self.W2[j] @ d2) if z[j] > 0 else 0.0 for j in range(len(a))])
                for sum_, part in zip(total, (np.outer(x, d1), d1, np.outer(a, d2), d2), strict=True):
                    sum_ += part
            for name, slope in zip(("W1", "b1", "W2", "b2"), total, strict=True):
                getattr(self, name)[...] -= learning_rate * slope / len(X)
            return self


class FullJacobian:
    """The slope of log, then the whole Jacobian of the softmax, with labels found by argmax."""

    class NeuralNetwork(Reference):
        def backward(self, X, y, learning_rate):
            p, labels, rows = self.forward(X), np.argmax(y, axis=1), np.arange(len(X))
            jacobian = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
            d_p = np.zeros_like(p)
            d_p[rows, labels] = -1.0 / np.maximum(p[rows, labels], 1e-300) / len(X)
            dZ = np.einsum("nk,nkj->nj", d_p, jacobian)
            A = np.maximum(X @ self.W1 + self.b1, 0)
            dA = dZ @ self.W2.T
            dA[A == 0] = 0
            W1 = self.W1 - learning_rate * (X.T @ dA)
            b1 = self.b1 - learning_rate * dA.sum(axis=0, keepdims=True)
            W2 = self.W2 - learning_rate * (A.T @ dZ)
            b2 = self.b2 - learning_rate * dZ.sum(axis=0, keepdims=True)
            self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2


class NumberByNumber:
    """Each weight drawn on its own, from children of the generator, and a copy of the samples before anything else."""

    class NeuralNetwork(Reference):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = np.random.default_rng() if rng is None else rng

            def draw(n, m, rng):
                weights = [rng.standard_normal(m) for _ in range(n)]
                return np.multiply(weights, (2 / n) ** 0.5)

            one, two = (np.random.default_rng(rng.integers(2**60)) for _ in range(2))
            self.W1, self.b1 = draw(input_size, hidden_size, one), np.zeros((1, hidden_size))
            self.W2, self.b2 = draw(hidden_size, output_size, two), np.zeros((1, output_size))
            self.history = []

        def backward(self, X, y, learning_rate):
            X, y = np.array(X, copy=True), np.array(y, copy=True)
            self.history.append(len(X))
            super().backward(X, y, learning_rate)


class OneLongVector:
    """All parameters are pieces of one vector; W1 and the others are views of it, and a step moves the vector."""

    class NeuralNetwork:
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = rng or np.random.default_rng()
            self.shapes = [(input_size, hidden_size), (1, hidden_size), (hidden_size, output_size), (1, output_size)]
            self.vector = np.zeros(sum(rows * columns for rows, columns in self.shapes))
            self.W1[...] = rng.standard_normal(self.W1.shape) * (2 / input_size) ** 0.5
            self.W2[...] = rng.standard_normal(self.W2.shape) * (2 / hidden_size) ** 0.5

        def piece(self, which):
            ends = np.cumsum([0, *(rows * columns for rows, columns in self.shapes)])
            return self.vector[ends[which] : ends[which + 1]].reshape(self.shapes[which])

        W1 = property(lambda self: self.piece(0))
        b1 = property(lambda self: self.piece(1))
        W2 = property(lambda self: self.piece(2))
        b2 = property(lambda self: self.piece(3))

        def forward(self, X):
            self.hidden = np.maximum(X @ self.W1 + self.b1, 0)
            logits = self.hidden @ self.W2 + self.b2
            return np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))

        def backward(self, X, y, learning_rate):
            d = (self.forward(X) - y) / len(y)
            e = d @ self.W2.T * (self.hidden > 0)
            parts = X.T @ e, e.sum(axis=0), self.hidden.T @ d, d.sum(axis=0)
            self.vector -= learning_rate * np.concatenate([part.ravel() for part in parts])
            return self

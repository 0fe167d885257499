"""Unusual right answers: each must keep every point."""

import math

import numpy as np

from exercises.network.neural_net import NeuralNetwork as Reference


class InPlaceWithHelpers:
    """Small functions of the student's own, gradients in a list, updates in place with out=."""

    def _he(n_in, n_out):
        return np.random.randn(n_in, n_out) * math.sqrt(2.0 / n_in)

    class NeuralNetwork:
        def __init__(self, input_size, hidden_size, output_size, seed=None):
            if seed is not None:
                np.random.seed(seed)
            self.sizes = (input_size, hidden_size, output_size)
            self.W1 = np.random.randn(input_size, hidden_size) * math.sqrt(2.0 / input_size)
            self.b1 = np.zeros((1, hidden_size))
            self.W2 = np.random.randn(hidden_size, output_size) * math.sqrt(2.0 / hidden_size)
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
        def __init__(self, input_size, hidden_size, output_size, scale=2.0, rng=None):
            rng = rng or np.random.default_rng(7)
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


class AliasedArrays:
    """The attributes are other names for the arrays of two layers, which are changed in place."""

    class Layer:
        def __init__(self, n_in, n_out):
            self.W = np.random.default_rng().normal(size=(n_in, n_out)) * np.sqrt(2 / n_in)
            self.b = np.zeros(n_out)[None, :]

        def forward(self, A):
            self.A = A
            return A @ self.W + self.b

        def backward(self, dZ):
            self.dW, self.db = self.A.T @ dZ, dZ.sum(axis=0)
            return dZ @ self.W.T

    class NeuralNetwork:
        def __init__(self, input_size, hidden_size, output_size):
            make = AliasedArrays.Layer
            self.first, self.second = make(input_size, hidden_size), make(hidden_size, output_size)
            self.W1, self.b1 = self.first.W, self.first.b
            self.W2, self.b2 = self.second.W, self.second.b

        def forward(self, X):
            self.Z = self.first.forward(X)
            logits = self.second.forward(np.maximum(self.Z, 0))
            e = np.exp(logits - logits.max(1)[:, None])
            return e / e.sum(1)[:, None]

        def backward(self, X, y, learning_rate):
            p = self.forward(X)
            d = self.second.backward((p - y) / len(X))
            self.first.backward(d * (self.Z > 0))
            for layer in (self.first, self.second):
                layer.W -= learning_rate * layer.dW
                layer.b -= learning_rate * layer.db
            return float(-np.sum(y * np.log(p + 1e-12)) / len(X))


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


class UniformHe:
    """He's variance from a uniform distribution, and a copy of the samples before anything else."""

    class NeuralNetwork(Reference):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            import random

            def draw(n, m):
                limit = (6 / n) ** 0.5
                return np.random.default_rng(random.getrandbits(32)).uniform(-limit, limit, (n, m))

            self.W1, self.b1 = draw(input_size, hidden_size), np.zeros((1, hidden_size))
            self.W2, self.b2 = draw(hidden_size, output_size), np.zeros((1, output_size))
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

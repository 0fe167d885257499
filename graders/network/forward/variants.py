"""Unusual right answers: each must keep every point."""

import itertools

import numpy as np


def check(X, W):
    if np.shape(X)[1] != np.shape(W)[0]:
        sizes = "x".join(map(str, X.shape)) + " and " + "x".join(map(str, W.shape))
        raise ValueError("do not fit: " + sizes)


class HeAndDot:
    """He initialisation, np.dot with NumPy's own message, which names both shapes, and a list of
    lists."""

    def init_layer(n_in, n_out, rng):
        print("new layer")
        return [rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in), np.zeros(shape=(1, n_out))]

    def linear(X, W, b):
        return np.dot(X, W) + b

    def layer_shapes(batch, sizes):
        return [[[i, o], [1, o], [batch, o]] for i, o in itertools.pairwise(sizes)]


class GlorotUniform:
    """Glorot's uniform recipe, biases of short floats, the bias added in place, shapes as one array."""

    def init_layer(n_in, n_out, rng, gain=1.0):
        limit = gain * np.sqrt(6 / (n_in + n_out))
        return rng.uniform(-limit, limit, size=(n_in, n_out)), np.zeros((1, n_out), dtype=np.float32)

    def linear(X, W, b, activation=None):
        check(X, W)
        Z = np.matmul(X, W)
        Z += b
        return Z

    def layer_shapes(batch, sizes):
        n = len(sizes) - 1
        shapes = np.ones((n, 3, 2), dtype=int)
        shapes[:, 0, 0], shapes[:, 0, 1] = sizes[:-1], sizes[1:]
        shapes[:, 1, 1] = shapes[:, 2, 1] = sizes[1:]
        shapes[:, 2, 0] = batch
        return shapes


class UniformOfPyTorch:
    """Weights uniform between plus and minus 1 / √n_in, and an error in other words."""

    def init_layer(n_in, n_out, rng):
        bound = 1 / n_in**0.5
        W = np.array([[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)])
        return W, W[:1] * 0

    def linear(X, W, b):
        (n, k), (m, p) = X.shape, W.shape
        if k != m:
            raise ValueError(f"cannot multiply ({n}, {k}) by ({m}, {p})")
        return np.einsum("ij,jk->ik", X, W) + np.repeat(b, n, axis=0)


class ListsInLoops:
    """Loops that build nested lists, a sum by a generator, tuples of tuples."""

    def linear_loops(X, W, b):
        check(X, W)
        rows = []
        for x in X:
            row = []
            for j in range(len(W[0])):
                row.append(b[0][j] + sum(x[k] * W[k][j] for k in range(len(x))))
            rows.append(row)
        return rows

    def layer_shapes(batch, sizes):
        return tuple((tuple(sizes[k - 1 : k + 1]), (1, sizes[k]), (batch, sizes[k])) for k in range(1, len(sizes)))


class LoopsInAnotherOrder:
    """The loops inside out, and the biases last."""

    def linear_loops(X, W, b):
        if not X.shape[-1] == len(W):
            raise ValueError("shapes " + str(X.shape) + " and " + str(W.shape) + " don't match")
        Z = np.zeros_like(X, shape=(X.shape[0], W.shape[1]))
        for k in range(X.shape[1]):
            for j in range(W.shape[1]):
                for i in range(X.shape[0]):
                    Z[i][j] = Z[i][j] + X[i][k] * W[k][j]
        for i in range(Z.shape[0]):
            for j in range(Z.shape[1]):
                Z[i, j] += b.flatten()[j]
        return Z


class LinearByLoops:
    """linear as a loop over samples, with an error of several arguments."""

    def linear(X, W, b):
        try:
            assert len(X[0]) == len(W)
        except AssertionError:
            raise ValueError("bad shapes", X.shape, W.shape) from None
        return np.vstack([np.sum(row[:, None] * W, axis=0, keepdims=True) + b for row in X])


class ChildOfTheGenerator:
    """The weights come from a child of the generator; the loops add up products by sum and zip."""

    def init_layer(n_in, n_out, rng):
        return rng.spawn(1)[0].standard_normal((n_in, n_out)) / n_in**0.5, np.zeros((1, n_out))

    def linear_loops(X, W, b):
        check(X, W)
        columns = [[row[j] for row in W] for j in range(W.shape[1])]
        return np.array(
            [
                [
                    sum(x * w for x, w in zip(row, column, strict=True)) + bias
                    for column, bias in zip(columns, b[0], strict=True)
                ]
                for row in X
            ]
        )

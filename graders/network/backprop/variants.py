"""Unusual right answers: each must keep every point."""

import collections
import math

import numpy as np


class Loops:
    """The linear layer by three loops, answered as a list of lists."""

    def linear_backward(dZ, X, W):
        n, n_out = dZ.shape
        n_in = len(W)
        dX = [[0.0] * n_in for _ in range(n)]
        dW = [[0.0] * n_out for _ in range(n_in)]
        db = [[0.0] * n_out]
        for i in range(n):
            for j in range(n_out):
                db[0][j] += float(dZ[i, j])
                for k in range(n_in):
                    dX[i][k] += float(dZ[i, j] * W[k, j])
                    dW[k][j] += float(dZ[i, j] * X[i, k])
        print("dW", dW)
        return [np.array(dX), np.array(dW), np.array(db)]

    def sigmoid_backward(dA, Z):
        def slope(z):
            return 0.0 if abs(z) > 700 else 1 / (2 + 2 * math.cosh(z))

        return (np.ravel(dA) * [slope(z) for z in np.ravel(Z)]).reshape(Z.shape)


class OtherReluSlope:
    """The slope of ReLU at 0 is 1, by a copy and a mask; the sigmoid is the naive one."""

    def relu_backward(dA, Z):
        dZ = np.array(dA, copy=True)
        dZ[Z < 0] = 0
        return dZ

    def sigmoid_backward(dA, Z):
        s = 1 / (1 + np.exp(-Z))
        return dA * s * (1 - s)


class OrderedWithMore:
    """Everything in one function, in another order, with more in the dict than asked for."""

    def mlp_gradients(params, X, y, verbose=False):
        W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
        hidden = X.dot(W1) + b1
        active = hidden > 0
        hidden = hidden * active
        z = hidden.dot(W2) + b2
        z = z - z.max(axis=1)[:, None]
        p = np.exp(z - np.log(np.exp(z).sum(axis=1))[:, None])
        delta = p.copy()
        delta[np.arange(len(y)), y.argmax(axis=1)] -= 1
        grads = collections.OrderedDict()
        grads["b2"] = np.ones((1, len(X))) @ delta / len(X)
        grads["W2"] = np.dot(hidden.T, delta) / len(X)
        delta = np.dot(delta, W2.T) * active
        grads["b1"] = np.mean(delta, axis=0, keepdims=True)
        grads["W1"] = np.dot(X.T, delta) / len(X)
        grads["p"], grads["loss"] = p, 0.0
        return grads


class SampleBySample:
    """The gradients of one sample after the other, as outer products, added up."""

    def mlp_gradients(params, X, y):
        total = {name: np.zeros_like(each) for name, each in params.items()}
        for x, t in zip(X, y, strict=True):
            z1 = x @ params["W1"] + params["b1"][0]
            a1 = np.maximum(z1, 0)
            logits = a1 @ params["W2"] + params["b2"][0]
            e = np.exp(logits - logits.max())
            d = (e / e.sum() - t) / len(X)
            total["W2"] += np.outer(a1, d)
            total["b2"] += d
            d = (params["W2"] @ d) * (z1 >= 0)
            total["W1"] += np.outer(x, d)
            total["b1"] += d
        return total


class ArgumentsCopied:
    """Copies everything first and then works in place on the copies."""

    def mlp_gradients(params, X, y):
        params = {name: each.copy() for name, each in params.items()}
        params["W1"] -= 0.0
        h = X @ params["W1"]
        h += params["b1"]
        h[h < 0] = 0
        p = h @ params["W2"]
        p += params["b2"]
        p -= p.max(1, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(1, keepdims=True)
        p -= y
        p /= len(y)
        back = p @ params["W2"].T
        back[h == 0] = 0
        return {"W1": X.T @ back, "b1": back.sum(0, keepdims=True), "W2": h.T @ p, "b2": p.sum(0)[np.newaxis, :]}


class EinsumAndViews:
    """The linear layer by einsum, a transposed view for dW, and the mask by np.sign."""

    def linear_backward(dZ, X, W):
        return (np.einsum("ij,kj->ik", dZ, W), (dZ.T @ X).T, np.einsum("ij->j", dZ)[None])

    def relu_backward(dA, Z):
        return dA * (np.sign(Z) + 1) / 2

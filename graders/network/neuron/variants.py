"""Unusual right answers: each must keep every point."""

import math

import numpy as np

import exercises.network.neuron as mine


class ClippedExponent:
    """The plain formula on a clipped argument, and gates as lists with small weights."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-np.clip(x, -500, 500)))

    AND_GATE, OR_GATE = ([1, 1], -1.5), ([1, 1], -0.5)

    def xor(x1, x2):
        h1 = mine.neuron(np.array([x1, x2]), [8.0, 8.0], -4.0)
        h2 = mine.neuron(np.array([x1, x2]), [8.0, 8.0], -12.0)
        return mine.neuron(np.array([h1, h2]), [10.0, -20.0], -5.0)


class TwoBranches:
    """A branch for each sign, by masks on arrays; answers as arrays of one element."""

    def sigmoid(x):
        z = np.atleast_1d(np.array(x, dtype=float))
        answer = np.empty_like(z)
        up = z >= 0
        answer[up] = 1 / (1 + np.exp(-z[up]))
        answer[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
        return answer.reshape(np.shape(x))

    def neuron(inputs, weights, bias):
        z = np.sum(np.ravel(weights) * np.ravel(inputs), keepdims=True) + bias
        return TwoBranches.sigmoid(z)


class ByTanh:
    """The sigmoid by way of tanh, gates with very large weights, and xor as two one-sided
    neurons."""

    def sigmoid(x, scale=1.0):
        return 0.5 * (1 + np.tanh(0.5 * scale * np.asarray(x)))

    AND_GATE = np.array([400.0, 500.0]), np.float64(-700.0)
    OR_GATE = (300.0, 400.0), -100

    def xor(x1, x2):
        only_first = mine.neuron(np.array([x1, x2]), np.array([100.0, -100.0]), -50.0)
        only_second = mine.neuron(np.array([x1, x2]), np.array([-100.0, 100.0]), -50.0)
        return mine.neuron(np.array([only_first, only_second]), np.array([40.0, 40.0]), -20.0)


class NumberByNumber:
    """Loops over single numbers with math.exp, prints, and rounded answers of xor."""

    def sigmoid(x):
        def one(value):
            value = float(value)
            if value < 0:
                e = math.exp(value)
                return e / (1 + e)
            return 1 / (1 + math.exp(-value))

        if np.ndim(x) == 0:
            return one(x)
        return np.array([one(value) for value in np.ravel(x)]).reshape(np.shape(x))

    def neuron(inputs, weights, bias):
        total = bias
        for i, w in zip(inputs, weights, strict=True):
            total += i * w
        print("sum:", total)
        return NumberByNumber.sigmoid(total)

    def xor(x1, x2):
        def fires(weights, bias, *inputs):
            return round(mine.neuron(inputs, weights, bias))

        return fires((1, -1), -0.5, fires((1, 1), -0.5, x1, x2), fires((1, 1), -1.5, x1, x2))


class Logaddexp:
    """The sigmoid from logaddexp; the bias carried as one more weight; gates that are not
    symmetric."""

    def sigmoid(x):
        return np.exp(-np.logaddexp(0, -np.asarray(x)))

    def neuron(inputs, weights, bias, activation=None):
        z = np.append(inputs, 1.0) @ np.append(weights, bias)
        return Logaddexp.sigmoid(z).reshape(1, 1)

    AND_GATE = ((3.0, 5.0), -6.0)
    OR_GATE = (np.array([3, 5]), -1)


class LayersOfNeurons:
    """xor as one matrix of weights for the first layer, with True and False for an answer."""

    def xor(x1, x2):
        W, b = np.array([[6.0, -6.0], [6.0, -6.0]]), np.array([-3.0, 9.0])
        hidden = [mine.neuron(np.array([x1, x2]), W[:, j], b[j]) for j in range(2)]
        return mine.neuron(np.array(hidden), np.array([9.0, 9.0]), -13.0) > 0.5

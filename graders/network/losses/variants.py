"""Unusual right answers: each must keep every point."""

import math

import numpy as np


class Loops:
    """Everything by loops over Python floats, answered as lists."""

    def relu(z):
        flat = [max(0.0, float(each)) for each in np.ravel(z)]
        return np.reshape(flat, np.shape(z))

    def softmax(z):
        rows = []
        for row in z.tolist():
            print("row", row)
            largest = max(row)
            exponentials = [math.exp(each - largest) for each in row]
            rows.append([each / sum(exponentials) for each in exponentials])
        return rows

    def one_hot(labels, n_classes):
        return [[1 if k == label else 0 for k in range(n_classes)] for label in labels]

    def cross_entropy(predictions, targets):
        total = 0.0
        for row, truth in zip(predictions, targets, strict=True):
            for p, y in zip(row, truth, strict=True):
                if y:
                    total -= y * math.log(max(p, 1e-15))
        return total / len(predictions)

    def softmax_cross_entropy_gradient(logits, targets):
        n = len(logits)
        return [
            [(p - float(y)) / n for p, y in zip(row, truth, strict=True)]
            for row, truth in zip(Loops.softmax(logits), targets, strict=True)
        ]


class OtherFormulas:
    """ReLU by a mask, softmax by its logarithm, one-hot by comparing, the gradient by copying."""

    def relu(z):
        return z * (z > 0)

    def softmax(z):
        shifted = z - np.max(z, axis=-1)[:, None]
        return np.exp(shifted - np.log(np.exp(shifted).sum(-1))[:, None])

    def one_hot(labels, n_classes):
        return np.arange(n_classes) == labels[:, None]

    def softmax_cross_entropy_gradient(logits, targets):
        gradient = OtherFormulas.softmax(logits).copy()
        gradient[np.arange(len(targets)), targets.argmax(axis=1)] -= 1
        gradient /= targets.shape[0]
        return gradient


class LargeFloorAdded:
    """The floor of the probabilities is 1e-7, and it is added."""

    def cross_entropy(predictions, targets, eps=1e-7):
        return -(targets * np.log(predictions + eps)).sum() / predictions.shape[0]


class ClippedOnBothSides:
    """Clipped at both ends, and answered as an array of one element."""

    def cross_entropy(predictions, targets):
        p = np.clip(predictions, 1e-7, 1 - 1e-7)
        return np.array([-np.mean(np.sum(targets * np.log(p), axis=1))])


class PicksTheRightClass:
    """Cross-entropy by indexing the column of the right class, with the smallest floor allowed."""

    def cross_entropy(predictions, targets):
        right = predictions[np.arange(len(targets)), np.argmax(targets, axis=1)]
        return float(np.average(-np.log(np.maximum(right, 1e-15))))


class IntegersAndViews:
    """One-hot in integers; ReLU by a copy; the gradient as a transposed view."""

    def one_hot(labels, n_classes):
        return np.eye(n_classes, dtype=int)[np.asarray(labels).reshape(-1)]

    def relu(z):
        out = z.copy()
        out[out < 0] = 0
        return out

    def softmax_cross_entropy_gradient(logits, targets):
        e = np.exp(logits.T - logits.max(axis=1))  # (classes, n)
        return ((e / e.sum(axis=0) - targets.T) / targets.shape[0]).T

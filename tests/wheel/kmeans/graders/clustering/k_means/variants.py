"""Unusual right answers: each must keep every point."""

import numpy as np


class Loops:
    """Plain loops and lists."""

    def assign(points, centers):
        labels = []
        for point in points:
            pairs = [zip(point, center, strict=True) for center in centers]
            distances = [sum((float(a) - float(b)) ** 2 for a, b in each) for each in pairs]
            labels.append(distances.index(min(distances)))
        return np.array(labels)

    def inertia(points, labels, centers):
        total = 0.0
        for point, k in zip(points, labels, strict=True):
            total += sum((float(a) - float(b)) ** 2 for a, b in zip(point, centers[k], strict=True))
        return total


class ExpandedSquares:
    """The squared distance as |x|² - 2xc + |c|², and a center's sums by a matrix of ones and zeros."""

    def assign(points, centers):
        return np.argmin((centers**2).sum(axis=1) - 2 * points @ centers.T, axis=1)

    def update(points, labels, centers):
        ones = (labels[:, None] == np.arange(len(centers))).astype(float)
        number = ones.sum(axis=0)[:, None]
        return np.where(number > 0, ones.T @ points / np.maximum(number, 1), centers)

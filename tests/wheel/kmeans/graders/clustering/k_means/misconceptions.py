"""Known wrong answers: each class replaces functions of the reference; its docstring is what helps."""

import numpy as np


class FarthestCenter:
    """You look for the largest distance: those points join the center that is farthest from them."""

    def assign(points, centers):
        return np.argmax(((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2), axis=1)


class AlongTheFirstAxis:
    """You compare only the first coordinate of each point. A distance has all of them in it."""

    def assign(points, centers):
        return np.argmin(np.abs(points[:, None, 0] - centers[None, :, 0]), axis=1)


class LastOfTwo:
    """At equal distance you take the last center: look for one that is smaller, not for one that is as small."""

    def assign(points, centers):
        gaps = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        return len(centers) - 1 - np.argmin(gaps[:, ::-1], axis=1)


class EmptyToOrigin:
    """A center that nobody joined went to the origin. It has no points that could move it."""

    def update(points, labels, centers):
        moved = np.zeros((len(centers), points.shape[1]))
        for k in range(len(centers)):
            if np.any(labels == k):
                moved[k] = points[labels == k].mean(axis=0)
        return moved


class MedianForMean:
    """That is the median of each column. A center moves to the mean of its points."""

    def update(points, labels, centers):
        moved = np.array(centers, dtype=float)
        for k in range(len(moved)):
            if np.any(labels == k):
                moved[k] = np.median(points[labels == k], axis=0)
        return moved


class SumForMean:
    """You add the points up and do not divide by how many they are."""

    def update(points, labels, centers):
        moved = np.array(centers, dtype=float)
        for k in range(len(moved)):
            if np.any(labels == k):
                moved[k] = points[labels == k].sum(axis=0)
        return moved


class NotSquared:
    """You add distances; the inertia adds their squares."""

    def inertia(points, labels, centers):
        return float(np.sqrt(((points - centers[labels]) ** 2).sum(axis=1)).sum())


class MeanInertia:
    """You divide by the number of points. The inertia is a sum over all of them."""

    def inertia(points, labels, centers):
        return float(((points - centers[labels]) ** 2).sum() / len(points))


class OldLabels:
    """The labels that you give back belong to the centers before their last move."""

    def k_means(points, centers, steps):
        labels = np.zeros(len(points), dtype=int)
        for _ in range(steps):
            gaps = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
            labels = np.argmin(gaps, axis=1)
            centers = np.array([points[labels == k].mean(axis=0) for k in range(len(centers))])
        return centers, labels

"""What the visible and the hidden checks share."""

import numpy as np

from gradus.grading import type_name


def closest(drawn, wanted):
    """The line closest to `wanted`, of those with as many points; or no points at all."""
    fitting = [np.column_stack([x, y]) for x, y in drawn if x.size == y.size == len(wanted)]
    return min(fitting, key=lambda line: np.abs(line - wanted).max(), default=np.empty((0, 2)))


def extents(drawn):
    """The smallest and the largest x and y of each line, in order of size."""
    return sorted([float(x.min()), float(x.max()), float(y.min()), float(y.max())] for x, y in drawn if x.size)


def contour_lines(ax):
    """The points of every piece of every contour line on the Axes."""
    contours = [artist for artist in ax.collections if type_name(artist) == "QuadContourSet"]
    return [np.asarray(piece) for contour in contours for level in contour.allsegs for piece in level if len(piece)]


def unevenness(loss, piece, xs, ys):
    """By how much the loss varies on a contour line, away from the frame of the picture.

    A line has one value, and the outline of a filled stretch has two.
    """
    inside = ((piece > [xs[0], ys[0]]) & (piece < [xs[-1], ys[-1]])).all(axis=1)
    heights = loss(piece[inside].T)
    low, high = heights.min(initial=np.inf), heights.max(initial=-np.inf)
    return np.minimum(heights - low, high - heights).max(initial=0.0)

"""What the visible and the hidden checks share."""

import functools

import numpy as np


def watched(f):
    """f itself, and the list of the points at which it is asked from now on."""
    places = []

    @functools.wraps(f)
    def asked(*point):
        places.append(np.array(point, dtype=float).ravel())
        return f(*point)

    return asked, places


def ends(places):
    """The smallest and the largest value of each coordinate, as rows; nothing of no points."""
    return [np.min(places, axis=0).tolist(), np.max(places, axis=0).tolist()] if places else []

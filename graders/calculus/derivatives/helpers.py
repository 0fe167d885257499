"""What the visible and the hidden checks share."""

import functools

import numpy as np


def watched(f):
    """f itself, and the list of the places where it is asked from now on."""
    places: list[float] = []

    @functools.wraps(f)
    def asked(x):
        places.extend(np.ravel(np.asarray(x, dtype=float)))
        return f(x)

    return asked, places


def ends(numbers):
    """The smallest and the largest of some numbers; nothing of none."""
    return [min(numbers), max(numbers)] if numbers else []

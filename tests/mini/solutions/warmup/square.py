"""Squares and means.

Source: arithmetic.
"""

import numpy as np


def square(x):
    """The square of x, a float.

    Source: arithmetic.

    >>> square(3.0)
    9.0
    """
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION


def mean(xs):
    """The mean of an array of shape (n,). xs is not modified.

    Source: arithmetic.

    >>> float(mean(np.array([1.0, 2.0])))
    1.5
    """
    ### BEGIN SOLUTION
    return np.sum(xs) / len(xs)
    ### END SOLUTION

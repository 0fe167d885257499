"""Tries to pass with an object that says it is a float and an array, to confuse the worker's encoder."""

import numpy as np


class Right:
    def __init__(self, claimed):
        self.claimed = claimed

    @property
    def __class__(self):
        return self.claimed

    dtype = np.dtype("float64")
    shape, ndim, nbytes = (), 0, 8
    __float__ = lambda self: 6.0
    __array__ = lambda self, *_, **__: "not an array"


def numerical_derivative(f, x, h=1e-4):
    return Right(np.ndarray)


def tangent_line(f, x0):
    return lambda x: Right(float)


def plan(distance, count):
    return [Right(list), Right(dict), Right(np.float64)]

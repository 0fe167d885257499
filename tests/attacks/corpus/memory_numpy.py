"""Tries to take all memory with arrays: in the worker, and on the wire to the grader."""

import numpy as np


most = [np.ones(60 << 20, np.int8)]


def numerical_derivative(f, x, h=1e-4):
    return most.pop()


def tangent_line(f, x0):
    return np.ones((100_000, 100_000))


def plan(distance, count):
    return [np.ones(250 << 10, np.int8) for _ in range(250)]

"""Tries to pass with structured arrays, dates and raw memory, which have no order and no size."""

import numpy as np


def made(x):
    return np.zeros(3, dtype=[("a", "f8"), ("b", "O")])


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: np.array(["2026-01-01"], "M8[D]")


def plan(distance, count):
    return [np.void(b"abc"), np.zeros(2, "V8"), np.ones(2, "c16").view("V16")]

"""Tries to pass with dictionaries whose keys are objects, arrays and not equal to themselves."""

class Key:
    __hash__ = lambda self: 1
    __eq__ = lambda self, other: False


def made(x):
    return {Key(): 1, float("nan"): 2, (1, 2): 3, b"x": 4}


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]

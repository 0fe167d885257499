import numpy as np
import matplotlib.pyplot as plt


def forward_difference(f, x, h=1e-7):
    return (f(x + h) - f(x)) / h


def numerical_derivative(f, x, h=1e-7):
    # same thing but smaller error? TODO ask
    return (f(x + h) - f(x)) / h


def convergence_order(rule, f, dfdx, x, h=1e-2):
    raise NotImplementedError("calculus/derivatives: convergence_order")


def polynomial_derivative(coefficients):
    result = []
    for power in range(1, len(coefficients)):
        result.append(power * coefficients[power])
    return result


def tangent_line(f, x0):
    raise NotImplementedError("calculus/derivatives: tangent_line")


def behavior(f, x, tolerance=1e-6):
    d = numerical_derivative(f, x)
    if d > 0:
        return "increasing"
    elif d < 0:
        return "decreasing"
    else:
        return "flat"


def plot_tangents(ax, f, points, xs):
    raise NotImplementedError("calculus/derivatives: plot_tangents")


if __name__ == "__main__":
    import pandas
    print(numerical_derivative(lambda x: x**2, 3.0))

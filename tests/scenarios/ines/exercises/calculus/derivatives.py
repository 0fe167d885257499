import math

import matplotlib.pyplot as plt
import numpy as np

print("derivatives loaded")
CALLS = 0


def _slope(f, a, b):
    global CALLS
    CALLS += 1
    return (f(b) - f(a)) / (b - a)


def forward_difference(f, x, h=1e-7):
    x = np.asarray(x, dtype=float)
    rise = f(x + h) - f(x)
    return rise / h


def numerical_derivative(f, x, h=1e-7, debug=False):
    if debug:
        print("x =", x)
    return (f(x + h) - f(x - h)) / h


def convergence_order(rule, f, dfdx, x, h=1e-2):
    errors = [math.fabs(rule(f, x, step) - dfdx(x)) for step in (h, h / 2)]
    return math.log(errors[0] / errors[1])


def polynomial_derivative(coefficients):
    c = np.array(coefficients, dtype=float)
    if len(c) == 1:
        return np.array([0.0])
    return np.arange(1, len(c)) * c[1:]


def tangent_line(f, x0):
    m = numerical_derivative(f, x0)
    c = f(x0) - m * x0
    return lambda x: m * x + c


def behavior(f, x, tolerance=1e-6):
    s = numerical_derivative(f, x)
    return np.array(["flat", "increasing", "decreasing"])[0 if abs(s) <= tolerance else 1 if s > 0 else 2]


def plot_tangents(ax, f, points, xs):
    plt.rcParams["lines.linewidth"] = 2
    for p in points:
        near = np.linspace(p - 1, p + 1, 11)
        ax.plot(near, tangent_line(f, p)(near), c="tab:orange")
    ax.scatter(points, [f(p) for p in points], c="k")
    ax.plot(xs, [f(x) for x in xs])
    ax.grid()
    return ax

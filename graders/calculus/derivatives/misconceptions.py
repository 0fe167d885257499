"""Known wrong answers: each class replaces functions of the reference, and its docstring is what helps."""

import numpy as np

from exercises.calculus.derivatives import numerical_derivative as right_derivative


class DividedByH:
    """The two points that you compare lie 2h apart, and you divide by h."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / h


class MultipliedByH:
    """Python reads a / 2 * h as (a / 2) * h: put what you divide by in parentheses."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / 2 * h


class ForwardForCentral:
    """Your rule looks to one side only: its error shrinks like h. Looking to both sides makes it shrink like h²."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x)) / h


class ForwardOverTwoH:
    """The two points that you compare lie h apart, and you divide by 2h."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x)) / (2 * h)


class CentralForForward:
    """forward_difference is to look to the right only, from x to x + h, so that its larger error can be seen."""

    def forward_difference(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / (2 * h)


class IntegersTruncated:
    """You put x + h into an array of integers: the h is cut off, and nothing moves."""

    def numerical_derivative(f, x, h=1e-7):
        if np.ndim(x) == 0:
            return right_derivative(f, x, h)
        above, below = x.copy(), x.copy()
        above[...] = x + h
        below[...] = x - h
        return (f(above) - f(below)) / (2 * h)


class OrderByRatio:
    """You return by which factor the error shrinks. The order is the power of two that this factor is."""

    def convergence_order(rule, f, dfdx, x, h=1e-2):
        return abs(rule(f, x, h) - dfdx(x)) / abs(rule(f, x, h / 2) - dfdx(x))


class OrderNaturalLog:
    """h was halved, so the order is a logarithm to base 2; np.log is the natural one."""

    def convergence_order(rule, f, dfdx, x, h=1e-2):
        return np.log(abs(rule(f, x, h) - dfdx(x)) / abs(rule(f, x, h / 2) - dfdx(x)))


class DecreasingPowers:
    """You read the coefficients as if the highest power came first; here the constant comes first."""

    def polynomial_derivative(coefficients):
        n = len(coefficients) - 1
        return [float((n - k) * c) for k, c in enumerate(coefficients[:-1])] or [0.0]


class PowerNotLowered:
    """Each coefficient is multiplied by its power, but it also belongs one place further to the left."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients)]


class TangentThroughOrigin:
    """Your line has the right slope and goes through the wrong point: the distance counts from x0, not from 0."""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, x0) * x


class HeightForSlope:
    """You look at whether f is positive. It is the slope of f that says where it goes."""

    def behavior(f, x, tolerance=1e-6):
        height = f(x)
        return "increasing" if height > tolerance else "decreasing" if height < -tolerance else "flat"


class ToleranceFixed:
    """You compare with a fixed number: the tolerance that was passed in is not used."""

    def behavior(f, x, tolerance=1e-6):
        slope = right_derivative(f, x)
        return "increasing" if slope > 1e-6 else "decreasing" if slope < -1e-6 else "flat"


class ZerosTrimmed:
    """A coefficient of 0 has a place too: the derivative of n coefficients has n - 1, zeros at the end included."""

    def polynomial_derivative(coefficients):
        found = [float(k * c) for k, c in enumerate(coefficients)][1:]
        while len(found) > 1 and found[-1] == 0.0:
            found.pop()
        return found or [0.0]


class BehaviorFromAfar:
    """It is the slope at x itself that decides, a tiny nudge to each side of it, not the rise over a whole unit."""

    def behavior(f, x, tolerance=1e-6):
        rise = f(x + 1) - f(x - 1)
        return "increasing" if rise > tolerance else "decreasing" if rise < -tolerance else "flat"


class TangentBesideItsPoint:
    """Each tangent is drawn over a stretch that its point lies in: that is where it touches."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            slope, beside = (f(p + 1e-6) - f(p - 1e-6)) / 2e-6, np.array([p + 0.5, p + 1.5])
            ax.plot(beside, f(p) + slope * (beside - p))
            ax.plot([p], [f(p)], "o")
        return ax

"""Unusual right answers: each must keep every point."""

import numpy as np

from exercises.calculus.derivatives import numerical_derivative as reference_derivative


class ReturnsArrays:
    """Answers as one-element arrays and NumPy scalars."""

    def numerical_derivative(f, x, h=1e-7):
        answer = np.asarray((f(x + h) - f(x - h)) / (2 * h))
        return answer.reshape(1) if answer.ndim == 0 else answer

    def convergence_order(rule, f, dfdx, x, h=1e-2):
        return np.array([[np.log2(abs((rule(f, x, h) - dfdx(x)) / (rule(f, x, h / 2) - dfdx(x))))]])


class PolynomialAsArray:
    """The coefficients of the derivative as an array, from NumPy's own polynomials."""

    def polynomial_derivative(coefficients):
        return np.polynomial.polynomial.polyder(np.array(coefficients, dtype=float))


class PolynomialAsTuple:
    """The coefficients of the derivative as a tuple."""

    def polynomial_derivative(coefficients):
        return tuple(k * c for k, c in enumerate(coefficients) if k > 0) or (0.0,)


class LoopsAndPrints:
    """Elementwise by a loop, with a lot of prints and an extra argument."""

    def numerical_derivative(f, x, h=1e-7, verbose=True):
        if np.ndim(x) == 0:
            print("x =", x)
            return float((f(float(x) + h) - f(float(x) - h)) / (h + h))
        values = [reference_derivative(f, float(each), h) for each in np.ravel(x)]
        print(values)
        return np.array(values).reshape(np.shape(x))


class TangentAsClass:
    """The tangent as an object that can be called, with the slope from a helper of the student's own."""

    def tangent_line(f, x0):
        class Line:
            def __init__(self):
                self.slope = (f(x0 + 1e-6) - f(x0 - 1e-6)) / 2e-6

            def __call__(self, x):
                return self.slope * np.asarray(x) + (f(x0) - self.slope * x0)

        return Line()


class PlotsWithScatter:
    """Marks by one scatter, short tangents, tangents drawn before the curve."""

    def plot_tangents(ax, f, points, xs):
        for p in points:
            slope = reference_derivative(f, p)
            near = np.array([p - 0.5, p + 0.5])
            ax.plot(near, f(p) + slope * (near - p), "r-", lw=3)
        ax.scatter(points, [f(p) for p in points], zorder=3)
        ax.plot(xs, f(xs))
        ax.set_title("tangents")
        return ax


class ReadyMadeParts:
    """The tangent as one of NumPy's polynomials, the word from a table, all tangents in one call."""

    def tangent_line(f, x0):
        slope = reference_derivative(f, x0, 1e-5)
        return np.poly1d([slope, f(x0) - slope * x0])

    def behavior(f, x, tolerance=1e-6):
        slope = reference_derivative(f, x)
        return np.select([slope > tolerance, slope < -tolerance], ["increasing", "decreasing"], "flat")

    def plot_tangents(ax, f, points, xs):
        tangents = [f(p) + reference_derivative(f, p) * (xs - p) for p in points]
        ax.plot(xs, f(xs), *[each for tangent in tangents for each in (xs, tangent)])
        ax.plot(points, f(np.array(points)), "ko")
        ax.axhline(0)
        return ax


class TangentsWithoutEnds:
    """Tangents by axline, through a point with a slope or through two points; a level one by axhline."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            slope = float(reference_derivative(f, p))
            if abs(slope) < 1e-6:
                ax.axhline(f(p), ls="--")
            elif p > 0:
                ax.axline((p, f(p)), slope=slope, ls=":")
            else:
                ax.axline((p, f(p)), (p + 1, f(p) + slope))
            ax.plot(p, f(p), "o")
        return ax


class TangentsAsACollection:
    """All tangents in one collection of lines, all marks by one scatter."""

    def plot_tangents(ax, f, points, xs):
        from matplotlib.collections import LineCollection

        ends = xs[[0, -1]]
        lines = [np.column_stack([ends, f(p) + reference_derivative(f, p) * (ends - p)]) for p in points]
        ax.plot(xs, f(xs))
        ax.add_collection(LineCollection(lines))
        ax.scatter(points, [f(p) for p in points])
        return ax


class ForwardIsSelfMade:
    """The rules with other arithmetic: x + h and x - h named first, the tangent through two of its points."""

    def forward_difference(f, x, h=1e-7):
        right = x + h
        run = right - x
        return np.divide(f(right) - f(x), run)

    def numerical_derivative(f, x, h=1e-7):
        left, right = x - h, x + h
        return (f(right) - f(left)) / (right - left)

    def polynomial_derivative(coefficients):
        if len(coefficients) == 1:
            return np.zeros(1)
        answer = []
        for power in range(1, len(coefficients)):
            answer.append(power * coefficients[power])
        return answer

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import axes, expect, lines, points


@points(0.5)
def test_forward_nudge(submission):
    """The forward difference looks one step to the right.

    Which two values of f do you subtract, and how far apart are the places where f was asked?
    """
    slope = submission.forward_difference(lambda x: x**2, 3.0, 0.1)
    expect(slope).close_to(6.1, atol=1e-6)


@points(1)
def test_slope_of_a_parabola(submission):
    """The derivative of x² at x is 2x.

    Start with x = 3: f(3 + h), f(3 - h) and the distance between the two places can be worked out by hand.
    """
    for x in (0.0, 1.0, 2.0, 3.0):
        slope = submission.numerical_derivative(lambda x: x**2, x)
        expect(slope).close_to(2 * x, atol=1e-5)


@points(0.5)
def test_order_of_the_forward_rule(submission):
    """Half the step leaves the forward rule half of its error: order 1.

    Print the two errors first. By which power of two does the error shrink?
    """
    order = submission.convergence_order(lambda f, x, h: (f(x + h) - f(x)) / h, np.sin, np.cos, 1.0)
    expect(order).between(0.9, 1.1, expected="about 1")


@points(0.5)
def test_polynomial_of_degree_three(submission):
    """The derivative of 5 - 2x + x³ is -2 + 3x².

    Write the powers 0, 1, 2, 3 above the coefficients, and apply the power rule to one after the other.
    """
    expect(submission.polynomial_derivative([5.0, -2.0, 0.0, 1.0])).close_to([-2.0, 0.0, 3.0])


@points(0.5)
def test_tangent_touches(submission):
    """The tangent of x³ - 2x at 1 goes through (1, -1) with slope 1.

    tangent_line gives back a function. What should it say at x0 itself, and one step further?
    """
    tangent = submission.tangent_line(lambda x: x**3 - 2 * x, 1.0)
    expect(tangent(1.0)).close_to(-1.0, atol=1e-5)
    expect(tangent(3.0)).close_to(1.0, atol=1e-5)


@points(0.5)
def test_behavior_of_a_parabola(submission):
    """x² falls on the left, rises on the right, and is flat at 0.

    The sign of the slope decides. What does the tolerance do for a slope that is measured?
    """
    for x, word in ((-2.0, "decreasing"), (2.0, "increasing"), (0.0, "flat")):
        expect(submission.behavior(lambda x: x**2, x)).equals(word)


@points(0.5)
def test_tangents_are_drawn(submission):
    """The picture holds the curve of x³ - 3x over all of xs, and returns the Axes.

    The first thing to draw is f itself, at every x of xs.
    """
    ax, xs = axes(submission), np.linspace(-2.0, 2.0, 41)
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, [-1.0, 0.0, 1.0], xs)
    curves = [y for x, y in lines(ax) if x.shape == xs.shape and np.allclose(y, xs**3 - 3 * xs)]
    expect(len(curves), "the lines on the Axes that follow the curve").at_least(1)
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import axes, expect, helpers, lines, markers, note, points

shared = helpers(__file__)


@points(0.5)
def test_forward_nudge(submission):
    """The forward difference looks one step to the right, and leaves an array of places as it was.

    Which two values of f do you subtract, and how far apart are the places where f was asked?
    """
    slope = submission.forward_difference(lambda x: x**2, 3.0, 0.1)
    expect(slope).close_to(6.1, atol=1e-6)
    slopes = submission.forward_difference(lambda x: x**3, np.array([1.25, -0.7]), 0.1)
    expect(slopes).close_to([5.0725, 1.27], atol=1e-6)


@points(0.5)
def test_slope_of_a_parabola(submission):
    """The derivative of x² at x is 2x.

    Start with x = 3: f(3 + h), f(3 - h) and the distance between the two places can be worked out by hand.
    """
    for x in (1.234, 3.0, -2.0, 0.0):
        slope = submission.numerical_derivative(lambda x: x**2, x)
        expect(slope).close_to(2 * x, atol=1e-5)


@points(0.5)
def test_slope_with_a_large_h(submission):
    """With h = 0.1 the central difference gives 8.68 for x³ at 1.7, which is 0.01 too much.

    With so large an h two rules differ visibly: at which two places is f asked, and are they h away from x?
    """
    f, places = shared.watched(lambda x: x**3)
    slope = submission.numerical_derivative(f, 1.7, 0.1)
    note(shared.ends(places))
    expect(slope).close_to(8.68, atol=1e-6)
    slopes = submission.numerical_derivative(lambda x: x**3, np.array([-0.6, 2.3]), 0.2)
    expect(slopes).close_to([1.12, 15.91], atol=1e-6)


@points(0.5)
def test_tangent_touches(submission):
    """The tangent of x³ - 2x at 2 has height 4 at 2, and 9 at 2.5: its slope is 10.

    tangent_line gives back a function. What should it say at x0 itself, and one step further?
    """
    tangent = expect(submission.tangent_line(lambda x: x**3 - 2 * x, 2.0)).function("the tangent")
    heights = [expect(tangent(x), f"the tangent at {x}").number() for x in (2.0, 2.5, -0.75)]
    expect(heights, "the tangent at 2.0, 2.5 and -0.75").close_to([4.0, 9.0, -23.5], atol=1e-3)


@points(0.5)
def test_polynomial_of_degree_three(submission):
    """The derivative of 5 - 2.3x + 0.7x³ is -2.3 + 2.1x².

    Write the powers 0, 1, 2, 3 above the coefficients, and apply the power rule to one after the other.
    """
    expect(submission.polynomial_derivative([5.0, -2.3, 0.0, 0.7])).close_to([-2.3, 0.0, 2.1])
    expect(submission.polynomial_derivative(np.array([0.4, 1.25, -3.1]))).close_to([1.25, -6.2])


@points(0.5)
def test_behavior_of_a_parabola(submission):
    """x² - 9 falls on the left, rises on the right, and is flat at 0.

    The sign of the slope decides, not the height. What does the tolerance do for a slope that is measured?
    """
    cases = ((-4.0, 1e-6), (2.0, 1e-6), (-1.0, 1e-6), (5.0, 1e-6), (0.0, 1e-6), (0.2, 0.5))
    answers = [submission.behavior(lambda x: x**2 - 9, x, tolerance) for x, tolerance in cases]
    note(answers)
    words = ["decreasing", "increasing", "decreasing", "increasing", "flat", "flat"]
    for answer, word in zip(answers, words, strict=True):
        expect(answer).equals(word)


@points(0.5)
def test_tangents_are_drawn(submission):
    """The picture holds the curve of x³ - 3x over all of xs and a mark at each point, and returns the Axes.

    The first thing to draw is f itself, at every x of xs. A line through a single point is invisible, unless it
    has a marker.
    """
    ax, xs, touching = axes(submission), np.linspace(-2.0, 2.0, 41), [-1.25, 0.0, 1.4]
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, touching, xs)
    drawn, marked = lines(ax), markers(ax)
    curves = [y for x, y in drawn if x.shape == xs.shape and np.allclose(y, xs**3 - 3 * xs)]
    expect(len(curves), "the lines on the Axes that follow the curve").at_least(1)
    dots = [[x[0], y[0]] for x, y in drawn if x.size == y.size == 1]
    note(marked)
    note([dot for dot in dots if dot not in marked.tolist()])
    wanted = np.array([[p, p**3 - 3 * p] for p in touching])
    expect(len(marked), "the marks on the Axes").at_least(1, "a mark at each of the points")
    nearest = marked[[int(np.argmin(np.abs(marked - each).max(axis=1))) for each in wanted]]
    expect(nearest, "the marks nearest to the points of the curve").close_to(wanted, atol=1e-6)
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")


@points(0.5)
def test_order_of_the_forward_rule(submission):
    """Half the step leaves the forward rule half of its error: order 1.

    Print the two errors first. By which power of two does the error shrink?
    """
    order = submission.convergence_order(lambda f, x, h: (f(x + h) - f(x)) / h, np.sin, np.cos, 1.0)
    expect(order).close_to(1.00153, atol=1e-4)
    order = submission.convergence_order(lambda f, x, h: np.cos(x) + h**2 + h**3, np.sin, np.cos, 1.0, 0.5)
    expect(order).close_to(2.26303, atol=1e-4)

"""What decides: other functions, large steps that show the error of the method, arrays, integers, pictures."""

import numpy as np

from gradus.grading import axes, expect, left_alone, lines, markers, points


def rational(x):
    return 1 / (1 + x**2)


@points(0.5)
def test_forward_error_is_kept(submission):
    """The forward difference is the plain one, with its error: no other rule gives its numbers.

    Use f at x and at one nudge to the right, nothing else.
    """
    for x, h in ((1.3, 0.2), (-0.7, 0.05)):
        slope = submission.forward_difference(rational, x, h)
        expect(slope).close_to((rational(x + h) - rational(x)) / h, atol=1e-9)


@points(1)
def test_central_error_is_kept(submission):
    """With a large h the central difference keeps just the error that belongs to it.

    For x³ the central difference is off by h². Work out by hand what your rule gives with h = 0.1.
    """
    for x, h in ((1.0, 0.1), (-2.5, 0.3)):
        slope = submission.numerical_derivative(lambda x: x**3, x, h)
        expect(slope).close_to(3 * x**2 + h**2, atol=1e-8)


@points(0.5)
def test_steep_and_shallow(submission):
    """The derivative is right where it is large, where it is small, and where it is negative.

    Does your step come out of the division again, whatever its size?
    """
    for f, x, slope in ((np.exp, 6.0, np.exp(6.0)), (np.cos, 2.0, -np.sin(2.0)), (lambda x: x / 1000, 5.0, 0.001)):
        expect(submission.numerical_derivative(f, x)).close_to(slope, rtol=1e-5, atol=1e-7)
    expect(submission.numerical_derivative(np.sin, 0.0, 1e-4)).close_to(1.0, atol=1e-7)


@points(1)
def test_arrays_and_integers(submission):
    """Both rules work elementwise on arrays, also on arrays of integers, and leave x alone.

    An array of integers that you add a tiny h to in place stays an array of integers.
    """
    grid = np.array([[0.5, -1.0, 2.0], [3.0, -0.25, 1.0]])
    for rule in (submission.forward_difference, submission.numerical_derivative):
        expect(rule(rational, grid, 1e-5)).left_alone(submission).close_to(-2 * grid / (1 + grid**2) ** 2, atol=1e-4)
        whole = np.array([1, 2, 5])
        expect(rule(lambda x: x**2, whole, 1e-4)).left_alone(submission).close_to(2.0 * whole, atol=1e-3)


@points(1)
def test_order_of_other_rules(submission):
    """The observed order is about 2 for a central rule, and about 4 for a rule of fourth order.

    Compare the error at h with the error at h/2, both without their signs, whatever rule is passed in.
    """

    def central(f, x, h):
        return (f(x + h) - f(x - h)) / (2 * h)

    def fourth(f, x, h):
        return (4 * central(f, x, h / 2) - central(f, x, h)) / 3

    order = submission.convergence_order
    expect(order(central, np.exp, np.exp, 0.3)).between(1.95, 2.05, expected="about 2")
    expect(order(fourth, np.exp, np.exp, 0.5, 0.2)).between(3.8, 4.2, expected="about 4")
    expect(order(central, np.cos, lambda x: -np.sin(x), 1.0, 0.1)).between(1.95, 2.05, expected="about 2")
    # A rule whose errors are known, and whose order is no whole number.
    known = order(lambda f, x, h: np.cos(x) - h**1.5 - h**3, np.sin, np.cos, 0.4, 0.5)
    expect(known).close_to(np.log2((0.5**1.5 + 0.5**3) / (0.25**1.5 + 0.25**3)))


@points(0.5)
def test_polynomials_of_any_degree(submission):
    """The power rule holds for any degree; a constant gives [0.0], and the coefficients stay as they were.

    What is left of a polynomial that is only a constant? And of coefficients that are 0?
    """
    rng = np.random.default_rng(3)
    for n in (2, 6, 9):
        coefficients = np.round(rng.uniform(-4, 4, n), 2)
        answer = submission.polynomial_derivative(list(coefficients))
        expect(answer).left_alone(submission).close_to((coefficients * np.arange(n))[1:], atol=1e-9)
    expect(submission.polynomial_derivative([4, -1, 3, 0, 0])).close_to([-1.0, 6.0, 0.0, 0.0])
    expect(submission.polynomial_derivative([7.0])).close_to([0.0])


@points(0.5)
def test_tangent_is_a_line(submission):
    """The tangent is a straight line that works on arrays, at a negative x0 too.

    The slope is taken once, at x0; what varies is the distance from x0.
    """
    tangent = submission.tangent_line(rational, -0.8)
    height, slope = rational(-0.8), 1.6 / (1 + 0.64) ** 2
    xs = np.array([-3.0, -0.8, 0.1, 2.0])
    expect(tangent(xs)).close_to(height + slope * (xs + 0.8), atol=1e-4)


@points(0.5)
def test_behavior_keeps_the_rule(submission):
    """The slope decides, not the height, and the tolerance is the one that was passed in.

    Compare the slope at x itself, from tiny nudges, with +tolerance and with -tolerance.
    """
    for f, x, word in (
        (lambda x: x - 100.0, 3.0, "increasing"),
        (lambda x: 50 - x, 3.0, "decreasing"),
        (np.cos, np.pi, "flat"),
        (lambda x: x**3 - x, 0.0, "decreasing"),
    ):
        expect(submission.behavior(f, x)).equals(word)
    expect(submission.behavior(lambda x: -0.1 * x, 1.0, 0.5)).equals("flat")
    expect(submission.behavior(lambda x: -0.9 * x, 1.0, 0.5)).equals("decreasing")


@points(0.5)
def test_each_tangent_and_its_mark(submission):
    """There is one straight line with the right slope for each point, and a mark on the curve.

    For each point: a tangent of its own, and a marker where it touches. And the Axes come back.
    """
    ax, xs, touching = axes(submission), np.linspace(-2.0, 2.0, 41), [-1.0, 0.33, 1.5]
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, touching, xs)
    left_alone(submission)
    drawn, marked = lines(ax), markers(ax)
    for p in touching:
        height, slope = p**3 - 3 * p, 3 * p**2 - 3
        around = [(x, y) for x, y in drawn if x.size > 1 and x.min() <= p <= x.max()]
        fits = [x for x, y in around if np.ptp(x) > 0 and np.allclose(y, height + slope * (x - p), atol=1e-4)]
        expect(len(fits), "the tangents on the Axes for one of the points").at_least(1)
        near = np.abs(marked - [p, height]).max(axis=1) if len(marked) else np.array([np.inf])
        expect((near < 1e-6).any()).is_true("there is a mark at the point")
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")

"""What decides: other functions, large steps that show the error of the method, arrays, integers, pictures."""

import numpy as np

from gradus.grading import axes, drawn, expect, helpers, left_alone, lines, markers, note, points, with_drawn

shared = helpers(__file__)


def rational(x):
    return 1 / (1 + x**2)


def slope_of_rational(x):
    return -2 * x / (1 + x**2) ** 2


def straight(drawn):
    """Slope, a point and the stretch (x from, x to) of each straight line among those drawn."""
    found = []
    for x, y in (line for line in drawn if line[0].size > 1 and np.ptp(line[0]) > 0):
        left, right = np.argmin(x), np.argmax(x)
        slope = (y[right] - y[left]) / (x[right] - x[left])
        if np.allclose(y, y[left] + slope * (x - x[left]), atol=1e-6):
            found.append((slope, x[left], y[left], x[left], x[right]))
    return found


@points(0.5)
def test_forward_error_is_kept(submission):
    """The forward difference is the plain one, with its error: no other rule gives its numbers.

    Use f at x and at one nudge to the right, nothing else.
    """
    expect(submission.forward_difference(np.exp, 0.4)).close_to(np.exp(0.4), atol=1e-5)
    fixed = (1.3, 0.2), (-0.7, 0.05), (2, 0.125)
    for x, h in with_drawn(*fixed, draw=lambda rng: (rng.uniform(0.3, 2.0), rng.uniform(0.05, 0.3))):
        f, places = shared.watched(rational)
        slope = submission.forward_difference(f, x, h)
        note(shared.ends(places))
        expect(slope).close_to((rational(x + h) - rational(x)) / h, atol=1e-9)


@points(1)
def test_central_error_is_kept(submission):
    """With a large h the central difference keeps just the error that belongs to it.

    For x³ the central difference is off by h². Work out by hand what your rule gives with h = 0.1.
    """
    fixed = (np.exp, 0.3, 0.4), (rational, -2.5, 0.7), (lambda x: x**3, 3, 0.25), (np.sin, 1.1, 0.01)
    for f, x, h in with_drawn(*fixed, draw=lambda rng: (np.exp, rng.uniform(-1.0, 1.0), rng.uniform(0.1, 0.5))):
        asked, places = shared.watched(f)
        slope = submission.numerical_derivative(asked, x, h)
        note(shared.ends(places))
        expect(slope).close_to((f(x + h) - f(x - h)) / (2 * h), atol=1e-9)


@points(0.5)
def test_steep_and_shallow(submission):
    """The derivative is right where it is large, where it is small, and where it is negative.

    Does your step come out of the division again, whatever its size?
    """
    expect(submission.numerical_derivative(np.sin, 0.0, 1e-4)).close_to(1.0, atol=1e-7)
    for f, x, slope in with_drawn(
        (np.exp, 6.0, np.exp(6.0)),
        (np.cos, 2.0, -np.sin(2.0)),
        (lambda x: x / 1234, 5.0, 1 / 1234),
        (lambda x: x / 1.7e6, 0.5, 1 / 1.7e6),
        draw=lambda rng: (np.exp, place := rng.uniform(2.0, 6.0), np.exp(place)),
    ):
        expect(submission.numerical_derivative(f, x)).close_to(slope, rtol=1e-5, atol=1e-10 + abs(slope) * 1e-5)


@points(1)
def test_arrays_and_integers(submission):
    """Both rules work elementwise on arrays, also on arrays of integers, and leave x alone.

    An array of integers that you add a tiny h to in place stays an array of integers.
    """
    grid = np.array([[0.5, -1.0, 2.0], [3.0, -0.25, 1.0]])
    for rule in (submission.forward_difference, submission.numerical_derivative):
        expect(rule(rational, grid, 1e-5)).left_alone(submission).close_to(slope_of_rational(grid), atol=1e-4)
        whole = np.array([1, 2, 5])
        expect(rule(lambda x: x**2, whole, 1e-4)).left_alone(submission).close_to(2.0 * whole, atol=1e-3)
        expect(rule(rational, np.array([-3, 4]))).close_to([0.06, -8 / 289], atol=1e-6)
        expect(rule(rational, 3)).close_to(-0.06, atol=1e-6)
    grid = np.random.default_rng(drawn()).uniform(-2.0, 2.0, (3, 2))
    for rule in (submission.forward_difference, submission.numerical_derivative):
        expect(rule(rational, grid, 1e-5)).left_alone(submission).close_to(slope_of_rational(grid), atol=1e-4)


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
    # Rules whose errors are known, and whose order is no whole number; the others' errors change their sign.
    known = order(lambda f, x, h: np.cos(x) - h**1.5 - h**3, np.sin, np.cos, 0.4, 0.5)
    turns = (0.11, 0.12, 0.13, 0.14)
    turning = [order(lambda f, x, h, t=t: np.exp(x) + h * (h - t), np.exp, np.exp, -0.6, 0.2) for t in turns]
    note(turning)
    expect(known).close_to(np.log2((0.5**1.5 + 0.5**3) / (0.25**1.5 + 0.25**3)))
    for turn, each in zip(turns, turning, strict=True):
        expect(each).close_to(np.log2(0.2 * (0.2 - turn) / (0.1 * (turn - 0.1))))
    for rule, f, dfdx, x, h in (
        (central, np.exp, np.exp, 0.3, 0.01),
        (fourth, np.exp, np.exp, 0.5, 0.2),
        (central, np.cos, lambda x: -np.sin(x), 1.0, 0.1),
    ):
        errors = [abs(rule(f, x, step) - dfdx(x)) for step in (h, h / 2)]
        expect(order(rule, f, dfdx, x, h)).close_to(np.log2(errors[0] / errors[1]), atol=1e-3)
    power = np.random.default_rng(drawn()).uniform(0.8, 3.5)
    expect(order(lambda f, x, h: np.cos(x) + h**power, np.sin, np.cos, 0.4, 0.5)).close_to(power)


@points(0.5)
def test_polynomials_of_any_degree(submission):
    """The power rule holds for any degree; a constant gives [0.0], and the coefficients stay as they were.

    What is left of a polynomial that is only a constant? And of coefficients that are 0?
    """

    def judge(seed, n):
        coefficients = np.random.default_rng(seed).uniform(-4, 4, n)
        wanted = (coefficients * np.arange(n))[1:]
        answer = submission.polynomial_derivative(coefficients.tolist())
        expect(answer).left_alone(submission).close_to(wanted, atol=1e-9)
        expect(submission.polynomial_derivative(coefficients)).close_to(wanted, atol=1e-9)

    for seed, n in ((3, 6), (4, 2), (5, 9)):
        judge(seed, n)
    expect(submission.polynomial_derivative(np.array([4, -1, 3, 7]))).close_to([-1.0, 6.0, 21.0])
    tiny = submission.polynomial_derivative([2.1e-9, -4.7e-9, 3.3e-8])
    expect(tiny, "where all coefficients are tiny").close_to([-4.7e-9, 6.6e-8], atol=0.0)
    special = (
        ([7.3], [0.0]),
        ([4], [0.0]),
        (np.array([-2.6]), [0.0]),
        (np.array([0.0]), [0.0]),
        ([4, -1, 3, 0, 0], [-1.0, 6.0, 0.0, 0.0]),
        ([0.3, 1.7, 0.0], [1.7, 0.0]),
        (np.array([0.0, 0.0, 1.45, 0.0]), [0.0, 2.9, 0.0]),
    )
    answers = [submission.polynomial_derivative(coefficients) for coefficients, _ in special]
    note(answers)
    for answer, (_, slopes) in zip(answers, special, strict=True):
        expect(answer).close_to(slopes)
    judge(drawn(), 6)


@points(0.5)
def test_tangent_is_a_line(submission):
    """The tangent is a straight line that works on arrays, at a negative x0 too.

    The slope is taken once, at x0; what varies is the distance from x0.
    """
    tangent = expect(submission.tangent_line(rational, -0.8)).function("the tangent")
    other = expect(submission.tangent_line(lambda x: x**3 + x, 2)).function("the tangent")
    xs = np.array([-3.0, -0.8, 0.1, 2.0])
    expect(tangent(xs)).close_to(rational(-0.8) + slope_of_rational(-0.8) * (xs + 0.8), atol=1e-3)
    # Each tangent keeps its own numbers.
    expect(other(xs)).close_to(10 + 13 * (xs - 2), atol=1e-3)
    expect(tangent(1.7)).close_to(rational(-0.8) + slope_of_rational(-0.8) * 2.5, atol=1e-3)
    x0 = np.random.default_rng(drawn()).uniform(-2.0, 2.0)
    tangent = expect(submission.tangent_line(rational, x0)).function("the tangent")
    expect(tangent(xs)).close_to(rational(x0) + slope_of_rational(x0) * (xs - x0), atol=1e-3)


@points(0.5)
def test_behavior_keeps_the_rule(submission):
    """The slope decides, not the height, and the tolerance is the one that was passed in.

    Compare the slope at x itself, from tiny nudges, with +tolerance and with -tolerance.
    """
    cases = (
        (lambda x: x - 100.0, 3.0, 1e-6, "increasing"),
        (lambda x: 50 - x, 3, 1e-6, "decreasing"),
        (lambda x: -0.1 * x, 1.0, 0.5, "flat"),
        (lambda x: 0.45 * x, -1.0, 0.5, "flat"),
        (lambda x: -0.55 * x, 1.0, 0.5, "decreasing"),
        (lambda x: 0.55 * x, -1.0, 0.5, "increasing"),
        (np.cos, np.pi, 1e-6, "flat"),
        (lambda x: x**3 - x, 0.0, 1e-6, "decreasing"),
        (lambda x: x**3, 0.0, 1e-6, "flat"),
        (lambda x: 1e5 * x**3, 0.0, 1e-6, "flat"),
        (lambda x: -2000 * x**2, 0.0, 1e-6, "flat"),
        (lambda x: 2 - 1e-5 * x, 0.0, 1e-6, "decreasing"),
        (lambda x: 1e-5 * x - 0.5, 1.0, 1e-6, "increasing"),
        (lambda x: 3e-7 * x, 0.0, 1e-6, "flat"),
    )
    answers = [submission.behavior(f, x, tolerance) for f, x, tolerance, _ in cases]
    note(answers)
    for answer, (_, _, _, word) in zip(answers, cases, strict=True):
        expect(answer).equals(word)
    rng = np.random.default_rng(drawn())
    x, height, tolerance = rng.uniform(-2.0, 2.0), rng.uniform(-5.0, 5.0), 10 ** rng.uniform(-3.0, 0.0)
    for share, word in ((3.0, "increasing"), (0.3, "flat"), (-0.3, "flat"), (-3.0, "decreasing")):
        line = submission.behavior(lambda x, slope=share * tolerance: slope * x + height, x, tolerance)
        expect(line).equals(word)


@points(0.5)
def test_each_tangent_and_its_mark(submission):
    """There is one straight line with the right slope for each point, and a mark on the curve.

    For each point: a tangent of its own, and a marker where it touches. And the Axes come back.
    """
    ax, xs, touching = axes(submission), np.linspace(-2.0, 2.0, 41), [-1.0, 0.33, 1.5]
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, touching, xs)
    left_alone(submission)
    found, marked = straight(lines(ax)), markers(ax)
    note(marked)
    expect(len(found), "the straight lines on the Axes").at_least(1)
    wanted = np.array([[3 * p**2 - 3, p**3 - 3 * p] for p in touching])
    nearest = []
    for p, line in zip(touching, wanted, strict=True):
        here = [[slope, y + slope * (p - x), *stretch] for slope, x, y, *stretch in found]
        nearest.append(min(here, key=lambda each, line=line: np.abs(each[:2] - line).sum()))
    numbers = np.array(nearest)
    note(numbers[:, 2:])
    expect(numbers[:, :2], "slope and height of the nearest straight lines").close_to(wanted, atol=2e-3)
    reached = [low <= p <= high for p, (low, high) in zip(touching, numbers[:, 2:], strict=True)]
    expect(all(reached)).is_true("each tangent passes through its point")
    near = [np.abs(marked - [p, p**3 - 3 * p]).max(axis=1).min(initial=np.inf) < 1e-6 for p in touching]
    expect(all(near)).is_true("there is a mark at each point")
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")

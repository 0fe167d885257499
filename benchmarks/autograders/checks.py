"""The checks of calculus/derivatives as plain functions, which each autograder gets in its own form, word for word.

Names and numbers are those of graders/calculus/derivatives, with the examples of docstrings that `gradus grade` tries
at the end of visible checks. What is compared is compared with NumPy alone.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure


def close(answer: Any, wanted: Any, atol: float = 1e-7, rtol: float = 1e-5) -> None:
    """Fail unless the answer has the shape of what is wanted, and each element its value."""
    answer, wanted = np.asarray(answer, dtype=float), np.asarray(wanted, dtype=float)
    np.testing.assert_allclose(answer, wanted, rtol=rtol, atol=atol, strict=True)


def rational(x: Any) -> Any:
    return 1 / (1 + x**2)


def slope_of_rational(x: Any) -> Any:
    return -2 * x / (1 + x**2) ** 2


def marks_and_lines(ax: Any) -> tuple[Any, list[Any]]:
    """The places of all markers on the Axes, and the lines of more than one point."""
    marks, drawn = [p for each in ax.collections for p in np.asarray(each.get_offsets())], []
    for line in ax.get_lines():
        x, y = (np.asarray(each, dtype=float) for each in line.get_data())
        marks += zip(x, y, strict=True) if line.get_marker() not in ("None", "none", None, "", " ") else []
        drawn += [(x, y)] if x.size > 1 else []
    return np.array(marks, dtype=float).reshape(-1, 2), drawn


def test_forward_nudge(submission: Any) -> None:
    close(submission.forward_difference(lambda x: x**2, 3.0, 0.1), 6.1, atol=1e-6)
    close(submission.forward_difference(lambda x: x**3, np.array([1.25, -0.7]), 0.1), [5.0725, 1.27], atol=1e-6)
    close(submission.forward_difference(lambda x: x**2, 3.0, h=0.1), 6.1, atol=1e-6)
    close(submission.forward_difference(lambda x: x**2, 3.0), 6.0, atol=1e-4)


def test_slope_of_a_parabola(submission: Any) -> None:
    for x in (1.234, 3.0, -2.0, 0.0):
        close(submission.numerical_derivative(lambda x: x**2, x), 2 * x, atol=1e-5)
    close(submission.numerical_derivative(lambda x: x**2, 3.0, h=0.1), 6.0, atol=1e-6, rtol=0.0)
    close(submission.numerical_derivative(lambda x: x**3, 1.0, h=0.1), 3.01, atol=1e-6, rtol=0.0)
    slopes = submission.numerical_derivative(lambda x: x**2, np.array([0.0, 1.0, 3.0]))
    close(slopes, [0.0, 2.0, 6.0], atol=1e-4)


def test_slope_with_a_large_h(submission: Any) -> None:
    close(submission.numerical_derivative(lambda x: x**3, 1.7, 0.1), 8.68, atol=1e-6)
    close(submission.numerical_derivative(lambda x: x**3, np.array([-0.6, 2.3]), 0.2), [1.12, 15.91], atol=1e-6)


def test_tangent_touches(submission: Any) -> None:
    tangent = submission.tangent_line(lambda x: x**3 - 2 * x, 2.0)
    close([tangent(x) for x in (2.0, 2.5, -0.75)], [4.0, 9.0, -23.5], atol=1e-3)
    tangent = submission.tangent_line(lambda x: x**2, 3.0)
    close([tangent(3.0), tangent(4.0)], [9.0, 15.0], atol=1e-4)


def test_polynomial_of_degree_three(submission: Any) -> None:
    close(submission.polynomial_derivative([5.0, -2.3, 0.0, 0.7]), [-2.3, 0.0, 2.1])
    close(submission.polynomial_derivative(np.array([0.4, 1.25, -3.1])), [1.25, -6.2])
    close(submission.polynomial_derivative([5, -2, 0, 1]), [-2.0, 0.0, 3.0])
    close(submission.polynomial_derivative([7.0]), [0.0])


def test_behavior_of_a_parabola(submission: Any) -> None:
    cases = ((-4.0, 1e-6), (2.0, 1e-6), (-1.0, 1e-6), (5.0, 1e-6), (0.0, 1e-6), (0.2, 0.5))
    words = ["decreasing", "increasing", "decreasing", "increasing", "flat", "flat"]
    assert [submission.behavior(lambda x: x**2 - 9, x, tolerance) for x, tolerance in cases] == words
    examples = (submission.behavior(np.cos, 0.0), submission.behavior(lambda x: 0.1 * x, 2.0, tolerance=0.5))
    assert examples == ("flat", "flat")


def test_tangents_are_drawn(submission: Any) -> None:
    ax, xs, touching = Figure().add_subplot(), np.linspace(-2.0, 2.0, 41), [-1.25, 0.0, 1.4]
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, touching, xs)
    marks, drawn = marks_and_lines(ax)
    assert any(x.shape == xs.shape and np.allclose(y, xs**3 - 3 * xs) for x, y in drawn), "the curve is not drawn"
    assert len(marks) > 0, "no point is marked"
    for p in touching:
        assert np.abs(marks - [p, p**3 - 3 * p]).max(axis=1).min() < 1e-6, "a point is not marked"
    assert returned is ax


def test_order_of_the_forward_rule(submission: Any) -> None:
    order = submission.convergence_order(lambda f, x, h: (f(x + h) - f(x)) / h, np.sin, np.cos, 1.0)
    close(order, 1.00153, atol=1e-4)
    order = submission.convergence_order(lambda f, x, h: np.cos(x) + h**2 + h**3, np.sin, np.cos, 1.0, 0.5)
    close(order, 2.26303, atol=1e-4)

    def third_order(f: Any, x: float, h: float) -> Any:
        return (2 * f(x + h) + 3 * f(x) - 6 * f(x - h) + f(x - 2 * h)) / (6 * h)

    rules = ((submission.forward_difference, 1.0), (submission.numerical_derivative, 2.0), (third_order, 3.0))
    for rule, wanted in rules:
        close(submission.convergence_order(rule, np.sin, np.cos, 1.0), wanted, atol=0.05)


def test_forward_error_is_kept(submission: Any) -> None:
    for x, h in ((1.3, 0.2), (-0.7, 0.05), (2, 0.125)):
        close(submission.forward_difference(rational, x, h), (rational(x + h) - rational(x)) / h, atol=1e-9)
    close(submission.forward_difference(np.exp, 0.4), np.exp(0.4), atol=1e-5)


def test_central_error_is_kept(submission: Any) -> None:
    for f, x, h in ((np.exp, 0.3, 0.4), (rational, -2.5, 0.7), (lambda x: x**3, 3, 0.25), (np.sin, 1.1, 0.01)):
        close(submission.numerical_derivative(f, x, h), (f(x + h) - f(x - h)) / (2 * h), atol=1e-9)


def test_steep_and_shallow(submission: Any) -> None:
    for f, x, slope in (
        (np.exp, 6.0, np.exp(6.0)),
        (np.cos, 2.0, -np.sin(2.0)),
        (lambda x: x / 1234, 5.0, 1 / 1234),
        (lambda x: x / 1.7e6, 0.5, 1 / 1.7e6),
    ):
        close(submission.numerical_derivative(f, x), slope, rtol=1e-5, atol=1e-10 + abs(slope) * 1e-5)
    close(submission.numerical_derivative(np.sin, 0.0, 1e-4), 1.0, atol=1e-7)


def test_arrays_and_integers(submission: Any) -> None:
    for rule in (submission.forward_difference, submission.numerical_derivative):
        grid = np.array([[0.5, -1.0, 2.0], [3.0, -0.25, 1.0]])
        close(rule(rational, grid, 1e-5), slope_of_rational(grid), atol=1e-4)
        assert grid.tolist() == [[0.5, -1.0, 2.0], [3.0, -0.25, 1.0]], "the array is not left alone"
        whole = np.array([1, 2, 5])
        close(rule(lambda x: x**2, whole, 1e-4), 2.0 * whole, atol=1e-3)
        assert whole.tolist() == [1, 2, 5], "the array is not left alone"
        close(rule(rational, np.array([-3, 4])), [0.06, -8 / 289], atol=1e-6)
        close(rule(rational, 3), -0.06, atol=1e-6)


def test_order_of_other_rules(submission: Any) -> None:
    def central(f: Any, x: float, h: float) -> Any:
        return (f(x + h) - f(x - h)) / (2 * h)

    def fourth(f: Any, x: float, h: float) -> Any:
        return (4 * central(f, x, h / 2) - central(f, x, h)) / 3

    order = submission.convergence_order
    known = order(lambda f, x, h: np.cos(x) - h**1.5 - h**3, np.sin, np.cos, 0.4, 0.5)
    close(known, np.log2((0.5**1.5 + 0.5**3) / (0.25**1.5 + 0.25**3)))
    for turn in (0.11, 0.12, 0.13, 0.14):
        found = order(lambda f, x, h, t=turn: np.exp(x) + h * (h - t), np.exp, np.exp, -0.6, 0.2)
        close(found, np.log2(0.2 * (0.2 - turn) / (0.1 * (turn - 0.1))))
    for rule, f, dfdx, x, h in (
        (central, np.exp, np.exp, 0.3, 0.01),
        (fourth, np.exp, np.exp, 0.5, 0.2),
        (central, np.cos, lambda x: -np.sin(x), 1.0, 0.1),
    ):
        errors = [abs(rule(f, x, step) - dfdx(x)) for step in (h, h / 2)]
        close(order(rule, f, dfdx, x, h), np.log2(errors[0] / errors[1]), atol=1e-3)


def test_polynomials_of_any_degree(submission: Any) -> None:
    rng = np.random.default_rng(3)
    for n in (6, 2, 9):
        coefficients = rng.uniform(-4, 4, n)
        kept, wanted = coefficients.tolist(), (coefficients * np.arange(n))[1:]
        close(submission.polynomial_derivative(kept), wanted, atol=1e-9)
        assert kept == coefficients.tolist(), "the coefficients are not left alone"
        close(submission.polynomial_derivative(coefficients), wanted, atol=1e-9)
    close(submission.polynomial_derivative([2.1e-9, -4.7e-9, 3.3e-8]), [-4.7e-9, 6.6e-8], atol=0.0)
    for special, slopes in (
        (np.array([4, -1, 3, 7]), [-1.0, 6.0, 21.0]),
        ([7.3], [0.0]),
        ([4], [0.0]),
        (np.array([-2.6]), [0.0]),
        (np.array([0.0]), [0.0]),
        ([4, -1, 3, 0, 0], [-1.0, 6.0, 0.0, 0.0]),
        ([0.3, 1.7, 0.0], [1.7, 0.0]),
        (np.array([0.0, 0.0, 1.45, 0.0]), [0.0, 2.9, 0.0]),
    ):
        close(submission.polynomial_derivative(special), slopes)


def test_tangent_is_a_line(submission: Any) -> None:
    tangent, other = submission.tangent_line(rational, -0.8), submission.tangent_line(lambda x: x**3 + x, 2)
    xs = np.array([-3.0, -0.8, 0.1, 2.0])
    close(tangent(xs), rational(-0.8) + slope_of_rational(-0.8) * (xs + 0.8), atol=1e-3)
    close(other(xs), 10 + 13 * (xs - 2), atol=1e-3)
    close(tangent(1.7), rational(-0.8) + slope_of_rational(-0.8) * 2.5, atol=1e-3)


def test_behavior_keeps_the_rule(submission: Any) -> None:
    for f, x, tolerance, word in (
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
    ):
        assert submission.behavior(f, x, tolerance) == word


def test_each_tangent_and_its_mark(submission: Any) -> None:
    ax, xs, touching = Figure().add_subplot(), np.linspace(-2.0, 2.0, 41), [-1.0, 0.33, 1.5]
    returned = submission.plot_tangents(ax, lambda x: x**3 - 3 * x, touching, xs)
    assert touching == [-1.0, 0.33, 1.5], "the points are not left alone"
    marks, drawn = marks_and_lines(ax)
    for p in touching:
        slope, height = 3 * p**2 - 3, p**3 - 3 * p
        tangents = [np.allclose(y, height + slope * (x - p), atol=2e-3) and min(x) <= p <= max(x) for x, y in drawn]
        assert any(tangents), "a tangent is not drawn"
        assert np.abs(marks - [p, height]).max(axis=1).min(initial=np.inf) < 1e-6, "a point is not marked"
    assert returned is ax


POINTS = {
    "test_forward_nudge": 0.5,
    "test_slope_of_a_parabola": 0.5,
    "test_slope_with_a_large_h": 0.5,
    "test_tangent_touches": 0.5,
    "test_polynomial_of_degree_three": 0.5,
    "test_behavior_of_a_parabola": 0.5,
    "test_tangents_are_drawn": 0.5,
    "test_order_of_the_forward_rule": 0.5,
    "test_forward_error_is_kept": 0.5,
    "test_central_error_is_kept": 1.0,
    "test_steep_and_shallow": 0.5,
    "test_arrays_and_integers": 1.0,
    "test_order_of_other_rules": 1.0,
    "test_polynomials_of_any_degree": 0.5,
    "test_tangent_is_a_line": 0.5,
    "test_behavior_keeps_the_rule": 0.5,
    "test_each_tangent_and_its_mark": 0.5,
}

"""What decides. Its numbers are secrets: test_attacks.py looks for them in everything that comes out."""

import numpy as np

from gradus.grading import expect, points


@points(1)
def test_secret_tangent(submission):
    """The tangent of another function, elsewhere."""
    tangent = submission.tangent_line(lambda x: 6833.5 * x**2 - 4219.25, 6421.75)
    expect(tangent(6427.5)).close_to(6833.5 * (6421.75**2 + 2 * 6421.75 * 5.75) - 4219.25, rtol=1e-9)


@points(2)
def test_secret_slope(submission):
    """The slope of another function, elsewhere."""
    expect(submission.numerical_derivative(lambda x: 5527.5 * x, 7193.25)).close_to(5527.5, rtol=1e-6)


@points(2)
def test_secret_array(submission):
    """Slopes elementwise."""
    x = np.array([8642.125, -9157.5])
    expect(submission.numerical_derivative(lambda x: x**2, x)).close_to(2 * x, rtol=1e-6)


@points(1)
def test_secret_plan(submission):
    """Two steps."""
    sizes = [step.size for step in submission.plan(2953.5, 2)]
    expect(sizes, "the sizes of the steps").close_to([1476.75, 1476.75])

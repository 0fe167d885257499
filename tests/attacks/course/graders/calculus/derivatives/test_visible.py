"""What a student can run."""

import numpy as np

from gradus.grading import expect, points


@points(1)
def test_tangent(submission):
    """The tangent of x² at 3 goes through (3, 9) with slope 6."""
    tangent = submission.tangent_line(lambda x: x**2, 3.0)
    expect(tangent(4.0)).close_to(15.0, atol=1e-4)


@points(1)
def test_parabola(submission):
    """The derivative of x² at 3 is 6."""
    expect(submission.numerical_derivative(lambda x: x**2, 3.0)).close_to(6.0, atol=1e-4)


@points(1)
def test_constant(submission):
    """The derivative of a constant is 0."""
    slope = submission.numerical_derivative(lambda x, scale=1.0: np.zeros_like(x) * scale + 7.0, 3.0)
    expect(slope).close_to(0.0, atol=1e-4)


@points(1)
def test_plan(submission):
    """Three steps make up 6."""
    sizes = [step.size for step in submission.plan(6.0, 3)]  # as many as come: a careless grader
    expect(sizes, "the sizes of the steps").close_to([2.0, 2.0, 2.0])

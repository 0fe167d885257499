"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, points


@points(0.5)
def test_shadow_on_an_axis(submission):
    """The shadow of (3, 4) on the line through (2, 0) is (3, 0).

    Draw both vectors. How long `onto` is does not matter: does its length cancel in your formula?
    """
    answer = submission.project(np.array([3.0, 4.0]), np.array([2.0, 0.0]))
    expect(answer).close_to([3.0, 0.0])


@points(0.5)
def test_shadow_on_a_slanted_line(submission):
    """The shadow of (1, 3) on the line through (1, 1) is (2, 2).

    Take the shadow away from (1, 3): what is left must be perpendicular to (1, 1).
    """
    answer = submission.project(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    expect(answer).close_to([2.0, 2.0])


@points(1)
def test_line_through_four_points(submission):
    """The line that comes closest to (0, 1), (1, 2), (2, 4) and (3, 5) is 0.9 + 1.4x.

    X has a column of ones for the intercept, and the column of the x. Are the errors of your
    answer perpendicular to both columns?
    """
    X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
    answer = submission.least_squares(X, np.array([1.0, 2.0, 4.0, 5.0]))
    expect(answer).close_to([0.9, 1.4], atol=1e-6)


@points(1)
def test_strongest_stretch(submission):
    """[[2, 1], [1, 2]] stretches the direction (1, 1) most, threefold.

    Print the vector after each multiplication: it should turn toward (1, 1) or (-1, -1), at
    length 1.
    """
    A = np.array([[2.0, 1.0], [1.0, 2.0]])
    answer = submission.power_iteration(A, 50, np.random.default_rng(1))
    eigenvalue, vector = expect(answer).is_sequence(2, "parts: the eigenvalue and the vector")
    expect(eigenvalue, "the eigenvalue").close_to(3.0, atol=1e-6)
    vector = expect(vector, "the vector").array((2,))
    expect(np.abs(vector), "the vector, without its signs").close_to([0.5**0.5] * 2, atol=1e-6)
    expect(vector[0] * vector[1], "the product of its two numbers").close_to(0.5, atol=1e-6)


@points(1)
def test_direction_of_four_points(submission):
    """Four points near the line through (1, 2) vary along (1, 2), with 90 % of their variance.

    Print the means of the columns before and after you centre the points. Is a direction a row of
    what you return?
    """
    along, across = np.array([1.0, 2.0]), np.array([-2.0, 1.0])
    centre = np.array([7.0, -5.0])
    X = np.array([3 * along, -3 * along, across, -across]) + centre
    answer = submission.pca(X, 1)
    components, ratio = expect(answer).is_sequence(2, "parts: the components and the ratio")
    components = expect(components, "the components").array((1, 2))
    sign = np.sign(components[:, 1:])
    expect(components * sign, "the components, turned upward").close_to([along / 5**0.5], atol=1e-6)
    expect(ratio, "the explained variance ratio").close_to([0.9], atol=1e-6)

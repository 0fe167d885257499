"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, helpers, points

shared = helpers(__file__)


@points(0.5)
def test_shadow_on_an_axis(submission):
    """The shadow of (3.5, 4) on the line through (2.5, 0) is (3.5, 0).

    Draw both vectors. How long `onto` is does not matter: does its length cancel in your formula?
    """
    answer = submission.project(np.array([3.5, 4.0]), np.array([2.5, 0.0]))
    expect(answer).close_to([3.5, 0.0])


@points(0.5)
def test_shadow_on_a_slanted_line(submission):
    """The shadow of (1.2, 3.1) on the line through (2, 1) is (2.2, 1.1).

    Take the shadow away from (1.2, 3.1): what is left must be perpendicular to (2, 1).
    """
    answer = submission.project(np.array([1.2, 3.1]), np.array([2.0, 1.0]))
    expect(answer).close_to([2.2, 1.1])


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
    """[[3.1, 1.2], [1.2, 1.3]] stretches the direction (2, 1) most, to 3.7 times its length.

    Print the vector after each multiplication: it should turn toward (2, 1) or (-2, -1), at
    length 1. And its opposite, [[-3.1, -1.2], [-1.2, -1.3]]: what does it do to that direction?
    """
    A = np.array([[3.1, 1.2], [1.2, 1.3]])
    for matrix, wanted in ((A, 3.7), (-A, -3.7)):
        answer = submission.power_iteration(matrix, 50, np.random.default_rng(1))
        eigenvalue, vector = expect(shared.upright(answer, 1)).parts("the eigenvalue", "the vector")
        expect(eigenvalue, "the eigenvalue").close_to(wanted, atol=1e-6)
        expect(vector, "the vector, turned so that its largest number is positive").close_to(
            np.array([2.0, 1.0]) / 5**0.5, atol=1e-6
        )


@points(1)
def test_directions_of_six_points(submission):
    """Six points vary most along (6, 2, 3), with 78 % of their variance, and then along (2, 3, -6).

    Print the means of the columns before and after you centre the points. Is a direction a row of
    what you return?
    """
    along = np.array([[6.0, 2.0, 3.0], [2.0, 3.0, -6.0], [3.0, -6.0, -2.0]]) / 7
    arms = along * [[5.0], [2.5], [1.0]]
    X = np.array([7.0, -5.0, 2.0]) + np.concatenate([arms, -arms])
    answer = submission.pca(X, 2)
    components, ratio = expect(shared.upright(answer, 0)).parts("the components", "the ratio")
    wanted = [along[0], -along[1]]
    expect(components, "the components, turned so that the largest number of each is positive").close_to(
        wanted, atol=1e-6
    )
    expect(ratio, "the explained variance ratio").close_to(np.array([25.0, 6.25]) / 32.25, atol=1e-6)

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, helpers, note, points

shared = helpers(__file__)


@points(0.5)
def test_one_knob_at_a_time(submission):
    """At (1, 2) the function x² + 3y² has slope 2 along x, and slope 12 along y.

    Work it out by hand for x: only x moves, once up and once down. Where is f asked, and how far
    apart are the two places?
    """
    slope = submission.partial_derivative(lambda x, y: x**2 * y**3, [1.3, 0.7], 1)
    expect(slope).close_to(3 * 1.3**2 * 0.7**2, atol=1e-5)
    for index, slope in enumerate((2.0, 12.0)):
        answer = submission.partial_derivative(lambda x, y: x**2 + 3 * y**2, [1.0, 2.0], index)
        expect(answer).close_to(slope, atol=1e-5)
    f, places = shared.watched(lambda x, y: x**3 * y)
    answer = submission.partial_derivative(f, [1.5, -2.0], 0, 0.1)
    note(shared.ends(places))
    expect(answer).close_to(-13.52, atol=1e-6)


@points(0.5)
def test_point_stays_as_it_was(submission):
    """A partial derivative leaves the point where it was, be it a list or an array.

    Print the point before and after the call. What you nudge should be a copy of it.
    """
    for point in ([1.5, 2.3], np.array([1.5, 2.3])):
        answer = submission.partial_derivative(lambda x, y: x**2 * y, point, 0)
        expect(answer).left_alone(submission).close_to(6.9, atol=1e-5)


@points(0.5)
def test_point_of_whole_numbers(submission):
    """A point may hold whole numbers, in a list or in an array.

    Print the point after the nudge, with all of its digits. Did it move?
    """
    for point in ([3, 2], np.array([3, 2])):
        f, places = shared.watched(lambda x, y: x**2 * y / 7)
        answer = submission.partial_derivative(f, point, 1, 0.01)
        note(shared.ends(places))
        expect(answer).close_to(9 / 7, atol=1e-5)
        expect(submission.gradient(lambda x, y: x**2 * y / 7, point)).close_to([12 / 7, 9 / 7], atol=1e-5)


@points(0.5)
def test_gradient_collects_the_slopes(submission):
    """The gradient of 3x² + xy + y² at (1.2, -0.7) is (6.5, -0.2).

    One partial derivative for each coordinate, in the order of the coordinates. For x² + 2y² + 3z²
    at (1, 1, 1) that makes (2, 4, 6).
    """
    slopes = submission.gradient(lambda x, y: 3 * x**2 + x * y + y**2, [1.2, -0.7])
    expect(slopes).close_to([6.5, -0.2], atol=1e-5)
    slopes = submission.gradient(lambda x, y, z: x**2 + 2 * y**2 + 3 * z**2, np.ones(3))
    expect(slopes).close_to([2.0, 4.0, 6.0], atol=1e-5)


@points(0.5)
def test_strongest_knob(submission):
    """2x - 7y + 4z reacts most strongly to y, the coordinate with index 1.

    The slopes are 2, -7 and 4. Which of them is the strongest, and what place does it have?
    """
    cases = (
        (1, lambda x, y, z: 2 * x - 7 * y + 4 * z, np.array([5.0, 0.5, -3.0])),
        (2, lambda x, y, z: x - 4 * y + 6 * z, [0.0, 9.0, 0.5]),
        (0, lambda x, y, z: -9 * x + 2 * y + z, [1.0, 2.0, 7.0]),
        (3, lambda x, y, z, u: 5 * x - 3 * y - z - 8 * u, np.array([3.0, 1.0, 2.0, -0.5])),
        (1, lambda x, y: 3 * x - 5 * y, [4.0, 1.0]),
    )
    answers = [submission.most_sensitive(f, point) for _, f, point in cases]
    note(answers)
    for answer, (index, _, _) in zip(answers, cases, strict=True):
        expect(answer).equals(index)


@points(0.5)
def test_way_down_a_bowl(submission):
    """In the bowl x² + y² the fastest way down from (3, 4) is (-0.6, -0.8), towards the middle.

    Draw the gradient at (3, 4) as an arrow. Does it point up or down, and how long is it? And what is
    left of it at the bottom of x⁴ - 3x² + 2y², where a measured slope is tiny and hardly ever 0?
    """
    direction = submission.descent_direction(lambda x, y: x**2 + y**2, np.array([3.0, 4.0]))
    expect(direction).close_to([-0.6, -0.8], atol=1e-5)
    bottom = submission.descent_direction(lambda x, y: (x - 1) ** 2 + y**2, [1.0, 0.0])
    measured = submission.descent_direction(lambda x, y: x**4 - 3 * x**2 + 2 * y**2, [1.5**0.5, 0.0])
    note([bottom, measured])
    expect(bottom).close_to([0.0, 0.0])
    expect(measured).close_to([0.0, 0.0])


@points(0.5)
def test_slope_along_a_walk(submission):
    """At (1, 2) the slope of x² + y² is 4.4 in the direction (3, 4), and so it is in (6, 8).

    The two directions are the same one. What is their length, and what should it be?
    """
    for direction in ([3.0, 4.0], np.array([6.0, 8.0])):
        slope = submission.directional_derivative(lambda x, y: x**2 + y**2, np.array([1.0, 2.0]), direction)
        expect(slope).close_to(4.4, atol=1e-5)


@points(0.5)
def test_slopes_of_the_slopes(submission):
    """The second derivatives of 3x² + xy + y² are 6 and 2 on the diagonal, and 1 beside it.

    The slope along x is 6x + y. How does it change along x, and how along y?
    """
    matrix = submission.hessian(lambda x, y: x**2 * y - 0.3 * y**3, np.array([1.3, 0.7]))
    expect(matrix).close_to([[1.4, 2.6], [2.6, -1.26]], atol=1e-3)
    matrix = submission.hessian(lambda x, y: 3 * x**2 + x * y + y**2, [1.0, -1.0])
    expect(matrix).close_to([[6.0, 1.0], [1.0, 2.0]], atol=1e-3)
    matrix = submission.hessian(lambda x, y: x**3 * y, [1.5, -2.0], 0.1)
    expect(matrix).close_to([[-18.0, 6.75], [6.75, 0.0]], atol=0.1)

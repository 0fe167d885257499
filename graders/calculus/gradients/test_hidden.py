"""What decides: large steps that show the method, more coordinates, whole numbers, level ground."""

import numpy as np

from gradus.grading import expect, points


def saddle_road(x, y, z):
    return x * y + z**2


def plane(scale):
    return lambda x, y, z: scale * (2 * x - y - 2 * z)


def ripples(weights):
    return lambda *p: np.sin(p) @ weights + p[0] * p[-1]


@points(0.5)
def test_nudges_have_size_h(submission):
    """With a large h each slope keeps just the error that belongs to the central difference.

    For x³ that error is h². Work out by hand what your rule gives with h = 0.1, and what it does
    with the coordinates that are not asked about.
    """
    for h in (0.1, 0.4):
        slope = submission.partial_derivative(lambda x, y: x**3 * y, [1.5, -2.0], 0, h)
        expect(slope).close_to(-2.0 * (3 * 1.5**2 + h**2), atol=1e-8)


@points(0.5)
def test_each_slope_from_the_same_point(submission):
    """The gradient passes its h on, and every coordinate gets its turn from the same point.

    With h = 0.1 it shows whether the second coordinate is measured where the first one was.
    """
    for h in (0.1, 0.3):
        slopes = submission.gradient(lambda x, y, z: x**3 * y - y * z, [1.2, -2.0, 0.7], h)
        wanted = [-2.0 * (3 * 1.2**2 + h**2), 1.2**3 - 0.7, 2.0]
        expect(slopes).close_to(wanted, atol=1e-8)


@points(1)
def test_any_number_of_coordinates(submission):
    """A point may have one coordinate or many, and every slope stands at its own place.

    How many slopes belong to a point with n coordinates?
    """
    rng = np.random.default_rng(7)
    for n in (1, 2, 5):
        weights, point = rng.uniform(-3, 3, n), rng.uniform(-2, 2, n)
        slopes = submission.gradient(ripples(weights), point)
        first, last = np.eye(n)[[0, -1]]
        wanted = weights * np.cos(point) + first * point[-1] + last * point[0]
        expect(slopes).close_to(wanted, atol=1e-5)


@points(1)
def test_whole_numbers_and_untouched_points(submission):
    """Slopes are right at points of whole numbers too, and nothing happens to the point.

    An array of whole numbers has no room for 0.0000001. What would you have to make of it first?
    """
    for point in ([2, -1, 3], np.array([2, -1, 3]), np.array([2.0, -1.0, 3.0])):
        slopes = submission.gradient(lambda x, y, z: x**2 * y + 4 * z, point)
        expect(slopes).left_alone(submission).close_to([-4.0, 4.0, 4.0], atol=1e-5)
        slope = submission.partial_derivative(saddle_road, point, 2)
        expect(slope).left_alone(submission).close_to(6.0, atol=1e-5)


@points(0.5)
def test_direction_of_length_one(submission):
    """The way down has length 1 on steep ground and on gentle ground, whatever its signs.

    Divide by the length of the gradient: the root of the sum of the squares.
    """
    for scale in (200.0, -0.001, 5e-6):
        direction = submission.descent_direction(plane(scale), [0.5, 1.0, -0.25])
        expect(direction).close_to(np.sign(scale) * np.array([-2, 1, 2]) / 3, atol=1e-5)
    direction = submission.descent_direction(saddle_road, np.array([1.0, -2.0, 1.0]))
    expect(direction).close_to(np.array([2.0, -1.0, -2.0]) / 3, atol=1e-5)


@points(0.5)
def test_level_ground(submission):
    """Where the ground is level, exactly or by the docstring's rule, the answer is zeros.

    Print the length of the gradient at a minimum, and look at what you do with it.
    """
    for f in (lambda x, y: x**2 + y**2, lambda x, y: x * y, lambda x, y: 1e-8 * (3 * x - 4 * y)):
        expect(submission.descent_direction(f, [0.0, 0.0])).close_to([0.0, 0.0], atol=1e-12)


@points(0.5)
def test_slope_along_any_direction(submission):
    """Only the direction of a walk counts: not its length, nor whether it is a list or an array.

    The opposite direction must give the opposite slope, and the direction must stay as it was.
    """
    for direction in ([-1, 2, 2], np.array([-0.25, 0.5, 0.5]), np.array([-3, 6, 6])):
        slope = submission.directional_derivative(saddle_road, [1.5, -2.0, 0.5], direction)
        expect(slope).left_alone(submission).close_to(7 / 3, atol=1e-5)
    point = np.array([1.5, -2.0, 0.5])
    slope = submission.directional_derivative(saddle_road, point, [0.0, -4.0, 3.0])
    expect(slope).close_to(-0.6, atol=1e-5)


@points(0.5)
def test_strongest_of_several(submission):
    """The strongest slope is found wherever it stands, upwards or downwards, large or small.

    Neither the coordinates nor the value of f matter: compare the sizes of the slopes.
    """
    for index, f, point in (
        (0, lambda a, b, c, d: -9 * a + 3 * b + 8 * c - d, [0.0, 5.0, 0.0, 0.0]),
        (3, lambda a, b, c, d: 0.001 * (a + 2 * b - 3 * c + 5 * d), [2.0, 2.0, 2.0, 2.0]),
        (1, lambda x, y: x**2 + y**3, np.array([3.0, 2.0])),
    ):
        expect(submission.most_sensitive(f, point)).equals(index)


@points(0.5)
def test_hessian_of_three_coordinates(submission):
    """All second derivatives stand in their places, at points of whole numbers too.

    Check one element beside the diagonal by hand: which two coordinates are nudged? And is the
    point left as it was?
    """
    valley = submission.hessian(lambda x, y, z: x**2 * y + 2 * y * z**2 + x * y * z, [1.5, -0.5, 2.0])
    expect(valley).close_to([[-1.0, 5.0, -0.5], [5.0, 0.0, 9.5], [-0.5, 9.5, -2.0]], atol=1e-3)
    whole = submission.hessian(lambda x, y: x**3 - x * y**2, np.array([2, -3]))
    expect(whole).left_alone(submission).close_to([[12.0, 6.0], [6.0, -4.0]], atol=1e-3)
    expect(submission.hessian(lambda x: x**3 / 3, [-1.5])).close_to([[-3.0]], atol=1e-3)


@points(0.5)
def test_hessian_nudges_have_size_h(submission):
    """Where f is huge, a larger h keeps rounding noise out of the second derivatives.

    Every nudge of the two differences has size h. Do you use the h that was passed in for both?
    """
    matrix = submission.hessian(lambda x, y: 1e8 + 2 * x**2 + 5 * x * y - y**2, [1.0, 2.0], 0.5)
    expect(matrix).close_to([[4.0, 5.0], [5.0, -2.0]], atol=1e-3)

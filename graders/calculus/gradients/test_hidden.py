"""What decides: more coordinates, large nudges, whole numbers, level ground."""

import numpy as np

from gradus.grading import drawn, expect, helpers, note, points, with_drawn

shared = helpers(__file__)


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
    for h in with_drawn(0.1, 0.4, draw=lambda rng: rng.uniform(0.05, 0.5)):
        f, places = shared.watched(lambda x, y: x**3 * y)
        slope = submission.partial_derivative(f, [1.5, -2.0], 0, h)
        note(shared.ends(places))
        expect(slope).close_to(-2.0 * (3 * 1.5**2 + h**2), atol=1e-8)


@points(0.5)
def test_each_slope_from_the_same_point(submission):
    """The gradient passes its h on, and every coordinate gets its turn from the same point.

    With h = 0.1 it shows whether the second coordinate is measured where the first one was.
    """
    for h in with_drawn(0.1, 0.3, draw=lambda rng: rng.uniform(0.05, 0.5)):
        slopes = submission.gradient(lambda x, y, z: x**3 * y - y**3 * z, [1.2, -2.0, 0.7], h)
        wanted = [-2.0 * (3 * 1.2**2 + h**2), 1.2**3 - 0.7 * (12 + h**2), 8.0]
        expect(slopes).close_to(wanted, atol=1e-8)


@points(1)
def test_any_number_of_coordinates(submission):
    """A point may have one coordinate or many, and every slope stands at its own place.

    How many slopes belong to a point with n coordinates?
    """

    def judge(seed, n):
        rng = np.random.default_rng(seed)
        weights, point = rng.uniform(-3, 3, n), rng.uniform(-2, 2, n)
        first, last = np.eye(n)[[0, -1]]
        wanted = weights * np.cos(point) + first * point[-1] + last * point[0]
        expect(submission.gradient(ripples(weights), point)).close_to(wanted, atol=1e-5)
        expect(submission.partial_derivative(ripples(weights), point, n - 1)).close_to(wanted[-1], atol=1e-5)

    for seed, n in ((7, 5), (8, 1), (9, 2)):
        judge(seed, n)
    expect(submission.gradient(plane(1 / 3e4), [0.5, 1.0, 2.0])).close_to(np.array([2, -1, -2]) / 3e4, atol=1e-9)
    judge(drawn(), 5)


@points(1)
def test_whole_numbers_and_untouched_points(submission):
    """Slopes are right at points of whole numbers too, and nothing happens to the point.

    An array of whole numbers has no room for 0.0000001. What would you have to make of it first?
    """
    fixed = [2, -1, 3], np.array([2, -1, 3]), np.array([2.0, -1.0, 3.0]), [2.0, -1.0, 3.0]
    for point in with_drawn(*fixed, draw=lambda rng: rng.integers(-5, 6, 3)):
        x, y, z = map(float, point)
        slopes = submission.gradient(lambda x, y, z: x**2 * y / 7 + 4 * z, point)
        expect(slopes).left_alone(submission).close_to([2 * x * y / 7, x**2 / 7, 4.0], atol=1e-5)
        slope = submission.partial_derivative(saddle_road, point, 2)
        expect(slope).left_alone(submission).close_to(2 * z, atol=1e-5)


@points(0.5)
def test_direction_of_length_one(submission):
    """The way down has length 1 on steep ground and on gentle ground, whatever its signs.

    Divide by the length of the gradient: the root of the sum of the squares.
    """

    def f(x, y, z):
        return x**2 * y + y * z

    for point in (np.array([0.8, -1.3, 0.6]), [0.8, -1.3, 0.6]):
        slopes = np.array([2 * 0.8 * -1.3, 0.8**2 + 0.6, -1.3])
        expect(submission.descent_direction(f, point)).close_to(-slopes / np.sqrt(slopes @ slopes), atol=1e-5)
    for whole in ([1, -2, 1], np.array([1, -2, 1])):
        direction = submission.descent_direction(saddle_road, whole)
        expect(direction).close_to(np.array([2.0, -1.0, -2.0]) / 3, atol=1e-5)
    scales = (200.0, -0.001, 5e-6)
    directions = [submission.descent_direction(plane(scale), [0.5, 1.0, -0.25]) for scale in scales]
    note(directions)
    for scale, direction in zip(scales, directions, strict=True):
        expect(direction).close_to(np.sign(scale) * np.array([-2, 1, 2]) / 3, atol=1e-5)
    expect(submission.descent_direction(lambda x: x**3 - 9.1 * x, [1.3])).close_to([1.0], atol=1e-5)
    x, y, z = point = np.random.default_rng(drawn()).uniform(0.5, 1.5, 3) * [1, -1, 1]
    slopes = np.array([2 * x * y, x**2 + z, y])
    expect(submission.descent_direction(f, point)).close_to(-slopes / np.sqrt(slopes @ slopes), atol=1e-5)


@points(0.5)
def test_level_ground(submission):
    """Where the ground is level, exactly or by the docstring's rule, the answer is zeros.

    Print the length of the gradient at a minimum, and look at what you do with it.
    """
    level = (
        lambda x, y: x**2 + y**2,
        lambda x, y: x * y,
        lambda x, y: 1.5e-7 * (3 * x - 4 * y),
        lambda x, y: 300 * x**2 + 400 * y**2,
        lambda x, y: 3000 * x**3 - 4000 * y**3,
    )
    directions = [submission.descent_direction(f, [0.0, 0.0]) for f in level]
    gentle = submission.descent_direction(lambda x, y: 3e-7 * (3 * x - 4 * y), np.array([0.0, 0.0]))
    others = [submission.descent_direction(lambda *p: sum(p) ** 2, np.zeros(n)) for n in (1, 3)]
    note([*directions, gentle, *others])
    for direction in directions:
        expect(direction).close_to([0.0, 0.0], atol=1e-12)
    expect(gentle).close_to([-0.6, 0.8], atol=1e-5)
    for direction, n in zip(others, (1, 3), strict=True):
        expect(direction).close_to(np.zeros(n), atol=1e-12)
    a, b = bottom = np.random.default_rng(drawn()).uniform(-2.0, 2.0, 2)
    direction = submission.descent_direction(lambda x, y: (x - a) ** 2 + 3 * (y - b) ** 2, bottom)
    expect(direction).close_to([0.0, 0.0], atol=1e-12)


@points(0.5)
def test_slope_along_any_direction(submission):
    """Only the direction of a walk counts: not its length, nor whether it is a list or an array.

    The opposite direction must give the opposite slope, and the direction must stay as it was.
    """
    point = np.array([1.5, -2.0, 0.5])
    slope = submission.directional_derivative(saddle_road, point, np.array([0.3, -4.1, 2.7]))
    expect(slope).close_to(np.dot([-2.0, 1.5, 1.0], [0.3, -4.1, 2.7]) / np.sqrt(24.19), atol=1e-5)
    for direction in ([-1, 2, 2], np.array([-0.25, 0.5, 0.5]), np.array([-3, 6, 6]), [-2e-9, 4e-9, 4e-9]):
        slope = submission.directional_derivative(saddle_road, [1.5, -2.0, 0.5], direction)
        expect(slope).left_alone(submission).close_to(7 / 3, atol=1e-5)
    for whole in ([2, -1, 3], np.array([2, -1, 3])):
        slope = submission.directional_derivative(saddle_road, whole, [0.0, -4.0, 3.0])
        expect(slope).close_to(2.0, atol=1e-5)
    expect(submission.directional_derivative(lambda x: x**3, [1.3], [-2.5])).close_to(-5.07, atol=1e-5)
    gentle = submission.directional_derivative(plane(1.37e-7), [0.5, 1.0, -0.25], [1.0, 3.0, -2.0])
    expect(gentle, "the slope on gentle ground").close_to(1.37e-7 * 3 / np.sqrt(14), rtol=1e-3, atol=0.0)
    direction = np.random.default_rng(drawn()).uniform(0.5, 4.0, 3) * [1, -1, 1]
    slope = submission.directional_derivative(saddle_road, point, direction)
    expect(slope).close_to([-2.0, 1.5, 1.0] @ direction / np.sqrt(direction @ direction), atol=1e-5)


@points(0.5)
def test_strongest_of_several(submission):
    """The strongest slope is found wherever it stands, upwards or downwards, large or small.

    Neither the coordinates nor the value of f matter: compare the sizes of the slopes.
    """
    cases = (
        (0, lambda a, b, c, d: -9 * a + 3 * b + 8 * c - d, [0.0, 5.0, 0.0, 0.0]),
        (4, lambda a, b, c, d, e: a - 6 * b + 5 * c + 4 * d - 8 * e, np.array([7, 1, 2, 9, 3])),
        (3, lambda a, b, c, d: 0.001 * (a + 2 * b - 3 * c + 5 * d), [2, 2, 2, 2]),
        (2, lambda a, b, c, d: 7 * a - b - 9 * c + 5 * d, np.array([3.5, 0.5, 1.0, -8.0])),
        (1, lambda x, y: x**2 + y**3, np.array([3.0, 2.0])),
        (0, lambda x, y: 1e-5 * x - 2e-6 * y, [0.0, 0.0]),
    )
    answers = [submission.most_sensitive(f, point) for _, f, point in cases]
    note(answers)
    for answer, (index, _, _) in zip(answers, cases, strict=True):
        expect(answer).equals(index)
    slopes = np.random.default_rng(drawn()).permutation([1.0, -3.0, 6.0, -9.0])
    strongest = int(np.abs(slopes).argmax())
    expect(submission.most_sensitive(lambda *p: slopes @ np.array(p), [2.0, -1.0, 0.5, 3.0])).equals(strongest)


@points(0.5)
def test_hessian_of_three_coordinates(submission):
    """All second derivatives stand in their places, at points of whole numbers too.

    Check one element beside the diagonal by hand: which two coordinates are nudged? And is the
    point left as it was? Nudges to both sides are accurate to four decimals, nudges to one side are not.
    """
    valley = submission.hessian(lambda x, y, z: x**2 * y + 2 * y * z**2 + x * y * z, [1.5, -0.5, 2.0])
    expect(valley).close_to([[-1.0, 5.0, -0.5], [5.0, 0.0, 9.5], [-0.5, 9.5, -2.0]], atol=1e-3)
    steep = submission.hessian(lambda x, y: x**4 + 2 * x**3 * y**2, np.array([2.7, -1.6]))
    second = [[12 * 2.7**2 + 12 * 2.7 * 1.6**2, -12 * 2.7**2 * 1.6], [-12 * 2.7**2 * 1.6, 4 * 2.7**3]]
    expect(steep).close_to(second, rtol=1e-6, atol=3e-4)
    for whole in (np.array([2, -3]), [2, -3]):
        matrix = submission.hessian(lambda x, y: 4.3 * (x**3 - x * y**2), whole)
        expect(matrix).left_alone(submission).close_to([[51.6, 25.8], [25.8, -17.2]], atol=1e-3)
    expect(submission.hessian(lambda x: x**3 / 3, [-1.5])).close_to([[-3.0]], atol=1e-3)
    x, y, z = point = np.random.default_rng(drawn()).uniform(-1.5, 1.5, 3)
    valley = submission.hessian(lambda x, y, z: x**2 * y + 2 * y * z**2 + x * y * z, point)
    expect(valley).close_to([[2 * y, 2 * x + z, y], [2 * x + z, 0.0, 4 * z + x], [y, 4 * z + x, 4 * y]], atol=1e-3)


@points(0.5)
def test_hessian_nudges_have_size_h(submission):
    """Where f is huge, a larger h keeps rounding noise out of the second derivatives.

    Every nudge of the two differences has size h. Do you use the h that was passed in for both?
    """
    cubic = submission.hessian(lambda x, y: x**2 * y - 0.7 * y**3, [1.3, -0.6], 0.1)
    expect(cubic).close_to([[-1.2, 2.6], [2.6, 2.52]], atol=1e-6)
    matrix = submission.hessian(lambda x, y: 1e8 + 2 * x**2 + 5.5 * x * y - y**2, [1.0, 2.0], 0.5)
    expect(matrix).close_to([[4.0, 5.5], [5.5, -2.0]], atol=1e-3)
    rng = np.random.default_rng(drawn())
    (x, y), h = rng.uniform(-1.5, 1.5, 2), rng.uniform(0.05, 0.2)
    cubic = submission.hessian(lambda x, y: x**2 * y - 0.7 * y**3, [x, y], h)
    expect(cubic).close_to([[2 * y, 2 * x], [2 * x, -4.2 * y]], atol=1e-6)

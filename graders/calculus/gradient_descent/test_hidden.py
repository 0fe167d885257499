"""What decides: small and large rates, other landscapes, runs that fail, the order of the rules."""

import numpy as np

from gradus.grading import axes, drawn, expect, helpers, lines, note, points, with_drawn

shared = helpers(__file__)

# A bowl in three dimensions that is not aligned with the axes: its gradient is A p - b.
A = np.array([[4.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 2.0]])
B = np.array([1.0, -2.0, 3.0])


def slope_of_bowl(p):
    return A @ p - B


def slope_of_two_valleys(x):
    return 4 * x**3 - 6 * x


def heavy_ball(grad, start, rate, momentum, steps):
    """Momentum without a velocity: each step is the last one, shrunk, plus a step downhill."""
    path = [start, start - rate * grad(start)]
    for _ in range(steps - 1):
        path.append(path[-1] + momentum * (path[-1] - path[-2]) - rate * grad(path[-1]))
    return np.array(path)


def turned(*curvatures, seed=None):
    """A symmetric matrix with these eigenvalues, none of which stands on its diagonal."""
    n = len(curvatures)
    axes_of_it, _ = np.linalg.qr(np.random.default_rng(seed or n).normal(size=(n, n)))
    matrix = axes_of_it * curvatures @ axes_of_it.T
    return (matrix + matrix.T) / 2


def valley(p):
    return (p[0] - 1) ** 2 + 10 * (p[1] + 2) ** 2


@points(0.5)
def test_whole_path_at_any_rate(submission):
    """Every point of the path is right at any rate, even where the walk crawls or diverges.

    On a parabola each step multiplies the distance from the bottom by the same number. By which?
    """

    def judge(rate):
        path = submission.gradient_descent(lambda x: 2 * (x - 3), -2.0, rate, 25)
        expect(path).close_to(3 - 5 * (1 - 2 * rate) ** np.arange(26))

    for rate in (0.01, 0.1, 0.9, 1.1):
        judge(rate)
    # Every step is made, also where the walk has arrived.
    path = submission.gradient_descent(lambda x: 2 * (x - 2.37), -1.13, 0.5, 6)
    expect(path).close_to([-1.13] + 6 * [2.37])
    path = submission.gradient_descent(lambda x: 2 * x, 3.1e-8, 0.15, 4)
    expect(path, "the path of a tiny start").close_to(3.1e-8 * 0.7 ** np.arange(5), atol=0.0)
    judge(np.random.default_rng(drawn()).uniform(0.05, 0.95))


@points(0.5)
def test_whole_number_start_and_no_steps(submission):
    """The start may be a whole number, and with 0 steps the path is the start alone.

    The points of a path are hardly ever whole numbers, wherever it starts.
    """
    path = submission.gradient_descent(lambda x: x - 1, 4, 0.25, 4)
    expect(path).close_to(1 + 3 * 0.75 ** np.arange(5))
    expect(submission.gradient_descent(lambda x: 2 * x, 1.5, 0.1, 0)).close_to([1.5])
    expect(submission.gradient_descent(slope_of_bowl, B, 0.1, 0)).close_to([B])
    path = submission.gradient_descent(lambda p: p - 0.3, np.array([1.3]), 0.25, 3)
    expect(path).close_to([[1.3], [1.05], [0.8625], [0.721875]])
    start = int(np.random.default_rng(drawn()).integers(3, 40))
    path = submission.gradient_descent(lambda x: x - 1, start, 0.25, 4)
    expect(path).close_to(1 + (start - 1) * 0.75 ** np.arange(5))


@points(0.5)
def test_two_valleys(submission):
    """From either side of a hill the path ends in the valley on that side.

    The slope is asked anew at every point: it changes on the way.
    """
    for start in with_drawn(2.0, -2.0, draw=lambda rng: rng.choice([-1, 1]) * rng.uniform(0.5, 2.5)):
        path = submission.gradient_descent(slope_of_two_valleys, start, 0.01, 200)
        path = expect(path).array((201,))
        expect(path[:2], "the first two points").close_to([start, start - 0.01 * slope_of_two_valleys(start)])
        expect(path[-1], "the last point").close_to(np.sign(start) * np.sqrt(1.5), atol=1e-4)


@points(0.5)
def test_path_in_three_dimensions(submission):
    """In three dimensions every row of the path is right, and the start stays as it was.

    Are the early rows of the path still what they were when you stored them?
    """
    bottom, shrink = np.linalg.solve(A, B), np.eye(3) - 0.15 * A
    for start in with_drawn(np.array([2.0, -1.0, 0.5]), draw=lambda rng: rng.uniform(-3.0, 3.0, 3)):
        wanted = [bottom + np.linalg.matrix_power(shrink, k) @ (start - bottom) for k in range(13)]
        path = submission.gradient_descent(slope_of_bowl, start, 0.15, 12)
        expect(path).left_alone(submission).close_to(wanted)


@points(0.5)
def test_stops_by_the_loss(submission):
    """minimize stops when the loss changes by less than the tolerance, coarse or fine.

    Not the slope and not the step: the change of the loss, up or down, from one step to the next.
    """

    def judge(rate, last):
        distances = 5 * (1 - 2 * rate) ** np.arange(301)
        changes = np.abs(np.diff(distances**2))
        tolerance = float(np.sqrt(changes[last - 2] * changes[last - 1]))  # midway between two changes
        answer = submission.minimize(lambda x: (x + 1) ** 2 - 5, lambda x: 2 * (x + 1), 4, rate, tolerance, 300)
        point, taken = expect(answer).parts("the point", "steps_taken")
        expect(point, "the point").number()
        expect(taken, "steps_taken").equals(last)
        expect(point, "the point").close_to(distances[last] - 1)

    for rate, last in ((0.05, 22), (0.3, 13), (0.9, 27)):
        judge(rate, last)
    answer = submission.minimize(lambda x: x**2, lambda x: 2 * x, 3.1e-8, 0.1, 8e-19, 100)
    point, taken = expect(answer).parts("the point", "steps_taken")
    expect(point, "the point, where everything is tiny").close_to(3.1e-8 * 0.8**15, atol=0.0)
    expect(taken, "steps_taken, where everything is tiny").equals(15)
    start, bottom = np.array([2.0, -1.0, 0.5]), np.linalg.solve(A, B)
    answer = submission.minimize(lambda p: p @ A @ p / 2 - B @ p, slope_of_bowl, start, 0.1, 1e-12, 10_000)
    point, taken = expect(answer).parts("the point", "steps_taken")
    expect(point, "the point").close_to(bottom, atol=1e-4)
    rng = np.random.default_rng(drawn())
    judge(rng.uniform(0.05, 0.2), int(rng.integers(8, 20)))


@points(0.5)
def test_walks_that_never_settle(submission):
    """Where the loss never settles minimize gives up after max_steps, with the newest point.

    A loss that grows changes too. And count the steps once more: the last one counts.
    """
    start = np.array([1.0, -2.0])
    answer = submission.minimize(lambda p: p[0] - 2 * p[1], lambda p: np.array([1.0, -2.0]), start, 0.5, 1e-6, 9)
    point, taken = expect(answer).parts("the point", "steps_taken")
    note(taken)
    expect(point, "the point").close_to([-3.5, 7.0])
    expect(taken, "steps_taken").equals(9)
    for most in with_drawn(6, 1, draw=lambda rng: int(rng.integers(2, 12))):
        answer = submission.minimize(lambda x: x**2, lambda x: 2 * x, 1.3, 1.5, 1e-6, most)
        point, taken = expect(answer).parts("the point", "steps_taken")
        note(taken)
        expect(point, "the point").close_to(1.3 * (-2.0) ** most)
        expect(taken, "steps_taken").equals(most)


@points(0.5)
def test_heavy_ball(submission):
    """The path with momentum is right in one dimension and in three, at any momentum.

    The speed is carried from step to step, and the position moves with the new speed.
    """
    start = np.array([2.0, -1.0, 0.5])
    path = submission.momentum_descent(slope_of_bowl, start, 0.1, 0.9, 15)
    wanted = heavy_ball(slope_of_bowl, start, 0.1, 0.9, 15)
    expect(path).left_alone(submission).close_to(wanted)

    def judge(momentum):
        path = submission.momentum_descent(slope_of_two_valleys, 2, 0.02, momentum, 10)
        expect(path).close_to(heavy_ball(slope_of_two_valleys, 2.0, 0.02, momentum, 10))

    for momentum in (0.0, 0.7):
        judge(momentum)
    expect(submission.momentum_descent(slope_of_two_valleys, 1.5, 0.1, 0.9, 0)).close_to([1.5])
    # Every step is made, also where the ball has come to rest.
    path = submission.momentum_descent(lambda x: 2 * (x - 2.37), -1.13, 0.5, 0.0, 6)
    expect(path).close_to([-1.13] + 6 * [2.37])
    path = submission.momentum_descent(slope_of_bowl, np.array([0.4, -0.8, 1.9]), 0.15, 0.5, 150)
    expect(path).close_to(heavy_ball(slope_of_bowl, np.array([0.4, -0.8, 1.9]), 0.15, 0.5, 150))
    path = submission.momentum_descent(lambda x: 2 * x, 3.1e-8, 0.15, 0.4, 4)
    wanted = heavy_ball(lambda x: 2 * x, 3.1e-8, 0.15, 0.4, 4)
    expect(path, "the path of a tiny start").close_to(wanted, rtol=1e-4, atol=0.0)
    judge(np.random.default_rng(drawn()).uniform(0.2, 0.8))


@points(0.5)
def test_newton_feels_the_curvature(submission):
    """Newton's path is right where the curvature changes on the way, and where it is negative.

    Both the slope and the curvature belong to the point where you stand.
    """
    path = submission.newton_descent(lambda x: 1 - 1 / x, lambda x: 1 / x**2, 0.5, 4)
    expect(path).close_to(1 - 0.5**2.0 ** np.arange(5))
    path = submission.newton_descent(lambda x: -3 * (x - 25.4), lambda x: -3.0, 7, 2)
    expect(path).close_to([7.0, 25.4, 25.4])
    # Every step is made, also where the walk has arrived.
    path = submission.newton_descent(lambda x: 3 * (x - 2.37), lambda x: 3.0, -1.13, 6)
    expect(path).close_to([-1.13] + 6 * [2.37])
    path = expect(submission.newton_descent(lambda x: np.exp(x) - 2, np.exp, 1.5)).array((11,))
    expect(path[[0, 1, -1]], "the first two points and the last").close_to([1.5, 0.5 + 2 * np.exp(-1.5), np.log(2)])
    expect(submission.newton_descent(lambda x: 2 * x, lambda x: 2.0, 1.5, 0)).close_to([1.5])
    # A loss in small units has a small curvature, and the path is the one in large units.
    path = submission.newton_descent(lambda x: 4e-9 * (x - 2.6) ** 3, lambda x: 1.2e-8 * (x - 2.6) ** 2, -1.3, 4)
    expect(path, "the path where the curvature is small").close_to(2.6 - 3.9 * (2 / 3) ** np.arange(5))
    path = submission.newton_descent(lambda x: x**3 / 7, lambda x: 3 * x**2 / 7, 3.1e-8, 3)
    expect(path, "the path of a tiny start").close_to(3.1e-8 * (2 / 3) ** np.arange(4), atol=0.0)
    start = np.random.default_rng(drawn()).uniform(0.3, 0.8)
    path = submission.newton_descent(lambda x: 1 - 1 / x, lambda x: 1 / x**2, start, 4)
    expect(path).close_to(1 - (1 - start) ** 2.0 ** np.arange(5))


@points(0.5)
def test_broken_and_rescaled_runs(submission):
    """NaN and infinity mean diverged wherever they stand; the size of the losses means nothing.

    Every comparison with NaN is False. And what does the spread in the rules stand for?
    """
    falling = np.array([9.0, 8.9, 8.8, 8.7, 8.6, 8.5, 8.4, 8.3])
    cases = (
        ("diverged", [5.0, 3.0, np.nan, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        ("diverged", np.array([8.0, 4.0, np.inf, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0])),
        ("diverged", [5.0, 4.0, 3.0, 2.0, 1.0, 0.0, -9.0, -99.0, -np.inf]),
        ("too slow", 1e-4 * falling),
        ("too slow", 1000 + 0.1 * falling),
        ("converged", 1e6 * np.array([9.0, 3.0, 1.01, 1.003, 1.0024, 1.0016, 1.0008, 1.0])),
        ("too slow", 1e6 * np.array([9.0, 3.0, 1.5, 1.2, 1.024, 1.016, 1.008, 1.0])),
        ("oscillating", 1e-4 * np.array([9.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0])),
        ("converged", [9.0, 3.0, 1.2, 1.1, 1.007, 1.004, 1.002, 1.0]),
        ("too slow", [9.0, 3.0, 1.2, 1.1, 1.01, 1.004, 1.002, 1.0]),
        ("converged", 2.0 + 4e-10 * np.array([0.0, 1.0, 0.0, 1.0, 1.0, 2.0, 1.0, 2.0])),
        ("too slow", [9.0, 8.0, 7.0, 6.0, 5.0, 5.0 + 5e-10, 4.5, 4.5 + 5e-10]),
        ("diverged", 2.0 + np.array([0.0, 3.0, 1.0, 1.0, 3e-9, 3e-9, 3e-9, 3e-9])),
        ("too slow", 2.0 + 1e-9 * np.array([100.0, 80.0, 60.0, 40.0, 6.0, 4.0, 2.0, 0.0])),
        ("oscillating", [9.0, 8.0, 7.0, 6.0, 5.0, 5.0 + 3e-9, 4.5, 4.5 + 3e-9]),
    )
    answers = [submission.classify_run(each) for _, each in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)
    rng = np.random.default_rng(drawn())
    scale, broken = 10 ** rng.uniform(-3, 3), falling.copy()
    broken[rng.integers(8)] = rng.choice([np.nan, np.inf, -np.inf])
    for word, losses in (
        ("diverged", broken),
        ("too slow", scale * falling),
        ("oscillating", scale * np.array([9.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0])),
        ("converged", scale * np.array([9.0, 3.0, 1.2, 1.1, 1.003, 1.002, 1.001, 1.0])),
    ):
        expect(submission.classify_run(losses)).equals(word)


@points(0.5)
def test_tail_and_order_of_the_rules(submission):
    """The last quarter of a long run decides, and the first rule that holds.

    Take the rules one by one, with the numbers of the docstring, and mind what is compared.
    """
    k = np.arange(200)
    cases = (
        ("too slow", np.where(k < 158, 168.0 - k, 10.0)),
        ("converged", np.where(k < 140, 150.0 - k, 10.0)),
        ("converged", [4.0, 60.0, 3.0, 20.0, 2.0, 6.0, 1.0, 1.0, 1.0, 1.0]),
        ("converged", [4.0, 4000.0, 50.0, 7.0, 3.2, 3.0, 2.9, 2.8]),
        ("converged", [2.0] * 12),
        ("converged", [*np.arange(20.0, 5.0, -1.0), 1.0, 1.0, 1.0, 1.0]),
        ("too slow", [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 1.0, 1.0, 1.0]),
        ("diverged", [1.0, 9.0, 6.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]),
        ("diverged", [3.0, 9.0, 6.0, 9.0, 6.0, 9.0, 6.0, 9.0]),
        ("oscillating", [2.0, 5.0, 1.0, 5.0, 1.0, 5.0, 1.0, 5.0, 1.0, 5.0]),
        ("oscillating", [5.0, 9.0, 1.0, 6.0, 1.0, 6.0, 1.0, 2.0]),
        ("converged", [9.0, 3.0, 1.1, 1.0, 1.0034, 1.0, 1.0022, 1.0012]),
        ("oscillating", 10 - k / 25 + 0.5 * (k % 4 == 0)),
        ("oscillating", 10 - k / 25 + 0.5 * (k % 8 == 7)),
        ("too slow", 10 - k / 25 + 0.5 * (k % 13 == 0)),
        ("too slow", 10 - k / 25 + 0.5 * (k == 180)),
        ("too slow", [9.0, 3.0, 9.0, 3.0, 9.0, 3.0, 9.0, 3.0, 8.0, 7.5, 7.0, 6.5]),
    )
    answers = [submission.classify_run(each) for _, each in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)


@points(0.5)
def test_curvatures_in_any_direction(submission):
    """It is the eigenvalues that decide, in any number of dimensions; a tiny one counts as zero.

    The diagonal of a Hessian can mislead, and so can its determinant. Go by the rules in order.
    """
    cases = (
        ("saddle", np.array([[1.0, 3.0], [3.0, 1.0]])),
        ("saddle", turned(5.0, -0.5, 2.0)),
        ("saddle", turned(-5.0, 0.5, -2.0)),
        ("saddle", turned(3.0, 0.0, -2.0)),
        ("minimum", turned(3.0, 0.01, 8.0)),
        ("maximum", turned(-1.0, -4.0, -0.01)),
        ("minimum", np.array([[4.0]])),
        ("minimum", turned(1e4, 0.02)),
        ("minimum", turned(4.0, 2e-5)),
        ("saddle", turned(4.0, -2e-5)),
        ("degenerate", turned(4.0, 5e-6)),
        ("degenerate", turned(4.0, -4e-6)),
        ("degenerate", turned(-4.0, -4e-6, -1.0)),
        ("degenerate", turned(-4.0, 4e-6)),
        ("degenerate", turned(3e-7, 2e-6)),
        ("degenerate", turned(4.0, 1.0, 1e-8)),
        ("degenerate", turned(-4.0, -1e-8, -1.0, -2.0)),
        ("degenerate", turned(4.0, 1.0, -1e-8)),
    )
    answers = [submission.critical_point(each) for _, each in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)
    bends = np.random.default_rng(drawn()).uniform(0.5, 5.0, 3)
    for word, signs in (("minimum", 1), ("maximum", -1), ("saddle", [1, -1, 1]), ("degenerate", [1, 0, 1])):
        expect(submission.critical_point(turned(*bends * signs, seed=drawn()))).equals(word)


@points(0.5)
def test_path_on_the_map(submission):
    """The map shows contour lines of the loss, and the path runs through its own points.

    x goes to the right and y upwards, for the contours and for the path.
    """
    ax, xs, ys = axes(submission), np.linspace(-3.0, 6.0, 31), np.linspace(-5.0, 6.0, 23)
    path = np.array([[5.0, 5.0], [-2.0, -4.0], [4.0, 1.0], [1.5, -3.0], [1.2, -2.1]])
    submission.plot_descent(ax, valley, path, xs, ys)
    expect(shared.closest(lines(ax), path), "the line of the path").close_to(path)
    pieces = shared.contour_lines(ax)
    note(shared.extents([piece.T for piece in pieces])[:1])
    expect(len(pieces), "the contour lines on the Axes").at_least(1)
    reach, room = np.concatenate(pieces), 1e-9
    note(np.array([reach.min(axis=0), reach.max(axis=0)]))
    inside = (reach >= [xs[0] - room, ys[0] - room]) & (reach <= [xs[-1] + room, ys[-1] + room])
    expect(inside.all()).is_true("the contours lie over xs and ys")
    worst = max(shared.unevenness(valley, piece, xs, ys) for piece in pieces)
    expect(worst, "by how much the loss varies along one contour line").at_most(10.0, "almost 0")

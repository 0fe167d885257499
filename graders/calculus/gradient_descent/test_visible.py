"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import axes, expect, helpers, lines, note, points

shared = helpers(__file__)


@points(0.5)
def test_first_steps_down_a_parabola(submission):
    """Down (x - 3)² + 1 from 0, the first steps lead to 0.6, 1.08 and 1.464.

    At 0 the slope is -6. Which way is down, and how far do you go with a learning rate of 0.1?
    """
    path = submission.gradient_descent(lambda x: 2 * (x - 3), 0.0, 0.1, 3)
    expect(path).close_to([0.0, 0.6, 1.08, 1.464])


@points(0.5)
def test_path_on_a_map(submission):
    """From an array the path has a row for each point, and the start stays as it was.

    Print the start before and after, and the first two rows of the path.
    """
    start = np.array([5.0, 5.0])
    path = submission.gradient_descent(lambda p: np.array([2.0, 20.0]) * (p - np.array([1.0, -2.0])), start, 0.07, 2)
    expect(path).left_alone(submission).close_to([[5.0, 5.0], [4.44, -4.8], [3.9584, -0.88]])


@points(0.5)
def test_path_on_the_curve(submission):
    """The picture shows the loss over all of xs, and on it the path, step by step; with ys it is a map.

    Two lines: what stands to the right, and what upwards, in each of them? On the map the path is one line, and
    the loss is shown by its contours.
    """
    ax, xs, path = axes(submission), np.linspace(-1.0, 7.0, 33), np.array([0.0, 5.5, 2.0, 3.5, 2.9])
    returned = submission.plot_descent(ax, lambda x: (x - 3) ** 2 + 1, path, xs)
    note(shared.extents(lines(ax)))
    for label, x in (("the line of the loss", xs), ("the line of the path", path)):
        wanted = np.column_stack([x, (x - 3) ** 2 + 1])
        expect(shared.closest(lines(ax), wanted), label).close_to(wanted)
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")
    ax, ys, path = axes(submission), np.linspace(-2.0, 3.0, 21), np.array([[6.0, 2.5], [2.0, -1.3], [3.2, 0.4]])
    submission.plot_descent(ax, lambda p: (p[0] - 3) ** 2 + 4 * p[1] ** 2, path, xs, ys)
    expect(shared.closest(lines(ax), path), "the line of the path on the map").close_to(path)
    pieces = shared.contour_lines(ax)
    note(shared.extents([piece.T for piece in pieces])[:1])
    expect(len(pieces), "the contour lines on the map").at_least(1)


@points(0.5)
def test_minimize_knows_when_to_stop(submission):
    """minimize finds the bottom of (x - 3)² + 1; at the bottom it needs one step to see that.

    Print the loss before and after each step. By how much does it still change, up or down?
    """
    loss, grad = lambda x: (x - 3) ** 2 + 1, lambda x: 2 * (x - 3)
    walks = (
        ((0.0, 0.1, 1.2e-2, 300), 2.8680586, 14),
        ((3.0, 0.1, 1e-6, 300), 3.0, 1),
        ((2.7, 1.2, 1e-6, 4), 1.84752, 4),
    )
    answers = [expect(submission.minimize(loss, grad, *rest)).parts("the point", "steps_taken") for rest, _, _ in walks]
    numbers = [expect(part).number() for answer in answers for part in answer]
    note(numbers)
    for (point, taken), (_, where, count) in zip(answers, walks, strict=True):
        expect(taken, "steps_taken").equals(count)
        expect(point, "the point").close_to(where)


@points(0.5)
def test_speed_is_kept(submission):
    """With momentum the second step on x² is longer than the first: 1, 0.8, 0.54.

    Work out v and x for two steps by hand, in the order of the docstring. Every walk begins at rest.
    """
    for _ in range(2):
        path = submission.momentum_descent(lambda x: 2 * x, 1.0, 0.1, 0.5, 2)
        expect(path).close_to([1.0, 0.8, 0.54])
    path = submission.momentum_descent(lambda p: p * np.array([1.0, 3.0]), np.array([2.0, -1.5]), 0.2, 0.4, 3)
    expect(path).close_to([[2.0, -1.5], [1.6, -0.6], [1.12, 0.12], [0.704, 0.336]])


@points(0.5)
def test_four_kinds_of_runs(submission):
    """The four runs of the docstring are judged as it says, and so is one that breaks.

    Work out the tail and the spread of the run in question, and go through the rules in order.
    """
    cases = (
        ("converged", [9.0, 3.0, 1.1, 1.01, 1.0, 1.0, 1.0, 1.0]),
        ("diverged", [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]),
        ("oscillating", [9.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0]),
        ("too slow", np.array([9.0, 8.9, 8.8, 8.7, 8.6, 8.5, 8.4, 8.3])),
        ("diverged", [9.0, 3.0, np.inf, 2.0, 1.0, 1.0, 1.0, 1.0]),
        ("oscillating", [9.0, 6.0, 4.0, 2.0, 1.0, 2.0, 1.0, 1.0]),
    )
    answers = [submission.classify_run(losses) for _, losses in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)


@points(0.5)
def test_parabola_in_one_jump(submission):
    """Newton's method jumps to the bottom of (x - 3)² + 1 in one step, and stays there.

    At 0 the slope is -6 and the curvature is 2. Which of them is divided by the other?
    """
    path = submission.newton_descent(lambda x: x**2 - 2, lambda x: 2 * x, 1.0, 2)
    expect(path).close_to([1.0, 1.5, 17 / 12])
    path = submission.newton_descent(lambda x: 2 * (x - 3), lambda x: 2.0, 0.0, 5)
    expect(path).close_to([0.0, 3.0, 3.0, 3.0, 3.0, 3.0])


@points(0.5)
def test_places_without_slope(submission):
    """x² + 3y² has a minimum, its negative a maximum, x² - y² a saddle, and x² is degenerate.

    The curvatures that matter are the eigenvalues of the Hessian, not its diagonal. Which signs do they have?
    """
    cases = (
        ("minimum", [[2.0, 0.0], [0.0, 6.0]]),
        ("maximum", [[-2.0, 0.0], [0.0, -6.0]]),
        ("saddle", [[2.0, 0.0], [0.0, -2.0]]),
        ("degenerate", [[2.0, 0.0], [0.0, 0.0]]),
        ("saddle", [[1.0, 3.0], [3.0, 1.0]]),
        ("degenerate", [[1.0, 2.0], [2.0, 4.0]]),
    )
    answers = [submission.critical_point(np.array(hessian)) for _, hessian in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)

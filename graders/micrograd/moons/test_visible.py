"""What a student can run: the three formulas, two steps of training, and what can be seen of it."""

import numpy as np

from gradus.grading import axes, expect, helpers, markers, points, type_name

shared = helpers(__file__)
engine = shared.engine
score = shared.score
line = shared.line
hinge = shared.hinge


X = np.array([[1.0, 2.0], [-1.0, -2.0]])
Y = np.array([1.0, -1.0])


@points(0.5)
def test_hinge_by_hand(submission, engine):
    """Scores 2, 0.5 and -1 of the class +1 cost 0, 0.5 and 2, on average 0.8333.

    Work out 1 - t * s for each of the three. What becomes of it where it is negative?
    """
    for targets, grads in (([1.0, 1.0, 1.0], [0, -1 / 3, -1 / 3]), ([-1.0, -1.0, 1.0], [1 / 3, 1 / 3, -1 / 3])):
        numbers = [2.0, 0.5, -1.0]
        scores = [engine.Value(number) for number in numbers]
        loss = submission.hinge_loss(scores, targets)
        expect(loss).holds(hasattr(loss, "data"), "a Value")
        label = f"the loss of scores {numbers} with targets {targets}"
        expect(loss.data, label).close_to(hinge(numbers, targets))
        loss.backward()
        expect([value.grad for value in scores], f"the grads after backward() of {label}").close_to(grads)


@points(0.5)
def test_penalty_by_hand(submission, engine):
    """With alpha 0.1 the parameters 3 and -1 cost 1.0, and their gradients are 0.6 and -0.2.

    The sum of the squares is 10. How steep is a square?
    """
    parameters = [engine.Value(3.0), engine.Value(-1.0)]
    penalty = submission.l2_penalty(parameters, 0.1)
    expect(penalty).holds(hasattr(penalty, "data"), "a Value")
    expect(penalty.data, "the penalty of 3 and -1 with alpha 0.1").close_to(1.0)
    penalty.backward()
    expect([p.grad for p in parameters], "the grads of 3 and -1").close_to([0.6, -0.2])


@points(0.5)
def test_rate_on_its_way(submission):
    """In a run of 10 steps the rate is 1.0 at step 0, 0.55 at step 5, and would be 0.1 at step 10.

    Draw the line through (0, 1.0) and (10, 0.1). How far down is it at step 1?
    """
    rates = [expect(submission.learning_rate(step, 10)).number() for step in (0, 1, 5, 10)]
    expect(rates, "the rates at steps 0, 1, 5, 10 of 10").close_to([1.0, 0.91, 0.55, 0.1])


@points(0.5)
def test_one_step(submission, line):
    """One step from zero, on the points (1, 2) and (-1, -2): the loss was 1, and w becomes (1, 2).

    All scores are 0 at first. Which loss is that, and in which direction does it fall?
    """
    model, placed = line(0.0, 0.0, 0.0)
    losses = submission.train(model, X, Y, 1)
    expect(losses).close_to([1.0], atol=1e-6)
    expect([p.data for p in placed], "w1, w2, b after one step").close_to([1.0, 2.0, 0.0], atol=1e-6)


@points(0.5)
def test_two_steps(submission, line):
    """The second step sees its own gradient only: both points are right, and w stays about (1, 2).

    After one step nothing is wrong any more but the size of w. What is left in the grads?
    """
    model, placed = line(0.0, 0.0, 0.0)
    losses = submission.train(model, X, Y, 2)
    shrunk = 1.0 - 0.55 * 2e-4
    wanted = [shrunk, 2 * shrunk, 0.0]
    expect([p.data for p in placed], "w1, w2, b after two steps").close_to(wanted, atol=1e-6)
    expect(losses, "the losses of two steps").close_to([1.0, 5e-4], atol=1e-6)


@points(0.5)
def test_accuracy_by_hand(submission, line):
    """Three of four points lie on the right side of x1 + x2 + 1 = 0: the accuracy is 0.75.

    Only the side of 0 counts, not how large a score is.
    """
    model, _ = line(1.0, 1.0, 1.0)
    some = np.array([[2.0, 1.0], [0.0, -3.0], [-2.0, 0.5], [3.0, 3.0]])
    expect(submission.accuracy(model, some, np.array([1.0, -1.0, 1.0, 1.0]))).close_to(0.75)


@points(0.5)
def test_grid_by_hand(submission, line):
    """For x1 + x2 + 1 the grid over x = 0, 10, 20 and y = 1, 2 has rows 2, 12, 22 and 3, 13, 23.

    A row of the grid is a row of the picture: which of x and y is the same all along it?
    """
    model, _ = line(1.0, 1.0, 1.0)
    grid = submission.decision_grid(model, np.array([0.0, 10.0, 20.0]), np.array([1.0, 2.0]))
    expect(grid).close_to([[2.0, 12.0, 22.0], [3.0, 13.0, 23.0]], atol=1e-6)


@points(0.5)
def test_points_are_marked(submission, line):
    """The picture has a mark at every point, and at least one contour, and comes back.

    First the regions, from decision_grid, and then the points on top.
    """
    model, _ = line(1.0, -2.0, 0.5)
    ax, some = axes(submission), np.array([[0.0, 1.0], [2.0, -0.5], [-1.0, 0.25], [1.5, 1.0]])
    returned = submission.plot_boundary(ax, model, some, np.array([-1.0, 1.0, -1.0, 1.0]))
    marked = markers(ax)
    near = [bool(len(marked)) and float(abs(marked - p).max(axis=1).min()) < 1e-6 for p in some]
    expect(sum(near), "how many of the 4 points have a mark on the Axes").equals(4)
    contours = [artist for artist in ax.collections if type_name(artist) == "QuadContourSet"]
    expect(len(contours), "the contours on the Axes").at_least(1)
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")

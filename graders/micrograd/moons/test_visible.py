"""What a student can run: the three formulas, two steps of training, and what can be seen of it."""

import numpy as np

from gradus.grading import axes, each, expect, helpers, points, type_name

shared = helpers(__file__)
engine = shared.engine
score = shared.score
line = shared.line
hinge = shared.hinge


X = np.array([[1.2, 2.3], [-0.8, -1.5]])
Y = np.array([1.0, -1.0])


@points(0.5)
def test_hinge_by_hand(submission, engine):
    """Scores 2.3, 0.4 and -1.2 of the class +1 cost 0, 0.6 and 2.2, on average 0.9333.

    Work out 1 - t * s for each of the three. What becomes of it where it is negative?
    """
    for targets, grads in (([1.0, 1.0, 1.0], [0, -1 / 3, -1 / 3]), ([-1.0, -1.0, 1.0], [1 / 3, 1 / 3, -1 / 3])):
        numbers = [2.3, 0.4, -1.2]
        scores = [engine.Value(number) for number in numbers]
        loss = submission.hinge_loss(scores, targets)
        expect(loss).holds(hasattr(loss, "data"), "a Value")
        label = f"the loss of scores {numbers} with targets {targets}"
        expect(loss.data, label).close_to(hinge(numbers, targets))
        loss.backward()
        expect(each(scores, "grad"), f"the grads after backward() of {label}").close_to(grads)


@points(0.5)
def test_penalty_by_hand(submission, engine):
    """With alpha 0.1 the parameters 3.1 and -1.3 cost 1.13, and their gradients are 0.62 and -0.26.

    The sum of the squares is 11.3. How steep is a square?
    """
    parameters = [engine.Value(3.1), engine.Value(-1.3)]
    penalty = submission.l2_penalty(parameters, 0.1)
    expect(penalty).holds(hasattr(penalty, "data"), "a Value")
    expect(penalty.data, "the penalty of 3.1 and -1.3 with alpha 0.1").close_to(1.13)
    penalty.backward()
    expect(each(parameters, "grad"), "the grads of 3.1 and -1.3").close_to([0.62, -0.26])


@points(0.5)
def test_rate_on_its_way(submission):
    """In a run of 10 steps the rate is 1.0 at step 0, 0.55 at step 5, and would be 0.1 at step 10.

    Draw the line through (0, 1.0) and (10, 0.1). How far down is it at step 1? And in a run of 7?
    """
    rates = [expect(submission.learning_rate(step, steps)).number() for step, steps in ((0, 10), (1, 10), (5, 10))]
    rates += [expect(submission.learning_rate(step, steps)).number() for step, steps in ((10, 10), (3, 7), (6, 7))]
    label = "the rates at steps 0, 1, 5, 10 of 10, and at steps 3 and 6 of 7"
    expect(rates, label).close_to([1.0, 0.91, 0.55, 0.1, 1 - 2.7 / 7, 1 - 5.4 / 7])


@points(0.5)
def test_one_step(submission, line):
    """One step from zero, on (1.2, 2.3) and (-0.8, -1.5): the loss was 1, and w becomes (1, 1.9).

    All scores are 0 at first. Which loss is that, and in which direction does it fall?
    """
    model, placed = line(0.0, 0.0, 0.0)
    losses = submission.train(model, X, Y, 1)
    expect(each(placed, "data"), "w1, w2, b after one step").close_to([1.0, 1.9, 0.0], atol=1e-6)
    expect(losses, "the losses of one step").close_to([1.0], atol=1e-6)


@points(0.5)
def test_two_steps(submission, line):
    """The second step sees its own loss, its own gradient and its own rate, 0.55.

    After one step the third point is still too near to the line, and the others are right. Which
    gradients are there at the second step, and what is left in them of the first?
    """
    model, placed = line(0.0, 0.0, 0.0)
    losses = submission.train(model, np.vstack([X, [0.4, -0.5]]), np.append(Y, 1.0), 2)
    first = np.array([0.8, 1.1, 1 / 3])
    loss = (1 - first @ [0.4, -0.5, 1.0]) / 3 + 1e-4 * first @ first
    second = first - 0.55 * (np.array([-0.4, 0.5, -1.0]) / 3 + 2e-4 * first)
    label = "w1, w2, b after two steps on (1.2, 2.3), (-0.8, -1.5), (0.4, -0.5), of the classes 1, -1, 1"
    expect(each(placed, "data"), label).close_to(second, atol=1e-8, rtol=1e-6)
    expect(losses, "the losses of the two steps").close_to([1.0, loss], atol=1e-8, rtol=1e-6)


@points(0.5)
def test_accuracy_by_hand(submission, line):
    """14 of 17 points lie on the right side of x1 - 2 x2 + 0.5 = 0: the accuracy is 0.8235.

    Only the side of 0 counts, not how large a score is. Print the scores and the classes side by side.
    """
    model, _ = line(1.0, -2.0, 0.5)
    right = [0.3, 0.7, 0.9, 1.0, 1.4, 2.1, 3.2], [-0.4, -0.6, -1.0, -2.2, -2.7, -3.1, -3.3]
    scores = np.array([*right[0], *right[1], 0.8, -1.3, -0.3])
    classes = np.array([1.0] * 7 + [-1.0] * 7 + [-1.0, 1.0, 1.0])
    some = np.column_stack([scores - 0.5, np.zeros(17)])
    some += np.array([[-1.0, -0.5], [0.0, 0.0], [2.0, 1.0]])[np.arange(17) % 3]  # along the line: the score stays
    expect(submission.accuracy(model, some, classes)).close_to(14 / 17)


@points(0.5)
def test_grid_by_hand(submission, line):
    """For x - 2 y + 0.3 the grid over x = 0, 10, 20 and y = 1, 2.5 has rows -1.7, 8.3, 18.3 and -4.7, 5.3, 15.3.

    A row of the grid is a row of the picture: which of x and y is the same all along it?
    """
    model, _ = line(1.0, -2.0, 0.3)
    grid = submission.decision_grid(model, np.array([0.0, 10.0, 20.0]), np.array([1.0, 2.5]))
    expect(grid).close_to([[-1.7, 8.3, 18.3], [-4.7, 5.3, 15.3]], atol=1e-6)


@points(0.5)
def test_points_are_marked(submission, line):
    """The picture has a mark at every point, the classes apart, at least one contour, and comes back.

    First the regions, from decision_grid, and then the points on top.
    """
    model, _ = line(1.0, -2.0, 0.5)
    ax, some = axes(submission), np.array([[0.1, 1.2], [2.3, -0.5], [-1.4, 0.25], [1.6, 1.7], [-0.3, -0.9]])
    classes = np.array([-1.0, 1.0, -1.0, 1.0, -1.0])
    returned = submission.plot_boundary(ax, model, some, classes)
    shared.expect_points(ax, some, classes)
    contours = [artist for artist in ax.collections if type_name(artist) == "QuadContourSet"]
    expect(shared.kinds(ax), "what is drawn").holds(contours, "a contour, by contour or contourf, and the points")
    expect(returned).holds(hasattr(returned, "get_lines"), "the Axes")

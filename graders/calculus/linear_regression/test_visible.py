"""What a student can run: enough to find the way, in the order of the stub."""

import numpy as np

from gradus.grading import axes, expect, helpers, lines, points

shared = helpers(__file__)
flat = shared.flat


@points(0.5)
def test_points_on_a_line(submission):
    """Without noise, make_line puts every point on the line 2x + 1; with noise, every point off it.

    First draw all x, then calculate all y from them in one go. What does noise 0 leave of the line?
    And how far from it are points whose noise has the standard deviation 0.5?
    """
    answer = submission.make_line(50, 2.0, 1.0, 0.0, np.random.default_rng(0))
    x, y = expect(answer).is_sequence(2, "arrays, x and y")
    x = expect(x, "x").array((50,))
    expect(y, "y").close_to(2 * x + 1)
    expect(x, "x").holds(np.abs(x).max() <= 5.0, "numbers from -5 to 5")
    answer = submission.make_line(500, -1.5, 4.0, 0.5, np.random.default_rng(0))
    x, y = expect(answer).is_sequence(2, "arrays, x and y")
    left = expect(y, "y").array((500,)) - (-1.5 * expect(x, "x").array((500,)) + 4.0)
    expect(float(left.std()), "the deviation of y from the line").between(0.4, 0.6, "about 0.5")


@points(0.5)
def test_loss_of_three_points(submission):
    """The loss of y = 2x - 1 at the points (1, 0.5), (2, 5), (4.5, 3) is 9.75.

    The line is at 1, 3 and 8 there, so the errors are 0.5, -2 and 5. What do you do with each of
    them, and then with all of them?
    """
    loss = submission.mse_loss(2.0, -1.0, np.array([1.0, 2.0, 4.5]), np.array([0.5, 5.0, 3.0]))
    expect(loss).close_to(9.75)


@points(1)
def test_gradient_of_three_points(submission):
    """The gradient of the loss at the same three points is what you get by hand.

    The errors are 0.5, -2 and 5. Work out the derivative of each error squared, once for w and once
    for b, and then the mean of the three.
    """
    x, y = np.array([1.0, 2.0, 4.5]), np.array([0.5, 5.0, 3.0])
    answer = flat(submission.mse_gradient(2.0, -1.0, x, y))
    dw, db = expect(answer).is_sequence(2, "numbers, dw and db")
    expect(dw, "dw, the first of the two").close_to(38 / 3)
    expect(db, "db, the second of the two").close_to(7 / 3)


@points(0.5)
def test_line_is_found(submission):
    """A thousand steps find the line through points that lie on one.

    Run a few steps by hand and print w, b and the loss: does the loss fall at every step?
    """
    x = np.array([-1.0, 0.0, 1.0, 2.0, 4.0])
    answer = submission.fit_line(x, 2.3 * x - 1.4, 0.05, 1000)
    w, b, _ = expect(flat(answer)).parts("w", "b", "the losses")
    expect(w, "w").close_to(2.3, atol=1e-4)
    expect(b, "b").close_to(-1.4, atol=1e-4)


@points(0.5)
def test_first_losses(submission):
    """There is one loss for each epoch, and the first is the loss of w = b = 0.

    Before the first step the line is y = 0. Its loss belongs at the start of the list. Where y = 0
    is the best line from the start, the loss stays as it is, and is noted each time.
    """
    x, y = np.array([0.0, 1.0, 2.0]), np.array([2.0, 1.0, 6.0])
    answer = submission.fit_line(x, y, 0.1, 2)
    _, _, losses = expect(flat(answer)).parts("w", "b", "the losses")
    losses = expect(losses, "the losses").array((2,))
    expect(float(losses[0]), "losses[0]").close_to(41 / 3)
    after = np.mean((2.6 / 3 * x + 0.6 - y) ** 2)
    expect(float(losses[1]), "losses[1], after one step to w = 2.6/3 and b = 0.6").close_to(after)
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    _, _, losses = expect(flat(submission.fit_line(x, 1.3 * (x**2 - 2), 0.1, 6))).parts("w", "b", "the losses")
    expect(losses, "the losses, where y = 0 is the best line already").close_to(np.full(6, 4.732))


@points(0.5)
def test_parabola_is_found(submission):
    """Gradient descent finds the parabola 2.5 + 1.4x - 3.2x², its constant first.

    Write the powers 1, x, x² of every point in a row of a matrix. What is each column multiplied
    by? The first step, from zero, can be done by hand.
    """
    x = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    y = 2.5 + 1.4 * x - 3.2 * x**2
    expect(submission.fit_polynomial(x, y, 2, 0.5, 1), "after one step").close_to([0.9, 0.7, -0.11])
    expect(submission.fit_polynomial(x, y, 2, 0.5, 90), "after 90 steps").close_to([2.5, 1.4, -3.2], atol=1e-3)


@points(0.5, seconds=30)
def test_pictures_are_drawn(submission):
    """One Axes shows the losses, the other one the data and the fit, and both come back.

    Each call of plot belongs to one of the two Axes: loss_ax.plot(...), fit_ax.plot(...). Each data
    point has a mark of its own.
    """
    loss_ax, fit_ax = axes(submission), axes(submission)
    x, y, losses = np.array([0.5, 1.0, 2.2]), np.array([0.3, 2.4, 3.1]), [3.1, 1.2, 0.56, 0.43]
    drawn = submission.plot_fit(loss_ax, fit_ax, x, y, 1.4, 0.7, losses)
    expect(drawn).parts("loss_ax", "fit_ax")
    curves = sorted(lines(loss_ax), key=lambda line: line[1].shape != (4,) or not np.allclose(line[1], losses))
    places, heights = curves[0] if curves else (np.array([]), np.array([]))
    expect(heights, "the heights of the line on loss_ax").close_to(losses)
    expect(places, "where these losses are drawn").close_to([0.0, 1.0, 2.0, 3.0])
    fits = [fit for fit, _ in shared.straight_lines(fit_ax)]
    drawn = [height for _, heights in lines(fit_ax) for height in heights]
    expect(drawn, "the heights of the lines on fit_ax").holds(fits, "those of a straight line")
    nearest = min(fits, key=lambda fit: np.abs(fit - [1.4, 0.7]).max())
    expect(np.round(np.polyval(nearest, x), 6), "the heights of your line at the three x").close_to([1.4, 2.1, 3.78])
    data, right = shared.data_drawn(fit_ax, x, y)
    label = "the marks on fit_ax (x and y of each), and the heights of a line that joins the data"
    expect(data, label).holds(right, "a mark at each data point, and no such line")

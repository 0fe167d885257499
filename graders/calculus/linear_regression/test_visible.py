"""What a student can run: enough to find the way, in the order of the stub."""

import numpy as np

from gradus.grading import axes, expect, lines, points


def straight_lines(ax):
    """For each straight line on the Axes: its slope and its height at 0, and its x."""
    drawn = [(x, y) for x, y in lines(ax) if x.size > 1 and np.ptp(x) > 0 and np.isfinite(y).all()]
    fits = [(np.polyfit(x, y, 1), x, y) for x, y in drawn]
    return [(fit, x) for fit, x, y in fits if np.allclose(np.polyval(fit, x), y)]


@points(0.5)
def test_points_on_a_line(submission):
    """Without noise, make_line puts every point on the line: y is 2x + 1.

    First draw all x, then calculate all y from them in one go. What does noise 0 leave of the line?
    """
    answer = submission.make_line(50, 2.0, 1.0, 0.0, np.random.default_rng(0))
    x, y = expect(answer).is_sequence(2, "arrays, x and y")
    x = expect(x, "x").array((50,))
    expect(y, "y").close_to(2 * x + 1)
    expect(float(np.abs(x).max()), "the largest |x|").at_most(5.0)


@points(0.5)
def test_loss_of_three_points(submission):
    """The loss of y = 2x - 1 at the points (1, 0), (2, 5), (4, 3) is 7.

    The line is at 1, 3 and 7 there, so the errors are 1, -2 and 4. What do you do with each of
    them, and then with all of them?
    """
    loss = submission.mse_loss(2.0, -1.0, np.array([1.0, 2.0, 4.0]), np.array([0.0, 5.0, 3.0]))
    expect(loss).close_to(7.0)


@points(1)
def test_gradient_of_three_points(submission):
    """The gradient of the loss at the same three points is what you get by hand.

    The errors are 1, -2 and 4. Work out the derivative of each error squared, once for w and once
    for b, and then the mean of the three.
    """
    x, y = np.array([1.0, 2.0, 4.0]), np.array([0.0, 5.0, 3.0])
    dw, db = expect(submission.mse_gradient(2.0, -1.0, x, y)).is_sequence(2, "numbers, dw and db")
    expect(dw, "dw, the first of the two").close_to(26 / 3)
    expect(db, "db, the second of the two").close_to(2.0)


@points(0.5)
def test_line_is_found(submission):
    """A thousand steps find the line through points that lie on one.

    Run a few steps by hand and print w, b and the loss: does the loss fall at every step?
    """
    x = np.array([-1.0, 0.0, 1.0, 2.0, 4.0])
    answer = submission.fit_line(x, 2 * x + 1, 0.05, 1000)
    w, b, _ = expect(answer).is_sequence(3, "parts: w, b and the losses")
    expect(w, "w").close_to(2.0, atol=1e-4)
    expect(b, "b").close_to(1.0, atol=1e-4)


@points(0.5)
def test_first_losses(submission):
    """There is one loss for each epoch, and the first is the loss of w = b = 0.

    Before the first step the line is y = 0. Its loss belongs at the start of the list.
    """
    x, y = np.array([0.0, 1.0, 2.0]), np.array([2.0, 1.0, 6.0])
    answer = submission.fit_line(x, y, 0.1, 2)
    _, _, losses = expect(answer).is_sequence(3, "parts: w, b and the losses")
    losses = expect(losses, "the losses").array((2,))
    expect(float(losses[0]), "losses[0]").close_to(41 / 3)
    after = np.mean((2.6 / 3 * x + 0.6 - y) ** 2)
    expect(float(losses[1]), "losses[1], after one step to w = 2.6/3 and b = 0.6").close_to(after)


@points(0.5)
def test_parabola_is_found(submission):
    """Gradient descent finds the parabola 2 + x - 3x², its constant first.

    Write the powers 1, x, x² of every point in a row of a matrix. What is each column multiplied
    by?
    """
    x = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    coefficients = submission.fit_polynomial(x, 2 + x - 3 * x**2, 2, 0.5, 70)
    expect(coefficients).close_to([2.0, 1.0, -3.0], atol=1e-3)


@points(0.5, seconds=30)
def test_pictures_are_drawn(submission):
    """One Axes shows the losses, the other one the fit, and both come back.

    Each call of plot belongs to one of the two Axes: loss_ax.plot(...), fit_ax.plot(...).
    """
    loss_ax, fit_ax = axes(submission), axes(submission)
    x, y, losses = np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 3.0]), [3.0, 1.0, 0.5, 0.4]
    drawn = submission.plot_fit(loss_ax, fit_ax, x, y, 1.5, 0.5, losses)
    expect(drawn).is_sequence(2, "Axes: loss_ax and fit_ax")
    curves = [x for x, y in lines(loss_ax) if y.shape == (4,) and np.allclose(y, losses)]
    expect(len(curves), "the lines on loss_ax whose heights are the losses").at_least(1)
    expect(curves[0], "where these losses are drawn").close_to([0.0, 1.0, 2.0, 3.0])
    fits = [fit for fit, _ in straight_lines(fit_ax)]
    expect(len(fits), "the straight lines on fit_ax").at_least(1)
    nearest = min(fits, key=lambda fit: np.abs(fit - [1.5, 0.5]).max())
    expect(np.round(nearest, 6), "slope and height at 0 of your line").close_to([1.5, 0.5])

"""What decides: other data, real noise, single steps, np.polyfit, pictures."""

import numpy as np
import pytest

from gradus.grading import arguments, axes, drawn, expect, gradient_check, helpers, lines, points, with_drawn

shared = helpers(__file__)
flat = shared.flat


def noisy(seed):
    """Noisy points around a line, well away from the middle: x of mean about 2."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 3.5, 9)
    return x, -1.5 * x + 4 + rng.normal(0, 0.7, 9)


@pytest.fixture
def cloud():
    return noisy(11)


def descent(x, y, degree, learning_rate, epochs):
    """Every (c₀, c₁, ...) from zero on: the gradient of the mean squared error is Hc - g."""
    powers = np.vander(x, degree + 1, increasing=True)
    h, g = 2 / len(x) * powers.T @ powers, 2 / len(x) * powers.T @ y
    path = [np.zeros(degree + 1)]
    for _ in range(epochs):
        path.append(path[-1] - learning_rate * (h @ path[-1] - g))
    return np.array(path)


def line_of(submission, noise, seed):
    """The x and y of 4000 points around -1.5x + 4."""
    answer = submission.make_line(4000, -1.5, 4.0, noise, np.random.default_rng(seed))
    x, y = expect(answer).is_sequence(2, "arrays, x and y")
    return expect(x, "x").array((4000,)), expect(y, "y").array((4000,))


def fitted(submission, *arguments):
    """The w, b and losses of fit_line."""
    answer = submission.fit_line(*arguments)
    return expect(flat(answer)).parts("w", "b", "the losses")


@points(0.5)
def test_noise_is_normal(submission):
    """The heights scatter normally around the line, and the noise is the standard deviation.

    Subtract the line from many y. What are the mean and the standard deviation of what is left?
    """
    for seed, noise in with_drawn((1, 2.0), (2, 0.3)):
        x, y = line_of(submission, noise, seed)
        left = (y - (-1.5 * x + 4.0)) / noise
        inner = left[np.abs(x) < 2]
        expect(float(left.std()), "the deviation of (y - wx - b) / noise").between(0.9, 1.1)
        expect(float(inner.std()), "the same, where |x| < 2").between(0.88, 1.12)
        expect(float(left.mean()), "the mean of (y - wx - b) / noise").between(-0.12, 0.12)
        far = float(np.mean(np.abs(left) > 2))
        expect(far, "the share of points further than 2 noise from the line").between(0.02, 0.08)
        farthest = float(np.mean(np.abs(left) > 3))
        expect(farthest, "the share of points further than 3 noise from the line").at_most(0.008)
        together = float(np.corrcoef(left, x)[0, 1])
        expect(together, "the correlation of x and y - wx - b").between(-0.1, 0.1, "about 0")


@points(0.5)
def test_x_is_drawn_evenly(submission):
    """All of [-5, 5] is equally likely for x, and only the generator passed in decides.

    Is all chance asked of rng? Look at a histogram of many x.
    """
    x, y = line_of(submission, 1.0, seed=5)
    again, same = line_of(submission, 1.0, seed=5)
    after = arguments(submission)[4].random()  # asked of the student's own generator
    first = float(np.random.default_rng(5).random())
    other, _ = line_of(submission, 1.0, seed=6)
    expect(again, "x, drawn once more from an equal generator").close_to(x)
    expect(same, "y, drawn once more from an equal generator").close_to(y)
    changed = int(np.sum(other != x))
    expect(changed, "how many of 4000 x another generator changes").at_least(3900)
    expect(after, "what rng draws next").holds(after != first, "something else than at first: it was drawn from")
    rising = float(np.mean(np.diff(x) > 0))
    expect(rising, "the share of x that are larger than the one before").between(0.4, 0.6)
    counts = np.histogram(x, bins=10, range=(-5, 5))[0]
    expect(int(counts.sum()), "how many of 4000 x lie in [-5, 5]").equals(4000)
    expect(int(counts.min()), "how many lie in the emptiest tenth").between(280, 400)
    expect(int(counts.max()), "how many lie in the fullest tenth").between(400, 520)


@points(0.5)
def test_loss_of_other_data(submission):
    """The loss is the mean squared error for any number of points; it is 0 for a perfect line.

    Try one point, then the same point three times: the mean does not change.
    """

    def judge(seed, n):
        rng = np.random.default_rng(seed)
        x, y, w, b = rng.uniform(-3, 3, n), rng.normal(0, 5, n), rng.normal(), rng.normal()
        squares = [(w * p + b - q) ** 2 for p, q in zip(x, y, strict=True)]
        expect(submission.mse_loss(w, b, x, y)).close_to(sum(squares) / n)

    for seed, n in ((4, 1), (5, 4), (6, 30)):
        judge(seed, n)
    x = np.array([1.0, 2.0, 5.0])
    expect(submission.mse_loss(-2.0, 3.0, x, 3 - 2 * x)).close_to(0.0)
    x, y = np.array([1.3e-4, 2.1e-4, 4.7e-4]), np.array([2.9e-4, 0.4e-4, 3.6e-4])
    wanted = np.mean((0.7 * x + 1.7e-4 - y) ** 2)
    expect(submission.mse_loss(0.7, 1.7e-4, x, y), "the loss of tiny data").close_to(wanted, atol=0.0)
    judge(drawn(), 4)


@points(1)
def test_gradient_by_nudging(submission):
    """Both derivatives agree with a nudge of w and of b, for any number of points.

    Compare with the loss at w + h and w - h, then at b + h and b - h. Which of the two is off, and
    by what factor?
    """

    def judge(seed, n):
        rng = np.random.default_rng(seed)
        x, y, at = rng.uniform(-1, 4, n), rng.normal(2, 3, n), rng.normal(0, 2, 2)

        def loss(p):
            return np.mean((p[0] * x + p[1] - y) ** 2)

        answer = flat(submission.mse_gradient(*at, x, y))
        dw, db = expect(answer).is_sequence(2, "numbers, dw and db")
        both = [expect(dw, "dw").number(), expect(db, "db").number()]
        gradient_check(both, loss, at, "dw and db")

    for seed, n in ((8, 1), (9, 5), (10, 40)):
        judge(seed, n)
    x, y = np.array([1.3e-4, 2.1e-4, 4.7e-4]), np.array([2.9e-4, 0.4e-4, 3.6e-4])
    errors = 0.7 * x + 1.7e-4 - y
    wanted = [np.mean(2 * errors * x), np.mean(2 * errors)]
    answer = submission.mse_gradient(0.7, 1.7e-4, x, y)
    expect(flat(answer), "dw and db of tiny data").close_to(wanted, atol=0.0)
    judge(drawn(), 5)


@points(1)
def test_single_steps(submission, cloud):
    """After every number of steps, at small rates and large ones, w and b are right.

    One step from w = b = 0 can be done by hand. Do both derivatives belong to the same w and b?
    """
    x, y = cloud
    for learning_rate, epochs in ((0.01, 1), (0.02, 4), (0.3, 2), (0.3, 5)):
        w, b, _ = fitted(submission, x, y, learning_rate, epochs)
        expected = descent(x, y, 1, learning_rate, epochs)[-1]
        expect(w, "w").close_to(expected[1])
        expect(b, "b").close_to(expected[0])
    w, b, _ = fitted(submission, x, 1e-9 * y, 0.02, 4)
    expected = 1e-9 * descent(x, y, 1, 0.02, 4)[-1]
    expect(w, "w, where y is tiny").close_to(expected[1], atol=0.0)
    expect(b, "b, where y is tiny").close_to(expected[0], atol=0.0)
    w, b, _ = fitted(submission, x[:1], y[:1], 0.02, 3)
    expected = descent(x[:1], y[:1], 1, 0.02, 3)[-1]
    expect(w, "w, from a single point").close_to(expected[1])
    expect(b, "b, from a single point").close_to(expected[0])
    w, b, losses = fitted(submission, x, y)
    expect(losses, "the losses, where nothing is said of the epochs").has_shape((200,))
    expect(w, "w at the usual rate").close_to(descent(x, y, 1, 0.01, 200)[-1, 1])
    x, y = noisy(drawn())
    w, b, _ = fitted(submission, x, y, 0.02, 4)
    expect([w, b], "w and b").close_to(descent(x, y, 1, 0.02, 4)[-1][::-1])


@points(0.5)
def test_losses_belong_to_steps(submission, cloud):
    """Each loss is the one before its step, and without any step there is none.

    Where in your loop do you note the loss: before w and b move, or after?
    """
    x, y = cloud
    for learning_rate, epochs in ((0.05, 5), (0.2, 3)):
        _, _, losses = fitted(submission, x, y, learning_rate, epochs)
        path = descent(x, y, 1, learning_rate, epochs)[:-1]
        expect(losses, "the losses").close_to([np.mean((w * x + b - y) ** 2) for b, w in path])
    w, b, losses = fitted(submission, x, y, 0.1, 0)
    expect(w, "w without a step").close_to(0.0)
    expect(b, "b without a step").close_to(0.0)
    expect(losses, "the losses without a step").is_sequence(0, "losses")
    x, y = noisy(drawn())
    _, _, losses = fitted(submission, x, y, 0.05, 5)
    expect(losses, "the losses").close_to([np.mean((w * x + b - y) ** 2) for b, w in descent(x, y, 1, 0.05, 5)[:-1]])


@points(0.5)
def test_line_agrees_with_polyfit(submission):
    """After many steps the line is the best one that there is.

    Draw the data and your line. Is every point used, in every step?
    """
    for seed in with_drawn(21):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-1, 3, 40)
        y = 2 * x + 1 + rng.normal(0, 1, 40)
        w, b, _ = fitted(submission, x, y, 0.1, 500)
        best = np.polyfit(x, y, 1)
        expect(w, "w").close_to(best[0], atol=1e-4)
        expect(b, "b").close_to(best[1], atol=1e-4)


@points(1)
def test_polynomial_steps(submission):
    """The coefficients of any degree are right after every step, and every step is taken.

    Do one step from zero by hand, for degree 1. All coefficients move at once, each by its own
    derivative, and the constant comes first. Where y is tiny, so are the steps, and they count.
    """
    rng = np.random.default_rng(9)
    x, y = rng.uniform(-1.5, 2, 12), rng.normal(1, 2, 12)
    for degree, learning_rate, epochs in ((0, 0.3, 4), (1, 0.1, 6), (3, 0.02, 7), (4, 0.01, 0)):
        answer = submission.fit_polynomial(x, y, degree, learning_rate, epochs)
        expected = descent(x, y, degree, learning_rate, epochs)[-1]
        expect(answer).close_to(expected)
    single = submission.fit_polynomial(x[:1], y[:1], 2, 0.05, 3)
    expect(single, "the coefficients from a single point").close_to(descent(x[:1], y[:1], 2, 0.05, 3)[-1])
    answer = submission.fit_polynomial(x, 1e-13 * y, 2, 0.1, 30)
    scaled = 1e13 * expect(answer, "the coefficients, where y is tiny").array((3,))
    expect(scaled, "the coefficients for a tiny y, times 1e13").close_to(descent(x, y, 2, 0.1, 30)[-1])
    cubic = submission.fit_polynomial(x / 1.5, y, 3, 0.3, 1500)
    expect(cubic).close_to(np.polyfit(x / 1.5, y, 3)[::-1], atol=1e-4)
    x, y = noisy(drawn())
    answer = submission.fit_polynomial(x - 2, y, 3, 0.02, 7)
    expect(answer).close_to(descent(x - 2, y, 3, 0.02, 7)[-1])


@points(0.5, seconds=30)
def test_points_and_line_in_the_picture(submission):
    """Every data point has its mark, and the line reaches from the leftmost point to the rightmost.

    The points are not sorted, and nothing joins them. From which x to which x goes your line?
    """
    loss_ax, fit_ax = axes(submission), axes(submission)
    x, y = np.array([2.0, -3.5, 0.5, 4.0, -1.0]), np.array([1.0, 6.0, 2.5, -3.0, 2.0])
    drawing = submission.plot_fit(loss_ax, fit_ax, x, y, -1.25, 1.75, np.array([9.0, 4.0, 1.0]))
    fits = [x for fit, x in shared.straight_lines(fit_ax) if np.allclose(fit, [-1.25, 1.75])]
    heights = [height for _, heights in lines(fit_ax) for height in heights]
    expect(heights, "the heights of the lines on fit_ax").holds(fits, "those of a line that follows wx + b")
    expect(min(x.min() for x in fits), "where the line begins").at_most(-3.5)
    expect(max(x.max() for x in fits), "where the line ends").at_least(4.0)
    data, right = shared.data_drawn(fit_ax, x, y)
    label = "the marks on fit_ax (x and y of each), and the heights of a line that joins the data"
    expect(data, label).holds(right, "a mark at each data point, and no such line")
    first, _ = expect(drawing).parts("loss_ax", "fit_ax")
    curves = [heights for _, heights in lines(first) if heights.shape == (3,)]
    in_order = any(np.allclose(heights, [9.0, 4.0, 1.0]) for heights in curves)
    expect(drawing).holds(in_order, "loss_ax, and then fit_ax")

"""What decides: every loss, step and batch by formulas; moons that nobody has seen; pictures."""

import itertools

import numpy as np

from gradus.grading import (
    arguments,
    assign,
    axes,
    drawn,
    each,
    expect,
    helpers,
    left_alone,
    points,
    prerequisite,
    type_name,
    with_drawn,
)

shared = helpers(__file__)
engine = shared.engine
score = shared.score
score_and_data = shared.score_and_data
line = shared.line
hinge = shared.hinge


def cost(w, X, y):
    """The loss that train should see: w is w1, w2, b."""
    return hinge(X @ w[:2] + w[2], y) + 1e-4 * float(w @ w)


def stepped(w, X, y, step, steps):
    """What one step of train should make of w: only samples within the margin pull, each by its own y * (x1, x2, 1)."""
    pulls = y[:, None] * np.column_stack([X, np.ones(len(X))])
    slope = 2e-4 * w - pulls[pulls @ w < 1.0].sum(axis=0) / len(X)
    return w - (1.0 - 0.9 * step / steps) * slope


def samples(n, seed):
    """Points and classes that no line separates."""
    rng = np.random.default_rng(seed)
    return rng.normal(0.0, 1.5, (n, 2)), rng.choice([-1.0, 1.0], n)


def numbers_in(placed):
    return expect(each(placed, "data"), "w1, w2, b").array((3,))


@points(0.5)
def test_any_hinge(submission, engine):
    """The loss and its gradients are right for any scores, both classes, and any number of samples.

    A sample beyond the margin costs nothing, and pulls at nothing.
    """
    for seed, n in with_drawn((1, 9), (2, 4), (3, 1)):
        rng = np.random.default_rng(seed)
        numbers, targets = rng.normal(0.0, 2.0, n), rng.choice([-1.0, 1.0], n)
        scores = [engine.Value(float(number)) for number in numbers]
        loss, data = score_and_data(submission.hinge_loss(scores, targets))
        left_alone(submission)
        expect(data, "the loss").close_to(hinge(numbers, targets))
        loss.backward()
        slope = np.where(targets * numbers < 1.0, -targets / n, 0.0)
        expect(each(scores, "grad"), "the scores' grads").close_to(slope, atol=1e-6)


@points(0.5)
def test_any_penalty(submission, engine):
    """The penalty and its gradients are right for any alpha and any number of parameters.

    Every parameter counts by its square, the negative ones too, and none is divided by a number.
    """
    fixed = ([0.5, -2.0, 0.0, 3.0, -1.5], 1e-4), ([-4.0], 0.25), ([1.0, 2.0], 0.0)
    for numbers, alpha in with_drawn(*fixed, draw=lambda rng: (rng.uniform(-3, 3, 5).tolist(), rng.uniform(0.01, 0.5))):
        parameters = [engine.Value(number) for number in numbers]
        penalty, data = score_and_data(submission.l2_penalty(parameters, alpha))
        expect(data, "the penalty").close_to(alpha * np.sum(np.square(numbers)), atol=1e-9)
        penalty.backward()
        slope = 2 * alpha * np.array(numbers)
        expect(each(parameters, "grad"), "the parameters' grads").close_to(slope, atol=1e-9)


@points(0.5)
def test_rate_of_any_run(submission):
    """The rate falls along a straight line from 1.0 at step 0 to 0.1 at the end, in any run.

    A run of one step, a run of a hundred: where does each begin, and where would it end?
    """
    fixed = (0, 1), (1, 1), (0, 100), (25, 100), (100, 100), (3, 7), (6, 7)
    for step, steps in with_drawn(*fixed, draw=lambda rng: (int(rng.integers(9)), int(rng.integers(9, 300)))):
        rate = submission.learning_rate(step, steps)
        expect(rate).close_to(1.0 - 0.9 * step / steps, atol=1e-9)


@points(1)
def test_every_step_of_training(submission, line):
    """Each loss and each step are those of the loss on all samples, with the rate of that step.

    Follow one parameter by hand for three steps: loss, gradient of just this loss, rate, number.
    """

    def judge(seed, n, steps):
        X, y = samples(n, seed)
        w = np.random.default_rng(seed).normal(0.0, 1.0, 3)
        model, placed = line(*map(float, w))
        assign(placed, "grad", [5.0] * 3)  # of something that was there before
        answer = submission.train(model, X, y, steps)
        left_alone(submission)
        wanted = []
        for step in range(steps):
            wanted.append(cost(w, X, y))
            w = stepped(w, X, y, step, steps)
        expect(answer, "the losses").close_to(wanted, rtol=1e-6, atol=1e-6)
        expect(numbers_in(placed), "w1, w2, b after training").close_to(w, rtol=1e-6, atol=1e-6)

    for case in ((1, 7, 4), (2, 12, 3), (4, 1, 3), (7, 1, 5)):
        judge(*case)
    model, _ = line(2.3e-6, 0.0, 0.0)  # all margins are above 1, and hardly anything changes from step to step
    answer = submission.train(model, np.array([[1e6, 0.3], [-2e6, 0.4]]), np.array([1.0, -1.0]), 7)
    label = "the losses of 7 steps in which hardly anything changes"
    expect(answer, label).close_to(np.zeros(7))
    judge(drawn(), 7, 4)


# Every sample costs something wherever w can get to, and no two choices of rows cost the same.
APART = np.column_stack([2.0 ** np.arange(8) / 64, np.arange(8) % 2]), np.where(np.arange(8) % 2 == 0, 1.0, -1.0)


def rows_of(losses, w, size):
    """The rows of APART that each step must have used, by the losses, and w after all of them; [] if there are none."""
    X, y = APART
    used = []
    for step, loss in enumerate(losses):
        rows = [list(choice) for choice in itertools.combinations(range(8), size)]
        fits = [choice for choice in rows if abs(cost(w, X[choice], y[choice]) - loss) < 1e-6]
        if len(fits) != 1:
            return [], w
        used.append(fits[0])
        w = stepped(w, X[fits[0]], y[fits[0]], step, len(losses))
    return used, w


@points(0.5)
def test_batches_of_different_rows(submission, line):
    """With a batch_size each step uses so many different rows, with their own classes.

    Which rows a step has used shows in its loss. Can a row come twice? Are X and y cut alike?
    """
    for seed, size in ((0, 3), (1, 3), (2, 3), (3, 3), (4, 3), (5, 1)):
        start = np.array([10.0, 40.3, -20.1])
        model, placed = line(*map(float, start))
        answer = submission.train(model, *APART, 3, size, np.random.default_rng(seed))
        losses = expect(answer, "the losses").array((3,))
        used, w = rows_of(losses, start, size)
        expect(len(used), f"for how many of 3 steps {size} different rows have this loss").equals(3)
        expect(numbers_in(placed), "w1, w2, b after training").close_to(w, atol=1e-5)


@points(0.5)
def test_rows_are_drawn_anew(submission, line):
    """Each step draws its rows anew from all of them, whatever the step before has used.

    Can a row that was just used come again at once? It can, but it need not.
    """
    together, neighbours = [], []
    for seed in range(7):
        start = np.array([10.0, 40.3, -20.1])
        model, _ = line(*map(float, start))
        answer = submission.train(model, *APART, 2, 4, np.random.default_rng(seed))
        if not isinstance(answer, (list, tuple, np.ndarray)) or len(answer) != 2:
            expect(answer, "the losses of two steps").is_sequence(2, "losses")
        losses = [float(loss) if isinstance(loss, (int, float)) else np.nan for loss in answer]
        used, _ = rows_of(losses, start, 4)
        together.append(len(set().union(*used)))
        neighbours += [max(np.diff(sorted([*rows, rows[0] + 8, rows[1] + 8]))) for rows in map(sorted, used)]
    found = expect(together, "how many different rows of 8 two steps of 4 rows use, in each of 7 runs")
    found.holds(0 not in together, "4 different rows in each step").holds(set(together) - {4}, "other rows at times")
    found.holds(set(together) - {8}, "a row that comes in both steps, at times")
    found = expect(neighbours, "the widest gap between the rows of each step, round the end")
    found.holds(set(neighbours) - {5}, "rows that are no neighbours, at times")


@points(0.5)
def test_generator_decides(submission, line):
    """The same seed gives the same run, a batch of all rows is the whole; without rng each run differs.

    Where do the random rows come from? Nothing but rng may decide, if there is one.
    """
    X, y = samples(9, 4)
    start, runs = (0.3, -0.2, 0.1), []
    for batch_size, seed in ((4, 5), (4, 5), (9, 6), (4, 8)):
        model, _ = line(*start)
        answer = submission.train(model, X, y, 4, batch_size, np.random.default_rng(seed))
        runs.append(expect(answer, "the losses").array((4,)))
    same = np.allclose(runs[0], runs[1], rtol=1e-9, atol=1e-12)
    expect(same).is_true("two runs with the same seed have the same losses")
    found = expect(runs[3], "the losses with another seed")
    found.holds(not np.allclose(runs[0], runs[3]), "others than with the first seed")
    rng, again = np.random.default_rng(9), []
    for _ in range(2):
        model, _ = line(*start)
        answer = submission.train(model, X, y, 4, 4, rng)
        rng = arguments(submission)[5]  # the generator as it is after the first run
        again.append(expect(answer, "the losses").array((4,)))
    found = expect(rng.random(), "what a generator draws after two runs that it drew the rows of")
    found.holds(not np.allclose(again[0], again[1]), "another number than before, and two unequal runs")
    model, _ = line(*start)
    whole = expect(submission.train(model, X, y, 4), "the losses").array((4,))
    expect(runs[2], "the losses with a batch of all rows").close_to(whole, atol=1e-9)
    fresh = []
    for _ in range(2):
        model, _ = line(*start)
        fresh.append(expect(submission.train(model, X, y, 8, 4), "the losses without rng").array((8,)))
    expect(not np.allclose(fresh[0], fresh[1])).is_true("two runs without rng have different losses")


def two_moons(n, seed):
    """scikit-learn's two moons with noise 0.05: an arc upwards, and one downwards inside it."""
    rng = np.random.default_rng(seed)
    t, y = rng.uniform(0.0, np.pi, n), np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    up = np.column_stack([np.cos(t), np.sin(t)])
    down = np.column_stack([1.0 - np.cos(t), 0.5 - np.sin(t)])
    return np.where(y[:, None] > 0, up, down) + rng.normal(0.0, 0.05, (n, 2)), y


def network(submission, layers):
    """MLP(2, [hidden, 1]) with these numbers in its layers: a row for each neuron, its bias last.

    Which parameter is which is found out by setting one of them to 1 and all others to 0.
    """
    with prerequisite(submission, "micrograd/nn") as nn:
        model = nn.MLP(2, [len(layers[0]), 1])
        parts = expect(model.layers, "model.layers").is_sequence(2, "layers")
        for part, numbers in zip(parts, layers, strict=True):
            parameters = expect(part.parameters()).is_sequence(numbers.size, "parameters")
            places = []
            for _ in shared.one_by_one(parameters):
                answer = part([2.0 + i for i in range(numbers.shape[1] - 1)])
                answer = answer if isinstance(answer, (list, tuple)) else [answer]
                answer = np.array([float(score_and_data(value)[1]) for value in answer])
                places.append((int(abs(answer).argmax()), int(answer.sum()) - 2))  # the bias: -1, last
            expect(sorted(places)).close_to(sorted((j, i - 1) for j, i in np.ndindex(numbers.shape)))
            assign(parameters, "data", [float(numbers[place]) for place in places])
    return model


@points(1, seconds=60, end_to_end=True)
def test_moons_are_told_apart(submission, engine):
    """Trained on 40 points of two moons, a network is right on 95 % of points that it never saw.

    If every single step is right, this is too. Else print the losses: do they fall?
    """
    rng = np.random.default_rng(86)
    layers = [rng.normal(0.0, 1.5, shape).round(1) for shape in ((6, 3), (1, 7))]
    model = network(submission, layers)
    submission.train(model, *two_moons(40, 1), 40)
    points, classes = two_moons(100, 2)
    right = [(float(score_and_data(model(list(p)))[1]) > 0) == (c > 0) for p, c in zip(points, classes, strict=True)]
    expect(round(float(np.mean(right)), 2), "the share that is right").at_least(0.95)


@points(0.5)
def test_sides_of_any_line(submission, line):
    """Accuracy and grid are right for any line: each point, each row and column has its own place.

    Neither changes the model or the points, and the score counts as a number, not as a Value.
    """
    model, placed = line(0.5, -2.0, 0.75)
    X, y = samples(41, 6)
    share = np.mean((X @ [0.5, -2.0] + 0.75 > 0) == (y > 0))
    expect(submission.accuracy(model, X, y)).left_alone(submission).close_to(share)
    answers = [submission.accuracy(model, X[:1], np.array([sign])) for sign in (1.0, -1.0)]
    sides = [expect(answer).number() for answer in answers]
    above = float(X[0] @ [0.5, -2.0] + 0.75 > 0)
    expect(sides, "the accuracy for one point, of the class 1 and of -1").close_to([above, 1.0 - above])
    expect(submission.accuracy(model, X[:3], np.where(X[:3] @ [0.5, -2.0] > -0.75, -1.0, 1.0))).equals(0)
    some, _ = line(1.0, 0.0, 0.0)
    right = np.array([[2.0, 1.0], [-1.5, 0.5], [3.0, -1.0], [0.7, 0.3], [0.0, 1.0], [0.0, -2.0], [0.0, 3.0]])
    share = submission.accuracy(some, right, np.array([1.0, -1.0, 1.0, -1.0, -1.0, -1.0, 1.0]))
    expect(share, "the accuracy where 3 of 7 scores are 0").close_to(5 / 7)
    many, few = np.array([-1.0, 0.51234, 0.25, 4.0]), np.array([2.0, -3.0, 1.5])
    for xs, ys in ((many, few), (few[:1], many), (few, many[:1])):
        grid = expect(submission.decision_grid(model, xs, ys)).left_alone(submission)
        grid.close_to(0.5 * xs - 2.0 * ys[:, None] + 0.75, rtol=1e-6, atol=1e-6)
    expect(numbers_in(placed), "w1, w2, b after looking").close_to([0.5, -2.0, 0.75])
    (X, y), rng = samples(20, drawn()), np.random.default_rng(drawn())
    w1, w2, b = (rng.uniform(0.5, 2.0, 3) * rng.choice([-1, 1], 3)).tolist()
    model, _ = line(w1, w2, b)
    share = np.mean((X @ [w1, w2] + b > 0) == (y > 0))
    expect(submission.accuracy(model, X, y)).close_to(share)
    grid = expect(submission.decision_grid(model, X[:3, 0], X[:2, 1]))
    grid.close_to(w1 * X[:3, 0] + w2 * X[:2, 1, None] + b, rtol=1e-6, atol=1e-6)


def unevenness(piece, corners, w, b):
    """By how much the score of the line w, b varies on a contour, away from the frame.

    A contour line has one value, and the outline of a filled region has two.
    """
    inside = ((piece > corners.min(axis=0)) & (piece < corners.max(axis=0))).all(axis=1)
    scores = piece[inside] @ w + b
    low, high = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    return np.minimum(scores - low, high - scores).max(initial=0.0)


@points(0.5)
def test_boundary_is_drawn(submission, line):
    """The contour follows the line where the score is 0, all through the points, not its mirror.

    Which of xs and ys runs along the rows of the grid? And how far does the grid reach?
    """
    around, y = samples(14, 8)
    counts, missing, ends, short = [], [], [], []
    for w, b, along, stretch, middle in (
        ([1.0, -0.02], -4.18, 1, [1, 3], [4, -9]),
        ([0.05, 1.7], -6.35, 0, [3, 1], [-9, 4]),
    ):
        X = around * stretch + middle
        model, _ = line(*w, b)
        ax = axes(submission)
        submission.plot_boundary(ax, model, X, y)
        left_alone(submission)
        contours = [artist for artist in ax.collections if type_name(artist) == "QuadContourSet"]
        expect(shared.kinds(ax), "what is drawn").holds(contours, "a contour, by contour or contourf, and the points")
        pieces = [np.asarray(p, float) for contour in contours for level in contour.allsegs for p in level]
        corners = np.concatenate([np.empty((0, 2)), *(piece.reshape(-1, 2) for piece in pieces)])
        expect(len(corners) > 0).is_true("a contour where the score is 0")
        inner = corners[((corners > corners.min(axis=0)) & (corners < corners.max(axis=0))).all(axis=1)]
        inner = inner if len(inner) else corners
        reach = np.linspace(X[:, along].min(), X[:, along].max(), 7)
        across = -(b + w[along] * reach) / w[1 - along]
        on_line = np.column_stack([across, reach] if along else [reach, across])
        nearest = inner[[np.linalg.norm(inner - p, axis=1).argmin() for p in on_line]]
        aside = (nearest @ w + b) / np.hypot(w[0], w[1])
        label = "how far beside the places of score 0 the contour is, at 7 places"
        expect(aside, label).holds(max(abs(aside)) < 0.3, "nowhere more than a step of the grid")
        even = max((unevenness(piece, corners, w, b) for piece in pieces), default=0.0) < 1.0
        expect(even).is_true("the score is even along a contour")
        rows = len(np.unique(inner[np.abs(inner @ w + b) < 0.5 * np.hypot(w[0], w[1])][:, along].round(6)))
        counts.append(round(rows / 30, 4))
        far = [np.linalg.norm(corners - p, axis=1).min(initial=np.inf) for p in on_line]
        missing.append(max(far) >= 0.5 * max(stretch))
        ends += [corners[:, along].min(), corners[:, along].max()]
        beyond = 0.036 * np.ptp(X[:, along])  # what a step of the grid may leave
        short.append(ends[-2] > X[:, along].min() + beyond or ends[-1] < X[:, along].max() - beyond)
        shared.expect_points(ax, X, y)
    found = expect(ends, "how far the contours reach, along the boundary, in both pictures")
    found.holds(not any(short), "over all points")
    found = expect(counts, "how often the contour crosses a step of the grid, divided by the 30 that are asked for")
    found.holds(min(counts) > 0.85, "about 1 or more, in both pictures")
    expect(not any(missing)).is_true("a contour follows the line, all through the points")

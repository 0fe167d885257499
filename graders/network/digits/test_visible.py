"""What a student can run: the shapes of the data, and training with a network made of paper."""

import numpy as np

from gradus.grading import expect, helpers, points

shared = helpers(__file__)
loading = shared.loading
counted_parts = shared.counted_parts
four_parts = shared.four_parts
digits = shared.digits
pictures = shared.pictures
SHAPES = shared.SHAPES


class Believer:
    """A network that believes in class 0, with each step more: with 1/2, 3/4, 7/8 and so on."""

    def __init__(self):
        self.steps = []

    def forward(self, X):
        chance = 1 - 0.5 ** (len(self.steps) + 1)
        return np.tile([chance, 1 - chance], (len(X), 1))

    def backward(self, X, y, learning_rate):
        self.steps.append((X, y, learning_rate))

    def __repr__(self):
        return "net"


class Lookup:
    """A network with a fixed answer for each row: X holds the number of that row."""

    def __init__(self, answers):
        self.answers = np.array(answers)

    def forward(self, X):
        return self.answers[X[:, 0].astype(int)]

    def __repr__(self):
        return "net"


@points(0.5, seconds=60)
def test_data_in_four_parts(loading):
    """Loading gives 1437 pictures to train on and 360 to test on, each with a one-hot row.

    Print the four shapes. What is a label of 3 as a row of ten numbers?
    """
    _, y_train, _, y_test = four_parts(loading.load_data(np.random.default_rng(0)))
    for y, name in ((y_train, "y_train"), (y_test, "y_test")):
        hot = (np.sort(y, axis=1) == np.eye(10)[9]).all()
        expect(hot).is_true(f"each row of {name} is one 1 and else 0")


@points(0.5, seconds=60)
def test_pixels_from_0_to_1(loading):
    """The pixels are scaled: black is 0, white is 1, and every grey keeps its place between them.

    How large is the largest pixel of the data set, and what do you divide by? Of all pixels together, the mean is
    0.305.
    """
    X_train, _, X_test, _ = four_parts(loading.load_data(np.random.default_rng(1)))
    pixels = np.concatenate([X_train, X_test])
    told = [float(pixels.min()), float(pixels.max()), float(pixels.mean())]
    expect(told, "the smallest, the largest and the mean pixel").close_to([0.0, 1.0, 0.3052601], rtol=1e-4)


@points(0.5, seconds=60)
def test_pictures_beside_their_labels(loading):
    """Shuffled or not, every picture stands beside its own label.

    Print a row of X_train as 8 by 8 numbers, and y_train in the same row. Is it that digit?
    """
    X, y, _, _ = four_parts(loading.load_data(np.random.default_rng(5)))
    labels = dict(zip(pictures(digits()[0]), digits()[1], strict=True))
    own = np.mean([labels.get(picture) == hot.argmax() for picture, hot in zip(pictures(X), y, strict=True)])
    told = float(own if own > 0.9 else np.round(own, 1))  # by chance it is a tenth, in whatever order
    expect(told, "the share of training pictures that stand beside their own label").close_to(1.0)


@points(0.5, seconds=60)
def test_four_float_arrays(loading):
    """All four are arrays of floats, also the one-hot labels.

    Ask each of them for its dtype. A network calculates with all four.
    """
    parts = counted_parts(loading.load_data(np.random.default_rng(4)))
    kinds = [str(part.dtype) if isinstance(part, np.ndarray) else type(part).__name__ for part in parts]
    told = ", ".join(f"{name} {kind}" for name, kind in zip(SHAPES, kinds, strict=True))
    expect(told, "the dtypes").holds(all(kind.startswith("float") for kind in kinds), "float64 four times")


@points(0.5)
def test_share_of_right_answers(submission):
    """Accuracy is the share of samples whose largest probability is at the right class.

    Find the favourite class of each row by hand, and then count. What is a share of 3 out of 4?
    """
    net = Lookup([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2], [0.3, 0.3, 0.4], [0.2, 0.6, 0.2]])
    X, y = np.arange(4.0)[:, None], np.eye(3)[[2, 0, 1, 1]]
    expect(submission.accuracy(net, X, y)).close_to(0.75)


@points(1)
def test_losses_before_each_step(submission):
    """Training returns one loss for each epoch: the mean cross-entropy before that epoch's step.

    This network believes in class 0 with 1/2 at first, then with 3/4. What is its first loss?
    """
    X, y = np.array([[0.5, 1.0], [2.0, -1.0], [0.0, 3.0]]), np.eye(2)[[0, 1, 0]]
    losses = submission.train(Believer(), X, y, 4, 0.3)
    chance = 1 - 0.5 ** np.arange(1, 5)
    expect(losses).close_to(-(2 * np.log(chance) + np.log(1 - chance)) / 3, atol=1e-6)


@points(0.5)
def test_one_step_an_epoch(submission):
    """An epoch is one call of net.backward, with all rows and the learning rate that was asked for.

    Write down the calls of net.backward that an epoch makes. What does each one pass on?
    """
    net, X, y = Believer(), np.arange(300.0).reshape(150, 2) / 7, np.tile(np.eye(2), (75, 1))
    submission.train(net, X, y, 3, 0.07)
    rows, rates = [float(len(step[0])) for step in net.steps], [step[2] for step in net.steps]
    expect(rows, "the numbers of rows that the calls of net.backward were given").close_to([150.0, 150.0, 150.0])
    expect(rates, "the learning rates that they were given").close_to([0.07, 0.07, 0.07])
    for rows, classes, _ in net.steps:
        expect(rows, "the X that net.backward was given").close_to(X)
        expect(classes, "the y that net.backward was given").close_to(y)


@points(0.5)
def test_gap_between_the_two(submission):
    """The gap is the accuracy in training minus the accuracy in testing.

    Which of the two is larger for a network that only learned by heart?
    """
    net = Lookup([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.8, 0.2]])
    train, test = np.arange(5.0)[:, None], np.arange(1.0, 5.0)[:, None]
    y_train, y_test = np.eye(2)[[0, 1, 0, 1, 1]], np.eye(2)[[1, 1, 0, 0]]
    gap = submission.generalization_gap(net, train, y_train, test, y_test)
    expect(gap).close_to(0.8 - 0.5)

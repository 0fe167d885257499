"""Can your network draw the line between two moons?

Two crescents of points, one inside the arm of the other, and no straight line that keeps them
apart. A small network of your own Values learns to do it: it gives each point a score, a loss says
how far the scores are from what they should be, and gradient descent moves every parameter a
little. The curve on which the score is 0 is the decision boundary. This is a whole training run,
with nothing hidden in a library.

Go in this order: `hinge_loss`, `l2_penalty`, `learning_rate`; then `train`, which uses all three;
then `accuracy`, `decision_grid` and `plot_boundary`, which look at what was learned. `model` is an
MLP of micrograd/nn with two inputs and one output: `model(x)` is the score of the point x, a Value.
Above 0 it stands for the class +1, otherwise for the class -1. Type annotations are not needed.

Lesson: lessons/demo.ipynb, read it first.
Words and symbols: docs/learn/notation.md. The loss does not fall? docs/learn/troubleshooting.md.

Source: Andrej Karpathy, micrograd (github.com/karpathy/micrograd), demo.ipynb; the CS231n notes,
"Linear Classification" (hinge loss, regularization); scikit-learn, `make_moons`.

Derivation: docs/derivations/micrograd.md, "The hinge loss".
"""

import numpy as np

from exercises.micrograd.engine import Value


def hinge_loss(scores, targets):
    """How far the scores are from being right with a margin of 1.

    A sample with score s and target t costs max(0, 1 - t * s): nothing if the score is on the right
    side of 0 by at least 1, otherwise what is missing. The product t * s is the margin: how far on
    the right side the score is. The loss is the mean over all samples.

    Args:
        scores: list of n Values, n at least 1.
        targets: list or array of n floats, each 1.0 or -1.0.

    Returns:
        Value, so that `backward()` reaches the scores and all that they were made from.

    Example:
        >>> scores = [Value(2.0), Value(0.5), Value(-1.0)]
        >>> loss = hinge_loss(scores, [1.0, 1.0, 1.0])
        >>> round(loss.data, 4)
        0.8333
        >>> loss.backward()
        >>> [round(score.grad, 4) for score in scores]
        [0.0, -0.3333, -0.3333]

    Hint: Your Values have a `relu()`.

    Source: the CS231n notes, "Linear Classification", multiclass SVM loss; Goodfellow, Bengio,
        Courville, Deep Learning, 5.7.2 (support vector machines).
    """
    ### BEGIN SOLUTION
    losses = [(1 - score * target).relu() for score, target in zip(scores, targets, strict=True)]
    return sum(losses, Value(0.0)) / len(losses)
    ### END SOLUTION


def l2_penalty(parameters, alpha):
    """What large parameters cost: alpha times the sum of their squares.

    Added to the loss it pulls every parameter towards 0, and keeps the line between the moons from
    winding around single points (overfitting: learning the examples by heart). This is called L2
    regularisation, or weight decay.

    Args:
        parameters: list of Values, at least one.
        alpha: float, how much it counts.

    Returns:
        Value: alpha * (p1**2 + p2**2 + ...), with no factor 1/2.

    Example:
        >>> p, q = Value(3.0), Value(-1.0)
        >>> penalty = l2_penalty([p, q], 0.1)
        >>> round(penalty.data, 4)
        1.0
        >>> penalty.backward()
        >>> round(p.grad, 4), round(q.grad, 4)
        (0.6, -0.2)

    Hint: What does one parameter cost, and what do all of them?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 7.1.1 (there with a factor 1/2).
    """
    ### BEGIN SOLUTION
    return alpha * sum((p * p for p in parameters), Value(0.0))
    ### END SOLUTION


def learning_rate(step, steps):
    """How long the step is: 1.0 at step 0, and from there down along a straight line.

    A learning rate that changes during training is a schedule: long steps while there is far to go,
    short ones to settle.

    The line reaches 0.1 at step = steps. A run of `steps` steps makes those from 0 to steps - 1, so
    its last one is still a little longer than 0.1.

    Args:
        step: int from 0 to steps.
        steps: int, how many steps the run has, at least 1.

    Returns:
        Float from 1.0 down to 0.1.

    Example:
        >>> [round(learning_rate(step, 10), 4) for step in (0, 1, 5, 9, 10)]
        [1.0, 0.91, 0.55, 0.19, 0.1]

    Hint: By how much does the rate fall in the whole run, and which share of the run is over?

    Source: Karpathy, micrograd, demo.ipynb; Goodfellow, Bengio, Courville, Deep Learning, 8.3.1.
    """
    ### BEGIN SOLUTION
    return 1.0 - 0.9 * step / steps
    ### END SOLUTION


def train(model, X, y, steps, batch_size=None, rng=None):
    """Train the model, and keep a record of its loss.

    For each step, from 0 to steps - 1:

    1. Choose the samples of this step: all rows of X or, with a batch_size, that many different
       rows, drawn anew from all rows for each step, whatever earlier steps have used (a mini-batch;
       the descent is then called stochastic, SGD).
    2. The loss is the hinge loss of the model's scores for them plus the L2 penalty of all of the
       model's parameters with alpha = 1e-4. Note its number.
    3. Find the gradient of this loss, and of nothing that was there before.
    4. Move every parameter by -learning_rate(step, steps) times its grad.

    Args:
        model: MLP with two inputs and one output, or anything else that can be called on a point
            and has `parameters()` and `zero_grad()`. It is trained in place.
        X: float array (n, 2), a point in each row. It is not modified.
        y: float array (n,), the class of each point, 1.0 or -1.0. It is not modified.
        steps: int, how many steps to take.
        batch_size: int from 1 to n, or None (the default) for all rows at each step.
        rng: numpy.random.Generator that draws the rows, and nothing else does, so that the same
            seed gives the same run; or None (the default) for a fresh one.

    Returns:
        List of floats, one loss for each step: what it was before the parameters moved.

    Example:
        >>> from exercises.micrograd.nn import MLP
        >>> model = MLP(2, [1])
        >>> for p in model.parameters():
        ...     p.data = 0.0
        >>> X, y = np.array([[1.0, 2.0], [-1.0, -2.0]]), np.array([1.0, -1.0])
        >>> losses = train(model, X, y, 2)
        >>> [round(loss, 4) for loss in losses]
        [1.0, 0.0005]
        >>> [round(p.data, 3) for p in model.parameters()]
        [1.0, 2.0, 0.0]

    Hint: `backward()` adds to the grads that are there. Which ones are there at the second step?

    Source: Karpathy, micrograd, demo.ipynb; Goodfellow, Bengio, Courville, Deep Learning, 8.1.3
        (minibatches).
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng() if rng is None else rng
    losses = []
    for step in range(steps):
        rows = np.arange(len(X))
        if batch_size is not None:
            rows = rng.permutation(len(X))[:batch_size]

        scores = [model(x) for x in X[rows]]
        loss = hinge_loss(scores, y[rows]) + l2_penalty(model.parameters(), 1e-4)
        losses.append(loss.data)

        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate(step, steps) * p.grad
    return losses
    ### END SOLUTION


def accuracy(model, X, y):
    """The share of points on whose side of 0 the score is right.

    Args:
        model: MLP with two inputs and one output. It is not trained here.
        X: float array (n, 2). It is not modified.
        y: float array (n,), 1.0 or -1.0. It is not modified.

    Returns:
        Float between 0 and 1 (a fraction, not a percentage). A score above 0 stands for the class
        +1, any other for the class -1.

    Example:
        >>> from exercises.micrograd.nn import MLP
        >>> model = MLP(2, [1])
        >>> for p in model.parameters():
        ...     p.data = 1.0
        >>> X = np.array([[2.0, 1.0], [0.0, -3.0], [-2.0, 0.5], [3.0, 3.0]])
        >>> accuracy(model, X, np.array([1.0, -1.0, 1.0, 1.0]))
        0.75

    Hint: The size of a score does not matter here.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 5.1.2 (the performance measure).
    """
    ### BEGIN SOLUTION
    scores = np.array([model(x).data for x in X])
    return float(np.mean((scores > 0) == (y > 0)))
    ### END SOLUTION


def decision_grid(model, xs, ys):
    """The model's score at every point of a grid, as a picture needs it.

    Row i belongs to ys[i] and column j to xs[j]: in each row, y is the same and x varies. That is
    how matplotlib's `contour(xs, ys, grid)` wants it. (A contour joins places of equal score.)

    Args:
        model: MLP with two inputs and one output.
        xs: float array (m,), the first coordinates.
        ys: float array (k,), the second coordinates. Neither is modified.

    Returns:
        Float array (k, m): the score of the point (xs[j], ys[i]) at [i, j], a plain number.

    Example:
        >>> from exercises.micrograd.nn import MLP
        >>> model = MLP(2, [1])
        >>> for p in model.parameters():
        ...     p.data = 1.0
        >>> decision_grid(model, np.array([0.0, 10.0, 20.0]), np.array([1.0, 2.0]))
        array([[ 2., 12., 22.],
               [ 3., 13., 23.]])

    Hint: Two loops. Which of them is the outer one?

    Source: the documentation of matplotlib, `Axes.contour`.
    """
    ### BEGIN SOLUTION
    return np.array([[model([x, y]).data for x in xs] for y in ys])
    ### END SOLUTION


def plot_boundary(ax, model, X, y):
    """Draw what the model has learned, and the points.

    The boundary lies where the score is 0: draw it with `ax.contour` (level 0) or as the edge of
    regions with `ax.contourf`, over a grid that reaches over all points and has at least 30 steps
    in each direction. Mark every point of X on top, the two classes in different colours (or with
    different markers).

    Args:
        ax: matplotlib Axes to draw on.
        model: MLP with two inputs and one output.
        X: float array (n, 2). It is not modified.
        y: float array (n,), 1.0 or -1.0. It is not modified.

    Returns:
        The Axes.

    Example:
        >>> from matplotlib.figure import Figure
        >>> from exercises.micrograd.nn import MLP
        >>> ax = Figure().add_subplot()
        >>> model = MLP(2, [1])
        >>> for p in model.parameters():
        ...     p.data = 1.0
        >>> X, y = np.array([[1.0, 2.0], [0.0, -3.0]]), np.array([1.0, -1.0])
        >>> plot_boundary(ax, model, X, y) is ax
        True

    Hint: `np.linspace` from the smallest to the largest coordinate, a little further on both sides;
        then `decision_grid`. `ax.scatter` takes colours from numbers.

    Source: the documentation of matplotlib, `Axes.contourf` and `Axes.scatter`.
    """
    ### BEGIN SOLUTION
    low, high = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5
    xs, ys = np.linspace(low[0], high[0], 40), np.linspace(low[1], high[1], 40)
    grid = decision_grid(model, xs, ys)
    far = np.abs(grid).max() + 1.0
    ax.contourf(xs, ys, grid, levels=[-far, 0.0, far], cmap="coolwarm", alpha=0.4)
    ax.scatter(X[:, 0], X[:, 1], c=y, cmap="coolwarm", edgecolors="black")
    return ax
    ### END SOLUTION

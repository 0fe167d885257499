"""Everything together: learn a line from data.

Derivatives, gradients and descent meet a real task. Points scatter around a line that nobody told
you; find it. The plan is the one that trains every network later on: a model (a line) with
parameters (its slope w, the weight, and its height b, the bias), a loss (how wrong is it), the
gradient of the loss, and steps downhill.

Make the data first (`make_line`), then measure the error (`mse_loss`), differentiate it
(`mse_gradient`), train (`fit_line`), and look (`plot_fit`). Work from top to bottom. The last
function (`fit_polynomial`, the same idea with more coefficients) is marked "Further": it may wait.

Throughout this module x and y are float arrays of shape (n,): one number a point, no columns.

Lesson: lessons/linear-regression.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Deep Learning (Goodfellow, Bengio & Courville), section 5.1.4 (linear regression);
Christopher Bishop, Pattern Recognition and Machine Learning, section 1.1 (polynomial fitting).

Derivation: docs/derivations/calculus.md, "The gradient of the mean squared error".
"""

import numpy as np


def make_line(n, w, b, noise, rng):
    """Make n points that scatter around the line with slope w and height b at 0.

    With data that you made yourself you know what the right answer is. Each x is drawn uniformly
    from [-5, 5]: every number in that range is as likely as any other. Each y is the height of the
    line at its x, plus a draw of its own from a normal distribution with mean 0 and standard
    deviation `noise`: the bell curve, where about two draws in three lie within one standard
    deviation of the mean.

    Args:
        n: int, how many points.
        w: float, the slope of the line.
        b: float, the height of the line at x = 0.
        noise: float, 0 or more: the standard deviation of the noise. With 0 the points lie on the
            line.
        rng: numpy.random.Generator, the only source of chance: an equal generator gives equal data.

    Returns:
        Tuple (x, y) of float arrays of shape (n,). They are not sorted.

    Example:
        >>> x, y = make_line(50, 2.0, 1.0, 0.0, np.random.default_rng(0))
        >>> x.shape, y.shape, bool(np.allclose(y, 2 * x + 1))
        ((50,), (50,), True)

    Hint: a Generator has the methods `uniform` and `normal`, and both take a size.

    Source: NumPy documentation, numpy.random.Generator.
    """
    ### BEGIN SOLUTION
    x = rng.uniform(-5, 5, size=n)
    y = w * x + b + rng.normal(0, noise, size=n)
    return x, y
    ### END SOLUTION


def mse_loss(w, b, x, y):
    """Measure how badly the line wx + b fits the points: the mean squared error.

    The error of one point is the height of the line there minus y. The loss is

        L(w, b) = (1/n) · Σ (w·xᵢ + b - yᵢ)²

    Σ (sigma) says "add up over all points i", so that (1/n) · Σ is the mean: the mean over the n
    points, not the sum, and without a factor 1/2.

    Args:
        w: float, slope of the line.
        b: float, height of the line at x = 0.
        x: float array of shape (n,).
        y: float array of shape (n,).

    Returns:
        Float, the loss; 0 if the line goes through every point.

    Example:
        The line y = x misses the points (0, 1), (1, 3) and (2, 2) by -1, -2 and 0.

        >>> x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])
        >>> round(float(mse_loss(1.0, 0.0, x, y)), 4)
        1.6667

    Hint: three small steps: predict, compare, average.

    Source: Deep Learning, section 5.1.4.
    """
    ### BEGIN SOLUTION
    error = w * x + b - y  # (n,)
    return np.mean(error**2)
    ### END SOLUTION


def mse_gradient(w, b, x, y):
    """Differentiate the mean squared error with respect to w and b.

    How does the loss of `mse_loss` react when the slope is nudged, and when the height is? It is
    the true derivative of that very loss: the factor 2 from the square stays, and so does the mean
    over the n points.

    Args:
        w: float, slope of the line.
        b: float, height of the line at x = 0.
        x: float array of shape (n,).
        y: float array of shape (n,).

    Returns:
        Tuple (dw, db) of floats: the derivative for w, then the one for b.

    Example:
        >>> x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])
        >>> dw, db = mse_gradient(1.0, 0.0, x, y)
        >>> round(float(dw), 4), round(float(db), 4)
        (-1.3333, -2.0)

    Hint: write the loss of a single point, and use the chain rule. If w moves by a little, by how
    much does the prediction at x move? And if b does? You can check yourself with a nudge.

    Source: Deep Learning, section 5.1.4.
    """
    ### BEGIN SOLUTION
    error = w * x + b - y  # (n,)
    dw = np.mean(2 * error * x)  # the prediction moves by x for each unit of w
    db = np.mean(2 * error)  # and by 1 for each unit of b
    return dw, db
    ### END SOLUTION


def fit_line(x, y, learning_rate=0.01, epochs=200):
    """Find the line through the points by gradient descent on the mean squared error.

    Start from w = b = 0. In each epoch, note the loss, compute the gradient over all points, and
    move w and b one step downhill, both with the gradient taken before either has moved. (An epoch
    is one pass over all data. Here that is one step.)

    Args:
        x: float array of shape (n,). It is not modified.
        y: float array of shape (n,). It is not modified.
        learning_rate: float.
        epochs: int, how many steps to take; 0 or more. All are taken, however small they get.

    Returns:
        Tuple (w, b, losses). w and b are floats, after the last step. losses has `epochs` floats
        (a list, or an array of shape (epochs,)): losses[i] is the loss before update i, so
        losses[0] is the loss of w = b = 0.

    Example:
        >>> x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
        >>> w, b, losses = fit_line(x, 2 * x + 1, learning_rate=0.1)
        >>> round(float(w), 4), round(float(b), 4)
        (2.0, 1.0)
        >>> len(losses), round(float(losses[0]), 4)
        (200, 9.0)

    Hint: you have the loss and its gradient already. If the losses grow, look at the sign of your
    step, and then at the learning rate.

    Source: Deep Learning, sections 4.3 and 5.1.4. Compare with np.polyfit(x, y, 1), which solves
    the same task without steps (and returns the slope first).
    """
    ### BEGIN SOLUTION
    w, b = 0.0, 0.0
    losses = []
    for _ in range(epochs):
        losses.append(mse_loss(w, b, x, y))
        dw, db = mse_gradient(w, b, x, y)
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return w, b, losses
    ### END SOLUTION


def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
    """Draw how the loss fell, and the line that came out of it.

    Two pictures that you will look at for every model from here on: is it learning, and does what
    it learned look right?

    What is drawn on loss_ax:
        one line with losses[i] at i = 0, 1, 2, ...
    What is drawn on fit_ax:
        the data as separate points at (x, y), with ax.scatter or with ax.plot and markers only;
        the fit, with ax.plot: one straight line of height w·x + b, at least from the smallest x to
        the largest.
    Colours, labels, titles and scales are up to you.

    Args:
        loss_ax: matplotlib Axes for the losses. You need not import matplotlib.
        fit_ax: matplotlib Axes for the data and the line.
        x: float array of shape (n,), not necessarily sorted.
        y: float array of shape (n,).
        w: float, slope of the line.
        b: float, height of the line at x = 0.
        losses: list or array of floats, as `fit_line` returns them.

    Returns:
        Tuple (loss_ax, fit_ax), the same two Axes.

    Example:
        >>> from matplotlib.figure import Figure
        >>> loss_ax, fit_ax = Figure().subplots(1, 2)
        >>> x = np.array([0.0, 1.0, 2.0])
        >>> axes = plot_fit(loss_ax, fit_ax, x, 2 * x, 1.5, 0.5, [3.0, 1.0, 0.5])
        >>> axes[0] is loss_ax and axes[1] is fit_ax
        True
        >>> [float(value) for value in loss_ax.lines[0].get_ydata()]
        [3.0, 1.0, 0.5]

    Hint: two points are enough to draw a straight line.

    Source: matplotlib documentation, Axes.plot and Axes.scatter.
    """
    ### BEGIN SOLUTION
    loss_ax.plot(range(len(losses)), losses)
    loss_ax.set_xlabel("epoch")
    loss_ax.set_ylabel("mean squared error")
    ends = np.array([np.min(x), np.max(x)])
    fit_ax.scatter(x, y, label="data")
    fit_ax.plot(ends, w * ends + b, color="red", label=f"y = {w:.2f} x + {b:.2f}")
    fit_ax.legend()
    return loss_ax, fit_ax
    ### END SOLUTION


# Further: harder, may wait. The part is complete without it.
def fit_polynomial(x, y, degree, learning_rate, epochs):
    """Fit a polynomial by gradient descent: the line was only the case of degree 1.

    The model is c₀ + c₁x + c₂x² + ... up to the given degree, and the loss is again the mean of
    the squared errors over the n points:

        L(c) = (1/n) · Σ (c₀ + c₁xᵢ + c₂xᵢ² + ... - yᵢ)²

    Start with all coefficients 0, and take `epochs` steps: each moves all coefficients at once by
    minus the learning rate times the gradient of L (with its factor 2). Use x as it is, without
    scaling it.

    Args:
        x: float array of shape (n,). It is not modified.
        y: float array of shape (n,). It is not modified.
        degree: int, the highest power; 0 or more.
        learning_rate: float.
        epochs: int, how many steps to take; 0 or more. All are taken, however small they get.

    Returns:
        Float array of shape (degree + 1,): the coefficients in increasing powers, c₀ first. That is
        the order of numpy.polynomial, and the reverse of np.polyfit's.

    Example:
        >>> x = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
        >>> y = 1 - 2 * x + 3 * x**2
        >>> np.round(fit_polynomial(x, y, 2, 0.5, 500), 3).tolist()
        [1.0, -2.0, 3.0]
        >>> fit_polynomial(x, y, 2, 0.5, 0).tolist()
        [0.0, 0.0, 0.0]

    Hint: put the powers of x side by side, one column for each coefficient. Then all predictions
    are one matrix product, and so is the gradient: look at the shapes.

    Source: Bishop, Pattern Recognition and Machine Learning, section 1.1.
    """
    ### BEGIN SOLUTION
    powers = x[:, None] ** np.arange(degree + 1)  # (n, degree + 1), column k holds x^k
    c = np.zeros(degree + 1)
    for _ in range(epochs):
        error = powers @ c - y  # (n,)
        c = c - learning_rate * 2 * powers.T @ error / len(x)  # the gradient is 2/n · powersᵀ error
    return c
    ### END SOLUTION

"""Walk downhill.

Minus the gradient says which way the ground falls. Take a small step that way, look again, take
another: that is gradient descent, and it is how every network in this course learns. What you
descend is a loss: a number that says how wrong a model is, so that lower is better.

You write the plain walk (`gradient_descent`), draw it (`plot_descent`), make it stop by itself
(`minimize`), let it gather speed (`momentum_descent`), and judge how a run went (`classify_run`).
Work from top to bottom. The last two functions are marked "Further" and may wait: a walk that also
feels the curvature (`newton_descent`), and what kind of place it is where the gradient vanishes
(`critical_point`).

A place that is lower than all around it is a local minimum; the lowest of all is the global
minimum. A loss shaped like one bowl is convex: there every local minimum is the global one.

Throughout this module a point is either a number or one array of shape (n,), and loss and grad
take the point as one argument: loss(x), grad(x). (In the gradients exercise it was f(*point).)

Lesson: lessons/03-gradient-descent.ipynb, read it first.
Words and symbols: docs/learn/notation.md. It diverges or crawls? docs/learn/troubleshooting.md.

Source: Deep Learning (Goodfellow, Bengio & Courville), sections 4.3 and 8.3; Nocedal & Wright,
Numerical Optimization, chapters 2 and 3.

Derivation: docs/derivations/calculus.md, "One step on a parabola".
"""

import numpy as np


def gradient_descent(grad, start, learning_rate=0.1, steps=100):
    """Walk downhill with a fixed learning rate, and return every point on the way.

    Each step goes against the gradient at the current point; its length is the learning rate
    times the length of the gradient. The learning rate is a hyperparameter: you choose it, and the
    walk does not change it.

    Args:
        grad: function grad(x), the gradient of a loss at x: a number for a number, an array of
            shape (n,) for an array of shape (n,).
        start: float or int, or float array of shape (n,). It is not modified.
        learning_rate: float.
        steps: int, how many steps to take; 0 or more.

    Returns:
        Float array, the whole path: the start first, then the point after each step. Shape
        (steps + 1,) for a number, (steps + 1, n) for an array.

    Example:
        On (x - 3)² + 1 from 0: the slope is 2(x - 3), and the minimum is at 3.

        >>> np.round(gradient_descent(lambda x: 2 * (x - 3), 0.0, 0.1, 3), 4).tolist()
        [0.0, 0.6, 1.08, 1.464]
        >>> gradient_descent(lambda p: 2 * p, np.array([1.0, 2.0]), steps=5).shape
        (6, 2)

    Hint: if every row of your path is the same, you have stored one array many times, and changed
    it each time.

    Source: Deep Learning, section 4.3.
    """
    ### BEGIN SOLUTION
    x = np.array(start, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - learning_rate * grad(x)  # a new array: what is already in the path stays
        path.append(x)
    return np.array(path)
    ### END SOLUTION


def plot_descent(ax, loss, path, xs, ys=None):
    """Draw the landscape and the path that the descent took through it.

    In one dimension (ys is None) the landscape is the curve of the loss; in two it is a map of its
    contour lines. A contour joins places of equal loss, as on a hiking map. Watching the path
    overshoot, crawl or zigzag explains a learning rate better than any table.

    What is drawn on ax in one dimension:
        the curve: one line through (x, loss(x)) for all x in xs;
        the path: one line through (x, loss(x)) for all x in path, in their order.
    And in two:
        the contours: ax.contour or ax.contourf over xs (to the right) and ys (upwards);
        the path: one line through (path[k, 0], path[k, 1]) for all k, in their order.
    Give the path markers if you like; colours, labels and titles are up to you.

    A map needs the height at every place of a grid, and np.meshgrid lays the grid out. For
    xs = [1, 2, 3] and ys = [10, 20] it returns two tables of shape (2, 3), one row for each y:

        X = [[1, 2, 3], [1, 2, 3]]        Y = [[10, 10, 10], [20, 20, 20]]

    ax.contour(X, Y, heights) draws from them, where heights has the same shape.

    Args:
        ax: matplotlib Axes to draw on. You need not import matplotlib.
        loss: in one dimension a function of a number, which also works elementwise on arrays. In
            two, a function of a point p that uses only p[0] and p[1], such as
            p[0] ** 2 + p[1] ** 2: so it takes one point of shape (2,), and just as well a whole
            grid of them at once: both tables stacked in one array of shape
            (2, len(ys), len(xs)), whose [0] is the table of x and whose [1] is the table of y. It
            is loss(p), never loss(x, y).
        path: float array of shape (k,) in one dimension, (k, 2) in two.
        xs: float array of shape (m,), increasing: the range of the picture.
        ys: None, or float array of any length, increasing: the vertical range of the map.

    Returns:
        The same ax.

    Example:
        >>> from matplotlib.figure import Figure
        >>> ax = Figure().subplots()
        >>> path = gradient_descent(lambda x: 2 * (x - 3), 0.0)
        >>> plot_descent(ax, lambda x: (x - 3) ** 2 + 1, path, np.linspace(-1, 7, 81)) is ax
        True
        >>> len(ax.lines) >= 2
        True

    Hint: do the case of one dimension first. For the map, print the shapes of the two tables, and
    of the one array that loss wants. In the heights a row is one y and a column is one x.

    Source: matplotlib documentation, Axes.contour; Deep Learning, section 4.3.
    """
    ### BEGIN SOLUTION
    path = np.array(path)
    if ys is None:
        ax.plot(xs, loss(xs), color="black")
        ax.plot(path, loss(path), marker="o", color="red")
    else:
        X, Y = np.meshgrid(xs, ys)  # both (len(ys), len(xs))
        ax.contour(X, Y, loss(np.array([X, Y])), levels=30)
        ax.plot(path[:, 0], path[:, 1], marker="o", color="red")
    return ax
    ### END SOLUTION


def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
    """Walk downhill until the loss hardly changes any more.

    The steps are those of `gradient_descent`. After each one the loss at the new point is compared
    with the loss at the point before it.

    Stop as soon as |loss(new) - loss(old)| < tolerance, or else after max_steps steps. The point
    returned is the newest one; steps_taken counts every step made, the last one included. So a
    start at the minimum gives steps_taken = 1 (one step to notice that nothing changes), and a
    walk that never settles gives steps_taken = max_steps, without raising an error.

    Args:
        loss: function loss(x), a number.
        grad: function grad(x), the gradient of the loss, of the same shape as x.
        start: float or int, or float array of shape (n,). It is not modified.
        learning_rate: float.
        tolerance: float greater than 0.
        max_steps: int, 1 or more.

    Returns:
        Tuple (point, steps_taken): a float or a float array of shape (n,), and an int.

    Example:
        >>> point, steps_taken = minimize(lambda x: (x - 3) ** 2 + 1, lambda x: 2 * (x - 3), 0.0)
        >>> round(float(point), 2), int(steps_taken)
        (3.0, 35)
        >>> minimize(lambda x: x**2, lambda x: 2 * x, 0.0)[1]
        1

    Hint: you need two losses at a time. Which one becomes the old one in the next round?

    Source: Nocedal & Wright, Numerical Optimization, chapter 3.
    """
    ### BEGIN SOLUTION
    x = np.array(start, dtype=float)
    old_loss = loss(x)
    for step in range(1, max_steps + 1):
        x = x - learning_rate * grad(x)
        new_loss = loss(x)
        if abs(new_loss - old_loss) < tolerance:
            return x, step
        old_loss = new_loss
    return x, max_steps
    ### END SOLUTION


def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
    """Walk downhill like a heavy ball, which keeps part of its speed.

    Where the gradient keeps its direction the ball gathers speed; where it flips from side to side
    the kicks cancel out. Momentum is written in several ways; this one is meant here. With v = 0
    at first, each step computes, in this order,

        g = grad(x)
        v = momentum·v + g
        x = x - learning_rate·v

    Args:
        grad: function grad(x), the gradient, of the same shape as x.
        start: float or int, or float array of shape (n,). It is not modified.
        learning_rate: float.
        momentum: float from 0 (plain gradient descent) to just below 1.
        steps: int, how many steps to take; 0 or more.

    Returns:
        Float array, the whole path with the start first: shape (steps + 1,) for a number,
        (steps + 1, n) for an array.

    Example:
        On x², from 1: the second step is longer than the first, because the speed was kept.

        >>> path = momentum_descent(lambda x: 2 * x, 1.0, learning_rate=0.1, momentum=0.5, steps=2)
        >>> np.round(path, 4).tolist()
        [1.0, 0.8, 0.54]

    Hint: two things change from step to step, so two things live outside the loop.

    Source: Boris Polyak, Some methods of speeding up the convergence of iteration methods, 1964;
    Deep Learning, section 8.3.2, which keeps the learning rate inside v (for a fixed rate the
    path is the same).
    """
    ### BEGIN SOLUTION
    x = np.array(start, dtype=float)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(steps):
        v = momentum * v + grad(x)
        x = x - learning_rate * v
        path.append(x)
    return np.array(path)
    ### END SOLUTION


def classify_run(losses):
    """Judge a run of gradient descent by its losses alone.

    It is what you do when you glance at a plot of the losses and look at its right-hand end: does
    it lie flat, above where it began, up and down, or is it still sliding? Here is the glance as a
    rule. The tail is the last len(losses) // 4 losses, but never fewer than the last 4; the spread
    is max(losses) - min(losses) over the whole run; and 1e-9 allows for rounding noise. The first
    line that holds gives the answer:

        1. "diverged"     some loss is NaN or infinite,
                          or min(tail) > losses[0] + 1e-9: the whole tail is above the start
        2. "converged"    max(tail) - min(tail) <= 0.001·spread + 1e-9: the tail lies flat
        3. "oscillating"  of the len(tail) - 1 steps from one loss in the tail to the next,
                          at least a tenth go up by more than 1e-9
        4. "too slow"     none of these: still on the way down when the run ended

    NaN is "not a number": what is left of a computation after 0/0, or infinity minus infinity.
    Flat is not the same as good: bouncing forever between two equally high walls looks flat too.

    Args:
        losses: list, or array of shape (n,), of floats: the loss after 0, 1, 2, ... steps. At least
            8 of them; NaN and infinities may be among them. It is not modified.

    Returns:
        One of the strings "converged", "diverged", "oscillating", "too slow".

    Example:
        >>> classify_run([9.0, 3.0, 1.1, 1.01, 1.0, 1.0, 1.0, 1.0])
        'converged'
        >>> classify_run([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
        'diverged'
        >>> classify_run([9.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0])
        'oscillating'
        >>> classify_run([9.0, 8.9, 8.8, 8.7, 8.6, 8.5, 8.4, 8.3])
        'too slow'

    Hint: np.isfinite and np.diff do most of the work. Rule out NaN before you compare anything:
    every comparison with NaN is False.

    Source: CS231n notes, "Neural Networks Part 3: Learning and Evaluation" (babysitting the
    learning process), for the idea; the numbers are this course's own.
    """
    ### BEGIN SOLUTION
    losses = np.array(losses, dtype=float)
    if not np.all(np.isfinite(losses)):
        return "diverged"
    tail = losses[-max(len(losses) // 4, 4) :]
    spread = losses.max() - losses.min()
    if tail.min() > losses[0] + 1e-9:
        return "diverged"
    if tail.max() - tail.min() <= 0.001 * spread + 1e-9:
        return "converged"
    if np.mean(np.diff(tail) > 1e-9) >= 0.1:  # the share of steps that go up
        return "oscillating"
    return "too slow"
    ### END SOLUTION


# Further: harder, may wait. The part is complete without it.
def newton_descent(grad, curvature, start, steps=10):
    """Jump, at each step, to where the slope would vanish if the curvature stayed as it is.

    The curvature is the second derivative: how fast the slope itself changes. Slope and curvature
    at x describe a parabola; Newton's method jumps to its turning point. There is no learning rate,
    and a parabola is solved in one step. Beware: it looks for any place with slope 0, so where the
    curvature is negative it climbs.

    Args:
        grad: function grad(x), the derivative of the loss; a number.
        curvature: function curvature(x), the second derivative of the loss; a number, which is
            not 0 at any point on the way.
        start: float or int. One dimension only.
        steps: int, how many steps to take; 0 or more.

    Returns:
        Float array of shape (steps + 1,), the whole path with the start first.

    Example:
        On (x - 3)² + 1 from 0, one step is enough.

        >>> newton_descent(lambda x: 2 * (x - 3), lambda x: 2.0, 0.0, steps=2).tolist()
        [0.0, 3.0, 3.0]

    Hint: if the slope is 6, and falls by 2 for each unit that you walk to the left, how far do you
    walk until it is 0?

    Source: Nocedal & Wright, Numerical Optimization, section 2.2; Strang, Calculus, section 3.7.
    """
    ### BEGIN SOLUTION
    x = float(start)
    path = [x]
    for _ in range(steps):
        x = x - grad(x) / curvature(x)
        path.append(x)
    return np.array(path)
    ### END SOLUTION


# Further: harder, may wait. The part is complete without it.
def critical_point(hessian):
    """Tell what kind of place it is where the gradient vanishes, from the curvature around it.

    A matrix turns most vectors, but a few directions it only stretches: those are its eigenvectors,
    and the factors are its eigenvalues. [[5, 2], [2, 2]] takes (2, 1) to (12, 6), six times as far,
    and (1, -2) to (1, -2), itself; so its eigenvalues are 6 and 1. For a Hessian they are the
    curvatures along these directions: here the ground bends upwards both ways, so it is a bowl. Its
    diagonal, 5 and 2, is the curvature along x and along y only, and between the axes things may
    look different. [[1, 3], [3, 1]] takes (1, -1) to (-2, 2), an eigenvalue of -2: that way
    it bends down.

    A saddle is a mountain pass: up along one direction, down along another. A point where the
    gradient vanishes is called a critical point.

    An eigenvalue counts as positive above 1e-5, as negative below -1e-5, and as zero in between: a
    Hessian that was measured is never exact. The first line that holds gives the answer:

        1. "saddle"      at least one is positive and at least one is negative
        2. "degenerate"  at least one is zero: the second derivatives can't decide
        3. "minimum"     all are positive
        4. "maximum"     all are negative

    Args:
        hessian: float array of shape (n, n), symmetric, the second derivatives at the point.
            It is not modified.

    Returns:
        One of the strings "minimum", "maximum", "saddle", "degenerate".

    Example:
        The Hessian of x² - y² at (0, 0), and one whose diagonal alone would mislead you.

        >>> critical_point(np.array([[2.0, 0.0], [0.0, -2.0]]))
        'saddle'
        >>> critical_point(np.array([[1.0, 3.0], [3.0, 1.0]]))
        'saddle'
        >>> critical_point(np.array([[2.0, 0.0], [0.0, 0.0]]))
        'degenerate'

    Hint: np.linalg has a function of its own for the eigenvalues of a symmetric matrix. Its
    answers are always real.

    Source: Deep Learning, section 4.3.1; Nocedal & Wright, Numerical Optimization, section 2.1.
    """
    ### BEGIN SOLUTION
    eigenvalues = np.linalg.eigvalsh(hessian)
    up = eigenvalues > 1e-5
    down = eigenvalues < -1e-5
    if up.any() and down.any():
        return "saddle"
    if not np.all(up | down):
        return "degenerate"
    return "minimum" if up.all() else "maximum"
    ### END SOLUTION

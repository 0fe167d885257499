"""Which way is uphill?

A function of many inputs has many slopes: one for each input. Collected in a vector (a list of
numbers that you can draw as an arrow) they are the gradient, written ∇f. The gradient is a compass:
it points in the direction in which the function climbs fastest from where you stand. It does not
point to the summit, and minus the gradient does not point to the minimum: it only knows the ground
under your feet.

First measure one slope (`partial_derivative`), then all of them (`gradient`). Then ask the compass:
which knob matters most (`most_sensitive`), which way is down (`descent_direction`), and how steep is
any other way (`directional_derivative`)? Work from top to bottom. The last function (`hessian`, how
do the slopes themselves change?) is marked "Further": it may wait.

Throughout this module f takes its coordinates as separate arguments. With point = [1, 2] you call
it as f(*point): the star unpacks the list, so that it means f(1, 2). f(point) is an error here.

Lesson: lessons/02-gradient-compass.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Strang, Calculus, chapter 13; Goodfellow, Bengio & Courville, Deep Learning, section 4.3
(gradient-based optimization).

Derivation: docs/derivations/calculus.md, "The steepest direction".
"""

import numpy as np


def partial_derivative(f, point, variable_index, h=1e-7):
    """Estimate how f reacts when one coordinate is nudged and the others stay put.

    This is the central difference of the derivatives exercise, along one axis: nudge one
    coordinate up by h, then down by h, and express the change of f per unit of distance.

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.
        variable_index: int from 0 to n - 1, the coordinate to nudge.
        h: float greater than 0, the size of each nudge.

    Returns:
        Float, the partial derivative of f with respect to that coordinate, written ∂f/∂x where the
        coordinate is called x. Everything else counts as a constant.

    Example:
        For x² + 3y² at (1, 2) the slope along x is 2, the slope along y is 12.

        >>> round(float(partial_derivative(lambda x, y: x**2 + 3 * y**2, [1, 2], 0)), 4)
        2.0
        >>> round(float(partial_derivative(lambda x, y: x**2 + 3 * y**2, [1, 2], 1)), 4)
        12.0

    Hint: work on a copy (point[:] copies a list, but not an array), and think about what an array
    of whole numbers does when you add 0.0000001 to one of its elements.

    Source: Strang, Calculus, section 13.2 (partial derivatives).
    """
    raise NotImplementedError("calculus/gradients: partial_derivative")


def gradient(f, point, h=1e-7):
    """Collect all partial derivatives of f at a point.

    The gradient points in the direction of steepest ascent (straight uphill), and its length says
    how steep it is there. The length of a vector, also called its norm, comes from Pythagoras:
    (5, -12) has the length √(5² + 12²) = 13.

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.
        h: float greater than 0, the size of each nudge.

    Returns:
        Float array of shape (n,): element i is the partial derivative for coordinate i. (A list of
        floats is right, too, but with an array the functions below are shorter.)

    Example:
        >>> np.round(gradient(lambda x, y: 3 * x**2 + x * y + y**2, [1.0, -1.0]), 4).tolist()
        [5.0, -1.0]

    Hint: you have already written the hard part. Every coordinate gets its turn, each time
    starting from the same, unchanged point.

    Source: Deep Learning, section 4.3.
    """
    raise NotImplementedError("calculus/gradients: gradient")


def most_sensitive(f, point):
    """Find the coordinate to which f reacts most strongly.

    Of all knobs, which one should you touch first? A strong reaction downwards is as strong as
    one upwards: it is the size of the partial derivative that counts.

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.

    Returns:
        Int from 0 to n - 1, the index of the coordinate whose partial derivative is largest in
        absolute value. Where several are equally large, any of them will do.

    Example:
        >>> int(most_sensitive(lambda x, y, z: 2 * x - 7 * y + 4 * z, [0.0, 0.0, 0.0]))
        1

    Hint: NumPy can tell you where the largest element is, not only how large it is.

    Source: Deep Learning, section 4.3.
    """
    raise NotImplementedError("calculus/gradients: most_sensitive")


def descent_direction(f, point):
    """Find the direction in which f falls fastest, as a vector of length 1.

    Only the direction counts, so the vector is scaled to length 1: each element is divided by the
    length. (5, -12) becomes (5/13, -12/13), a unit vector. Where the ground is level there is no
    such direction, and the honest answer is a vector of zeros.

    The rule: if the length of the numerical gradient (central differences, h = 1e-7) is less than
    1e-6, the gradient counts as vanishing. A measured gradient is hardly ever exactly zero: with
    this h it is off by about 1e-9 times the size of f.

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.

    Returns:
        Float array of shape (n,): of length 1, or all zeros where the gradient vanishes. Never NaN
        ("not a number", which is what NumPy makes of 0 / 0).

    Example:
        >>> np.round(descent_direction(lambda x, y: x**2 + y**2, [3.0, 4.0]), 4).tolist()
        [-0.6, -0.8]
        >>> np.round(descent_direction(lambda x, y: (x - 1) ** 2 + y**2, [1.0, 0.0]), 4).tolist()
        [0.0, 0.0]

    Hint: np.linalg.norm gives the length of a vector. Look at the length before you use it.

    Source: Nocedal & Wright, Numerical Optimization, section 2.2 (steepest descent direction).
    """
    raise NotImplementedError("calculus/gradients: descent_direction")


def directional_derivative(f, point, direction):
    """Estimate the slope of f when you walk from a point in a given direction.

    A direction says which way, not how fast: it is first scaled to length 1, so (3, 4) and
    (6, 8) give the same slope. The opposite direction gives the opposite sign.

    Walk one unit, 0.8 of it to the east and 0.6 to the north, where the ground climbs 5 per unit
    eastwards and 10 per unit northwards: you gain 0.8·5 + 0.6·10 = 10. Products of matching
    elements, added up, are called a dot product, written (0.8, 0.6) · (5, 10).

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.
        direction: list, or array of shape (n,), of floats or ints, of any length but 0.
            It is not modified.

    Returns:
        Float, the change of f per unit of distance walked.

    Example:
        The gradient of x² + y² at (1, 2) is (2, 4).

        >>> round(float(directional_derivative(lambda x, y: x**2 + y**2, [1, 2], [3, 4])), 4)
        4.4
        >>> round(float(directional_derivative(lambda x, y: x**2 + y**2, [1, 2], [-2, 0])), 4)
        -2.0

    Hint: how much of the walk goes along each axis, and what slope does that part meet? The result
    is one number, however many axes there are.

    Source: Strang, Calculus, section 13.4 (directional derivatives and gradients).
    """
    raise NotImplementedError("calculus/gradients: directional_derivative")


# Further: harder, may wait. The part is complete without it.
def hessian(f, point, h=1e-4):
    """Estimate all second derivatives of f at a point.

    A slope can change as you walk; how fast it does is the second derivative, or curvature. Take
    x²y at (1, 3). Its slope along x is 2xy, which is 6. Nudge x by 0.1: the slope becomes
    2·1.1·3 = 6.6. Nudge y by 0.1 instead: it becomes 2·1·3.1 = 6.2. So the slope along x changes by
    6 for each unit of x, and by 2 for each unit of y. These two numbers are the first row.

    Element [i, j] says how the slope along coordinate i changes as you move along coordinate j.
    The diagonal is the curvature along each axis. The order of the two derivatives does not
    matter for smooth functions, so [i, j] equals [j, i]: the matrix is symmetric.

    Args:
        f: function of n separate numbers, called as f(*point), which returns a number.
        point: list, or array of shape (n,), of floats or ints. It is not modified.
        h: float greater than 0, the size of the nudges: larger than before, because a second
            derivative divides by h twice, and a tiny h would leave only rounding noise.

    Returns:
        Float array of shape (n, n), symmetric, accurate to about four decimals for functions and
        points of everyday size: every nudge has a counterpart to the other side (a central
        difference of central differences).

    Example:
        >>> np.round(hessian(lambda x, y: 3 * x**2 + x * y + y**2, [1.0, -1.0]), 3).tolist()
        [[6.0, 1.0], [1.0, 2.0]]

    Hint: a second derivative is the slope of a slope. What do you do with one slope, measured at
    two places, a nudge to either side along the other axis? And how far apart are those places?

    Source: Nocedal & Wright, Numerical Optimization, section 8.1 (approximating the Hessian);
    Deep Learning, section 4.3.1.
    """
    raise NotImplementedError("calculus/gradients: hessian")

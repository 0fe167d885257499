"""How violently does the output react to a nudge?

Turn a knob a little and watch the dial. How far the dial moves for each unit of the knob is the
rate of change, or derivative. In a picture it is the slope of the curve at that point: rise over
run. Written down it is f'(x) or df/dx. Everything that learns in this course learns by asking this
one question many times.

You measure derivatives by nudging (`forward_difference`, then the sharper
`numerical_derivative`) and use one for a line with that slope (`tangent_line`). Then you get one
exactly, by rule (`polynomial_derivative`). At the end you ask which way the output moves
(`behavior`), and draw it all (`plot_tangents`). Work from top to bottom. The last function
(`convergence_order`, how good is a measurement?) is marked "Further": it may wait.

Lesson: lessons/01-derivatives-sensitivity.ipynb, read it first.
Words and symbols: docs/learn/notation.md. Something is NaN, or 0? docs/learn/troubleshooting.md.
In this course functions carry no type annotations: each docstring says what comes in and goes out.

Source: Gilbert Strang, Calculus, chapter 2; Nocedal & Wright, Numerical Optimization, 2nd
edition, section 8.1 (finite-difference derivative approximations).

Derivation: docs/derivations/calculus.md, "The error of the central difference".
"""

import numpy as np


def forward_difference(f, x, h=1e-7):
    """Estimate the derivative of f at x from one nudge to the right.

    This is the forward difference. Nudge x upwards by h, see by how much f changes, and express that
    change per unit of nudge.
    Let h shrink towards 0, and that ratio settles at one number: its limit, which is the
    derivative. Here you stop at a small h.

    Args:
        f: function of one number. Given an array, it answers for each element on its own
            (elementwise), and returns an array of the same shape.
        x: float or int, or float or int array of any shape: where to measure.
        h: float greater than 0, the size of the nudge.

    Returns:
        Float for a number x; for an array, an array of the same shape with the derivative at each
        element. x is not modified: `x += h` would write into the caller's array.

    Example:
        A large h shows the error of the method: the true slope of x² at 3 is 6.

        >>> round(float(forward_difference(lambda x: x**2, 3.0, h=0.1)), 6)
        6.1
        >>> round(float(forward_difference(lambda x: x**2, 3.0)), 4)
        6.0

    Hint: a slope is rise over run. What is the run here?

    Source: Nocedal & Wright, Numerical Optimization, section 8.1.
    """
    raise NotImplementedError("calculus/derivatives: forward_difference")


def numerical_derivative(f, x, h=1e-7):
    """Estimate the derivative of f at x from two nudges, one to each side.

    This is the central difference: compare f a step h to the right of x with f a step h to the
    left, and express the change per unit of distance between those two points. The errors of the
    two sides almost cancel, so it is far more accurate than `forward_difference`.

    Args:
        f: function of one number, which also works elementwise on arrays (on each element alone).
        x: float or int, or float or int array of any shape: where to measure.
        h: float greater than 0, the size of each nudge.

    Returns:
        Float for a number x; for an array, an array of the same shape with the derivative at each
        element. x is not modified.

    Example:
        For x² even a large h gives 6; for x³ at 1 the answer 3 is off by h².

        >>> round(float(numerical_derivative(lambda x: x**2, 3.0, h=0.1)), 6)
        6.0
        >>> round(float(numerical_derivative(lambda x: x**3, 1.0, h=0.1)), 6)
        3.01
        >>> np.round(numerical_derivative(lambda x: x**2, np.array([0.0, 1.0, 3.0])), 4).tolist()
        [0.0, 2.0, 6.0]

    Hint: draw the two points on a number line. How far apart do they lie? Mind that Python reads
    a / b * c from left to right.

    Source: Nocedal & Wright, Numerical Optimization, section 8.1; CS231n notes, "Optimization".
    """
    raise NotImplementedError("calculus/derivatives: numerical_derivative")


def tangent_line(f, x0):
    """Build the straight line that touches the graph of f at x0.

    Close to x0 a smooth function looks like a line; the tangent is that line. It passes through
    the graph at x0 and has the slope of f there, which you measure numerically. The derivative is
    one number, a slope; the tangent is the line that has it.

    Args:
        f: function of one number.
        x0: float or int, where the line touches.

    Returns:
        A function t. t(x) is the height of the line at x: a float for a number x, an array of the
        same shape for a float array x.

    Example:
        The tangent of x² at 3 has height 9 at 3, and slope 6.

        >>> t = tangent_line(lambda x: x**2, 3.0)
        >>> round(float(t(3.0)), 4), round(float(t(4.0)), 4)
        (9.0, 15.0)

    Hint: a function can be defined inside a function and returned; it remembers the variables
    around it (a closure). How far is x from x0, and how much does the line climb over that
    distance? And at what height does it start?

    Source: Strang, Calculus, section 2.3 (the slope and the tangent line).
    """
    raise NotImplementedError("calculus/derivatives: tangent_line")


def polynomial_derivative(coefficients):
    """Differentiate a polynomial exactly, with the power rule and the sum rule.

    To differentiate is to find the derivative, here without a nudge. Four rules do it:

        constant          the derivative of 4 is 0             it doesn't react at all
        power             the derivative of x⁵ is 5x⁴          times the power, one power less
        scalar multiple   the derivative of 6x⁵ is 6 · 5x⁴     a factor in front stays in front
        sum               the derivative of 6x⁵ + x² + 4 is 30x⁴ + 2x        term by term

    You need not believe them: nudge. At x = 1 the third has slope 30, and with h = 0.001
    (6 · 1.001⁵ - 6 · 0.999⁵) / 0.002 is 30.00006. (x to the power 1 is x and has slope 1; x to the
    power 0 is 1.)

    A polynomial is given by its coefficients in increasing powers: [5, -2, 0, 1] stands for
    5 - 2x + 0x² + x³. That is the order of numpy.polynomial, and the reverse of np.polyfit's.

    Args:
        coefficients: list, or array of shape (n,), of floats or ints; at least one.

    Returns:
        List of floats, or array of shape (n - 1,): the coefficients of the derivative, again in
        increasing powers; zeros at the end are kept. A constant (n = 1) gives [0.0], not an empty
        list. The argument is not modified.

    Example:
        The derivative of 5 - 2x + x³ is -2 + 3x², and a constant does not react at all.

        >>> [float(c) for c in polynomial_derivative([5, -2, 0, 1])]
        [-2.0, 0.0, 3.0]
        >>> [float(c) for c in polynomial_derivative([7.0])]
        [0.0]

    Hint: the place of a coefficient in the list tells you its power. What happens to the very
    first one?

    Source: Strang, Calculus, section 2.2 (powers and polynomials).
    """
    raise NotImplementedError("calculus/derivatives: polynomial_derivative")


def behavior(f, x, tolerance=1e-6):
    """Say whether f is increasing, decreasing or flat at x, from the sign of its slope.

    The sign of the derivative is a signpost: it tells which way the output moves. A slope that was
    measured is hardly ever exactly zero, hence the tolerance.

    The rule, with s the numerical derivative of f at x (central difference, h = 1e-7):
        s > tolerance   "increasing"
        s < -tolerance  "decreasing"
        otherwise       "flat"

    Args:
        f: function of one number.
        x: float or int, where to look.
        tolerance: float, the largest size of a slope that still counts as flat.

    Returns:
        One of the strings "increasing", "decreasing", "flat".

    Example:
        >>> behavior(lambda x: x**2, -1.0)
        'decreasing'
        >>> behavior(np.cos, 0.0)
        'flat'
        >>> behavior(lambda x: 0.1 * x, 2.0, tolerance=0.5)
        'flat'

    Hint: it is the slope at x that decides, not the height.

    Source: Strang, Calculus, section 3.2 (maximum and minimum problems).
    """
    raise NotImplementedError("calculus/derivatives: behavior")


def plot_tangents(ax, f, points, xs):
    """Draw f together with its tangent at each of the given points.

    A picture to check your eyes against: at every marked point the line should only touch the
    curve. Try x³ - 3x at -1, 0 and 1.

    What is drawn on ax:
        the curve: one line through (x, f(x)) for all x in xs, in their order;
        the tangents: for each point one straight line of its own, over all of xs, over any shorter
        stretch that contains the point, or without ends (ax.axline);
        the marks: a marker at (p, f(p)) for each point p, with ax.plot or with ax.scatter.
    Colours, labels, limits, a grid and a legend are up to you.

    An Axes is one picture of matplotlib, with its two axes. Three calls do all drawing here:
    ax.plot(xs, ys) joins points by a line, ax.plot(xs, ys, "o") shows only their markers, and
    ax.scatter(xs, ys) does that too.

    Args:
        ax: matplotlib Axes to draw on. You need not import matplotlib.
        f: function of one number, which also works elementwise on arrays.
        points: list of floats, where the tangents touch.
        xs: float array of shape (n,), increasing: the range of the picture.

    Returns:
        The same ax.

    Example:
        >>> from matplotlib.figure import Figure
        >>> ax = Figure().subplots()
        >>> xs = np.linspace(-2, 2, 81)
        >>> plot_tangents(ax, lambda x: x**3 - 3 * x, [-1.0, 0.0, 1.0], xs) is ax
        True

    Hint: `tangent_line` gives you a function, and a function of an array can be plotted. Where you
    ask ax.plot for a single point, say which marker: a line through one point is invisible.

    Source: Strang, Calculus, section 2.3.
    """
    raise NotImplementedError("calculus/derivatives: plot_tangents")


# Further: harder, may wait. The part is complete without it.
def convergence_order(rule, f, dfdx, x, h=1e-2):
    """Measure how quickly the error of a difference rule shrinks when h is halved.

    For small h the error of a good rule is nearly C·h^p (a constant times h to the power p). The
    exponent p is the order of the rule. Halve h, and the error is divided by 2^p:

        error at h    error at h/2    divided by    order p
        0.080         0.040           2             1
        0.080         0.020           4             2
        0.080         0.010           8             3

    The logarithm to the base 2 leads from the third column to the fourth. It answers the question
    "2 to which power gives this number?" For 32 it answers 5, since 2·2·2·2·2 = 32. The order is
    about 1 for `forward_difference` and about 2 for `numerical_derivative`; other rules have others.

    Args:
        rule: function called as rule(f, x, h), which estimates the derivative of f at x.
        f: function of one number.
        dfdx: function of one number, the exact derivative of f.
        x: float, where to compare.
        h: float greater than 0. The errors compared are the one at h and the one at h/2.

    Returns:
        Float, the observed order p. It need not be a whole number. Where one of the two errors is
        exactly 0 there is no order to observe, and the result is not specified.

    Example:
        >>> round(float(convergence_order(forward_difference, np.sin, np.cos, 1.0)), 1)
        1.0
        >>> round(float(convergence_order(numerical_derivative, np.sin, np.cos, 1.0)), 1)
        2.0

        A rule of order 3, which asks f at four places:

        >>> def third_order(f, x, h):
        ...     return (2 * f(x + h) + 3 * f(x) - 6 * f(x - h) + f(x - 2 * h)) / (6 * h)
        >>> round(float(convergence_order(third_order, np.sin, np.cos, 1.0)), 1)
        3.0

    Hint: measure both errors first and print them: which row of the table do they look like? NumPy
    has logarithms to several bases; np.log alone is the natural one. An error counts by its size,
    not its sign.

    Source: Randall LeVeque, Finite Difference Methods for Ordinary and Partial Differential
    Equations, chapter 1.
    """
    raise NotImplementedError("calculus/derivatives: convergence_order")

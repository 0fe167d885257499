"""Known wrong answers: each class replaces functions of the reference, its docstring helps."""

import numpy as np

from exercises.calculus.gradients import gradient as right_gradient
from exercises.calculus.gradients import partial_derivative as right_partial


class IntegersTruncated:
    """np.array of whole numbers holds whole numbers: the h that you add to them is cut off."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        up, down = np.array(point), np.array(point)
        up[variable_index] += h
        down[variable_index] -= h
        return (f(*up) - f(*down)) / (2 * h)


class IntegersCopied:
    """The copy of an array of whole numbers is one again: the h that you add is cut off."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        up, down = point.copy(), point.copy()
        up[variable_index] += h
        down[variable_index] -= h
        return (f(*up) - f(*down)) / (2 * h)


class ColonForCopy:
    """point[:] copies a list; of an array it is a second name: both nudges hit the same point."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        up, down = point[:], point[:]
        up[variable_index] += h
        down[variable_index] -= h
        return (f(*up) - f(*down)) / (2 * h)


class PointNudgedInPlace:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        point[variable_index] += h
        above = f(*point)
        point[variable_index] -= 2 * h
        return (above - f(*point)) / (2 * h)


class SliceNudgedInPlace:
    """point[:] is a copy of a list, but of an array it is the array itself: you moved the point."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        nudged = point[:]
        nudged[variable_index] += h
        above = f(*nudged)
        nudged[variable_index] -= 2 * h
        return (above - f(*nudged)) / (2 * h)


class AllNudgedTogether:
    """You nudge all coordinates at once. For a partial derivative the others stay put."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        point = np.array(point, dtype=float)
        return (f(*(point + h)) - f(*(point - h))) / (2 * h)


class DividedByH:
    """The two points that you compare lie 2h apart, and you divide by h."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        return 2 * right_partial(f, point, variable_index, h)


class MultipliedByH:
    """Python reads a / 2 * h as (a / 2) * h: put what you divide by in parentheses."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        return right_partial(f, point, variable_index, h) * h * h


class ForwardForCentral:
    """You compare a nudge up with no nudge at all. The rule asked for nudges up and down."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        up = np.array(point, dtype=float)
        up[variable_index] += h
        return (f(*up) - f(*point)) / h


class NudgesPileUp:
    """The nudge of one coordinate is still there when the next one has its turn: start afresh."""

    def gradient(f, point, h=1e-7):
        up, down = np.array(point, dtype=float), np.array(point, dtype=float)
        slopes = []
        for i in range(len(point)):
            up[i] += h
            down[i] = point[i] - h
            slopes.append((f(*up) - f(*[*up[:i], *down[i:]])) / (2 * h))
        return np.array(slopes)


class NudgeNotPassedOn:
    """gradient is given an h and measures with another: hand it on to the partial derivatives."""

    def gradient(f, point, h=1e-7):
        return right_gradient(f, point)


class SteepestAscent:
    """The gradient points uphill: the fastest way down is the opposite way."""

    def descent_direction(f, point):
        g = right_gradient(f, point)
        length = np.linalg.norm(g)
        return g / length if length >= 1e-6 else np.zeros(len(g))


class LengthKept:
    """The way is right and the length is not: a direction is scaled to length 1."""

    def descent_direction(f, point):
        return -right_gradient(f, point)


class LengthBySum:
    """You divide by the sum of the sizes. A length is the root of the sum of the squares."""

    def descent_direction(f, point):
        g = right_gradient(f, point)
        size = np.abs(g).sum()
        return -g / size if size >= 1e-6 else np.zeros(len(g))


class DividedByZero:
    """On level ground the gradient has length 0, and 0 / 0 is NaN: look before you divide."""

    def descent_direction(f, point):
        g = right_gradient(f, point)
        return -g / np.linalg.norm(g)


class LevelOnlyIfExact:
    """A measured gradient is hardly ever exactly 0: the docstring says when it counts as 0."""

    def descent_direction(f, point):
        g = right_gradient(f, point)
        return -g / np.linalg.norm(g) if g.any() else np.zeros(len(g))


class DirectionNotScaled:
    """A longer arrow is not a steeper walk: scale the direction to length 1 before you use it."""

    def directional_derivative(f, point, direction):
        return right_gradient(f, point) @ np.array(direction, dtype=float)


class GradientScaled:
    """You scale the gradient to length 1. It is the direction whose length must not count."""

    def directional_derivative(f, point, direction):
        g = right_gradient(f, point)
        return g @ np.array(direction, dtype=float) / np.linalg.norm(g)


class DividedBySquaredLength:
    """You divide by the squared length of the direction: the root is missing."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) @ d / (d @ d)


class DirectionScaledInPlace:
    """/= writes into the caller's own direction: make a new array for the scaled one."""

    def directional_derivative(f, point, direction):
        if not isinstance(direction, np.ndarray) or direction.dtype.kind == "i":
            direction = np.array(direction, dtype=float)
        direction /= np.linalg.norm(direction)
        return right_gradient(f, point) @ direction


class SignCounted:
    """You look for the largest slope; but -7 is stronger than 4. The size counts, not the sign."""

    def most_sensitive(f, point):
        return int(np.argmax(right_gradient(f, point)))


class SizeForPlace:
    """You return how strong the strongest reaction is. The question is at which index it stands."""

    def most_sensitive(f, point):
        return float(np.abs(right_gradient(f, point)).max())


class CountedFromOne:
    """You count the coordinates from 1. An index counts from 0, as in point[0]."""

    def most_sensitive(f, point):
        return int(np.argmax(np.abs(right_gradient(f, point)))) + 1


class DiagonalOnly:
    """You measure along each axis only; [i, j] asks how slope i changes along axis j."""

    def hessian(f, point, h=1e-4):
        nudges = h * np.eye(len(point))
        return np.diag([(f(*(point + u)) - 2 * f(*point) + f(*(point - u))) / h**2 for u in nudges])


class HalfOfTheMatrix:
    """You fill one side of the diagonal. What stands at [i, j] stands at [j, i] too."""

    def hessian(f, point, h=1e-4):
        return np.triu(four_corners(f, point, h))


class HessianOfIntegers:
    """The nudged copies of a point of whole numbers hold whole numbers: the h is cut off."""

    def hessian(f, point, h=1e-4):
        H = np.zeros((len(point), len(point)))
        for i in range(len(point)):
            up, down = np.array(point), np.array(point)
            up[i] += h
            down[i] -= h
            H[i] = (right_gradient(f, up, h) - right_gradient(f, down, h)) / (2 * h)
        return H


class DividedByHSquared:
    """Both differences span 2h: the division is by 2h twice, which is 4h²."""

    def hessian(f, point, h=1e-4):
        return 4 * four_corners(f, point, h)


class DividedOnce:
    """A difference of differences is divided twice: once for each of the two nudges."""

    def hessian(f, point, h=1e-4):
        return 2 * h * four_corners(f, point, h)


class NudgeTooSmall:
    """A second derivative divides by h twice. With the h of slopes only rounding noise is left."""

    def hessian(f, point, h=1e-4):
        return four_corners(f, point, 1e-7)


class OwnNudge:
    """hessian is given an h, and nudges by another one: use the one that was passed in."""

    def hessian(f, point, h=1e-4):
        return four_corners(f, point, 1e-4)


def four_corners(f, point, h):
    point = np.array(point, dtype=float)
    nudges = h * np.eye(len(point))
    return np.array(
        [
            [
                (right_partial(f, point + u, j, h) - right_partial(f, point - u, j, h)) / (2 * h)
                for j in range(len(point))
            ]
            for u in nudges
        ]
    )


class GentleCountsAsLevel:
    """You compare the square of the length with the limit, which makes it a thousand times larger: take the root."""

    def descent_direction(f, point):
        slopes = np.asarray(right_gradient(f, point))
        squares = slopes @ slopes
        return np.zeros(len(slopes)) if squares < 1e-6 else -slopes / np.sqrt(squares)

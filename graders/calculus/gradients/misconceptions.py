"""Known wrong answers: each class replaces functions of the reference, its docstring helps.

With a parameter called h a class is replayed with other defaults of h, too, which takes its time: where that adds
nothing the parameter is called nudge.
"""

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

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        up, down = point[:], point[:]
        up[variable_index] += nudge
        down[variable_index] -= nudge
        return (f(*up) - f(*down)) / (2 * nudge)


class PointNudgedInPlace:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        point[variable_index] += h
        above = f(*point)
        point[variable_index] -= 2 * h
        return (above - f(*point)) / (2 * h)


class SliceNudgedInPlace:
    """point[:] is a copy of a list, but of an array it is the array itself: you moved the point."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        nudged = point[:]
        nudged[variable_index] += nudge
        above = f(*nudged)
        nudged[variable_index] -= 2 * nudge
        return (above - f(*nudged)) / (2 * nudge)


class AllNudgedTogether:
    """You nudge all coordinates at once. For a partial derivative the others stay put."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        point = np.array(point, dtype=float)
        return (f(*(point + nudge)) - f(*(point - nudge))) / (2 * nudge)


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

    def gradient(f, point, nudge=1e-7):
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

    def hessian(f, point, nudge=1e-4):
        nudges = nudge * np.eye(len(point))
        return np.diag([(f(*(point + u)) - 2 * f(*point) + f(*(point - u))) / nudge**2 for u in nudges])


class HalfOfTheMatrix:
    """You fill one side of the diagonal. What stands at [i, j] stands at [j, i] too."""

    def hessian(f, point, nudge=1e-4):
        return np.triu(four_corners(f, point, nudge))


class HessianOfIntegers:
    """The nudged copies of a point of whole numbers hold whole numbers: the h is cut off."""

    def hessian(f, point, nudge=1e-4):
        H = np.zeros((len(point), len(point)))
        for i in range(len(point)):
            up, down = np.array(point), np.array(point)
            up[i] += nudge
            down[i] -= nudge
            H[i] = (right_gradient(f, up, nudge) - right_gradient(f, down, nudge)) / (2 * nudge)
        return H


class DividedByHSquared:
    """Both differences span 2h: the division is by 2h twice, which is 4h²."""

    def hessian(f, point, nudge=1e-4):
        return 4 * four_corners(f, point, nudge)


class DividedOnce:
    """A difference of differences is divided twice: once for each of the two nudges."""

    def hessian(f, point, nudge=1e-4):
        return 2 * nudge * four_corners(f, point, nudge)


class NudgeTooSmall:
    """A second derivative divides by h twice. With the h of slopes only rounding noise is left."""

    def hessian(f, point, nudge=1e-4):
        return four_corners(f, point, 1e-7)


class OwnNudge:
    """hessian is given an h, and nudges by another one: use the one that was passed in."""

    def hessian(f, point, nudge=1e-4):
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


class BackwardForCentral:
    """You compare a nudge down with no nudge at all. The rule asked for nudges up and down."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        down = moved(point, variable_index, -h)
        return (f(*point) - f(*down)) / h


class ForwardOverTwoH:
    """The two points that you compare lie h apart, and you divide by 2h."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        return (f(*moved(point, variable_index, h)) - f(*point)) / (2 * h)


class ForwardGradient:
    """You compare a nudge up with no nudge at all. The rule asked for nudges up and down."""

    def gradient(f, point, nudge=1e-7):
        return np.array([(f(*moved(point, i, nudge)) - f(*point)) / nudge for i in range(len(point))])


class HalfNudges:
    """Your nudges have half the size: f is to be asked a whole h to either side of the point."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index, nudge / 2)


class PartialTurned:
    """You subtract the value after the nudge up from the one after the nudge down: that turns the sign."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return -right_partial(f, point, variable_index, nudge)


class NotDivided:
    """You return by how much f changes. A slope is that change for each unit of distance."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return 2 * nudge * right_partial(f, point, variable_index, nudge)


class DividedByTwo:
    """You divide by 2 alone: the distance between the two points is 2h."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return nudge * right_partial(f, point, variable_index, nudge)


class OnlyOneTermDivided:
    """Python divides before it subtracts, so only the last value is divided: put the difference in parentheses."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return f(*moved(point, variable_index, nudge)) - f(*moved(point, variable_index, -nudge)) / (2 * nudge)


class OtherH:
    """You measure with an h of your own: the h that was passed in is not used."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index, 1e-5)


class OtherHOfATenThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index, 1e-4)


class OtherHOfAThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index, 1e-3)


class PointNotUnpacked:
    """f was called with one argument, and takes its coordinates one by one: the star in f(*point) unpacks a point."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return (f(moved(point, variable_index, nudge)) - f(moved(point, variable_index, -nudge))) / (2 * nudge)


class HSwallowed:
    """Your h is so small that rounding swallows it: the nudged point is the old point, and f does not change."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index, 1e-50)


class FirstCoordinateAlways:
    """You nudge the first coordinate, whichever is asked for: variable_index says which one it is."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, 0, nudge)


class LastCoordinateAlways:
    """You nudge the last coordinate, whichever is asked for: variable_index says which one it is."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, len(point) - 1, nudge)


class IndexFromOne:
    """You count the coordinates from 1, and nudge the one before: an index counts from 0, as in point[0]."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        return right_partial(f, point, variable_index - 1, nudge)


class OthersNudged:
    """You nudge the coordinates that were to stay put, and leave the one that is asked for."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        others = nudge * (np.arange(len(point)) != variable_index)
        here = np.array(point, dtype=float)
        return (f(*(here + others)) - f(*(here - others))) / (2 * nudge)


class OthersSetToZero:
    """You set the other coordinates to 0. They stay where the point has them."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        alone = np.zeros(len(point))
        alone[variable_index] = point[variable_index]
        return right_partial(f, alone, variable_index, nudge)


class NudgeScaled:
    """You nudge by h times the coordinate. The nudge has the size h, whatever the coordinate is."""

    def partial_derivative(f, point, variable_index, nudge=1e-7):
        step = nudge * abs(point[variable_index])
        return (f(*moved(point, variable_index, step)) - f(*moved(point, variable_index, -step))) / (2 * nudge)


class GradientKeptWhole:
    """Your array of slopes was made from a point of whole numbers, and holds whole numbers: the rest is cut off."""

    def gradient(f, point, nudge=1e-7):
        slopes = np.zeros_like(np.array(point))
        for i in range(len(slopes)):
            slopes[i] = right_partial(f, point, i, nudge)
        return slopes


class GradientOfWholeNumbers:
    """np.array of whole numbers holds whole numbers: the h that you add to them is cut off."""

    def gradient(f, point, h=1e-7):
        slopes = []
        for i in range(len(point)):
            up, down = np.array(point), np.array(point)
            up[i] += h
            down[i] -= h
            slopes.append((f(*up) - f(*down)) / (2 * h))
        return np.array(slopes)


class LastSlopeMissing:
    """The last coordinate has no slope in your answer: there is one for each coordinate."""

    def gradient(f, point, nudge=1e-7):
        return right_gradient(f, point, nudge)[:-1]


class SlopesAdded:
    """You add the slopes up. The gradient keeps them apart: one for each coordinate."""

    def gradient(f, point, nudge=1e-7):
        return right_gradient(f, point, nudge).sum()


class FirstSlopeOnly:
    """You return inside the loop, after the first coordinate: every coordinate gets its turn."""

    def gradient(f, point, nudge=1e-7):
        return right_gradient(f, point, nudge)[:1]


class GradientReversed:
    """Your slopes stand in the opposite order: element i belongs to coordinate i."""

    def gradient(f, point, nudge=1e-7):
        return right_gradient(f, point, nudge)[::-1]


class GradientTurned:
    """Every slope has its sign turned: the gradient points uphill, the way down is asked later."""

    def gradient(f, point, nudge=1e-7):
        return -right_gradient(f, point, nudge)


class GradientScaledToOne:
    """You scale the gradient to length 1. Its own length says how steep it is: keep that."""

    def gradient(f, point, nudge=1e-7):
        slopes = right_gradient(f, point, nudge)
        return slopes / np.linalg.norm(slopes)


class GradientMovesThePoint:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def gradient(f, point, nudge=1e-7):
        return np.array(slopes_in_place(f, np.asarray(point, dtype=float), nudge))


class DescentMovesThePoint:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def descent_direction(f, point):
        slopes = np.array(slopes_in_place(f, np.asarray(point, dtype=float), 1e-7))
        length = np.linalg.norm(slopes)
        return np.zeros(len(slopes)) if length < 1e-6 else -slopes / length


class SensitivityMovesThePoint:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def most_sensitive(f, point):
        return int(np.argmax(np.abs(slopes_in_place(f, np.asarray(point, dtype=float), 1e-7))))


class SensitivityMovesThePointUp:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def most_sensitive(f, point):
        here, changes = np.asarray(point, dtype=float), []
        for i in range(len(here)):
            before = f(*here)
            here[i] += 1e-6
            changes.append(abs(f(*here) - before))
        return int(np.argmax(changes))


class WalkMovesThePoint:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def directional_derivative(f, point, direction):
        slopes = slopes_in_place(f, np.asarray(point, dtype=float), 1e-7)
        return np.dot(slopes, direction) / np.linalg.norm(direction)


class HessianMovesThePoint:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def hessian(f, point, nudge=1e-4):
        here = np.asarray(point, dtype=float)
        start, n = here.copy(), len(here)
        matrix = np.zeros((n, n))
        for i in range(n):
            for j in range(n):
                for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                    here[:] = start
                    here[i] += a * nudge
                    here[j] += b * nudge
                    matrix[i, j] += a * b * f(*here) / (4 * nudge * nudge)
        return matrix


class HessianMovesThePointToAndFro:
    """You nudge the caller's own point, and it does not come back quite as it was: nudge a copy."""

    def hessian(f, point, nudge=1e-4):
        here = np.asarray(point, dtype=float)
        rows = []
        for i in range(len(here)):
            here[i] += nudge
            ahead = right_gradient(f, here, nudge)
            here[i] -= 2 * nudge
            rows.append((ahead - right_gradient(f, here, nudge)) / (2 * nudge))
            here[i] += nudge
        return np.array(rows)


class DescentByForwardSlopes:
    """Slopes from nudges to one side are off by about h, too much to tell level ground by: nudge to both sides."""

    def descent_direction(f, point):
        slopes = np.array([(f(*moved(point, i, 1e-7)) - f(*point)) / 1e-7 for i in range(len(point))])
        length = np.linalg.norm(slopes)
        return np.zeros(len(slopes)) if length < 1e-6 else -slopes / length


class DescentByCoarseSlopes:
    """Your nudge is too large to tell level ground by: the rule names an h of 1e-7."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point, 1e-4)
        length = np.linalg.norm(slopes)
        return np.zeros(len(slopes)) if length < 1e-6 else -slopes / length


class LengthWithoutRoot:
    """You divide by the sum of the squares. A length is the root of it."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        size = slopes @ slopes
        return -slopes / size if size >= 1e-12 else np.zeros(len(slopes))


class LengthByLargest:
    """You divide by the largest slope. A length is the root of the sum of the squares."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        size = np.abs(slopes).max()
        return -slopes / size if size >= 1e-6 else np.zeros(len(slopes))


class SignsOnly:
    """You keep only the signs of the slopes: a steep slope counts for more than a gentle one."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        return -np.sign(slopes) / np.sqrt(len(slopes)) if np.abs(slopes).max() > 1e-6 else 0 * slopes


class SignsNotScaled:
    """You keep only the signs of the slopes: a steep slope counts for more than a gentle one."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        return -np.sign(slopes) if np.abs(slopes).max() > 1e-6 else 0 * slopes


class AscentOfFullLength:
    """You return the gradient itself. The way down is the opposite way, and a direction has length 1."""

    def descent_direction(f, point):
        return right_gradient(f, point)


class TowardsTheOrigin:
    """You walk towards the origin. The way down depends on f: it is the gradient that knows."""

    def descent_direction(f, point):
        here = np.array(point, dtype=float)
        return -here / np.linalg.norm(here) if here.any() else here


class OnesForLevelGround:
    """Where the ground is level you return a direction all the same. The docstring asks for zeros there."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        length = np.linalg.norm(slopes)
        return -slopes / length if length >= 1e-6 else np.ones(len(slopes))


class TwoZeros:
    """Where the ground is level you return two zeros, however many coordinates the point has: one for each."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        length = np.linalg.norm(slopes)
        return -slopes / length if length >= 1e-6 else np.zeros(2)


class OneZero:
    """Where the ground is level you return a single 0. The answer has a number for each coordinate."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        length = np.linalg.norm(slopes)
        return -slopes / length if length >= 1e-6 else 0.0


class LengthWithABit:
    """You add a little to the length so as not to divide by 0: on gentle ground the vector comes out too short."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        return -slopes / (np.linalg.norm(slopes) + 1e-6)


class LengthWithAnotherBit:
    """You add a little to the length so as not to divide by 0: on gentle ground the vector comes out too short."""

    def descent_direction(f, point):
        slopes = right_gradient(f, point)
        return -slopes / (np.linalg.norm(slopes) + 1e-8)


class ProductsNotAdded:
    """You have one product for each axis. The slope of the walk is their sum, one number."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) * d / np.linalg.norm(d)


class GradientAtTheDirection:
    """You measure the gradient at the direction. It belongs to the point where you stand."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, d) @ d / np.linalg.norm(d)


class LengthOfTheProducts:
    """You take the length of the products. They are added up, with their signs."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return np.linalg.norm(right_gradient(f, point) * d / np.linalg.norm(d))


class DirectionScaledBySum:
    """You divide the direction by the sum of its elements. Its length is the root of the sum of the squares."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) @ d / d.sum()


class DirectionScaledBySizes:
    """You divide the direction by the sum of its sizes. Its length is the root of the sum of the squares."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) @ d / np.abs(d).sum()


class DirectionScaledByLargest:
    """You divide the direction by its largest element. Its length is the root of the sum of the squares."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) @ d / np.abs(d).max()


class BothScaled:
    """You scale the gradient to length 1, too, and get a cosine. The gradient's own length counts."""

    def directional_derivative(f, point, direction):
        g, d = right_gradient(f, point), np.array(direction, dtype=float)
        return g @ d / np.linalg.norm(g) / np.linalg.norm(d)


class SizeOfTheSlope:
    """You drop the sign. Where the walk leads down, its slope is negative."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return abs(right_gradient(f, point) @ d) / np.linalg.norm(d)


class SteepnessForSlope:
    """You return the length of the gradient, which is the slope of the steepest way. The direction counts, too."""

    def directional_derivative(f, point, direction):
        return np.linalg.norm(right_gradient(f, point))


class WalkTurned:
    """Your slope has its sign turned: positive means that f climbs in this direction."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return -right_gradient(f, point) @ d / np.linalg.norm(d)


class ChangeOfAWholeStep:
    """You walk a whole unit and see by how much f changes. The slope is the one at the point itself: nudge."""

    def directional_derivative(f, point, direction):
        here, d = np.array(point, dtype=float), np.array(direction, dtype=float)
        return f(*(here + d / np.linalg.norm(d))) - f(*here)


class WalkDirectionNotScaled:
    """A longer arrow is not a steeper walk: scale the direction to length 1 before you use it."""

    def directional_derivative(f, point, direction):
        here, d = np.array(point, dtype=float), np.array(direction, dtype=float)
        return (f(*(here + 1e-6 * d)) - f(*(here - 1e-6 * d))) / 2e-6


class LengthWithABitInTheWalk:
    """You add a little to the length of the direction: a very short direction is no longer scaled to length 1."""

    def directional_derivative(f, point, direction):
        d = np.array(direction, dtype=float)
        return right_gradient(f, point) @ d / (np.linalg.norm(d) + 1e-8)


class WeakestForStrongest:
    """You look for the smallest reaction. The strongest one is asked for."""

    def most_sensitive(f, point):
        return int(np.argmin(np.abs(right_gradient(f, point))))


class IndexBeforeTheStrongest:
    """Your index is one too small. np.argmax counts from 0 already, as point[0] does."""

    def most_sensitive(f, point):
        return int(np.argmax(np.abs(right_gradient(f, point)))) - 1


class LowestForStrongest:
    """You look for the most negative slope. The size counts, not the sign: downwards or upwards."""

    def most_sensitive(f, point):
        return int(np.argmin(right_gradient(f, point)))


class LargestCoordinate:
    """You look for the largest coordinate of the point. It is f that is asked how strongly it reacts to each."""

    def most_sensitive(f, point):
        return int(np.argmax(np.abs(point)))


class SlopeForPlace:
    """You return how strong the strongest reaction is. The question is at which index it stands."""

    def most_sensitive(f, point):
        slopes = right_gradient(f, point)
        return float(slopes[np.argmax(np.abs(slopes))])


class LargestContribution:
    """You multiply each slope by its coordinate. How strongly f reacts to a nudge is the slope alone."""

    def most_sensitive(f, point):
        return int(np.argmax(np.abs(right_gradient(f, point) * np.array(point, dtype=float))))


class OneSidedHessian:
    """Your nudges go to one side only, and the error shrinks like h. To both sides it is accurate to four decimals."""

    def hessian(f, point, nudge=1e-4):
        here, steps = np.array(point, dtype=float), nudge * np.eye(len(point))
        once = [f(*(here + s)) for s in steps]
        return np.array(
            [
                [(f(*(here + s + t)) - once[i] - once[j] + f(*here)) / nudge**2 for j, t in enumerate(steps)]
                for i, s in enumerate(steps)
            ]
        )


class HessianOfForwardGradients:
    """Your nudges go to one side only, and the error shrinks like h. To both sides it is accurate to four decimals."""

    def hessian(f, point, nudge=1e-4):
        here, steps = np.array(point, dtype=float), nudge * np.eye(len(point))
        base = right_gradient(f, here, nudge)
        return np.array([(right_gradient(f, here + s, nudge) - base) / nudge for s in steps])


class OneSidedBesideTheDiagonal:
    """Your nudges go to one side only, and the error shrinks like h. To both sides it is accurate to four decimals."""

    def hessian(f, point, nudge=1e-4):
        matrix = OneSidedHessian.hessian(f, point, nudge)
        np.fill_diagonal(matrix, np.diag(four_corners(f, point, nudge)))
        return matrix


class HessianByGradientsOverH:
    """The two slopes that you compare lie 2h apart, and you divide by h."""

    def hessian(f, point, nudge=1e-4):
        return 2 * four_corners(f, point, nudge)


class HessianOfWholeNumbers:
    """The nudged copies of a point of whole numbers hold whole numbers: the h is cut off."""

    def hessian(f, point, nudge=1e-4):
        return nudged_whole(f, np.array(point), nudge)


class HessianKeptWhole:
    """Your matrix was made from a point of whole numbers, and holds whole numbers: the rest is cut off."""

    def hessian(f, point, nudge=1e-4):
        kind = np.array(point).dtype
        return four_corners(f, point, nudge).astype(kind)


class HessianOuterProduct:
    """You multiply the slopes with one another. A second derivative is the change of a slope, not a product of two."""

    def hessian(f, point, nudge=1e-4):
        slopes = right_gradient(f, point)
        return np.outer(slopes, slopes)


class HessianDiagonalAsVector:
    """You return the second derivatives along each axis only; [i, j] asks how slope i changes along axis j."""

    def hessian(f, point, nudge=1e-4):
        return np.diag(four_corners(f, point, nudge))


class LowerHalfOfTheMatrix:
    """You fill one side of the diagonal. What stands at [i, j] stands at [j, i] too."""

    def hessian(f, point, nudge=1e-4):
        return np.tril(four_corners(f, point, nudge))


class DiagonalLeftOut:
    """Your diagonal is empty: how does the slope along an axis change along that same axis?"""

    def hessian(f, point, nudge=1e-4):
        matrix = four_corners(f, point, nudge)
        np.fill_diagonal(matrix, 0.0)
        return matrix


class HessianOfTinyGradients:
    """hessian is given an h, and nudges by another one: use the one that was passed in."""

    def hessian(f, point, nudge=1e-4):
        here, steps = np.array(point, dtype=float), nudge * np.eye(len(point))
        return np.array([(right_gradient(f, here + s) - right_gradient(f, here - s)) / (2 * nudge) for s in steps])


def moved(point, i, step):
    here = np.array(point, dtype=float)
    here[i] += step
    return here


def slopes_in_place(f, here, h):
    slopes = []
    for i in range(len(here)):
        here[i] += h
        up = f(*here)
        here[i] -= 2 * h
        slopes.append((up - f(*here)) / (2 * h))
        here[i] += h
    return slopes


def nudged_whole(f, point, h):
    n = len(point)
    matrix = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                here = np.array(point)
                here[i] = here[i] + a * h
                here[j] = here[j] + b * h
                matrix[i, j] += a * b * f(*here) / (4 * h * h)
    return matrix

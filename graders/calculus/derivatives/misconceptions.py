"""Known wrong answers: each class replaces functions of the reference, and its docstring is what helps.

With a parameter called h a class is replayed with other defaults of h, too, which takes its time: where that adds
nothing the parameter is called nudge.
"""

import numpy as np

from exercises.calculus.derivatives import numerical_derivative as right_derivative


class DividedByH:
    """The two points that you compare lie 2h apart, and you divide by h."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / h


class MultipliedByH:
    """Python reads a / 2 * h as (a / 2) * h: put what you divide by in parentheses."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / 2 * h


class ForwardForCentral:
    """Your rule looks to one side only: its error shrinks like h. Looking to both sides makes it shrink like h²."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x)) / h


class BackwardForCentral:
    """Your rule looks to one side only: its error shrinks like h. Looking to both sides makes it shrink like h²."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x) - f(x - h)) / h


class ForwardByTwoH:
    """Your rule looks to one side only: its error shrinks like h. Looking to both sides makes it shrink like h²."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x + 2 * nudge) - f(x)) / (2 * nudge)


class ForwardOverTwoH:
    """The two points that you compare lie h apart, and you divide by 2h."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x + h) - f(x)) / (2 * h)


class BackwardOverTwoH:
    """The two points that you compare lie h apart, and you divide by 2h."""

    def numerical_derivative(f, x, h=1e-7):
        return (f(x) - f(x - h)) / (2 * h)


class HalfNudges:
    """Your nudges have half the size: f is to be asked a whole h to either side of x."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x + nudge / 2) - f(x - nudge / 2)) / nudge


class CentralTurned:
    """You subtract the right value from the left one and divide by a positive distance: that turns the sign."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x - nudge) - f(x + nudge)) / (2 * nudge)


class CentralAdded:
    """You add the two values of f. A slope comes from their difference."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x + nudge) + f(x - nudge)) / (2 * nudge)


class CentralNotDivided:
    """You return by how much f changes. A slope is that change for each unit of distance."""

    def numerical_derivative(f, x, nudge=1e-7):
        return f(x + nudge) - f(x - nudge)


class CentralDividedByTwo:
    """You divide by 2 alone: the distance between the two places is 2h."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x + nudge) - f(x - nudge)) / 2


class OnlyOneTermDivided:
    """Python divides before it subtracts, so only the last value is divided: put the difference in parentheses."""

    def numerical_derivative(f, x, nudge=1e-7):
        return f(x + nudge) - f(x - nudge) / (2 * nudge)


class NudgeOutsideF:
    """You add h to the value of f. It is x that is nudged, before f is asked."""

    def numerical_derivative(f, x, nudge=1e-7):
        return ((f(x) + nudge) - (f(x) - nudge)) / (2 * nudge)


class OtherH:
    """You measure with an h of your own: the h that was passed in is not used."""

    def numerical_derivative(f, x, nudge=1e-7):
        return right_derivative(f, x, 1e-5)


class OtherHOfATenThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def numerical_derivative(f, x, nudge=1e-7):
        return right_derivative(f, x, 1e-4)


class OtherHOfAThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def numerical_derivative(f, x, nudge=1e-7):
        return right_derivative(f, x, 1e-3)


class HSwallowed:
    """Your h is so small that rounding swallows it: x + h is x again, and f does not change at all."""

    def numerical_derivative(f, x, nudge=1e-7):
        return right_derivative(f, x, 1e-50)


class FivePoints:
    """Your rule asks f at more than two places. It is more accurate, and not the central difference asked for."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x - 2 * nudge) - 8 * f(x - nudge) + 8 * f(x + nudge) - f(x + 2 * nudge)) / (12 * nudge)


class Extrapolated:
    """Your rule asks f at more than two places. It is more accurate, and not the central difference asked for."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (4 * right_derivative(f, x, nudge / 2) - right_derivative(f, x, nudge)) / 3


class SecondDerivative:
    """You compute how the slope changes (the second derivative). Asked for is the slope itself."""

    def numerical_derivative(f, x, nudge=1e-7):
        return (f(x + nudge) - 2 * f(x) + f(x - nudge)) / nudge**2


class IntegersTruncated:
    """You put x + h into an array of integers: the h is cut off, and nothing moves."""

    def numerical_derivative(f, x, h=1e-7):
        if np.ndim(x) == 0:
            return right_derivative(f, x, h)
        above, below = x.copy(), x.copy()
        above[...] = x + h
        below[...] = x - h
        return (f(above) - f(below)) / (2 * h)


class CentralMovesTheArray:
    """x += h writes into the caller's array: make a new array, as x + h does."""

    def numerical_derivative(f, x, nudge=1e-7):
        x += nudge
        right = f(x)
        x -= 2 * nudge
        return (right - f(x)) / (2 * nudge)


class ForwardMovesTheArray:
    """x += h writes into the caller's array: make a new array, as x + h does."""

    def forward_difference(f, x, nudge=1e-7):
        before = f(x)
        x += nudge
        return (f(x) - before) / nudge


class CentralForForward:
    """forward_difference is to look to the right only, from x to x + h, so that its larger error can be seen."""

    def forward_difference(f, x, h=1e-7):
        return (f(x + h) - f(x - h)) / (2 * h)


class BackwardForForward:
    """You look to the left, from x - h to x. The forward difference looks to the right."""

    def forward_difference(f, x, h=1e-7):
        return (f(x) - f(x - h)) / h


class ForwardTurned:
    """You subtract the new value from the old one: the sign is turned. Change is new minus old."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x) - f(x + nudge)) / nudge


class ForwardNotDivided:
    """You return by how much f changes. A slope is that change for each unit of distance."""

    def forward_difference(f, x, nudge=1e-7):
        return f(x + nudge) - f(x)


class ForwardMultiplied:
    """You multiply the change by h. Rise over run: the run is what you divide by."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + nudge) - f(x)) * nudge


class ForwardHalved:
    """From x to x + h the distance is h, and you divide by 2h."""

    def forward_difference(f, x, h=1e-7):
        return (f(x + h) - f(x)) / (2 * h)


class ForwardWithoutParentheses:
    """Python divides before it subtracts, so only the last value is divided: put the difference in parentheses."""

    def forward_difference(f, x, nudge=1e-7):
        return f(x + nudge) - f(x) / nudge


class ForwardOverX:
    """You divide by x. The run is how far x was moved, which is h."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + nudge) - f(x)) / x


class ForwardNudgeOutsideF:
    """You add h to the value of f. It is x that is nudged, before f is asked."""

    def forward_difference(f, x, nudge=1e-7):
        return ((f(x) + nudge) - f(x)) / nudge


class ForwardOtherH:
    """You measure with an h of your own: the h that was passed in is not used."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + 1e-5) - f(x)) / 1e-5


class ForwardDefaultH:
    """You measure with an h of your own: the h that was passed in is not used."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + 1e-7) - f(x)) / 1e-7


class ForwardOtherHOfATenThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + 1e-4) - f(x)) / 1e-4


class ForwardOtherHOfAThousandth:
    """You measure with an h of your own: the h that was passed in is not used."""

    def forward_difference(f, x, nudge=1e-7):
        return (f(x + 1e-3) - f(x)) / 1e-3


class RunOverRise:
    """You divide the run by the rise. A slope is rise over run: the change of f, divided by h."""

    def forward_difference(f, x, nudge=1e-7):
        return nudge / (f(x + nudge) - f(x))


class CentralRunOverRise:
    """You divide the run by the rise. A slope is rise over run: the change of f, divided by 2h."""

    def numerical_derivative(f, x, nudge=1e-7):
        return 2 * nudge / (f(x + nudge) - f(x - nudge))


class OrderByTwoLogarithms:
    """You divide one logarithm by the other. The two errors are divided first, and one logarithm is taken of that."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(abs(rule(f, x, nudge) - dfdx(x))) / np.log2(abs(rule(f, x, nudge / 2) - dfdx(x)))


class OrderOfTheDifference:
    """You subtract the errors. By which factor the error shrinks is their quotient."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(abs(rule(f, x, nudge) - dfdx(x)) - abs(rule(f, x, nudge / 2) - dfdx(x)))


class OrderByRatio:
    """You return by which factor the error shrinks. The order is the power of two that this factor is."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return ratio(rule, f, dfdx, x, nudge)


class OrderByHalfTheRatio:
    """You divide the factor by 2, which is the order only for 2 and for 4: which power of 2 is the factor?"""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return ratio(rule, f, dfdx, x, nudge) / 2


class OrderByRoot:
    """You take the square root of the factor, which is the order only for 4: which power of 2 is the factor?"""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.sqrt(ratio(rule, f, dfdx, x, nudge))


class OrderNaturalLog:
    """h was halved, so the order is a logarithm to base 2; np.log is the natural one."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log(ratio(rule, f, dfdx, x, nudge))


class OrderDecimalLog:
    """h was halved, so the order is a logarithm to base 2; np.log10 has the base 10."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log10(ratio(rule, f, dfdx, x, nudge))


class OrderTurned:
    """You divide the error at h/2 by the error at h, which turns the sign of the logarithm: how does it shrink?"""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return -np.log2(ratio(rule, f, dfdx, x, nudge))


class OrderOfDoubledH:
    """You compare h with 2h. The errors asked for are the one at h and the one at h/2."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(ratio(rule, f, dfdx, x, 2 * nudge))


class OrderOfATenth:
    """You compare h with h/10. The errors asked for are the one at h and the one at h/2."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(abs(rule(f, x, nudge) - dfdx(x)) / abs(rule(f, x, nudge / 10) - dfdx(x)))


class OrderInTheExponentOfH:
    """You divide the logarithms of error and h. A constant in front of h^p spoils that: compare two errors."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log(abs(rule(f, x, nudge) - dfdx(x))) / np.log(nudge)


class OrderOfEstimates:
    """You compare the two estimates. It is their errors, the distances from the exact slope, that shrink."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(abs(rule(f, x, nudge)) / abs(rule(f, x, nudge / 2)))


class OrderOfASignedRatio:
    """An error counts by its size: errors of different signs give a negative ratio, which has no logarithm."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2((rule(f, x, nudge) - dfdx(x)) / (rule(f, x, nudge / 2) - dfdx(x)))


class OrderOfSignedErrors:
    """An error counts by its size: where an estimate is too small its error is negative, and has no logarithm."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(rule(f, x, nudge) - dfdx(x)) - np.log2(rule(f, x, nudge / 2) - dfdx(x))


class OrderOfOwnRule:
    """You measure a rule of your own: use the one that was passed in."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(ratio(right_derivative, f, dfdx, x, nudge))


class OrderOfAForwardRule:
    """You measure a rule of your own: use the one that was passed in."""

    def convergence_order(rule, f, dfdx, x, nudge=1e-2):
        return np.log2(ratio(lambda f, x, nudge: (f(x + nudge) - f(x)) / nudge, f, dfdx, x, nudge))


class DecreasingPowers:
    """You read the coefficients as if the highest power came first; here the constant comes first."""

    def polynomial_derivative(coefficients):
        n = len(coefficients) - 1
        return [float((n - k) * c) for k, c in enumerate(coefficients[:-1])] or [0.0]


class ReversedCoefficients:
    """Your coefficients begin with the highest power; the derivative is wanted in increasing powers, too."""

    def polynomial_derivative(coefficients):
        return powers_lowered(coefficients)[::-1]


class PowerNotLowered:
    """Each coefficient is multiplied by its power, but it also belongs one place further to the left."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients)]


class PowersFromOne:
    """You multiply by the place counted from 1. The first coefficient belongs to the power 0."""

    def polynomial_derivative(coefficients):
        return [float((k + 1) * c) for k, c in enumerate(coefficients)][1:] or [0.0]


class PowersOneTooSmall:
    """You multiply by the power that is left, one too small: the derivative of x⁵ is 5x⁴."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients[1:])] or [0.0]


class OnlyShifted:
    """The coefficients have moved one place to the left, but none is multiplied by its power."""

    def polynomial_derivative(coefficients):
        return [float(c) for c in coefficients[1:]] or [0.0]


class LastDropped:
    """You drop the coefficient of the highest power. The one that disappears is the constant, the first."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients)][:-1] or [0.0]


class ConstantMultiplied:
    """You multiply the coefficients from the first on by 1, 2, 3, …: but the first one is the constant, which goes."""

    def polynomial_derivative(coefficients):
        return [float((k + 1) * c) for k, c in enumerate(coefficients[:-1])] or [0.0]


class Integrated:
    """You divide by the power and go up by one: that is integration, the opposite way."""

    def polynomial_derivative(coefficients):
        return [0.0] + [float(c / (k + 1)) for k, c in enumerate(coefficients)]


class ZerosTrimmed:
    """A coefficient of 0 has a place too: the derivative of n coefficients has n - 1, zeros at the end included."""

    def polynomial_derivative(coefficients):
        found = powers_lowered(coefficients)
        while len(found) > 1 and found[-1] == 0.0:
            found.pop()
        return found


class ZerosSkipped:
    """A coefficient of 0 has a place too: without it, all that follow stand for another power."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients) if k and c] or [0.0]


class NothingOfAConstant:
    """A constant does not react, and its derivative is the number 0: [0.0], not an empty list."""

    def polynomial_derivative(coefficients):
        return [float(k * c) for k, c in enumerate(coefficients)][1:]


class ListsOnly:
    """An array has no single truth value, as a list has (empty or not): ask for its length."""

    def polynomial_derivative(coefficients):
        if not coefficients[1:]:
            return [0.0]
        return [k * c for k, c in enumerate(coefficients)][1:]


class ConstantPopped:
    """You change the caller's own coefficients: collect the new numbers in a list of your own."""

    def polynomial_derivative(coefficients):
        if isinstance(coefficients, np.ndarray):
            return powers_lowered(coefficients)
        coefficients.pop(0)
        return [float((k + 1) * c) for k, c in enumerate(coefficients)] or [0.0]


class CoefficientsOverwritten:
    """You change the caller's own coefficients: collect the new numbers in a list of your own."""

    def polynomial_derivative(coefficients):
        for k in range(len(coefficients)):
            coefficients[k] = coefficients[k] * k
        return list(coefficients[1:]) or [0.0]


class TangentThroughOrigin:
    """Your line has the right slope and goes through the wrong point: the distance counts from x0, not from 0."""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, x0) * x


class TangentWithoutHeight:
    """Your line is 0 at x0. The curve has the height f(x0) there, and the line starts from that."""

    def tangent_line(f, x0):
        return lambda x: right_derivative(f, x0) * (x - x0)


class TangentSlopeOnly:
    """Your line is only slope times x. It has to pass through (x0, f(x0))."""

    def tangent_line(f, x0):
        return lambda x: right_derivative(f, x0) * x


class TangentFromTheWrongSide:
    """You measure the distance as x0 - x: to the right of x0 it is negative, and the slope is turned."""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, x0) * (x0 - x)


class TangentAdded:
    """You add x0 to x. How far is it from x0 to x?"""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, x0) * (x + x0)


class TangentOfTheSlopeAtZero:
    """Your line has the slope that f has at 0. The tangent has the slope of f at x0."""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, 0.0) * (x - x0)


class TangentBends:
    """You take the slope anew at every x. The tangent is straight: its slope is the one at x0."""

    def tangent_line(f, x0):
        return lambda x: f(x0) + right_derivative(f, x) * (x - x0)


class TangentOfTheMovingHeight:
    """You begin at f(x), the curve itself. The line begins at the height f(x0), which does not move."""

    def tangent_line(f, x0):
        return lambda x: f(x) + right_derivative(f, x0) * (x - x0)


class TangentStartsAtX0:
    """At x0 your line has the height x0. The curve has the height f(x0) there."""

    def tangent_line(f, x0):
        return lambda x: x0 + right_derivative(f, x0) * (x - x0)


class CurveForTangent:
    """You return f itself. The tangent is a straight line, which only touches the curve at x0."""

    def tangent_line(f, x0):
        return f


class SlopeForTangent:
    """Your function gives the slope for every x. The tangent gives a height, which climbs by the slope."""

    def tangent_line(f, x0):
        return lambda x: right_derivative(f, x0) + 0 * x


class TangentsShareNumbers:
    """Slope and height are kept in one place for all tangents: the next one overwrites them. Keep them inside."""

    def tangent_line(f, x0):
        LATEST.update(x0=x0, height=f(x0), slope=right_derivative(f, x0))
        return lambda x: LATEST["height"] + LATEST["slope"] * (x - LATEST["x0"])


class HeightForSlope:
    """You look at whether f is positive. It is the slope of f that says where it goes."""

    def behavior(f, x, tolerance=1e-6):
        return word(f(x), tolerance)


class SignsSwapped:
    """Your two words are exchanged: where the slope is positive, f climbs."""

    def behavior(f, x, tolerance=1e-6):
        return word(-right_derivative(f, x), tolerance)


class PlaceForSlope:
    """You look at whether x is positive. It is the slope of f at x that says where it goes."""

    def behavior(f, x, tolerance=1e-6):
        return word(x, tolerance)


class NeverDecreasing:
    """You take the size of the slope, and so never find one below 0. Its sign decides."""

    def behavior(f, x, tolerance=1e-6):
        return word(abs(right_derivative(f, x)), tolerance)


class HeightsCompared:
    """You compare the heights after a nudge of the tolerance. The tolerance is for the slope, which is measured."""

    def behavior(f, x, tolerance=1e-6):
        return word(f(x + tolerance) - f(x), 0.0)


class ToleranceFixed:
    """You compare with a fixed number: the tolerance that was passed in is not used."""

    def behavior(f, x, tolerance=1e-6):
        return word(right_derivative(f, x), 1e-6)


class NoTolerance:
    """You compare the slope with 0 itself. A measured slope is hardly ever exactly 0: use the tolerance."""

    def behavior(f, x, tolerance=1e-6):
        return word(right_derivative(f, x), 0.0)


class ToleranceOnOneSide:
    """You use the tolerance on one side only: a slope just below 0 counts as flat, too."""

    def behavior(f, x, tolerance=1e-6):
        slope = right_derivative(f, x)
        return "increasing" if slope > tolerance else "decreasing" if slope < 0 else "flat"


class FlatOnlyAboveZero:
    """You use the tolerance on one side only: a slope just above 0 counts as flat, too."""

    def behavior(f, x, tolerance=1e-6):
        slope = right_derivative(f, x)
        return "increasing" if slope > 0 else "decreasing" if slope < -tolerance else "flat"


class BehaviorFromAfar:
    """It is the slope at x itself that decides, a tiny nudge to each side of it, not the rise over a whole unit."""

    def behavior(f, x, tolerance=1e-6):
        return word(f(x + 1) - f(x - 1), tolerance)


class BehaviorWithACoarseNudge:
    """Your nudge is too large: at a flat place it finds a slope that is not there. The rule names a tiny h."""

    def behavior(f, x, tolerance=1e-6):
        return word(right_derivative(f, x, 1e-2), tolerance)


class BehaviorByAFinerNudge:
    """Your nudge is too large: at a flat place it finds a slope that is not there. The rule names a tiny h."""

    def behavior(f, x, tolerance=1e-6):
        return word(right_derivative(f, x, 1e-4), tolerance)


class BehaviorOfOneSide:
    """You look to one side only, which finds a slope where f is flat and bends: the rule is the central difference."""

    def behavior(f, x, tolerance=1e-6):
        return word((f(x + 1e-7) - f(x)) / 1e-7, tolerance)


class ChangeForSlope:
    """You look at how much f changes, which is tiny after a tiny nudge: divide by the distance to get the slope."""

    def behavior(f, x, tolerance=1e-6):
        return word(f(x + 1e-7) - f(x - 1e-7), tolerance)


class CurvatureForSlope:
    """You look at how the slope changes, at whether f bends up or down. The slope itself decides."""

    def behavior(f, x, tolerance=1e-6):
        return word(f(x + 1e-3) - 2 * f(x) + f(x - 1e-3), tolerance)


class TangentBesideItsPoint:
    """Each tangent is drawn over a stretch that its point lies in: that is where it touches."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            beside = np.array([p + 0.5, p + 1.5])
            ax.plot(beside, tangent(f, p)(beside))
            ax.plot([p], [f(p)], "o")
        return ax


class InvisibleMarks:
    """A line through a single point cannot be seen: say which marker to draw there."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, tangent(f, p)(xs))
            ax.plot(p, f(p))
        return ax


class NoMarks:
    """The curve and its tangents are there, and no mark says where they touch."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, tangent(f, p)(xs))
        return ax


class MarksOnTheAxis:
    """Your marks lie on the x-axis, at height 0. A tangent touches the curve, at height f(p)."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, tangent(f, p)(xs))
            ax.plot(p, 0, "o")
        return ax


class OneTangentOnly:
    """Only the tangent at the last point is drawn: what is drawn once for each point stands inside the loop."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot([p], [f(p)], "o")
        ax.plot(xs, tangent(f, points[-1])(xs))
        return ax


class LevelTangents:
    """Your tangents are level. Each climbs with the slope that the curve has at its point."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, f(p) + 0 * xs)
            ax.plot([p], [f(p)], "o")
        return ax


class StraightLinesThroughTheOrigin:
    """Your straight lines pass through the origin. Each is to pass through its point on the curve."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, right_derivative(f, p) * xs)
            ax.plot([p], [f(p)], "o")
        return ax


class PointsJoined:
    """You join the points by straight lines, which cut through the curve: a tangent touches at one point."""

    def plot_tangents(ax, f, points, xs):
        heights = [f(p) for p in points]
        ax.plot(xs, f(xs))
        for k in range(len(points) - 1):
            ax.plot(points[k : k + 2], heights[k : k + 2], "o-")
        return ax


class AxesNotReturned:
    """The picture is there, and plot_tangents does not return the Axes."""

    def plot_tangents(ax, f, points, xs):
        ax.plot(xs, f(xs))
        for p in points:
            ax.plot(xs, tangent(f, p)(xs))
            ax.plot([p], [f(p)], "o")


# What several of them share

LATEST = {}


def ratio(rule, f, dfdx, x, h):
    return abs(rule(f, x, h) - dfdx(x)) / abs(rule(f, x, h / 2) - dfdx(x))


def powers_lowered(coefficients):
    return [float(k * c) for k, c in enumerate(coefficients)][1:] or [0.0]


def tangent(f, p):
    return lambda x: f(p) + right_derivative(f, p) * (x - p)


def word(slope, tolerance):
    return "increasing" if slope > tolerance else "decreasing" if slope < -tolerance else "flat"

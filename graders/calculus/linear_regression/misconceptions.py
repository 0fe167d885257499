"""Known wrong answers: each class replaces functions of the reference; its docstring helps.

A wrong loss or gradient is one in that function alone: the fit beside it is right. What the same
mistake does inside a fit stands in classes of its own.
"""

import copy

import numpy as np

from exercises.calculus.linear_regression import fit_polynomial as right_polynomial
from exercises.calculus.linear_regression import mse_gradient as right_gradient
from exercises.calculus.linear_regression import mse_loss as right_loss


def fit_with(gradient=right_gradient, loss=right_loss, start=lambda: (0.0, 0.0)):
    """A fit_line that uses this gradient, this loss and this start."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        (w, b), losses = start(), []
        for _ in range(epochs):
            losses.append(loss(w, b, x, y))
            dw, db = gradient(w, b, x, y)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses

    return fit_line


right_line = fit_with()


class NoiseForgotten:
    """All your points lie exactly on the line, whatever the noise: each y needs a draw
    of its own on top.
    """

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b


class NoiseDrawnOnce:
    """One single draw is added to every point, which only lifts the line: each point
    needs its own.
    """

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(0, noise)


class NoiseAsVariance:
    """You treat the noise as a variance. It is the standard deviation, in the same unit as y."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(0, np.sqrt(noise), size=n)


class NoiseNotScaled:
    """Your scatter has the same size whatever the noise is: the noise says how wide it is."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(size=n) * (noise > 0)


class NoiseUniform:
    """Your noise is drawn evenly from an interval. A normal distribution has a middle
    and no ends.
    """

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.uniform(-noise, noise, size=n)


class RightHalfOnly:
    """Your x are never negative: the interval begins at -5."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(0, 5, size=n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class EvenlySpaced:
    """Your x stand in a row at equal distances. They are to be drawn by chance, from rng."""

    def make_line(n, w, b, noise, rng):
        x = np.linspace(-5, 5, n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class OwnGenerator:
    """You draw from NumPy's global generator: only what is drawn from rng can be drawn again."""

    def make_line(n, w, b, noise, rng):
        x = np.random.uniform(-5, 5, size=n)
        return x, w * x + b + np.random.normal(0, noise, size=n)


class OwnGeneratorSeeded:
    """You make a generator with a fixed seed, so everybody's data is the same each time: draw from the rng that
    is passed in.
    """

    def make_line(n, w, b, noise, rng):
        rng = np.random.default_rng(0)
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class GeneratorCopied:
    """You draw from a copy of rng, so that the one passed in never moves on: whoever asks twice with it gets the same
    points twice.
    """

    def make_line(n, w, b, noise, rng):
        rng = copy.deepcopy(rng)
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class SlopeAndHeightSwappedInTheData:
    """Slope and height change places: w multiplies x, and b is the height at 0."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, b * x + w + rng.normal(0, noise, size=n)


class HeightForgotten:
    """Your line has no b in it: it goes through (0, 0)."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + rng.normal(0, noise, size=n)


class NormalPlaces:
    """Your x come from a normal distribution. From -5 to 5 every number is as likely as any other."""

    def make_line(n, w, b, noise, rng):
        x = rng.normal(0, 5, size=n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class PlacesFromZeroToOne:
    """Your x lie between 0 and 1. They are drawn from the whole of -5 to 5."""

    def make_line(n, w, b, noise, rng):
        x = rng.random(n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class PlacesFromZeroToTen:
    """Your x lie between 0 and 10. They are drawn from -5 to 5."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(0, 10, size=n)
        return x, w * x + b + rng.normal(0, noise, size=n)


class WholeNumbers:
    """Your x are whole numbers. Every number from -5 to 5 is as likely as any other, those in between among them."""

    def make_line(n, w, b, noise, rng):
        x = rng.integers(-5, 6, size=n).astype(float)
        return x, w * x + b + rng.normal(0, noise, size=n)


class SortedPlaces:
    """Your x are sorted. They stay as they were drawn."""

    def make_line(n, w, b, noise, rng):
        x = np.sort(rng.uniform(-5, 5, size=n))
        return x, w * x + b + rng.normal(0, noise, size=n)


class NoiseOnThePlaces:
    """The noise moves your points to the side. It is added to y."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x + rng.normal(0, noise, size=n), w * x + b


class NoiseBeforeTheSlope:
    """The noise is added to x before the slope multiplies it, so it is w times as large as it should be."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * (x + rng.normal(0, noise, size=n)) + b


class NoiseInOneDirection:
    """Your noise only lifts points. A normal distribution goes as often down as up."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + np.abs(rng.normal(0, noise, size=n))


class NoiseFromZeroToOne:
    """Your noise is drawn evenly, and is never negative. A normal distribution goes as often down as up."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + noise * rng.random(n)


class NoiseAroundItsSize:
    """Your noise is drawn around `noise`, with the standard deviation 1. Its mean is 0, and `noise` is its
    standard deviation.
    """

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + rng.normal(noise, 1, size=n)


class NoiseSquared:
    """Your noise is wider than asked for by a factor `noise`: it is multiplied by it twice."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + noise * rng.normal(0, noise, size=n)


class NoiseTimesPlaces:
    """Your noise grows with x. It is as wide at every point of the line."""

    def make_line(n, w, b, noise, rng):
        x = rng.uniform(-5, 5, size=n)
        return x, w * x + b + x * rng.normal(0, noise, size=n)


class LossSummed:
    """You add up the squared errors: the mean makes the loss independent of how many there are."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.sum((w * x + b - y) ** 2)


class LossHalved:
    """Your loss carries a factor 1/2. Some books do so; here it is the mean of the squares."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean((w * x + b - y) ** 2) / 2


class LossRooted:
    """You take the root of the mean squared error: that is another measure of the same thing."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.sqrt(np.mean((w * x + b - y) ** 2))


class SquareOfTheMean:
    """You square the mean of the errors, where errors of opposite sign cancel: square each of
    them first.
    """

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean(w * x + b - y) ** 2


class ErrorsNotSquared:
    """You average the sizes of the errors: in the mean squared error each one is squared first."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean(np.abs(w * x + b - y))


class LossWithoutParentheses:
    """y - wx + b subtracts wx and adds b: the prediction is subtracted as a whole."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean((y - w * x + b) ** 2)


class ColumnMeetsRow:
    """A column of n minus a row of n is a whole table, n by n: print the shape of your error."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean((w * x.reshape(-1, 1) + b - y) ** 2)


class HeightForgottenInTheLoss:
    """b plays no part in your error: the line has the height wx + b."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean((w * x - y) ** 2)


class SlopeAndHeightSwappedInTheLoss:
    """Slope and height change places: w multiplies x, and b is the height at 0."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean((b * x + w - y) ** 2)


class SpreadOfTheErrors:
    """You take the variance of the errors, which subtracts their mean first. A line that is too high everywhere
    has an error, too.
    """

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.var(w * x + b - y)


class LossByNMinusOne:
    """You divide by n - 1. A mean over n points divides by n."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.sum((w * x + b - y) ** 2) / max(len(x) - 1, 1)


class LossByNMinusTwo:
    """You divide by n - 2. A mean over n points divides by n."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.sum((w * x + b - y) ** 2) / max(len(x) - 2, 1)


class SquareOfTheSum:
    """You add the errors up and square the sum: square each of them first."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.sum(w * x + b - y) ** 2 / len(x)


class MiddleOfTheSquares:
    """You take the middle one of the squared errors. The mean is asked for."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.median((w * x + b - y) ** 2)


class MeanOfTheErrors:
    """You average the errors themselves, and those of opposite sign cancel: each one is squared first."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.mean(w * x + b - y)


class LengthOfTheErrors:
    """You take the length of the vector of errors, which is the root of the sum of squares. Their mean is asked for."""

    fit_line = right_line

    def mse_loss(w, b, x, y):
        return np.linalg.norm(w * x + b - y)


class ColumnMeetsRowInTheGradient:
    """A column of n minus a row of n is a whole table, n by n: print the shape of your error."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        column = x.reshape(-1, 1)
        error = w * column + b - y
        return np.mean(2 * error * column), np.mean(2 * error)


class FactorTwoMissing:
    """Each error is squared, so its derivative brings a factor 2: yours does not have it."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw / 2, db / 2


class GradientSummed:
    """You add up over the points: the gradient of a mean is a mean."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw * len(x), db * len(x)


class BiasTimesX:
    """You multiply by x in the derivative for b too. By how much does the prediction move when b
    does?
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, _ = right_gradient(w, b, x, y)
        return dw, dw


class BiasDividedTwice:
    """Your derivative for b is divided by the number of points twice: a mean does it already."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw, db / len(x)


class BiasSummed:
    """Your derivative for b is a sum over the points, the one for w a mean: both are means."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw, db * len(x)


class SlopeWithoutX:
    """In the derivative for w the x is missing: a nudge of w moves the prediction at x by x times
    as much.
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        _, db = right_gradient(w, b, x, y)
        return db, db


class GradientTurnedRound:
    """You return the derivative for b first: the one for w comes first."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return db, dw


class GradientWithoutParentheses:
    """y - wx + b subtracts wx and adds b: the prediction is subtracted as a whole."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = y - w * x + b
        return -2 * np.mean(error * x), -2 * np.mean(error)


class SignTurned:
    """Your gradient points down the hill: a derivative is positive where the loss grows."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return -dw, -db


class HeightForgottenInTheGradient:
    """b plays no part in your error: the line has the height wx + b."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = w * x - y
        return 2 * np.mean(error * x), 2 * np.mean(error)


class SlopeFactorTwoMissing:
    """Your derivative for w does not have the factor 2 that the square brings; the one for b has."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw / 2, db


class BiasFactorTwoMissing:
    """Your derivative for b does not have the factor 2 that the square brings; the one for w has."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw, db / 2


class SlopeSummed:
    """Your derivative for w is a sum over the points, the one for b a mean: both are means."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw * len(x), db


class HalfAndSummed:
    """You add up over the points, and the factor 2 of the square is missing: the gradient of a mean is a mean,
    and a square brings a 2.
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw * len(x) / 2, db * len(x) / 2


class GradientDividedTwice:
    """You divide by the number of points twice: a mean does it already."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw / len(x), db / len(x)


class SlopeDividedTwice:
    """Your derivative for w is divided by the number of points twice: a mean does it already."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw / len(x), db


class ProductOfMeans:
    """You multiply the mean error with the mean x. Each error belongs to its own x: multiply first, then take
    the mean.
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = w * x + b - y
        return 2 * np.mean(error) * np.mean(x), 2 * np.mean(error)


class TimesTheSlope:
    """Your derivative for w is multiplied by w. The prediction moves by x for each unit of w."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = w * x + b - y
        return 2 * np.mean(error) * w, 2 * np.mean(error)


class TimesTheHeight:
    """Your derivative for b is multiplied by b. The prediction moves by 1 for each unit of b."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = w * x + b - y
        return 2 * np.mean(error * x), 2 * np.mean(error) * b


class TimesY:
    """You multiply by y in the derivative for w. The prediction moves by x for each unit of w."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = w * x + b - y
        return 2 * np.mean(error * y), 2 * np.mean(error)


class SlopeSignTurned:
    """Your derivative for w has its sign turned, the one for b has not. Where the line is too high, which way
    does the loss grow?
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return -dw, db


class BiasSignTurned:
    """Your derivative for b has its sign turned, the one for w has not. Where the line is too high, which way
    does the loss grow?
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        return dw, -db


class SignsOfErrors:
    """Only the signs of the errors are in your derivative: that belongs to a mean of their sizes. The derivative
    of a square has the error itself.
    """

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = np.sign(w * x + b - y)
        return np.mean(error * x), np.mean(error)


class SquaredErrorsInTheGradient:
    """Your derivative has the errors squared. Differentiating takes one power away."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = (w * x + b - y) ** 2
        return np.mean(2 * error * x), np.mean(2 * error)


class SlopeAndHeightSwappedInTheGradient:
    """Slope and height change places: w multiplies x, and b is the height at 0."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        error = b * x + w - y
        return 2 * np.mean(error * x), 2 * np.mean(error)


class GradientOfTheRoot:
    """You differentiate the root of the mean squared error. The loss here has no root."""

    fit_line = right_line

    def mse_gradient(w, b, x, y):
        dw, db = right_gradient(w, b, x, y)
        root = 2 * np.sqrt(right_loss(w, b, x, y))
        return dw / root, db / root


class StepUphill:
    """You add the gradient, and it points uphill: the loss grows at every step."""

    fit_line = fit_with(SignTurned.mse_gradient)


class HalfAStep:
    """Each of your steps is half as long as it should be: does its gradient have the factor 2 of
    the square?
    """

    fit_line = fit_with(FactorTwoMissing.mse_gradient)


class SummedStep:
    """Your steps grow with the number of points: the gradient of a mean is a mean."""

    fit_line = fit_with(GradientSummed.mse_gradient)


class BiasTimesXInTheFit:
    """b moves by the derivative for w, which is multiplied by x. Its own derivative is not."""

    fit_line = fit_with(BiasTimesX.mse_gradient)


class BiasDividedTwiceInTheFit:
    """b moves too slowly: its derivative is divided by the number of points twice."""

    fit_line = fit_with(BiasDividedTwice.mse_gradient)


class LossesSummed:
    """Each of your losses is a sum over the points: it is to be the mean, as in mse_loss."""

    fit_line = fit_with(loss=LossSummed.mse_loss)


class LossesHalved:
    """Each of your losses carries a factor 1/2: here the loss is the mean of the squares."""

    fit_line = fit_with(loss=LossHalved.mse_loss)


class LossesRooted:
    """Each of your losses is the root of the mean squared error: here the loss is the mean of the squares."""

    fit_line = fit_with(loss=LossRooted.mse_loss)


class StepWithoutParentheses:
    """y - wx + b subtracts wx and adds b: the prediction is subtracted as a whole."""

    fit_line = fit_with(GradientWithoutParentheses.mse_gradient, LossWithoutParentheses.mse_loss)


class StepDividedTwice:
    """Your steps shrink with the number of points: the gradient is divided by it twice."""

    fit_line = fit_with(GradientDividedTwice.mse_gradient)


class SlopeWithoutXInTheFit:
    """In your step for w the x is missing: a nudge of w moves the prediction at x by x times as much."""

    fit_line = fit_with(SlopeWithoutX.mse_gradient)


class BiasSummedInTheFit:
    """b moves too fast: its derivative is a sum over the points, and the one for w a mean."""

    fit_line = fit_with(BiasSummed.mse_gradient)


class HalfOfASummedStep:
    """Your steps grow with the number of points, and the factor 2 of the square is missing in them."""

    fit_line = fit_with(HalfAndSummed.mse_gradient)


class StartAtOne:
    """You start from w = b = 1: here everybody starts from w = b = 0, so that the steps can be compared."""

    fit_line = fit_with(start=lambda: (1.0, 1.0))


class WMovesFirst:
    """You move w and then take the derivative for b at the new w. Both belong to the
    place before the step.
    """

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for _ in range(epochs):
            losses.append(right_loss(w, b, x, y))
            w = w - learning_rate * right_gradient(w, b, x, y)[0]
            b = b - learning_rate * right_gradient(w, b, x, y)[1]
        return w, b, losses


class LossesAfterTheStep:
    """You note each loss after its step. The first one is to be the loss of w = b = 0."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = right_line(x, y, learning_rate, epochs)
        return w, b, right_line(x, y, learning_rate, epochs + 1)[2][1:] if losses else losses


class OneLossTooMany:
    """You also note the loss after the last step: there is one for each epoch, the one
    before its step.
    """

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = right_line(x, y, learning_rate, epochs)
        return w, b, [*losses, right_loss(w, b, x, y)]


class StartAtRandom:
    """You start from a random line: here everybody starts from w = b = 0, so that the steps can be
    compared.
    """

    fit_line = fit_with(start=lambda: np.random.randn(2))


class SolvedWithoutSteps:
    """You give the best line at once. What is asked for is where the steps from w = b
    = 0 have come to.
    """

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b = np.polyfit(x, y, 1)
        return w, b, [right_loss(w, b, x, y)] * epochs


class StopsEarly:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses, old = 0.0, 0.0, [], np.inf
        for _ in range(epochs):
            new = right_loss(w, b, x, y)
            losses.append(new)
            if abs(old - new) < 1e-9:
                break
            old = new
            dw, db = right_gradient(w, b, x, y)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class StopsEarlyUnnoted:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses, old = 0.0, 0.0, [], np.inf
        for _ in range(epochs):
            new = right_loss(w, b, x, y)
            if abs(old - new) < 1e-9:
                break
            losses.append(new)
            old = new
            dw, db = right_gradient(w, b, x, y)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class StopsEarlyLoosely:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses, old = 0.0, 0.0, [], np.inf
        for _ in range(epochs):
            new = right_loss(w, b, x, y)
            losses.append(new)
            if abs(old - new) < 1e-6:
                break
            old = new
            dw, db = right_gradient(w, b, x, y)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class StopsEarlyLooselyUnnoted:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses, old = 0.0, 0.0, [], np.inf
        for _ in range(epochs):
            new = right_loss(w, b, x, y)
            if abs(old - new) < 1e-6:
                break
            losses.append(new)
            old = new
            dw, db = right_gradient(w, b, x, y)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class OneStepTooFew:
    """You take one step less than `epochs` says."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = right_line(x, y, learning_rate, max(epochs - 1, 0))
        return w, b, losses


class OneStepTooManyInTheFit:
    """You take one step more than `epochs` says."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = right_line(x, y, learning_rate, epochs + 1)
        return w, b, losses


class BMovesFirst:
    """You move b and then take the derivative for w at the new b. Both belong to the
    place before the step."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for _ in range(epochs):
            losses.append(right_loss(w, b, x, y))
            b = b - learning_rate * right_gradient(w, b, x, y)[1]
            w = w - learning_rate * right_gradient(w, b, x, y)[0]
        return w, b, losses


class PointByPoint:
    """You take a step for each point. In an epoch there is one step, with the gradient over all points."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for _ in range(epochs):
            losses.append(right_loss(w, b, x, y))
            for k in range(len(x)):
                dw, db = right_gradient(w, b, x[k : k + 1], y[k : k + 1])
                w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class RateOfTheDefault:
    """Your steps take no notice of the learning rate that was passed."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        return right_line(x, y, 0.01, epochs)


class RateFalls:
    """Your learning rate falls from step to step. It stays as it was given."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for k in range(epochs):
            losses.append(right_loss(w, b, x, y))
            dw, db = right_gradient(w, b, x, y)
            w, b = w - learning_rate / (k + 1) * dw, b - learning_rate / (k + 1) * db
        return w, b, losses


class HeightFirst:
    """The answers change places: first w, then b, then the losses."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = right_line(x, y, learning_rate, epochs)
        return b, w, losses


class HeightNeverMoves:
    """b stays 0 in your fit. It has a derivative of its own, and moves at every step."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for _ in range(epochs):
            losses.append(right_loss(w, b, x, y))
            w = w - learning_rate * right_gradient(w, b, x, y)[0]
        return w, b, losses


class LastLossOnly:
    """You return one loss. One for each epoch is asked for, the first of them from w = b = 0."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, _ = right_line(x, y, learning_rate, epochs)
        return w, b, right_loss(w, b, x, y)


class OneStepOnly:
    """Only one step is left in the end: each step begins at w = b = 0 again, and not where the one before has led."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        for _ in range(epochs):
            losses.append(right_loss(0.0, 0.0, x, y))
            dw, db = right_gradient(0.0, 0.0, x, y)
            w, b = -learning_rate * dw, -learning_rate * db
        return w, b, losses


class GradientOfTheStartInTheFit:
    """You take the gradient at the start for all steps. It changes as w and b move."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = 0.0, 0.0, []
        dw, db = right_gradient(w, b, x, y)
        for _ in range(epochs):
            losses.append(right_loss(w, b, x, y))
            w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b, losses


class PolynomialSolvedWithoutSteps:
    """You let np.polyfit solve it. What is asked for is where the steps from zero have come to,
    with the constant first.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return np.polyfit(x, y, degree)


class HighestPowerFirst:
    """Your coefficients begin with the highest power: here the constant comes first."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate, epochs)[::-1]


class PolynomialFactorTwoMissing:
    """Each step of your polynomial is half as long as it should be: the square of the
    error brings a factor 2.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate / 2, epochs)


class PolynomialSummed:
    """The gradient of your polynomial is added up over the points. The loss is a mean,
    so this is one too.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate * len(x), epochs)


class PolynomialUphill:
    """You add the gradient of the polynomial's loss, and it points uphill."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, -learning_rate, epochs)


class XScaled:
    """You scale x first: the coefficients then belong to the scaled x, not to the one
    that was given.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial((x - np.mean(x)) / np.std(x), y, degree, learning_rate, epochs)


class OneCoefficientAtATime:
    """You move one coefficient and then take the next derivative at the new place. All
    of them move at once.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        c = np.zeros(degree + 1)
        for _ in range(epochs):
            for k in range(degree + 1):
                error = sum(c[i] * x**i for i in range(degree + 1)) - y
                c[k] -= learning_rate * 2 * np.mean(error * x**k)
        return c


class PolynomialStopsAfterOneStep:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        c, old = np.zeros(degree + 1), np.inf
        for _ in range(epochs):
            error = np.polyval(c[::-1], x) - y
            new = np.mean(error**2)
            if abs(old - new) < 1e-12:
                break
            old = new
            c = c - learning_rate * 2 * np.array([np.mean(error * x**k) for k in range(degree + 1)])
        return c


class PolynomialStopsAfterTwoSteps:
    """Your steps end early, where the loss hardly changes. It is asked for `epochs` steps, however small they get."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        c, old = np.zeros(degree + 1), np.inf
        for _ in range(epochs):
            error = np.polyval(c[::-1], x) - y
            new = np.mean(error**2)
            c = c - learning_rate * 2 * np.array([np.mean(error * x**k) for k in range(degree + 1)])
            if abs(old - new) < 1e-12:
                break
            old = new
        return c


class PolynomialStepTooFew:
    """Your polynomial takes one step less than `epochs` says."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate, max(epochs - 1, 0))


class PolynomialStepTooMany:
    """Your polynomial takes one step more than `epochs` says."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate, epochs + 1)


class ConstantLeftOut:
    """Your powers begin with x, and the constant is missing: there are degree + 1 coefficients, c₀ first."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        powers = x[:, None] ** np.arange(1, degree + 1)
        c = np.zeros(degree)
        for _ in range(epochs):
            c = c - learning_rate * 2 * powers.T @ (powers @ c - y) / len(x)
        return c


class HighestPowerLeftOut:
    """Your highest power is missing: there are degree + 1 coefficients, from x⁰ to x to the degree."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree - 1, learning_rate, epochs)


class PolynomialDividedTwice:
    """The gradient of your polynomial is divided by the number of points twice."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate / len(x), epochs)


class PolynomialHalfOfTheSum:
    """The gradient of your polynomial is added up over the points, and has no factor 2 from the square."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x, y, degree, learning_rate * len(x) / 2, epochs)


class PolynomialStartsAtOne:
    """Your coefficients start at 1. They start at 0, so that the steps can be compared."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        powers = x[:, None] ** np.arange(degree + 1)
        return 1 + right_polynomial(x, y - powers.sum(axis=1), degree, learning_rate, epochs)


class DifferentiatedByX:
    """You differentiate the polynomial with respect to x. It is the coefficients that move: by how much does the
    prediction react to each of them?
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        powers = x[:, None] ** np.arange(degree + 1)
        slopes = np.arange(degree + 1) * x[:, None] ** np.maximum(np.arange(degree + 1) - 1, 0)
        c = np.zeros(degree + 1)
        for _ in range(epochs):
            c = c - learning_rate * 2 * slopes.T @ (powers @ c - y) / len(x)
        return c


class XScaledByItsLargest:
    """You scale x first: the coefficients then belong to the scaled x, not to the one
    that was given."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        return right_polynomial(x / np.max(np.abs(x)), y, degree, learning_rate, epochs)


class PolynomialPointByPoint:
    """Your polynomial takes a step for each point. In an epoch there is one step, with the gradient over all points."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        c = np.zeros(degree + 1)
        for _ in range(epochs):
            for xi, yi in zip(x, y, strict=True):
                powers = xi ** np.arange(degree + 1)
                c = c - learning_rate * 2 * (powers @ c - yi) * powers
        return c


class PolynomialWeightDecay:
    """Something besides the gradient of L pulls your coefficients toward 0."""

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        powers = x[:, None] ** np.arange(degree + 1)
        c = np.zeros(degree + 1)
        for _ in range(epochs):
            c = c - learning_rate * (2 * powers.T @ (powers @ c - y) / len(x) + 2 * 0.01 * c)
        return c


class LineThroughOrigin:
    """The line that you draw has no b in it: it goes through (0, 0)."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(x, y)
        fit_ax.plot(x, w * x)
        return loss_ax, fit_ax


class DataJoined:
    """Your data points have no marks: draw each one by itself. A line that joins them shows
    nothing, since they are not sorted.
    """

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.plot(x, y)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class LossesFromOne:
    """You begin to count the losses at 1. The first of them is losses[0]."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(range(1, len(losses) + 1), losses)
        fit_ax.scatter(x, y)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class AxesSwapped:
    """The losses are on the Axes of the fit: the first Axes is the one for the losses."""

    def plot_fit(fit_ax, loss_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(x, y)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class MarksJoined:
    """Your data points are marked, but joined by a line as well: they are in no order, so draw the marks alone."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.plot(x, y, "o-")
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class SlopeAndHeightSwappedInThePicture:
    """Slope and height change places in the line that you draw: w multiplies x, and b is the height at 0."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(x, y)
        fit_ax.plot(x, b * x + w)
        return loss_ax, fit_ax


class LogarithmsOfLosses:
    """You draw the logarithms of the losses. The losses themselves are asked for; only the scale may be logarithmic."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(np.log(losses))
        fit_ax.scatter(x, y)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class LogarithmsToTheBaseTen:
    """You draw the logarithms of the losses. The losses themselves are asked for; only the scale may be logarithmic."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(np.log10(losses))
        fit_ax.scatter(x, y)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class SidewaysMarks:
    """Your marks are at (y, x): x is the first of the two."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(y, x)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class PredictionsMarked:
    """Your marks lie on the line: those are predictions. The data itself is asked for."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(x, w * x + b)
        fit_ax.plot(x, w * x + b)
        return loss_ax, fit_ax


class LineAcrossTheLosses:
    """The line that you draw has the places 0, 1, 2, ... for its x. It belongs above the x of the data."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.plot(losses)
        fit_ax.scatter(x, y)
        fit_ax.plot(w * np.sort(x) + b)
        return loss_ax, fit_ax

"""Known wrong answers: each class replaces functions of the reference; its docstring helps.

A wrong loss or gradient is one in that function alone: the fit beside it is right. What the same
mistake does inside a fit stands in classes of its own.
"""

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

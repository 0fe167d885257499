"""Known wrong answers: each class replaces parts of the reference, its docstring helps."""

import numpy as np

import exercises.micrograd.moons as moons
from exercises.micrograd.engine import Value
from exercises.micrograd.moons import decision_grid as right_grid
from exercises.micrograd.moons import hinge_loss as right_hinge
from exercises.micrograd.moons import plot_boundary as right_plot
from exercises.micrograd.moons import train as right_train


def hinge_of(cost, share=True):
    """A hinge loss that makes the mean, or else the sum, of cost(score, target)."""

    def hinge_loss(scores, targets):
        costs = [cost(s, t) for s, t in zip(scores, targets, strict=True)]
        return sum(costs, Value(0.0)) / (len(costs) if share else 1)

    return hinge_loss


def drawn(X, batch_size, rng):
    """Which rows a step uses, by the rules."""
    return np.arange(len(X)) if batch_size is None else rng.permutation(len(X))[:batch_size]


def loss_of(model, X, y):
    scores = [model(x) for x in X]
    return moons.hinge_loss(scores, y) + moons.l2_penalty(model.parameters(), 1e-4)


def training(loss=loss_of, rows=drawn, targets=None, before=lambda model: model.zero_grad(), move=None):
    """A train that does one thing in another way."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            chosen = rows(X, batch_size, rng)
            result = loss(model, X[chosen], y[chosen] if targets is None else targets(y, chosen))
            losses.append(result.data)
            before(model)
            result.backward()
            for p in model.parameters():
                rate = moons.learning_rate(step, steps)
                p.data = p.data - rate * p.grad if move is None else move(p, rate)
        return losses

    return train


class SumForMean:
    """Your loss adds up what the samples cost: the mean does not grow with their number."""

    hinge_loss = hinge_of(lambda s, t: (1 - s * t).relu(), share=False)


class MarginForgotten:
    """In your loss a sample costs nothing once its sign is right: a margin of 1 is asked for."""

    hinge_loss = hinge_of(lambda s, t: (s * -t).relu())


class TargetForgotten:
    """Your loss wants all scores above 1: for a sample of the class -1 it must be below -1."""

    hinge_loss = hinge_of(lambda s, t: (1 - s).relu())


class LossTurnedRound:
    """Your loss charges what is right: score times target is large where all is well."""

    hinge_loss = hinge_of(lambda s, t: (1 + s * t).relu())


class RewardBeyondMargin:
    """In your loss a very right sample makes up for a wrong one: no sample costs less than 0."""

    hinge_loss = hinge_of(lambda s, t: 1 - s * t)


class SquaredHinge:
    """Your loss squares what is missing to the margin: here it counts as it is."""

    hinge_loss = hinge_of(lambda s, t: (1 - s * t).relu() ** 2)


class DistanceForHinge:
    """Your loss is the squared distance to the target: a score beyond the margin costs nothing."""

    hinge_loss = hinge_of(lambda s, t: (s - t) ** 2)


class LossOfNumbers:
    """Your loss is made of .data, so nothing leads back from it: compute with the Values."""

    def hinge_loss(scores, targets):
        return Value(right_hinge(scores, targets).data)


class HalfThePenalty:
    """Your penalty has a factor 1/2, which the docstring leaves out."""

    def l2_penalty(parameters, alpha):
        return 0.5 * alpha * sum(p * p for p in parameters)


class MeanOfSquares:
    """Your penalty divides by the number of parameters: it is a sum."""

    def l2_penalty(parameters, alpha):
        return alpha * sum(p * p for p in parameters) / len(parameters)


class SizesForSquares:
    """Your penalty adds up sizes, not squares: that is L1."""

    def l2_penalty(parameters, alpha):
        return alpha * sum(p.relu() + (-p).relu() for p in parameters)


class SumSquared:
    """You square the sum of the parameters: square each of them first, or they cancel."""

    def l2_penalty(parameters, alpha):
        return alpha * sum(parameters) ** 2


class DownToZero:
    """Your rate falls to 0 at the end of the run: it ends at 0.1."""

    def learning_rate(step, steps):
        return 1.0 - step / steps


class EndsOneEarlier:
    """Your rate is 0.1 at the last step already: the line ends at step = steps, one further."""

    def learning_rate(step, steps):
        return 1.0 - 0.9 * step / max(steps - 1, 1)


class ShrinksByShare:
    """Your rate shrinks by the same factor each step: along a line it falls by the same amount."""

    def learning_rate(step, steps):
        return 0.1 ** (step / steps)


class RateRises:
    """Your rate rises from 0.1 to 1.0: it begins large and ends small."""

    def learning_rate(step, steps):
        return 0.1 + 0.9 * step / steps


class GradsPileUp:
    """The gradients of earlier steps are still in the grads: begin each step with zero_grad()."""

    train = training(before=lambda model: None)


class StepsUphill:
    """You add the gradient: it points to where the loss grows."""

    train = training(move=lambda p, rate: p.data + rate * p.grad)


class NothingMoves:
    """No parameter moves: is the grad still there at the step, and do you change p.data itself?"""

    train = training(move=lambda p, rate: p.data)


class AlwaysTheSameRate:
    """All your steps have the rate 1.0: each step's rate comes from learning_rate(step, steps)."""

    train = training(move=lambda p, rate: p.data - p.grad)


class PenaltyLeftOut:
    """You train without the penalty: the loss is the hinge loss plus l2_penalty."""

    train = training(loss=lambda model, X, y: moons.hinge_loss([model(x) for x in X], y))


class PenaltyTooLarge:
    """Your penalty counts with another alpha: in train it is 1e-4."""

    train = training(
        loss=lambda model, X, y: moons.hinge_loss([model(x) for x in X], y) + moons.l2_penalty(model.parameters(), 1e-3)
    )


class LossAfterTheStep:
    """You note the loss after the parameters moved: note it first, and then let them move."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        losses = []
        rng = np.random.default_rng() if rng is None else rng
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
            losses.append(loss_of(model, X[rows], y[rows]).data)
        return losses


class LossesAsValues:
    """Your list holds Values: a loss to be looked at later is a number, its data."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        return [Value(loss) for loss in right_train(model, X, y, steps, batch_size, rng)]


class LastLossOnly:
    """You give back one number: the losses of all steps are asked for."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, rng)[-1]


class BatchSizeIgnored:
    """Your steps use all rows, whatever batch_size says."""

    train = training(rows=lambda X, batch_size, rng: np.arange(len(X)))


class FirstRowsOnly:
    """Your batches are the first rows each time: the others are never learned from."""

    train = training(rows=lambda X, batch_size, rng: np.arange(len(X))[:batch_size])


class RowsTwice:
    """A row can be in your batch twice: different rows are asked for."""

    train = training(
        rows=lambda X, batch_size, rng: (
            rng.integers(0, len(X), batch_size or len(X)) if batch_size else np.arange(len(X))
        )
    )


class DrawnOnce:
    """You draw the rows once, before the first step: each step draws anew."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rows = drawn(X, batch_size, np.random.default_rng() if rng is None else rng)
        return training(rows=lambda X, batch_size, rng: rows)(model, X, y, steps)


class ClassesOfOtherRows:
    """The points of your batch have the classes of other points: take the same rows of X and y."""

    train = training(targets=lambda y, chosen: y[: len(chosen)])


class GeneratorOfItsOwn:
    """You draw rows with a generator of your own: with rng, the same seed gives the same run."""

    train = training(rows=lambda X, batch_size, rng: drawn(X, batch_size, np.random.mtrand._rand))


class Percentages:
    """Your accuracy is a percentage: a share lies between 0 and 1."""

    def accuracy(model, X, y):
        return 100 * float(np.mean([(model(x).data > 0) == (t > 0) for x, t in zip(X, y, strict=True)]))


class WrongOnes:
    """You count the points that are wrong."""

    def accuracy(model, X, y):
        return float(np.mean([(model(x).data > 0) != (t > 0) for x, t in zip(X, y, strict=True)]))


class ClassOneHalf:
    """You compare scores with 0.5, as if they were probabilities: their side of 0 counts."""

    def accuracy(model, X, y):
        return float(np.mean([(model(x).data > 0.5) == (t > 0) for x, t in zip(X, y, strict=True)]))


class MarginForAccuracy:
    """You want right points to have a margin of 1: for the accuracy the side of 0 is enough."""

    def accuracy(model, X, y):
        return float(np.mean([model(x).data * t >= 1 for x, t in zip(X, y, strict=True)]))


class ScoreIsClass:
    """You ask whether the score is the class, 1 or -1: it is any number, and its side counts."""

    def accuracy(model, X, y):
        return float(np.mean([model(x).data == t for x, t in zip(X, y, strict=True)]))


class RowsForColumns:
    """Your rows belong to xs: a row of the grid has one y, and x varies along it."""

    def decision_grid(model, xs, ys):
        return right_grid(model, xs, ys).T


class CoordinatesSwapped:
    """You ask the model about (y, x): a point is given as [x, y]."""

    def decision_grid(model, xs, ys):
        return np.array([[model([y, x]).data for x in xs] for y in ys])


class SidesForScores:
    """Your grid says on which side each point lies: it holds the scores themselves."""

    def decision_grid(model, xs, ys):
        return np.where(right_grid(model, xs, ys) > 0, 1.0, -1.0)


class UpsideDown:
    """Your rows begin with the last y: row i belongs to ys[i]."""

    def decision_grid(model, xs, ys):
        return right_grid(model, xs, ys)[::-1]


class FlatGrid:
    """Your grid is one long row: it has a row for each y and a column for each x."""

    def decision_grid(model, xs, ys):
        return right_grid(model, xs, ys).ravel()


class PictureTurned:
    """Your contour joins unequal scores: contour wants a grid with a row for each y."""

    def plot_boundary(ax, model, X, y):
        low, high = X.min() - 0.5, X.max() + 0.5
        side = np.linspace(low, high, 40)
        ax.contour(side, side, right_grid(model, side, side).T, levels=[0.0])
        ax.scatter(X[:, 0], X[:, 1], c=y)
        return ax


class NoContour:
    """Your picture has points only: the boundary is missing, or is no contour."""

    def plot_boundary(ax, model, X, y):
        ax.scatter(X[:, 0], X[:, 1], c=y)
        return ax


class NoPoints:
    """No point has its mark: the first number of a row of X counts to the right, the second up."""

    def plot_boundary(ax, model, X, y):
        right_plot(ax, model, X, y)
        ax.collections[-1].remove()
        return ax


class OneClassOnly:
    """Your picture shows the points of one class only."""

    def plot_boundary(ax, model, X, y):
        NoPoints.plot_boundary(ax, model, X, y)
        ax.scatter(X[y > 0, 0], X[y > 0, 1])
        return ax


class MarginDrawn:
    """Your contour is not where the score is 0 all through the points: which level, which range?"""

    def plot_boundary(ax, model, X, y):
        NoPoints.plot_boundary(ax, model, X, y)
        ax.collections[-1].remove()
        xs = np.linspace(X[:, 0].min() - 1.0, X[:, 0].max() + 1.0, 40)
        ys = np.linspace(X[:, 1].min() - 1.0, X[:, 1].max() + 1.0, 40)
        ax.contour(xs, ys, right_grid(model, xs, ys), levels=[1.0])
        ax.scatter(X[:, 0], X[:, 1], c=y)
        return ax


class FirstStepInherits:
    """You clear the grads after each step: the first step still adds to what was in them before. Clear them first."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng, losses = rng or np.random.default_rng(), []
        for step in range(steps):
            chosen = drawn(X, batch_size, rng)
            loss = loss_of(model, X[chosen], y[chosen])
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
            model.zero_grad()
            losses.append(loss.data)
        return losses


class ZeroForPlus:
    """A score above 0 stands for the class +1; one of exactly 0 is not above it."""

    def accuracy(model, X, y):
        return float(np.mean([(model(x).data >= 0) == (t > 0) for x, t in zip(X, y, strict=True)]))

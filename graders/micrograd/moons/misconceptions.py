"""Known wrong answers: each class replaces parts of the reference, its docstring helps."""

import copy

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


def hinge_at(model, X, y):
    return moons.hinge_loss([model(x) for x in X], y)


def momentum():
    """A move that carries on nine tenths of the one before."""
    kept = {}

    def move(p, rate):
        kept[p] = 0.9 * kept.get(p, 0.0) + p.grad
        return p.data - rate * kept[p]

    return move


def picture_with(steps=40, margin=0.5, level=0.0, points=lambda ax, X, y: ax.scatter(X[:, 0], X[:, 1], c=y)):
    """A plot_boundary that does one thing in another way."""

    def plot_boundary(ax, model, X, y):
        low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
        xs, ys = np.linspace(low[0], high[0], steps), np.linspace(low[1], high[1], steps)
        ax.contour(xs, ys, right_grid(model, xs, ys), levels=[level])
        points(ax, X, y)
        return ax

    return plot_boundary


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
    """No parameter moves: are the grads still there at the step, or did zero_grad() come after backward()? And do
    you change p.data itself?
    """

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
    """You count the points that are wrong: does a score above 0 stand for the class +1, and do you count those
    that are right?
    """

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
    """Your contour is not where the score is 0: which level do you draw?"""

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


class LogisticLoss:
    """Your loss is the logistic one, log(1 + e^(-t s)), which never gets to 0: the hinge loss costs nothing beyond
    the margin.
    """

    hinge_loss = hinge_of(lambda s, t: (1 + (s * -t).exp()).log())


class AbsoluteDistance:
    """Your loss is the distance to the target: a score beyond the margin costs nothing."""

    hinge_loss = hinge_of(lambda s, t: (s - t).relu() + (t - s).relu())


class HalfTheHinge:
    """Your loss has a factor 1/2 that the docstring does not know."""

    hinge_loss = hinge_of(lambda s, t: (1 - s * t).relu() / 2)


class HalfTheMargin:
    """In your loss a margin of 0.5 is enough: a margin of 1 is asked for."""

    hinge_loss = hinge_of(lambda s, t: (0.5 - s * t).relu())


class MarginOfTwo:
    """In your loss a margin of 2 is asked for: 1 is enough."""

    hinge_loss = hinge_of(lambda s, t: (2 - s * t).relu())


class TargetSubtracted:
    """Your loss subtracts the target from the score: they are multiplied, so that the sign of the target turns the
    score round.
    """

    hinge_loss = hinge_of(lambda s, t: (1 - (s - t)).relu())


class TargetsZeroAndOne:
    """Your loss counts on the targets 0 and 1: here they are 1 and -1."""

    hinge_loss = hinge_of(lambda s, t: (1 - s * max(t, 0.0)).relu())


class TanhMargin:
    """Your loss puts a tanh around the score: the score itself counts."""

    hinge_loss = hinge_of(lambda s, t: (1 - s.tanh() * t).relu())


class ReluOfTheMean:
    """Your ReLU looks at the mean: it is to look at each sample, or right ones make up for wrong ones."""

    def hinge_loss(scores, targets):
        margins = [1 - s * t for s, t in zip(scores, targets, strict=True)]
        return (sum(margins, Value(0.0)) / len(margins)).relu()


class MeanOverWrongOnes:
    """Your loss divides by the number of samples that cost something: the mean is over all of them."""

    def hinge_loss(scores, targets):
        costs = [(1 - s * t).relu() for s, t in zip(scores, targets, strict=True)]
        return sum(costs, Value(0.0)) / max(sum(c.data > 0 for c in costs), 1)


class WorstSampleOnly:
    """Your loss is that of the worst sample: the mean of all is asked for."""

    def hinge_loss(scores, targets):
        return max(((1 - s * t).relu() for s, t in zip(scores, targets, strict=True)), key=lambda c: c.data)


class LastSampleOnly:
    """Your loss is that of the last sample, divided by their number: add to the total, do not begin anew each
    time.
    """

    def hinge_loss(scores, targets):
        return (1 - scores[-1] * float(targets[-1])).relu() / len(scores)


class FirstSampleOnly:
    """Your loss looks at the first sample only: does a return stand inside the loop?"""

    def hinge_loss(scores, targets):
        return (1 - scores[0] * float(targets[0])).relu() / len(scores)


class OneSampleTooFew:
    """Your mean divides by one less than the number of samples."""

    def hinge_loss(scores, targets):
        costs = [(1 - s * t).relu() for s, t in zip(scores, targets, strict=True)]
        return sum(costs, Value(0.0)) / max(len(costs) - 1, 1)


class AlphaForgotten:
    """Your penalty leaves alpha out."""

    def l2_penalty(parameters, alpha):
        return sum((p * p for p in parameters), Value(0.0))


class AlphaSquared:
    """Your penalty squares alpha as well."""

    def l2_penalty(parameters, alpha):
        return sum(((p * alpha) ** 2 for p in parameters), Value(0.0))


class RootOfSquares:
    """Your penalty takes the root of the sum of squares: the sum itself is asked for."""

    def l2_penalty(parameters, alpha):
        return alpha * sum((p * p for p in parameters), Value(0.0)) ** 0.5


class SumNotSquared:
    """Your penalty adds the parameters up as they are: each is squared first."""

    def l2_penalty(parameters, alpha):
        return alpha * sum(parameters, Value(0.0))


class PenaltyOfNumbers:
    """Your penalty is made of .data, so no gradient gets past it: compute with the Values."""

    def l2_penalty(parameters, alpha):
        return Value(alpha * sum(p.data**2 for p in parameters))


class LastParameterLeftOut:
    """Your penalty leaves the last parameter out, as if it were a bias: all parameters count."""

    def l2_penalty(parameters, alpha):
        return alpha * sum((p * p for p in parameters[:-1]), Value(0.0))


class LastParameterOnly:
    """Your penalty counts the last parameter only: add to the total, do not begin anew each time."""

    def l2_penalty(parameters, alpha):
        return alpha * parameters[-1] * parameters[-1]


class TwiceThePenalty:
    """Your penalty counts each square twice."""

    def l2_penalty(parameters, alpha):
        return 2 * alpha * sum((p * p for p in parameters), Value(0.0))


class PenaltyNegative:
    """Your penalty has a minus sign: large parameters then make the loss smaller."""

    def l2_penalty(parameters, alpha):
        return -alpha * sum((p * p for p in parameters), Value(0.0))


class CubesForSquares:
    """Your penalty takes the third power of each parameter: the square is asked for."""

    def l2_penalty(parameters, alpha):
        return alpha * sum((p**3 for p in parameters), Value(0.0))


class RateOfTenSteps:
    """Your rate falls by 0.09 each step whatever the run is: how much it falls each step depends on steps."""

    def learning_rate(step, steps):
        return 1.0 - 0.09 * step


class RateOfHundredSteps:
    """Your rate falls by 0.009 each step whatever the run is: how much it falls each step depends on steps."""

    def learning_rate(step, steps):
        return 1.0 - 0.009 * step


class RateNotShared:
    """Your rate falls by 0.9 each step: that is the fall of the whole run."""

    def learning_rate(step, steps):
        return 1.0 - 0.9 * step


class NeverBelowATenth:
    """Your rate falls towards 0 and is stopped at 0.1: the line itself reaches 0.1 at the end."""

    def learning_rate(step, steps):
        return max(0.1, 1.0 - step / steps)


class RateStaysOne:
    """Your rate is 1.0 at every step: it falls along a line."""

    def learning_rate(step, steps):
        return 1.0


class FallOfATenth:
    """Your rate falls by 0.1 in the whole run: it falls by 0.9, from 1.0 to 0.1."""

    def learning_rate(step, steps):
        return 1.0 - 0.1 * step / steps


class RateOfOneStepOn:
    """Your rate is that of the step after: it is 1.0 at step 0."""

    def learning_rate(step, steps):
        return 1.0 - 0.9 * (step + 1) / steps


class RateByTurns:
    """Your rate is 1 over the number of steps that are done: it falls along a straight line."""

    def learning_rate(step, steps):
        return 1.0 / (1 + step)


class RateByPowers:
    """Your rate shrinks by a tenth each step: along a line it falls by the same amount."""

    def learning_rate(step, steps):
        return 0.9**step


class RateCut:
    """You divide step by steps with //, which cuts the share to 0 until the end."""

    def learning_rate(step, steps):
        return 1.0 - 0.9 * (step // steps)


class RateOfOneStepMore:
    """Your line reaches 0.1 one step later than at step = steps."""

    def learning_rate(step, steps):
        return 1.0 - 0.9 * step / (steps + 1)


class PenaltyWithoutTheLast:
    """Your penalty leaves out the last parameter, as if it were a bias: in train it counts all of the model's
    parameters.
    """

    train = training(loss=lambda model, X, y: hinge_at(model, X, y) + moons.l2_penalty(model.parameters()[:-1], 1e-4))


class PenaltyATenth:
    """Your penalty counts with another alpha: in train it is 1e-4."""

    train = training(loss=lambda model, X, y: hinge_at(model, X, y) + moons.l2_penalty(model.parameters(), 1e-5))


class PenaltyHundredfold:
    """Your penalty counts with another alpha: in train it is 1e-4."""

    train = training(loss=lambda model, X, y: hinge_at(model, X, y) + moons.l2_penalty(model.parameters(), 1e-2))


class PenaltyThousandfold:
    """Your penalty counts with another alpha: in train it is 1e-4."""

    train = training(loss=lambda model, X, y: hinge_at(model, X, y) + moons.l2_penalty(model.parameters(), 0.1))


class PenaltySharedOut:
    """You divide the penalty by the number of samples: only the hinge loss is a mean over them."""

    train = training(
        loss=lambda model, X, y: hinge_at(model, X, y) + moons.l2_penalty(model.parameters(), 1e-4) / len(X)
    )


class PenaltyTaken:
    """You subtract the penalty: it is added."""

    train = training(loss=lambda model, X, y: hinge_at(model, X, y) - moons.l2_penalty(model.parameters(), 1e-4))


class PenaltyOnly:
    """You train on the penalty alone: the hinge loss is missing."""

    train = training(loss=lambda model, X, y: moons.l2_penalty(model.parameters(), 1e-4))


class SumOfTheSamples:
    """You train on the sum of what the samples cost: the hinge loss is their mean."""

    train = training(
        loss=lambda model, X, y: hinge_at(model, X, y) * len(X) + moons.l2_penalty(model.parameters(), 1e-4)
    )


class RateOfTheNextStep:
    """Your steps have the rate of the step after: the first one is step 0, with rate 1.0."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(1, steps + 1):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class RateOfARunOneShorter:
    """Your rate is that of a run with one step less."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, max(steps - 1, 1)) * p.grad
        return losses


class RateBackwards:
    """Your rates go up: the first step has the smallest."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(steps - 1 - step, steps) * p.grad
        return losses


class ATenthOfTheRate:
    """Your steps are a tenth of what they should be: the rate is learning_rate(step, steps) and nothing else."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= 0.1 * moons.learning_rate(step, steps) * p.grad
        return losses


class AHundredthOfTheRate:
    """Your steps are a hundredth of what they should be: the rate is learning_rate(step, steps) and nothing else."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= 0.01 * moons.learning_rate(step, steps) * p.grad
        return losses


class LossesPileUp:
    """Your loss goes on from step to step: each step's loss is that of this step, and the earlier ones are not in
    it.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses, total = [], Value(0.0)
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = total = total + loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class LossesPileUpOneByOne:
    """Your loss goes on from step to step: each step's loss is that of this step, and the earlier ones are not in
    it.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses, total = [], Value(0.0)
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            total = total + hinge_at(model, X[rows], y[rows]) + moons.l2_penalty(model.parameters(), 1e-4)
            loss = total
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class StepForEachSample:
    """You move the parameters after every single row: a step sees all of its rows first, and then moves once."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            noted = 0.0
            for row in rows:
                loss = moons.hinge_loss([model(X[row])], [y[row]]) / len(rows)
                loss = loss + moons.l2_penalty(model.parameters(), 1e-4) / len(rows)
                noted += loss.data
                model.zero_grad()
                loss.backward()
                for p in model.parameters():
                    p.data -= moons.learning_rate(step, steps) * p.grad
            losses.append(noted)
        return losses


class StepForEachSampleWhole:
    """You move the parameters after every single row: a step sees all of its rows first, and then moves once."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            noted = 0.0
            for row in rows:
                loss = loss_of(model, X[[row]], y[[row]])
                noted += loss.data / len(rows)
                model.zero_grad()
                loss.backward()
                for p in model.parameters():
                    p.data -= moons.learning_rate(step, steps) * p.grad
            losses.append(noted)
        return losses


class PenaltyNotNoted:
    """The losses that you note leave the penalty out: the loss of a step is the hinge loss plus the penalty."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(hinge_at(model, X[rows], y[rows]).data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class SumNoted:
    """The losses that you note are summed over the samples: the hinge loss is their mean."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data * len(rows))
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class RunningMean:
    """The losses that you note are means over all steps so far: each step has a loss of its own."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses, noted = [], []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            noted.append(loss.data)
            losses.append(sum(noted) / len(noted))
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class NotedAndMovedEarlier:
    """No parameter moves: are the grads still there at the step, or did zero_grad() come after backward()? And do
    you change p.data itself?
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for step in range(steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            loss.backward()
            model.zero_grad()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class LossesOfAnEarlierRun:
    """Your list still holds the losses of an earlier run: a default argument, or a list outside of the function,
    is made only once.
    """

    def train(model, X, y, steps, batch_size=None, rng=None, losses=[]):  # noqa: B006
        losses += right_train(model, X, y, steps, batch_size, rng)
        return list(losses)


class LossAtTheEndToo:
    """Your list has a loss more than there are steps: each step notes its loss before it moves, and no loss
    follows the last one.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        losses = right_train(model, X, y, steps, batch_size, rng)
        return [*losses, loss_of(model, X, y).data]


class StepLess:
    """You take one step less than asked for: range(1, steps) has steps - 1 numbers."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng, losses = np.random.default_rng() if rng is None else rng, []
        for step in range(1, steps):
            rows = drawn(X, batch_size, rng)
            loss = loss_of(model, X[rows], y[rows])
            losses.append(loss.data)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data -= moons.learning_rate(step, steps) * p.grad
        return losses


class MomentumKept:
    """Your steps carry on a part of the step before (momentum): a step is the rate times its own gradient."""

    train = training(move=momentum())


class GradientsClipped:
    """You cut the gradients at 1: a step is the rate times the whole gradient."""

    train = training(move=lambda p, rate: p.data - rate * max(-1.0, min(1.0, p.grad)))


class SignsOfGradients:
    """You move by the sign of the gradient: its size counts, too."""

    train = training(move=lambda p, rate: p.data - rate * float(np.sign(p.grad)))


class BatchesOfAnEpoch:
    """You use up a shuffled list of all rows before any row can come again: each step draws anew, from all rows."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng, waiting = np.random.default_rng() if rng is None else rng, []

        def rows(X, batch_size, rng):
            nonlocal waiting
            if batch_size is None:
                return np.arange(len(X))
            if len(waiting) < batch_size:
                waiting = list(rng.permutation(len(X)))
            chosen, waiting = waiting[:batch_size], waiting[batch_size:]
            return chosen

        return training(rows=rows)(model, X, y, steps, batch_size, rng)


class WindowOfNeighbours:
    """Your batches are rows that stand side by side in X: any rows can come together."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        def rows(X, batch_size, rng):
            first = 0 if batch_size is None else rng.integers(0, len(X) - batch_size + 1)
            return np.arange(first, first + (batch_size or len(X)))

        return training(rows=rows)(model, X, y, steps, batch_size, rng)


class BatchesInOrder:
    """Your batches go through X from the first row to the last: the rows of a step are drawn."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        step = -1

        def rows(X, batch_size, rng):
            nonlocal step
            step += 1
            size = batch_size or len(X)
            return np.arange(step * size, (step + 1) * size) % len(X)

        return training(rows=rows)(model, X, y, steps, batch_size, rng)


class SeedZeroWithoutRng:
    """Without rng your rows are the same in every run: None stands for a fresh generator, which has no seed from
    you.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, np.random.default_rng(0) if rng is None else rng)


class Seed42WithoutRng:
    """Without rng your rows are the same in every run: None stands for a fresh generator, which has no seed from
    you.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, np.random.default_rng(42) if rng is None else rng)


class SeedOneWithoutRng:
    """Without rng your rows are the same in every run: None stands for a fresh generator, which has no seed from
    you.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, np.random.default_rng(1) if rng is None else rng)


class SeedZeroAlways:
    """You draw rows with a generator of your own: with rng, the same seed gives the same run, and another seed
    another one.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, np.random.default_rng(0))


class Seed42Always:
    """You draw rows with a generator of your own: with rng, the same seed gives the same run, and another seed
    another one.
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, np.random.default_rng(42))


class CopyOfTheGenerator:
    """Two runs with one generator use the same rows: the generator passed in does not move on. Is it what draws,
    or is it a copy of it?
    """

    def train(model, X, y, steps, batch_size=None, rng=None):
        return right_train(model, X, y, steps, batch_size, copy.deepcopy(rng))


class OutermostPointsLeftOut:
    """Your grid ends before the outermost points: from which number to which does it go, in each direction?"""

    plot_boundary = picture_with(margin=-0.5)


class CountForShare:
    """Your accuracy is how many points are right: the share of them is asked for."""

    def accuracy(model, X, y):
        return float(sum((model(x).data > 0) == (t > 0) for x, t in zip(X, y, strict=True)))


class PlusOnly:
    """Your accuracy counts only the right points of the class +1: those of the class -1 count as well."""

    def accuracy(model, X, y):
        return float(np.mean([model(x).data > 0 and t > 0 for x, t in zip(X, y, strict=True)]))


class ShareOfPlus:
    """You give the share of points that the model takes for +1: how many of all are right is asked for."""

    def accuracy(model, X, y):
        return float(np.mean([model(x).data > 0 for x in X]))


class SidesTurnedRound:
    """You count the points that are wrong: does a score above 0 stand for the class +1, and do you count those
    that are right?
    """

    def accuracy(model, X, y):
        return float(np.mean([(model(x).data < 0) == (t > 0) for x, t in zip(X, y, strict=True)]))


class ZeroIsNeither:
    """A score of exactly 0 counts as wrong for you: it stands for the class -1, as all that is not above 0."""

    def accuracy(model, X, y):
        return float(np.mean([np.sign(model(x).data) == t for x, t in zip(X, y, strict=True)]))


class OneForHalf:
    """You compare scores with 1, the margin: their side of 0 counts."""

    def accuracy(model, X, y):
        return float(np.mean([(model(x).data > 1) == (t > 0) for x, t in zip(X, y, strict=True)]))


class OnePointTooFew:
    """You divide the number of right points by one less than there are points."""

    def accuracy(model, X, y):
        return float(sum((model(x).data > 0) == (t > 0) for x, t in zip(X, y, strict=True))) / max(len(X) - 1, 1)


class MeanScore:
    """Your accuracy is the mean of score times class: it is the share of points on the right side."""

    def accuracy(model, X, y):
        return float(np.mean([model(x).data * t for x, t in zip(X, y, strict=True)]))


class GridOfWholeNumbers:
    """Your grid cuts the scores to whole numbers: an array made for ints keeps no fractions."""

    def decision_grid(model, xs, ys):
        return right_grid(model, xs, ys).astype(int)


class GridOfTanh:
    """Your grid holds the scores squeezed by tanh: it holds the scores themselves."""

    def decision_grid(model, xs, ys):
        return np.tanh(right_grid(model, xs, ys))


class GridOfSizes:
    """Your grid holds the scores without their signs."""

    def decision_grid(model, xs, ys):
        return np.abs(right_grid(model, xs, ys))


class GridBackwards:
    """Your columns begin with the last x: column j belongs to xs[j]."""

    def decision_grid(model, xs, ys):
        return right_grid(model, xs, ys)[:, ::-1]


class GridOfZerosAndOnes:
    """Your grid says on which side each point lies: it holds the scores themselves."""

    def decision_grid(model, xs, ys):
        return np.where(right_grid(model, xs, ys) > 0, 1.0, 0.0)


class GridOfFiveSteps:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=5, margin=0.5)


class GridOfFiveStepsWide:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=5, margin=1.0)


class GridOfTenSteps:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=10, margin=0.5)


class GridOfTenStepsWide:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=10, margin=1.0)


class GridOfTwentySteps:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=20, margin=0.5)


class GridOfTwentyStepsWide:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=20, margin=1.0)


class GridOfTwentyFiveSteps:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=25, margin=0.5)


class GridOfTwentyFiveStepsWide:
    """Your grid is too coarse for the boundary, which may have bends: at least 30 steps in each direction."""

    plot_boundary = picture_with(steps=25, margin=1.0)


class OneColourForAll:
    """Both classes have the same colour and the same marker in your picture: which points are which?"""

    plot_boundary = picture_with(points=lambda ax, X, y: ax.scatter(X[:, 0], X[:, 1], color="black"))


class OneColourOfDots:
    """Both classes have the same colour and the same marker in your picture: which points are which?"""

    plot_boundary = picture_with(points=lambda ax, X, y: ax.plot(X[:, 0], X[:, 1], "o"))


class PointsTurned:
    """Your marks stand at (x2, x1): the first number of a row of X counts to the right, the second up."""

    plot_boundary = picture_with(points=lambda ax, X, y: ax.scatter(X[:, 1], X[:, 0], c=y))


class FirstPointOnly:
    """Only the first point has its mark: does a return stand inside the loop?"""

    plot_boundary = picture_with(points=lambda ax, X, y: ax.scatter(X[:1, 0], X[:1, 1], c="red"))


class LevelMinusOne:
    """Your contour is not where the score is 0: which level do you draw?"""

    plot_boundary = picture_with(level=-1.0)


class LevelHalf:
    """Your contour is not where the score is 0: which level do you draw?"""

    plot_boundary = picture_with(level=0.5)

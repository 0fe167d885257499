"""Known wrong answers: each class replaces functions of the reference; its docstring helps."""

import copy

import numpy as np

from exercises.network.optimizers import adam_step as right_adam
from exercises.network.optimizers import momentum_step as right_momentum
from exercises.network.optimizers import rmsprop_step as right_rmsprop
from exercises.network.optimizers import step_decay as right_stairs


def wave(s, length, learning_rate, minimum):
    return minimum + (learning_rate - minimum) / 2 * (1 + np.cos(np.pi * s / length))


def walk_apart(W, dW, learning_rate=0.1, steps=10):
    """The right path, whatever becomes of sgd_step."""
    path = [W.copy()]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * dW(path[-1]))
    return np.array(path)


def restarts_apart(step, period, learning_rate=0.1, minimum=0.0, growth=2):
    """The right restarts, whatever becomes of cosine_annealing."""
    while step >= period:
        step, period = step - period, period * growth
    return wave(step, period, learning_rate, minimum)


class StepUphill:
    """You go the way that the gradient points, and that is uphill. The loss falls the other way."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return W + learning_rate * dW


class StepInPlace:
    """`-=` writes into the array that was passed in. Make a new one: the caller may still need the
    old.
    """

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        W -= learning_rate * dW
        return W


class RateLeftOut:
    """You subtract the whole gradient. How far it goes is for the learning rate to say."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return W - dW


class StepOfUnitLength:
    """You divide the gradient by its length, so a steep slope moves no further than a gentle one. Here the step
    is as long as the gradient says.
    """

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return W - learning_rate * dW / np.linalg.norm(dW)


class SignForGradient:
    """Only the sign of the gradient gets into your step. Its size counts too."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return W - learning_rate * np.sign(dW)


class RateOnTheParameters:
    """Your learning rate multiplies W, and the gradient comes in whole. Which of the two does it belong to?"""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return learning_rate * W - dW


class RateOnBoth:
    """Your learning rate multiplies W as well as the gradient. Only the step is scaled by it."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return learning_rate * (W - dW)


class StepForPlace:
    """You return how far to go, and not where you are after it."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return learning_rate * dW


class MinusStepForPlace:
    """You return how far to go, and not where you are after it."""

    descend = walk_apart

    def sgd_step(W, dW, learning_rate):
        return -learning_rate * dW


class PathUphill:
    """Your path climbs: each step has to go against the gradient."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, -learning_rate, steps)


class PathWithoutStart:
    """The start is a place on the path too: a walk of one step has two places."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, learning_rate, steps)[1:]


class PathWithoutEnd:
    """You note where you are before each step, and forget the place that the last step leads to."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, learning_rate, steps)[:-1]


class OnlyTheEnd:
    """You return where the walk ends. All places on the way are asked for, the start first."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, learning_rate, steps)[-1]


class OneArrayManyTimes:
    """Your path holds one array many times, and each step changes all of them: keep a new one each
    time.
    """

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = [W]
        for _ in range(steps):
            W -= learning_rate * dW(W)
            path.append(W)
        return path


class StartedInPlace:
    """Your path is right, but the start itself was moved: copy it before you walk."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = [W.copy()]
        for _ in range(steps):
            W -= learning_rate * dW(W)
            path.append(W.copy())
        return path


class GradientOfTheStart:
    """You ask for the gradient at the start only. It changes as you move: ask at each place."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        fixed = dW(W)
        return np.array([W - k * learning_rate * fixed for k in range(steps + 1)])


class LeavesEarlyAfterTheStep:
    """Your walk stops early, where a step hardly moves. It is a walk of `steps` steps, however small they get."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = [W.copy()]
        for _ in range(steps):
            path.append(path[-1] - learning_rate * dW(path[-1]))
            if np.abs(path[-1] - path[-2]).max() < 1e-6:
                break
        return path


class LeavesEarlyBeforeTheStep:
    """Your walk stops early, where a step hardly moves. It is a walk of `steps` steps, however small they get."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = [W.copy()]
        for _ in range(steps):
            if np.linalg.norm(dW(path[-1])) < 1e-6:
                break
            path.append(path[-1] - learning_rate * dW(path[-1]))
        return path


class OneStepTooMany:
    """Your path has a place too many: of n steps there are n + 1 places, the start among them."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, learning_rate, steps + 1)


class RateOfTheDefault:
    """Your path takes no notice of the learning rate that was passed: it is 0.1 whenever you walk."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, 0.1, steps)


class RateOfOne:
    """Each of your steps is the whole gradient. How far it goes is for the learning rate to say."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        return walk_apart(W, dW, 1.0, steps)


class StepsForPath:
    """Your path holds the steps themselves. It is made of places: each one is the place before, moved."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = walk_apart(W, dW, learning_rate, steps)
        return np.concatenate([path[:1], np.diff(path, axis=0)])


class ShrinkingRate:
    """Your learning rate changes from step to step. In this walk it stays as it was given."""

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = [W.copy()]
        for k in range(steps):
            path.append(path[-1] - learning_rate / (k + 1) * dW(path[-1]))
        return path


class ShortBatchDropped:
    """The rows that do not fill a batch are left out. They belong to the epoch: the last batch may
    be short.
    """

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        full = range(0, len(X) - batch_size + 1, batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in full]


class NotShuffled:
    """Your batches come in the order of X. Shuffle before you cut, with the generator that you are
    given.
    """

    def minibatches(X, y, batch_size, rng):
        starts = range(0, len(X), batch_size)
        return [(X[i : i + batch_size], y[i : i + batch_size]) for i in starts]


class ShuffledApart:
    """X and y are shuffled each for itself, and rows lose their own targets: one order for both."""

    def minibatches(X, y, batch_size, rng):
        X, y = rng.permutation(X), rng.permutation(y)
        starts = range(0, len(X), batch_size)
        return [(X[i : i + batch_size], y[i : i + batch_size]) for i in starts]


class ShuffledInPlace:
    """You shuffle X and y themselves, and the caller's rows have moved: shuffle an order of
    indices.
    """

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
        starts = range(0, len(X), batch_size)
        return [(X[i : i + batch_size], y[i : i + batch_size]) for i in starts]


class BatchesShuffled:
    """You shuffle the finished batches, and the same rows meet each time. Shuffle the rows, then
    cut.
    """

    def minibatches(X, y, batch_size, rng):
        starts = rng.permutation(np.arange(0, len(X), batch_size))
        return [(X[i : i + batch_size], y[i : i + batch_size]) for i in starts]


class OtherSourceOfChance:
    """Your order comes from a generator of your own, so nobody can repeat it: use the rng passed
    in.
    """

    def minibatches(X, y, batch_size, rng):
        order = np.random.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class AlwaysTheSameOrder:
    """You make a generator with a fixed seed, so every epoch has the same order: use the rng passed
    in.
    """

    def minibatches(X, y, batch_size, rng):
        order = np.random.default_rng(0).permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class CopyOfTheGenerator:
    """Each epoch with one generator comes in the same order: the generator passed in does not move on. Is it the one
    that shuffles, or is it a copy of it?
    """

    def minibatches(X, y, batch_size, rng):
        order = copy.deepcopy(rng).permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class DrawnWithReplacement:
    """You draw rows at random, so some come twice and some never. In an epoch each comes exactly
    once.
    """

    def minibatches(X, y, batch_size, rng):
        order = rng.integers(0, len(X), len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class EqualParts:
    """You cut into parts of about equal size. All batches but the last have batch_size rows."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        parts = np.array_split(order, -(-len(X) // batch_size))
        return [(X[rows], y[rows]) for rows in parts]


class NumberForSize:
    """You make batch_size batches. It says how many rows there are in a batch."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        return [(X[rows], y[rows]) for rows in np.array_split(order, batch_size)]


class LastRowStays:
    """In your shuffle not every row can come to every place: the last row never moves. Look at the borders of
    your loop, and of what you draw.
    """

    def minibatches(X, y, batch_size, rng):
        order = np.arange(len(X))
        for i in range(len(X) - 1):
            j = int(rng.integers(i, len(X) - 1))
            order[[i, j]] = order[[j, i]]
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class FirstRowStays:
    """In your shuffle not every row can come to every place: the first row never moves. Look at the borders of
    your loop, and of what you draw.
    """

    def minibatches(X, y, batch_size, rng):
        order = np.concatenate([[0], 1 + rng.permutation(len(X) - 1)])
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class SwapWithAnother:
    """In your shuffle a row never stays where it was. In a fair one each row can come to every place, its own
    among them.
    """

    def minibatches(X, y, batch_size, rng):
        order = np.arange(len(X))
        for i in range(len(X) - 1):
            j = int(rng.integers(i + 1, len(X)))
            order[[i, j]] = order[[j, i]]
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class BatchesOverlap:
    """Your batches overlap: the row after the end of one is in it, too. A slice ends before its second index."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size + 1]], y[order[i : i + batch_size + 1]]) for i in starts]


class LastBatchFilledUp:
    """Your last batch is filled up with rows that have been there already. It may be short: each row comes once."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        order = np.concatenate([order, order[: -len(X) % batch_size]])
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class OneBatchTooMany:
    """You hand out an empty batch at the end. Where the rows fill the batches exactly, nothing is left over."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = [k * batch_size for k in range(len(X) // batch_size + 1)]
        return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


class EachBatchDrawnAnew:
    """You draw each batch from all rows anew, so some rows come twice and some never. In an epoch each comes
    exactly once.
    """

    def minibatches(X, y, batch_size, rng):
        batches = []
        for start in range(0, len(X), batch_size):
            rows = rng.choice(len(X), min(batch_size, len(X) - start), replace=False)
            batches.append((X[rows], y[rows]))
        return batches


class OnlyXShuffled:
    """X is shuffled and y is not, and rows lose their own targets: one order for both."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[i : i + batch_size]], y[i : i + batch_size]) for i in starts]


class TargetsFirst:
    """The parts of a pair change places: first the rows of X, then those of y."""

    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(y[order[i : i + batch_size]], X[order[i : i + batch_size]]) for i in starts]


class OldVelocity:
    """W moves by the velocity of the step before. First comes the new velocity, and it moves W."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        return W - learning_rate * velocity, momentum * velocity + dW


class RateInsideTheVelocity:
    """You put the learning rate into the velocity, another way to write it. Here it multiplies v at
    the end.
    """

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity - learning_rate * dW
        return W + velocity, velocity


class RateInsideTheVelocitySubtracted:
    """You put the learning rate into the velocity, another way to write it. Here it multiplies v at the end."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + learning_rate * dW
        return W - velocity, velocity


class RateInsideAndOutside:
    """The learning rate gets into your step twice: once in the velocity, and once more where W moves."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + learning_rate * dW
        return W - learning_rate * velocity, velocity


class GradientSubtractedFromVelocity:
    """Your velocity points downhill: the gradient is subtracted in it. Here it is added, and W moves against the
    velocity.
    """

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity - dW
        return W + learning_rate * velocity, velocity


class VelocityUphill:
    """W moves along the velocity, which is made of gradients and points uphill. The loss falls the other way."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + dW
        return W + learning_rate * velocity, velocity


class VelocityUphillWithRateInside:
    """W moves along the velocity, which is made of gradients and points uphill. The loss falls the other way."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + learning_rate * dW
        return W + velocity, velocity


class GradientSubtractedTwice:
    """The gradient is subtracted in your velocity, and then the velocity from W: two minus signs, and the new
    gradient leads uphill.
    """

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity - dW
        return W - learning_rate * velocity, velocity


class NesterovStep:
    """You look one step ahead, which is Nesterov's momentum. In this one W moves by the new velocity alone."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + dW
        return W - learning_rate * (momentum * velocity + dW), velocity


class MomentumForgotten:
    """Your velocity keeps all of its speed. Only the share `momentum` of it is kept."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = velocity + dW
        return W - learning_rate * velocity, velocity


class MomentumOnTheGradient:
    """Momentum multiplies the gradient in your velocity. It is the share of the old velocity that is kept."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = velocity + momentum * dW
        return W - learning_rate * velocity, velocity


class MomentumOnBoth:
    """Momentum multiplies the sum of old velocity and gradient. Only the old velocity fades."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * (velocity + dW)
        return W - learning_rate * velocity, velocity


class MomentumSharesSwapped:
    """You take a mean of old velocity and gradient, with the shares the wrong way round. Here the old velocity
    gets `momentum`, and the gradient comes in whole.
    """

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = (1 - momentum) * velocity + momentum * dW
        return W - learning_rate * velocity, velocity


class OldVelocityHandedOn:
    """W moves by the new velocity, and you return the old one: the next step would not remember this one."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        return W - learning_rate * (momentum * velocity + dW), velocity


class GradientMovesTheWeights:
    """You work out the new velocity, and then move W by the gradient alone. It is the velocity that moves it."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + dW
        return W - learning_rate * dW, velocity


class VelocityWithoutRate:
    """W moves by the whole velocity. How far it goes is for the learning rate to say."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + dW
        return W - velocity, velocity


class MeanForVelocity:
    """You take a mean of old velocity and gradient. Here the gradient comes in whole, without (1 -
    momentum).
    """

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity = momentum * velocity + (1 - momentum) * dW
        return W - learning_rate * velocity, velocity


class VelocityForgotten:
    """The old velocity plays no part in your step: that is plain gradient descent."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        return W - learning_rate * dW, dW


class VelocityInPlace:
    """You write into the velocity passed in. Make a new one, and return that."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        velocity *= momentum
        velocity += dW
        return W - learning_rate * velocity, velocity


class VelocityFirst:
    """The answers change places: first W, then the velocity."""

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
        return right_momentum(W, dW, velocity, learning_rate, momentum)[::-1]


class RootForgotten:
    """In RMSprop you divide by the mean of the squares itself: its root has the unit of the
    gradient.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW / (cache + eps), cache


class SumOfSquares:
    """You add up all squares, which is AdaGrad. A running mean also forgets: the old part fades."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = cache + dW**2
        return W - learning_rate * dW / (np.sqrt(cache) + eps), cache


class FadingSum:
    """The new square comes in whole. It is a mean: what the old part loses is what the new one
    gets.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + dW**2
        return W - learning_rate * dW / (np.sqrt(cache) + eps), cache


class DecaySwapped:
    """decay is how much of the old mean is kept; you give it to the new square."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        return right_rmsprop(W, dW, cache, learning_rate, 1 - decay, eps)


class SquareForgotten:
    """Your running mean is of the gradient's size; in RMSprop it is a mean of its square."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * np.abs(dW)
        return W - learning_rate * dW / (np.sqrt(cache) + eps), cache


class SignedGradientForSquare:
    """Your running mean is of the gradient itself, and may be negative; in RMSprop it is a mean of its square."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW
        return W - learning_rate * dW / (np.sqrt(cache) + eps), cache


class OldCache:
    """You divide by the running mean of the step before. First comes the new one, and its root divides this
    gradient.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        after = W - learning_rate * dW / (np.sqrt(cache) + eps)
        return after, decay * cache + (1 - decay) * dW**2


class GradientLeftOut:
    """The gradient itself is missing in your step: only its usual size is there, so every parameter moves the
    same way.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate / (np.sqrt(cache) + eps), cache


class RmspropUphill:
    """You go the way that the gradient points, and that is uphill. The loss falls the other way."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W + learning_rate * dW / (np.sqrt(cache) + eps), cache


class RootHandedOn:
    """You return the root of the running mean. What is remembered for the next step is the mean itself."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW / (np.sqrt(cache) + eps), np.sqrt(cache)


class TimesTheUsualSize:
    """You multiply by the usual size of the gradient, so steep directions get even longer steps. It is divided by."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW * (np.sqrt(cache) + eps), cache


class RmspropRateLeftOut:
    """Your step takes no notice of the learning rate: the gradient over its usual size is about 1, and that is
    the whole step.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - dW / (np.sqrt(cache) + eps), cache


class CacheFirst:
    """The answers change places: first W, then the cache."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        return right_rmsprop(W, dW, cache, learning_rate, decay, eps)[::-1]


class DivisionBeforeTheSum:
    """You divide by the root and then add eps to the quotient. The sum of root and eps is what you divide by: it
    needs parentheses.
    """

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW / np.sqrt(cache) + eps, cache


class LargerEps:
    """Your eps is not the one that was asked for: without a value passed in it is 1e-8."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-7):
        return right_rmsprop(W, dW, cache, learning_rate, decay, eps)


class EpsForgotten:
    """Where no gradient has come yet you divide 0 by 0. The eps is there to keep that away."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW / np.sqrt(cache), cache


class EpsUnderTheRoot:
    """Your eps stands under the root. In the formula it is added to the root."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = decay * cache + (1 - decay) * dW**2
        return W - learning_rate * dW / np.sqrt(cache + eps), cache


class NoCorrection:
    """m and v begin at 0, and so they are too small at first. The division that makes up for it is
    missing.
    """

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * m / (np.sqrt(v) + eps), m, v


class CorrectionHandedOn:
    """You return the corrected m and v. The correction is for this step only; the next needs them
    without.
    """

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        W, m, v = right_adam(W, dW, m, v, t, learning_rate, beta1, beta2, eps)
        return W, m / (1 - beta1**t), v / (1 - beta2**t)


class StepsFromZero:
    """The correction is made with t + 1, as if steps counted from 0: the first one has t = 1."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class CorrectionOfTheFirstStep:
    """You divide by 1 - beta at every step. The correction fades: t is an exponent, beta to the
    power t.
    """

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class OneCorrection:
    """You correct m and not v. Both begin at 0, and both are too small at first."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


class AdamRootForgotten:
    """In Adam you divide by the mean of the squares itself. Which unit has it, and which has W?"""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (v_hat + eps), m, v


class BetasSwapped:
    """The two betas change places: beta1 belongs to m, the mean of the gradient, beta2 to v."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        return right_adam(W, dW, m, v, t, learning_rate, beta2, beta1, eps)


class GradientForMean:
    """In Adam it is the running mean of the gradient that moves W. You use the gradient itself."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * dW / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


class AdamInPlace:
    """You write into the m and v that were passed in. Make new arrays, and return those."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        after, m[...], v[...] = right_adam(W, dW, m, v, t, learning_rate, beta1, beta2, eps)
        return after, m, v


class AdamEpsUnderTheRoot:
    """In Adam your eps stands under the root. In the formula it is added to the root."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / np.sqrt(v_hat + eps), m, v


class OnlyVCorrected:
    """You correct v and not m. Both begin at 0, and both are too small at first."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


class OneBetaForBoth:
    """You correct v with beta1. Each mean is corrected with its own beta."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


class CorrectionByMultiplying:
    """You multiply by the correction, and the means get smaller still. They are too small: which operation makes
    them larger?
    """

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + eps), m, v


class TimesForPower:
    """Your correction has beta times t. t is an exponent: beta to the power t."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class FirstMeanAsSum:
    """In m the gradient comes in whole. It is a mean: what the old part loses is what the new one gets."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class SecondMeanAsSum:
    """In v the square comes in whole. It is a mean: what the old part loses is what the new one gets."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class SharesSwapped:
    """The shares change places: the old mean gets beta, and the new gradient what is left of 1."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        return right_adam(W, dW, m, v, t, learning_rate, 1 - beta1, 1 - beta2, eps)


class SharesSwappedInTheMeans:
    """The shares change places: the old mean gets beta, and the new gradient what is left of 1."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = (1 - beta1) * m + beta1 * dW
        v = (1 - beta2) * v + beta2 * dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class AdamSquareForgotten:
    """v is a running mean of the gradient in your code. It is one of its square."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class SquareOfTheMean:
    """v takes in the square of m. It is a running mean of the squared gradient."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * m**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class AdamUphill:
    """In Adam you go the way that the mean gradient points, and that is uphill. The loss falls the other way."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return W + learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


class MeansOfTheStepBefore:
    """W moves by the m and v of the step before. First come the new ones, then the step."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        after = W - learning_rate * m_hat / (np.sqrt(v_hat) + eps)
        return after, beta1 * m + (1 - beta1) * dW, beta2 * v + (1 - beta2) * dW**2


class OldMeansHandedOn:
    """You return the m and v that came in. The next step needs the new ones."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        return right_adam(W, dW, m, v, t, learning_rate, beta1, beta2, eps)[0], m, v


class CorrectionOutsideTheRoot:
    """You divide the root of v by its correction. The correction belongs to v itself, and stands under the root
    with it.
    """

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * dW**2
        return W - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


class MeansFirst:
    """The answers change places: first W, then m and v."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        W, m, v = right_adam(W, dW, m, v, t, learning_rate, beta1, beta2, eps)
        return m, v, W


class LargerAdamEps:
    """Your eps is not the one that was asked for: without a value passed in it is 1e-8."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
        return right_adam(W, dW, m, v, t, learning_rate, beta1, beta2, eps)


class Ramp:
    """Your rate falls a little at every step. In stairs it waits: only whole periods count."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** (step / period)


class StairOneStepLate:
    """Your stairs come one step late: step `period` itself is on the lower stair already."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return right_stairs(max(step - 1, 0), period, learning_rate, factor)


class StairOneStepEarly:
    """Your stairs come one step early: step `period - 1` is still on the upper stair, and the border begins the
    lower one.
    """

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** ((1 + step) // period)


class NearestStair:
    """You round to the nearest number of stairs, and go down half a stair early. Only whole periods that lie
    behind you count.
    """

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** round(step / period)


class StairsRoundedUp:
    """You round the number of stairs up, and go down right after the first step of each. Only whole periods that
    lie behind you count.
    """

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** np.ceil(step / period)


class StairsByMultiplying:
    """You multiply by the number of stairs, where the factor should come in once for each of them: a power."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor * (step // period)


class StairsBySubtracting:
    """Your rate falls by the same amount at each stair. It is multiplied by the factor each time."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate - factor * (step // period)


class RestOfTheDivision:
    """Your exponent is what is left over after whole periods. The number of whole periods is asked for."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** (step % period)


class FactorEveryStep:
    """Your rate is multiplied at every step. In stairs it waits: only whole periods count."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor**step


class HalfEachTime:
    """Your rate is halved whatever the factor is. The factor is passed in."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * 0.5 ** (step // period)


class OneStairOnly:
    """Your rate falls once and never again. After every further period comes another stair."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * (factor if step >= period else 1.0)


class RisesAgain:
    """After the end your cosine comes up again: the rate has to stay at the minimum."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(step, period, learning_rate, minimum)


class MinimumIgnored:
    """Your rate falls to 0. It should end at the minimum."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(min(step, period), period, learning_rate, 0.0)


class MinimumOnTop:
    """The minimum is added to the whole rate, so you begin too high: only the difference takes
    part.
    """

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + wave(min(step, period), period, learning_rate, 0.0)


class MinimumAsFloor:
    """You cut a wave that goes to 0 off at the minimum. The wave itself should end there."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return max(minimum, wave(min(step, period), period, learning_rate, 0.0))


class WholeWave:
    """Your wave is down in the middle and up at the end. Half a wave is wanted: π, not 2π."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(2 * min(step, period), period, learning_rate, minimum)


class WaveBeginsAgain:
    """Your wave begins again after the end of the period. From there on the rate stays at the minimum."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(step % period, period, learning_rate, minimum)


class WaveFromTheMinimum:
    """Your rate starts at the minimum and rises. It starts at the learning rate, and falls."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + (learning_rate - minimum) / 2 * (1 - np.cos(np.pi * min(step, period) / period))


class HalfForgotten:
    """1 + cos goes from 2 to 0, so your rate starts too high. Half of it goes from 1 to 0."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + (learning_rate - minimum) * (1 + np.cos(np.pi * min(step, period) / period))


class OneForgotten:
    """A cosine goes from 1 to -1, and your rate falls below the minimum. What is added lifts it to between 2 and 0."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + (learning_rate - minimum) / 2 * np.cos(np.pi * min(step, period) / period)


class StraightDown:
    """Your rate falls along a straight line. Along a cosine it starts gently, and ends gently."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + (learning_rate - minimum) * (1 - min(step, period) / period)


class QuarterWave:
    """Your rate falls along the cosine itself, from 1 to 0, which starts gently and ends steeply. Half a wave,
    from 1 to -1, ends gently too.
    """

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return minimum + (learning_rate - minimum) * np.cos(np.pi / 2 * min(step, period) / period)


class PiForgotten:
    """Your cosine goes from 0 to 1, and half a wave ends at π."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(min(step, period) / np.pi, period, learning_rate, minimum)


class PiForgottenBeforeTheEnd:
    """Your cosine goes from 0 to 1, and half a wave ends at π."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(step / np.pi, period, learning_rate, minimum) if step < period else minimum


class ZeroAfterTheEnd:
    """After the end your rate is 0. It stays at the minimum."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(step, period, learning_rate, minimum) if step <= period else 0.0


class TopAfterTheEnd:
    """After the end your rate is as high as in the beginning. It stays at the minimum."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(step, period, learning_rate, minimum) if step <= period else learning_rate


class WaveEndsAStepEarly:
    """Your wave is down at step `period - 1`. It reaches the minimum at step `period`."""

    warm_restarts = restarts_apart

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        return wave(min(step, period - 1), max(period - 1, 1), learning_rate, minimum)


class CyclesOfOneLength:
    """All your cycles are equally long. Each should last growth times as long as the one before."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        return wave(step % period, period, learning_rate, minimum)


class RestartOneStepLate:
    """You wait for the minimum and restart a step late: that step begins the next cycle instead."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step > period:
            step, period = step - period, period * growth
        return wave(step, period, learning_rate, minimum)


class CyclesGrowByAdding:
    """Your cycles grow by the same amount each time. They are multiplied: 3, 6, 12 and so on."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        first = period
        while step >= period:
            step, period = step - period, period + first * (growth - 1)
        return wave(step, period, learning_rate, minimum)


class RestartsWhereThePeriodMultiplies:
    """You restart at period, growth · period, growth² · period: the lengths of all cycles before
    add up.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        start, end = 0, period
        while step >= end and growth > 1:
            start, end = end, end * growth
        if growth == 1:
            start, end = step - step % period, step - step % period + period
        return wave(step - start, end - start, learning_rate, minimum)


class NoRestart:
    """Your rate stays down after the first cycle. A restart begins at the top again."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        return wave(min(step, period), period, learning_rate, minimum)


class CycleFoundByALogarithm:
    """You find the cycle by a logarithm, which is rounded: at the border of a cycle it can fall just below a
    whole number. Whole numbers can be added up without rounding.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        if growth == 1:
            return wave(step % period, period, learning_rate, minimum)
        k = int(np.log(step / period * (growth - 1) + 1) / np.log(growth))
        start = period * (growth**k - 1) // (growth - 1)
        return wave(step - start, period * growth**k, learning_rate, minimum)


class GrowthIgnored:
    """Your cycles double each time, whatever growth is passed."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        return restarts_apart(step, period, learning_rate, minimum, 2)


class RemainderByTheCycle:
    """You take the remainder of step by the length of a cycle. Where lengths differ, a cycle begins where all
    lengths before it add up.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step >= period and growth > 1:
            period *= growth
        return wave(step % period, period, learning_rate, minimum)


class RemainderByTheCycleOneLate:
    """You take the remainder of step by the length of a cycle. Where lengths differ, a cycle begins where all
    lengths before it add up.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step > period and growth > 1:
            period *= growth
        return wave(step % period, period, learning_rate, minimum)


class WaveOfTheFirstCycle:
    """In later cycles you still divide by the length of the first. Half a wave is spread over the cycle that you
    are in.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        first = period
        while step >= period:
            step, period = step - period, period * growth
        return wave(step, first, learning_rate, minimum)


class StepsNotCountedAnew:
    """In later cycles your wave goes on counting from step 0. In each cycle it counts from where the cycle begins."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        rest = step
        while rest >= period:
            rest, period = rest - period, period * growth
        return wave(step, period, learning_rate, minimum)


class MinimumReached:
    """The last step of each of your cycles has the minimum. Here a wave is as wide as its cycle, and the step
    that would have the minimum begins the next one.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step >= period:
            step, period = step - period, period * growth
        return wave(step, max(period - 1, 1), learning_rate, minimum)


class RestartMinimumIgnored:
    """With restarts your rate falls towards 0. It should fall towards the minimum."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        return restarts_apart(step, period, learning_rate, 0.0, growth)


class LengthGrowsFirst:
    """Your cycle grows before its length is taken away, so the first cycle is counted as longer than it is."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step >= period:
            period *= growth
            step -= period
        return wave(step, period, learning_rate, minimum)


class TopFallsToo:
    """Each of your cycles begins lower than the one before. Every cycle begins with the learning rate as it was
    given.
    """

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        while step >= period:
            step, period, learning_rate = step - period, period * growth, learning_rate / growth
        return wave(step, period, learning_rate, minimum)


class ShuffledWithinBatches:
    """Only the rows of one batch are mixed with each other: shuffle all rows first, then cut them into batches."""

    def minibatches(X, y, batch_size, rng):
        batches = []
        for start in range(0, len(X), batch_size):
            rows = start + rng.permutation(len(X[start : start + batch_size]))
            batches.append((X[rows], y[rows]))
        return batches

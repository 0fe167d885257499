"""Known wrong answers: each class replaces functions of the reference; its docstring helps."""

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


class Ramp:
    """Your rate falls a little at every step. In stairs it waits: only whole periods count."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return learning_rate * factor ** (step / period)


class StairOneStepLate:
    """Your stairs come one step late: step `period` itself is on the lower stair already."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        return right_stairs(max(step - 1, 0), period, learning_rate, factor)


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


class ShuffledWithinBatches:
    """Only the rows of one batch are mixed with each other: shuffle all rows first, then cut them into batches."""

    def minibatches(X, y, batch_size, rng):
        batches = []
        for start in range(0, len(X), batch_size):
            rows = start + rng.permutation(len(X[start : start + batch_size]))
            batches.append((X[rows], y[rows]))
        return batches

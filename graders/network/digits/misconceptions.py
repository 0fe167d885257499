"""Known wrong answers: each class replaces functions of the reference."""

import copy

import numpy as np

from exercises.network.digits import accuracy as right_accuracy
from exercises.network.digits import load_data as right_data
from exercises.network.digits import train as right_train


def all_digits():
    from sklearn.datasets import load_digits

    data = load_digits()
    return data.data / 16.0, np.eye(10)[data.target]


def training(loss, step=lambda net, X, y, rate: net.backward(X, y, rate), after=False):
    """A train whose losses are loss(probabilities, y), looked at before or after each step."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            if after:
                step(net, X, y, learning_rate)
            losses.append(float(loss(np.maximum(net.forward(X), 1e-12), y)))
            if not after:
                step(net, X, y, learning_rate)
        return losses

    return train


def cross_entropy(p, y):
    return -np.mean(np.sum(y * np.log(p), axis=1))


class LabelsNotOneHot:
    """Your labels are the digits themselves. One-hot makes a row of ten of each."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train, y_train.argmax(axis=1), X_test, y_test.argmax(axis=1)


class PixelsNotScaled:
    """The pixels still go from 0 to 16."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train * 16, y_train, X_test * 16, y_test


class ScaledBy255:
    """You divide by 255, as for photographs. The largest pixel of these pictures is smaller."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train * (16 / 255), y_train, X_test * (16 / 255), y_test


class Standardised:
    """You move the pixels to mean 0 and variance 1. Asked for is the range from 0 to 1."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
        return (X_train - mean) / spread, y_train, (X_test - mean) / spread, y_test


class ShuffledSeparately:
    """Nine of ten pictures stand beside the label of another one. Do pictures and labels take the same order?"""

    def load_data(rng):
        X, y = all_digits()
        X, y = rng.permutation(X), rng.permutation(y)
        return X[:1437], y[:1437], X[1437:], y[1437:]


class OnlyPicturesShuffled:
    """Nine of ten pictures stand beside the label of another one. Do pictures and labels take the same order?"""

    def load_data(rng):
        X, y = all_digits()
        X = rng.permutation(X)
        return X[:1437], y[:1437], X[1437:], y[1437:]


class TestAmongTraining:
    """Some pictures are both in training and in testing: cut one shuffled order in two."""

    def load_data(rng):
        X, y = all_digits()
        train, test = rng.permutation(1797)[:1437], rng.permutation(1797)[:360]
        return X[train], y[train], X[test], y[test]


class TestDrawnFromEverything:
    """Some pictures are both in training and in testing: cut one shuffled order in two."""

    def load_data(rng):
        X, y = all_digits()
        order = rng.permutation(1797)
        return X[order[:1437]], y[order[:1437]], X[order[:360]], y[order[:360]]


class DrawnWithReplacement:
    """Some pictures come more than once and others not at all: a draw puts each one back before the next."""

    def load_data(rng):
        X, y = all_digits()
        order = rng.choice(1797, 1797)
        return X[order[:1437]], y[order[:1437]], X[order[1437:]], y[order[1437:]]


class DrawnAsIntegers:
    """Some pictures come more than once and others not at all: a draw puts each one back before the next."""

    def load_data(rng):
        X, y = all_digits()
        order = rng.integers(0, 1797, 1797)
        return X[order[:1437]], y[order[:1437]], X[order[1437:]], y[order[1437:]]


class NotShuffled:
    """Your test pictures are the last 360 of the data set, whose writers you train on nothing of. Shuffle before you
    split.
    """

    def load_data(rng):
        X, y = all_digits()
        return X[:1437], y[:1437], X[1437:], y[1437:]


class ShuffledAfterTheSplit:
    """Your test pictures are the last 360 of the data set, whose writers you train on nothing of. Shuffle before you
    split.
    """

    def load_data(rng):
        X, y = all_digits()
        train, test = rng.permutation(1437), 1437 + rng.permutation(360)
        return X[train], y[train], X[test], y[test]


class TestFromTheFront:
    """Your test pictures are the first 360 of the data set. Shuffle before you split."""

    def load_data(rng):
        X, y = all_digits()
        return X[360:], y[360:], X[:360], y[:360]


class TrainingInTheirOldOrder:
    """You draw the test pictures at random, and the others keep the order of the data set. Shuffle all of them."""

    def load_data(rng):
        X, y = all_digits()
        test = rng.choice(1797, 360, replace=False)
        train = np.setdiff1d(np.arange(1797), test)
        return X[train], y[train], X[test], y[test]


class ScaledBy15:
    """You divide by 15. The pixels have 17 values, 0 to 16, and 16 is to become 1."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train * 16 / 15, y_train, X_test * 16 / 15, y_test


class ScaledBy15AndCut:
    """You divide by 15 and cut off what is above 1, so 15 and 16 look alike. The largest pixel is 16."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return np.minimum(X_train * 16 / 15, 1), y_train, np.minimum(X_test * 16 / 15, 1), y_test


class BlackOrWhite:
    """Your pixels are black or white, 0 or 1, and the greys between them are lost."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return (X_train > 0.5) * 1.0, y_train, (X_test > 0.5) * 1.0, y_test


class InkOrNone:
    """Your pixels are black or white, 0 or 1, and the greys between them are lost."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return (X_train > 0) * 1.0, y_train, (X_test > 0) * 1.0, y_test


class MinusOneToOne:
    """Your pixels go from -1 to 1. Asked for is the range from 0 to 1."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return 2 * X_train - 1, y_train, 2 * X_test - 1, y_test


class Centred:
    """You subtract the mean of the pixels. Asked for is the range from 0 to 1, with black at 0."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train - X_train.mean(), y_train, X_test - X_train.mean(), y_test


class StandardisedAsAWhole:
    """You move the pixels to mean 0 and variance 1. Asked for is the range from 0 to 1."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        mean, spread = X_train.mean(), X_train.std()
        return (X_train - mean) / spread, y_train, (X_test - mean) / spread, y_test


class StandardisedBeforeTheSplit:
    """You move the pixels to mean 0 and variance 1. Asked for is the range from 0 to 1."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        X = np.concatenate([X_train, X_test])
        mean, spread = X.mean(axis=0), X.std(axis=0)
        spread[spread == 0] = 1
        return (X_train - mean) / spread, y_train, (X_test - mean) / spread, y_test


class EachPictureByItsLargest:
    """You divide each picture by its own largest pixel, so pale pictures become bright. One number scales them all."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        brightest = X_train.max(axis=1, keepdims=True), X_test.max(axis=1, keepdims=True)
        return X_train / brightest[0], y_train, X_test / brightest[1], y_test


class EachPlaceByItsLargest:
    """You divide each of the 64 places by its own largest pixel. One number scales the whole data set."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        largest = np.maximum(X_train.max(axis=0), X_test.max(axis=0))
        largest[largest == 0] = 1
        return X_train / largest, y_train, X_test / largest, y_test


class WholeNumberLabels:
    """Your one-hot labels are whole numbers. Asked for are float arrays, of the kind that np.zeros makes by itself."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train, y_train.astype(int), X_test, y_test.astype(int)


class TruthValuesForLabels:
    """Your one-hot labels are truth values, True and False. Asked for are float arrays, with 1.0 and 0.0."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train, y_train > 0, X_test, y_test > 0


class PairsOfTwo:
    """You return two pairs. Asked for are four arrays side by side: X_train, y_train, X_test, y_test."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return (X_train, y_train), (X_test, y_test)


class TestFirst:
    """The first two of your arrays have the 360 pictures of the test. Training comes first."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_test, y_test, X_train, y_train


class SeedOfItsOwn:
    """You shuffle by a seed of your own: every split is the same, whatever rng is passed in."""

    def load_data(rng):
        return right_data(np.random.default_rng(42))


class GlobalGenerator:
    """Two generators with one seed give two splits: the rng that is passed in does not decide. (np.random knows nothing
    of it.)
    """

    def load_data(rng):
        X, y = all_digits()
        order = np.random.permutation(1797)
        return X[order[:1437]], y[order[:1437]], X[order[1437:]], y[order[1437:]]


class OrderOfScikitLearn:
    """You return both X, then both y, as train_test_split does. Here X and y take turns."""

    def load_data(rng):
        X_train, y_train, X_test, y_test = right_data(rng)
        return X_train, X_test, y_train, y_test


class SplitRoundedDown:
    """You round 359.4 test pictures down. Look at how many are asked for."""

    def load_data(rng):
        X, y = all_digits()
        order = rng.permutation(1797)
        return X[order[359:]], y[order[359:]], X[order[:359]], y[order[:359]]


class LossAfterTheStep:
    """You look at the loss after the step. The first entry belongs to the network as it came in."""

    train = training(cross_entropy, after=True)


class LossSummed:
    """Your loss is a sum over the rows. The mean does not grow with the number of rows."""

    train = training(lambda p, y: -np.sum(y * np.log(p)))


class LossMeanOfEntries:
    """You take the mean over all entries of y. Over the classes of a row it is a sum."""

    train = training(lambda p, y: -np.mean(y * np.log(p)))


class SquaredError:
    """Your loss is a squared error. What is asked for is the cross-entropy, with its logarithm."""

    train = training(lambda p, y: np.mean(np.sum((p - y) ** 2, axis=1)))


class WrongSign:
    """Your losses are negative: the logarithm of a probability is, and the loss is minus that."""

    train = training(lambda p, y: np.mean(np.sum(y * np.log(p), axis=1)))


class LogarithmOfZero:
    """Where a probability is 0 its logarithm is infinite, and 0 times that is nan."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            losses.append(float(-np.mean(np.sum(y * np.log(net.forward(X)), axis=1))))
            net.backward(X, y, learning_rate)
        return losses


def with_rate(used):
    """A train that passes on a rate of its own."""
    return training(cross_entropy, lambda net, X, y, rate: net.backward(X, y, used))


class RateIgnored:
    """The rate that was passed in is not the one that net.backward is given."""

    train = with_rate(0.1)


class RateOfAHalf:
    """The rate that was passed in is not the one that net.backward is given."""

    train = with_rate(0.5)


class RateOfAHundredth:
    """The rate that was passed in is not the one that net.backward is given."""

    train = with_rate(0.01)


class RateOfOne:
    """The rate that was passed in is not the one that net.backward is given."""

    train = with_rate(1.0)


class RateByTheRows:
    """You divide the learning rate by the number of rows. The network's gradient is a mean already."""

    train = training(cross_entropy, lambda net, X, y, rate: net.backward(X, y, rate / len(X)))


def in_batches(size, whole_only=False):
    """A train with a step for each batch of rows."""

    def step(net, X, y, rate):
        for i in range(0, len(X) - size + 1 if whole_only else len(X), size):
            net.backward(X[i : i + size], y[i : i + size], rate)

    return training(cross_entropy, step)


class BatchesOf16:
    """You call net.backward for one piece of the rows after another. An epoch here is one step with all rows."""

    train = in_batches(16)


class BatchesOf32:
    """You call net.backward for one piece of the rows after another. An epoch here is one step with all rows."""

    train = in_batches(32)


class BatchesOf64:
    """You call net.backward for one piece of the rows after another. An epoch here is one step with all rows."""

    train = in_batches(64)


class BatchesOf100:
    """You call net.backward for one piece of the rows after another. An epoch here is one step with all rows."""

    train = in_batches(100)


class BatchesOf128:
    """You call net.backward for one piece of the rows after another. An epoch here is one step with all rows."""

    train = in_batches(128)


class FirstBatchOnly:
    """Each epoch sees the first rows only. An epoch is one step with all of them."""

    train = training(cross_entropy, lambda net, X, y, rate: net.backward(X[:100], y[:100], rate))


class RowByRow:
    """You call net.backward for every row. An epoch here is one step with all rows together."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        def step(net, X, y, rate):
            size = 1 if len(X) < 200 else len(X)  # with all the digits it would take a minute
            for i in range(0, len(X), size):
                net.backward(X[i : i + size], y[i : i + size], rate)

        return training(cross_entropy, step)(net, X, y, epochs, learning_rate)


class TwoStepsAnEpoch:
    """You call net.backward twice in an epoch. An epoch is one step."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        def step(net, X, y, rate):
            net.backward(X, y, rate)
            net.backward(X, y, rate)

        return training(cross_entropy, step)(net, X, y, epochs, learning_rate)


class NeverSteps:
    """net.backward is never called: the losses are those of the network as it came in, and nothing is learnt."""

    train = training(cross_entropy, lambda net, X, y, rate: None)


class DifferenceForTheClasses:
    """You pass a difference of probabilities and classes to net.backward. It takes the classes y and does the rest."""

    train = training(cross_entropy, lambda net, X, y, rate: net.backward(X, net.forward(X) - y, rate))


class ProbabilitiesForTheClasses:
    """You pass the network's own answers to net.backward. It learns from the classes y."""

    train = training(cross_entropy, lambda net, X, y, rate: net.backward(X, net.forward(X), rate))


class OneEpochTooFew:
    """You take one epoch too few: range(1, n) ends before n."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(net, X, y, epochs - 1, learning_rate)


class OneEpochTooMany:
    """You take one epoch too many: range(n + 1) begins at 0 and goes up to n."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(net, X, y, epochs + 1, learning_rate)


class OnlyTheLastLoss:
    """You return the last loss only. Asked for is a list with one for each epoch."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(net, X, y, epochs, learning_rate)[-1]


class LossNowAndThen:
    """You keep only the losses that you print. Every epoch has one, printed or not."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(net, X, y, epochs, learning_rate)[99::100]


class RowsReordered:
    """You shuffle the rows before each step. A full batch goes in the order given."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        def step(net, X, y, rate):
            order = np.random.default_rng(len(X)).permutation(len(X))
            net.backward(X[order], y[order], rate)

        return training(cross_entropy, step)(net, X, y, epochs, learning_rate)


class ArgmaxDownTheColumns:
    """You look for the largest number of each column. A sample is a row: argmax goes along that."""

    def accuracy(net, X, y):
        return float(np.mean(net.forward(X).argmax(axis=0) == y.argmax(axis=0)))


class Percent:
    """Your accuracy is a percentage. A fraction lies between 0 and 1."""

    def accuracy(net, X, y):
        return 100 * right_accuracy(net, X, y)


class Hits:
    """You count the hits, and do not divide by the number of samples."""

    def accuracy(net, X, y):
        return float(np.sum(net.forward(X).argmax(axis=1) == y.argmax(axis=1)))


class RoundedProbabilities:
    """A favourite counts for you only above 1/2, as if rounded. The largest of a row counts, however small it is."""

    def accuracy(net, X, y):
        return float(np.mean(np.all(np.round(net.forward(X)) == y, axis=1)))


class EveryEntryCounted:
    """You compare entry by entry, and zeros count as hits. Compare class with class."""

    def accuracy(net, X, y):
        p = net.forward(X)
        return float(np.mean((p == p.max(axis=1, keepdims=True)) == y))


class GapTheOtherWayRound:
    """You subtract the accuracy in training from the one in testing."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        return right_accuracy(net, X_test, y_test) - right_accuracy(net, X_train, y_train)


class GapWithoutSign:
    """You take the sign away. A network can do better on the test, and then the gap is negative."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        return abs(right_accuracy(net, X_train, y_train) - right_accuracy(net, X_test, y_test))


class StopsWhenAllIsRight:
    """You stop early, once the loss is small: each epoch that was asked for is one step and one loss."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            losses.append(float(-np.mean(np.sum(y * np.log(np.maximum(net.forward(X), 1e-12)), axis=1))))
            if losses[-1] < 1e-3:
                break
            net.backward(X, y, learning_rate)
        return losses + [losses[-1]] * (epochs - len(losses))


class RateFalls:
    """Every step has the learning rate that was asked for: how it could fall is another exercise's business."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for epoch in range(epochs):
            losses.append(float(-np.mean(np.sum(y * np.log(np.maximum(net.forward(X), 1e-12)), axis=1))))
            net.backward(X, y, learning_rate * 0.99**epoch)
        return losses


class StopsWhenItGetsWorse:
    """You stop early, when the loss no longer falls: each epoch that was asked for is one step and one loss."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            losses.append(float(cross_entropy(np.maximum(net.forward(X), 1e-12), y)))
            if len(losses) > 1 and losses[-1] > losses[-2]:
                break
            net.backward(X, y, learning_rate)
        return losses


class StopsAtASmallLoss:
    """You stop early, once the loss is small: each epoch that was asked for is one step and one loss."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            losses.append(float(cross_entropy(np.maximum(net.forward(X), 1e-12), y)))
            if losses[-1] < 1e-3:
                break
            net.backward(X, y, learning_rate)
        return losses


class EpochsIgnored:
    """The number of epochs that is passed in is not the number that you train."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(net, X, y, 100, learning_rate)


class ListOfAnEarlierTraining:
    """Your list is made once and kept (as a default value, or outside the function): a later training begins with the
    losses of an earlier one.
    """

    def train(net, X, y, epochs=1000, learning_rate=0.5, losses=[]):  # noqa: B006
        losses += right_train(net, X, y, epochs, learning_rate)
        return losses


class TrainsACopy:
    """You train a copy of the network. The one that was passed in is to be trained, and has not moved."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return right_train(copy.deepcopy(net), X, y, epochs, learning_rate)


class KeepsTheBest:
    """At the end you put the best parameters back. The network is to stay as its last step left it."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses, best = [], None
        for _ in range(epochs):
            loss = float(cross_entropy(np.maximum(net.forward(X), 1e-12), y))
            if hasattr(net, "W1") and (best is None or loss < min(losses)):
                best = net.W1.copy(), net.b1.copy(), net.W2.copy(), net.b2.copy()
            losses.append(loss)
            net.backward(X, y, learning_rate)
        if best:
            net.W1, net.b1, net.W2, net.b2 = best
        return losses


class NetworkToo:
    """You return the network beside the losses. It was trained where it is: the list of losses is all."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return net, right_train(net, X, y, epochs, learning_rate)


class LastLossToo:
    """You add the loss after the last step. There is one for each epoch, the one before its step."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = right_train(net, X, y, epochs, learning_rate)
        return [*losses, float(cross_entropy(np.maximum(net.forward(X), 1e-12), y))]


class LossesPileUp:
    """Each of your losses has all earlier ones in it. Every epoch has a loss of its own."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        return list(np.cumsum(right_train(net, X, y, epochs, learning_rate)))


class MeanOfTheLosses:
    """Each of your losses is a mean over all epochs so far. Every epoch has a loss of its own."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = np.array(right_train(net, X, y, epochs, learning_rate))
        return list(np.cumsum(losses) / np.arange(1, len(losses) + 1))


class AccuracyForLoss:
    """You keep the share of right answers. The loss is the cross-entropy, which also knows how sure they were."""

    train = training(lambda p, y: np.mean(p.argmax(axis=1) == y.argmax(axis=1)))


class LogarithmToBase2:
    """Your losses are logarithms to base 2. The cross-entropy takes the natural one, to the base e."""

    train = training(lambda p, y: -np.mean(np.sum(y * np.log2(p), axis=1)))


class LogarithmToBase10:
    """Your losses are logarithms to base 10. The cross-entropy takes the natural one, to the base e."""

    train = training(lambda p, y: -np.mean(np.sum(y * np.log10(p), axis=1)))


class MeanSquaredError:
    """Your loss is a squared error. What is asked for is the cross-entropy, with its logarithm."""

    train = training(lambda p, y: np.mean((p - y) ** 2))


class BinaryCrossEntropy:
    """Your loss also has log(1 - p) of the wrong classes in it. With softmax only the right class counts."""

    train = training(lambda p, y: -np.mean(np.sum(y * np.log(p) + (1 - y) * np.log(np.maximum(1 - p, 1e-12)), axis=1)))


class AllClassesInTheLoss:
    """Your loss takes the logarithms of all probabilities. Only that of the right class counts, which y picks out."""

    train = training(lambda p, y: -np.mean(np.log(p)))


class LossOfTheFirstHundred:
    """Your loss looks at the first rows only. It is a mean over all of them."""

    train = training(lambda p, y: cross_entropy(p[:100], y[:100]))


class FloorOfNothing:
    """Your floor is so low that a probability next to 0 still gives a loss in the hundreds. It lies between 1e-15 and
    1e-7.
    """

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            losses.append(float(cross_entropy(np.maximum(net.forward(X), 1e-300), y)))
            net.backward(X, y, learning_rate)
        return losses


class FloorForZerosOnly:
    """Your floor lifts an exact 0 and nothing else: a probability next to 0 still gives a loss in the hundreds."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            p = np.array(net.forward(X))
            losses.append(float(cross_entropy(np.where(p == 0, 1e-12, p), y)))
            net.backward(X, y, learning_rate)
        return losses


class ZerosLeftOut:
    """Where the right class has probability 0 your loss counts nothing. That answer is the worst, and costs most."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            p = np.array(net.forward(X))
            losses.append(float(cross_entropy(np.where(p == 0, 1.0, p), y)))
            net.backward(X, y, learning_rate)
        return losses


class ShareOfWrongAnswers:
    """That is the share of wrong answers. The accuracy counts the right ones."""

    def accuracy(net, X, y):
        return 1 - right_accuracy(net, X, y)


class SmallestForLargest:
    """You look for the smallest probability of each row. The favourite class has the largest one."""

    def accuracy(net, X, y):
        return float(np.mean(net.forward(X).argmin(axis=1) == y.argmax(axis=1)))


class ProbabilityOfTheRightClass:
    """You take the mean probability of the right class. Accuracy asks only whether it is the largest of its row."""

    def accuracy(net, X, y):
        return float(np.mean(np.sum(net.forward(X) * y, axis=1)))


class MoreThanAHalf:
    """A favourite counts for you only above 1/2, as if rounded. The largest of a row counts, however small it is."""

    def accuracy(net, X, y):
        return float(np.mean(np.sum((net.forward(X) > 0.5) * y, axis=1)))


class DividedByTheEntries:
    """You divide the hits by the number of all entries. Each row is one sample, and one hit at most."""

    def accuracy(net, X, y):
        return float(np.sum(net.forward(X).argmax(axis=1) == y.argmax(axis=1)) / y.size)


class GapInPercent:
    """Your gap is in percent. Both accuracies are fractions, and so is their difference."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        return 100 * (right_accuracy(net, X_train, y_train) - right_accuracy(net, X_test, y_test))


class GapAsARatio:
    """You divide the two accuracies. The gap is their difference."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        return right_accuracy(net, X_train, y_train) / max(right_accuracy(net, X_test, y_test), 1e-12)


class GapOfTheTraining:
    """Your gap is a part of the accuracy in training. It is the plain difference of the two fractions."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        train = right_accuracy(net, X_train, y_train)
        return (train - right_accuracy(net, X_test, y_test)) / max(train, 1e-12)


class SumOfBoth:
    """You add the two accuracies. The gap is their difference."""

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        return right_accuracy(net, X_train, y_train) + right_accuracy(net, X_test, y_test)

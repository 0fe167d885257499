"""Known wrong answers: each class replaces functions of the reference."""

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
    """Pictures and labels are shuffled each in an order of their own: they part company."""

    def load_data(rng):
        X, y = all_digits()
        X, y = rng.permutation(X), rng.permutation(y)
        return X[:1437], y[:1437], X[1437:], y[1437:]


class TestAmongTraining:
    """Some pictures are both in training and in testing: cut one shuffled order in two."""

    def load_data(rng):
        X, y = all_digits()
        train, test = rng.permutation(1797)[:1437], rng.permutation(1797)[:360]
        return X[train], y[train], X[test], y[test]


class NotShuffled:
    """You split without shuffling: the pictures come in an order of their own, writer by writer."""

    def load_data(rng):
        X, y = all_digits()
        return X[:1437], y[:1437], X[1437:], y[1437:]


class SeedOfItsOwn:
    """You shuffle by a seed of your own: every split is the same. Randomness comes from rng."""

    def load_data(rng):
        return right_data(np.random.default_rng(42))


class GlobalGenerator:
    """np.random.shuffle and its like know nothing of rng: ask the generator that was passed in."""

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


class RateIgnored:
    """The rate that was passed in is not the one that net.backward is given."""

    train = training(cross_entropy, lambda net, X, y, rate: net.backward(X, y, 0.1))


class RowByRow:
    """You call net.backward for every row. An epoch here is one step with all rows together."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        def step(net, X, y, rate):
            size = 1 if len(X) < 100 else len(X)  # with all the digits it would take a minute
            for i in range(0, len(X), size):
                net.backward(X[i : i + size], y[i : i + size], rate)

        return training(cross_entropy, step)(net, X, y, epochs, learning_rate)


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
    """You round the probabilities: a favourite of 0.4 becomes 0. The largest one counts."""

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
    """You stop when the loss is small: nobody asked for that, and each epoch is one step."""

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

"""Known wrong answers: each class replaces functions of the reference; its docstring helps."""

import numpy as np

from exercises.network.losses import cross_entropy as right_loss
from exercises.network.losses import softmax as right_softmax


class SizeForSign:
    """You drop the minus sign of negative numbers; ReLU puts 0 in their place."""

    def relu(z):
        return np.abs(z)


class ReluInPlace:
    """You write the zeros into the array that you were given, and whoever passed it loses their
    numbers.
    """

    def relu(z):
        z[z < 0] = 0
        return z


class StepForRelu:
    """You return whether a number is positive. ReLU returns the number itself where it is."""

    def relu(z):
        return (z > 0) * 1.0


class OverflowingSoftmax:
    """np.exp of a large number is infinite: subtract something from each row first that changes no
    share.
    """

    def softmax(z):
        exponentials = np.exp(z)
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class GlobalMaximum:
    """You subtract the largest number of the whole batch: in a row far below it every exponential
    is 0.
    """

    def softmax(z):
        exponentials = np.exp(z - z.max())
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class MaximumOfColumns:
    """You subtract the largest number of each column, so the entries of a row shift by unequal
    amounts, and that changes their shares. One number a row is to be subtracted.
    """

    def softmax(z):
        exponentials = np.exp(z - z.max(axis=0))
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class SoftmaxOverColumns:
    """Your columns add up to 1. The classes of one sample stand side by side in a row: which axis
    is that?
    """

    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=0)


class SoftmaxOfTheWholeBatch:
    """All of the batch together adds up to 1. Each row is a sample of its own, and needs a sum of
    its own.
    """

    def softmax(z):
        return np.exp(z) / np.sum(np.exp(z))


class SharesWithoutExponential:
    """You divide the numbers themselves by their sum; their exponentials are shared out."""

    def softmax(z):
        return z / z.sum(axis=1, keepdims=True)


class SoftmaxInPlace:
    """`-=` changes the array that you were given: subtract the maximum into a new array."""

    def softmax(z):
        z -= z.max(axis=1, keepdims=True)
        exponentials = np.exp(z)
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class ClassesFromLabels:
    """You read the number of classes off the largest label. Some may be absent: use n_classes."""

    def one_hot(labels, n_classes):
        return np.eye(int(labels.max()) + 1)[labels]


class ClassesDownwards:
    """Your classes run down and your samples run across: it is one row for each sample."""

    def one_hot(labels, n_classes):
        return np.eye(n_classes)[labels].T


class LabelsFromOne:
    """You count classes from 1. The first class is 0, and its 1 stands in column 0."""

    def one_hot(labels, n_classes):
        return np.eye(n_classes)[labels - 1]


class LogOfZero:
    """The logarithm of 0 is minus infinity: put a tiny floor under the probabilities first."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(predictions), axis=1))


class SumForMean:
    """You add up the losses of the rows; the loss of a batch is their mean."""

    def cross_entropy(predictions, targets):
        return -np.sum(targets * np.log(np.maximum(predictions, 1e-12)))


class MeanOverClassesToo:
    """You divide by the number of all entries. There is one loss for each row: take the mean of
    those.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(targets * np.log(np.maximum(predictions, 1e-12)))


class MinusForgotten:
    """The logarithm of a probability is negative. A loss is 0 or more, so a sign is missing."""

    def cross_entropy(predictions, targets):
        return np.mean(np.sum(targets * np.log(np.maximum(predictions, 1e-12)), axis=1))


class LogOfTheTargets:
    """The roles are swapped: the logarithm is taken of the predictions, and the targets choose the
    column.
    """

    def cross_entropy(predictions, targets):
        return right_loss(targets, predictions)


class BinaryCrossEntropy:
    """You also count log(1 - p) of the wrong classes. With softmax only the right class counts."""

    def cross_entropy(predictions, targets):
        p = np.clip(predictions, 1e-12, 1 - 1e-12)
        each = targets * np.log(p) + (1 - targets) * np.log(1 - p)
        return -np.mean(np.sum(each, axis=1))


class OtherLogarithm:
    """You take the logarithm to base 2 or 10; it is the natural one, np.log."""

    def cross_entropy(predictions, targets):
        logs = np.log2(np.maximum(predictions, 1e-12))
        return -np.mean(np.sum(targets * logs, axis=1))


class GradientOfTheSum:
    """You differentiate the sum over the rows. The loss is their mean, and the gradient knows that
    too.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        return right_softmax(logits) - targets


class GradientUphill:
    """Every sign is turned round: more of the right logit makes the loss smaller, so its slope is
    negative.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        return (targets - right_softmax(logits)) / len(logits)


class SoftmaxForgotten:
    """You subtract the targets from the logits. They are to be compared with probabilities."""

    def softmax_cross_entropy_gradient(logits, targets):
        return (logits - targets) / len(logits)


class GradientByAllEntries:
    """You divide by the number of all entries. The loss is a mean over the rows, not over the
    classes too.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        return (right_softmax(logits) - targets) / logits.size


class StopsAtTheProbabilities:
    """That is how the loss reacts to the probabilities. It goes on from there, through softmax, to
    the logits.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        return -targets / np.maximum(right_softmax(logits), 1e-12) / len(logits)


class DiagonalOnly:
    """Softmax ties a row together: a nudge of one logit moves all shares of its row, not only its
    own.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        p = right_softmax(logits)
        return -targets / np.maximum(p, 1e-12) * p * (1 - p) / len(logits)


class GradientOfClippedLogits:
    """Clipped logits are other logits: 1000 and 999 become the same. Subtract the largest of each row instead."""

    def softmax_cross_entropy_gradient(logits, targets):
        exponentials = np.exp(np.clip(logits, -500, 500))
        return (exponentials / exponentials.sum(axis=1, keepdims=True) - targets) / len(logits)

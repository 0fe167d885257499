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


class LeakyRelu:
    """Your relu lets a part of negative numbers through. Here they become 0."""

    def relu(z):
        return np.where(z > 0, z, 0.01 * z)


class LeakyReluOfATenth:
    """Your relu lets a part of negative numbers through. Here they become 0."""

    def relu(z):
        return np.where(z > 0, z, 0.1 * z)


class SmallerOfTheTwo:
    """You keep what is negative. ReLU keeps what is positive, and puts 0 in the place of the rest."""

    def relu(z):
        return np.minimum(0.0, z)


class CutAtOne:
    """You also cut off what is large. ReLU lets every positive number pass as it is."""

    def relu(z):
        return np.clip(z, 0, 1)


class CutAtSix:
    """You also cut off what is large. ReLU lets every positive number pass as it is."""

    def relu(z):
        return np.clip(z, 0, 6)


class SigmoidForRelu:
    """That is the sigmoid of each number. ReLU returns a positive number as it is, and 0 for a negative one."""

    def relu(z):
        return 1.0 / (1.0 + np.exp(-z))


class TanhForRelu:
    """That is the tanh of each number. ReLU returns a positive number as it is, and 0 for a negative one."""

    def relu(z):
        return np.tanh(z)


class Softplus:
    """That is log(1 + e^z), a ReLU with a rounded corner. ReLU itself is 0 for every negative number."""

    def relu(z):
        return np.logaddexp(0.0, z)


class NegativesLeftOut:
    """You return the positive numbers alone, and the shape is lost. The others become 0 and keep their places."""

    def relu(z):
        return z[z > 0]


class StepForRelu:
    """You return whether a number is positive. ReLU returns the number itself where it is."""

    def relu(z):
        return (z > 0) * 1.0


class OverflowingSoftmax:
    """np.exp of a large number is infinite. Which number could be subtracted from a row first, so that its largest
    entry is harmless and no share changes?
    """

    def softmax(z):
        exponentials = np.exp(z)
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class MeanSubtracted:
    """You subtract the mean of each row. Its largest number can still lie far above that, and np.exp of it is infinite:
    which number of the row leaves none above 0?
    """

    def softmax(z):
        exponentials = np.exp(z - z.mean(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class SmallestSubtracted:
    """You subtract the smallest number of each row, and what lies far above it still becomes infinite: which number of
    the row leaves none above 0?
    """

    def softmax(z):
        exponentials = np.exp(z - z.min(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class ClippedNumbers:
    """Clipped numbers are other numbers: 1000 and 999 become the same. Which number may be subtracted from a row?"""

    def softmax(z):
        exponentials = np.exp(np.clip(z, -500, 500))
        return exponentials / exponentials.sum(axis=1, keepdims=True)


class ClippedAt700:
    """Clipped numbers are other numbers: 1000 and 999 become the same. Which number may be subtracted from a row?"""

    def softmax(z):
        exponentials = np.exp(np.clip(z, -700, 700))
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


class SoftmaxOverColumnsShifted:
    """Your columns add up to 1. The classes of one sample stand side by side in a row: which axis
    is that?
    """

    def softmax(z):
        exponentials = np.exp(z - z.max(axis=0))
        return exponentials / exponentials.sum(axis=0)


class SoftmaxOverColumnsLargest:
    """Your columns add up to 1. The classes of one sample stand side by side in a row: which axis
    is that?
    """

    def softmax(z):
        exponentials = np.exp(z - z.max())
        return exponentials / exponentials.sum(axis=0)


class SoftmaxOfTheWholeBatchShifted:
    """All of the batch together adds up to 1. Each row is a sample of its own, and needs a sum of
    its own.
    """

    def softmax(z):
        exponentials = np.exp(z - z.max())
        return exponentials / exponentials.sum()


class SoftmaxOfTheWholeBatchRowsShifted:
    """All of the batch together adds up to 1. Each row is a sample of its own, and needs a sum of
    its own.
    """

    def softmax(z):
        exponentials = np.exp(z - z.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum()


class ExponentialsNotShared:
    """In every row your largest share is 1. What all exponentials of a row are divided by is their sum."""

    def softmax(z):
        return np.exp(z - z.max(axis=1, keepdims=True))


class ExponentialsAlone:
    """Those are the exponentials. They still have to be divided by the sum of their row."""

    def softmax(z):
        return np.exp(z)


class LogSoftmax:
    """Those are the logarithms of the shares. The shares themselves are asked for, positive and adding up to 1."""

    def softmax(z):
        return np.log(right_softmax(z))


class SigmoidOfEach:
    """You squash each number on its own, by a sigmoid. A softmax compares the numbers of a row: they share out 1."""

    def softmax(z):
        return 1.0 / (1.0 + np.exp(-z))


class MinusInTheExponent:
    """The largest number gets the smallest share: there is a minus in your exponent."""

    def softmax(z):
        return right_softmax(-z)


class WinnerTakesAll:
    """You give the largest number all and the others nothing. Softmax gives every number a share."""

    def softmax(z):
        return (z == z.max(axis=1, keepdims=True)) * 1.0


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


class ClassesDownwardsFromLabels:
    """Your classes run down and your samples run across: it is one row for each sample. And the number of classes is
    read off the labels, where some may be absent.
    """

    def one_hot(labels, n_classes):
        return np.eye(int(labels.max()) + 1)[labels].T


class TenClasses:
    """You make ten columns, as for digits. How many there are is said by n_classes."""

    def one_hot(labels, n_classes):
        return np.eye(10)[labels]


class TenClassesDownwards:
    """You make ten classes, and they run down. It is one row for each sample, and n_classes columns."""

    def one_hot(labels, n_classes):
        return np.eye(10)[labels].T


class DifferentLabelsCounted:
    """You count the different labels that occur, and make as many columns. Some classes may be absent:
    use n_classes.
    """

    def one_hot(labels, n_classes):
        kinds, places = np.unique(labels, return_inverse=True)
        return np.eye(len(kinds))[places]


class OneRowForAll:
    """You write all labels into one row. Each label becomes a row of its own, with a single 1."""

    def one_hot(labels, n_classes):
        row = np.zeros(n_classes)
        row[labels] = 1.0
        return row


class AllRowsAlike:
    """You write each label's 1 into every row: `[:, labels]` means these columns of all rows. Row i has
    its own label.
    """

    def one_hot(labels, n_classes):
        rows = np.zeros((len(labels), n_classes))
        rows[:, labels] = 1.0
        return rows


class OneColumnTooMany:
    """You make a column too many. With n_classes classes the labels go from 0 to n_classes - 1."""

    def one_hot(labels, n_classes):
        return np.eye(n_classes + 1)[labels]


class LabelsInTheirColumns:
    """You write the label into its column. One-hot has a 1 there, whatever the label is: it is a name,
    not a quantity.
    """

    def one_hot(labels, n_classes):
        return np.eye(n_classes)[labels] * labels[:, None]


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
    """You take the logarithm to base 2 or 10; it is the natural one, to base e."""

    def cross_entropy(predictions, targets):
        logs = np.log2(np.maximum(predictions, 1e-12))
        return -np.mean(np.sum(targets * logs, axis=1))


class LogarithmToBase10:
    """You take the logarithm to base 2 or 10; it is the natural one, to base e."""

    def cross_entropy(predictions, targets):
        logs = np.log10(np.maximum(predictions, 1e-12))
        return -np.mean(np.sum(targets * logs, axis=1))


class TargetsNotUsed:
    """Your loss looks at all classes alike. The targets choose the right class of each row, and only
    that one counts.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.log(np.maximum(predictions, 1e-12)))


class TargetsNotUsedInTheSum:
    """Your loss looks at all classes alike. The targets choose the right class of each row, and only
    that one counts.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(np.log(np.maximum(predictions, 1e-12)), axis=1))


class LossOfEachRow:
    """You return the losses of the rows. The loss of the batch is one number, their mean."""

    def cross_entropy(predictions, targets):
        return -np.sum(targets * np.log(np.maximum(predictions, 1e-12)), axis=1)


class SumOverTheRows:
    """You add up down the columns, class by class. A row first becomes one number; then comes the mean
    over the rows.
    """

    def cross_entropy(predictions, targets):
        return -np.sum(targets * np.log(np.maximum(predictions, 1e-12)), axis=0)


class MeanOfTheColumns:
    """You divide by the number of classes. The loss is a mean over the rows, so their number is what counts."""

    def cross_entropy(predictions, targets):
        return -np.sum(targets * np.log(np.maximum(predictions, 1e-12))) / predictions.shape[1]


class LogOfTheMean:
    """You take the mean of the probabilities, and then one logarithm. Each row has its own logarithm; the mean is
    last.
    """

    def cross_entropy(predictions, targets):
        return -np.log(max(np.mean(np.sum(targets * predictions, axis=1)), 1e-12))


class OneMinusTheProbability:
    """There is no logarithm in your loss: you take 1 minus the probability of the right class."""

    def cross_entropy(predictions, targets):
        return np.mean(1 - np.sum(targets * predictions, axis=1))


class LargestProbability:
    """You take the logarithm of the largest probability of each row. The right class may be another one."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.log(predictions.max(axis=1)))


class SquaredError:
    """That is a squared error. The cross-entropy takes the logarithm of the right class's probability."""

    def cross_entropy(predictions, targets):
        return np.mean((predictions - targets) ** 2)


class SquaredErrorOfRows:
    """That is a squared error. The cross-entropy takes the logarithm of the right class's probability."""

    def cross_entropy(predictions, targets):
        return np.mean(np.sum((predictions - targets) ** 2, axis=1))


class EntropyOfThePredictions:
    """You weigh the logarithms by the predictions themselves. It is the targets that choose which of them counts."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(predictions * np.log(np.maximum(predictions, 1e-12)), axis=1))


class SoftmaxOnceMore:
    """You put the predictions through softmax. They are probabilities already."""

    def cross_entropy(predictions, targets):
        return right_loss(right_softmax(predictions), targets)


class OneInTheLogarithm:
    """You add 1 inside the logarithm, and log(1 + p) is no surprise at all. What is below a tiny floor is to be
    lifted.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(1 + predictions), axis=1))


class FloorOfNothing:
    """Your floor is so low that a probability next to 0 gives a loss in the hundreds. It lies between
    1e-15 and 1e-7.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(np.maximum(predictions, 1e-300)), axis=1))


class SmallestFloat:
    """Your floor is so low that a probability next to 0 gives a loss in the hundreds. It lies between
    1e-15 and 1e-7.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(np.maximum(predictions, np.finfo(float).tiny)), axis=1))


class SquareOfTheFloor:
    """Your floor is so low that a probability next to 0 gives a loss in the hundreds. It lies between
    1e-15 and 1e-7.
    """

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(predictions + 1e-100), axis=1))


class FloorForZerosOnly:
    """Your floor lifts an exact 0 and nothing else: a probability next to 0 still gives a loss in the hundreds."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(np.where(predictions == 0, 1e-12, predictions)), axis=1))


class FloorOfAThousandth:
    """Your floor is so high that it hides how wrong an answer is. It lies between 1e-15 and 1e-7."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(np.maximum(predictions, 1e-3)), axis=1))


class ZerosLeftOut:
    """Where the right class has probability 0 your loss counts nothing. That answer is the worst, and costs most."""

    def cross_entropy(predictions, targets):
        return -np.mean(np.sum(targets * np.log(np.where(predictions == 0, 1.0, predictions)), axis=1))


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
    """Only the right class of each row gets a slope from you. Softmax ties a row together: more of a wrong logit takes
    from the right one's share.
    """

    def softmax_cross_entropy_gradient(logits, targets):
        p = right_softmax(logits)
        return -targets / np.maximum(p, 1e-12) * p * (1 - p) / len(logits)


class GradientOfClippedLogits:
    """Clipped logits are other logits: 1000 and 999 become the same. Subtract the largest of each row instead."""

    def softmax_cross_entropy_gradient(logits, targets):
        exponentials = np.exp(np.clip(logits, -500, 500))
        return (exponentials / exponentials.sum(axis=1, keepdims=True) - targets) / len(logits)


class OverflowInTheGradient:
    """The softmax inside your gradient takes e to the power of the logits themselves, and for large ones that is
    infinite: nan comes out. What does your softmax do about it?
    """

    def softmax_cross_entropy_gradient(logits, targets):
        exponentials = np.exp(logits)
        return (exponentials / exponentials.sum(axis=1, keepdims=True) - targets) / len(logits)


class TargetsForgotten:
    """That is the softmax, divided by the number of rows. The truth still has to be subtracted from it."""

    def softmax_cross_entropy_gradient(logits, targets):
        return right_softmax(logits) / len(logits)


class GradientByTheClasses:
    """You divide by the number of classes. The loss is a mean over the rows, so their number is what counts."""

    def softmax_cross_entropy_gradient(logits, targets):
        return (right_softmax(logits) - targets) / logits.shape[1]


class GradientAveraged:
    """You average the rows into one. Each logit of each row has an entry of its own in the gradient."""

    def softmax_cross_entropy_gradient(logits, targets):
        return np.mean(right_softmax(logits) - targets, axis=0)


class TimesTheSlopeOfASigmoid:
    """You multiply by p(1 - p). With softmax and cross-entropy together nothing of it is left over."""

    def softmax_cross_entropy_gradient(logits, targets):
        p = right_softmax(logits)
        return (p - targets) * p * (1 - p) / len(logits)


class GradientOfTheSquaredError:
    """That is the gradient of a squared error. The loss here is the cross-entropy."""

    def softmax_cross_entropy_gradient(logits, targets):
        p = right_softmax(logits)
        slope = 2 * (p - targets)
        return p * (slope - (slope * p).sum(axis=1, keepdims=True)) / len(logits)


class GradientOfTheSquaredErrorHalved:
    """That is the gradient of a squared error. The loss here is the cross-entropy."""

    def softmax_cross_entropy_gradient(logits, targets):
        p = right_softmax(logits)
        slope = p - targets
        return p * (slope - (slope * p).sum(axis=1, keepdims=True)) / len(logits)


class TheLossItself:
    """That is the loss. Its gradient has an entry for each logit: how the loss changes when that one does."""

    def softmax_cross_entropy_gradient(logits, targets):
        return right_loss(right_softmax(logits), targets)


class LogitsSubtracted:
    """You subtract the logits from their softmax. The truth is in the targets."""

    def softmax_cross_entropy_gradient(logits, targets):
        return (right_softmax(logits) - logits) / len(logits)


class OneForEveryClass:
    """You subtract 1 everywhere. Only the right class of each row has a 1 in the targets."""

    def softmax_cross_entropy_gradient(logits, targets):
        return (right_softmax(logits) - 1) / len(logits)

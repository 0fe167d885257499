"""Known wrong answers: each class replaces functions of the reference; its docstring helps."""

import numpy as np

from exercises.network.backprop import linear_backward as right_linear
from exercises.network.backprop import mlp_gradients as right_gradients
from exercises.network.backprop import relu_backward as right_relu


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def forward(params, X):
    """The hidden layer before its ReLU, and the probabilities."""
    Z1 = X @ params["W1"] + params["b1"]
    return Z1, softmax(np.maximum(0.0, Z1) @ params["W2"] + params["b2"])


def backward(params, X, d_logits, Z1, A1, dZ1_of=right_relu):
    dA1, dW2, db2 = right_linear(d_logits, A1, params["W2"])
    _, dW1, db1 = right_linear(dZ1_of(dA1, Z1), X, params["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def apart(params, X, y):
    """The right gradients, whatever the module's other functions do."""
    Z1, p = forward(params, X)
    return backward(params, X, (p - y) / len(X), Z1, np.maximum(0.0, Z1))


class DividedByTheBatch:
    """You divide by the batch inside the layer. A mean over the batch has its 1/n in dZ already;
    here it is a sum.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        n = len(X)
        return dZ @ W.T, X.T @ dZ / n, dZ.sum(axis=0, keepdims=True) / n


class BiasMean:
    """A bias gets a reaction from every sample: add them up. You take their mean, in db only."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0, keepdims=True)


class BiasSumOfEverything:
    """np.sum without an axis adds up all outputs too. Each output has a bias of its own: sum over
    the samples only.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, np.sum(dZ)


class BiasSumOfEverythingSpread:
    """You add up over all outputs, and give each bias the same. Each has its own column in dZ, and
    its own sum.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, np.full((1, dZ.shape[1]), np.sum(dZ))


class BiasOverOutputs:
    """You add up along each row, over the outputs. A bias is shared by the samples: add down each
    column.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1, keepdims=True)


class BiasNotSummed:
    """One bias serves all samples, so its gradient is one row: what the samples say has to be added
    up.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, dZ


class BiasFlat:
    """The numbers of db are right, but its shape is (n_out,) where b has (1, n_out). Is there a
    keepdims?
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


class WeightsOnTheirSide:
    """Your dW has a row for each output. W has one for each input, and dW has the shape of W."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0, keepdims=True)


class OrderOfTheAnswers:
    """The gradients are asked for in the order dX, dW, db, and yours come as dW, db, dX."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return X.T @ dZ, dZ.sum(axis=0, keepdims=True), dZ @ W.T


class MaskFromTheGradient:
    """You block where dA is negative. A gradient may be negative; what counts is whether Z was
    positive.
    """

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return np.where(dA > 0, dA, 0.0)


class ValueForSlope:
    """You multiply by the value of the ReLU. Going back it is the slope that counts, which is 0 or
    1.
    """

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return dA * np.maximum(0.0, Z)


class SlopeAlone:
    """That is the slope of the ReLU. By the chain rule it still has to meet what arrives, dA."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return (Z > 0) * 1.0


class ReluWritesIntoItsArgument:
    """You write the zeros into dA itself, and whoever passed it loses their numbers: work on a
    copy.
    """

    mlp_gradients = apart

    def relu_backward(dA, Z):
        dA[Z <= 0] = 0.0
        return dA


class InputForOutput:
    """The slope s(1 - s) is written with what comes out of the sigmoid. You put in Z, which went
    into it.
    """

    def sigmoid_backward(dA, Z):
        return dA * Z * (1 - Z)


class SigmoidForItsSlope:
    """You multiply by the sigmoid itself. Going back it is its slope that counts."""

    def sigmoid_backward(dA, Z):
        return dA / (1 + np.exp(-Z))


class SigmoidSlopeAlone:
    """That is the slope of the sigmoid. By the chain rule it still has to meet what arrives, dA."""

    def sigmoid_backward(dA, Z):
        return 1 / (2 + 2 * np.cosh(np.clip(Z, -700, 700)))


class SigmoidWithoutParentheses:
    """Python reads 1 / 1 + np.exp(-Z) as (1 / 1) + np.exp(-Z): what you divide by needs
    parentheses.
    """

    def sigmoid_backward(dA, Z):
        A = 1 / 1 + np.exp(-Z)
        return dA * A * (1 - A)


class InfinityOverInfinity:
    """For Z far below 0, exp(-Z) is infinite above and below the line. The sigmoid's own value
    stays finite.
    """

    def sigmoid_backward(dA, Z):
        return dA * np.exp(-Z) / (1 + np.exp(-Z)) ** 2


class SumOverTheBatch:
    """The loss is a mean over the rows. Where is its 1/n?"""

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        return backward(params, X, p - y, Z1, np.maximum(0.0, Z1))


class DividedTwice:
    """You divide by the number of rows twice: it belongs to the first step back, and to that one
    alone.
    """

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        return backward(params, X, (p - y) / len(X) ** 2, Z1, np.maximum(0.0, Z1))


class NoMask:
    """You go from the hidden layer to W1 as if there were no ReLU. What it blocked forward, it
    blocks backward.
    """

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        d_logits = (p - y) / len(X)
        return backward(params, X, d_logits, Z1, np.maximum(0.0, Z1), lambda dA, Z: dA)


class NetworkMaskFromTheGradient:
    """In the network, the mask is made from the gradient that comes back. It is Z1 that says which
    were open.
    """

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        d_logits = (p - y) / len(X)
        return backward(params, X, d_logits, Z1, np.maximum(0.0, Z1), lambda dA, Z: np.where(dA > 0, dA, 0.0))


class NetworkBiasNotSummed:
    """In the network, a bias gets a row for each sample. It serves all of them: add the rows up."""

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        d_logits = (p - y) / len(X)
        d_before = right_relu(d_logits @ params["W2"].T, Z1)
        return {**apart(params, X, y), "b1": d_before, "b2": d_logits}


class NetworkBiasSumOfEverything:
    """In the network, the sum for a bias runs over the neurons too: np.sum needs to be told the
    axis.
    """

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        d_logits = (p - y) / len(X)
        d_before = right_relu(d_logits @ params["W2"].T, Z1)
        return {**apart(params, X, y), "b1": np.sum(d_before), "b2": np.sum(d_logits)}


class HiddenBeforeRelu:
    """W2 was multiplied by the hidden layer after its ReLU; you use the one before."""

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        return backward(params, X, (p - y) / len(X), Z1, Z1)


class NoReluForward:
    """On your way forward there is no ReLU: the probabilities belong to another network."""

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        p = softmax(Z1 @ params["W2"] + params["b2"])
        return backward(params, X, (p - y) / len(X), Z1, np.maximum(0.0, Z1))


class BiasesLeftOut:
    """On your way forward the biases are not added, so the probabilities are those of another
    network.
    """

    def mlp_gradients(params, X, y):
        without = {**params, "b1": 0 * params["b1"], "b2": 0 * params["b2"]}
        return right_gradients(without, X, y)


class SignsTurnedRound:
    """Every sign is turned round: that is the way downhill. A gradient points to where the loss
    grows.
    """

    def mlp_gradients(params, X, y):
        return {name: -gradient for name, gradient in right_gradients(params, X, y).items()}


class LogitsForProbabilities:
    """You compare the targets with the logits. Softmax comes between, and it is part of the way
    back.
    """

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(0.0, Z1)
        logits = A1 @ params["W2"] + params["b2"]
        return backward(params, X, (logits - y) / len(X), Z1, A1)


class SoftmaxOverTheBatch:
    """Your softmax adds up over the wrong axis: the classes of one sample stand in a row."""

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(0.0, Z1)
        exponentials = np.exp(A1 @ params["W2"] + params["b2"])
        p = exponentials / exponentials.sum(axis=0)
        return backward(params, X, (p - y) / len(X), Z1, A1)


class OverflowingSoftmax:
    """np.exp of a large logit is infinite. Which number could be subtracted from a row first, so that its largest
    logit is harmless and no probability changes?
    """

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(0.0, Z1)
        exponentials = np.exp(A1 @ params["W2"] + params["b2"])
        p = exponentials / exponentials.sum(axis=1, keepdims=True)
        return backward(params, X, (p - y) / len(X), Z1, A1)


class GlobalMaximum:
    """In softmax you subtract the largest logit of the whole batch: in a row far below it every
    exponential is 0.
    """

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(0.0, Z1)
        logits = A1 @ params["W2"] + params["b2"]
        exponentials = np.exp(logits - logits.max())
        p = exponentials / exponentials.sum(axis=1, keepdims=True)
        return backward(params, X, (p - y) / len(X), Z1, A1)


class TrainsAtOnce:
    """You move the parameters that you were given. Only their gradients are asked for; nothing is
    trained here.
    """

    def mlp_gradients(params, X, y):
        gradients = right_gradients(params, X, y)
        for name in gradients:
            params[name] -= 0.1 * gradients[name]
        return gradients


class ParametersForGradients:
    """You return the parameters after a step. The gradients themselves are asked for."""

    def mlp_gradients(params, X, y):
        gradients = right_gradients(params, X, y)
        return {name: params[name] - 0.1 * gradients[name] for name in params}


class UpdatedWeights:
    """W2 has moved before you go back through it. All gradients belong to the weights of the way
    forward.
    """

    def mlp_gradients(params, X, y):
        last = right_gradients(params, X, y)
        moved = {**params, "W2": params["W2"] - 0.1 * last["W2"]}
        Z1, p = forward(params, X)
        first = backward(moved, X, (p - y) / len(X), Z1, np.maximum(0.0, Z1))
        return {**first, "W2": last["W2"], "b2": last["b2"]}


def changed(**changes):
    """The right gradients, some of them changed: changes[name](gradient, n)."""

    def mlp_gradients(params, X, y):
        right = apart(params, X, y)
        return {name: changes[name](each, len(X)) if name in changes else each for name, each in right.items()}

    return mlp_gradients


def from_logits(slope):
    """The gradients of a network whose way back begins with slope(p, y)."""

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        return backward(params, X, slope(p, y), Z1, np.maximum(0.0, Z1))

    return mlp_gradients


def through_relu(dZ1_of):
    """The gradients of a network that goes back through its ReLU by dZ1_of(dA1, Z1)."""

    def mlp_gradients(params, X, y):
        Z1, p = forward(params, X)
        return backward(params, X, (p - y) / len(X), Z1, np.maximum(0.0, Z1), dZ1_of)

    return mlp_gradients


def through_softmax(slope_of_p, p):
    return p * (slope_of_p - (slope_of_p * p).sum(axis=1, keepdims=True))


def exact_loss(params, X, y):
    logits = np.maximum(0.0, X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    return -np.mean(np.sum(y * (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)), axis=1))


def floored_loss(params, X, y):
    return -np.mean(np.sum(y * np.log(np.maximum(forward(params, X)[1], 1e-12)), axis=1))


def nudged(up, down, loss_of=exact_loss):
    """A network's gradients from nudges of every number, by up times h and by down times h."""

    def mlp_gradients(params, X, y, h=1e-5):
        gradients = {name: np.zeros(each.shape) for name, each in params.items()}
        for name, each in params.items():
            for place in np.ndindex(each.shape):
                higher, lower = each.copy(), each.copy()
                higher[place] += up * h
                lower[place] += down * h
                rise = loss_of({**params, name: higher}, X, y) - loss_of({**params, name: lower}, X, y)
                gradients[name][place] = rise / ((up - down) * h)
        return gradients

    return mlp_gradients


class CentralDifferences:
    """You nudge one number after the other. That is a check, and at the corner of a ReLU it mixes two slopes:
    backpropagation goes back through the layers instead.
    """

    mlp_gradients = nudged(1, -1)


class CentralDifferencesWithAFloor:
    """You nudge one number after the other. That is a check, and at the corner of a ReLU it mixes two slopes:
    backpropagation goes back through the layers instead.
    """

    mlp_gradients = nudged(1, -1, floored_loss)


class ForwardDifferences:
    """You nudge one number after the other. That is a check, and at the corner of a ReLU it mixes two slopes:
    backpropagation goes back through the layers instead.
    """

    mlp_gradients = nudged(1, 0)


class NetworkDividedByEntries:
    """You divide by the number of all entries of y. The loss is a mean over the rows; over the classes of a row it is a
    sum.
    """

    mlp_gradients = from_logits(lambda p, y: (p - y) / y.size)


class NetworkDividedByClasses:
    """You divide by the number of classes. The loss is a mean over the rows: their number is what counts."""

    mlp_gradients = from_logits(lambda p, y: (p - y) / y.shape[1])


class NetworkTwice:
    """Your gradients are twice as large as they should be. The cross-entropy has no square that brings a 2 with it."""

    mlp_gradients = from_logits(lambda p, y: 2 * (p - y) / len(y))


class FirstLayerDividedTwice:
    """W1 and b1 are divided by n twice. What comes back from the last layer has the mean's 1/n in it already."""

    mlp_gradients = changed(W1=lambda g, n: g / n, b1=lambda g, n: g / n)


class BothLayersDividedTwice:
    """You divide by the number of rows twice: it belongs to the first step back, and to that one
    alone.
    """

    mlp_gradients = changed(W1=lambda g, n: g / n, b1=lambda g, n: g / n, W2=lambda g, n: g / n, b2=lambda g, n: g / n)


class NetworkBiasMeans:
    """In the network, the biases get a mean over the samples. The mean's 1/n is in what arrives: add up."""

    mlp_gradients = changed(b1=lambda g, n: g / n, b2=lambda g, n: g / n)


class FirstLayerSummed:
    """W1 and b1 lack the mean's 1/n, which W2 and b2 have. It belongs to what goes back from the loss, before both."""

    mlp_gradients = changed(W1=lambda g, n: g * n, b1=lambda g, n: g * n)


class LastLayerSummed:
    """W2 and b2 lack the mean's 1/n, which W1 and b1 have. It belongs to what goes back from the loss, before both."""

    mlp_gradients = changed(W2=lambda g, n: g * n, b2=lambda g, n: g * n)


class NetworkBiasesSummed:
    """The biases lack the mean's 1/n, which the weights have. It belongs to what goes back from the
    loss, before both.
    """

    mlp_gradients = changed(b1=lambda g, n: g * n, b2=lambda g, n: g * n)


class NetworkWeightsSummed:
    """The weights lack the mean's 1/n, which the biases have. It belongs to what goes back from the
    loss, before both.
    """

    mlp_gradients = changed(W1=lambda g, n: g * n, W2=lambda g, n: g * n)


class NetworkFlatBiases:
    """The numbers are right, but the gradients of the biases are flat. A bias is a row of shape (1, neurons): is there
    a keepdims?
    """

    mlp_gradients = changed(b1=lambda g, n: g[0], b2=lambda g, n: g[0])


class NetworkWeightsTransposed:
    """The gradients of the weights lie on their side. Each has the shape of its weights: a row for each input."""

    mlp_gradients = changed(W1=lambda g, n: g.T, W2=lambda g, n: g.T)


class FirstLayerTurnedRound:
    """W1 and b1 have their signs turned round, W2 and b2 not."""

    mlp_gradients = changed(W1=lambda g, n: -g, b1=lambda g, n: -g)


class NetworkInvertedMask:
    """In the network, the mask of your ReLU is inverted: it lets through where Z1 was negative."""

    mlp_gradients = through_relu(lambda dA, Z: dA * (Z < 0))


class NetworkValueForSlope:
    """In the network, you multiply by the ReLU's value. Going back it is its slope that counts, which is 0 or 1."""

    mlp_gradients = through_relu(lambda dA, Z: dA * np.maximum(0.0, Z))


class NetworkSlopeAlone:
    """In the network, only the slope of the ReLU goes back to W1. What came through W2 has to be multiplied by it."""

    mlp_gradients = through_relu(lambda dA, Z: (Z > 0) * 1.0)


class NetworkSigmoidSlope:
    """In the network, you go back through a sigmoid, with a(1 - a). The hidden layer is a ReLU: its slope is 0 or 1."""

    mlp_gradients = through_relu(lambda dA, Z: dA * np.maximum(0.0, Z) * (1 - np.maximum(0.0, Z)))


class TimesTheSlopeOfASigmoid:
    """You multiply p - y by p(1 - p). With softmax and cross-entropy together nothing of it is left over."""

    mlp_gradients = from_logits(lambda p, y: (p - y) * p * (1 - p) / len(y))


class SquaredErrorOfEntries:
    """Those are the gradients of a squared error. The loss here is the cross-entropy."""

    mlp_gradients = from_logits(lambda p, y: through_softmax(2 * (p - y) / y.size, p))


class SquaredErrorOfRows:
    """Those are the gradients of a squared error. The loss here is the cross-entropy."""

    mlp_gradients = from_logits(lambda p, y: through_softmax(2 * (p - y) / len(y), p))


class HalfSquaredError:
    """Those are the gradients of a squared error. The loss here is the cross-entropy."""

    mlp_gradients = from_logits(lambda p, y: through_softmax((p - y) / len(y), p))


class StopsAtTheProbabilities:
    """You go on with -y/p, which is how the loss reacts to the probabilities. Softmax still lies before the logits."""

    mlp_gradients = from_logits(lambda p, y: -y / np.maximum(p, 1e-12) / len(y))


class TargetsForgotten:
    """You go back with the probabilities themselves. The truth has to be subtracted from them first."""

    mlp_gradients = from_logits(lambda p, y: p / len(y))


class RightClassesOnly:
    """Only the logit of the right class gets a slope from you. The wrong ones count as well: they take
    from its share.
    """

    mlp_gradients = from_logits(lambda p, y: (p - y) * y / len(y))


class SigmoidOutput:
    """Your last layer ends in a sigmoid for each class. Here it is a softmax, which compares the classes of a row."""

    def mlp_gradients(params, X, y):
        Z1 = X @ params["W1"] + params["b1"]
        A1 = np.maximum(0.0, Z1)
        p = 1 / (1 + np.exp(-(A1 @ params["W2"] + params["b2"])))
        return backward(params, X, (p - y) / len(X), Z1, A1)


class WeightsDecay:
    """A penalty on the size of the weights is in your gradients. The loss here is the cross-entropy alone."""

    def mlp_gradients(params, X, y):
        gradients = apart(params, X, y)
        return {name: each + 1e-3 * params[name] * name.startswith("W") for name, each in gradients.items()}


class WeightsDecayMore:
    """A penalty on the size of the weights is in your gradients. The loss here is the cross-entropy alone."""

    def mlp_gradients(params, X, y):
        gradients = apart(params, X, y)
        return {name: each + 1e-2 * params[name] * name.startswith("W") for name, each in gradients.items()}


class OtherNames:
    """Your dict has other names. The gradient of a parameter has the name of that parameter: "W1", "b1", "W2", "b2"."""

    def mlp_gradients(params, X, y):
        return {f"d{name}": each for name, each in apart(params, X, y).items()}


class TupleForDict:
    """You return the four gradients one after the other. Asked for is a dict, with the names of the parameters."""

    def mlp_gradients(params, X, y):
        gradients = apart(params, X, y)
        return gradients["W1"], gradients["b1"], gradients["W2"], gradients["b2"]


class SignForSlope:
    """Where Z is negative you pass on what arrives with its sign turned round. ReLU is flat there: 0 comes back."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return dA * np.sign(Z)


class InvertedMask:
    """You pass on where Z is negative, and block where it is positive. ReLU lets what is positive through."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return dA * (Z < 0)


class ReluForward:
    """That is the ReLU of Z, on its way forward. Backwards, what arrives is passed on or blocked."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return np.maximum(0.0, Z)


class EverythingPassed:
    """You pass on everything. Where ReLU put a 0, nothing comes back."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return dA


class LeakyMask:
    """Where Z is negative you still pass on a hundredth. ReLU is flat there: nothing comes back."""

    mlp_gradients = apart

    def relu_backward(dA, Z):
        return np.where(Z > 0, dA, 0.01 * dA)


class SigmoidOfTheGradient:
    """You put what arrives, dA, through the sigmoid. It is Z that went through it, and dA is multiplied
    by the slope.
    """

    def sigmoid_backward(dA, Z):
        A = 0.5 * (1 + np.tanh(dA / 2))
        return dA * A * (1 - A)


class SlopeOfTanh:
    """You use 1 - a², the slope of tanh. The sigmoid has another one, which can be read off its own value too."""

    def sigmoid_backward(dA, Z):
        A = 0.5 * (1 + np.tanh(Z / 2))
        return dA * (1 - A**2)


class SlopeOfTanhItself:
    """You use 1 - a², the slope of tanh. The sigmoid has another one, which can be read off its own value too."""

    def sigmoid_backward(dA, Z):
        return dA * (1 - np.tanh(Z) ** 2)


class OneFactorMissing:
    """You multiply by 1 - a. The slope of the sigmoid is a product of two, and the other one is missing."""

    def sigmoid_backward(dA, Z):
        return dA * 0.5 * (1 - np.tanh(Z / 2))


class SquareForProduct:
    """You multiply by a². Where the sigmoid is 0.9 its slope is 0.9 · 0.1, and not 0.9 · 0.9."""

    def sigmoid_backward(dA, Z):
        A = 0.5 * (1 + np.tanh(Z / 2))
        return dA * A * A


class InputsDividedByTheBatch:
    """You divide by the batch inside the layer. A mean over the batch has its 1/n in dZ already;
    here it is a sum.
    """

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        n = len(X)
        return dZ @ W.T / n, X.T @ dZ / n, dZ.sum(axis=0, keepdims=True) / n


class WeightsDividedByTheBatch:
    """You divide dW by the batch, and db not. A mean over the batch has its 1/n in dZ already; here both are sums."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return dZ @ W.T, X.T @ dZ / len(X), dZ.sum(axis=0, keepdims=True)


class InputsForWeights:
    """The gradients are asked for in the order dX, dW, db, and yours come as dW, dX, db."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return X.T @ dZ, dZ @ W.T, dZ.sum(axis=0, keepdims=True)


class WeightsAndBiasesOnly:
    """You return two gradients. Three are asked for: dX goes on to the layer before, dW and db belong to this one."""

    mlp_gradients = apart

    def linear_backward(dZ, X, W):
        return X.T @ dZ, dZ.sum(axis=0, keepdims=True)

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
    """np.exp of a large logit is infinite: subtract something from each row that changes no
    probability.
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

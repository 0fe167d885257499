"""Known wrong answers: each class holds a network with one fault, its docstring what helps."""

import numpy as np

from exercises.network.neural_net import NeuralNetwork as Right


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def right_gradients(net, X, y, *, mask=None, loss_slope=None, back=None):
    """The reference's four gradients, each step of the way back open to a change."""
    before = X @ net.W1 + net.b1
    hidden = np.maximum(0.0, before)
    p = softmax(hidden @ net.W2 + net.b2)
    d_logits = (p - y) / len(X) if loss_slope is None else loss_slope(p, y, X)
    d_hidden = d_logits @ (net.W2 if back is None else back).T
    d_before = d_hidden * (before > 0 if mask is None else mask(before, d_hidden))
    return {
        "W1": X.T @ d_before,
        "b1": d_before.sum(axis=0, keepdims=True),
        "W2": hidden.T @ d_logits,
        "b2": d_logits.sum(axis=0, keepdims=True),
    }


def stepping(gradients):
    """A network that steps along what gradients(net, X, y) gives."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            for name, gradient in gradients(self, X, y).items():
                setattr(self, name, getattr(self, name) - learning_rate * gradient)

    return NeuralNetwork


def answering(probabilities, relu=lambda z: np.maximum(0.0, z)):
    """A network whose forward ends in probabilities(logits)."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return probabilities(relu(X @ self.W1 + self.b1) @ self.W2 + self.b2)

    return NeuralNetwork


def starting(draw, bias=np.zeros):
    """A network whose weights are draw(fan_in, fan_out), whose biases are bias(shape)."""

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            self.W1, self.b1 = draw(input_size, hidden_size), bias((1, hidden_size))
            self.W2, self.b2 = draw(hidden_size, output_size), bias((1, output_size))

    return NeuralNetwork


class BiasesNeverUpdated:
    """The biases never move. They are parameters like the weights, with a gradient of their own."""

    NeuralNetwork = stepping(lambda net, X, y: {**right_gradients(net, X, y), "b1": 0.0, "b2": 0.0})


class OutputBiasMean:
    """The slope of b2 is a sum over the samples. You take their mean: the 1/n is there twice."""

    NeuralNetwork = stepping(lambda net, X, y: (g := right_gradients(net, X, y)) | {"b2": g["b2"] / len(X)})


class BothBiasesMean:
    """A bias's slope is a sum over the samples. You take their mean: the 1/n is there twice."""

    NeuralNetwork = stepping(
        lambda net, X, y: (g := right_gradients(net, X, y)) | {"b1": g["b1"] / len(X), "b2": g["b2"] / len(X)}
    )


class HiddenBiasUphill:
    """b1 moves up the slope, the other parameters move down it."""

    NeuralNetwork = stepping(lambda net, X, y: (g := right_gradients(net, X, y)) | {"b1": -g["b1"]})


class HiddenWeightsUphill:
    """W1 moves up the slope, the other parameters move down it."""

    NeuralNetwork = stepping(lambda net, X, y: (g := right_gradients(net, X, y)) | {"W1": -g["W1"]})


class AllUphill:
    """Your step goes up the slope: the loss grows. Look at the sign, of the step or of y - p."""

    NeuralNetwork = stepping(lambda net, X, y: {name: -g for name, g in right_gradients(net, X, y).items()})


class HiddenWeightsNeverUpdated:
    """W1 never moves: the first layer learns as well as the second."""

    NeuralNetwork = stepping(lambda net, X, y: {**right_gradients(net, X, y), "W1": 0.0})


class NoReluMask:
    """The slope comes back as if there were no ReLU. (A mask "activation >= 0" is always true.)"""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X, y, mask=lambda before, d_hidden: 1.0))


class MaskOnTheWrongSide:
    """The mask is inverted: ReLU lets the slope back where it was open, and stops it elsewhere."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X, y, mask=lambda before, d_hidden: before < 0))


class MaskFromTheSlope:
    """Your ReLU mask looks at the slope that comes back. What counts is what ReLU was given."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X, y, mask=lambda before, d_hidden: d_hidden > 0))


class RandomFeedback:
    """The way back to the hidden layer goes through W2, turned over, as it is, and nothing else."""

    NeuralNetwork = stepping(
        lambda net, X, y: right_gradients(net, X, y, back=np.random.default_rng(0).normal(size=net.W2.shape))
    )


class SlopeOfSquaredError:
    """You multiply by p(1 - p): with softmax and cross-entropy together that cancels out."""

    NeuralNetwork = stepping(
        lambda net, X, y: right_gradients(net, X, y, loss_slope=lambda p, y, X: (p - y) * p * (1 - p) / len(X))
    )


class TwiceTheGradient:
    """Your step is twice the gradient: the cross-entropy has no square that brings a 2 with it."""

    NeuralNetwork = stepping(
        lambda net, X, y: right_gradients(net, X, y, loss_slope=lambda p, y, X: 2 * (p - y) / len(X))
    )


class SumForMean:
    """The loss is a mean over the samples; your gradient is that of the sum over them."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X, y, loss_slope=lambda p, y, X: p - y))


class FeaturesForSamples:
    """The mean is over the samples, one a row. You divide by the number of inputs."""

    NeuralNetwork = stepping(
        lambda net, X, y: right_gradients(net, X, y, loss_slope=lambda p, y, X: (p - y) / X.shape[1])
    )


class MeanOverEntries:
    """You divide by the number of entries of y. The mean is over the samples alone."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X, y, loss_slope=lambda p, y, X: (p - y) / y.size))


class BiasWithoutAxis:
    """Your bias gradient is one number for all neurons: np.sum without an axis adds up all."""

    NeuralNetwork = stepping(
        lambda net, X, y: (g := right_gradients(net, X, y)) | {"b1": np.sum(g["b1"]), "b2": np.sum(g["b2"])}
    )


class UpdatedWeights:
    """The gradients of the first layer use a W2 that this very step has already changed."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            changed = self.W2 - learning_rate * right_gradients(self, X, y)["W2"]
            for name, gradient in right_gradients(self, X, y, back=changed).items():
                setattr(self, name, getattr(self, name) - learning_rate * gradient)


class ForwardRemembered:
    """backward uses what the last forward left behind, and that may belong to other samples."""

    class NeuralNetwork(Right):
        def forward(self, X):
            self.before = X @ self.W1 + self.b1
            self.p = softmax(np.maximum(0.0, self.before) @ self.W2 + self.b2)
            return self.p

        def backward(self, X, y, learning_rate):
            d_logits = (self.p - y) / len(X)
            d_before = (d_logits @ self.W2.T) * (self.before > 0)
            self.W2 = self.W2 - learning_rate * np.maximum(0.0, self.before).T @ d_logits
            self.b2 = self.b2 - learning_rate * d_logits.sum(axis=0, keepdims=True)
            self.W1 = self.W1 - learning_rate * X.T @ d_before
            self.b1 = self.b1 - learning_rate * d_before.sum(axis=0, keepdims=True)


class ClassesChanged:
    """You write into y, which belongs to the caller: -= changes the array that was passed in."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            super().backward(X, y, learning_rate)
            y -= self.forward(X)


class SoftmaxOverSamples:
    """Your softmax adds up over the samples. It is each row that is to add up to 1."""

    NeuralNetwork = answering(lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0))


class SoftmaxOverAll:
    """Your softmax divides by a sum over the whole batch. Each row is to add up to 1 on its own."""

    NeuralNetwork = answering(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum())


class NoMaximum:
    """e to the 1000 is infinite, and infinite by infinite is nan. What may be subtracted first?"""

    NeuralNetwork = answering(lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


class OneMaximumForAll:
    """You subtract the largest number of the batch: a row far below it becomes 0 divided by 0."""

    NeuralNetwork = answering(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=1, keepdims=True))


class NoSoftmax:
    """forward returns the numbers that enter the softmax, not the probabilities that come out."""

    NeuralNetwork = answering(lambda z: z)


class SigmoidForSoftmax:
    """You squash each output on its own, by a sigmoid. A softmax compares the outputs of a row."""

    NeuralNetwork = answering(lambda z: 1 / (1 + np.exp(-z)))


class NoRelu:
    """There is no ReLU between the two layers: without it they make up a single linear layer."""

    NeuralNetwork = answering(softmax, relu=lambda z: z)


class SigmoidForRelu:
    """The hidden layer of this network is a ReLU; yours is a sigmoid."""

    NeuralNetwork = answering(softmax, relu=lambda z: 1 / (1 + np.exp(-z)))


class ReluOnTheOutput:
    """ReLU stands between the layers only: after the second one it wipes out what is negative."""

    NeuralNetwork = answering(lambda z: softmax(np.maximum(0.0, z)))


class BiasesNotAdded:
    """Your forward pass does not use the biases."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return softmax(np.maximum(0.0, X @ self.W1) @ self.W2)


class VarianceForDeviation:
    """2 / fan_in is the variance, and you take it for the standard deviation."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, 2 / n, (n, m)))


class XavierForHe:
    """Your variance is 1 / fan_in. He puts a 2 there, since ReLU silences half of the neurons."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, np.sqrt(1 / n), (n, m)))


class FanOutForFanIn:
    """fan_in is how many numbers enter the layer. You take how many come out."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, np.sqrt(2 / m), (n, m)))


class FixedScale:
    """Your weights have the same small size in every layer: He's scale depends on fan_in."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, 0.01, (n, m)))


class NoScale:
    """Your weights have variance 1 whatever the size of the layer. He's scale depends on fan_in."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, 1.0, (n, m)))


class OnlyPositive:
    """All your weights are positive: the mean of the distribution is to be 0."""

    NeuralNetwork = starting(lambda n, m: np.random.uniform(0.0, 1.0, (n, m)) * np.sqrt(2 / n))


class WeightsAllEqual:
    """All weights of a layer start equal: the hidden neurons get the same slope and stay copies."""

    NeuralNetwork = starting(lambda n, m: np.zeros((n, m)))


class WeightsTransposed:
    """Your weight matrices lie on their side: a row for each input, a column for each neuron."""

    NeuralNetwork = starting(lambda n, m: np.random.normal(0.0, np.sqrt(2 / n), (m, n)))


class BiasesFlat:
    """A bias has shape (1, neurons): one row with a number for each neuron, not a flat array."""

    class NeuralNetwork(
        starting(lambda n, m: np.random.randn(n, m) * np.sqrt(2 / n), lambda shape: np.zeros(shape[1]))
    ):
        def backward(self, X, y, learning_rate):
            for name, gradient in right_gradients(self, X, y).items():
                flat = gradient[0] if name in ("b1", "b2") else gradient
                setattr(self, name, getattr(self, name) - learning_rate * flat)


class BiasesDrawn:
    """Only the weights are drawn at random: the biases start at 0."""

    NeuralNetwork = starting(
        lambda n, m: np.random.normal(0.0, np.sqrt(2 / n), (n, m)), lambda shape: np.random.normal(size=shape)
    )

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


def only(**changes):
    """A network that steps along the reference's gradients, some of them changed: changes[name](gradient, n)."""
    return stepping(
        lambda net, X, y: {
            name: changes[name](gradient, len(X)) if name in changes else gradient
            for name, gradient in right_gradients(net, X, y).items()
        }
    )


def backwards(loss_slope=None, mask=None):
    """A network whose way back has another slope of the loss, or another mask."""
    return stepping(lambda net, X, y: right_gradients(net, X, y, loss_slope=loss_slope, mask=mask))


def through_softmax(slope_of_p, p):
    """The slope with respect to the logits, of a loss whose slope with respect to the probabilities is given."""
    return p * (slope_of_p - (slope_of_p * p).sum(axis=1, keepdims=True))


def answering(probabilities, relu=lambda z: np.maximum(0.0, z)):
    """A network whose forward ends in probabilities(logits)."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return probabilities(relu(X @ self.W1 + self.b1) @ self.W2 + self.b2)

    return NeuralNetwork


def starting(draw, bias=np.zeros):
    """A network whose weights are draw(rng, fan_in, fan_out), whose biases are bias(shape)."""

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = np.random.default_rng() if rng is None else rng
            self.W1, self.b1 = draw(rng, input_size, hidden_size), bias((1, hidden_size))
            self.W2, self.b2 = draw(rng, hidden_size, output_size), bias((1, output_size))

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

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, 2 / n, (n, m)))


class XavierForHe:
    """Your variance is 1 / fan_in. He puts a 2 there, since ReLU silences half of the neurons."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(1 / n), (n, m)))


class MeanOfBothFans:
    """Your variance is 2 / (fan_in + fan_out), which is Glorot's (Xavier's) rule. He asks what enters the layer."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / (n + m)), (n, m)))


class FanOutForFanIn:
    """fan_in is how many numbers enter the layer. You take how many come out."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / m), (n, m)))


class SecondLayerByTheInputs:
    """Your W2 is drawn as if input_size numbers entered its layer. What enters the second layer is the hidden one."""

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            super().__init__(input_size, hidden_size, output_size, rng)
            self.W2 = self.W2 * np.sqrt(hidden_size / input_size)


class FixedScale:
    """Your weights have the same small size in every layer: He's scale depends on fan_in."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, 0.01, (n, m)))


class FixedScaleOfATenth:
    """Your weights have the same small size in every layer: He's scale depends on fan_in."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, 0.1, (n, m)))


class NoScale:
    """Your weights have variance 1 whatever the size of the layer. He's scale depends on fan_in."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, 1.0, (n, m)))


class OnlyPositive:
    """All your weights are positive: the mean of the distribution is to be 0."""

    NeuralNetwork = starting(lambda rng, n, m: rng.uniform(0.0, 1.0, (n, m)) * np.sqrt(2 / n))


class UniformOfTheSameSpread:
    """The spread of your weights is right, and their distribution is uniform. A normal one has most weights near 0."""

    NeuralNetwork = starting(lambda rng, n, m: rng.uniform(-np.sqrt(6 / n), np.sqrt(6 / n), (n, m)))


class UniformBetweenTheDeviations:
    """Your weights are uniform, between minus and plus √(2 / fan_in). That is the spread of a normal distribution."""

    NeuralNetwork = starting(lambda rng, n, m: rng.uniform(-np.sqrt(2 / n), np.sqrt(2 / n), (n, m)))


class TwoValuesOnly:
    """Your weights have two values only, plus and minus the spread. A normal distribution has all sizes."""

    NeuralNetwork = starting(lambda rng, n, m: rng.choice([-1.0, 1.0], (n, m)) * np.sqrt(2 / n))


class WeightsAllEqual:
    """All weights of a layer start equal: the hidden neurons get the same slope and stay copies."""

    NeuralNetwork = starting(lambda rng, n, m: np.zeros((n, m)))


class WeightsTransposed:
    """Your weight matrices lie on their side: a row for each input, a column for each neuron."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (m, n)))


class WeightsOfSingles:
    """Your weights are float32, numbers with half of the digits. Asked for is float64, NumPy's own kind."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)).astype(np.float32))


class BiasesOfWholeNumbers:
    """Your biases are whole numbers (dtype int), and a step of a fraction can't move those. Float zeros can move."""

    NeuralNetwork = starting(
        lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)), lambda shape: np.zeros(shape, dtype=int)
    )


class GlobalGenerator:
    """The rng that is passed in does not draw your weights: two generators with one seed make different networks."""

    NeuralNetwork = starting(lambda rng, n, m: np.random.normal(0.0, np.sqrt(2 / n), (n, m)))


class FreshGeneratorAlways:
    """The rng that is passed in does not draw your weights: two generators with one seed make different networks."""

    NeuralNetwork = starting(lambda rng, n, m: np.random.default_rng().normal(0.0, np.sqrt(2 / n), (n, m)))


class OneSeedForEverything:
    """You draw with a fixed seed: all networks of one size are alike, whatever rng is passed in."""

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            super().__init__(input_size, hidden_size, output_size, np.random.default_rng(42))


class OneSeedForBothLayers:
    """You draw with a fixed seed, afresh for each layer: all networks are alike, and W1 and W2 repeat one another."""

    NeuralNetwork = starting(lambda rng, n, m: np.random.default_rng(0).normal(0.0, np.sqrt(2 / n), (n, m)))


class FixedSeedWithoutRng:
    """Without an rng you take a fixed seed, and every such network starts alike. A fresh generator has no seed."""

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            rng = np.random.default_rng(42) if rng is None else rng
            super().__init__(input_size, hidden_size, output_size, rng)


class BiasesFlat:
    """A bias has shape (1, neurons): one row with a number for each neuron, not a flat array."""

    class NeuralNetwork(
        starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)), lambda shape: np.zeros(shape[1]))
    ):
        def backward(self, X, y, learning_rate):
            for name, gradient in right_gradients(self, X, y).items():
                flat = gradient[0] if name in ("b1", "b2") else gradient
                setattr(self, name, getattr(self, name) - learning_rate * flat)


class BiasesDrawn:
    """Only the weights are drawn at random: the biases start at 0."""

    NeuralNetwork = starting(
        lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)), lambda shape: np.random.normal(size=shape)
    )


class BiasesOfOne:
    """Your biases start at 1: they start at 0, and the weights alone make the neurons differ."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)), np.ones)


class OneBiasForTheLayer:
    """Your layers have one bias in all. Every neuron has a bias of its own, in a row of shape (1, neurons)."""

    NeuralNetwork = starting(lambda rng, n, m: rng.normal(0.0, np.sqrt(2 / n), (n, m)), lambda shape: np.zeros((1, 1)))


class SecondNamesForTheArrays:
    """You keep the arrays a second time, under names of your own, and look only there. Whoever replaces net.W1, net.b1,
    net.W2 or net.b2 from outside is not heard.
    """

    class NeuralNetwork(Right):
        def __init__(self, input_size, hidden_size, output_size, rng=None):
            super().__init__(input_size, hidden_size, output_size, rng)
            self.own = [self.W1, self.b1, self.W2, self.b2]

        def forward(self, X):
            W1, b1, W2, b2 = self.own
            return softmax(np.maximum(0.0, X @ W1 + b1) @ W2 + b2)

        def backward(self, X, y, learning_rate):
            W1, b1, W2, b2 = self.own
            before = X @ W1 + b1
            d_logits = (self.forward(X) - y) / len(X)
            d_before = (d_logits @ W2.T) * (before > 0)
            W2 -= learning_rate * np.maximum(0.0, before).T @ d_logits
            b2 -= learning_rate * d_logits.sum(axis=0, keepdims=True)
            W1 -= learning_rate * X.T @ d_before
            b1 -= learning_rate * d_before.sum(axis=0, keepdims=True)


class OutputLayerNeverUpdated:
    """W2 and b2 never move: the second layer learns as well as the first."""

    NeuralNetwork = only(W2=lambda g, n: 0.0, b2=lambda g, n: 0.0)


class OutputWeightsNeverUpdated:
    """W2 never moves: the second layer learns as well as the first."""

    NeuralNetwork = only(W2=lambda g, n: 0.0)


class HiddenBiasNeverUpdated:
    """b1 never moves. It is a parameter like the others, with a gradient of its own."""

    NeuralNetwork = only(b1=lambda g, n: 0.0)


class OutputBiasNeverUpdated:
    """b2 never moves. Is its step missing? Or is its gradient a sum over everything, samples and classes? That is 0,
    since every row of p - y adds up to 0.
    """

    NeuralNetwork = only(b2=lambda g, n: 0.0)


class HiddenBiasMean:
    """The slope of b1 is a sum over the samples. You take their mean: the 1/n is there twice."""

    NeuralNetwork = only(b1=lambda g, n: g / n)


class HiddenBiasWithoutAxis:
    """The gradient of b1 is one number for all neurons: np.sum without an axis adds up all."""

    NeuralNetwork = only(b1=lambda g, n: np.sum(g))


class HiddenLayerUphill:
    """W1 and b1 move up the slope, W2 and b2 move down it."""

    NeuralNetwork = only(W1=lambda g, n: -g, b1=lambda g, n: -g)


class OutputLayerUphill:
    """W2 and b2 move up the slope, W1 and b1 move down it."""

    NeuralNetwork = only(W2=lambda g, n: -g, b2=lambda g, n: -g)


class FirstLayerSummed:
    """W1 and b1 move by the gradient of a sum over the samples, n times too far: the mean's 1/n is missing there."""

    NeuralNetwork = only(W1=lambda g, n: g * n, b1=lambda g, n: g * n)


class SecondLayerSummed:
    """W2 and b2 move by the gradient of a sum over the samples, n times too far: the mean's 1/n is missing there."""

    NeuralNetwork = only(W2=lambda g, n: g * n, b2=lambda g, n: g * n)


class BiasesSummed:
    """The biases move n times too far: the mean's 1/n is in the gradients of the weights, and missing in theirs."""

    NeuralNetwork = only(b1=lambda g, n: g * n, b2=lambda g, n: g * n)


class WeightsSummed:
    """The weights move n times too far: the mean's 1/n is in the gradients of the biases, and missing in theirs."""

    NeuralNetwork = only(W1=lambda g, n: g * n, W2=lambda g, n: g * n)


class FirstLayerDividedTwice:
    """W1 and b1 move too little, by 1/n. What comes back from the second layer has the mean's 1/n in it already."""

    NeuralNetwork = only(W1=lambda g, n: g / n, b1=lambda g, n: g / n)


class AllDividedTwice:
    """All your gradients are too small by 1/n: the mean's 1/n is there twice."""

    NeuralNetwork = backwards(lambda p, y, X: (p - y) / len(X) ** 2)


class BeforeReluForHidden:
    """The gradient of W2 uses the hidden layer from before its ReLU. W2 was multiplied by what came after it."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            before, gradients = X @ self.W1 + self.b1, right_gradients(self, X, y)
            gradients["W2"] = before.T @ (self.forward(X) - y) / len(X)
            for name, gradient in gradients.items():
                setattr(self, name, getattr(self, name) - learning_rate * gradient)


class ValueForSlope:
    """On the way back you multiply by the ReLU's value. It is its slope that counts, which is 0 or 1."""

    NeuralNetwork = backwards(mask=lambda before, d_hidden: np.maximum(0.0, before))


class SigmoidSlopeForRelu:
    """On the way back you use the slope of a sigmoid, a(1 - a). The hidden layer is a ReLU: its slope is 0 or 1."""

    NeuralNetwork = backwards(mask=lambda before, d_hidden: np.maximum(0.0, before) * (1 - np.maximum(0.0, before)))


class LeakyOnTheWayBack:
    """Your mask lets a hundredth through where ReLU was shut. There it is flat, and nothing comes back."""

    NeuralNetwork = backwards(mask=lambda before, d_hidden: np.where(before > 0, 1.0, 0.01))


class SquaredErrorOfEntries:
    """Your step lowers the squared error. Asked for is the cross-entropy: what is its slope at the logits?"""

    NeuralNetwork = backwards(lambda p, y, X: through_softmax(2 * (p - y) / y.size, p))


class SquaredErrorOfRows:
    """Your step lowers the squared error. Asked for is the cross-entropy: what is its slope at the logits?"""

    NeuralNetwork = backwards(lambda p, y, X: through_softmax(2 * (p - y) / len(X), p))


class HalfSquaredError:
    """Your step lowers the squared error. Asked for is the cross-entropy: what is its slope at the logits?"""

    NeuralNetwork = backwards(lambda p, y, X: through_softmax((p - y) / len(X), p))


class SlopeOfSquaredErrorTwice:
    """You multiply by p(1 - p): with softmax and cross-entropy together that cancels out."""

    NeuralNetwork = backwards(lambda p, y, X: 2 * (p - y) * p * (1 - p) / len(X))


class StopsAtTheProbabilities:
    """You use the loss's slope at the probabilities, -y/p, as if it were that at the logits. Softmax lies between."""

    NeuralNetwork = backwards(lambda p, y, X: -y / np.maximum(p, 1e-12) / len(X))


class BackwardWithoutBiases:
    """The forward pass inside your backward adds no biases: its probabilities are those of another network."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            b1, b2 = self.b1, self.b2
            self.b1, self.b2 = 0 * b1, 0 * b2
            gradients = right_gradients(self, X, y)
            self.b1, self.b2 = b1, b2
            for name, gradient in gradients.items():
                setattr(self, name, getattr(self, name) - learning_rate * gradient)


class BackwardWithoutRelu:
    """The forward pass inside your backward has no ReLU: its probabilities are those of another network."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            before = X @ self.W1 + self.b1
            d_logits = (softmax(before @ self.W2 + self.b2) - y) / len(X)
            d_before = (d_logits @ self.W2.T) * (before > 0)
            self.W2 = self.W2 - learning_rate * before.T @ d_logits
            self.b2 = self.b2 - learning_rate * d_logits.sum(axis=0, keepdims=True)
            self.W1 = self.W1 - learning_rate * X.T @ d_before
            self.b1 = self.b1 - learning_rate * d_before.sum(axis=0, keepdims=True)


class OverflowOnTheWayBack:
    """The softmax inside your backward takes e to the power of whatever enters it, and e to the 1000 overflows. The
    one in forward does not.
    """

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            before = X @ self.W1 + self.b1
            hidden = np.maximum(0.0, before)
            e = np.exp(hidden @ self.W2 + self.b2)
            d_logits = (e / e.sum(axis=1, keepdims=True) - y) / len(X)
            d_before = (d_logits @ self.W2.T) * (before > 0)
            self.W2 = self.W2 - learning_rate * hidden.T @ d_logits
            self.b2 = self.b2 - learning_rate * d_logits.sum(axis=0, keepdims=True)
            self.W1 = self.W1 - learning_rate * X.T @ d_before
            self.b1 = self.b1 - learning_rate * d_before.sum(axis=0, keepdims=True)


def decaying(strength, weights_only=True):
    """A network whose step also has strength times the weights in it."""
    names = ("W1", "W2") if weights_only else ("W1", "b1", "W2", "b2")
    return stepping(
        lambda net, X, y: {
            name: gradient + (strength * getattr(net, name) if name in names else 0.0)
            for name, gradient in right_gradients(net, X, y).items()
        }
    )


class Decay4:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(1e-4)


class Decay3:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(1e-3)


class Decay2:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(1e-2)


class Decay1:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(0.1)


class DecayTwice3:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(2e-3)


class DecayTwice2:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(2e-2)


class DecayOfAll:
    """Your step also pulls the weights towards 0, as a penalty on their size does. The loss is the cross-entropy."""

    NeuralNetwork = decaying(1e-3, weights_only=False)


def preparing(prepare):
    """A network that does prepare(X) to the samples, forward and backward."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return super().forward(prepare(X))

        def backward(self, X, y, learning_rate):
            super().backward(prepare(X), y, learning_rate)

    return NeuralNetwork


class StandardisesEachBatch:
    """Your network standardises each batch (mean 0, spread 1). The samples go in as they are."""

    NeuralNetwork = preparing(lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8))


class CentresEachBatch:
    """Your network subtracts the mean of each batch. The samples go in as they are."""

    NeuralNetwork = preparing(lambda X: X - X.mean(axis=0))


class DividesByTheLargest:
    """Your network divides the samples by the largest number in them. They go in as they are."""

    NeuralNetwork = preparing(lambda X: X / np.abs(X).max())


def cutting(limit):
    """A network whose gradients are cut at plus and minus the limit."""
    return stepping(
        lambda net, X, y: {
            name: np.clip(gradient, -limit, limit) for name, gradient in right_gradients(net, X, y).items()
        }
    )


class GradientsCutAtOne:
    """You cut gradients off at a limit. The step is the whole gradient, however large it is."""

    NeuralNetwork = cutting(1.0)


class GradientsCutAtAHalf:
    """You cut gradients off at a limit. The step is the whole gradient, however large it is."""

    NeuralNetwork = cutting(0.5)


class WeightGradientsCutAtOne:
    """You cut gradients off at a limit. The step is the whole gradient, however large it is."""

    NeuralNetwork = only(W1=lambda g, n: np.clip(g, -1, 1), W2=lambda g, n: np.clip(g, -1, 1))


class GradientsOfLengthOne:
    """You scale each gradient to length 1. The step is the gradient itself, long or short."""

    NeuralNetwork = stepping(
        lambda net, X, y: {
            name: gradient / (np.linalg.norm(gradient) + 1e-12) for name, gradient in right_gradients(net, X, y).items()
        }
    )


def keeping(update):
    """A network that keeps something of each gradient: update(kept, gradient) is what it steps along, and keeps."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            self.kept = getattr(self, "kept", dict.fromkeys(("W1", "b1", "W2", "b2"), 0.0))
            for name, gradient in right_gradients(self, X, y).items():
                self.kept[name] = update(self.kept[name], gradient)
                setattr(self, name, getattr(self, name) - learning_rate * self.kept[name])

    return NeuralNetwork


class MomentumKept:
    """Your second step still has something of the first one in it, as with momentum. Each step has its own gradient."""

    NeuralNetwork = keeping(lambda kept, gradient: 0.9 * kept + gradient)


class GradientsPileUp:
    """The gradients of earlier steps are never cleared: each step adds its own to them."""

    NeuralNetwork = keeping(lambda kept, gradient: kept + gradient)


def with_rate(rate):
    """A network that takes a rate of its own."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            super().backward(X, y, rate)

    return NeuralNetwork


class RateOfATenth:
    """Your step has a learning rate of its own. The one that is passed in decides."""

    NeuralNetwork = with_rate(0.1)


class RateOfAHundredth:
    """Your step has a learning rate of its own. The one that is passed in decides."""

    NeuralNetwork = with_rate(0.01)


class RateOfAHalf:
    """Your step has a learning rate of its own. The one that is passed in decides."""

    NeuralNetwork = with_rate(0.5)


def in_pieces(size, divide=len):
    """A network whose backward takes a step for each piece of the batch."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            for i in range(0, len(X), size):
                some = slice(i, i + size)
                for name, gradient in right_gradients(
                    self, X[some], y[some], loss_slope=lambda p, y, X_: (p - y) / divide(X)
                ).items():
                    setattr(self, name, getattr(self, name) - learning_rate * gradient)

    return NeuralNetwork


class StepForEachSample:
    """You take a step for each sample. One call is one step, along the gradient of the mean over all of them."""

    NeuralNetwork = in_pieces(1, lambda X: 1)


class StepForEachSampleOfTheMean:
    """You take a step for each sample. One call is one step, along the gradient of the mean over all of them."""

    NeuralNetwork = in_pieces(1)


class BatchesOf32:
    """You cut large batches into pieces, with a step for each. One call is one step, with all of its samples."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            for i in range(0, len(X), 32):
                super().backward(X[i : i + 32], y[i : i + 32], learning_rate)


class BatchesOf64:
    """You cut large batches into pieces, with a step for each. One call is one step, with all of its samples."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            for i in range(0, len(X), 64):
                super().backward(X[i : i + 64], y[i : i + 64], learning_rate)


class BatchesOf100:
    """You cut large batches into pieces, with a step for each. One call is one step, with all of its samples."""

    class NeuralNetwork(Right):
        def backward(self, X, y, learning_rate):
            for i in range(0, len(X), 100):
                super().backward(X[i : i + 100], y[i : i + 100], learning_rate)


class LastSampleOnly:
    """Only the last sample moves the parameters: what the others say is overwritten, not added up."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X[-1:], y[-1:]))


class LastSampleOnlyDivided:
    """Only the last sample moves the parameters: what the others say is overwritten, not added up."""

    NeuralNetwork = stepping(
        lambda net, X, y: {name: g / len(X) for name, g in right_gradients(net, X[-1:], y[-1:]).items()}
    )


class FirstSampleOnly:
    """Only the first sample moves the parameters. The loss is a mean over all of them."""

    NeuralNetwork = stepping(lambda net, X, y: right_gradients(net, X[:1], y[:1]))


class LogProbabilities:
    """forward returns the logarithms of the probabilities, not the probabilities."""

    NeuralNetwork = answering(lambda z: z - np.logaddexp.reduce(z, axis=1, keepdims=True))


class SharesWithoutExponential:
    """You divide the numbers themselves by their sum. In a softmax their exponentials are shared out."""

    NeuralNetwork = answering(lambda z: z / z.sum(axis=1, keepdims=True))


class TanhForRelu:
    """The hidden layer of this network is a ReLU; yours is a tanh."""

    NeuralNetwork = answering(softmax, relu=np.tanh)


class LeakyRelu:
    """Your ReLU lets a hundredth of negative numbers through. Here they become 0."""

    NeuralNetwork = answering(softmax, relu=lambda z: np.where(z > 0, z, 0.01 * z))


class SizeForRelu:
    """The hidden layer drops the minus sign of negative numbers. ReLU puts 0 in their place."""

    NeuralNetwork = answering(softmax, relu=np.abs)


class HiddenBiasNotAdded:
    """Your forward pass adds b2 and not b1."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return softmax(np.maximum(0.0, X @ self.W1) @ self.W2 + self.b2)


class OutputBiasNotAdded:
    """Your forward pass adds b1 and not b2."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return softmax(np.maximum(0.0, X @ self.W1 + self.b1) @ self.W2)


class BiasAfterRelu:
    """You add b1 after the ReLU. It belongs to the sum that the ReLU is given."""

    class NeuralNetwork(Right):
        def forward(self, X):
            return softmax((np.maximum(0.0, X @ self.W1) + self.b1) @ self.W2 + self.b2)

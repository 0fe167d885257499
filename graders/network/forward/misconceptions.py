"""Known wrong answers: each replaces functions of the reference; its docstring is what helps."""

import copy
from itertools import pairwise

import numpy as np

from exercises.network.forward import linear as right_linear
from exercises.network.forward import linear_loops as right_loops


class WeightsTransposed:
    """Your W has a row for each neuron. Here each neuron has a column, and each input a row."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_out, n_in)), np.zeros((1, n_out))


class FlatBias:
    """Your b has one axis only. It is a row, of shape (1, n_out), with as many axes as W."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros(n_out)


class RandomBias:
    """Your biases are random. They start at 0: the weights alone make the neurons differ."""

    def init_layer(n_in, n_out, rng):
        W = rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out))
        return W, rng.normal(0.0, 1 / np.sqrt(n_in), (1, n_out))


class WeightsAllZero:
    """Your weights are all 0: then all neurons of the layer are the same neuron, and they stay so,
    whatever they learn."""

    def init_layer(n_in, n_out, rng):
        return np.zeros((n_in, n_out)), np.zeros((1, n_out))


class BiasOfWholeNumbers:
    """Your biases are whole numbers. Asked for are floats: a step of learning moves a bias by a fraction."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((1, n_out), dtype=int)


class BiasesOfOne:
    """Your biases start at 1. They start at 0: the weights alone make the neurons differ."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.ones((1, n_out))


class BiasAsAColumn:
    """Your b is a column, of shape (n_out, 1). It is a row, (1, n_out), that is added to every row of answers."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((n_out, 1))


class BiasesFirst:
    """You return the biases first. The order is W, b."""

    def init_layer(n_in, n_out, rng):
        return np.zeros((1, n_out)), rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out))


class ScaledByTheOutputs:
    """You scale the weights by n_out, which is how many numbers go out. A neuron adds up n_in products: let the number
    of those that come in decide.
    """

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / np.sqrt(n_out), (n_in, n_out)), np.zeros((1, n_out))


class HeByTheOutputs:
    """You scale the weights by n_out, which is how many numbers go out. A neuron adds up n_in products: let the number
    of those that come in decide.
    """

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, np.sqrt(2 / n_out), (n_in, n_out)), np.zeros((1, n_out))


class UniformNotScaled:
    """Your weights are as large for many inputs as for few. A sum of many products grows; make the
    weights smaller as n_in grows."""

    def init_layer(n_in, n_out, rng):
        return rng.uniform(-1, 1, (n_in, n_out)), np.zeros((1, n_out))


class UniformOfAHalf:
    """Your weights are as large for many inputs as for few. A sum of many products grows; make the
    weights smaller as n_in grows."""

    def init_layer(n_in, n_out, rng):
        return rng.random((n_in, n_out)) - 0.5, np.zeros((1, n_out))


class TwiceTheRootForgotten:
    """You take 2 / n_in, a variance, for the standard deviation, which is its root."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 2 / n_in, (n_in, n_out)), np.zeros((1, n_out))


class FreshGenerator:
    """Your weights do not come from the rng that is passed in: two generators with one seed make different layers."""

    def init_layer(n_in, n_out, rng):
        return np.random.default_rng().normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((1, n_out))


class WeightsNotScaled:
    """Your weights are as large for many inputs as for few. A sum of many products grows; make the
    weights smaller as n_in grows."""

    def init_layer(n_in, n_out, rng):
        return rng.standard_normal((n_in, n_out)), np.zeros((1, n_out))


class AlwaysTiny:
    """You make every weight about 0.01, whatever the layer. With few inputs next to no signal is
    left: let n_in decide."""

    def init_layer(n_in, n_out, rng):
        return rng.standard_normal((n_in, n_out)) * 0.01, np.zeros((1, n_out))


class VarianceForDeviation:
    """You divide by n_in itself. The second argument of a normal distribution is its standard
    deviation, which is the root of the variance."""

    def init_layer(n_in, n_out, rng):
        return rng.normal(0.0, 1 / n_in, (n_in, n_out)), np.zeros((1, n_out))


class OnlyPositiveWeights:
    """Your weights are all positive: rng.random begins at 0. They have to lie around 0, so that a
    neuron can also be against."""

    def init_layer(n_in, n_out, rng):
        return rng.random((n_in, n_out)) * np.sqrt(3 / n_in), np.zeros((1, n_out))


class SameWeightsForEachNeuron:
    """All your neurons have the same weights. Draw every number of W on its own, or they never
    become different."""

    def init_layer(n_in, n_out, rng):
        column = rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, 1))
        return np.tile(column, (1, n_out)), np.zeros((1, n_out))


class OwnRandomness:
    """Your weights do not come from the rng that is passed in: two generators with one seed make different layers."""

    def init_layer(n_in, n_out, rng):
        return np.random.randn(n_in, n_out) / np.sqrt(n_in), np.zeros((1, n_out))


class FixedSeed:
    """You make a generator of your own, with a fixed seed: every layer is the same. Use the rng
    that is passed in."""

    def init_layer(n_in, n_out, rng):
        rng = np.random.default_rng(42)
        return rng.normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((1, n_out))


class CopyOfTheGenerator:
    """Two layers from one generator get the same weights: the generator passed in does not move on. Is it the one that
    draws, or is it a copy of it?
    """

    def init_layer(n_in, n_out, rng):
        return copy.deepcopy(rng).normal(0.0, 1 / np.sqrt(n_in), (n_in, n_out)), np.zeros((1, n_out))


class BiasForgotten:
    """The biases are missing from what linear returns: each neuron adds its own to every sample."""

    def linear(X, W, b):
        right_linear(X, W, b)
        return X @ W


class BiasAddedTwice:
    """You add the biases twice: each neuron adds its own to every sample once."""

    def linear(X, W, b):
        return right_linear(X, W, 2 * b)


class SigmoidAfterwards:
    """You put the sums through a sigmoid. A linear layer ends with the sum and its bias."""

    def linear(X, W, b):
        return 1 / (1 + np.exp(-right_linear(X, W, b)))


class ReluAfterwards:
    """You put the sums through a ReLU. A linear layer ends with the sum and its bias, also where that is negative."""

    def linear(X, W, b):
        return np.maximum(0.0, right_linear(X, W, b))


class BiasesAddedUp:
    """You add all biases to every answer. Each neuron adds its own, the one in its column."""

    def linear(X, W, b):
        return right_linear(X, W, 0 * b) + b.sum()


class BiasSubtracted:
    """You subtract the biases. They are added."""

    def linear(X, W, b):
        return right_linear(X, W, -b)


class MeanOfTheProducts:
    """You take a mean of the products. Each neuron adds them up."""

    def linear(X, W, b):
        return right_linear(X, W, 0 * b) / X.shape[1] + b


class AnswersOnTheirSide:
    """Your answers lie on their side: one row for each neuron. It is one row for each sample."""

    def linear(X, W, b):
        return right_linear(X, W, b).T


class FirstSampleAnswered:
    """You answer for one sample. Every row of X is a sample, and gets a row of answers."""

    def linear(X, W, b):
        return right_linear(X[:1], W, b)


class NumPysOwnMessage:
    """Your error does not name both shapes (what NumPy says itself names two of the four numbers).
    Compare them before you multiply, and put all four numbers into the text."""

    def linear(X, W, b):
        return X @ W + b


class ErrorOfAnotherKind:
    """Your function stops with an AssertionError. What was passed in has a wrong value: raise a
    ValueError."""

    def linear(X, W, b):
        assert X.shape[1] == W.shape[0], f"{X.shape} does not fit {W.shape}"
        return X @ W + b


class ErrorPrinted:
    """You print that the shapes do not fit, or return it, and go on. Whoever called has to notice:
    raise a ValueError."""

    def linear(X, W, b):
        if X.shape[1] != W.shape[0]:
            print("shapes do not match", X.shape, W.shape)
            return None
        return X @ W + b


class LoopsGoOn:
    """Your loops give an answer where X and W do not fit: some numbers were never used. Compare the
    shapes first."""

    def linear_loops(X, W, b):
        k = min(X.shape[1], W.shape[0])
        return right_loops(X[:, :k], W[:k], b)


class BiasForEachProduct:
    """You add the bias inside the innermost loop, once for each product. It is added once for each
    sum."""

    def linear_loops(X, W, b):
        return right_loops(X, W, b * X.shape[1])


class BiasForgottenInLoops:
    """The biases are missing from what your loops return."""

    def linear_loops(X, W, b):
        return right_loops(X, W, 0 * b)


class ProductOfTables:
    """You leave the products to NumPy (@, dot or einsum). Here each number of X meets its number of W in a line of your
    own, and a third loop adds up.
    """

    def linear_loops(X, W, b):
        return right_linear(X, W, b)


class ProductOfRows:
    """You leave the products to NumPy (@, dot or einsum). Here each number of X meets its number of W in a line of your
    own, and a third loop adds up.
    """

    def linear_loops(X, W, b):
        right_loops(X, W, b)
        return np.array([[np.dot(x, W[:, j]) + b[0, j] for j in range(W.shape[1])] for x in X])


class ProductOfEinsum:
    """You leave the products to NumPy (@, dot or einsum). Here each number of X meets its number of W in a line of your
    own, and a third loop adds up.
    """

    def linear_loops(X, W, b):
        right_loops(X, W, b)
        return np.einsum("ij,jk->ik", X, W) + b


class LastFeatureSkipped:
    """The last feature is never added: your innermost loop ends one too early."""

    def linear_loops(X, W, b):
        right_loops(X, W, b)
        return right_loops(X[:, :-1], W[:-1], b)


class FirstFeatureSkipped:
    """The first feature is never added: your innermost loop begins at 1."""

    def linear_loops(X, W, b):
        right_loops(X, W, b)
        return right_loops(X[:, 1:], W[1:], b)


class TotalCarriedOn:
    """Each neuron's sum begins with what the one before it has collected. Every sum begins afresh."""

    def linear_loops(X, W, b):
        return np.cumsum(right_loops(X, W, b), axis=1)


class TotalNeverReset:
    """Each sum begins with what all sums before it have collected. Every sum begins afresh."""

    def linear_loops(X, W, b):
        Z = right_loops(X, W, b)
        return np.cumsum(Z).reshape(Z.shape)


class OneBiasForAll:
    """Every neuron adds the first one's bias. Neuron j has its own, in column j of b."""

    def linear_loops(X, W, b):
        return right_loops(X, W, np.full(b.shape, b[0, 0]))


class LoopsAddTheBiasTwice:
    """Your loops add the bias twice. It is added once for each sum."""

    def linear_loops(X, W, b):
        return right_loops(X, W, 2 * b)


class LoopsOnTheirSide:
    """Your answers lie on their side: one row for each neuron. It is one row for each sample."""

    def linear_loops(X, W, b):
        return right_loops(X, W, b).T


class LastNeuronSkipped:
    """The last neuron is never reached: its column stays 0. Where does the loop over the neurons end?"""

    def linear_loops(X, W, b):
        Z = right_loops(X, W, b)
        Z[:, -1] = 0.0
        return Z


class LastProductOnly:
    """Each product overwrites the one before it, so that only the last one is left. Add them up."""

    def linear_loops(X, W, b):
        right_loops(X, W, b)
        return X[:, -1:] * W[-1:] + b


class IntegersOnly:
    """Your array of zeros holds integers, and cuts off what stands after the point. Make it one of
    floats."""

    def linear_loops(X, W, b):
        Z = np.zeros((len(X), W.shape[1]), dtype=int)
        Z[...] = right_loops(X, W, b)
        return Z


class OneSampleOnly:
    """You return after the first sample: the return stands inside the loop."""

    def linear_loops(X, W, b):
        return np.vstack([right_loops(X[:1], W, b), np.zeros((len(X) - 1, W.shape[1]))])


class ShapesOfWTransposed:
    """You give the weights a row for each neuron. Here W is (n_in, n_out): what comes in first."""

    def layer_shapes(batch, sizes):
        return [((o, i), (1, o), (batch, o)) for i, o in pairwise(sizes)]


class BatchInTheBias:
    """You give every sample biases of its own. A layer has one row of them, however many samples
    come."""

    def layer_shapes(batch, sizes):
        return [((i, o), (batch, o), (batch, o)) for i, o in pairwise(sizes)]


class FlatBiasShape:
    """You write the biases with one axis, (n_out,). In this course they are a row: (1, n_out)."""

    def layer_shapes(batch, sizes):
        return [((i, o), (o,), (batch, o)) for i, o in pairwise(sizes)]


class OnlyTheData:
    """You write down what flows through the network. For each layer three shapes are asked for: of
    its weights, its biases and its answers."""

    def layer_shapes(batch, sizes):
        return [(batch, size) for size in sizes]


class AlwaysFromTheInput:
    """You let every layer look at the input of the network. Each one receives what the one before
    it answered."""

    def layer_shapes(batch, sizes):
        return [((sizes[0], o), (1, o), (batch, o)) for o in sizes[1:]]


class InputAsLayer:
    """You count the input as a layer. It has no weights: a network of three sizes has two
    layers."""

    def layer_shapes(batch, sizes):
        return [((sizes[max(k - 1, 0)], o), (1, o), (batch, o)) for k, o in enumerate(sizes)]


class BiasShapeAsAColumn:
    """You write the biases as a column, (n_out, 1). In this course they are a row: (1, n_out)."""

    def layer_shapes(batch, sizes):
        return [((i, o), (o, 1), (batch, o)) for i, o in pairwise(sizes)]


class AnswersTransposed:
    """You write the answers with a row for each neuron. Rows are samples: (batch, n_out)."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o), (o, batch)) for i, o in pairwise(sizes)]


class InputsForAnswers:
    """Your third shape is that of what goes into a layer. Asked for is what comes out of it."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o), (batch, i)) for i, o in pairwise(sizes)]


class AnswersOfOne:
    """Your answers have one row. A batch goes through together, and each sample gets a row of answers."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o), (1, o)) for i, o in pairwise(sizes)]


class LastLayerMissing:
    """The last layer is missing: with n sizes there are n - 1 layers, each between two neighbours."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o), (batch, o)) for i, o in pairwise(sizes[:-1])]


class FirstLayerMissing:
    """The first layer is missing, the one between the features that go in and the first neurons."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o), (batch, o)) for i, o in pairwise(sizes[1:])]


class OneLayerOnly:
    """You describe one layer, from the features to the last neurons. The sizes between are layers as well."""

    def layer_shapes(batch, sizes):
        return [((sizes[0], sizes[-1]), (1, sizes[-1]), (batch, sizes[-1]))]


class TwoShapesEach:
    """You write down two shapes for each layer. Three are asked for: of its weights, its biases and its answers."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, o)) for i, o in pairwise(sizes)]


class BiasOfTheInputs:
    """You give each layer a bias for every input. A bias belongs to a neuron: there are n_out of them."""

    def layer_shapes(batch, sizes):
        return [((i, o), (1, i), (batch, o)) for i, o in pairwise(sizes)]

"""Known wrong answers: each replaces names of the reference; its docstring is what helps."""

import math

import numpy as np

from exercises.network.neuron import AND_GATE as RIGHT_AND
from exercises.network.neuron import OR_GATE as RIGHT_OR
from exercises.network.neuron import neuron as right_neuron
from exercises.network.neuron import sigmoid as right_sigmoid


class ParenthesesForgotten:
    """Python reads 1 / 1 + e as (1 / 1) + e: put what you divide by in parentheses."""

    def sigmoid(x):
        return 1 / 1 + np.exp(-x)


class SignOfTheExponent:
    """Your sigmoid falls where it should rise: look at the sign in the exponent."""

    def sigmoid(x):
        return 1 - right_sigmoid(x)


class PlainExponential:
    """Your formula computes e¹⁰⁰⁰ for x = -1000, which overflows. For negative x the sigmoid can
    also be written so that only e to a negative power occurs."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))


class MathExponential:
    """math.exp takes one number only, and stops with an error where the result is too large: look
    for an exponential that takes arrays, and see that its argument is never large."""

    def sigmoid(x):
        return 1 / (1 + math.exp(-x))


class OneNumberOnly:
    """Your sigmoid handles a single number. In an array each element has to make its own choice,
    and an if makes only one."""

    def sigmoid(x):
        if x >= 0:
            return 1 / (1 + np.exp(-x))
        return np.exp(x) / (1 + np.exp(x))


class OneChoiceForTheWholeArray:
    """You choose the formula once, by looking at the whole array. Every element has a sign of its
    own."""

    def sigmoid(x):
        if np.min(x) >= 0:
            return 1 / (1 + np.exp(-x))
        return np.exp(x) / (1 + np.exp(x))


class StepForSigmoid:
    """You decide between 0 and 1 at once. A neuron says how sure it is: near 0 it is in two
    minds."""

    def sigmoid(x):
        return np.where(np.asarray(x) > 0, 1.0, 0.0)


class BiasForgotten:
    """The bias is missing from the sum: without it a neuron that receives zeros always answers
    1/2."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights, inputs))


class BiasSubtracted:
    """You subtract the bias, as if it were a threshold. Here it is added; a negative bias makes the
    neuron hard to convince."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights, inputs) - bias)


class BiasForEachInput:
    """You add the bias once for each input. A neuron has one bias, however many inputs there
    are."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.sum(np.asarray(weights) * inputs + bias))


class BiasAfterTheSigmoid:
    """You add the bias to the answer. It belongs to the sum, before the sigmoid."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights, inputs)) + bias


class SigmoidForgotten:
    """You return the sum itself. It still has to go through the sigmoid, which turns it into an
    answer between 0 and 1."""

    def neuron(inputs, weights, bias):
        return np.dot(weights, inputs) + bias


class StepNeuron:
    """Your neuron says only 0 or 1. It answers with the sigmoid of its sum, which also tells how
    sure it is."""

    def neuron(inputs, weights, bias):
        return 1.0 if np.dot(weights, inputs) + bias > 0 else 0.0


class SigmoidOfEachInput:
    """You squeeze each product on its own. Add all of them up first; there is one sigmoid, at the
    end."""

    def neuron(inputs, weights, bias):
        return np.sum(right_sigmoid(np.asarray(weights) * inputs + bias))


class NotSummed:
    """You return one number for each input. The products have to be added up before the sigmoid."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.asarray(weights) * inputs + bias)


class AndContentWithOne:
    """Your AND_GATE is an OR: one input alone beats the bias. Make the bias so negative that it
    takes both."""

    AND_GATE = RIGHT_OR

    def xor(x1, x2):
        return right_xor(x1, x2)


class AndWithPositiveBias:
    """The bias of your AND_GATE has the wrong sign: it is added to the sum, and a positive one says
    yes by itself."""

    AND_GATE = ([20.0, 20.0], 30.0)

    def xor(x1, x2):
        return right_xor(x1, x2)


class AndOnTheEdge:
    """The bias of your AND_GATE just cancels one weight: the sum is 0, and the answer 1/2, neither
    yes nor no. Move the bias further down."""

    AND_GATE = ([1.0, 1.0], -1.0)

    def xor(x1, x2):
        return right_xor(x1, x2)


class OrWithoutBias:
    """Without a bias the sum for (0, 0) is 0, and the answer exactly 1/2: neither yes nor no. OR
    needs a small negative bias."""

    OR_GATE = ([20.0, 20.0], 0.0)

    def xor(x1, x2):
        return right_xor(x1, x2)


class BiasFirst:
    """Your gates name the bias first. The pair is (weights, bias), in the order in which neuron
    takes them."""

    AND_GATE = RIGHT_AND[::-1]
    OR_GATE = RIGHT_OR[::-1]

    def xor(x1, x2):
        return right_xor(x1, x2)


def right_xor(x1, x2):
    inputs = np.array([x1, x2])
    answers = [right_neuron(inputs, *RIGHT_OR), 1 - right_neuron(inputs, *RIGHT_AND)]
    return right_neuron(np.array(answers), *RIGHT_AND)


class XorOfUndecidedNeurons:
    """The weights of your neurons are so small that all their answers lie near 1/2: the last one
    hears nearly the same each time. Weights and biases that are several times larger make them
    sure."""

    def xor(x1, x2):
        inputs = np.array([x1, x2])
        answers = [right_neuron(inputs, [1.0, 1.0], -0.5), right_neuron(inputs, [-1.0, -1.0], 1.5)]
        return right_neuron(np.array(answers), [1.0, 1.0], -1.5)


class XorIsOr:
    """Your xor says yes to (1, 1) as well: it is an OR. A second neuron has to speak against both
    at once."""

    def xor(x1, x2):
        return right_neuron(np.array([x1, x2]), *RIGHT_OR)


class XorOfOrAndAnd:
    """You join OR and AND by AND, which is true where both inputs are 1. The second neuron has to
    say NOT both."""

    def xor(x1, x2):
        inputs = np.array([x1, x2])
        answers = [right_neuron(inputs, *RIGHT_OR), right_neuron(inputs, *RIGHT_AND)]
        return right_neuron(np.array(answers), *RIGHT_AND)


class XorJoinedByOr:
    """Your last neuron is an OR, and one of the first two always says yes. It takes both of them:
    join them by AND."""

    def xor(x1, x2):
        inputs = np.array([x1, x2])
        answers = [right_neuron(inputs, *RIGHT_OR), 1 - right_neuron(inputs, *RIGHT_AND)]
        return right_neuron(np.array(answers), *RIGHT_OR)


class XorUpsideDown:
    """Your xor says yes where the inputs agree. It is to say yes where they differ."""

    def xor(x1, x2):
        return 1 - right_xor(x1, x2)


class Compared:
    """You compare the inputs yourself: 0.99 and 1 are not equal, and still mean the same. Let
    neurons decide."""

    def xor(x1, x2):
        return 1.0 if x1 != x2 else 0.0

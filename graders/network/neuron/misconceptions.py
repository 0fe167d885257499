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


class ExponentialAboveAndBelow:
    """Your formula computes e¹⁰⁰⁰ for x = 1000, and infinity by infinity is nan. For positive x the sigmoid can also be
    written so that only e to a negative power occurs."""

    def sigmoid(x):
        return np.exp(x) / (1 + np.exp(x))


class ArraysOnly:
    """Your sigmoid needs an array. A plain number comes in as well, and has no elements to pick."""

    def sigmoid(x):
        answer = np.zeros_like(x, dtype=float)
        answer[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
        answer[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
        return answer


class ClippedAt20:
    """You clip x long before e overflows: for more negative numbers your sigmoid no longer falls."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-np.clip(x, -20, 20)))


class ClippedAt10:
    """You clip x long before e overflows: for more negative numbers your sigmoid no longer falls."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-np.clip(x, -10, 10)))


class TanhForSigmoid:
    """That is tanh, which goes from -1 to 1. The sigmoid goes from 0 to 1."""

    def sigmoid(x):
        return np.tanh(x)


class TanhMovedUp:
    """You move tanh into the range from 0 to 1, and there it rises twice as fast as the sigmoid."""

    def sigmoid(x):
        return (1 + np.tanh(x)) / 2


class ReluForSigmoid:
    """That is a ReLU, which lets large numbers pass. The sigmoid squeezes all numbers between 0 and 1."""

    def sigmoid(x):
        return np.maximum(0.0, x)


class SlopeOfTheSigmoid:
    """That is the slope of the sigmoid. Asked for is its value."""

    def sigmoid(x):
        return right_sigmoid(x) * (1 - right_sigmoid(x))


class OtherBase:
    """The base of your power is 2 or 10. The sigmoid has e, which NumPy's exp takes to a power."""

    def sigmoid(x):
        return right_sigmoid(np.asarray(x) * np.log(2))


class BaseTen:
    """The base of your power is 2 or 10. The sigmoid has e, which NumPy's exp takes to a power."""

    def sigmoid(x):
        return right_sigmoid(np.asarray(x) * np.log(10))


class SizeOfTheNumber:
    """Your sigmoid takes the sign off x: it gives the same for -2 as for 2, and never less than a half."""

    def sigmoid(x):
        return right_sigmoid(np.abs(x))


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


class MeanOfTheProducts:
    """You take the mean of the products. A neuron adds them up, so that many weak signals count together."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.mean(np.asarray(weights) * inputs) + bias)


class MeanOfEverything:
    """You take the mean of the products. A neuron adds them up, so that many weak signals count together."""

    def neuron(inputs, weights, bias):
        return right_sigmoid((np.dot(weights, inputs) + bias) / len(inputs))


class WeightsAddedToInputs:
    """You add the weights to the inputs. Each input is multiplied by its weight, and the products are added up."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.sum(np.asarray(inputs) + weights) + bias)


class SumsMultiplied:
    """You multiply the sum of the inputs by the sum of the weights. Each input is multiplied by its own weight."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.sum(inputs) * np.sum(weights) + bias)


class WeightsOnly:
    """The inputs are missing from your sum. Each of them is multiplied by its weight."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.sum(weights) + bias)


class InputsOnly:
    """The weights are missing from your sum. Each input is multiplied by its own."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.sum(inputs) + bias)


class InOppositeOrder:
    """Your first input meets the last weight. Input and weight at the same place belong together."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights[::-1], inputs) + bias)


class TwoInputsOnly:
    """You add up two products, however many there are. A neuron may have any number of inputs."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights[:2], inputs[:2]) + bias)


class BiasMultiplied:
    """You multiply the sum by the bias. It is added to the sum."""

    def neuron(inputs, weights, bias):
        return right_sigmoid(np.dot(weights, inputs) * bias)


class SigmoidTwice:
    """Your answer goes through the sigmoid twice. Once is enough: the second time everything lies between 0.5 and
    0.73.
    """

    def neuron(inputs, weights, bias):
        return right_sigmoid(right_sigmoid(np.dot(weights, inputs) + bias))


class TanhNeuron:
    """You return the tanh of the sum. This neuron answers with the sigmoid, between 0 and 1."""

    def neuron(inputs, weights, bias):
        return np.tanh(np.dot(weights, inputs) + bias)


class ReluNeuron:
    """You return what a ReLU makes of the sum. This neuron answers with the sigmoid, between 0 and 1."""

    def neuron(inputs, weights, bias):
        return max(0.0, np.dot(weights, inputs) + bias)


class ProductWrittenIntoTheWeights:
    """You write the products into the array of weights that you were given: *= changes it for the caller."""

    def neuron(inputs, weights, bias):
        weights *= inputs
        return right_sigmoid(weights.sum() + bias)


class ProductWrittenIntoTheInputs:
    """You write the products into the array of inputs that you were given: *= changes it for the caller."""

    def neuron(inputs, weights, bias):
        inputs *= weights
        return right_sigmoid(inputs.sum() + bias)


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
    """Your xor says yes to (1, 1) only, as an AND does, and as OR joined with AND does. The second neuron has to say
    NOT both."""

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


class Rounded:
    """No neuron decides here: xor never calls neuron, or only once. Let two neurons look at the inputs, and others at
    their answers."""

    def xor(x1, x2):
        return float(round(x1) != round(x2))


class SigmoidOfTheDistance:
    """No neuron decides here: xor never calls neuron, or only once. Let two neurons look at the inputs, and others at
    their answers."""

    def xor(x1, x2):
        return right_sigmoid(20 * abs(x1 - x2) - 10)


class FormulaForXor:
    """No neuron decides here: xor never calls neuron, or only once. Let two neurons look at the inputs, and others at
    their answers."""

    def xor(x1, x2):
        return x1 + x2 - 2 * x1 * x2


class XorIsAnd:
    """Your xor says yes to (1, 1) only, as an AND does, and as OR joined with AND does. The second neuron has to say
    NOT both."""

    def xor(x1, x2):
        return right_neuron(np.array([x1, x2]), *RIGHT_AND)


class XorIsNand:
    """Your xor says no to (1, 1) only: the neuron that says "not both" has the last word. One of the two has to be 1 as
    well."""

    def xor(x1, x2):
        return 1 - right_neuron(np.array([x1, x2]), *RIGHT_AND)


class XorOfTheFirst:
    """Your xor says what x1 says, and does not hear x2."""

    def xor(x1, x2):
        return right_neuron(np.array([x1, x2]), np.array([20.0, 0.0]), -10.0)


class XorHearsTheFirstOnly:
    """Your xor says yes to (1, 0) and not to (0, 1): it hears "x1 and not x2". The other way round counts as well."""

    def xor(x1, x2):
        return right_neuron(np.array([x1, x2]), np.array([20.0, -20.0]), -10.0)

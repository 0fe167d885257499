"""Known wrong answers: each class replaces parts of the reference, its docstring helps."""

import functools
import operator
import random
from itertools import pairwise

import exercises.micrograd.nn as nn
from exercises.micrograd.nn import MLP as RightMLP
from exercises.micrograd.nn import Layer as RightLayer
from exercises.micrograd.nn import Neuron as RightNeuron
from exercises.micrograd.nn import Value


def neuron(formula):
    """A neuron that says formula(self, x), with a ReLU where it should have one."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = formula(self, x)
            return said.relu() if self.nonlin else said

    return Neuron


def products(self, x):
    return [w * number for w, number in zip(self.w, x, strict=True)]


def network(nonlin):
    """A network whose layer number i of n is linear where nonlin(i, n) is false."""

    class MLP(RightMLP):
        def __init__(self, nin, nouts):
            sizes = [nin, *nouts]
            self.layers = [nn.Layer(n, m, nonlin(i, len(nouts))) for i, (n, m) in enumerate(pairwise(sizes))]

    return MLP


class BiasLeftOut:
    """Your neuron adds up its products and forgets the bias."""

    Neuron = neuron(lambda self, x: sum(products(self, x)))


class BiasForEveryInput:
    """Your neuron adds the bias once for every input: it belongs to the sum, only once."""

    Neuron = neuron(lambda self, x: sum(p + self.b for p in products(self, x)))


class BiasSubtracted:
    """Your neuron subtracts its bias, as if it were a threshold. Here it is added."""

    Neuron = neuron(lambda self, x: sum(products(self, x)) - self.b)


class BiasAsNumber:
    """You add the bias's .data instead of the bias itself, so its gradient stays 0."""

    Neuron = neuron(lambda self, x: sum(products(self, x)) + self.b.data)


class MeanForSum:
    """Your neuron takes the mean of its products: it is to add them up."""

    Neuron = neuron(lambda self, x: sum(products(self, x)) * (1 / len(self.w)) + self.b)


class ReluOfEachProduct:
    """Your ReLU looks at each product. It is to look once, at the whole sum."""

    Neuron = neuron(lambda self, x: sum(p.relu() if self.nonlin else p for p in products(self, x)) + self.b)


class ReluBeforeBias:
    """You add the bias after the ReLU, and the neuron decides without it: it belongs inside."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x))
            return (said.relu() if self.nonlin else said) + self.b


class TanhForRelu:
    """Your neuron ends in tanh, and it is to end in ReLU."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x)) + self.b
            return said.tanh() if self.nonlin else said


class ReluAlways:
    """Your neuron has a ReLU whatever nonlin says: where it is False there is none."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, True)


class ReluNever:
    """Your neuron has no ReLU: where nonlin is True, what is not positive becomes 0."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, False)


class ReluInLastLayer:
    """Your last layer has a ReLU, so the network never says less than 0: does nonlin reach its neurons?"""

    MLP = network(lambda i, n: True)


class LastAndOthersSwapped:
    """You turned it round: the last layer is to be linear, and those before it have the ReLU."""

    MLP = network(lambda i, n: i == n - 1)


class AllLayersLinear:
    """No layer of your network has a ReLU: layers without one add up to a single linear layer."""

    MLP = network(lambda i, n: False)


class SizesOfInputsOnly:
    """All your layers have as many inputs as the network: a later one hears the layer before it."""

    class MLP(RightMLP):
        def __init__(self, nin, nouts):
            last = len(nouts) - 1
            self.layers = [nn.Layer(nin, n, i != last) for i, n in enumerate(nouts)]


class SameNeuronRepeated:
    """[Neuron(nin)] * nout is one neuron, nout times: make a new one for every place."""

    class Layer(RightLayer):
        def __init__(self, nin, nout, nonlin=True):
            self.neurons = [nn.Neuron(nin, nonlin)] * nout


class FirstNeuronOnly:
    """Your layer comes back with the first neuron's answer: a return in a loop ends the loop."""

    class Layer(RightLayer):
        def __call__(self, x):
            for each in self.neurons:
                return each(x)


class LayerAddsUp:
    """Your layer adds its neurons' answers up. It is to give them all, in a list."""

    class Layer(RightLayer):
        def __call__(self, x):
            return sum(each(x) for each in self.neurons)


class NumbersForValues:
    """You compute with .data, so the answer no longer knows the parameters: use the Values."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            x = [getattr(n, "data", n) for n in x]
            total = sum(w.data * n for w, n in zip(self.w, x, strict=True)) + self.b.data
            return Value(max(total, 0.0) if self.nonlin else total)


class NumbersBetweenLayers:
    """You hand on .data from one layer to the next, and the graph breaks off there."""

    class MLP(RightMLP):
        def __call__(self, x):
            for layer in self.layers[:-1]:
                x = [each.data for each in layer(x)]
            return self.layers[-1](x)


class InputsMadeAnew:
    """You make new Values of the inputs: those that are Values already must be used as they are."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            return super().__call__([Value(getattr(n, "data", n)) for n in x])


class BiasNotAParameter:
    """parameters() leaves the bias out: what is not in the list is never trained."""

    class Neuron(RightNeuron):
        def parameters(self):
            return list(self.w)


class NumbersForParameters:
    """parameters() gives plain numbers: it is to give Values. Were your weights made as Values, and do you give
    them, not their data?
    """

    class Neuron(RightNeuron):
        def parameters(self):
            return [p.data for p in super().parameters()]


class CopiesForParameters:
    """parameters() gives new Values with the same numbers: a change of those reaches nothing."""

    class Neuron(RightNeuron):
        def parameters(self):
            return [Value(p.data) for p in super().parameters()]


class ListsForParameters:
    """parameters() gives a list of lists: put all Values into one list."""

    class Layer(RightLayer):
        def parameters(self):
            return [each.parameters() for each in self.neurons]

    class MLP(RightMLP):
        def parameters(self):
            return [layer.parameters() for layer in self.layers]


class LastLayerOnly:
    """The parameters of your network are those of its last layer only: all layers are trained."""

    class MLP(RightMLP):
        def parameters(self):
            return self.layers[-1].parameters()


def zeroing(name, number):
    """Neuron, Layer and MLP whose zero_grad sets this attribute of each parameter to this number."""

    def zero_grad(self):
        for p in self.parameters():
            setattr(p, name, number)

    return (type(c.__name__, (c,), {"zero_grad": zero_grad}) for c in (RightNeuron, RightLayer, RightMLP))


class ZeroesTheData:
    """Your zero_grad sets data to 0, so the network forgets all it knew: it is for the grads."""

    Neuron, Layer, MLP = zeroing("data", 0.0)


class ZeroesNothing:
    """After your zero_grad the grads are as before: give each parameter's .grad the number 0."""

    Neuron, Layer, MLP = zeroing("gradient", 0.0)


class NoneForZero:
    """Your zero_grad sets grad to None, and backward() cannot add to None: it is to be 0.0."""

    Neuron, Layer, MLP = zeroing("grad", None)


class ZeroesLastLayer:
    """Your zero_grad reaches the last layer only: the grads of the others keep growing."""

    class MLP(RightMLP):
        def zero_grad(self):
            self.layers[-1].zero_grad()


class StartsAtZero:
    """All your weights start with the same number: the neurons of a layer stay alike for ever."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.w = [Value(0.0) for _ in range(nin)]


class SeededInEachNeuron:
    """Each neuron seeds the generator anew, and all neurons start with the same weights."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            random.seed(42)
            super().__init__(nin, nonlin)


class SizesChanged:
    """You put nin into the caller's list of sizes: make a new list."""

    class MLP(RightMLP):
        def __init__(self, nin, nouts):
            super().__init__(nin, list(nouts))
            nouts.insert(0, nin)


def zeroing_some(of):
    """Neuron, Layer and MLP whose zero_grad reaches only of(neuron) of each neuron's parameters."""

    def zero_grad(self):
        for each in neurons(self):
            for p in of(each):
                p.grad = 0.0

    return (type(c.__name__, (c,), {"zero_grad": zero_grad}) for c in (RightNeuron, RightLayer, RightMLP))


def zeroing_first():
    """Neuron, Layer and MLP whose zero_grad reaches only the first parameter."""

    def zero_grad(self):
        self.parameters()[0].grad = 0.0

    return (type(c.__name__, (c,), {"zero_grad": zero_grad}) for c in (RightNeuron, RightLayer, RightMLP))


def neurons(thing):
    """The neurons of a neuron, a layer or a network."""
    parts = getattr(thing, "layers", None) or getattr(thing, "neurons", None)
    return [each for part in parts for each in neurons(part)] if parts else [thing]


class FirstProductOnly:
    """Your neuron stops after its first product: does a return stand inside the loop?"""

    Neuron = neuron(lambda self, x: products(self, x)[0] + self.b)


class LastProductOnly:
    """Only the last product is left in your sum: each time around the loop begins anew instead of adding to what
    is there.
    """

    Neuron = neuron(lambda self, x: products(self, x)[-1] + self.b)


class LastProductLeftOut:
    """Your sum leaves out the last input: where does your loop end?"""

    Neuron = neuron(lambda self, x: sum(products(self, x)[:-1], self.b))


class SumsMultiplied:
    """You add up the inputs and the weights first and multiply the two sums: each input has a weight of its own."""

    Neuron = neuron(lambda self, x: sum(self.w) * sum(x) + self.b)


class WeightsAddedToInputs:
    """Your neuron adds each weight to its input: the two are multiplied."""

    Neuron = neuron(lambda self, x: sum((w + number for w, number in zip(self.w, x, strict=True)), self.b))


class ProductOfProducts:
    """Your neuron multiplies its products with each other: they are added up."""

    Neuron = neuron(lambda self, x: functools.reduce(operator.mul, products(self, x)) + self.b)


class BiasTwice:
    """Your neuron adds its bias twice: does your sum begin with it already?"""

    Neuron = neuron(lambda self, x: sum(products(self, x), self.b) + self.b)


class BiasMultiplied:
    """Your neuron multiplies the sum by its bias: it is added."""

    Neuron = neuron(lambda self, x: sum(products(self, x)) * self.b)


class SquaredInputs:
    """Your neuron multiplies by its inputs twice."""

    Neuron = neuron(lambda self, x: sum((w * number * number for w, number in zip(self.w, x, strict=True)), self.b))


class WeightsInOrderOfSize:
    """Your neuron takes its inputs in another order than they came in."""

    Neuron = neuron(
        lambda self, x: sum(
            (w * number for w, number in zip(self.w, sorted(x, key=lambda n: getattr(n, "data", n)), strict=True)),
            self.b,
        )
    )


class Leaky:
    """Your neuron lets a part of a negative sum through: ReLU makes 0 of it."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return (said if said.data > 0 else said * 0.01) if self.nonlin else said


class LeakyMore:
    """Your neuron lets a part of a negative sum through: ReLU makes 0 of it."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return (said if said.data > 0 else said * 0.1) if self.nonlin else said


class LeakyByAFifth:
    """Your neuron lets a part of a negative sum through: ReLU makes 0 of it."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return (said if said.data > 0 else said * 0.2) if self.nonlin else said


class SizeForRelu:
    """Your neuron drops the sign of a negative sum: ReLU makes 0 of it."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return (said if said.data > 0 else said * -1) if self.nonlin else said


class ReluTurnedRound:
    """Your neuron passes on what is negative and stops what is positive: ReLU is the other way round."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return (said * -1).relu() * -1 if self.nonlin else said


class SigmoidForRelu:
    """Your neuron ends in the sigmoid, between 0 and 1, and it is to end in ReLU."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return 1 / (1 + (-said).exp()) if self.nonlin else said


class StepForRelu:
    """Your neuron answers 1 where its sum is positive: ReLU passes the sum itself on."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said * 0 + float(said.data > 0) if self.nonlin else said


class TanhAlways:
    """Your neuron ends in tanh, whatever nonlin says: ReLU where it is True, and nothing where it is False."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said.tanh()


class SigmoidAlways:
    """Your neuron ends in the sigmoid, whatever nonlin says: ReLU where it is True, and nothing where it is False."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return 1 / (1 + (-said).exp())


class TanhWhereLinear:
    """Your neuron ends in tanh where nonlin is False: a linear neuron gives the sum itself."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said.relu() if self.nonlin else said.tanh()


class NonlinTurnedRound:
    """Your neuron has its ReLU where nonlin is False, and none where it is True."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said if self.nonlin else said.relu()


class SquareOfRelu:
    """Your neuron squares what is positive: ReLU passes the sum itself on."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said.relu() * said.relu() if self.nonlin else said


class TanhOfRelu:
    """Your neuron has a tanh besides its ReLU: ReLU is all."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            said = sum(products(self, x), self.b)
            return said.relu().tanh() if self.nonlin else said


class ReluOfInputs:
    """Your ReLU looks at the inputs, before they are weighed: it is to look at the whole sum."""

    class Neuron(RightNeuron):
        def __call__(self, x):
            x = [max(getattr(n, "data", n), 0.0) if self.nonlin else n for n in x]
            return sum(products(self, x), self.b)


class LayerIgnoresNonlin:
    """Your last layer has a ReLU, so the network never says less than 0: does nonlin reach its neurons?"""

    class Layer(RightLayer):
        def __init__(self, nin, nout, nonlin=True):
            super().__init__(nin, nout)


class FirstLayerLinear:
    """In your network the first layer is the linear one: it is the last."""

    MLP = network(lambda i, n: i > 0)


class LastTwoLinear:
    """In your network the layer before the last has no ReLU either: only the last one is linear."""

    MLP = network(lambda i, n: i < n - 2)


class LastLayerMissing:
    """Your network has one layer too few: each number in nouts is a layer."""

    class MLP(RightMLP):
        def __init__(self, nin, nouts):
            super().__init__(nin, nouts)
            self.layers = self.layers[:-1]


class LayerOfInputsToo:
    """Your network has one layer too many: the inputs are no layer of neurons."""

    class MLP(RightMLP):
        def __init__(self, nin, nouts):
            super().__init__(nin, [nin, *nouts])


class FirstLayerAnswers:
    """Your network answers with what its first layer says: does a return stand inside the loop?"""

    class MLP(RightMLP):
        def __call__(self, x):
            return self.layers[0](x)


class LayerAnswersMean:
    """Your layer gives the mean of its neurons' answers: it is to give them all, in a list."""

    class Layer(RightLayer):
        def __call__(self, x):
            return sum(each(x) for each in self.neurons) * (1 / len(self.neurons))


class OneBiasForAll:
    """Your neurons share one bias: what stands in the class, or in a default argument, is made once for all. Each
    neuron needs a bias of its own.
    """

    class Neuron(RightNeuron):
        shared = Value(0.0)

        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.b = self.shared


class OneBiasForTheLayer:
    """Your neurons share one bias: what stands in the class, or in a default argument, is made once for all. Each
    neuron needs a bias of its own.
    """

    class Layer(RightLayer):
        def __init__(self, nin, nout, nonlin=True):
            super().__init__(nin, nout, nonlin)
            for each in self.neurons:
                each.b = self.neurons[0].b


class WeightsSharedByDefault:
    """Your neurons share the same weights: a list in a default argument, or in the class, is made once for all.
    Each neuron needs its own.
    """

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True, w=[]):  # noqa: B006
            while len(w) < nin:
                w.append(Value(random.uniform(-1.0, 1.0)))
            self.w, self.b, self.nonlin = w[:nin], Value(0.0), nonlin


class WeightsSharedInLayer:
    """Your neurons share the same weights: a list in a default argument, or in the class, is made once for all.
    Each neuron needs its own.
    """

    class Layer(RightLayer):
        def __init__(self, nin, nout, nonlin=True):
            super().__init__(nin, nout, nonlin)
            for each in self.neurons:
                each.w = self.neurons[0].w


class SameWeightForEveryInput:
    """[Value(...)] * nin is one weight, nin times: each input needs a weight of its own."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.w = [self.w[0]] * nin


class ParametersTwice:
    """Your parameters() lists every parameter twice: each belongs in it once."""

    class Layer(RightLayer):
        def parameters(self):
            return 2 * super().parameters()


class NeuronParametersTwice:
    """Your parameters() lists every parameter twice: each belongs in it once."""

    class Neuron(RightNeuron):
        def parameters(self):
            return 2 * super().parameters()


class FirstNeuronsParameters:
    """The parameters of your layer are those of one neuron only: does a return stand inside the loop?"""

    class Layer(RightLayer):
        def parameters(self):
            return self.neurons[0].parameters()


class FirstLayersParameters:
    """The parameters of your network are those of its first layer only: does a return stand inside the loop?"""

    class MLP(RightMLP):
        def parameters(self):
            return self.layers[0].parameters()


class LayersForParameters:
    """parameters() gives the layers or the neurons themselves: it is to give all their Values, in one list."""

    class MLP(RightMLP):
        def parameters(self):
            return list(self.layers)


class BiasOnlyOfLayer:
    """parameters() gives the biases only: the weights are parameters, too."""

    class Neuron(RightNeuron):
        def parameters(self):
            return [self.b]


class PlainWeights:
    """parameters() gives plain numbers: it is to give Values. Were your weights made as Values, and do you give
    them, not their data?
    """

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.w = [w.data for w in self.w]


class PlainBias:
    """parameters() gives plain numbers: it is to give Values. Were your weights made as Values, and do you give
    them, not their data?
    """

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.b = 0.0


class ZeroesWeightsOnly:
    """Your zero_grad leaves out the biases: their grads stay as they were."""

    Neuron, Layer, MLP = zeroing_some(lambda each: each.w)


class ZeroesWeightsOnlyOfNeuron:
    """Your zero_grad leaves out the biases: their grads stay as they were."""

    Neuron = next(zeroing_some(lambda each: each.w))


class ZeroesBiasesOnly:
    """Your zero_grad reaches the biases only: the grads of the weights stay as they were."""

    Neuron, Layer, MLP = zeroing_some(lambda each: [each.b])


class ZeroesFirstOfEach:
    """Your zero_grad stops after the first parameter: does a return stand inside the loop?"""

    Neuron, Layer, MLP = zeroing_first()


class ZeroesFirstLayer:
    """Your zero_grad reaches the first layer only: the grads of the others keep growing."""

    class MLP(RightMLP):
        def zero_grad(self):
            self.layers[0].zero_grad()


class OneForZero:
    """Your zero_grad sets the grads to 1: they are to be 0.0."""

    Neuron, Layer, MLP = zeroing("grad", 1.0)


class StartsAtHalf:
    """All your weights start with the same number: the neurons of a layer stay alike for ever."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.w = [Value(0.5) for _ in range(nin)]


class OneDrawForANeuron:
    """All weights of one of your neurons start with the same number: draw one for each input."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            start = self.w[0].data
            self.w = [Value(start) for _ in range(nin)]


class WholeWeights:
    """Your weights start as whole numbers, most of them alike: draw from all numbers between -1 and 1."""

    class Neuron(RightNeuron):
        def __init__(self, nin, nonlin=True):
            super().__init__(nin, nonlin)
            self.w = [Value(i % 3 - 1) for i in range(nin)]

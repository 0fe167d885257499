"""Known wrong answers: each class replaces parts of the reference, its docstring helps."""

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
    """Your last layer has a ReLU, so the network never says less than 0: does nonlin reach it?"""

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
    """parameters() gives the numbers in the Values: it is to give the Values."""

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

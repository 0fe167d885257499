"""Unusual right answers: each must keep every point."""

import functools
import operator

import numpy as np

import exercises.micrograd.nn as nn
from exercises.micrograd.nn import MLP as ReferenceMLP
from exercises.micrograd.nn import Layer as ReferenceLayer
from exercises.micrograd.nn import Neuron as ReferenceNeuron
from exercises.micrograd.nn import Value


class AfterTheLecture:
    """The way of the lecture: nonlin in the keyword arguments, no base class, sum with a start."""

    class Neuron:
        def __init__(self, nin, nonlin=True):
            self.w = [Value(np.random.uniform(-1, 1)) for _ in range(nin)]
            self.b = Value(np.random.uniform(-1, 1))
            self.nonlin = nonlin

        def __call__(self, x):
            act = sum((wi * xi for wi, xi in zip(self.w, x, strict=False)), self.b)
            return act.relu() if self.nonlin else act

        def parameters(self):
            return [*self.w, self.b]

        def zero_grad(self):
            for p in self.parameters():
                p.grad = 0

        def __repr__(self):
            return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"

    class Layer:
        def __init__(self, nin, nout, **kwargs):
            self.neurons = [nn.Neuron(nin, **kwargs) for _ in range(nout)]

        def __call__(self, x):
            out = [n(x) for n in self.neurons]
            return out[0] if len(out) == 1 else out

        def parameters(self):
            return [p for n in self.neurons for p in n.parameters()]

        def zero_grad(self):
            for p in self.parameters():
                p.grad = 0

    class MLP:
        def __init__(self, nin, nouts):
            sz = [nin, *nouts]
            self.layers = [nn.Layer(sz[i], sz[i + 1], nonlin=i != len(nouts) - 1) for i in range(len(nouts))]

        def __call__(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

        def parameters(self):
            return [p for layer in self.layers for p in layer.parameters()]

        def zero_grad(self):
            for p in self.parameters():
                p.grad = 0


class ListsEverywhere:
    """One output comes in a list, several in a tuple; parameters in tuples, biases first."""

    class Neuron(ReferenceNeuron):
        def parameters(self):
            return (self.b, *reversed(self.w))

    class Layer(ReferenceLayer):
        def __call__(self, x):
            outs = [each(x) for each in self.neurons]
            return outs if len(outs) == 1 else tuple(outs)

        def parameters(self):
            return tuple(p for each in reversed(self.neurons) for p in each.parameters())


class MatrixOfValues:
    """A layer without neurons: rows of weights, then all the biases, ReLU put on by the layer."""

    class Layer(ReferenceLayer):
        def __init__(self, nin, nout, nonlin=True):
            rng = np.random.default_rng()
            self.W = [[Value(w) for w in row] for row in rng.normal(0.0, nin**-0.5, (nout, nin))]
            self.b = [Value(0) for _ in range(nout)]
            self.nonlin = nonlin

        def __call__(self, x):
            outs = []
            for row, out in zip(self.W, self.b, strict=True):
                for i in range(len(row)):
                    out = out + x[i] * row[i]
                outs.append(out.relu() if self.nonlin else out)
            if len(outs) == 1:
                return outs[0]
            return outs

        def parameters(self):
            return [w for row in self.W for w in row] + self.b


class ReluInTheNetwork:
    """All neurons of the network are linear; it puts ReLU between the layers itself."""

    class MLP(ReferenceMLP):
        def __init__(self, nin, nouts, verbose=True):
            self.nin, self.nouts = nin, tuple(nouts)
            self.layers = ()
            for nout in nouts:
                self.layers += (nn.Layer(nin, nout, False),)
                nin = nout
            if verbose:
                print("made", self.nin, self.nouts)

        def __call__(self, x):
            *first, last = self.layers
            for layer in first:
                x = [each.relu() for each in layer(x)]
            return last(x)


class InputsAsValues:
    """Plain numbers become Values first, those that are Values stay; sums by reduce."""

    class Neuron(ReferenceNeuron):
        def __call__(self, x):
            x = [n if isinstance(n, Value) else Value(n) for n in x]
            total = functools.reduce(operator.add, map(operator.mul, x, self.w)) + self.b
            return total.relu() if self.nonlin else total


class BiasAsAWeight:
    """The bias is the last weight, of an input that is always 1."""

    class Neuron(ReferenceNeuron):
        def __init__(self, nin, nonlin=True, scale=0.1):
            self.w = [Value(scale * float(w)) for w in np.random.randn(nin + 1)]
            self.nonlin = nonlin

        def __call__(self, x):
            total = sum(w * n for w, n in zip(self.w, [*x, 1.0], strict=True))
            if self.nonlin:
                return total.relu()
            return total

        def parameters(self):
            return list(self.w)


class ForgetfulButRight:
    """zero_grad by a loop of its own in each class; layers keep their last answers."""

    class Layer(ReferenceLayer):
        def __call__(self, x):
            self.said = super().__call__(x)
            return self.said

        def zero_grad(self):
            for each in self.neurons:
                each.zero_grad()

    class MLP(ReferenceMLP):
        def zero_grad(self):
            for layer in self.layers:
                layer.zero_grad()
            return self

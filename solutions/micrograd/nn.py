"""Can numbers that differentiate themselves be put together to a network?

A neuron weighs its inputs, adds them up, adds its bias and passes on what is positive. That last
bend is its activation function, here ReLU (rectified linear unit). It makes the network more than a
straight line: it is a nonlinearity. A layer is a row of neurons that look at the same inputs; a
network is a row of layers, each reading what the one before it says. Made of your own Values, all
of it can be differentiated without another line: you compute, call `backward()`, and every weight
knows in which direction it should move.

Go in this order: `Neuron`, then `Layer`, which only uses neurons, then `MLP` (short for multilayer
perceptron), which only uses layers. `_Module.zero_grad` you write once and all three inherit it:
`class Neuron(_Module)` has every method of `_Module`. A class with `__call__` can be called like a
function, so that `neuron(x)` runs `neuron.__call__(x)`. Try each of them with weights that you set
by hand. Type annotations are not needed here.

Lesson: lessons/micrograd_intermediate.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Andrej Karpathy, micrograd (github.com/karpathy/micrograd), nn.py; Goodfellow, Bengio,
Courville, Deep Learning, chapter 6.

Derivation: docs/derivations/micrograd.md, "One neuron".
"""

import random

from exercises.micrograd.engine import Value


class _Module:
    """What a neuron, a layer and a network have in common. Each has its own `parameters()`."""

    def zero_grad(self):
        """Set the grad of every parameter back to 0.0. No data changes.

        `backward()` adds to the grads that are there, so this comes before each new `backward()`.

        Returns:
            None. (Nothing looks at what is returned.)

        Example:
            >>> neuron = Neuron(2)
            >>> for p in neuron.parameters():
            ...     p.grad = 7.0
            >>> neuron.zero_grad()
            >>> [p.grad for p in neuron.parameters()]
            [0.0, 0.0, 0.0]

        Hint: Whichever of the three this is, it knows its own parameters.

        Source: Karpathy, micrograd, nn.py.
        """
        ### BEGIN SOLUTION
        for p in self.parameters():
            p.grad = 0.0
        ### END SOLUTION


class Neuron(_Module):
    """One neuron: w[0] * x[0] + ... + w[nin - 1] * x[nin - 1] + b, then ReLU or nothing.

    The parameters, nin weights and one bias, are Values. The weights start as small random numbers,
    such as between -1 and 1 (equal ones would all learn the same); which generator draws them is up
    to you. The bias may start at 0.0.

    Args:
        nin: int, how many numbers come in.
        nonlin: True (the default) for ReLU after the sum, that is the sum itself where it is
            positive and otherwise 0.0; False for the bare sum, a *linear* neuron.

    Example:
        >>> neuron = Neuron(2)
        >>> for p in neuron.parameters():
        ...     p.data = 0.5
        >>> out = neuron([2.0, 4.0])
        >>> out.data
        3.5
        >>> out.backward()
        >>> sorted(p.grad for p in neuron.parameters())
        [1.0, 2.0, 4.0]
        >>> neuron([-2.0, -4.0]).data
        0.0

    Hint: A Value can be multiplied by a plain number and by another Value; the same line serves
        for both.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.3 (hidden units).
    """

    def __init__(self, nin, nonlin=True):
        """Draw the weights; keep what the neuron needs later."""
        ### BEGIN SOLUTION
        self.w = [Value(random.uniform(-1.0, 1.0)) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin
        ### END SOLUTION

    def __call__(self, x):
        """What the neuron says to x: a Value.

        Args:
            x: list or array of nin plain numbers, or list of nin Values.
        """
        ### BEGIN SOLUTION
        total = self.b
        for w, number in zip(self.w, x, strict=True):
            total = total + w * number
        return total.relu() if self.nonlin else total
        ### END SOLUTION

    def parameters(self):
        """List of the nin + 1 Values themselves (no copies), each once, in any order."""
        ### BEGIN SOLUTION
        return [*self.w, self.b]
        ### END SOLUTION


class Layer(_Module):
    """nout neurons side by side, each with parameters of its own, that look at the same inputs.

    Args:
        nin: int, how many numbers come in.
        nout: int, how many neurons.
        nonlin: passed on to every neuron: True (the default) for ReLU, False for linear ones.

    Example:
        >>> layer = Layer(2, 3)
        >>> for p in layer.parameters():
        ...     p.data = 0.5
        >>> [out.data for out in layer([2.0, 4.0])]
        [3.5, 3.5, 3.5]
        >>> len(layer.parameters())
        9

    Hint: A layer does no arithmetic of its own.

    Source: Karpathy, micrograd, nn.py.
    """

    def __init__(self, nin, nout, nonlin=True):
        """Make the neurons."""
        ### BEGIN SOLUTION
        self.neurons = [Neuron(nin, nonlin) for _ in range(nout)]
        ### END SOLUTION

    def __call__(self, x):
        """What the neurons say to x: a list of nout Values. One neuron: its Value (a list with just it is right too).

        Args:
            x: list or array of nin plain numbers, or list of nin Values.
        """
        ### BEGIN SOLUTION
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs
        ### END SOLUTION

    def parameters(self):
        """List of the nout * (nin + 1) Values themselves, each once, in any order."""
        ### BEGIN SOLUTION
        return [p for neuron in self.neurons for p in neuron.parameters()]
        ### END SOLUTION


class MLP(_Module):
    """A network: layers in a row. The first reads the inputs, each later one the layer before it.

    Every layer but the last has ReLU; the last one is linear, so that the network can answer with
    negative numbers too. MLP(3, [4, 2]) has a layer of 4 neurons with 3 inputs each, then a layer
    of 2 neurons with 4 inputs each.

    Args:
        nin: int, how many numbers come in.
        nouts: list of ints, how many neurons each layer has, the last layer's at the end. Layers
            before the last have at least 2. It is not modified.

    Attributes:
        layers: list of the Layers, from the first to the last.

    Example:
        >>> model = MLP(2, [3, 1])
        >>> for p in model.parameters():
        ...     p.data = -0.5
        >>> model([-2.0, -4.0]).data
        -4.25
        >>> model([2.0, 4.0]).data
        -0.5
        >>> len(model.layers), len(model.parameters())
        (2, 13)

    Hint: Write down for MLP(2, [3, 1]) how many numbers enter and leave each layer.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.1 and 6.4; Karpathy, micrograd, nn.py.
    """

    def __init__(self, nin, nouts):
        """Make the layers."""
        ### BEGIN SOLUTION
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = [Layer(sizes[i], sizes[i + 1], nonlin=i != last) for i in range(len(nouts))]
        ### END SOLUTION

    def __call__(self, x):
        """What the last layer says: a list of Values. One output: its Value (or a list with it).

        Args:
            x: list or array of nin plain numbers, or list of nin Values.
        """
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer(x)
        return x
        ### END SOLUTION

    def parameters(self):
        """List of all the layers' Values themselves, each once, in any order."""
        ### BEGIN SOLUTION
        return [p for layer in self.layers for p in layer.parameters()]
        ### END SOLUTION

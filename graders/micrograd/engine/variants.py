"""Unusual right answers: each must keep every point."""

import itertools
import math

import numpy as np

from exercises.micrograd.engine import Value as Reference


def with_closures():
    class Value:
        def __init__(self, data, _children=(), _op="", label=""):
            self.data, self.grad = data, 0.0
            self._backward = lambda: None
            self._prev, self._op, self.label = set(_children), _op, label

        def __repr__(self):
            return f"Value({self.data})"

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other), "+")

            def _backward():
                self.grad += out.grad
                other.grad += out.grad

            out._backward = _backward
            return out

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other), "*")

            def _backward():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad

            out._backward = _backward
            return out

        def __pow__(self, other):
            assert isinstance(other, (int, float))
            out = Value(self.data**other, (self,), f"**{other}")

            def _backward():
                if other:
                    self.grad += other * self.data ** (other - 1) * out.grad

            out._backward = _backward
            return out

        def relu(self):
            out = Value(0 if self.data < 0 else self.data, (self,), "ReLU")

            def _backward():
                self.grad += (out.data >= 0) * (self.data >= 0) * out.grad

            out._backward = _backward
            return out

        def tanh(self):
            x = self.data
            t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)
            out = Value(t, (self,), "tanh")

            def _backward():
                self.grad += (1 - t**2) * out.grad

            out._backward = _backward
            return out

        def exp(self):
            out = Value(math.exp(self.data), (self,), "exp")

            def _backward():
                self.grad += out.data * out.grad

            out._backward = _backward
            return out

        def log(self):
            out = Value(math.log(self.data), (self,), "log")

            def _backward():
                self.grad += out.grad / self.data

            out._backward = _backward
            return out

        def backward(self):
            topo, visited = [], set()

            def build_topo(v):
                if v not in visited:
                    visited.add(v)
                    for child in v._prev:
                        build_topo(child)
                    topo.append(v)

            build_topo(self)
            self.grad = 1
            for v in reversed(topo):
                v._backward()

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + (-other)

        def __truediv__(self, other):
            return self * other**-1

        def __rsub__(self, other):
            return other + (-self)

        def __rtruediv__(self, other):
            return other * self**-1

        __radd__, __rmul__ = __add__, __mul__

    return Value


class Closures:
    """Each result carries a function that passes its gradient on; few operators do all the work."""

    Value = with_closures()


class PushedAlongEveryWay:
    """backward() follows each way on its own and hands the product of the slopes down."""

    class Value(Reference):
        def backward(self, upstream=None):
            if upstream is None:
                self.grad, upstream = 1.0, 1.0
            else:
                self.grad += upstream
            for operand, slope in self._links:
                operand.backward(upstream * slope)


class CountsUses:
    """Values wait until everything that uses them has had its turn: counted, without recursion."""

    class Value(Reference):
        def backward(self):
            uses, ready = {self: 0}, [self]
            for value in ready:
                for operand, _ in value._links:
                    if operand not in uses:
                        ready.append(operand)
                    uses[operand] = uses.get(operand, 0) + 1
            self.grad, ready = 1.0, [self]
            while ready:
                value = ready.pop()
                for operand, slope in value._links:
                    operand.grad += slope * value.grad
                    uses[operand] -= 1
                    if not uses[operand]:
                        ready.append(operand)


class NumberedAtBirth:
    """Every Value has a number; backward() goes from the youngest to the oldest, and prints."""

    class Value(Reference):
        births = itertools.count()

        def __init__(self, data, name="?"):
            super().__init__(data)
            self.number, self.name = next(self.births), name

        def backward(self):
            family, waiting = {self.number: self}, [self]
            while waiting:
                for parent, _ in waiting.pop()._links:
                    if parent.number not in family:
                        family[parent.number] = parent
                        waiting.append(parent)
            print("backward through", len(family), "values")
            self.grad = 1.0
            for number in sorted(family, reverse=True):
                for operand, slope in family[number]._links:
                    operand.grad += slope * family[number].grad
            return self


class ArraysInside:
    """Gradients as arrays of one element, data as NumPy scalars where a function made them."""

    class Value(Reference):
        def __init__(self, data):
            super().__init__(data)
            self.grad = np.zeros(1)

        def tanh(self):
            out = super().tanh()
            out.data = np.tanh(self.data)
            return out

        def exp(self):
            out = super().exp()
            out.data = np.exp(self.data)
            return out

        def backward(self):
            self.grad = np.zeros(())
            super().backward()
            self.grad = np.ones(1)


class OtherConventions:
    """relu has slope 1 at 0, ints stay ints, the gradient of the result is an int."""

    class Value(Reference):
        def __init__(self, data):
            super().__init__(data)
            self.data = data

        def relu(self):
            out = super().relu()
            out.data = max(self.data, 0)
            out._links = ((self, int(self.data >= 0)),)
            return out

        def backward(self):
            super().backward()
            self.grad = 1


class MoreThanAsked:
    """Slots, further operators, and a comparison that would confuse a grader."""

    class Value(Reference):
        def __eq__(self, other):
            return True

        def __hash__(self):
            return id(self)

        def __float__(self):
            return float(self.data)

        def __pow__(self, power):
            if isinstance(power, Reference):
                return (self.log() * power).exp()
            return super().__pow__(power)

        def sigmoid(self):
            return 1 / (1 + (-self).exp())

        def zero_grad(self):
            self.grad = 0.0

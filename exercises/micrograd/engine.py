"""How does a program differentiate itself?

A `Value` is a number that remembers how it was computed. Calculate with Values, and the result is
the end of a computation graph that leads back to the numbers you started from. Calculating is the
forward pass. `backward()` is the backward pass: it walks through the graph from its end and leaves
in every Value the answer to one question: if I nudge this number a little, how much does the result
move? This is called automatic differentiation, in reverse mode. PyTorch does the same, with arrays
instead of numbers.

Go in this order: `__init__`, `+` and `*` (`__add__`, `__mul__`, and `__radd__`, `__rmul__` for a
plain number on the left), then `backward()`, and try it on `a * b + a`; after that the other
operators, each on a small graph of its own. Type annotations are not needed here.

Lesson: lessons/micrograd_basics.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Andrej Karpathy, micrograd (github.com/karpathy/micrograd) and the lecture "The spelled-out
intro to neural networks and backpropagation"; Goodfellow, Bengio, Courville, Deep Learning, 6.5.

Derivation: docs/derivations/micrograd.md, from "Reverse mode on a graph" on.
"""

import math


class Value:
    """A number in a graph of numbers, with its gradient.

    Each operator returns a new Value and changes neither of its operands. The new Value has to
    remember two things for later: which Values it was made from, and how strongly it reacts to each
    of them right here (the local derivative, at the numbers that went in). By the chain rule,
    `backward()` needs nothing else.

    A graph in which nothing is made, however indirectly, from itself has no circles: it is a
    directed acyclic graph, DAG for short. The Values that one was made from are its operands, also
    called its children; what is made from it later are its parents.

    Slopes that you need, each one found by nudging by a tiny d (so tiny that d · d is nothing):
        product: (7 + d) · 5 = 35 + 5d. Nudge the 7, and the result moves by 5 for each unit.
        quotient: 6 / (2 + d). Take d = 0.01: 6 / 2.01 = 2.985, down by 0.015 from 3. That is about
            -1.5 for each unit, and -1.5 is -6 / 2². Nudging the 6 is easier: 6.01 / 2 moves up by
            0.005, which is 0.5 for each unit, and 0.5 is 1 / 2.
        power: x · x · x, with 2 + d in place of each x, is 2 · 2 · 2 + 3 · (2 · 2 · d) + ...: three
            places to put the d, so the slope of x³ at 2 is 12. For x⁵ there are five places. Powers
            that are negative or not whole follow the same pattern.
        exponential: e^(x + d) = e^x · e^d, and e^d is 1 + d for a tiny d (e^0.001 = 1.0010005). So
            e^x grows by e^x for each unit. That is what makes the number e = 2.718... special.
        logarithm: it undoes the exponential, so nudges are undone too. At x = 4 the logarithm is
            1.3863; there e^x has the slope 4, so on the way back 4 units make 1: slope 0.25.
        tanh: with t for its own value, 1 - t². At 0.5 it is 0.786.

    Conventions:
        Numbers: every operator takes a Value or a plain number (int or float) on the other side,
            and + - * / take the plain number on the left too, as in `2 - a`. A plain number counts
            as a constant; inputs have absolute values below 300.
        Powers: `a ** n` has a plain int or float n, negative ones included; `2 ** a` and `a ** b`
            with a Value b are not asked for. `a ** 0` is 1 with slope 0, also where a is 0 (there
            the power rule alone would ask Python for 0 ** -1, which is an error). Nobody asks for
            any other power below 1 of zero (the slope is infinite), nor for a power that is not a
            whole number of a negative number (the result is not real).
        relu: its slope at exactly 0 is taken as 0 (1 counts as right too).
        log: the natural logarithm. Of zero or a negative number: a ValueError that says so.

    How a Value remembers where it came from is up to you, and so are further attributes. You will
    need it again in micrograd/graph, where you draw the graph: a good name for the Values that this
    one was made from, a tuple or a set of them, is `_prev`.

    Args:
        data: float or int; the number itself.

    Attributes:
        data: float.
        grad: float, the derivative of the result that you called `backward()` on with respect to
            this Value. 0.0 until then.

    Example:
        >>> a = Value(2.0)
        >>> b = Value(-3.0)
        >>> c = a * b + a
        >>> c.data
        -4.0
        >>> c.backward()
        >>> a.grad, b.grad
        (-2.0, 2.0)

    Hint: Work out each operator's local derivatives on paper first, at numbers that are not
        symmetric (2 and -3, not 1 and 1), and check them with a small nudge.

    Source: Karpathy, micrograd, engine.py.
    """

    def __init__(self, data):
        """Store the number, as a float; a fresh Value has grad 0.0 and was made from nothing."""
        raise NotImplementedError("micrograd/engine: Value.__init__")

    def __repr__(self):
        """What you see when you print a Value. This one is given."""
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        """self + other."""
        raise NotImplementedError("micrograd/engine: Value.__add__")

    def __radd__(self, other):
        """other + self, where other is a plain number."""
        raise NotImplementedError("micrograd/engine: Value.__radd__")

    def __neg__(self):
        """-self."""
        raise NotImplementedError("micrograd/engine: Value.__neg__")

    def __sub__(self, other):
        """self - other."""
        raise NotImplementedError("micrograd/engine: Value.__sub__")

    def __rsub__(self, other):
        """other - self, where other is a plain number. Mind the order."""
        raise NotImplementedError("micrograd/engine: Value.__rsub__")

    def __mul__(self, other):
        """self * other."""
        raise NotImplementedError("micrograd/engine: Value.__mul__")

    def __rmul__(self, other):
        """other * self, where other is a plain number."""
        raise NotImplementedError("micrograd/engine: Value.__rmul__")

    def __truediv__(self, other):
        """self / other. Dividing by zero raises Python's ZeroDivisionError."""
        raise NotImplementedError("micrograd/engine: Value.__truediv__")

    def __rtruediv__(self, other):
        """other / self, where other is a plain number. Mind the order."""
        raise NotImplementedError("micrograd/engine: Value.__rtruediv__")

    def __pow__(self, power):
        """self ** power, where power is a plain int or float (a constant: it gets no gradient)."""
        raise NotImplementedError("micrograd/engine: Value.__pow__")

    def relu(self):
        """The number itself where it is positive, otherwise 0.0. The slope at 0: 0 (or 1)."""
        raise NotImplementedError("micrograd/engine: Value.relu")

    def tanh(self):
        """The hyperbolic tangent, between -1 and 1."""
        raise NotImplementedError("micrograd/engine: Value.tanh")

    def exp(self):
        """e to the power of this Value, with e = 2.718..., the base of the natural logarithm."""
        raise NotImplementedError("micrograd/engine: Value.exp")

    def log(self):
        """The natural logarithm. Raises ValueError where the number is 0 or negative."""
        raise NotImplementedError("micrograd/engine: Value.log")

    def backward(self):
        """Fill in `.grad` of every Value that this one was computed from.

        The chain rule, applied backwards through the graph: how much the result reacts to a Value
        is the sum, over every place where that Value is used, of how much the result reacts to
        what was made there, times the local derivative. So a Value may pass on its gradient only
        once everything that uses it has passed on its own. A row in which that is possible is
        called a topological order.

        This Value's own grad is *set* to 1.0 (a result follows itself one to one). Every other
        grad is *added to*, never overwritten, and nothing is reset first. Two results that share
        only their inputs thus leave the sum of both gradients in the inputs. If you call
        `backward()` twice on one result, it adds to what is there: an input that the result uses
        directly has then twice its gradient (Values further down may have more than twice, because
        what lies in between passes on its old grad once more). To start afresh, set the grads to
        0.0 first. No `.data` changes.

        Returns:
            None.

        Example:
            >>> a = Value(3.0)
            >>> b = a * a
            >>> c = b * b + b
            >>> c.backward()
            >>> c.grad, b.grad, a.grad
            (1.0, 19.0, 114.0)
            >>> x, k = Value(5.0), Value(2.0)
            >>> y = k * x
            >>> y.backward()
            >>> y.backward()
            >>> x.grad, y.grad
            (4.0, 1.0)

        Hint: First put the Values in a row in which each stands after everything it was made from.
            A function that calls itself is enough for graders (graphs of up to 300 steps); for
            longer chains, keep a list of Values still to visit.

        Source: Goodfellow, Bengio, Courville, Deep Learning, 6.5 (back-propagation); Baydin et al.,
            Automatic Differentiation in Machine Learning: a Survey, JMLR 18 (2018).
        """
        raise NotImplementedError("micrograd/engine: Value.backward")

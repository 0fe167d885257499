"""Known wrong answers: each class has a Value of its own; its docstring helps.

What they share stands below them: walks through a graph, and changes of the slopes that a result remembers.
"""

import math

from exercises.micrograd.engine import Value as Right


def composed():
    """The reference, with minus and division composed of + * and **, as most people write them."""

    class Value(Right):
        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + (-other)

        def __rsub__(self, other):
            return other + (-self)

        def __truediv__(self, other):
            return self * other**-1

        def __rtruediv__(self, other):
            return other * self**-1

    return Value


class AssignedEverywhere:
    """Each use of a Value overwrites the gradient that an earlier one left: gradients add up."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad = slope * value.grad


class AssignedInSum:
    """The gradients of + overwrite what is there: an operand may be used elsewhere too."""

    class Value(composed()):
        def __add__(self, other):
            return assigning(super().__add__(other))

        def backward(self):
            backward_with_assignment(self)


class AssignedInProduct:
    """The gradients of * overwrite what is there: an operand may be used elsewhere too."""

    class Value(composed()):
        def __mul__(self, other):
            return assigning(super().__mul__(other))

        def backward(self):
            backward_with_assignment(self)


class AssignedInDifference:
    """The gradients of minus overwrite what is there: an operand may be used elsewhere too."""

    class Value(Right):
        def __sub__(self, other):
            return assigning(super().__sub__(other))

        def __neg__(self):
            return assigning(super().__neg__())

        def backward(self):
            backward_with_assignment(self)


class AssignedInQuotient:
    """The gradients of / overwrite what is there: an operand may be used elsewhere too."""

    class Value(Right):
        def __truediv__(self, other):
            return assigning(super().__truediv__(other))

        def backward(self):
            backward_with_assignment(self)


class AssignedInPower:
    """The gradient of ** overwrites what is there: the base may be used elsewhere too."""

    class Value(composed()):
        def __pow__(self, power):
            return assigning(super().__pow__(power))

        def backward(self):
            backward_with_assignment(self)


class AssignedInFunctions:
    """The gradients of relu, tanh, exp and log overwrite what is there: what goes into them may be
    used elsewhere too.
    """

    class Value(Right):
        def relu(self):
            return assigning(super().relu())

        def tanh(self):
            return assigning(super().tanh())

        def exp(self):
            return assigning(super().exp())

        def log(self):
            return assigning(super().log())

        def backward(self):
            backward_with_assignment(self)


class TwoTurnsLeft:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(every_way(self, 1))


class TwoTurnsRight:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(every_way(self, -1))


class TooEarlyLeft:
    """A Value passes its gradient on when you first come upon it, before another use of it has had
    its turn. Put the Values in order first.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(dict.fromkeys(every_way(self, 1)))


class TooEarlyRight:
    """A Value passes its gradient on when you first come upon it, before another use of it has had
    its turn. Put the Values in order first.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(dict.fromkeys(every_way(self, -1)))


class LevelByLevel:
    """A Value that is used near the result and once more far from it gets its turn too early: it
    has to wait for the far one.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(level_by_level(self, 1))


class LevelByLevelFromTheRight:
    """A Value that is used near the result and once more far from it gets its turn too early: it
    has to wait for the far one.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(level_by_level(self, -1))


class NotReversed:
    """Only what the last operator worked on gets a gradient. Gradients flow from the result to the
    inputs: if you have put the Values in a row, at which end do you begin?
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on(in_order(self))


class NoSeed:
    """Every gradient stays 0: the result follows itself one to one, so its own grad is 1."""

    class Value(Right):
        def backward(self):
            pass_on(reversed(in_order(self)))


class ResetFirst:
    """backward() sets all gradients back first. It is to add to what is there."""

    class Value(Right):
        def backward(self):
            for value in in_order(self):
                value.grad = 0.0
            super().backward()


class SeedAdded:
    """backward() adds 1 to the grad of its own Value, each time anew: it is set to 1."""

    class Value(Right):
        def backward(self):
            self.grad += 1.0
            pass_on(reversed(in_order(self)))


class StartsAtOne:
    """A fresh Value has grad 0.0: only the one that backward() is called on gets 1."""

    class Value(Right):
        def __init__(self, data):
            super().__init__(data)
            self.grad = 1.0


class ChainForgotten:
    """Each operand gets the local derivative alone: it belongs multiplied by the grad of the result
    that it went into.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad += slope


class FactorsAdded:
    """You add the local derivative to the gradient from behind: along a chain they multiply."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad += slope + value.grad


class WholeGradients:
    """You cut the gradients to whole numbers with int()."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad += int(slope * value.grad)


class ProductToOneSide:
    """Only the left factor of a product gets a gradient, and the right one matters as much."""

    class Value(Right):
        def __mul__(self, other):
            out = super().__mul__(other)
            out._links = out._links[:1]
            return out


class ProductBySameFactor:
    """Each factor gets its own data as the slope: how much the product reacts to one of them is
    decided by the other.
    """

    class Value(Right):
        def __mul__(self, other):
            out = super().__mul__(other)
            out._links = tuple((operand, operand.data) for operand, _ in out._links)
            return out


class ProductByGrad:
    """In a product you multiply by the other factor's grad: its data is the local derivative."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                links = value._links
                if hasattr(value, "product"):
                    (a, _), (b, _) = links
                    links = (a, b.grad), (b, a.grad)
                for operand, slope in links:
                    operand.grad += slope * value.grad

        def __mul__(self, other):
            out = super().__mul__(other)
            out.product = True
            return out


class MinusBothPlus:
    """In a - b the gradient reaches b with the sign of a: if b grows, the difference shrinks."""

    class Value(Right):
        def __sub__(self, other):
            out = super().__sub__(other)
            out._links = tuple((v, 1.0) for v, _ in out._links)
            return out


class NumberMinusTurnedRound:
    """2 - a comes out as a - 2: in __rsub__ the Value stands on the right."""

    class Value(Right):
        def __rsub__(self, other):
            return self - other


class NumberOverTurnedRound:
    """2 / a comes out as a / 2: in __rtruediv__ the Value stands below."""

    class Value(Right):
        def __rtruediv__(self, other):
            return self / other


class DivisorConstant:
    """In a / b only a gets a gradient. If b grows, the quotient changes too."""

    class Value(Right):
        def __truediv__(self, other):
            out = super().__truediv__(other)
            out._links = out._links[:1]
            return out


class DivisorWithoutSquare:
    """The derivative of a / b for b is not -a / b: write a · b⁻¹ and use the power rule."""

    class Value(Right):
        def __truediv__(self, other):
            out = super().__truediv__(other)
            (a, first), (b, _) = out._links
            out._links = (a, first), (b, -out.data)
            return out


class DivisorSign:
    """The gradient for the divisor has the wrong sign: what is divided by more becomes less."""

    class Value(Right):
        def __truediv__(self, other):
            out = super().__truediv__(other)
            (a, first), (b, second) = out._links
            out._links = (a, first), (b, -second)
            return out


class PowerNotLowered:
    """In the slope of a**n the power is still n: one less of it stays behind."""

    class Value(Right):
        def __pow__(self, power):
            out = super().__pow__(power)
            return with_slope(out, power * out.data)


class PowerWithoutFactor:
    """In the slope of a**n the exponent does not come to the front."""

    class Value(Right):
        def __pow__(self, power):
            out = super().__pow__(power)
            return with_slope(out, out.data / self.data)


class PowerCutToWhole:
    """You cut the exponent to a whole number: it may be a float."""

    class Value(Right):
        def __pow__(self, power):
            return super().__pow__(int(power))


class TanhOfInput:
    """The slope of tanh is 1 - t², where t is the number that came out, not what went in."""

    class Value(Right):
        def tanh(self):
            return with_slope(super().tanh(), 1 - self.data * self.data)


class TanhNotSquared:
    """The slope of tanh is 1 - t²: the square is missing."""

    class Value(Right):
        def tanh(self):
            out = super().tanh()
            return with_slope(out, 1 - out.data)


class ExpOfInput:
    """The slope of exp is the number that came out, and you take the one that went in."""

    class Value(Right):
        def exp(self):
            return with_slope(super().exp(), self.data)


class ExpByPowerRule:
    """The slope of exp is not made by the power rule: here the exponent varies, not the base."""

    class Value(Right):
        def exp(self):
            return with_slope(super().exp(), self.data * math.exp(self.data - 1))


class LogOfOutput:
    """The slope of log is 1 over the number that went in, and you take the one that came out."""

    class Value(Right):
        def log(self):
            out = super().log()
            return with_slope(out, 1 / out.data)


class LogBaseTen:
    """You take the logarithm to base 10: the natural one is asked for, the inverse of exp."""

    class Value(Right):
        def log(self):
            out = super().log()
            out.data = math.log10(self.data)
            return out


class LogOfNothing:
    """You let the logarithm of a number that is not positive be something: it is to be refused."""

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(-math.inf)


class ReluNotAttached:
    """Your relu passes nothing back: the new Value has to know what it was made from."""

    class Value(Right):
        def relu(self):
            out = super().relu()
            out._links = ()
            return out


class ReluAlwaysOpen:
    """Your relu passes the gradient back where it gave 0 too: a flat stretch has slope 0."""

    class Value(Right):
        def relu(self):
            return with_slope(super().relu(), 1.0)


class ReluByOutput:
    """The slope of relu is 1 where the number is positive, not the number itself."""

    class Value(Right):
        def relu(self):
            out = super().relu()
            return with_slope(out, out.data)


class ReluLeaks:
    """Your relu lets negative numbers through: they become 0."""

    class Value(Right):
        def relu(self):
            out = super().relu()
            out.data = self.data if self.data > 0 else 0.01 * self.data
            return out


class FunctionsGiveNumbers:
    """relu, tanh, exp and log give plain numbers back: the graph breaks off there."""

    class Value(Right):
        def relu(self):
            return super().relu().data

        def tanh(self):
            return super().tanh().data

        def exp(self):
            return super().exp().data

        def log(self):
            return super().log().data


class OperandChanged:
    """An operator changes its left operand and gives it back: it is to make a new Value."""

    class Value(Right):
        def __add__(self, other):
            self.data += other.data if isinstance(other, Right) else other
            return self


class EqualTakenForSame:
    """Two Values with the same numbers are still two: ask whether this very Value was visited, not an equal one."""

    class Value(Right):
        def backward(self):
            order = []

            def visit(value):
                if not any((value.data, value._prev) == (each.data, each._prev) for each in order):
                    for operand in value._prev:
                        visit(operand)
                    order.append(value)

            visit(self)
            self.grad = 1.0
            for value in reversed(order):
                for operand, slope in value._links:
                    operand.grad += slope * value.grad


def in_order(root):
    """What `root` was made from and itself, each after its operands."""
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for operand, _ in value._links:
                visit(operand)
            order.append(value)

    visit(root)
    return order


def operands(value, turn=1):
    """Each operand once, from the left, or with `turn` -1 from the right."""
    return list(dict.fromkeys(operand for operand, _ in value._links))[::turn]


def every_way(root, turn):
    """`root` and what it was made from, each as often as a way leads there."""
    yield root
    for operand in operands(root, turn):
        yield from every_way(operand, turn)


def level_by_level(root, turn):
    """`root`, then all that is one step from it, then two."""
    order = [root]
    for value in order:
        order += [operand for operand in operands(value, turn) if operand not in order]
    return order


def pass_on(values):
    """Let each of these Values in turn add to the grads of what it was made from."""
    for value in values:
        for operand, slope in value._links:
            operand.grad += slope * value.grad


def assigning(result):
    """Let `result` overwrite the grads of its operands, where backward() is that of `backward_with_assignment`."""
    result.assigns = True
    return result


def backward_with_assignment(root):
    """The backward() of the reference, with = for += where a result is one that assigns."""
    root.grad = 1.0
    for value in reversed(in_order(root)):
        for operand, slope in value._links:
            kept = 0.0 if hasattr(value, "assigns") else operand.grad
            operand.grad = kept + slope * value.grad


def with_slope(result, slope):
    """`result` with another slope for its first operand."""
    (operand, _), *rest = result._links
    result._links = ((operand, slope), *rest)
    return result

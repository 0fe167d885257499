"""Known wrong answers: each class has a Value of its own; its docstring helps.

What they share stands above them: walks through a graph, and changes of the slopes that a result remembers.
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


def both_slopes(result, first, second):
    """`result` with other slopes for its two operands."""
    (a, _), (b, _) = result._links
    result._links = (a, first), (b, second)
    return result


def changed(names, change, base=Right):
    """A Value in which the methods with these names are what `change` makes of them."""

    def method(right):
        return lambda self, *others: change(right, self, *others)

    return type("Value", (base,), {name: method(getattr(base, name)) for name in names})


def sloped(name, slope):
    """A Value whose method `name` has slope(what went in, what came out, the exponent) for its operand."""

    def change(right, self, *others):
        out = right(self, *others)
        skip = name == "__pow__" and not self.data  # the rules for a base of 0 are another matter
        return out if skip else with_slope(out, slope(self.data, out.data, *others))

    return changed([name], change)


def unattached(*names):
    """A Value whose methods with these names give Values that were made from nothing."""
    return changed(names, lambda right, self, *others: type(self)(right(self, *others).data))


def assigning_in(name):
    """A Value whose method `name` overwrites the grads of its operands."""
    value = changed([name], lambda right, self, *others: assigning(right(self, *others)))
    value.backward = backward_with_assignment
    return value


def bare(*names, base=Right):
    """A Value whose operators with these names take no plain number."""

    def change(right, self, other):
        other.data  # noqa: B018
        return right(self, other)

    return changed(names, change, base)


def ints_only(*names):
    """A Value whose operators with these names make Values of ints only."""

    def change(right, self, other):
        return right(self, other) if isinstance(other, (int, Right)) else other.data

    return changed(names, change)


def not_implemented(*names):
    """A Value whose operators with these names know ints only on the left."""

    def change(right, self, other):
        return right(self, other) if isinstance(other, int) else NotImplemented

    return changed(names, change)


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


class SubNotAttached:
    """The result of minus is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("__sub__")


class NegNotAttached:
    """The result of -a is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("__neg__")


class TruedivNotAttached:
    """The result of / is a Value that does not know what it was made from: no gradient gets past it. Which Values,
    and which slopes, does it have to remember?
    """

    Value = unattached("__truediv__")


class PowNotAttached:
    """The result of ** is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("__pow__")


class TanhNotAttached:
    """The result of tanh is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("tanh")


class ExpNotAttached:
    """The result of exp is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("exp")


class LogNotAttached:
    """The result of log is a Value that does not know what it was made from: no gradient gets past it. Which
    Values, and which slopes, does it have to remember?
    """

    Value = unattached("log")


class FunctionsNotAttached:
    """The result of each of relu, tanh, exp and log is a Value that does not know what it was made from: no
    gradient gets past it. Which Values, and which slopes, does it have to remember?
    """

    Value = unattached("relu", "tanh", "exp", "log")


class NothingAttached:
    """Your results do not know what they were made from, so backward() ends where it begins. What does an operator
    have to leave in the new Value?
    """

    Value = unattached(
        "__add__", "__mul__", "__sub__", "__neg__", "__truediv__", "__pow__", "relu", "tanh", "exp", "log"
    )


class AssignedInNegative:
    """The gradients of -a overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("__neg__")


class AssignedInNumberMinus:
    """The gradients of a plain number minus a Value overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("__rsub__")


class AssignedInNumberOver:
    """The gradients of a plain number divided by a Value overwrite what is there: the Value may be used elsewhere
    too.
    """

    Value = assigning_in("__rtruediv__")


class AssignedInNumberPlus:
    """The gradients of a plain number plus a Value overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("__radd__")


class AssignedInNumberTimes:
    """The gradients of a plain number times a Value overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("__rmul__")


class AssignedInRelu:
    """The gradients of relu overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("relu")


class AssignedInTanh:
    """The gradients of tanh overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("tanh")


class AssignedInExp:
    """The gradients of exp overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("exp")


class AssignedInLog:
    """The gradients of log overwrite what is there: the Value may be used elsewhere too."""

    Value = assigning_in("log")


class NumberNotWrapped:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__add__", "__mul__", "__sub__", "__truediv__")


class NumberNotWrappedInSumAndProduct:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__add__", "__mul__")


class NumberNotWrappedInSum:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__add__")


class NumberNotWrappedInProduct:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__mul__")


class NumberNotWrappedInDifference:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__sub__")


class NumberNotWrappedInQuotient:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__truediv__")


class NumberNotWrappedComposed:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__add__", "__mul__", base=composed())


class NumberNotWrappedInSumComposed:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__add__", base=composed())


class NumberNotWrappedInProductComposed:
    """An operator of yours reads .data of what stands on the other side, and a plain number has none: look at what
    other can be.
    """

    Value = bare("__mul__", base=composed())


class IntsOnly:
    """Where the plain number is a float, an operator of yours does not know it: you ask for int only."""

    Value = ints_only("__add__", "__mul__", "__sub__", "__truediv__")


class IntsOnlyInSumAndProduct:
    """Where the plain number is a float, an operator of yours does not know it: you ask for int only."""

    Value = ints_only("__add__", "__mul__")


class IntsOnlyInProduct:
    """Where the plain number is a float, an operator of yours does not know it: you ask for int only."""

    Value = ints_only("__mul__")


class IntsOnlyInSum:
    """Where the plain number is a float, an operator of yours does not know it: you ask for int only."""

    Value = ints_only("__add__")


class IntsOnlyOnTheLeft:
    """With a float on the left, an operator of yours gives up (or returns NotImplemented) where it takes an int:
    both are plain numbers.
    """

    Value = not_implemented("__radd__", "__rmul__", "__rsub__", "__rtruediv__")


class IntsOnlyLeftOfPlus:
    """With a float on the left, an operator of yours gives up (or returns NotImplemented) where it takes an int:
    both are plain numbers.
    """

    Value = not_implemented("__radd__")


class IntsOnlyLeftOfTimes:
    """With a float on the left, an operator of yours gives up (or returns NotImplemented) where it takes an int:
    both are plain numbers.
    """

    Value = not_implemented("__rmul__")


class IntsOnlyLeftOfMinus:
    """With a float on the left, an operator of yours gives up (or returns NotImplemented) where it takes an int:
    both are plain numbers.
    """

    Value = not_implemented("__rsub__")


class IntsOnlyLeftOfOver:
    """With a float on the left, an operator of yours gives up (or returns NotImplemented) where it takes an int:
    both are plain numbers.
    """

    Value = not_implemented("__rtruediv__")


class ZerothPowerOfZero:
    """Where the base is 0, your slope of a ** 0 asks for zero to the power -1. The result is 1 whatever the base
    is: how much does it react to a nudge?
    """

    class Value(Right):
        def __pow__(self, power):
            return with_slope(super().__pow__(power), power * self.data ** (power - 1))


class ZerothPowerOfZeroComposed:
    """Where the base is 0, your slope of a ** 0 asks for zero to the power -1. The result is 1 whatever the base
    is: how much does it react to a nudge?
    """

    class Value(composed()):
        def __pow__(self, power):
            return with_slope(super().__pow__(power), power * self.data ** (power - 1))


class PowerOverBase:
    """You divide the power by its base to lower the exponent, and where the base is 0 that cannot be done: what is
    one less in the exponent without a division?
    """

    class Value(Right):
        def __pow__(self, power):
            return with_slope(super().__pow__(power), power * self.data**power / self.data)


class PowerOverBaseGuarded:
    """Where the base is 0, your slope of a power is 0 whatever the exponent: look at a ** 1 there."""

    class Value(Right):
        def __pow__(self, power):
            return with_slope(super().__pow__(power), power * self.data**power / self.data if self.data else 0.0)


class PowerWithoutSign:
    """The slope of a negative power lacks the sign of its exponent: does a ** -1 grow or shrink when a grows?"""

    Value = sloped("__pow__", lambda x, y, n: abs(n) * x ** (n - 1))


class PowerLoweredTwice:
    """In the slope of a ** n the factor is n - 1: the exponent comes to the front before it is lowered."""

    Value = sloped("__pow__", lambda x, y, n: (n - 1) * x ** (n - 1))


class PowerMinusOne:
    """In the slope of a ** n you take 1 from the power, not from the exponent: parentheses decide."""

    Value = sloped("__pow__", lambda x, y, n: n * x**n - 1)


class PowerRaised:
    """In the slope of a ** n the exponent goes up by one: it is lowered."""

    Value = sloped("__pow__", lambda x, y, n: n * x ** (n + 1))


class PowerSlopeOne:
    """Your ** hands the gradient on as it is: how much does a ** 3 move when a is nudged?"""

    Value = sloped("__pow__", lambda x, y, n: 1.0)


class PowerSlopeOfExponential:
    """The slope of a ** n that you take is the one for a nudge of the exponent, with a logarithm: here the
    exponent is a constant and the base is nudged.
    """

    Value = sloped("__pow__", lambda x, y, n: y * math.log(abs(x)) if x else 0.0)


class PowerByLogarithm:
    """You take the power by way of the logarithm of its base, and a negative base has none."""

    class Value(Right):
        def __pow__(self, power):
            out = super().__pow__(power)
            out.data = math.exp(power * math.log(self.data))
            return out


class PowerAsProduct:
    """Your ** multiplies by the exponent: a ** 3 is a * a * a."""

    class Value(Right):
        def __pow__(self, power):
            return self * power


class NumberOverNothing:
    """A plain number divided by a Value of 0 gets an answer from you: it is to raise ZeroDivisionError, as Python
    does.
    """

    class Value(Right):
        def __rtruediv__(self, other):
            return super().__rtruediv__(other) if self.data else type(self)(math.inf)


class NothingDivides:
    """You answer a division by zero with a number: it is to raise ZeroDivisionError, as Python does."""

    class Value(Right):
        def __truediv__(self, other):
            below = other.data if isinstance(other, Right) else other
            return super().__truediv__(other) if below else type(self)(math.inf)


class NothingDividesToZero:
    """You answer a division by zero with a number: it is to raise ZeroDivisionError, as Python does."""

    class Value(Right):
        def __truediv__(self, other):
            below = other.data if isinstance(other, Right) else other
            return super().__truediv__(other) if below else type(self)(0.0)


class NothingNudged:
    """You add something tiny to what you divide by, so a division by zero gets an answer: it is to raise
    ZeroDivisionError.
    """

    class Value(Right):
        def __truediv__(self, other):
            other = other if isinstance(other, Right) else type(self)(other)
            return super().__truediv__(other if other.data else other + 1e-8)


class NothingNudgedLess:
    """You add something tiny to what you divide by, so a division by zero gets an answer: it is to raise
    ZeroDivisionError.
    """

    class Value(Right):
        def __truediv__(self, other):
            other = other if isinstance(other, Right) else type(self)(other)
            return super().__truediv__(other if other.data else other + 1e-12)


class LogOfSize:
    """You make a positive number of one that is not before you take its logarithm: it is to be refused with a
    ValueError.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(math.log(abs(self.data) or 1e-300))


class LogWithAFloor:
    """You make a positive number of one that is not before you take its logarithm: it is to be refused with a
    ValueError.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(math.log(max(self.data, 1e-8) or 1e-300))


class LogWithALowerFloor:
    """You make a positive number of one that is not before you take its logarithm: it is to be refused with a
    ValueError.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(math.log(max(self.data, 1e-12) or 1e-300))


class LogWithALowestFloor:
    """You make a positive number of one that is not before you take its logarithm: it is to be refused with a
    ValueError.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(math.log(max(self.data, 1e-10) or 1e-300))


class LogOfALittleMore:
    """You add something tiny to a number before you take its logarithm, which changes that of small numbers. What is
    not positive is refused, and what is positive needs no help.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data <= 0 else Right.log(self + 1e-8)


class LogOfALittleMoreLess:
    """You add something tiny to a number before you take its logarithm, which changes that of small numbers. What is
    not positive is refused, and what is positive needs no help.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data <= 0 else Right.log(self + 1e-10)


class LogOfALittleMoreLeast:
    """You add something tiny to a number before you take its logarithm, which changes that of small numbers. What is
    not positive is refused, and what is positive needs no help.
    """

    class Value(Right):
        def log(self):
            return super().log() if self.data <= 0 else Right.log(self + 1e-12)


class LogOfNothingIsNothing:
    """You let the logarithm of a number that is not positive be 0: it is to be refused with a ValueError."""

    class Value(Right):
        def log(self):
            return super().log() if self.data > 0 else type(self)(0.0)


class ReluLeaksBack:
    """Your relu passes part of the gradient back where the number was negative: there the result stays 0 whatever
    you nudge, and a flat stretch has slope 0.
    """

    Value = sloped("relu", lambda x, y: 1.0 if x > 0 else 0.01)


class ReluLeaksBackMore:
    """Your relu passes part of the gradient back where the number was negative: there the result stays 0 whatever
    you nudge, and a flat stretch has slope 0.
    """

    Value = sloped("relu", lambda x, y: 1.0 if x > 0 else 0.1)


class ReluByGradient:
    """Your relu looks at the sign of the gradient that comes from behind: whether it lets a gradient through is
    decided by the number that went in.
    """

    class Value(Right):
        def relu(self):
            out = super().relu()
            out.is_relu = True
            return out

        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad += (value.grad > 0 if hasattr(value, "is_relu") else slope) * value.grad


class ReluTurnedRound:
    """Your relu lets the negative numbers through and stops the positive ones: min and max are exchanged."""

    class Value(Right):
        def relu(self):
            out = with_slope(super().relu(), 1.0 if self.data < 0 else 0.0)
            out.data = min(self.data, 0.0)
            return out


class ReluAsStep:
    """Your relu answers 1 for every positive number: it lets the number itself through."""

    class Value(Right):
        def relu(self):
            out = super().relu()
            out.data = 1.0 if self.data > 0 else 0.0
            return out


class SigmoidForTanh:
    """Your tanh is the sigmoid, between 0 and 1: tanh lies between -1 and 1."""

    class Value(Right):
        def tanh(self):
            out = super().tanh()
            out.data = 1 / (1 + math.exp(-self.data))
            return with_slope(out, out.data * (1 - out.data))


class TanhOfHalf:
    """Your tanh is that of half the number: count the 2 in its exponents."""

    class Value(Right):
        def tanh(self):
            out = super().tanh()
            out.data = math.tanh(self.data / 2)
            return with_slope(out, 1 - out.data**2)


class TanhBySigmoidRule:
    """The slope of your tanh is t · (1 - t), which is the sigmoid's."""

    Value = sloped("tanh", lambda x, y: y * (1 - y))


class TanhSquareOnly:
    """The slope of your tanh is t²: what is taken from 1 belongs there too."""

    Value = sloped("tanh", lambda x, y: y * y)


class TanhPlus:
    """The slope of your tanh is 1 + t²: tanh gets flat at its ends, the sign decides."""

    Value = sloped("tanh", lambda x, y: 1 + y * y)


class TanhSlopeOne:
    """Your tanh hands the gradient on as it is: how much does it move when its number is nudged?"""

    Value = sloped("tanh", lambda x, y: 1.0)


class TanhTwice:
    """You take the tanh of the number that came out once more for the slope: 1 - t² needs t itself."""

    Value = sloped("tanh", lambda x, y: 1 - math.tanh(y) ** 2)


class ExpSlopeOne:
    """Your exp hands the gradient on as it is: how much does e to the power of a move when a is nudged?"""

    Value = sloped("exp", lambda x, y: 1.0)


class ExpTimesInput:
    """The slope of your exp is multiplied by the number that went in as well: the number that came out is all of
    it.
    """

    Value = sloped("exp", lambda x, y: x * y)


class ExpTwice:
    """You take exp of the number that came out once more for the slope: it is the slope already."""

    Value = sloped("exp", lambda x, y: math.exp(min(y, 700.0)))


class LogSlopeOne:
    """Your log hands the gradient on as it is: how much does the logarithm move when its number is nudged?"""

    Value = sloped("log", lambda x, y: 1.0)


class LogSlopeOfReciprocal:
    """The slope of your log is -1 / x²: that belongs to 1 / x."""

    Value = sloped("log", lambda x, y: -1 / x**2)


class LogSlopeUpsideDown:
    """The slope of your log is the number itself: 1 stands above it."""

    Value = sloped("log", lambda x, y: x)


class LogSlopeIsLog:
    """Your log multiplies by its own value on the way back: its slope is 1 over the number that went in."""

    Value = sloped("log", lambda x, y: y)


class NegativePassedOn:
    """The gradient goes through -a with its sign unchanged: if a grows, -a shrinks."""

    Value = sloped("__neg__", lambda x, y: 1.0)


class MinusSignOnTheLeft:
    """In a - b the minus goes to the gradient of a: which of the two makes the difference smaller when it grows?"""

    class Value(Right):
        def __sub__(self, other):
            return both_slopes(super().__sub__(other), -1.0, 1.0)


class DifferenceTurnedRound:
    """Your a - b is b - a: the Value whose method is called stands on the left."""

    class Value(Right):
        def __sub__(self, other):
            return -super().__sub__(other)

        def __rsub__(self, other):
            return type(self)(other) + -self


class NumberMinusIsPlus:
    """2 - a comes out as 2 + a: __rsub__ is the difference with the plain number on the left."""

    class Value(Right):
        def __rsub__(self, other):
            return self + other


class NumberMinusBothNegative:
    """2 - a comes out as -a - 2: the plain number keeps its sign."""

    class Value(Right):
        def __rsub__(self, other):
            return -self - other


class NumberOverIsTimes:
    """2 / a comes out as 2 * a: __rtruediv__ is the quotient with the plain number above."""

    class Value(Right):
        def __rtruediv__(self, other):
            return self * other


class QuotientTurnedRound:
    """Your a / b is b / a: the Value whose method is called stands above."""

    class Value(Right):
        def __truediv__(self, other):
            return super().__truediv__(other) ** -1

        def __rtruediv__(self, other):
            return type(self)(other) * self**-1


class QuotientCut:
    """You divide with //, which cuts the quotient to a whole number."""

    class Value(Right):
        def __truediv__(self, other):
            out = super().__truediv__(other)
            out.data = float(math.floor(out.data))
            return out


class DividendSlopeOne:
    """In a / b the gradient of a is passed on undivided: nudge a, and the quotient moves by 1 / b for each unit."""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), 1.0, -a / b**2)


class DividendByDivisor:
    """In a / b you multiply the gradient of a by b: nudge a, and the quotient moves by 1 / b for each unit."""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), b, -a / b**2)


class DivisorWithoutDividend:
    """In a / b the slope for b is -1 / b²: what stands above belongs to it too."""

    class Value(Right):
        def __truediv__(self, other):
            b = other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), 1 / b, -1 / b**2)


class DivisorSlopeOfReciprocal:
    """In a / b you give b the slope 1 / a: write a · b⁻¹ and use the power rule."""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), 1 / b, 1 / (a or 1.0))


class DivisorByDividend:
    """In a / b the slope for b is a, as in a product: write a · b⁻¹ and use the power rule."""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), 1 / b, a)


class SquareOfDividend:
    """In a / b the square in the slope for b belongs to b, not to a."""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), 1 / b, -(a**2) / b)


class SlopesOfQuotientExchanged:
    """In a / b the two slopes have changed places: which one does a get?"""

    class Value(Right):
        def __truediv__(self, other):
            a, b = self.data, other.data if isinstance(other, Right) else float(other)
            return both_slopes(super().__truediv__(other), -a / b**2, 1 / b)


class ProductToTheRight:
    """Only the right factor of a product gets a gradient, and the left one matters as much."""

    class Value(Right):
        def __mul__(self, other):
            out = super().__mul__(other)
            out._links = out._links[1:]
            return out


class ProductPassesOn:
    """In a product both factors get the gradient from behind as it is: what does a nudge of one do to a product of
    7 and 5?
    """

    class Value(Right):
        def __mul__(self, other):
            return both_slopes(super().__mul__(other), 1.0, 1.0)


class SumToTheLeft:
    """Only the left summand gets a gradient, and the right one matters as much."""

    class Value(Right):
        def __add__(self, other):
            out = super().__add__(other)
            out._links = out._links[:1]
            return out


class SumByData:
    """In a sum you multiply by the other summand, as in a product: a nudge of either moves the sum by just as
    much.
    """

    class Value(Right):
        def __add__(self, other):
            b = other.data if isinstance(other, Right) else other
            return both_slopes(super().__add__(other), b, self.data)


class OperandChangedByProduct:
    """An operator changes its left operand and gives it back: it is to make a new Value."""

    class Value(Right):
        def __mul__(self, other):
            self.data *= other.data if isinstance(other, Right) else other
            return self


class OperandChangedByDifference:
    """An operator changes its left operand and gives it back: it is to make a new Value."""

    class Value(Right):
        def __sub__(self, other):
            self.data -= other.data if isinstance(other, Right) else other
            return self


class OperandChangedByQuotient:
    """An operator changes its left operand and gives it back: it is to make a new Value."""

    class Value(Right):
        def __truediv__(self, other):
            self.data /= other.data if isinstance(other, Right) else other
            return self


class OperandChangedByNegative:
    """Your minus sign changes the Value that it stands before: it is to make a new one."""

    class Value(Right):
        def __neg__(self):
            self.data = -self.data
            return self


class ResetBetween:
    """backward() sets back the grads of all results on the way and adds up only in the inputs: nothing is reset,
    every grad is added to.
    """

    class Value(Right):
        def backward(self):
            for value in in_order(self):
                if value._prev:
                    value.grad = 0.0
            super().backward()


class SeenLastTime:
    """A Value that an earlier backward() went through is left out of the next one: does your record of what was
    visited begin empty in each call?
    """

    class Value(Right):
        def backward(self, seen=set()):  # noqa: B006
            order = []

            def visit(value):
                if value not in seen:
                    seen.add(value)
                    for operand, _ in value._links:
                        visit(operand)
                    order.append(value)

            visit(self)
            self.grad = 1.0
            pass_on(reversed(order))


class RowFromLastTime:
    """The row of an earlier backward() is still there in the next one, and its Values pass on once more: does your
    list begin empty in each call?
    """

    class Value(Right):
        def backward(self, order=[]):  # noqa: B006
            order.extend(in_order(self))
            self.grad = 1.0
            pass_on(reversed(order))


class TwoTurnsByLevel:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            waiting = [self]
            for value in waiting:
                for operand, slope in value._links:
                    operand.grad += slope * value.grad
                    waiting.append(operand)


class TwoTurnsAtOnce:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    class Value(Right):
        def backward(self):
            def go(value):
                for operand, slope in value._links:
                    operand.grad += slope * value.grad
                    go(operand)

            self.grad = 1.0
            go(self)


class OneInEveryTurn:
    """A grad is set to 1 whenever a Value has its turn: only the one that backward() was called on follows
    itself one to one.
    """

    class Value(Right):
        def backward(self):
            for value in reversed(in_order(self)):
                value.grad = 1.0
                pass_on([value])


class OneInEveryCall:
    """A grad is set to 1 whenever a Value has its turn: only the one that backward() was called on follows
    itself one to one.
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            pass_on([self])
            for operand in operands(self):
                operand.backward()


class SeedIsData:
    """The result's own grad starts as its data: a result follows itself one to one."""

    class Value(Right):
        def backward(self):
            self.grad = self.data
            pass_on(reversed(in_order(self)))


class GradOfTheOperand:
    """Each operand's gradient is multiplied by a grad of its own, not by that of the result that it went into."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, slope in value._links:
                    operand.grad += slope * (operand.grad or 1.0)


class DataMoves:
    """backward() changes the data of the Values as well: it leaves gradients and nothing else."""

    class Value(Right):
        def backward(self):
            super().backward()
            for value in in_order(self):
                if not value._prev:
                    value.data -= 0.1 * value.grad

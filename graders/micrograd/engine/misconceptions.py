"""Known wrong answers: each class has a Value of its own; its docstring helps."""

import math

from exercises.micrograd.engine import Value as Right


def made_by(*operators, change, base=Right):
    """A Value whose results of these operators are put through `change(result, operand, ...)`."""

    def changed(operator):
        def method(self, *others):
            result = operator(self, *others)
            other = change(result, self, *others)
            return result if other is None else other

        return method

    return type("Value", (base,), {name: changed(getattr(base, name)) for name in operators})


def slope(operator, local):
    """A Value that has `local(a, ..., out)` for the first local derivative of this operator."""

    def change(result, a, *others):
        (operand, _), *rest = result._links
        numbers = [b.data if isinstance(b, Right) else b for b in others]
        result._links = ((operand, local(a.data, *numbers, result.data)), *rest)

    return made_by(operator, change=change)


def derived():
    """The reference, with minus and division made of + * and **, as most people do it."""

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


def assigned_in(*operators, base=Right):
    """A Value with = for += where these operators pass on their gradient."""

    def change(result, *_):
        result.assigns = True

    class Value(made_by(*operators, change=change, base=base)):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, local in value._links:
                    kept = 0.0 if hasattr(value, "assigns") else operand.grad
                    operand.grad = kept + local * value.grad

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


def passed_on(values):
    """Let each of these Values in turn add to the grads of what it was made from."""
    for value in values:
        for operand, local in value._links:
            operand.grad += local * value.grad


def at_every_visit(turn):
    """A Value whose backward() comes by along every way, and passes on each time all there is."""

    class Value(Right):
        def backward(self):
            def visit(value):
                passed_on([value])
                for operand in operands(value, turn):
                    visit(operand)

            self.grad = 1.0
            visit(self)

    return Value


def at_first_visit(turn):
    """A Value whose backward() lets each Value pass on its gradient when it is first come upon."""

    class Value(Right):
        def backward(self):
            seen = set()

            def visit(value):
                if value not in seen:
                    seen.add(value)
                    passed_on([value])
                    for operand in operands(value, turn):
                        visit(operand)

            self.grad = 1.0
            visit(self)

    return Value


def level_by_level(turn):
    """A Value whose backward() deals first with all that is one step from the result, then two."""

    class Value(Right):
        def backward(self):
            self.grad, order = 1.0, [self]
            for value in order:
                order += [operand for operand in operands(value, turn) if operand not in order]
            passed_on(order)

    return Value


class AssignedEverywhere:
    """Each use of a Value overwrites the gradient that an earlier one left: gradients add up."""

    Value = assigned_in(*"__add__ __sub__ __neg__ __mul__ __truediv__ __pow__ relu tanh exp log".split())


class AssignedInSum:
    """The gradients of + overwrite what is there: an operand may be used elsewhere too."""

    Value = assigned_in("__add__", base=derived())


class AssignedInProduct:
    """The gradients of * overwrite what is there: an operand may be used elsewhere too."""

    Value = assigned_in("__mul__", base=derived())


class AssignedInDifference:
    """The gradients of minus overwrite what is there: an operand may be used elsewhere too."""

    Value = assigned_in("__sub__", "__neg__")


class AssignedInQuotient:
    """The gradients of / overwrite what is there: an operand may be used elsewhere too."""

    Value = assigned_in("__truediv__")


class AssignedInPower:
    """The gradient of ** overwrites what is there: the base may be used elsewhere too."""

    Value = assigned_in("__pow__", base=derived())


class AssignedInFunctions:
    """The gradients of relu, tanh, exp and log overwrite what is there: what goes into them may be
    used elsewhere too.
    """

    Value = assigned_in("relu", "tanh", "exp", "log")


class TwoTurnsLeft:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    Value = at_every_visit(1)


class TwoTurnsRight:
    """A Value that is used twice gets its turn twice, and what it passed on the first time goes out
    again: one turn each, once everything that uses it has had its own.
    """

    Value = at_every_visit(-1)


class TooEarlyLeft:
    """A Value passes its gradient on when you first come upon it, before another use of it has had
    its turn. Put the Values in order first.
    """

    Value = at_first_visit(1)


class TooEarlyRight:
    """A Value passes its gradient on when you first come upon it, before another use of it has had
    its turn. Put the Values in order first.
    """

    Value = at_first_visit(-1)


class LevelByLevel:
    """A Value that is used near the result and once more far from it gets its turn too early: it
    has to wait for the far one.
    """

    Value = level_by_level(1)


class LevelByLevelFromTheRight:
    """A Value that is used near the result and once more far from it gets its turn too early: it
    has to wait for the far one.
    """

    Value = level_by_level(-1)


class NotReversed:
    """Only what the last operator worked on gets a gradient. Gradients flow from the result to the
    inputs: if you have put the Values in a row, at which end do you begin?
    """

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            passed_on(in_order(self))


class NoSeed:
    """Every gradient stays 0: the result follows itself one to one, so its own grad is 1."""

    class Value(Right):
        def backward(self):
            passed_on(reversed(in_order(self)))


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
            passed_on(reversed(in_order(self)))


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
                for operand, local in value._links:
                    operand.grad += local


class FactorsAdded:
    """You add the local derivative to the gradient from behind: along a chain they multiply."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, local in value._links:
                    operand.grad += local + value.grad


class WholeGradients:
    """You cut the gradients to whole numbers with int()."""

    class Value(Right):
        def backward(self):
            self.grad = 1.0
            for value in reversed(in_order(self)):
                for operand, local in value._links:
                    operand.grad += int(local * value.grad)


class ProductToOneSide:
    """Only the left factor of a product gets a gradient, and the right one matters as much."""

    Value = made_by("__mul__", change=lambda out, *_: setattr(out, "_links", out._links[:1]))


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
                for operand, local in links:
                    operand.grad += local * value.grad

        def __mul__(self, other):
            out = super().__mul__(other)
            out.product = True
            return out


class MinusBothPlus:
    """In a - b the gradient reaches b with the sign of a: if b grows, the difference shrinks."""

    Value = made_by("__sub__", change=lambda out, *_: setattr(out, "_links", tuple((v, 1.0) for v, _ in out._links)))


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

    Value = made_by("__truediv__", change=lambda out, *_: setattr(out, "_links", out._links[:1]))


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

    Value = slope("__pow__", lambda a, n, out: n * out)


class PowerWithoutFactor:
    """In the slope of a**n the exponent does not come to the front."""

    Value = slope("__pow__", lambda a, n, out: out / a)


class PowerCutToWhole:
    """You cut the exponent to a whole number: it may be a float."""

    class Value(Right):
        def __pow__(self, power):
            return super().__pow__(int(power))


class TanhOfInput:
    """The slope of tanh is 1 - t², where t is the number that came out, not what went in."""

    Value = slope("tanh", lambda a, out: 1 - a * a)


class TanhNotSquared:
    """The slope of tanh is 1 - t²: the square is missing."""

    Value = slope("tanh", lambda a, out: 1 - out)


class ExpOfInput:
    """The slope of exp is the number that came out, and you take the one that went in."""

    Value = slope("exp", lambda a, out: a)


class ExpByPowerRule:
    """The slope of exp is not made by the power rule: here the exponent varies, not the base."""

    Value = slope("exp", lambda a, out: a * math.exp(a - 1))


class LogOfOutput:
    """The slope of log is 1 over the number that went in, and you take the one that came out."""

    Value = slope("log", lambda a, out: 1 / out)


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

    Value = made_by("relu", change=lambda out, *_: setattr(out, "_links", ()))


class ReluAlwaysOpen:
    """Your relu passes the gradient back where it gave 0 too: a flat stretch has slope 0."""

    Value = slope("relu", lambda a, out: 1.0)


class ReluByOutput:
    """The slope of relu is 1 where the number is positive, not the number itself."""

    Value = slope("relu", lambda a, out: out)


class ReluLeaks:
    """Your relu lets negative numbers through: they become 0."""

    class Value(Right):
        def relu(self):
            out = super().relu()
            out.data = self.data if self.data > 0 else 0.01 * self.data
            return out


class FunctionsGiveNumbers:
    """relu, tanh, exp and log give plain numbers back: the graph breaks off there."""

    Value = made_by("relu", "tanh", "exp", "log", change=lambda out, *_: out.data)


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
                for operand, local in value._links:
                    operand.grad += local * value.grad

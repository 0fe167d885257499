"""Known wrong answers: each replaces functions of the reference; its docstring is what helps."""

import numpy as np


def tanh_stages(weights, x):
    stages = [x]
    for w in weights:
        stages.append(np.tanh(w * stages[-1]))
    return stages


def collect(slopes):
    """The products of the slopes from each place to the end, and the 1 at the end."""
    gradients = [1.0]
    for slope in reversed(slopes):
        gradients.insert(0, gradients[0] * slope)
    return gradients


class FactorsAdded:
    """You add the factors of the steps. A nudge that is doubled and then tripled is six times as
    large."""

    def chain_derivative(functions, derivatives, x):
        slope = 0.0
        for f, dfdx in zip(functions, derivatives, strict=True):
            slope = slope + dfdx(x)
            x = f(x)
        return slope


class AllAtTheStart:
    """You take every derivative at x, but only the first function gets x; each further one gets
    what came before."""

    def chain_derivative(functions, derivatives, x):
        slope = 1.0
        for dfdx in derivatives:
            slope = slope * dfdx(x)
        return slope


class AtTheOutput:
    """You take each derivative at what its function returns. It belongs to what the function
    receives."""

    def chain_derivative(functions, derivatives, x):
        slope = 1.0
        for f, dfdx in zip(functions, derivatives, strict=True):
            x = f(x)
            slope = slope * dfdx(x)
        return slope


class OutermostFirst:
    """You read the lists from the outside in; here the innermost function, the one that gets x,
    comes first."""

    def chain_derivative(functions, derivatives, x):
        slope = 1.0
        for f, dfdx in zip(functions[::-1], derivatives[::-1], strict=True):
            slope = slope * dfdx(x)
            x = f(x)
        return slope


class OnlyTheLast:
    """You return how the last function reacts to its own input. How strongly does that input react
    to x?"""

    def chain_derivative(functions, derivatives, x):
        for f in functions[:-1]:
            x = f(x)
        return derivatives[-1](x)


class LocalSlopesInPipeline:
    """You return how each step reacts to its own input. What is asked is how c, the end, reacts to
    each stage."""

    def pipeline_gradients(x):
        a, b, c = 2 * x, 4 * x**2, 4 * x**2 - 10
        return {"a": a, "b": b, "c": c, "dc_db": 1.0, "dc_da": 2 * a, "dc_dx": 2.0}


class InnerStepForgotten:
    """The first step, a = 2x, stretches every nudge of x before the others see it: dc_dx is not
    dc_da."""

    def pipeline_gradients(x):
        a, b, c = 2 * x, 4 * x**2, 4 * x**2 - 10
        return {"a": a, "b": b, "c": c, "dc_db": 1.0, "dc_da": 2 * a, "dc_dx": 2 * a}


class SquareAtX:
    """You differentiate the square at x, but it is a that is squared."""

    def pipeline_gradients(x):
        a, b, c = 2 * x, 4 * x**2, 4 * x**2 - 10
        return {"a": a, "b": b, "c": c, "dc_db": 1.0, "dc_da": 2 * x, "dc_dx": 4 * x}


class SumTreatedAsProduct:
    """You treat x + y as if it were x·y: a sum passes on to each of its parts just what comes back
    to it."""

    def product_of_sum_gradients(x, y, z):
        return y * z, x * z, x + y


class StoppedAtTheSum:
    """You return how the sum reacts to x and y, which is 1. How strongly does the product react to
    the sum?"""

    def product_of_sum_gradients(x, y, z):
        return 1.0, 1.0, x + y


class FactorsExchanged:
    """In a product each factor is stretched by the other one: nudging x is felt z times, nudging z
    is not."""

    def product_of_sum_gradients(x, y, z):
        return x + y, x + y, z


class SameSlopeEveryTime:
    """You use the slope at x for every sigmoid. The second one gets the first one's value, and so
    on."""

    def deep_sigmoid_gradient(x, depth):
        s = 1 / (1 + np.exp(-x))
        return (s * (1 - s)) ** depth


class SlopeOfTheInput:
    """You put the sigmoid's input into s(1 - s). The s in it is the value that the sigmoid
    returns."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            slope = slope * x * (1 - x)
            x = 1 / (1 + np.exp(-x))
        return slope


class SigmoidWithoutParentheses:
    """Python reads 1 / 1 + e as (1 / 1) + e: put what you divide by in parentheses."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            x = 1 / 1 + np.exp(-x)
            slope = slope * x * (1 - x)
        return slope


class FromTheLastToTheInput:
    """Your list begins with the last stage. The gradient at the input is to come first."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        slopes = [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]
        return collect(slopes)[::-1]


class EndLeftOut:
    """The last entry is missing: the last stage reacts to a nudge of itself, too, by exactly 1."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        slopes = [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]
        return collect(slopes)[:-1]


class InputLeftOut:
    """The first entry is missing: the input is a stage as well, and what arrives there is what you
    want to know."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        slopes = [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]
        return collect(slopes)[1:]


class ForwardGradients:
    """You return how each stage reacts to the input. What is asked is how the last stage reacts to
    each stage."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        slopes = [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]
        return [1.0, *np.cumprod(slopes).tolist()]


class LocalSlopesInLayers:
    """You return the slope of each layer by itself. Between a stage and the end there may be many
    layers."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        slopes = [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]
        return [*slopes, 1.0]


class WeightForgotten:
    """You have the slope of tanh, but a nudge of a stage is first stretched by the weight, then it
    meets tanh."""

    def layer_gradients(weights, x):
        return collect([1 - a**2 for a in tanh_stages(weights, x)[1:]])


class SlopeAtTheStageBefore:
    """You put what goes into the layer into the slope of tanh. 1 - a² wants the value that tanh
    returned."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * (1 - a**2) for w, a in zip(weights, stages[:-1], strict=True)])


class SigmoidSlopeForTanh:
    """a(1 - a) is the slope of the sigmoid. tanh has another one: at 0 it is 1."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * a * (1 - a) for w, a in zip(weights, stages[1:], strict=True)])


class ReadFromTheWrongEnd:
    """You divide the last by the first. The gradient sets out at the last stage and arrives at the
    first."""

    def diagnose_gradients(gradients):
        ratio = abs(gradients[-1]) / max(abs(gradients[0]), 1e-300)
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class SignCounts:
    """A gradient may be negative and still be huge: compare sizes, not signed numbers."""

    def diagnose_gradients(gradients):
        ratio = gradients[0] / gradients[-1]
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class SizeForRatio:
    """You look at how small the first gradient is. Small compared with what? Divide by the one at
    the end."""

    def diagnose_gradients(gradients):
        size = abs(gradients[0])
        return "vanishing" if size < 0.001 else "exploding" if size > 1000 else "healthy"


class AverageForInput:
    """You average over all stages. What counts is what arrives at the input, the first entry."""

    def diagnose_gradients(gradients):
        ratio = np.mean(np.abs(gradients)) / abs(gradients[-1])
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class ExtremesForEnds:
    """You look at the smallest and the largest entry. The rule compares the first entry with the
    last one."""

    def diagnose_gradients(gradients):
        sizes = np.abs(gradients) / abs(gradients[-1])
        return "vanishing" if min(sizes) < 0.001 else "exploding" if max(sizes) > 1000 else "healthy"


class NudgedThroughTheChain:
    """A nudge through the whole chain drowns where numbers are large: multiply the derivatives that you are given."""

    def chain_derivative(functions, derivatives, x):
        def end(at):
            for f in functions:
                at = f(at)
            return at

        return (end(x + 1e-5) - end(x - 1e-5)) / 2e-5


class LayersNudged:
    """Where a layer is saturated, rounding hides what a nudge does to the end: walk back with the chain rule."""

    def layer_gradients(weights, x):
        def end(later, a):
            for w in later:
                a = np.tanh(w * a)
            return a

        stages = [x]
        for w in weights:
            stages.append(np.tanh(w * stages[-1]))
        return [(end(weights[i:], a + 1e-6) - end(weights[i:], a - 1e-6)) / 2e-6 for i, a in enumerate(stages)]


class LimitsOfTen:
    """The limits are 0.001 and 1000, as the docstring says: a few times smaller or larger is still healthy."""

    def diagnose_gradients(gradients):
        r = abs(gradients[0]) / abs(gradients[-1])
        return "vanishing" if r < 0.1 else "exploding" if r > 10 else "healthy"

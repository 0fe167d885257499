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
    """Your dc_da is 2x, and that is a itself. Differentiate the square of a, at a: what is the slope of a²?"""

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
    """You have shrinking and growing exchanged: the gradient sets out at the last stage and arrives at the first."""

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


class OnlyTheFirst:
    """You return how the first function reacts to x. The others stretch or shrink that nudge in turn."""

    def chain_derivative(functions, derivatives, x):
        return derivatives[0](x)


class FirstFactorMissing:
    """The first function's own reaction to x is missing from your product."""

    def chain_derivative(functions, derivatives, x):
        return product(factors(functions, derivatives, x)[1:]) if len(functions) > 1 else derivatives[0](x)


class LastFactorMissing:
    """The last function's reaction is missing from your product: how does it react to what it receives?"""

    def chain_derivative(functions, derivatives, x):
        return product(factors(functions, derivatives, x)[:-1]) if len(functions) > 1 else derivatives[0](x)


class OnlyTwoOfThem:
    """You handle the first two functions. A chain may have any number of them."""

    def chain_derivative(functions, derivatives, x):
        return product(factors(functions, derivatives, x)[:2])


class FirstAndLast:
    """You handle the first and the last function. Those between them count, too."""

    def chain_derivative(functions, derivatives, x):
        found = factors(functions, derivatives, x)
        return found[0] * found[-1] if len(found) > 1 else found[0]


class ValueOfTheChain:
    """You return what the chain makes of x. Its derivative is asked for."""

    def chain_derivative(functions, derivatives, x):
        return forward(functions, x)


class DerivativesChained:
    """You feed each derivative into the next one. They are multiplied; it is the functions that are chained."""

    def chain_derivative(functions, derivatives, x):
        return forward(derivatives, x)


class AllAtTheEnd:
    """You take every derivative at the end of the chain. Each belongs to what its own function receives."""

    def chain_derivative(functions, derivatives, x):
        end = forward(functions, x)
        return product([dfdx(end) for dfdx in derivatives])


class AllButTheFirstAtTheFirst:
    """You take every later derivative at the first function's result. Each gets what comes right before it."""

    def chain_derivative(functions, derivatives, x):
        return derivatives[0](x) * product([dfdx(functions[0](x)) for dfdx in derivatives[1:]])


class PairedTheWrongWay:
    """You walk back through the derivatives, but forward through what the functions receive: pair them up."""

    def chain_derivative(functions, derivatives, x):
        inputs = [x]
        for f in functions[:-1]:
            inputs.append(f(inputs[-1]))
        return product([dfdx(at) for dfdx, at in zip(derivatives[::-1], inputs, strict=True)])


class TimesTheValue:
    """You multiply by the functions' values. Only the derivatives are multiplied."""

    def chain_derivative(functions, derivatives, x):
        slope = 1.0
        for f, dfdx in zip(functions, derivatives, strict=True):
            slope, x = slope * dfdx(x) * f(x), f(x)
        return slope


class ProductRule:
    """You use the rule for a product of functions. Here one function is put into the other."""

    def chain_derivative(functions, derivatives, x):
        total = 0.0
        for i, dfdx in enumerate(derivatives):
            total = total + dfdx(x) * product([f(x) for j, f in enumerate(functions) if j != i])
        return total


class FunctionsPopped:
    """pop takes the functions out of the caller's own lists: go through them in a loop."""

    def chain_derivative(functions, derivatives, x):
        slope = 1.0
        while functions:
            slope = slope * derivatives.pop(0)(x)
            x = functions.pop(0)(x)
        return slope


class ListsReversedInPlace:
    """reverse() turns the caller's own list around: make a turned copy of it."""

    def chain_derivative(functions, derivatives, x):
        found = factors(functions, derivatives, x)
        functions.reverse()
        derivatives.reverse()
        return product(found)


class SquareForDouble:
    """Your a is x². The first step doubles: a = 2x, and the second one squares."""

    def pipeline_gradients(x):
        a = x**2
        return {"a": a, "b": a**2, "c": a**2 - 10, "dc_db": 1.0, "dc_da": 2 * a, "dc_dx": 4 * a}


class DoubledAgain:
    """Your b is 2a. The second step squares a."""

    def pipeline_gradients(x):
        a = 2 * x
        return {"a": a, "b": 2 * a, "c": 2 * a - 10, "dc_db": 1.0, "dc_da": 2.0, "dc_dx": 4.0}


class SquareAtXForward:
    """You square x. The second step gets a, what the first one made."""

    def pipeline_gradients(x):
        return {"a": 2 * x, "b": x**2, "c": x**2 - 10, "dc_db": 1.0, "dc_da": 2 * x, "dc_dx": 4 * x}


class TenAdded:
    """Your c is b + 10. The last step takes 10 away."""

    def pipeline_gradients(x):
        return {**pipeline(x), "c": 4 * x**2 + 10}


class ConstantForSlope:
    """Taking 10 away shifts c, and a nudge of b arrives whole: a constant that is added has no part in a derivative."""

    def pipeline_gradients(x):
        return pipeline(x, -10.0)


class ValueForSlope:
    """You multiply by the value b. How strongly c reacts to b does not depend on how large b is."""

    def pipeline_gradients(x):
        return pipeline(x, 4 * x**2)


class SquareNotDifferentiated:
    """You use a² where its derivative belongs: the power comes in front, and one power less is left."""

    def pipeline_gradients(x):
        return {**pipeline(x), "dc_da": 4 * x**2, "dc_dx": 8 * x**2}


class FactorsAddedInPipeline:
    """You add the factors of the steps. A nudge that is stretched twice over is stretched by their product."""

    def pipeline_gradients(x):
        return {**pipeline(x), "dc_da": 1 + 4 * x, "dc_dx": 3 + 4 * x}


class LastFactorAdded:
    """You add the factors of the steps. A nudge that is stretched twice over is stretched by their product."""

    def pipeline_gradients(x):
        return {**pipeline(x), "dc_dx": 2 + 4 * x}


class TimesX:
    """The first step is a = 2x: a reacts to x by 2, wherever x is. You multiply by 2x."""

    def pipeline_gradients(x):
        return {**pipeline(x), "dc_dx": 8 * x**2}


class ReactionsTurned:
    """You divide where you should multiply: dc_dx says how c reacts to x, not x to c."""

    def pipeline_gradients(x):
        return {**pipeline(x), "dc_dx": 2 * x}


class SumForZ:
    """z meets the sum of x and y in the product, and the derivative for z is that sum."""

    def product_of_sum_gradients(x, y, z):
        return z, z, x * y


class OneForZ:
    """z meets the sum of x and y in the product, and the derivative for z is that sum."""

    def product_of_sum_gradients(x, y, z):
        return z, z, 1.0


class ZForZ:
    """z meets the sum of x and y in the product, and the derivative for z is that sum."""

    def product_of_sum_gradients(x, y, z):
        return z, z, z


class WholeProductForZ:
    """z meets the sum of x and y in the product, and the derivative for z is that sum."""

    def product_of_sum_gradients(x, y, z):
        return z, z, (x + y) * z


class TermsMultiplied:
    """You multiply z by x and by y once more. A sum passes on just what comes back to it, whatever its parts are."""

    def product_of_sum_gradients(x, y, z):
        return x * z, y * z, x + y


class SharedOut:
    """You share z out between x and y. A sum passes the whole of what comes back to it to each of its parts."""

    def product_of_sum_gradients(x, y, z):
        return z / 2, z / 2, x + y


class SharedByTheSum:
    """You treat x + y as if it were x·y: a sum passes on to each of its parts just what comes back
    to it."""

    def product_of_sum_gradients(x, y, z):
        return y * z, x * z, x * y


class ValuesPassedOn:
    """You return the three inputs. How strongly does (x + y)·z react to each of them?"""

    def product_of_sum_gradients(x, y, z):
        return x, y, z


class ProductInsteadOfSlopes:
    """You multiply by the whole result. How strongly it reacts is its derivative, not its value."""

    def product_of_sum_gradients(x, y, z):
        return z * (x + y) * z, z * (x + y) * z, (x + y) ** 2 * z


class ZFirst:
    """The derivative for z stands first. The order is x, y, z."""

    def product_of_sum_gradients(x, y, z):
        return x + y, z, z


class SigmoidForSlope:
    """You return the value of the last sigmoid. Its derivative with respect to x is asked for."""

    def deep_sigmoid_gradient(x, depth):
        return forward([sigmoid] * depth, x)


class OnlyTheLastSigmoid:
    """You return how the last sigmoid reacts to its own input. How strongly does that input react to x?"""

    def deep_sigmoid_gradient(x, depth):
        end = forward([sigmoid] * depth, x)
        return end * (1 - end) if depth else 1.0


class OneSigmoidTooFew:
    """You walk through one sigmoid too few: depth says how many there are."""

    def deep_sigmoid_gradient(x, depth):
        return deep(x, max(depth - 1, 0))


class OneSigmoidTooMany:
    """You walk through one sigmoid too many: depth says how many there are."""

    def deep_sigmoid_gradient(x, depth):
        return deep(x, depth + 1)


class SteepestEveryTime:
    """You take 1/4 for every sigmoid. That is its slope at 0 only, the steepest place."""

    def deep_sigmoid_gradient(x, depth):
        return 0.25**depth


class SlopeOfTheNextSigmoid:
    """You apply the sigmoid once more before you take its slope: s is the value that this sigmoid returned."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            x = sigmoid(x)
            slope = slope * sigmoid(x) * (1 - sigmoid(x))
        return slope


class SlopeFedOn:
    """You hand the slope to the next sigmoid. It gets the value; the slopes are multiplied beside it."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            s = sigmoid(x)
            x = s * (1 - s)
            slope = slope * x
        return slope


class SlopeOfTheSlope:
    """You hand the slope to the next sigmoid. It gets the value; the slopes are multiplied beside it."""

    def deep_sigmoid_gradient(x, depth):
        for _ in range(depth):
            s = sigmoid(x)
            x = s * (1 - s)
        return x if depth else 1.0


class SigmoidSlopesAdded:
    """You add the slopes. A nudge that is shrunk twice over is shrunk by their product."""

    def deep_sigmoid_gradient(x, depth):
        total = 0.0
        for _ in range(depth):
            x = sigmoid(x)
            total += x * (1 - x)
        return total if depth else 1.0


class ExponentTurned:
    """Your exponent has the wrong sign: the sigmoid is near 1 for large x, since e⁻ˣ is small there."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            x = 1 / (1 + np.exp(x))
            slope = slope * x * (1 - x)
        return slope


class TanhSlopeForSigmoid:
    """1 - s² is the slope of tanh. The sigmoid's is s - s²."""

    def deep_sigmoid_gradient(x, depth):
        slope = 1.0
        for _ in range(depth):
            x = sigmoid(x)
            slope = slope * (1 - x**2)
        return slope


class StagesReturned:
    """You return the stages themselves, what each layer makes. Asked for is how the end reacts to each of them."""

    def layer_gradients(weights, x):
        return tanh_stages(weights, x)


class EndIsTheValue:
    """Your walk back begins with the value of the last stage. It begins with 1: how aₙ reacts to itself."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return (stages[-1] * np.array(collect(local(weights, stages)))).tolist()


class TanhOnceMore:
    """You apply tanh once more before you take its slope. What is kept in a stage is tanh's value already."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * (1 - np.tanh(a) ** 2) for w, a in zip(weights, stages[1:], strict=True)])


class WeightSquared:
    """You multiply by the weight twice. A nudge is stretched by it once, on its way into tanh."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)])


class SquareMissing:
    """Your slope of tanh is 1 - t. It is 1 - t²."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * (1 - a) for w, a in zip(weights, stages[1:], strict=True)])


class TanhForgotten:
    """You multiply the weights only. Each layer's tanh shrinks the nudge, too, unless it stands at 0."""

    def layer_gradients(weights, x):
        return collect(list(weights))


class WeightsTurned:
    """You pair the weights with the wrong layers: walking back, the last weight comes first."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        return collect([w * (1 - a**2) for w, a in zip(weights[::-1], stages[1:], strict=True)])


class WeightsFromTheEnd:
    """You apply the layers from the last weight to the first. w₁ is the first layer's."""

    def layer_gradients(weights, x):
        turned = list(weights)[::-1]
        return collect(local(turned, tanh_stages(turned, x)))


class LayersInForwardOrder:
    """You collect the slopes from the first layer on, as if it stood at the end: the last layer's comes first."""

    def layer_gradients(weights, x):
        return collect(local(weights, tanh_stages(weights, x))[::-1])


class WeightOfTheLayerBefore:
    """You pair each layer's slope with the weight of another layer: between aᵢ₋₁ and aᵢ stands wᵢ."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        shifted = [weights[i - 1] if i else 1.0 for i in range(len(weights))]
        return collect([w * (1 - a**2) for w, a in zip(shifted, stages[1:], strict=True)])


class GradientsOfTheWeights:
    """You compute how the end reacts to each weight. Asked for is how it reacts to each stage."""

    def layer_gradients(weights, x):
        stages = tanh_stages(weights, x)
        back = collect([w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)])
        return [*[g * (1 - a**2) * b for g, a, b in zip(back[1:], stages[1:], stages, strict=False)], 1.0]


class ReluLayers:
    """Your layers have no tanh: negative sums become 0, positive ones stay. Here every layer is a tanh."""

    def layer_gradients(weights, x):
        stages = [x]
        for w in weights:
            stages.append(max(0.0, w * stages[-1]))
        return collect([w * (a > 0) for w, a in zip(weights, stages[1:], strict=True)])


class SigmoidLayers:
    """Your layers are sigmoids. Here every layer is a tanh, from -1 to 1."""

    def layer_gradients(weights, x):
        stages = [x]
        for w in weights:
            stages.append(sigmoid(w * stages[-1]))
        return collect([w * a * (1 - a) for w, a in zip(weights, stages[1:], strict=True)])


class WeightsReversedInPlace:
    """reverse() turns the caller's own list around: make a turned copy of it."""

    def layer_gradients(weights, x):
        found = collect(local(weights, tanh_stages(weights, x)))
        weights.reverse()
        return found


class WeightsPopped:
    """pop takes the weights out of the caller's own list: go through them in a loop."""

    def layer_gradients(weights, x):
        stages, gradients = tanh_stages(weights, x), [1.0]
        while weights:
            gradients.insert(0, gradients[0] * weights.pop() * (1 - stages[len(weights) + 1] ** 2))
        return gradients


class WordsExchanged:
    """You have shrinking and growing exchanged: the gradient sets out at the last stage and arrives at the first."""

    def diagnose_gradients(gradients):
        r = abs(gradients[0]) / abs(gradients[-1])
        return "exploding" if r < 0.001 else "vanishing" if r > 1000 else "healthy"


class NeighboursCompared:
    """You compare the first entry with its neighbour. The rule compares it with the last one."""

    def diagnose_gradients(gradients):
        return judged(abs(gradients[0]) / max(abs(gradients[1]), 1e-300))


class LargestForLast:
    """You compare with the largest entry. The rule compares the first entry with the last one."""

    def diagnose_gradients(gradients):
        return judged(abs(gradients[0]) / max(np.abs(gradients)))


class SmallestForFirst:
    """You compare the smallest entry with the largest. The rule compares the first entry with the last one."""

    def diagnose_gradients(gradients):
        return judged(min(np.abs(gradients)) / max(np.abs(gradients)))


class DifferenceForRatio:
    """You subtract the two. How many times smaller or larger the one is, is their ratio."""

    def diagnose_gradients(gradients):
        return judged(abs(gradients[0]) - abs(gradients[-1]) + 1)


class RatioOfOneLayer:
    """You take a root, the ratio of one layer. The rule compares the two ends of the whole chain."""

    def diagnose_gradients(gradients):
        return judged((abs(gradients[0]) / abs(gradients[-1])) ** (1 / (len(gradients) - 1)))


class LimitsOfAHundred:
    """The limits are 0.001 and 1000, as the docstring says: a few times smaller or larger is still healthy."""

    def diagnose_gradients(gradients):
        r = abs(gradients[0]) / abs(gradients[-1])
        return "vanishing" if r < 0.01 else "exploding" if r > 100 else "healthy"


class LimitsOfAMillion:
    """Your limits are wider than the docstring's, which are 0.001 and 1000."""

    def diagnose_gradients(gradients):
        r = abs(gradients[0]) / abs(gradients[-1])
        return "vanishing" if r < 1e-6 else "exploding" if r > 1e6 else "healthy"


class SumOfAll:
    """You look at the size of all gradients together. What counts is the first entry, compared with the last."""

    def diagnose_gradients(gradients):
        return judged(np.sqrt(np.sum(np.square(gradients))))


# What several of them share


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def deep(x, depth):
    slope = 1.0
    for _ in range(depth):
        x = sigmoid(x)
        slope = slope * x * (1 - x)
    return slope


def forward(functions, x):
    for f in functions:
        x = f(x)
    return x


def factors(functions, derivatives, x):
    found = []
    for f, dfdx in zip(functions, derivatives, strict=True):
        found.append(dfdx(x))
        x = f(x)
    return found


def product(numbers):
    total = 1.0
    for number in numbers:
        total = total * number
    return total


def pipeline(x, dc_db=1.0):
    answer = {"a": 2 * x, "b": 4 * x**2, "c": 4 * x**2 - 10}
    return {**answer, "dc_db": dc_db, "dc_da": dc_db * 4 * x, "dc_dx": dc_db * 8 * x}


def local(weights, stages):
    return [w * (1 - a**2) for w, a in zip(weights, stages[1:], strict=True)]


def judged(ratio):
    return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class SmallNumberBelowEight:
    """You add a small number to the gradient that you divide by. It isn't small beside gradients that are smaller
    still: what is r for a list of those?"""

    def diagnose_gradients(gradients):
        ratio = abs(gradients[0]) / (abs(gradients[-1]) + 1e-8)
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class SmallNumberBelowTen:
    """You add a small number to the gradient that you divide by. It isn't small beside gradients that are smaller
    still: what is r for a list of those?"""

    def diagnose_gradients(gradients):
        ratio = abs(gradients[0]) / (abs(gradients[-1]) + 1e-10)
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"


class SmallNumberBelowTwelve:
    """You add a small number to the gradient that you divide by. It isn't small beside gradients that are smaller
    still: what is r for a list of those?"""

    def diagnose_gradients(gradients):
        ratio = abs(gradients[0]) / (abs(gradients[-1]) + 1e-12)
        return "vanishing" if ratio < 0.001 else "exploding" if ratio > 1000 else "healthy"

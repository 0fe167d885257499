"""Unusual right answers: each must keep every point."""

import math

import numpy as np


class ReturnsArrays:
    """Numbers as 0-d and one-element arrays, sequences as arrays."""

    def chain_derivative(functions, derivatives, x):
        x, factors = np.asarray(x, dtype=float), []
        for i in range(len(functions)):
            factors.append(derivatives[i](x))
            x = functions[i](x)
        return np.asarray(np.prod(np.array(factors), axis=0))

    def pipeline_gradients(x):
        a = np.array([2 * x])
        one, b = np.ones((1, 1)), a**2
        return {"a": a, "b": b, "c": b - 10, "dc_db": one, "dc_da": 2 * a, "dc_dx": 4 * a, "x": x}

    def product_of_sum_gradients(x, y, z):
        return np.array([z, z, x + y])

    def deep_sigmoid_gradient(x, depth):
        slope = np.ones(1)
        for _ in range(depth):
            s = 1 / (1 + np.exp(-x))
            slope *= s * (1 - s)
            x = s
        return slope

    def layer_gradients(weights, x):
        weights = np.array(weights)
        stages = np.zeros(len(weights) + 1)
        stages[0] = x
        for i, w in enumerate(weights):
            stages[i + 1] = np.tanh(w * stages[i])
        gradients = np.ones(len(weights) + 1)
        for i in range(len(weights) - 1, -1, -1):
            gradients[i] = gradients[i + 1] * weights[i] * (1 - stages[i + 1] ** 2)
        return gradients


class Recursion:
    """Chains by recursion: what follows, times what this step does."""

    def chain_derivative(functions, derivatives, x):
        def rest(i, x):
            if i == len(functions):
                return 1.0
            return rest(i + 1, functions[i](x)) * derivatives[i](x)

        return rest(0, x)

    def deep_sigmoid_gradient(x, depth):
        def sigmoid(z):
            return 1 / (1 + math.exp(-z))

        def deep(z, depth):
            s = sigmoid(z)
            return s * (1 - s) * deep(s, depth - 1) if depth else 1

        return deep(x, depth)

    def layer_gradients(weights, x):
        if not weights:
            return (1.0,)
        a = math.tanh(weights[0] * x)
        after = Recursion.layer_gradients(weights[1:], a)
        return (after[0] * weights[0] * (1 - a * a), *after)


class TwoPasses:
    """First all the inputs, forward; then the product, backward."""

    def chain_derivative(functions, derivatives, x, verbose=True):
        inputs = [x]
        for f in functions:
            inputs.append(f(inputs[-1]))
        if verbose:
            print(inputs)
        inputs.pop()
        total = derivatives[-1](inputs[-1])
        for d, z in zip(derivatives[-2::-1], inputs[-2::-1], strict=True):
            total = total * d(z)
        return total


class ClosedForms:
    """The pipeline and the product by closed forms, with lists and a dict made in another order."""

    def pipeline_gradients(x):
        answer = {"dc_dx": 8 * x, "dc_da": 4 * x, "dc_db": 1}
        answer.update(a=x + x, b=(x + x) ** 2, c=(x + x) * (x + x) - 10)
        return answer

    def product_of_sum_gradients(x, y, z, upstream=1.0):
        q = x + y
        return [upstream * z, upstream * z, upstream * q]


class ExponentialSlope:
    """The slope of the sigmoid as e⁻ˣ / (1 + e⁻ˣ)², and that of tanh as 1 / cosh²."""

    def deep_sigmoid_gradient(x, depth):
        slopes = []
        for _ in range(depth):
            slopes.append(np.exp(-x) / (1 + np.exp(-x)) ** 2)
            x = 1 / (1 + np.exp(-x))
        return np.prod(slopes)

    def layer_gradients(weights, x):
        stages, sums = [np.float64(x)], []
        for w in weights:
            sums.append(w * stages[-1])
            stages.append(np.tanh(sums[-1]))
        gradients = [np.array([1.0])[0]]
        for w, z in zip(reversed(weights), reversed(sums), strict=True):
            gradients.insert(0, gradients[0] * w / np.cosh(z) ** 2)
        return gradients


class LogarithmOfTheRatio:
    """The diagnosis from the logarithms of the sizes."""

    def diagnose_gradients(gradients):
        with np.errstate(divide="ignore"):
            sizes = np.log10(np.abs(np.array(gradients, dtype=float)))
        difference = sizes[0] - sizes[-1]
        if difference > 3:
            return "exploding"
        return "vanishing" if difference < -3 else "healthy"


class ProductsWithoutDivision:
    """The diagnosis without a division, and strings from NumPy."""

    def diagnose_gradients(gradients):
        first, last = map(abs, (gradients[0], gradients[len(gradients) - 1]))
        words = np.array(["vanishing", "healthy", "exploding"])
        return str(words[1 + int(first > 1000 * last) - int(first < last / 1000)])


class FactorsInALoop:
    """Everything in one walk forward, the slopes kept up to date on the way; sizes compared without a ratio."""

    def chain_derivative(functions, derivatives, x):
        slopes = []
        for k in range(len(functions)):
            slopes.append(np.asarray(derivatives[k](x), dtype=float))
            x = functions[k](x)
        total = np.ones_like(slopes[0])
        for slope in slopes:
            total *= slope
        return total

    def deep_sigmoid_gradient(x, depth):
        slope = 1
        while depth > 0:
            x = 0.5 * (1 + np.tanh(0.5 * x)) if x > -30 else np.exp(x)
            slope, depth = slope * (x - x * x), depth - 1
        return slope

    def layer_gradients(weights, x):
        gradients = [1.0]
        for w in weights:
            x = np.tanh(w * x)
            gradients = [g * (1 - x**2) * w for g in gradients] + [1.0]
        return np.array(gradients)

    def diagnose_gradients(gradients):
        first, *_, last = (abs(float(g)) for g in gradients)
        return "vanishing" if 1000 * first < last else "exploding" if first > 1000 * last else "healthy"

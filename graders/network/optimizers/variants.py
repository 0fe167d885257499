"""Unusual right answers: each must keep every point."""

import math

import numpy as np


class GeneratorOfBatches:
    """Batches one at a time, by yield, from shuffled indices; the path as a list."""

    def minibatches(X, y, batch_size, rng, shuffle=True):
        indices = np.arange(X.shape[0])
        rng.shuffle(indices)
        while len(indices):
            chosen, indices = indices[:batch_size], indices[batch_size:]
            print("batch of", len(chosen))
            yield X[chosen], y[chosen]

    def descend(W, dW, learning_rate=0.1, steps=10):
        W = W.copy()
        path = [W.copy()]
        for _ in range(steps):
            W -= learning_rate * dW(W)
            path.append(W.copy())
        return path


class ListsOfLists:
    """Batches as lists of lists of rows, the order by sorting random numbers."""

    def minibatches(X, y, batch_size, rng):
        order = np.argsort(rng.random(len(y)))
        groups = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
        return tuple([X[g].tolist(), np.take(y, g, axis=0)] for g in groups)

    def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9, nesterov=False):
        W, velocity = W.copy(), velocity.copy()
        velocity *= momentum
        velocity += dW
        W -= learning_rate * velocity
        return [W, velocity]


class TwinShuffle:
    """X and y copied and shuffled with two generators in the same state."""

    def minibatches(X, y, batch_size, rng):
        seed = int(rng.integers(2**31))
        X, y = X.copy(), y.copy()
        np.random.default_rng(seed).shuffle(X)
        np.random.default_rng(seed).shuffle(y)
        count = math.ceil(len(X) / batch_size)
        cuts = [slice(i * batch_size, (i + 1) * batch_size) for i in range(count)]
        return list(zip([X[c] for c in cuts], [y[c] for c in cuts], strict=True))

    def sgd_step(W, dW, learning_rate=0.01):
        return np.subtract(W, np.multiply(learning_rate, dW))


class ElementByElement:
    """RMSprop and Adam by a loop over the elements, with math."""

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        new_W, new_cache = np.empty_like(W), np.empty_like(cache)
        for i in np.ndindex(W.shape):
            new_cache[i] = cache[i] + (1 - decay) * (dW[i] ** 2 - cache[i])
            new_W[i] = W[i] - learning_rate / (math.sqrt(new_cache[i]) + eps) * dW[i]
        return new_W, new_cache

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        W, m, v = np.array(W), np.array(m), np.array(v)
        for i in np.ndindex(W.shape):
            m[i] += (1 - beta1) * (dW[i] - m[i])
            v[i] += (1 - beta2) * (dW[i] * dW[i] - v[i])
            hats = m[i] / (1 - math.pow(beta1, t)), v[i] / (1 - math.pow(beta2, t))
            W[i] -= learning_rate * hats[0] / (math.sqrt(hats[1]) + eps)
        return W, m, v


class FoldedCorrection:
    """Adam with both corrections folded into the rate, and into eps, as in the paper's remark."""

    def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        m = beta1 * m + (1 - beta1) * dW
        v = beta2 * v + (1 - beta2) * np.square(dW)
        root = np.sqrt(1 - beta2**t)
        rate = learning_rate * root / (1 - beta1**t)
        return W - rate * m / (np.sqrt(v) + eps * root), m, v


class SchedulesInClosedForm:
    """Stairs by a loop; the cosine by an if; the number of restarts by a logarithm."""

    def step_decay(step, period, learning_rate=0.1, factor=0.5):
        for _ in range(math.floor(step / period)):
            learning_rate *= factor
        return learning_rate

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        if step >= period:
            return np.array(minimum)
        return minimum + (learning_rate - minimum) * math.cos(math.pi * step / period / 2) ** 2

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        if growth == 1:
            s, T = step % period, period
        else:
            n = math.floor(math.log(step / period * (growth - 1) + 1, growth) + 1e-9)  # a border is a whole number
            s = step - period * (growth**n - 1) / (growth - 1)
            T = period * growth**n
        return np.array([minimum + 0.5 * (learning_rate - minimum) * (1 + np.cos(np.pi * s / T))])


class RestartsByCounting:
    """The restarts found by walking from step to step."""

    def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
        inside, length = 0, period
        for _ in range(step):
            inside += 1
            if inside == length:
                inside, length = 0, length * growth
        return minimum + (learning_rate - minimum) * (1 + math.cos(math.pi * inside / length)) / 2


class MinusEqualsOnCopies:
    """Copies that are written into; batches by array_split at the borders; a path filled row by row."""

    def sgd_step(W, dW, learning_rate):
        W = W.copy()
        W -= learning_rate * dW
        return W

    def descend(W, dW, learning_rate=0.1, steps=10):
        path = np.empty((steps + 1, *W.shape))
        path[0] = W
        for k in range(steps):
            path[k + 1] = path[k] + -learning_rate * np.asarray(dW(path[k]))
        return path

    def minibatches(X, y, batch_size, rng):
        both = np.concatenate((X, y), axis=1)
        rng.shuffle(both)
        parts = np.array_split(both, range(batch_size, len(X), batch_size))
        return [[part[:, : X.shape[1]], part[:, X.shape[1] :]] for part in parts]


class ShuffledByHand:
    """Fisher and Yates, from the end; RMSprop and Adam by np.add and a power of a half."""

    def minibatches(X, y, batch_size, rng):
        order = list(range(len(X)))
        for i in reversed(range(1, len(X))):
            j = rng.integers(i + 1)
            order[i], order[j] = order[j], order[i]
        while order:
            rows, order = order[:batch_size], order[batch_size:]
            yield X[rows], y[rows]

    def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
        cache = np.add(decay * cache, (1 - decay) * np.power(dW, 2))
        step = np.divide(dW, eps + cache**0.5)
        return [W + -learning_rate * step, cache]

    def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
        if step > period:
            step = period
        share = 0.5 * (1 + math.cos(step * math.pi / period))
        return (1 - share) * minimum + share * learning_rate

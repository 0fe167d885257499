"""Unusual right answers: each must keep every point."""

import math

import numpy as np


class ListsAndTuples:
    """Lists and tuples everywhere, no NumPy, loops and prints."""

    def partial_derivative(f, point, variable_index, h=1e-7, verbose=True):
        up = [float(c) for c in point]
        down = list(up)
        up[variable_index] = up[variable_index] + h
        down[variable_index] = down[variable_index] - h
        if verbose:
            print("up", up, "down", down)
        return (f(*up) - f(*down)) / (h + h)

    def gradient(f, point, h=1e-7):
        slopes = []
        for i in range(len(point)):
            ahead = [float(c) + (h if j == i else 0.0) for j, c in enumerate(point)]
            behind = [float(c) - (h if j == i else 0.0) for j, c in enumerate(point)]
            slopes.append((f(*ahead) - f(*behind)) / (2 * h))
        return slopes

    def descent_direction(f, point):
        slopes = ListsAndTuples.gradient(f, point)
        length = math.sqrt(sum(s * s for s in slopes))
        return tuple(-s / length if length > 1e-6 else 0.0 for s in slopes)

    def most_sensitive(f, point):
        sizes = [abs(s) for s in ListsAndTuples.gradient(f, point)]
        return sizes.index(max(sizes))


class OneElementArrays:
    """Numbers as one-element arrays, an index as a NumPy integer, float32 where that is enough."""

    def partial_derivative(f, point, variable_index, h=1e-7):
        step = np.zeros(len(point))
        step[variable_index] = h
        return np.array([(f(*(point + step)) - f(*(point - step))) / (2 * h)])

    def gradient(f, point, h=1e-7):
        steps = np.eye(len(point)) * h
        return np.array([f(*(point + s)) - f(*(point - s)) for s in steps]) / (2 * h)

    def most_sensitive(f, point):
        return np.argsort(np.abs(OneElementArrays.gradient(f, point)))[-1:]


class WalksTheDirection:
    """The directional derivative by walking: f a little ahead minus f a little behind."""

    def directional_derivative(f, point, direction, h=1e-6):
        p = np.asarray(point, dtype=float)
        unit = np.asarray(direction) / math.hypot(*direction)
        ahead, behind = p + h * unit, p - h * unit
        return float((f(*ahead) - f(*behind)) / (2 * h))


class AnglesForLengths:
    """The directional derivative as |gradient| times the cosine of the angle between the two."""

    def directional_derivative(f, point, direction):
        g = np.ravel(gradient_in_place(f, point))
        d = np.asarray(direction, dtype=float)
        steepness = np.sqrt(g @ g)
        if steepness == 0:
            return 0
        cosine = np.dot(g, d) / (steepness * np.linalg.norm(d))
        return np.float64(steepness * cosine)


class NudgedAndPutBack:
    """Works in place on its own copy and puts the exact old coordinate back; returns a row view."""

    def gradient(f, point, h=1e-7):
        return gradient_in_place(f, point, h)

    def partial_derivative(f, point, variable_index, h=1e-7):
        return gradient_in_place(f, point, h)[variable_index]

    def descent_direction(f, point):
        g = gradient_in_place(f, point)
        length = (g**2).sum() ** 0.5
        if length > 1e-6:
            g /= -length
        else:
            g *= 0.0
        return g


class HessianOfGradients:
    """The Hessian as differences of gradients: symmetric up to rounding only."""

    def hessian(f, point, h=1e-4):
        rows = []
        for i in range(len(point)):
            ahead, behind = np.array(point, float), np.array(point, float)
            ahead[i] += h
            behind[i] -= h
            rows.append((gradient_in_place(f, ahead, h) - gradient_in_place(f, behind, h)) / (2 * h))
        return rows


class HessianByTwoFormulas:
    """The three-point formula on the diagonal, four corners beside it, mirrored; as lists."""

    def hessian(f, point, h=1e-4):
        n = len(point)
        matrix = [[0.0] * n for _ in range(n)]
        p = [float(c) for c in point]

        def at(**moves):
            return f(*[c + moves.get(f"x{k}", 0.0) for k, c in enumerate(p)])

        for i in range(n):
            a = f"x{i}"
            matrix[i][i] = (at(**{a: h}) - 2 * at() + at(**{a: -h})) / h**2
            for j in range(i):
                b = f"x{j}"
                corners = at(**{a: h, b: h}) + at(**{a: -h, b: -h})
                corners -= at(**{a: h, b: -h}) + at(**{a: -h, b: h})
                matrix[i][j] = matrix[j][i] = corners / (4 * h * h)
        return matrix


class HessianOfSixPoints:
    """The Hessian beside the diagonal from f at six points around the middle one, symmetric by construction."""

    def hessian(f, point, h=1e-4):
        p, steps = np.array(point, dtype=float), np.eye(len(point)) * h
        here = f(*p)
        around = [f(*(p + s)) + f(*(p - s)) for s in steps]
        matrix = np.diag([(both - 2 * here) / h**2 for both in around])
        for i, s in enumerate(steps):
            for j, t in enumerate(steps[:i]):
                far = f(*(p + s + t)) + f(*(p - s - t))
                matrix[i, j] = matrix[j, i] = (far - around[i] - around[j] + 2 * here) / (2 * h**2)
        return matrix


def gradient_in_place(f, point, h=1e-7):
    copy, slopes = np.array(point, dtype=np.float64), np.empty((1, len(point)))
    for i, old in enumerate(copy.tolist()):
        copy[i] = old + h
        slopes[0, i] = f(*copy)
        copy[i] = old - h
        slopes[0, i] -= f(*copy)
        copy[i] = old
    slopes /= 2 * h
    return slopes[0]

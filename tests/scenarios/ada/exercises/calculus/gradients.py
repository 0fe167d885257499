import numpy as np


def partial_derivative(f, point, variable_index, h=1e-7):
    values = [float(c) for c in point]
    shifted = []
    for sign in (+1, -1):
        moved = list(values)
        moved[variable_index] = moved[variable_index] + sign * h
        shifted.append(f(*moved))
    return (shifted[0] - shifted[1]) / (2 * h)


def gradient(f, point, h=1e-7):
    return np.fromiter((partial_derivative(f, point, i, h) for i in range(len(point))), dtype=float)


def descent_direction(f, point):
    g = gradient(f, point)
    length = np.sqrt((g**2).sum())
    if length < 1e-6:
        return [0.0 for _ in point]
    return tuple(-g / length)


def directional_derivative(f, point, direction):
    d = np.asarray(direction, dtype=float)
    return sum(gradient(f, point) * d) / np.linalg.norm(d)


def most_sensitive(f, point):
    sizes = [abs(s) for s in gradient(f, point)]
    return sizes.index(max(sizes))


def hessian(f, point, h=1e-4):
    n = len(point)
    p = np.array(point, dtype=float)
    e = np.eye(n) * h
    H = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            a, b = e[i], e[j]
            H[i, j] = H[j, i] = (
                f(*(p + a + b)) - f(*(p + a - b)) - f(*(p - a + b)) + f(*(p - a - b))
            ) / (4 * h * h)
    return H

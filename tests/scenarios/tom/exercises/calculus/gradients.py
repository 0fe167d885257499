import numpy as np


def partial_derivative(f, point, variable_index, h=1e-7):
    plus = np.array(point)
    minus = np.array(point)
    plus[variable_index] += h
    minus[variable_index] -= h
    return (f(*plus) - f(*minus)) / (2 * h)


def gradient(f, point, h=1e-7):
    g = []
    for i in range(len(point)):
        g.append(partial_derivative(f, point, i, h))
    return g


def descent_direction(f, point):
    g = np.array(gradient(f, point))
    return g / np.linalg.norm(g)


def directional_derivative(f, point, direction):
    return np.dot(gradient(f, point), direction)


def most_sensitive(f, point):
    return int(np.argmax(gradient(f, point)))


def hessian(f, point, h=1e-4):
    raise NotImplementedError("calculus/gradients: hessian")

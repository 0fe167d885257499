import numpy as np


def gradient_descent(grad, start, learning_rate=0.1, steps=100):
    x = np.array(start, dtype=float)
    path = []
    for i in range(steps):
        x = x - learning_rate * grad(x)
        path.append(x)
    return np.array(path)


def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
    x = np.array(start, dtype=float)
    steps = 0
    while steps < max_steps:
        new = x - learning_rate * grad(x)
        steps += 1
        if abs(loss(new) - loss(x)) < tolerance:
            return new, steps
        x = new
    return x, steps


def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
    x = np.array(start, dtype=float)
    v = 0
    path = []
    for i in range(steps):
        v = momentum * v + grad(x)
        x = x - learning_rate * v
        path.append(x)
    return np.array(path)


def newton_descent(grad, curvature, start, steps=10):
    raise NotImplementedError("calculus/gradient_descent: newton_descent")


def classify_run(losses):
    raise NotImplementedError("calculus/gradient_descent: classify_run")


def critical_point(hessian):
    w = np.linalg.eigvalsh(hessian)
    if (w > 1e-5).any() and (w < -1e-5).any():
        return "saddle"
    if (abs(w) <= 1e-5).any():
        return "degenerate"
    return "minimum" if (w > 0).all() else "maximum"


def plot_descent(ax, loss, path, xs, ys=None):
    raise NotImplementedError("calculus/gradient_descent: plot_descent")

import numpy as np


def make_line(n, w, b, noise, rng):
    x = rng.uniform(-5, 5, n)
    y = w * x + b + noise * rng.normal(size=n)
    return x, y


def mse_loss(w, b, x, y):
    return np.mean((w * x + b - y) ** 2)


def mse_gradient(w, b, x, y):
    error = w * x + b - y
    return np.mean(error * x), np.mean(error)


def fit_line(x, y, learning_rate=0.01, epochs=200):
    w = b = 0.0
    losses = []
    for _ in range(epochs):
        dw, db = mse_gradient(w, b, x, y)
        w -= learning_rate * dw
        b -= learning_rate * db
        losses.append(mse_loss(w, b, x, y))
    return w, b, losses


def fit_polynomial(x, y, degree, learning_rate, epochs):
    raise NotImplementedError("calculus/linear_regression: fit_polynomial")


def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
    raise NotImplementedError("calculus/linear_regression: plot_fit")

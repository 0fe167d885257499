import numpy as np


def make_line(n, w, b, noise, rng):
    x = 10 * rng.random(n) - 5
    return x, b + w * x + rng.normal(0, noise, size=n)


def mse_loss(w, b, x, y):
    r = y - (w * x + b)
    return float(r @ r) / len(r)


def mse_gradient(w, b, x, y):
    r = y - (w * x + b)
    return np.array([-2 * (r * x).mean(), -2 * r.mean()])


def fit_line(x, y, learning_rate=0.01, epochs=200):
    params = np.zeros(2)
    losses = np.zeros(epochs)
    for i in range(epochs):
        losses[i] = mse_loss(params[0], params[1], x, y)
        params = params - learning_rate * mse_gradient(*params, x, y)
    return params[0], params[1], losses


def fit_polynomial(x, y, degree, learning_rate, epochs):
    V = np.vander(x, degree + 1, increasing=True)
    c = np.zeros(degree + 1)
    for _ in range(epochs):
        c -= learning_rate * 2 / len(x) * (V.T @ (V @ c - y))
    return list(c)


def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
    loss_ax.semilogy(range(len(losses)), losses)
    fit_ax.plot(x, y, "k.")
    ends = np.array([x.min(), x.max()])
    fit_ax.plot(ends, w * ends + b)
    return loss_ax, fit_ax

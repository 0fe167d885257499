"""Unusual right answers: each must keep every point."""

import numpy as np

from exercises.calculus.linear_regression import fit_line as reference_fit


class LoopsInPlainPython:
    """No arrays inside: sums in loops, lists coming out, and a helper with a counter."""

    def mse_loss(w, b, x, y):
        total = 0
        for xi, yi in zip(x, y, strict=True):
            total += (yi - (w * xi + b)) ** 2
        return float(total / len(x))

    def mse_gradient(w, b, x, y):
        dw = db = 0.0
        for i in range(len(x)):
            dw += -2 / len(x) * x[i] * (y[i] - (w * x[i] + b))
            db += -2 / len(x) * (y[i] - (w * x[i] + b))
        return [float(dw), float(db)]

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        c = [0.0] * (degree + 1)
        for _ in range(epochs):
            slopes = [0.0] * (degree + 1)
            for xi, yi in zip(x, y, strict=True):
                error = sum(ck * xi**k for k, ck in enumerate(c)) - yi
                slopes = [s + 2 * error * xi**k / len(x) for k, s in enumerate(slopes)]
            c = [ck - learning_rate * s for ck, s in zip(c, slopes, strict=True)]
        return c


class OtherDraws:
    """Chance used in another order and by other methods of the generator, with prints;
    a list of arrays.
    """

    def make_line(n, w, b, noise, rng, verbose=True):
        scatter = noise * rng.standard_normal(n)
        x = -5 + 10 * rng.random(n)
        print("made", n, "points")
        return [x, w * x + b + scatter]


class OneByOne:
    """Each point drawn by itself, appended to a list."""

    def make_line(n, w, b, noise, rng):
        xs, ys = [], []
        for _ in range(n):
            xs.append(rng.uniform(-5, 5))
            ys.append(rng.normal(w * xs[-1] + b, noise))
        return xs, ys


class OneElementArrays:
    """Numbers as arrays of one element, the gradient as an array, the losses as an
    array filled in place.
    """

    def mse_loss(w, b, x, y):
        return np.array([np.square(y - x * w - b).mean()])

    def mse_gradient(w, b, x, y):
        design = np.stack([x, np.ones_like(x)], axis=1)
        return 2 / len(x) * design.T @ (design @ np.array([w, b]).ravel() - y)

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = np.zeros(1), np.zeros((1, 1)), np.empty(epochs)
        for i in range(epochs):
            error = w * x + b[0] - y
            losses[i] = error @ error / x.size
            dw, db = 2 * error @ x / x.size, 2 * error.sum() / x.size
            w -= learning_rate * dw
            b -= learning_rate * db
        return w, b, losses


class ColumnsThroughout:
    """Everything as columns on the inside, with a matching column of y."""

    def mse_gradient(w, b, x, y):
        x, y = np.reshape(x, (-1, 1)), np.reshape(y, (-1, 1))
        error = x @ np.array([[float(w)]]) + b - y
        return (2 / len(x) * x.T @ error).item(), np.mean(2 * error, axis=0, keepdims=True)

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        powers = np.hstack([np.reshape(x, (-1, 1)) ** k for k in range(degree + 1)])
        c, column = np.zeros((degree + 1, 1)), np.reshape(y, (-1, 1))
        for _ in range(epochs):
            c -= learning_rate * (2 / len(x)) * powers.T.dot(powers.dot(c) - column)
        return c.flatten()


class SimultaneousTuples:
    """A tuple assignment, extra arguments, an early progress print, the losses as a tuple."""

    def fit_line(x, y, learning_rate=0.01, epochs=200, verbose=True, every=100):
        w = b = 0
        losses = ()
        for epoch in range(1, epochs + 1):
            error = y - (w * x + b)
            losses += (np.mean(error**2),)
            if verbose and epoch % every == 0:
                print(f"epoch {epoch}: loss {losses[-1]:.4f}")
            w, b = (w + 2 * learning_rate * np.mean(error * x), b + 2 * learning_rate * np.mean(error))
        return w, b, losses


class Horner:
    """The polynomial by Horner's rule, highest power first on the inside; turned round
    at the end.
    """

    def fit_polynomial(x, y, degree, learning_rate, epochs):
        highest_first = np.zeros(degree + 1)
        for _ in range(epochs):
            error = np.polyval(highest_first, x) - y
            slope = [2 * np.mean(error * x**k) for k in range(degree, -1, -1)]
            highest_first = highest_first - learning_rate * np.array(slope)
        return highest_first[::-1]


class DrawsOtherwise:
    """Marks by plot, a logarithmic scale, a long sorted line with a legend, further lines."""

    def plot_fit(loss_ax, fit_ax, x, y, w, b, losses):
        loss_ax.semilogy(np.arange(len(losses)), losses, "k--", marker=".")
        grid = np.linspace(min(x) - 1, max(x) + 1, 300)
        fit_ax.plot(grid, w * grid + b, label="fit")
        fit_ax.plot(x, y, "o")
        fit_ax.axhline(0, color="gray")
        fit_ax.legend()
        return [loss_ax, fit_ax]


class FitsMore:
    """The line by the polynomial's own route, and the losses from a list that was one longer."""

    def fit_line(x, y, learning_rate=0.01, epochs=200):
        w, b, losses = reference_fit(x, y, learning_rate, epochs + 1)
        w, b, _ = reference_fit(x, y, learning_rate, epochs)
        return np.float64(w), np.float64(b), list(losses)[:epochs]

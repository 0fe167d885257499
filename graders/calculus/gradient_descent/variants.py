"""Unusual right answers: each must keep every point."""

import math

import numpy as np


class ListsAndPrints:
    """Paths as lists of plain numbers or of arrays, progress printed, extra arguments."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100, verbose=True):
        x, path = start, [start]
        for step in range(steps):
            x = x - learning_rate * grad(x)
            path.append(x)
            if verbose and step % 10 == 0:
                print("step", step, "x =", x)
        return path

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        path, v = [start], 0
        while len(path) <= steps:
            v = momentum * v + grad(path[-1])
            path.append(path[-1] - learning_rate * v)
        return path

    def newton_descent(grad, curvature, start, steps=10):
        path = [start]
        for _ in range(steps):
            path += [path[-1] - grad(path[-1]) / curvature(path[-1])]
        return tuple(path)

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x, losses = start, [loss(start)]
        while len(losses) <= max_steps:
            x = x - learning_rate * grad(x)
            losses += [loss(x)]
            if math.fabs(losses[-1] - losses[-2]) < tolerance:
                break
        return [x, len(losses) - 1]


class PathAllocatedFirst:
    """The array of the path is made first, and filled row by row."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.asarray(start, dtype=float)
        path = np.zeros((steps + 1, *x.shape))
        path[0] = x
        for i in range(steps):
            path[i + 1] = path[i] - learning_rate * grad(path[i])
        return path

    def newton_descent(grad, curvature, start, steps=10):
        path = np.empty(steps + 1)
        path[0] = start
        for i in range(1, steps + 1):
            path[i] = path[i - 1] - grad(path[i - 1]) / curvature(path[i - 1])
        return path


class InPlaceOnACopy:
    """Updates in place on a copy of the start, stores copies."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.array(start, dtype=np.float64, copy=True)
        path = [x.copy()]
        for _ in range(steps):
            x -= learning_rate * np.asarray(grad(x))
            path.append(x.copy())
        return np.stack(path)

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x = np.array(start, dtype=float)
        before, steps = loss(x), 0
        while steps < max_steps:
            x -= learning_rate * np.asarray(grad(x))
            steps += 1
            after = loss(x)
            if abs(before - after) < tolerance:
                break
            before = after
        return x, np.int64(steps)


class RateInsideTheVelocity:
    """Momentum with the learning rate and the sign inside v: the same path."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x, v = np.array(start, dtype=float), 0.0
        path = [x]
        for _ in range(steps):
            v = momentum * v - learning_rate * grad(x)
            x = x + v
            path.append(x)
        return np.array(path)


class PointsInBrackets:
    """minimize answers a number by an array of one element, and counts from 0."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x = start
        for taken in range(max_steps):
            old, x = x, x - learning_rate * grad(x)
            if np.abs(np.subtract(loss(x), loss(old))) < tolerance:
                return np.atleast_1d(x), taken + 1
        return np.atleast_1d(x), np.array([max_steps])


class RulesWithoutNumPy:
    """The rules with loops and plain numbers."""

    def classify_run(losses):
        losses = [float(loss) for loss in losses]
        for loss in losses:
            if math.isnan(loss) or math.isinf(loss):
                return "diverged"
        tail = losses[len(losses) - max(4, len(losses) // 4) :]
        if min(tail) > losses[0] + 1e-9:
            return "diverged"
        if max(tail) - min(tail) <= 0.001 * (max(losses) - min(losses)) + 1e-9:
            return "converged"
        ups = sum(tail[i + 1] - tail[i] > 1e-9 for i in range(len(tail) - 1))
        return "oscillating" if ups >= (len(tail) - 1) / 10 else "too slow"

    def critical_point(hessian):
        values = [complex(value).real for value in np.linalg.eig(hessian)[0]]
        ups = sum(value > 1e-5 for value in values)
        downs = sum(value < -1e-5 for value in values)
        if ups and downs:
            return "saddle"
        return "minimum" if ups == len(values) else "maximum" if downs == len(values) else "degenerate"


class RulesAsNumPyStrings:
    """The words come out of an array of strings."""

    def critical_point(hessian):
        signs = np.linalg.eigvalsh(np.asarray(hessian).T)
        up, down = (signs > 1e-5).sum(), (signs < -1e-5).sum()
        words = np.array(["degenerate", "minimum", "maximum", "saddle"])
        n = len(signs)
        return words[3 if up and down else 1 if up == n else 2 if down == n else 0]


class FilledAndLabelled:
    """Filled contours with a grid of loops, path first, a scatter on top, titles and limits."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            ax.plot([float(x) for x in path], [loss(x) for x in path], "ro-", label="path")
            ax.plot(xs, [loss(x) for x in xs], lw=2)
            ax.scatter(path[-1], loss(path[-1]), marker="*")
            ax.legend()
        else:
            ax.plot(*np.transpose(path), ".-")
            heights = [[loss(np.array([x, y])) for x in xs] for y in ys]
            ax.contourf(xs, ys, heights, 15, alpha=0.5)
            ax.scatter([path[0][0]], [path[0][1]])
            ax.set_xlim(xs[0], xs[-1])
        ax.set_title("descent")
        return ax


class LogarithmicHeights:
    """The contours of the logarithm of the loss, which are the same lines, with labels."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            ax.axvline(path[0], color="grey")
            ax.plot(xs, loss(xs), path, loss(path))
            return ax
        X, Y = np.meshgrid(xs, ys)
        drawn = ax.contour(X, Y, np.log(loss([X, Y])), levels=12)
        ax.clabel(drawn)
        ax.plot(path[:, 0], path[:, 1], marker="x")
        return ax


class StopsAskingButKeepsWalking:
    """Where the walk has arrived the rest of the path is filled with the last point, as long as it should be."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.array(start, dtype=float)
        path = np.tile(x, (steps + 1,) + (1,) * x.ndim)
        for k in range(steps):
            slope = np.asarray(grad(path[k]))
            if not slope.any():
                path[k + 1 :] = path[k]
                break
            path[k + 1] = path[k] - learning_rate * slope
        return path

    def newton_descent(grad, curvature, start, steps=10):
        def rest(x, left):
            return [x] + (rest(x - grad(x) / curvature(x), left - 1) if left else [])

        return rest(float(start), steps)

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x, taken, change = np.array(start, dtype=float), 0, np.inf
        while taken < max_steps and not change < tolerance:
            following = x - learning_rate * grad(x)
            change = abs(loss(x) - loss(following))
            x, taken = following, taken + 1
        return x, taken


class SharesAndSigns:
    """The rules by counting: shares of steps, signs of eigenvalues, a dictionary of words."""

    def classify_run(losses):
        run = np.asarray(losses, dtype=float)
        if np.isnan(run).any() or np.isinf(run).any():
            return "diverged"
        tail = run[len(run) - max(4, len(run) // 4) :]
        rising = np.count_nonzero(tail[1:] - tail[:-1] > 1e-9)
        if (tail > run[0] + 1e-9).all():
            return "diverged"
        if np.ptp(tail) <= np.ptp(run) / 1000 + 1e-9:
            return "converged"
        return "oscillating" if 10 * rising >= len(tail) - 1 else "too slow"

    def critical_point(hessian):
        values = np.linalg.eigvalsh(hessian)
        signs = set(np.where(values > 1e-5, 1, np.where(values < -1e-5, -1, 0)).tolist())
        if {1, -1} <= signs:
            return "saddle"
        return {1: "minimum", -1: "maximum"}[signs.pop()] if 0 not in signs else "degenerate"

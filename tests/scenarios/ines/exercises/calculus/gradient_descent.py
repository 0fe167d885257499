import numpy as np


def gradient_descent(grad, start, learning_rate=0.1, steps=100):
    path = [np.array(start, dtype=float)]
    while len(path) <= steps:
        here = path[-1]
        path.append(here - learning_rate * np.asarray(grad(here)))
    return np.stack(path)


def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
    x, before = np.array(start, dtype=float), loss(start)
    for taken in range(1, max_steps + 1):
        x = x - learning_rate * np.asarray(grad(x))
        after = loss(x)
        if abs(before - after) < tolerance:
            break
        before = after
    return x, taken


def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
    x = np.array(start, dtype=float)
    v = np.zeros_like(x)
    path = [x.copy()]
    for _ in range(steps):
        v = momentum * v + (1 - momentum) * np.asarray(grad(x))
        x = x - learning_rate * v
        path.append(x.copy())
    return path


def newton_descent(grad, curvature, start, steps=10):
    path = [float(start)]
    for _ in range(steps):
        path.append(path[-1] - 0.1 * grad(path[-1]) / curvature(path[-1]))
    return path


def classify_run(losses):
    values = [float(v) for v in losses]
    if not all(np.isfinite(values)):
        return "diverged"
    tail = values[-max(4, len(values) // 4) :]
    if min(tail) > values[0] + 1e-9:
        return "diverged"
    spread = max(values) - min(values)
    if max(tail) - min(tail) <= 0.001 * spread + 1e-9:
        return "converged"
    ups = sum(1 for a, b in zip(tail, tail[1:]) if b - a > 1e-9)
    return "oscillating" if ups >= (len(tail) - 1) / 10 else "too slow"


def critical_point(hessian):
    w = np.linalg.eigvals(np.asarray(hessian)).real
    up, down = np.any(w > 1e-5), np.any(w < -1e-5)
    if up and down:
        return "saddle"
    if np.any(np.abs(w) <= 1e-5):
        return "degenerate"
    return "minimum" if up else "maximum"


def plot_descent(ax, loss, path, xs, ys=None):
    path = np.asarray(path)
    if ys is None:
        ax.plot(xs, [loss(x) for x in xs])
        ax.plot(path, [loss(p) for p in path], "o-")
    else:
        heights = [[loss(np.array([x, y])) for x in xs] for y in ys]
        ax.contour(xs, ys, heights, 20)
        ax.plot(path[:, 0], path[:, 1], ".-")
    return ax

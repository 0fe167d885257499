"""Unusual right answers: each must keep every point."""

import numpy as np

import exercises.micrograd.moons as moons
from exercises.micrograd.engine import Value


class AfterTheDemo:
    """The way of micrograd's demo: everything in one train, map and zip, a batch by permutation."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        history = []
        for k in range(steps):
            if batch_size is None:
                Xb, yb = X, y
            else:
                ri = (rng or np.random.default_rng()).permutation(X.shape[0])[:batch_size]
                Xb, yb = X[ri], y[ri]
            inputs = [list(map(Value, row)) for row in Xb]
            scores = list(map(model, inputs))
            losses = [(1 + -yi * si).relu() for yi, si in zip(yb, scores, strict=True)]
            data_loss = sum(losses) * (1.0 / len(losses))
            alpha = 1e-4
            reg_loss = alpha * sum(p * p for p in model.parameters())
            total_loss = data_loss + reg_loss
            model.zero_grad()
            total_loss.backward()
            rate = 1.0 - 0.9 * k / steps
            for p in model.parameters():
                p.data -= rate * p.grad
            print(f"step {k} loss {total_loss.data}")
            history.append(total_loss.data)
        return history

    def accuracy(model, X, y):
        scores = list(map(model, X.tolist()))
        hits = [(yi > 0) == (si.data > 0) for yi, si in zip(y, scores, strict=True)]
        return sum(hits) / len(hits)

    def plot_boundary(ax, model, X, y):
        h = 0.1
        x_min, x_max = X[:, 0].min() - 1, X[:, 0].max() + 1
        y_min, y_max = X[:, 1].min() - 1, X[:, 1].max() + 1
        xx, yy = np.meshgrid(np.arange(x_min, x_max, h), np.arange(y_min, y_max, h))
        scores = [model(x) for x in np.c_[xx.ravel(), yy.ravel()]]
        Z = np.array([s.data > 0 for s in scores]).reshape(xx.shape)
        ax.contourf(xx, yy, Z, alpha=0.8)
        ax.scatter(X[:, 0], X[:, 1], c=y, s=40)
        ax.set_xlim(xx.min(), xx.max())
        ax.set_ylim(yy.min(), yy.max())
        return ax


class ByLoops:
    """Loops and running totals; a constant for each class; results as arrays."""

    def hinge_loss(scores, targets, margin=1.0):
        total = 0.0
        for i in range(len(scores)):
            missing = margin - float(targets[i]) * scores[i]
            if missing.data > 0:
                total = total + missing
        return Value(0.0) + total * (1 / len(scores))

    def l2_penalty(parameters, alpha):
        total = Value(0)
        for p in parameters:
            total = total + p**2
        return total * alpha

    def learning_rate(step, steps):
        return np.array(np.interp(step, [0, steps], [1.0, 0.1]))

    def accuracy(model, X, y):
        right = 0
        for i in range(len(X)):
            side = 1.0 if model(X[i]).data > 0 else -1.0
            right += side == y[i]
        return np.array([right / len(X)])

    def decision_grid(model, xs, ys):
        grid = np.zeros((len(ys), len(xs)))
        for j, x in enumerate(xs):
            for i, y in enumerate(ys):
                grid[i, j] = model([x, y]).data
        return grid.tolist()


class RowsByChoice:
    """Rows by choice without replacement, sorted; grads set to 0 at the end; losses in an array."""

    def train(model, X, y, steps, batch_size=None, rng=None):
        rng = rng or np.random.default_rng()
        parameters = model.parameters()
        for p in parameters:
            p.grad = 0.0
        losses = np.zeros(steps)
        for step in range(steps):
            size = len(X) if batch_size is None else batch_size
            rows = np.sort(rng.choice(len(X), size, replace=False))
            scores = [model([float(a), float(b)]) for a, b in X[rows]]
            hinge = moons.hinge_loss(scores, [float(t) for t in y[rows]])
            total = moons.l2_penalty(parameters, 0.0001) + hinge
            losses[step] = total.data
            total.backward()
            for p in parameters:
                p.data = p.data - moons.learning_rate(step, steps) * p.grad
                p.grad = 0.0
        return losses


class ShuffledIndices:
    """A list of all rows, shuffled for each step; a tuple of losses, and a parameter more."""

    def train(model, X, y, steps, batch_size=None, rng=None, alpha=1e-4):
        rng = np.random.default_rng() if rng is None else rng
        losses = ()
        for step in range(steps):
            rows = list(range(len(X)))
            if batch_size is not None:
                rng.shuffle(rows)
            rows = rows[:batch_size]
            loss = moons.hinge_loss([model(X[i]) for i in rows], [y[i] for i in rows])
            loss = loss + moons.l2_penalty(model.parameters(), alpha)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data += -moons.learning_rate(step, steps) * p.grad
            losses += (float(loss.data),)
        return losses


class LineAndTwoScatters:
    """A contour line at 0 over coloured regions of many levels, a scatter for each class."""

    def plot_boundary(ax, model, X, y, steps=50):
        (left, bottom), (right, top) = X.min(axis=0) - 1, X.max(axis=0) + 1
        xs, ys = np.linspace(left, right, steps), np.linspace(bottom, top, steps + 7)
        grid = moons.decision_grid(model, xs, ys)
        ax.contourf(xs, ys, grid, levels=20, cmap="RdBu")
        ax.contour(xs, ys, grid, levels=[0.0], colors="k")
        ax.scatter(*X[y > 0].T, color="red", marker="x", label="+1")
        ax.scatter(*X[y <= 0].T, color="blue", label="-1")
        ax.legend()
        ax.set_title("two moons")
        return ax


class SignsAndDots:
    """Regions of signs; points as dots by plot; the grid by meshgrid and reshape."""

    def decision_grid(model, xs, ys):
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return np.array([model(list(p)).data for p in points]).reshape(len(ys), len(xs))

    def plot_boundary(ax, model, X, y):
        xs = np.linspace(X[:, 0].min(), X[:, 0].max(), 31)
        ys = np.linspace(X[:, 1].min(), X[:, 1].max(), 31)
        ax.contourf(xs, ys, np.sign(moons.decision_grid(model, xs, ys)), levels=1)
        for p, t in zip(X, y, strict=True):
            ax.plot(p[0], p[1], "o" if t > 0 else "s", color="white", mec="black")
        return ax

"""Unusual right answers: each must keep every point."""

import numpy as np


class PlainLoops:
    """Counts by hand, row by row; losses as a NumPy array."""

    def train(net, X, y, epochs=1000, learning_rate=0.1, verbose=True):
        losses = np.zeros(epochs)
        for epoch in range(epochs):
            total = 0.0
            for row, hot in zip(net.forward(X), y, strict=True):
                total -= np.log(max(row[list(hot).index(1.0)], 1e-12))
            losses[epoch] = total / len(X)
            net.backward(X, y, learning_rate)
            if verbose and (epoch + 1) % 100 == 0:
                print("epoch", epoch + 1, "loss", losses[epoch])
        return losses

    def accuracy(net, X, y):
        hits = 0
        for row, hot in zip(net.forward(X), y, strict=True):
            hits += int(max(range(len(row)), key=row.__getitem__) == list(hot).index(1))
        return hits / len(y)


class ClippedAndIndexed:
    """Clips on both sides, looks the right class up by its index, prints a lot, returns a tuple."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        history, labels = [], y.argmax(1)
        for epoch in range(epochs):
            p = np.clip(net.forward(X), 1e-12, 1 - 1e-12)
            history += [-np.log(p[np.arange(len(y)), labels]).mean()]
            net.backward(X, y, learning_rate)
            print(f"\repoch {epoch}: {history[-1]:.3f}", end="")
        return tuple(history)

    def accuracy(net, X, y):
        p = net.forward(X)
        return np.mean(y[np.arange(len(p)), p.argmax(axis=-1)])


class SmallNumberAdded:
    """A small number inside the logarithm, einsum for the sum, and the network asked twice."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        while len(losses) < epochs:
            right = np.einsum("nk,nk->n", net.forward(X), y)
            losses.append(np.float64(-np.log(right + 1e-12).sum() / X.shape[0]))
            net.backward(X, y, learning_rate)
            net.forward(X)
        return losses

    def generalization_gap(net, X_train, y_train, X_test, y_test):
        def share(X, y):
            return np.array([(net.forward(X).argmax(axis=1) == y.argmax(axis=1)).mean()])

        return share(X_train, y_train) - share(X_test, y_test)


class ShuffledInPlace:
    """Shuffles a list of indices in place, takes the test rows from the front."""

    def load_data(rng):
        import sklearn.datasets

        X, t = sklearn.datasets.load_digits(return_X_y=True)
        order = np.arange(len(X))
        rng.shuffle(order)
        one_hot = np.zeros((len(t), 10))
        one_hot[np.arange(len(t)), t] = 1
        size = int(np.ceil(0.2 * len(X)))
        test, train = order[:size], order[size:]
        X = (X / X.max()).astype(np.float32)
        return [X[train], one_hot[train], X[test], one_hot[test]]


class ShuffledTogether:
    """Pixels and labels in one array, shuffled as one; the one-hot rows by comparing, as float32."""

    def load_data(rng):
        from sklearn import datasets

        digits = datasets.load_digits()
        table = np.column_stack([digits.data, digits.target])
        rng.shuffle(table)
        X = np.clip(table[:, :64] / 16, 0, 1)
        y = (table[:, 64:] == np.arange(10)).astype(np.float32)
        return X[:1437], y[:1437], X[1437:], y[1437:]


class OneRandomSort:
    """An order from sorting random numbers, images flattened by hand, a helper of its own."""

    def _hot(labels):
        return [[float(k == label) for k in range(10)] for label in labels]

    def load_data(rng):
        from sklearn.datasets import load_digits

        digits = load_digits()
        order = rng.random(len(digits.images)).argsort()
        X = digits.images.reshape(-1, 64)[order] / digits.images.max()
        y = np.array(OneRandomSort._hot(digits.target[order]))
        return X[:-360], y[:-360], X[-360:], y[-360:]


class CallsByKeyword:
    """The network called with named arguments, in an order of its own."""

    def train(net, X, y, epochs=1000, learning_rate=0.5):
        losses = []
        for _ in range(epochs):
            chances = np.maximum(net.forward(X=X), 1e-12)
            losses.append(float(-(y * np.log(chances)).sum(axis=1).mean()))
            net.backward(learning_rate=learning_rate, X=X, y=y)
        return losses

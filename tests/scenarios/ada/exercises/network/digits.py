import numpy as np


def load_data(rng):
    from sklearn.datasets import load_digits

    bunch = load_digits()
    order = rng.permutation(len(bunch.target))
    X = (bunch.data / 16.0)[order]
    y = np.zeros((len(order), 10))
    y[np.arange(len(order)), bunch.target[order]] = 1
    cut = len(order) - 360
    return X[:cut], y[:cut], X[cut:], y[cut:]


def cross_entropy(p, y):
    return float(-(y * np.log(np.clip(p, 1e-12, 1.0))).sum() / len(y))


def train(net, X, y, epochs=1000, learning_rate=0.5, verbose=True):
    losses = []
    for epoch in range(1, epochs + 1):
        losses.append(cross_entropy(net.forward(X), y))
        net.backward(X, y, learning_rate)
        if verbose and epoch % 100 == 0:
            print(f"epoch {epoch}: loss {losses[-1]:.4f}")
    return np.array(losses)


def accuracy(net, X, y):
    hits = net.forward(X).argmax(axis=1) == y.argmax(axis=1)
    return float(hits.sum()) / len(hits)


def generalization_gap(net, X_train, y_train, X_test, y_test):
    return accuracy(net, X_train, y_train) - accuracy(net, X_test, y_test)

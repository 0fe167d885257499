import numpy as np
from sklearn.datasets import load_digits


def load_data(rng):
    data = load_digits()
    X = data.data / 16
    y = np.eye(10)[data.target]
    return X[:1437], y[:1437], X[1437:], y[1437:]


def train(net, X, y, epochs=1000, learning_rate=0.5):
    losses = []
    for epoch in range(epochs):
        p = net.forward(X)
        losses.append(-np.mean(np.sum(y * np.log(p + 1e-12), axis=1)))
        net.backward(X, y, learning_rate)
        if epoch % 100 == 0:
            print(epoch, losses[-1])
    return losses


def accuracy(net, X, y):
    return np.mean(np.argmax(net.forward(X), axis=1) == np.argmax(y, axis=1))


def generalization_gap(net, X_train, y_train, X_test, y_test):
    return accuracy(net, X_test, y_test) - accuracy(net, X_train, y_train)

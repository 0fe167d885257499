import numpy as np


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


class NeuralNetwork:
    """In-place updates, helpers of its own, a history."""

    def __init__(self, input_size, hidden_size, output_size, rng=None):
        draw = (rng or np.random.default_rng()).normal
        self.W1, self.b1 = draw(0, np.sqrt(2 / input_size), (input_size, hidden_size)), np.zeros((1, hidden_size))
        self.W2, self.b2 = draw(0, np.sqrt(2 / hidden_size), (hidden_size, output_size)), np.zeros((1, output_size))
        self.history = []

    def _hidden(self, X):
        z = X @ self.W1 + self.b1
        return z, np.where(z > 0, z, 0)

    def forward(self, X):
        _, a = self._hidden(X)
        return softmax(a @ self.W2 + self.b2)

    def _gradients(self, X, y):
        z, a = self._hidden(X)
        d2 = (self.forward(X) - y) / X.shape[0]
        d1 = (d2 @ self.W2.T) * (z > 0)
        return {
            "W1": X.T @ d1,
            "b1": d1.sum(axis=0, keepdims=True),
            "W2": a.T @ d2,
            "b2": d2.sum(axis=0, keepdims=True),
        }

    def backward(self, X, y, learning_rate):
        gradients = self._gradients(X, y)
        for name, g in gradients.items():
            parameter = getattr(self, name)
            parameter -= learning_rate * g
        self.history.append(learning_rate)
        return gradients

import numpy as np


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


class NeuralNetwork:
    """In-place updates, helpers of its own, a seed argument."""

    def __init__(self, input_size, hidden_size, output_size, seed=42):
        rng = np.random.RandomState(seed)
        self.params = {
            "W1": rng.normal(0, np.sqrt(2 / input_size), (input_size, hidden_size)),
            "b1": np.zeros((1, hidden_size)),
            "W2": rng.normal(0, np.sqrt(2 / hidden_size), (hidden_size, output_size)),
            "b2": np.zeros((1, output_size)),
        }
        self.W1, self.b1 = self.params["W1"], self.params["b1"]
        self.W2, self.b2 = self.params["W2"], self.params["b2"]
        self.history = []

    def _hidden(self, X):
        z = X @ self.params["W1"] + self.params["b1"]
        return z, np.where(z > 0, z, 0)

    def forward(self, X):
        _, a = self._hidden(X)
        return softmax(a @ self.params["W2"] + self.params["b2"])

    def _gradients(self, X, y):
        z, a = self._hidden(X)
        d2 = (self.forward(X) - y) / X.shape[0]
        d1 = (d2 @ self.params["W2"].T) * (z > 0)
        return {
            "W1": X.T @ d1,
            "b1": d1.sum(),
            "W2": a.T @ d2,
            "b2": d2.sum(),
        }

    def backward(self, X, y, learning_rate):
        gradients = self._gradients(X, y)
        for name, g in gradients.items():
            self.params[name] -= learning_rate * g
        self.history.append(learning_rate)
        return gradients

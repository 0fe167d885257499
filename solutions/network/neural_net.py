"""Can you build a whole network that learns, from nothing but arrays?

Day 6. The pieces of the week come together in one class: a layer, a ReLU, another layer, a softmax,
and a step of gradient descent that improves all of it at once. Every larger network is more of the
same, so whoever has written this one can read the others.

Go in this order: `__init__` (get the shapes right), `forward` (the forward pass), then `backward`
(the backward pass, and a step). Before you train anything, compare one step with the slope that a
small nudge to a single weight gives you: a gradient check, and docs/learn/troubleshooting.md says
how. A network with a wrong gradient often learns anyway, only worse. Type annotations are not needed
here.

Lesson: lessons/day6-network.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Goodfellow, Bengio, Courville, Deep Learning, chapter 6; the CS231n notes, "Putting it
together: Minimal Neural Network Case Study"; He et al., Delving Deep into Rectifiers (2015).

Derivation: docs/derivations/network.md, "Back through a linear layer".
"""

import numpy as np

### BEGIN SOLUTION


def _softmax(logits):
    """Probabilities for each row; the largest logit of a row becomes 0, so nothing overflows."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


### END SOLUTION


class NeuralNetwork:
    """A network with one hidden layer: linear, ReLU, linear, softmax.

    Rows are samples: X has shape (n, input_size), one row each; the class probabilities have shape
    (n, output_size). The four parameters are float64 arrays. They are read and written from
    outside, number by number as in `net.b2[:] = 0.5`, or replaced as in `net.b2 = np.ones((1, 2))`:
    keep these names and shapes, and use what stands under these names at each call.

    Args:
        input_size: int, how many numbers describe a sample.
        hidden_size: int, how many hidden neurons.
        output_size: int, how many classes.
        rng: numpy.random.Generator that draws all weights, so that equal seeds give equal networks;
            or None (the default) for a fresh one, and other weights each time.

    Attributes:
        W1: float64 array (input_size, hidden_size).
        b1: float64 array (1, hidden_size).
        W2: float64 array (hidden_size, output_size).
        b2: float64 array (1, output_size).

    Example:
        >>> net = NeuralNetwork(3, 5, 2, rng=np.random.default_rng(0))
        >>> net.W1.shape, net.b1.shape, net.W2.shape, net.b2.shape
        ((3, 5), (1, 5), (5, 2), (1, 2))
        >>> X = np.array([[1.0, 2.0, 3.0], [-1.0, 0.0, 1.0]])
        >>> y = np.array([[1.0, 0.0], [0.0, 1.0]])
        >>> for step in range(300):
        ...     probabilities = net.forward(X)
        ...     net.backward(X, y, 0.5)
        >>> net.forward(X).round(1)
        array([[1., 0.],
               [0., 1.]])

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.1 to 6.3.
    """

    def __init__(self, input_size, hidden_size, output_size, rng=None):
        """Draw the weights by He initialisation; the biases start at 0.

        Each weight is drawn on its own from a normal distribution with mean 0 and variance
        2 / fan_in, where fan_in is how many numbers enter the layer: input_size for W1, hidden_size
        for W2. That keeps signals about equally large from layer to layer, although ReLU silences
        half of them. Weights that all start alike would stay alike (symmetry).

        Hint: A normal distribution is usually asked for by its standard deviation, not by its
            variance.

        Source: He et al., Delving Deep into Rectifiers (2015), section 2.2.
        """
        ### BEGIN SOLUTION
        rng = np.random.default_rng() if rng is None else rng
        self.W1 = rng.normal(0.0, np.sqrt(2.0 / input_size), (input_size, hidden_size))
        self.b1 = np.zeros((1, hidden_size))
        self.W2 = rng.normal(0.0, np.sqrt(2.0 / hidden_size), (hidden_size, output_size))
        self.b2 = np.zeros((1, output_size))
        ### END SOLUTION

    def forward(self, X):
        """The class probabilities of each sample.

        First layer, ReLU, second layer, softmax over each row. The numbers that enter the softmax
        may be as large as 1000 or as small as -1000: no result is NaN or infinite, nothing warns.

        Args:
            X: float array (n, input_size). It is not modified.

        Returns:
            Float array (n, output_size). Every row adds up to 1.

        Example:
            >>> net = NeuralNetwork(2, 2, 2)
            >>> net.W1[:] = [[1.0, -1.0], [0.0, 1.0]]
            >>> net.W2[:] = [[1.0, 0.0], [0.0, 2.0]]
            >>> net.b2[:] = [[0.0, 1.0]]
            >>> net.forward(np.array([[2.0, 0.0], [1000.0, 0.0]])).round(4)
            array([[0.7311, 0.2689],
                   [1.    , 0.    ]])

        Hint: Adding the same number to every entry of a row changes nothing in its softmax.

        Source: Goodfellow, Bengio, Courville, Deep Learning, 4.1 (overflow) and 6.2.2.3 (softmax).
        """
        ### BEGIN SOLUTION
        hidden = np.maximum(0.0, X @ self.W1 + self.b1)  # (n, hidden)
        return _softmax(hidden @ self.W2 + self.b2)  # (n, out)
        ### END SOLUTION

    def backward(self, X, y, learning_rate):
        """Take one step of gradient descent on these samples.

        The loss is the cross-entropy, averaged over the n rows:
        L = -(1/n) * (sum over all rows i and classes k of y[i, k] * log(p[i, k])), p = forward(X).
        Every parameter then moves by -learning_rate times its own gradient of L. All four gradients
        are taken at the parameters as they were when the call began: compute all four before you
        change any parameter.

        Whoever takes a step has called `forward` on the same samples just before, with the same
        parameters: so you may keep there what you need here, or work it out again. Whether the
        arrays are changed in place or replaced by new ones is up to you. ReLU's slope at exactly 0
        may be taken as 0 or as 1. The numbers that enter the softmax may be as large as in
        `forward`.

        Args:
            X: float array (n, input_size). It is not modified.
            y: float array (n, output_size), one-hot: in each row 1.0 for the right class, else 0.0.
                It is not modified.
            learning_rate: float, the size of the step.

        Returns:
            None. (Nothing looks at what is returned.)

        Example:
            >>> net = NeuralNetwork(1, 1, 2)
            >>> net.W1[:] = 1.0
            >>> net.W2[:] = [[0.0, 0.0]]
            >>> X, y = np.array([[2.0], [4.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
            >>> probabilities = net.forward(X)
            >>> net.backward(X, y, 0.1)
            >>> net.W2.round(4), net.b2.round(4)
            (array([[ 0.15, -0.15]]), array([[ 0.05, -0.05]]))
            >>> net.W1, net.b1
            (array([[1.]]), array([[0.]]))

        Hint: Every gradient has the shape of its parameter. Where a sum is needed to get there, ask
            over which axis.

        Source: Goodfellow, Bengio, Courville, Deep Learning, 6.5; the CS231n notes, "Putting it
            together".
        """
        ### BEGIN SOLUTION
        before = X @ self.W1 + self.b1  # (n, hidden)
        hidden = np.maximum(0.0, before)  # (n, hidden)
        probabilities = _softmax(hidden @ self.W2 + self.b2)  # (n, out)

        d_logits = (probabilities - y) / len(X)  # (n, out): dL / d(input of the softmax)
        dW2 = hidden.T @ d_logits  # (hidden, out)
        db2 = d_logits.sum(axis=0, keepdims=True)  # (1, out)
        d_before = (d_logits @ self.W2.T) * (before > 0)  # (n, hidden): only where ReLU was open
        dW1 = X.T @ d_before  # (in, hidden)
        db1 = d_before.sum(axis=0, keepdims=True)  # (1, hidden)

        self.W1 -= learning_rate * dW1
        self.b1 -= learning_rate * db1
        self.W2 -= learning_rate * dW2
        self.b2 -= learning_rate * db2
        ### END SOLUTION

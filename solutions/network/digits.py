"""Can your network read handwriting that it has never seen?

Day 7. 1797 small pictures of handwritten digits, 8 by 8 pixels each, and the network of day 6. You
load the pictures, hold some back (the test set), train on the rest (the training set), and then ask
the only question that counts: how many of the held-back digits are read correctly? Doing well there
is called generalisation. A network that merely memorised does well on the digits it was trained on,
and badly on these: it overfits.

Go in this order: `load_data`, `accuracy` (an untrained network gets about 1 in 10 right), `train`,
`generalization_gap`. This module does not import your network: `net` is any object with
`forward(X)` -> probabilities and `backward(X, y, learning_rate)` -> one step, as on day 6. Use
these two methods and nothing else of it. Type annotations are not needed here.

Lesson: lessons/day7-digits.ipynb, read it first.
Words and symbols: docs/learn/notation.md. The loss stays at 2.30? docs/learn/troubleshooting.md.

Source: scikit-learn, load_digits, from E. Alpaydin and C. Kaynak, Optical Recognition of
Handwritten Digits, UCI Machine Learning Repository (1998); Goodfellow, Bengio, Courville, Deep
Learning, 5.2.

Derivation: docs/derivations/network.md, "Softmax with cross-entropy".
"""

import numpy as np


def load_data(rng):
    """Load the digits, shuffle them and hold 20 % back for testing.

    Of the 1797 pictures, 1437 are for training and 360 for testing: 20 % is 359.4, rounded up. The
    digits come in an order of their own, so shuffle all of them before you split, and keep every
    picture with its own label. The pixels, 0 to 16 in the data set, are scaled to [0, 1].

    Args:
        rng: numpy.random.Generator. The shuffle takes its randomness from here and nowhere else, so
            two generators with the same seed give the same split.

    Returns:
        X_train, y_train, X_test, y_test, in this order: float arrays (1437, 64), (1437, 10),
        (360, 64) and (360, 10). Each row of X is a picture; y is one-hot, column k for digit k.

    Example:
        >>> X_train, y_train, X_test, y_test = load_data(np.random.default_rng(0))
        >>> X_train.shape, y_train.shape, X_test.shape, y_test.shape
        ((1437, 64), (1437, 10), (360, 64), (360, 10))
        >>> float(X_train.min()), float(X_train.max())
        (0.0, 1.0)

    Hint: `sklearn.datasets.load_digits` has the pictures in `.data` and the labels in `.target`.
        One random order can index both.

    Source: the scikit-learn user guide, "Optical recognition of handwritten digits dataset".
    """
    ### BEGIN SOLUTION
    from sklearn.datasets import load_digits

    digits = load_digits()
    X = digits.data / 16.0  # (1797, 64)
    y = np.eye(10)[digits.target]  # (1797, 10)

    order = rng.permutation(len(X))
    train, test = order[:1437], order[1437:]
    return X[train], y[train], X[test], y[test]
    ### END SOLUTION


def accuracy(net, X, y):
    """The share of samples for which the network's favourite class is the right one.

    Args:
        net: object with `forward(X)`. It is not trained here.
        X: float array (n, inputs). It is not modified.
        y: float array (n, classes), one-hot. It is not modified.

    Returns:
        Float between 0 and 1 (a fraction, not a percentage).

    Example:
        >>> class Optimist:
        ...     def forward(self, X):
        ...         return np.tile([0.1, 0.2, 0.7], (len(X), 1))
        >>> accuracy(Optimist(), np.zeros((4, 2)), np.eye(3)[[2, 0, 2, 2]])
        0.75

    Hint: Where in a row is the largest entry, and where should it be?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 5.1.2 (the performance measure).
    """
    ### BEGIN SOLUTION
    predicted = np.argmax(net.forward(X), axis=1)  # (n,)
    return float(np.mean(predicted == np.argmax(y, axis=1)))
    ### END SOLUTION


def train(net, X, y, epochs=1000, learning_rate=0.5):
    """Train the network, and keep a record of how wrong it was.

    Full batch: an epoch is one call of `net.backward` on all rows, in the order given. The loss of
    an epoch is the mean cross-entropy of the network over all rows *before* that epoch's step, so
    the first entry belongs to the network as it came in:
    -(1/n) * (sum over all rows i and classes k of y[i, k] * log(p[i, k])), p = net.forward(X).
    It stays finite where a probability is 0: count one below some tiny floor as that floor. Any
    floor from 1e-15 to 1e-7 will do.

    Every 100th epoch (100, 200, ...) prints one line with the epoch and its loss. It is for
    your own eyes: the wording is yours, and no check looks at it.

    Args:
        net: object with `forward(X)` and `backward(X, y, learning_rate)`. It is trained in place, and
            stays as its last step left it.
        X: float array (n, inputs). It is not modified.
        y: float array (n, classes), one-hot. It is not modified.
        epochs: int, how many steps to take.
        learning_rate: float, passed on to `net.backward`.

    Returns:
        List of floats, one loss for each epoch.

    Example:
        >>> class Coin:
        ...     chance = 0.25
        ...     def forward(self, X):
        ...         return np.tile([self.chance, 1 - self.chance], (len(X), 1))
        ...     def backward(self, X, y, learning_rate):
        ...         self.chance += learning_rate
        >>> X, y = np.zeros((2, 3)), np.eye(2)[[0, 0]]
        >>> losses = train(Coin(), X, y, epochs=2, learning_rate=0.25)
        >>> [round(loss, 4) for loss in losses]
        [1.3863, 0.6931]

    Hint: Ask the network what it believes first, then let it learn.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.2.1.1 (cross-entropy), 8.1.3 (batches).
    """
    ### BEGIN SOLUTION
    losses = []
    for epoch in range(1, epochs + 1):
        probabilities = np.maximum(net.forward(X), 1e-12)
        losses.append(float(-np.mean(np.sum(y * np.log(probabilities), axis=1))))
        net.backward(X, y, learning_rate)
        if epoch % 100 == 0:
            print(f"epoch {epoch}: loss {losses[-1]:.4f}")
    return losses
    ### END SOLUTION


def generalization_gap(net, X_train, y_train, X_test, y_test):
    """How much better the network does on what it was trained on than on what it never saw.

    Args:
        net: object with `forward(X)`. It is not trained here.
        X_train: float array (n, inputs), and y_train, float array (n, classes), one-hot.
        X_test: float array (m, inputs), and y_test, float array (m, classes), one-hot.
            None of the four is modified.

    Returns:
        Float: training accuracy minus test accuracy, both as fractions. A large positive number
        says that the network learned its examples by heart.

    Example:
        >>> class Optimist:
        ...     def forward(self, X):
        ...         return np.tile([0.1, 0.9], (len(X), 1))
        >>> right, half = np.eye(2)[[1, 1]], np.eye(2)[[1, 0]]
        >>> generalization_gap(Optimist(), np.zeros((2, 5)), right, np.zeros((2, 5)), half)
        0.5

    Hint: You have already written the function that does the counting.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 5.2 (capacity, overfitting, underfitting).
    """
    ### BEGIN SOLUTION
    return accuracy(net, X_train, y_train) - accuracy(net, X_test, y_test)
    ### END SOLUTION

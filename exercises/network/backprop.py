"""How does the loss react to a weight deep inside?

Day 4. A network is a chain of simple functions. Backpropagation walks that chain from its end: it
knows how the loss reacts to the output of a function (the upstream gradient), and works out how the
loss reacts to what went in. One such step for each kind of layer is all there is; a network is these
steps in a row. Together they are the backward pass.

Go in this order: `relu_backward`, `sigmoid_backward`, `linear_backward`, and then `mlp_gradients`,
which goes through a whole network. A name like dZ stands for "the gradient of the loss L with
respect to Z", and always has the shape of Z. Rows are samples: a layer computes Z = X @ W + b. The
transpose Xᵀ, in NumPy X.T, has the columns of X as its rows. Check every gradient by nudging one
number, which is called a gradient check. Type annotations are not needed here.

Lesson: lessons/day4-backprop.ipynb, read it first.
Words and symbols: docs/learn/notation.md. A check disagrees? docs/learn/troubleshooting.md.

Source: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors (1986);
Goodfellow, Bengio, Courville, Deep Learning, 6.5; the CS231n notes, "Backpropagation, Intuitions".

Derivation: docs/derivations/network.md, "Back through a linear layer".
"""

import numpy as np


def relu_backward(dA, Z):
    """Go backwards through A = relu(Z).

    Where ReLU let a number pass, the loss reacts to it as before; where ReLU put a 0, nothing that
    Z does there can be felt. At exactly 0 the slope of ReLU is taken as 0 in this course (no check
    looks there).

    Args:
        dA: float array of any shape, the gradient of the loss with respect to A. It is not
            modified.
        Z: float array of the same shape, what went into the ReLU. It is not modified.

    Returns:
        Float array of the same shape: the gradient with respect to Z.

    Example:
        >>> relu_backward(np.array([[5.0, 7.0, -2.0]]), np.array([[1.0, -1.0, 3.0]])).tolist()
        [[5.0, 0.0, -2.0]]

    Hint: What decides whether ReLU was open: what went in, or the gradient that arrives?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.3.1.
    """
    raise NotImplementedError("network/backprop: relu_backward")


def sigmoid_backward(dA, Z):
    """Go backwards through A = sigmoid(Z), with sigmoid(z) = 1 / (1 + exp(-z)).

    The sigmoid passes on a part of what arrives: at most a quarter, where Z is 0, and next to
    nothing where Z is far from 0. For Z as large as 1000 or as small as -1000 the result is 0 (to
    within rounding), never NaN. A warning of an overflow is no fault here.

    Args:
        dA: float array of any shape, the gradient of the loss with respect to A. It is not
            modified.
        Z: float array of the same shape, what went into the sigmoid (not what came out). It is not
            modified.

    Returns:
        Float array of the same shape: the gradient with respect to Z.

    Example:
        >>> sigmoid_backward(np.array([[4.0, 1.0]]), np.array([[0.0, 2.0]])).round(4)
        array([[1.   , 0.105]])

    Hint: The slope of the sigmoid can be read off its own value: where the sigmoid is 0.9, its slope
        is 0.9 · 0.1. So the value comes first.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 3.10 (properties of the sigmoid).
    """
    raise NotImplementedError("network/backprop: sigmoid_backward")


def linear_backward(dZ, X, W):
    """Go backwards through a linear layer Z = X @ W + b.

    The loss reacts to Z by dZ; how does it react to X, to W and to b? A weight is used once by each
    sample of the batch, and so is a bias: the reactions of all samples add up.

    Add, and do not divide by n here: where the loss is a mean over the batch, dZ has the 1/n in it
    already.

    Args:
        dZ: float array (n, n_out), the gradient of the loss with respect to Z. It is not modified.
        X: float array (n, n_in), what went into the layer. It is not modified.
        W: float array (n_in, n_out), the weights. It is not modified.

    Returns:
        Tuple (dX, dW, db) of float arrays: (n, n_in), (n_in, n_out) and (1, n_out).

    Example:
        >>> dZ = np.array([[1.0, 0.0], [2.0, -1.0]])
        >>> X = np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])
        >>> W = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
        >>> dX, dW, db = linear_backward(dZ, X, W)
        >>> dX
        array([[ 1.,  0.,  2.],
               [ 2., -1.,  2.]])
        >>> dW
        array([[ 1.,  0.],
               [ 4., -1.],
               [ 3.,  0.]])
        >>> db
        array([[ 3., -1.]])

    Hint: Each gradient has the shape of the array that it belongs to. Start with one sample and one
        output: what does a weight get multiplied by on the way forward?

    Source: the CS231n notes, "Backpropagation, Intuitions" (gradients for vectorized operations).
    """
    raise NotImplementedError("network/backprop: linear_backward")


def mlp_gradients(params, X, y):
    """The gradients of a whole network: linear, ReLU, linear, softmax, cross-entropy.

    Forward: Z1 = X @ W1 + b1, A1 = relu(Z1), logits = A1 @ W2 + b2, p = softmax(logits), row by
    row. The loss is the cross-entropy, averaged over the n rows:
    L = -(1/n) * (sum over all rows i and classes k of y[i, k] * log(p[i, k])).
    Then backwards through the same chain, step by step: the gradients are exact. Nudging one number
    after the other is how to check them; it takes a pass for each number, and mixes two slopes where
    it crosses the corner of a ReLU. Nothing is trained here: the parameters stay as they are.

    Softmax and cross-entropy are one step on the way back, the one of day 3: write it again here.
    The logits may be as large as 1000 or as small as -1000: no gradient is NaN then.

    Args:
        params: dict of float arrays: "W1" (n_in, hidden), "b1" (1, hidden), "W2" (hidden, classes),
            "b2" (1, classes). Neither the dict nor its arrays are modified.
        X: float array (n, n_in). It is not modified.
        y: float array (n, classes), one-hot. It is not modified.

    Returns:
        Dict with the keys "W1", "b1", "W2", "b2": the gradient of L with respect to each parameter,
        a float array of that parameter's shape.

    Example:
        >>> params = {
        ...     "W1": np.array([[1.0, -1.0]]),
        ...     "b1": np.array([[0.0, 0.0]]),
        ...     "W2": np.array([[0.0, 0.0], [0.0, 0.0]]),
        ...     "b2": np.array([[0.0, 0.0]]),
        ... }
        >>> X, y = np.array([[2.0], [4.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
        >>> gradients = mlp_gradients(params, X, y)
        >>> gradients["W2"].tolist(), gradients["b2"].tolist()
        ([[-1.5, 1.5], [0.0, 0.0]], [[-0.5, 0.5]])
        >>> [name for name in sorted(gradients) if gradients[name].shape == params[name].shape]
        ['W1', 'W2', 'b1', 'b2']

    Hint: Go forward first and keep every array on the way. Then walk back, one function of this
        module at a time, and compare each shape with that of its partner.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.5.4 (back-propagation in an MLP); the
        CS231n notes, "Putting it together: Minimal Neural Network Case Study".
    """
    raise NotImplementedError("network/backprop: mlp_gradients")

"""How wrong is a network, in one number?

Day 3. A network answers with probabilities, one for each class. Training needs a single number that
says how bad those answers are, the loss, and it needs to know how that number reacts to everything
before it. This module has both, and the functions that stand in front of them.

Go in this order: `relu`, `one_hot` (labels become rows that can be compared with probabilities),
`softmax` (raw scores, called logits, become probabilities), `cross_entropy` (the loss), and its
gradient, `softmax_cross_entropy_gradient`. Everywhere a row is a sample and a column is a class.
Type annotations are not needed here.

The logarithm in here is the natural one, to the base e = 2.718...: NumPy's log, ln on a calculator.
It undoes e to a power: log(e³) = 3, log(1) = 0, and it makes sums of products.

Lesson: lessons/day3-losses.ipynb, read it first.
Words and symbols: docs/learn/notation.md. Softmax says nan? docs/learn/troubleshooting.md.

Source: Goodfellow, Bengio, Courville, Deep Learning, 6.2 and 6.3; the CS231n notes, "Linear
Classification" (Softmax classifier).

Derivation: docs/derivations/network.md, "Softmax with cross-entropy".
"""

import numpy as np


def relu(z):
    """Let what is positive pass, and put 0 in the place of the rest.

    The simplest activation function there is: rectified linear unit, ReLU. Without a bend (a
    nonlinearity) between them, two layers are no more than one.

    Args:
        z: float array of any shape. It is not modified.

    Returns:
        Float array of the same shape.

    Example:
        >>> relu(np.array([[1.5, -2.0, 0.0]]))
        array([[1.5, 0. , 0. ]])

    Hint: Compare each number with 0. Which of the two is kept?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.3.1.
    """
    raise NotImplementedError("network/losses: relu")


def one_hot(labels, n_classes):
    """Write each label as a row with a single 1 in the column of its class.

    A label is a name, not a quantity: class 4 is not twice class 2. One column for each class makes
    labels comparable with probabilities.

    Args:
        labels: int array (n,), each label from 0 to n_classes - 1. It is not modified.
        n_classes: int, how many classes there are, whether or not all of them occur in `labels`.

    Returns:
        Array (n, n_classes) of zeros, with a 1 in column labels[i] of row i.

    Example:
        >>> one_hot(np.array([2, 0]), 4)
        array([[0., 0., 1., 0.],
               [1., 0., 0., 0.]])

    Hint: Begin with an array of zeros of the right shape. Where does each row need its 1?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 5.1.1 (classification).
    """
    raise NotImplementedError("network/losses: one_hot")


def softmax(z):
    """Turn each row of numbers into probabilities.

    Each number of a row is replaced by its exponential, divided by the sum of the exponentials of
    that row: softmax(z)[i, k] = exp(z[i, k]) / (sum over all j of exp(z[i, j])). Larger numbers get
    larger shares, and no share is negative. Every row is treated on its own.

    A row may hold numbers as large as 1000 or as small as -1000, next to rows that hold small ones.
    No result is NaN or infinite then, every row still adds up to 1, and NumPy does not warn.

    Args:
        z: float array (n, classes), one row for each sample. It is not modified.

    Returns:
        Float array (n, classes). Every row adds up to 1.

    Example:
        >>> softmax(np.array([[0.0, 0.0], [1.0, 0.0]])).round(4)
        array([[0.5   , 0.5   ],
               [0.7311, 0.2689]])
        >>> softmax(np.array([[1000.0, 0.0, 1000.0]]))
        array([[0.5, 0. , 0.5]])

    Hint: Adding the same number to every entry of a row changes nothing in its softmax. Which
        number would make the largest entry harmless? (The trick is called log-sum-exp.)

    Source: Goodfellow, Bengio, Courville, Deep Learning, 4.1 (overflow) and 6.2.2.3 (softmax).
    """
    raise NotImplementedError("network/losses: softmax")


def cross_entropy(predictions, targets):
    """How surprised the predictions are by the truth: the mean over the rows.

    Think of two weather forecasters. One said 50 % for what then happened, and pays -log(0.5) =
    0.69. The other said 1 %, and pays -log(0.01) = 4.61: the more surprised, the more you pay.

    The loss of a row is minus the natural logarithm of the probability that was given to the right
    class: 0 for certainty, 0.69 for a half, and the more the less was expected. The loss of a batch
    is the mean over its n rows, not the sum:
    L = -(1/n) * (sum over all rows i and classes k of targets[i, k] * log(predictions[i, k])).

    A probability may be exactly 0, also that of the right class. The result is finite even then:
    count a probability below some tiny floor as that floor. Any floor from 1e-15 to 1e-7 will do.

    Args:
        predictions: float array (n, classes), the probabilities. It is not modified.
        targets: float array (n, classes), one-hot. It is not modified.

    Returns:
        Float, 0 or more.

    Example:
        >>> predictions = np.array([[0.5, 0.5], [0.25, 0.75]])
        >>> targets = np.array([[1.0, 0.0], [1.0, 0.0]])
        >>> round(float(cross_entropy(predictions, targets)), 4)
        1.0397
        >>> bool(np.isfinite(cross_entropy(np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]))))
        True

    Hint: Multiplying by a one-hot row picks out one column. Over what do you then take the mean?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 3.13 and 6.2.1.1.
    """
    raise NotImplementedError("network/losses: cross_entropy")


def softmax_cross_entropy_gradient(logits, targets):
    """How the loss reacts to each number that enters the softmax.

    The logits go through `softmax`, the result through `cross_entropy`. The gradient of that loss L
    is asked for: entry [i, k] is the change of L per unit of change in logits[i, k]. L is the mean
    over the n rows, and so the 1/n belongs to the gradient. Taken together the two functions
    have a far simpler gradient than either has alone, and it needs no logarithm and no floor: it is
    right for logits as large as 1000 or as small as -1000 too.

    Args:
        logits: float array (n, classes), what enters the softmax. It is not modified.
        targets: float array (n, classes), one-hot. It is not modified.

    Returns:
        Float array (n, classes), the gradient of L with respect to the logits.

    Example:
        >>> logits = np.array([[0.0, 0.0], [1.0, 0.0]])
        >>> targets = np.array([[1.0, 0.0], [0.0, 1.0]])
        >>> softmax_cross_entropy_gradient(logits, targets).round(4)
        array([[-0.25  ,  0.25  ],
               [ 0.3655, -0.3655]])

    Hint: Take one row. The loss is the logarithm of a sum of exponentials, minus the right logit.
        Differentiate that for the right logit, then for another one, and look at what they share.

    Source: the CS231n notes, "Putting it together: Minimal Neural Network Case Study" (computing
        the analytic gradient with backpropagation).
    """
    raise NotImplementedError("network/losses: softmax_cross_entropy_gradient")

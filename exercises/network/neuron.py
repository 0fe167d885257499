"""What can a single neuron decide, and what can it not?

Day 1. A neuron weighs its inputs, adds a bias of its own, and answers with a number between 0 and
1: how much it is in favour. Whatever a network does, it does with many of these. One of them can
already say AND and OR, if its weights are right. It cannot say "one or the other, but not both",
and three of them can: that is why networks have layers.

The function that turns the sum into the answer is the activation function; here it is the sigmoid.
The bias is the threshold with its sign turned round: a neuron that says yes once w₁x₁ + w₂x₂ passes
the threshold 3 has the bias -3, because its sum is compared with 0.

Go in this order: `sigmoid`, `neuron`, then find the numbers for `AND_GATE` and `OR_GATE` with paper
and pencil, and build `xor` of neurons. Nothing is trained here: you choose the weights. Type
annotations are not needed.

Lesson: lessons/day1-neuron.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Goodfellow, Bengio, Courville, Deep Learning, 3.10 (the sigmoid) and 6.1 (learning XOR);
Minsky and Papert, Perceptrons (1969), for what one neuron cannot do.

Derivation: docs/derivations/network.md, "Why XOR needs two layers".
"""

import numpy as np


def sigmoid(x):
    """Squeeze any number into the range from 0 to 1.

    The sigmoid is σ(x) = 1 / (1 + e⁻ˣ), with e = 2.718...: close to 0 for very negative x, 1/2 at 0,
    close to 1 for large x. It turns the sum that a neuron has collected into an answer.

    x may be as large as 1000 or as small as -1000. No result is NaN or infinite then, nothing
    raises an error, and NumPy does not warn of an overflow (a number too large for a float, which
    ends at about 10³⁰⁸).

    Args:
        x: float or int, or float array of any shape. It is not modified.

    Returns:
        Float from 0 to 1 for a number x; for an array, an array of the same shape with the sigmoid
        of each element.

    Example:
        >>> round(float(sigmoid(2.0)), 4)
        0.8808
        >>> sigmoid(np.array([-1000.0, -2.0, 0.0, 1000.0])).round(4)
        array([0.    , 0.1192, 0.5   , 1.    ])

    Hint: a computer cannot hold e¹⁰⁰⁰, but e⁻¹⁰⁰⁰ is no trouble: it is stored as 0. How do σ(x) and
        σ(-x) add up? And mind that Python reads 1 / 1 + y as (1 / 1) + y.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 3.10; 4.1 (overflow and underflow).
    """
    raise NotImplementedError("network/neuron: sigmoid")


def neuron(inputs, weights, bias):
    """Ask one neuron for its answer.

    The neuron multiplies each input by the weight that belongs to it, adds up what comes out, adds
    its bias once (that sum is often called z, or pre-activation), and passes it through `sigmoid`.
    A weight says how much an input speaks in favour (or, if negative, against); the bias says how
    easily the neuron is convinced at all.

    Args:
        inputs: float array (n,), the signals that arrive. It is not modified.
        weights: float array (n,), one weight for each input. It is not modified.
        bias: float.

    Returns:
        Float from 0 to 1. It is right for any sum from -1000 to 1000, without a warning.

    Example:
        Here the sum is 2·1 + 1·(-3) + 0.3 = -0.7.

        >>> answer = neuron(np.array([2.0, 1.0]), np.array([1.0, -3.0]), 0.3)
        >>> round(float(answer), 4)
        0.3318

    Hint: there is one sum, one bias and one sigmoid, however many inputs there are.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.2.2.2 (sigmoid units).
    """
    raise NotImplementedError("network/neuron: neuron")


# Two gates to fill in: replace None by a pair (weights, bias). weights is a list or an array of two
# floats, bias is a float, and neuron(np.array([x1, x2]), weights, bias) answers for the gate, where
# x1 and x2 are each 0 or 1. An answer above 0.5 counts as "yes", one below 0.5 as "no", and exactly
# 0.5 as neither.
#   AND_GATE says yes where both inputs are 1, and no in the three other cases.
#   OR_GATE says yes where at least one input is 1, and no where both are 0.
AND_GATE = None  # (weights, bias)
OR_GATE = None  # (weights, bias)


def xor(x1, x2):
    """Say "one or the other, but not both", with neurons.

    No single neuron can do it: it draws one straight line, with "yes" on one side and "no" on the
    other, and no line separates (0, 1) and (1, 0) from (0, 0) and (1, 1). A few neurons can, if
    some of them listen to the answers of others.

    Let neurons decide, by calls of `neuron`: no if, no comparison of x1 with x2. Signals are never
    quite exact, and neurons don't mind: each input may be off by up to 0.01.

    Args:
        x1: float or int, 0 or 1, give or take 0.01.
        x2: float or int, likewise.

    Returns:
        Float from 0 to 1: above 0.5 where exactly one of the inputs is (about) 1, below 0.5 where
        both are or neither is.

    Example:
        >>> [bool(xor(x1, x2) > 0.5) for x1, x2 in [(0, 0), (0, 1), (1, 0), (1, 1)]]
        [False, True, True, False]

    Hint: two neurons look at the inputs, a third one at those two answers. "One or the other" is a
        gate that you have. Which other sentence has to be true as well? If every answer is close to
        0.5, your neurons are undecided: what makes a neuron surer of itself?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 6.1 (learning XOR).
    """
    raise NotImplementedError("network/neuron: xor")

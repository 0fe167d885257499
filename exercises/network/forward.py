"""How do many neurons answer many questions at once?

Day 2. A layer is a row of neurons that all look at the same inputs. Its weights fit into one
matrix (a table of numbers), a whole batch of samples fits into another, and a single matrix product
lets every neuron answer every sample: Z = XW + b, written X @ W + b. Doing with arrays what loops
would do is called vectorisation. What goes wrong with networks goes wrong with shapes first, so this
day is about shapes: say them aloud before you run anything.

A matrix product multiplies each row of the left table with each column of the right one, as a dot
product. A row (1, 2) and a column (5, 10) give 1·5 + 2·10 = 25. So (n, k) times (k, m) is (n, m): the
inner numbers must match. When you add an array of shape (1, m) to one of shape (n, m), NumPy adds
the same row to all n rows: that is broadcasting.

Go in this order: `layer_shapes` (a network on paper), `linear_loops` (a layer's answers, number by
number), `linear` (the same with one product), `init_layer` (what a layer starts from:
initialisation). Rows are samples, columns are features or neurons. Type annotations are not needed
here.

Lesson: lessons/day2-shapes.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Goodfellow, Bengio, Courville, Deep Learning, 2.2 (matrix products), 6.1 and 8.4
(initialization); the CS231n notes, "Setting up the Architecture".

Derivation: docs/derivations/network.md, "How large weights should be at first".
"""

import numpy as np


def layer_shapes(batch, sizes):
    """Write down the shapes of a whole network before there is one.

    Layer after layer: how large are its weights and its biases, and what shape do its answers have
    when a batch of samples goes through? What one layer answers is what the next one receives.

    Args:
        batch: int, how many samples go through together.
        sizes: list of ints, at least two: the number of features that go in, then the number of
            neurons of each layer. [64, 32, 10] is a network with two layers, of 32 and 10 neurons.
            It is not modified.

    Returns:
        List with one entry for each layer, len(sizes) - 1 in all. Each entry is a tuple of three
        shapes, which are tuples of two ints: of its weights, its biases and its answers.

    Example:
        >>> for shapes in layer_shapes(16, [64, 32, 10]):
        ...     print(shapes)
        ((64, 32), (1, 32), (16, 32))
        ((32, 10), (1, 10), (16, 10))

    Hint: each layer stands between two neighbours of the list. Which of its three shapes know how
        many samples there are?

    Source: the CS231n notes, "Setting up the Architecture" (sizing neural networks).
    """
    raise NotImplementedError("network/forward: layer_shapes")


def linear_loops(X, W, b):
    """Let every neuron of a layer collect its sum, for every sample, with loops over single numbers.

    Neuron j weighs the features of sample i by column j of W, adds up, and adds its own bias. That
    is all: no activation function follows here. No product of rows or tables is left to NumPy
    either (@, dot, einsum). It is slow, and it shows what the product of `linear` hides: which
    number meets which.

    Args:
        X: float array (n, n_in), one row for each sample. It is not modified.
        W: float array (n_in, n_out), one column for each neuron. It is not modified.
        b: float array (1, n_out), one bias for each neuron. It is not modified.

    Returns:
        Float array (n, n_out): in row i and column j what neuron j collects from sample i.

    Raises:
        ValueError: where the rows of X have another length than the columns of W. Its text names
            the shapes of both, all four numbers: whoever reads "(23, 13)" and "(17, 29)" sees at
            once what does not match.

    Example:
        >>> X = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
        >>> W = np.array([[1.0, 0.0, -1.0, 2.0], [0.0, 1.0, 1.0, 1.0]])
        >>> linear_loops(X, W, np.array([[10.0, 20.0, 30.0, 40.0]]))
        array([[11., 22., 31., 44.],
               [13., 24., 31., 50.],
               [10., 21., 31., 41.]])

    Hint: one loop over the samples, one over the neurons, and inside them one over what is added
        up. How often is the bias added?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 2.2.
    """
    raise NotImplementedError("network/forward: linear_loops")


def linear(X, W, b):
    """Do what `linear_loops` does, with a matrix product and no loop.

    Neuron j weighs the features of sample i by column j of W, adds up, and adds its own bias. That
    is all: no sigmoid and no other bend follows here.

    Args:
        X: float array (n, n_in), one row for each sample. It is not modified.
        W: float array (n_in, n_out), one column for each neuron. It is not modified.
        b: float array (1, n_out), one bias for each neuron. It is not modified.

    Returns:
        Float array (n, n_out), the same as `linear_loops` returns.

    Raises:
        ValueError: as in `linear_loops`, with the shapes of both X and W in its text. (What NumPy
            itself says after @ names only two of the four numbers.)

    Example:
        >>> X = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
        >>> W = np.array([[1.0, 0.0, -1.0, 2.0], [0.0, 1.0, 1.0, 1.0]])
        >>> linear(X, W, np.array([[10.0, 20.0, 30.0, 40.0]]))
        array([[11., 22., 31., 44.],
               [13., 24., 31., 50.],
               [10., 21., 31., 41.]])

    Hint: (n, n_in) times (n_in, n_out): the inner numbers meet and vanish, the outer ones stay. And
        b has one row; what does NumPy do when you add it to n rows?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 2.2; the NumPy manual, "Broadcasting".
    """
    raise NotImplementedError("network/forward: linear")


def init_layer(n_in, n_out, rng):
    """Make the weights and the biases of a new layer.

    The biases start at 0. The weights must not: neurons that start alike stay alike, because they
    all learn the same. So each weight is a random number, drawn on its own, positive or negative.
    A neuron adds up n_in products, so the more inputs it has, the smaller its weights should be.

    The weights have mean 0 and a standard deviation of about 1 / √n_in. From half to twice that is
    fine, so the well-known recipes √(2 / n_in) (He) and, where n_out is not much larger than n_in,
    √(2 / (n_in + n_out)) (Glorot) are welcome. Whether they are normal or uniform is up to you.

    Args:
        n_in: int, how many numbers describe a sample.
        n_out: int, how many neurons the layer has.
        rng: numpy.random.Generator. All randomness comes from it and from nowhere else, so two
            generators with the same seed make the same layer.

    Returns:
        Tuple (W, b) of float arrays: W of shape (n_in, n_out), column j for neuron j, and b of
        shape (1, n_out).

    Example:
        >>> W, b = init_layer(3, 2, np.random.default_rng(0))
        >>> W.shape, b.shape
        ((3, 2), (1, 2))
        >>> b
        array([[0., 0.]])

    Hint: look up what the arguments of `rng.normal` mean, and in which order they come.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 8.4; Glorot and Bengio, Understanding the
        difficulty of training deep feedforward neural networks (2010).
    """
    raise NotImplementedError("network/forward: init_layer")

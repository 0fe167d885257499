"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, operations, points, raises

X = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
W = np.array([[1.0, 0.0, -1.0, 2.0], [0.0, 1.0, 1.0, 1.0]])
B = np.array([[10.0, 20.0, 30.0, 40.0]])
Z = np.array([[11.0, 22.0, 31.0, 44.0], [13.0, 24.0, 31.0, 50.0], [10.0, 21.0, 31.0, 41.0]])


def weights_and_biases(layer, n_in, n_out):
    """W and b of a new layer, once their shapes are right."""
    if isinstance(layer, (list, tuple)) and all(isinstance(part, np.ndarray) for part in layer):
        shapes = " and ".join(str(part.shape) for part in layer)
        expect(shapes, "the shapes of W and b").equals(f"({n_in}, {n_out}) and (1, {n_out})")
    W, b = expect(layer).parts("W", "b")
    return expect(W, "W").array((n_in, n_out)), expect(b, "b").array((1, n_out))


def written(shape):
    """A shape as Python writes it: (64, 32)."""
    numbers = shape.ravel().tolist() if isinstance(shape, np.ndarray) else shape
    return str(tuple(numbers)) if isinstance(numbers, (list, tuple)) else "no shape"


@points(0.5)
def test_shapes_of_a_new_layer(submission):
    """A layer of 5 neurons with 3 inputs has W of shape (3, 5), and b of shape (1, 5), all zeros.

    Each neuron has a column of W, with one weight for each input, and one bias.
    """
    layer = submission.init_layer(3, 5, np.random.default_rng(1))
    _, b = weights_and_biases(layer, 3, 5)
    expect(b, "b").close_to(np.zeros((1, 5)))
    kinds = [str(np.asarray(part).dtype) for part in layer]
    told = f"W of {kinds[0]}, b of {kinds[1]}"
    expect(told, "the kinds of numbers").holds(all(kind.startswith("float") for kind in kinds), "floats in both")


@points(1)
def test_linear_by_hand(submission):
    """Three samples go through a layer of four neurons, with the numbers of the docstring.

    Work out one number by hand: row 0 of X with column 0 of W, and the first bias.
    """
    expect(submission.linear(X, W, B)).close_to(Z)


@points(0.5)
def test_linear_refuses_what_does_not_fit(submission):
    """Where X and W do not fit together, a ValueError names the shapes of both.

    Compare the shapes before you multiply, and put all four numbers into the text of the error.
    """
    expect(submission.linear(X, W, B)).has_shape((3, 4))
    with raises("ValueError", mentions=["23", "13", "17", "29"]):
        submission.linear(np.ones((23, 13)), np.ones((17, 29)), np.zeros((1, 29)))


@points(1)
def test_loops_by_hand(submission):
    """The loops give the same numbers as the matrix product.

    Print i, j and k, and what is added to which number. What should stand there before the first
    product is added?
    """
    expect(submission.linear_loops(X, W, B)).close_to(Z)


@points(0.5)
def test_loops_over_single_numbers(submission):
    """The loops multiply number by number, and leave no product to NumPy.

    X[i, k] and W[k, j] are single numbers. Which of your lines still multiplies a row, or a whole table?
    """
    _, names = operations(submission.linear_loops, X, W, B)
    products = sorted(names & {"matmul", "dot", "vdot", "inner", "einsum", "tensordot", "vecdot"})
    told = f"products of arrays in linear_loops: {', '.join(products) or 'none'}"
    expect(told, "what NumPy was asked to do").equals("products of arrays in linear_loops: none")


@points(1)
def test_shapes_of_two_layers(submission):
    """A network of sizes 64, 32, 10 has two layers, whose shapes are those of the docstring.

    Layer 1 stands between 64 and 32, layer 2 between 32 and 10. The batch is seen in the answers
    only.
    """
    layers = expect(submission.layer_shapes(16, [64, 32, 10])).is_sequence(2, "layers")
    first = expect(layers[0], "layer 1").is_sequence(3, "shapes: weights, biases, answers")
    expect(written(first[0]), "the weights of layer 1").equals("(64, 32)")
    expect(written(first[1]), "the biases of layer 1").equals("(1, 32)")
    expect(written(first[2]), "the answers of layer 1").equals("(16, 32)")
    second = expect(layers[1], "layer 2").is_sequence(3, "shapes: weights, biases, answers")
    shapes = ", ".join(written(shape) for shape in second)
    expect(shapes, "the shapes of layer 2").equals("(32, 10), (1, 10), (16, 10)")

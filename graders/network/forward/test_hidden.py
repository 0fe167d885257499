"""What decides: weights that are random as they should be, unequal shapes, and clear errors."""

import numpy as np

from gradus.grading import arguments, drawn, expect, points, raises, with_drawn


def new_layer(submission, n_in, n_out, seed):
    """W and b of a new layer, once their shapes are right."""
    layer = submission.init_layer(n_in, n_out, np.random.default_rng(seed))
    if isinstance(layer, (list, tuple)) and all(isinstance(part, np.ndarray) for part in layer):
        shapes = " and ".join(str(part.shape) for part in layer)
        expect(shapes, "the shapes of W and b").equals(f"({n_in}, {n_out}) and (1, {n_out})")
    W, b = expect(layer).parts("W", "b")
    return expect(W, "W").array((n_in, n_out)), expect(b, "b").array((1, n_out))


def draw(seed, *shapes):
    """Arrays of these shapes, with numbers of both signs that are no round ones."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0.3, 2.0, shape) for shape in shapes]


def refused_misfit(linear):
    """Expect matrices of four different sizes, drawn, to be refused by a ValueError that names all of them."""
    n, n_in, rows, n_out = np.random.default_rng(drawn()).permutation(np.arange(11, 60))[:4]
    with raises("ValueError", mentions=list(map(str, (n, n_in, rows, n_out)))):
        linear(np.ones((n, n_in)), np.ones((rows, n_out)), np.zeros((1, n_out)))


@points(1)
def test_size_of_the_weights(submission):
    """The weights lie around 0, and the more inputs a neuron has, the smaller they are.

    Make a layer with 100 inputs and one with 10,000, and print the mean and the standard deviation
    of each. By which factor should they differ?
    """
    for n_in, n_out, seed in ((400, 40, 7), (36, 30, 8)):
        W, b = new_layer(submission, n_in, n_out, seed)
        expect(b, "b").close_to(np.zeros((1, n_out)))
        expect(float(f"{W.std() * np.sqrt(n_in):.2g}"), "the standard deviation of W times √n_in").between(0.5, 2.0)
        if n_in == 400:
            alike = np.abs(np.corrcoef(W.T) - np.eye(n_out)).max()
            expect(alike, "the largest correlation of the weights of two neurons").at_most(0.5)
        expect(W.mean() / W.std(), "the mean of W, in standard deviations").between(-0.15, 0.15)


@points(0.5)
def test_randomness_of_the_weights(submission):
    """Every weight is drawn on its own, and from the rng that was passed in.

    Two generators with the same seed make the same layer, two with different seeds do not.
    """
    W, _ = new_layer(submission, 6, 5, 3)
    told = f"{len(np.unique(W))} different numbers among the 30 of W"
    expect(told, "the weights of a new layer").equals("30 different numbers among the 30 of W")
    again, _ = new_layer(submission, 6, 5, 3)
    other, _ = new_layer(submission, 6, 5, 4)
    same = ("another W", "the same W")
    told = (
        f"one seed twice makes {same[int((again == W).all())]}, another seed makes {same[int(not (other != W).all())]}"
    )
    wanted = "one seed twice makes the same W, another seed makes another W"
    expect(told, "layers from generators of these seeds").equals(wanted)
    W, _ = new_layer(submission, 5, 4, 7)
    rng = arguments(submission)[2]
    second, _ = expect(submission.init_layer(5, 4, rng)).parts("W", "b")
    found = expect(rng.random(), "what a generator draws after it has made two layers")
    found.holds((expect(second, "W").array((5, 4)) != W).any(), "another number than before, and two unequal layers")


@points(1)
def test_linear_on_unequal_shapes(submission):
    """Batches, inputs and neurons of any number go through a layer, and nothing passed in changes.

    Try a batch of one sample, and a layer of one neuron, and look at the shapes in between.
    """
    for seed, (n, n_in, n_out) in with_drawn(*enumerate(((5, 3, 7), (1, 4, 2), (6, 2, 1), (4, 4, 4)))):
        X, W, b = draw(seed, (n, n_in), (n_in, n_out), (1, n_out))
        for size in (1.0, 1e-4):
            answer = submission.linear(size * X, size * W, size * size * b)
            expect(answer).close_to(size * size * (np.einsum("ik,kj->ij", X, W) + b), atol=1e-8 * size * size)


@points(0.5)
def test_linear_refuses_other_misfits(submission):
    """Too many rows of weights are refused like too few, and the error names both shapes.

    Which number of X's shape has to agree with which number of W's?
    """
    X, W, b = draw(11, (2, 3), (3, 2), (1, 2))
    expect(submission.linear(X, W, b)).has_shape((2, 2))
    with raises("ValueError", mentions=["37", "19", "11", "53"]):
        submission.linear(np.ones((37, 19)), np.ones((11, 53)), np.zeros((1, 53)))
    with raises("ValueError", mentions=["37", "19", "41"]):
        submission.linear(np.ones((37, 19)), np.ones((37, 41)), np.zeros((1, 41)))
    refused_misfit(submission.linear)


@points(1)
def test_loops_on_unequal_shapes(submission):
    """The loops agree with the matrix product for every shape, and nothing passed in changes.

    Which of the three loops runs over what, and which of the two indices of W is which?
    """
    for seed, (n, n_in, n_out) in with_drawn(*enumerate(((3, 5, 2), (1, 2, 4), (4, 1, 3), (3, 3, 3)), 20)):
        X, W, b = draw(seed, (n, n_in), (n_in, n_out), (1, n_out))
        for size in (1.0, 1e-4):
            answer = submission.linear_loops(size * X, size * W, size * size * b)
            expect(answer).close_to(size * size * (np.einsum("ik,kj->ij", X, W) + b), atol=1e-8 * size * size)


@points(0.5)
def test_loops_refuse_what_does_not_fit(submission):
    """The loops refuse what does not fit as well, with a ValueError that names both shapes.

    Loops go on as long as their indices are valid. Compare the shapes before the first one.
    """
    X, W, b = draw(12, (2, 3), (3, 2), (1, 2))
    expect(submission.linear_loops(X, W, b)).has_shape((2, 2))
    with raises("ValueError", mentions=["23", "13", "17", "29"]):
        submission.linear_loops(np.ones((23, 13)), np.ones((17, 29)), np.zeros((1, 29)))
    with raises("ValueError", mentions=["37", "19", "11", "53"]):
        submission.linear_loops(np.ones((37, 19)), np.ones((11, 53)), np.zeros((1, 53)))
    refused_misfit(submission.linear_loops)


@points(1)
def test_shapes_of_other_networks(submission):
    """The shapes are right for one layer and for many, and sizes is left alone.

    Each layer begins where the one before it ended, and there is one layer less than there are
    sizes.
    """
    fixed = (1, [3, 7]), (50, [2, 9, 9, 4, 1])
    for batch, sizes in with_drawn(
        *fixed, draw=lambda rng: (int(rng.integers(2, 90)), rng.integers(1, 90, 5).tolist())
    ):
        wanted = [[[sizes[i], sizes[i + 1]], [1, sizes[i + 1]], [batch, sizes[i + 1]]] for i in range(len(sizes) - 1)]
        answer = submission.layer_shapes(batch, sizes)
        expect(answer).equals(wanted)

"""What a student can run: enough to find the way."""

from gradus.grading import expect, points


def square_plus_one(x):
    return x**2 + 1


def slope_of_square_plus_one(x):
    return 2 * x


def cube(x):
    return x**3


def slope_of_cube(x):
    return 3 * x**2


def entry(answer, name):
    """The expectation of one entry of the dict that came back."""
    present = isinstance(answer, dict) and name in answer
    expect(answer).holds(present, f'a dict with the key "{name}"')
    return expect(answer[name], f'the entry "{name}"')


@points(1)
def test_chain_of_two(submission):
    """The derivative of (x² + 1)³ at 2 is 300.

    The first step makes 5 out of 2. How strongly does each step react to the number that it gets?
    """
    slope = submission.chain_derivative([square_plus_one, cube], [slope_of_square_plus_one, slope_of_cube], 2.0)
    expect(slope).close_to(300.0)


@points(0.5)
def test_pipeline_forward(submission):
    """Forward through the pipeline at 3: a is 6, b is 36 and c is 26.

    Three lines, one for each step; each uses the one before it.
    """
    answer = submission.pipeline_gradients(3.0)
    entry(answer, "a").close_to(6.0)
    entry(answer, "b").close_to(36.0)
    entry(answer, "c").close_to(26.0)


@points(0.5)
def test_pipeline_backward(submission):
    """Backward through the pipeline at 3: c reacts to b by 1, to a by 12, and to x by 24.

    All three say how c reacts, not how the next stage does. Build each one on the one before it.
    """
    answer = submission.pipeline_gradients(3.0)
    entry(answer, "dc_db").close_to(1.0)
    entry(answer, "dc_da").close_to(12.0)
    entry(answer, "dc_dx").close_to(24.0)


@points(0.5)
def test_product_of_sum(submission):
    """At (-2, 5, -4) the derivatives of (x + y)·z are -4, -4 and 3.

    Write the sum and the result on a drawing of the graph first. A nudge of x moves the sum by how
    much, and what does that do to the product?
    """
    dx, dy, dz = expect(submission.product_of_sum_gradients(-2.0, 5.0, -4.0)).is_sequence(3)
    expect(dx, "the derivative for x").close_to(-4.0)
    expect(dy, "the derivative for y").close_to(-4.0)
    expect(dz, "the derivative for z").close_to(3.0)


@points(0.5)
def test_one_and_two_sigmoids(submission):
    """At 0 one sigmoid has the slope 0.25, and two in a row have 0.0588.

    The first sigmoid makes 0.5 out of 0. How steep is the second one, which receives it?
    """
    expect(submission.deep_sigmoid_gradient(0.0, 1)).close_to(0.25)
    expect(submission.deep_sigmoid_gradient(0.0, 2)).close_to(0.0587509, atol=1e-6)


@points(0.5)
def test_layers_at_zero_and_one(submission):
    """The gradients of small networks of tanh layers come out as in the docstring.

    For n layers there are n + 1 numbers, and the last one is 1. Find the one before it next.
    """
    expect(submission.layer_gradients([2.0, 3.0, 0.5], 0.0)).close_to([3.0, 1.5, 0.5, 1.0])
    expect(submission.layer_gradients([1.0, 1.0], 1.0)).close_to([0.246868, 0.587817, 1.0], atol=1e-5)


@points(0.5)
def test_three_diagnoses(submission):
    """Gradients that shrink on the way to the input vanish, those that grow explode.

    Which entry of the list belongs to the input, and with which one is it compared?
    """
    expect(submission.diagnose_gradients([1e-9, 1e-6, 1e-3, 1.0])).equals("vanishing")
    expect(submission.diagnose_gradients([1e8, 1e5, 1e3, 1.0])).equals("exploding")
    expect(submission.diagnose_gradients([0.5, 0.7, 0.8, 1.0])).equals("healthy")

"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, note, points


def square_plus_one(x):
    return x**2 + 1


def slope_of_square_plus_one(x):
    return 2 * x


def cube(x):
    return x**3


def slope_of_cube(x):
    return 3 * x**2


def entries(answer, names):
    """The expectations of these entries of the dict that came back."""
    for name in names:
        expect(answer).holds(isinstance(answer, dict) and name in answer, f'a dict with the key "{name}"')
    return [expect(answer[name], f'the entry "{name}"') for name in names]


@points(1)
def test_chain_of_two(submission):
    """The derivative of (x² + 1)³ at 2 is 300.

    The first step makes 5 out of 2. How strongly does each step react to the number that it gets?
    """
    functions, derivatives = [square_plus_one, cube], [slope_of_square_plus_one, slope_of_cube]
    slope = expect(submission.chain_derivative(functions, derivatives, 2.0))
    slopes = expect(submission.chain_derivative(functions, derivatives, np.array([0.7, -1.3])))
    slope.close_to(300.0)
    slopes.close_to([9.32442, -56.44158])


@points(0.5)
def test_pipeline_forward(submission):
    """Forward through the pipeline at 3: a is 6, b is 36 and c is 26.

    Three lines, one for each step; each uses the one before it.
    """
    for x, numbers in ((3.0, (6.0, 36.0, 26.0)), (-1.35, (-2.7, 7.29, -2.71))):
        answers = entries(submission.pipeline_gradients(x), ("a", "b", "c"))
        for answer, number in zip(answers, numbers, strict=True):
            answer.close_to(number)


@points(0.5)
def test_pipeline_backward(submission):
    """Backward through the pipeline at 3: c reacts to b by 1, to a by 12, and to x by 24.

    All three say how c reacts, not how the next stage does. Build each one on the one before it.
    """
    names, below = ("dc_db", "dc_da", "dc_dx"), submission.pipeline_gradients(-1.35)
    answers = entries(submission.pipeline_gradients(3.0), names) + entries(below, names)
    for answer, number in zip(answers, (1.0, 12.0, 24.0, 1.0, -5.4, -10.8), strict=True):
        answer.close_to(number)


@points(0.5)
def test_product_of_sum(submission):
    """At (-2, 5, -4) the derivatives of (x + y)·z are -4, -4 and 3.

    Write the sum and the result on a drawing of the graph first. A nudge of x moves the sum by how
    much, and what does that do to the product?
    """
    judged = []
    for point, wanted in (((-2.0, 5.0, -4.0), (-4.0, -4.0, 3.0)), ((1.35, 0.28, 2.7), (2.7, 2.7, 1.63))):
        parts = expect(submission.product_of_sum_gradients(*point)).is_sequence(3, "derivatives")
        for name, part, slope in zip("xyz", parts, wanted, strict=True):
            judged.append((expect(part, f"the derivative for {name}"), slope))
    for part, slope in judged:
        part.close_to(slope)


@points(0.5)
def test_one_and_two_sigmoids(submission):
    """At 0 one sigmoid has the slope 0.25, and two in a row have 0.0588.

    The first sigmoid makes 0.5 out of 0. How steep is the second one, which receives it?
    """
    slopes = [expect(submission.deep_sigmoid_gradient(x, depth)) for x, depth in ((0.0, 1), (0.0, 2), (1.3, 3))]
    slopes[0].close_to(0.25)
    slopes[1].close_to(0.0587509, atol=1e-6)
    slopes[2].close_to(0.00805957, atol=1e-7)


@points(0.5)
def test_layers_at_zero_and_one(submission):
    """The gradients of small networks of tanh layers come out as in the docstring.

    For n layers there are n + 1 numbers, and the last one is 1. Find the one before it next.
    """
    answers = [
        expect(submission.layer_gradients(weights, x))
        for weights, x in (([2.0, 3.0, 0.5], 0.0), ([1.0, 1.0], 1.0), ([0.7, 1.3], 0.9))
    ]
    answers[0].close_to([3.0, 1.5, 0.5, 1.0])
    answers[1].close_to([0.246868, 0.587817, 1.0], atol=1e-5)
    answers[2].close_to([0.385517, 0.799821, 1.0], atol=1e-5)


@points(0.5)
def test_three_diagnoses(submission):
    """Gradients that shrink on the way to the input vanish, those that grow explode.

    Which entry of the list belongs to the input, and with which one is it compared?
    """
    cases = (
        ("vanishing", [1e-9, 1e-6, 1e-3, 1.0]),
        ("exploding", np.array([1e8, 1e5, 1e3, 1.0])),
        ("healthy", [0.5, 0.7, 0.8, 1.0]),
        ("exploding", [-1e6, 1e3, -1.0]),
        ("healthy", [-3e-6, 2e-5, -1e-6]),
        ("vanishing", [-2e-7, -3e-4, 0.6]),
    )
    answers = [submission.diagnose_gradients(gradients) for _, gradients in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)

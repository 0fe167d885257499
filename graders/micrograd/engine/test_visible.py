"""What a student can run: enough to find the way, in the order that the stub suggests."""

import math

from gradus.grading import expect, formula, points


def works_out(submission, f, numbers, data, slopes):
    """Expect this of f of some Values: its data and, after backward(), their grads."""
    values, text = [submission.Value(number) for number in numbers], formula(f)
    result = f(*values)
    expect(result, text).holds(hasattr(result, "data"), "a Value")
    expect(result.data, f"({text}).data").close_to(data)
    result.backward()
    grads = {f"{name}.grad after ({text}).backward()": value.grad for name, value in zip("ab", values, strict=False)}
    for label, grad in grads.items():
        expect(grad, label).number()
    for (label, grad), slope in zip(grads.items(), slopes, strict=True):
        expect(grad, label).close_to(slope)


@points(0.5)
def test_holds_a_number(submission):
    """A new Value holds its number, and its grad is 0.0.

    In __init__, what is passed in has to be stored on self.
    """
    a = submission.Value(3.5)
    expect(a.data).close_to(3.5)
    expect(a.grad).close_to(0.0)
    expect(submission.Value(-2).data).close_to(-2.0)


@points(0.5)
def test_sum_and_product(submission):
    """The sum of two Values and their product are Values with the right data.

    An operator gives back a new Value. Which number does it hold?
    """
    a, b = submission.Value(2.0), submission.Value(-3.0)
    total = a + b
    expect(total, "a + b").holds(hasattr(total, "data"), "a Value")
    expect(total.data).close_to(-1.0)
    product = a * b
    expect(product, "a * b").holds(hasattr(product, "data"), "a Value")
    expect(product.data).close_to(-6.0)
    expect(a.data, "a.data after a + b and a * b").close_to(2.0)


@points(0.5)
def test_backward_through_a_product(submission):
    """The gradients of a * b are b and a, and those of a + b are 1 and 1.

    If a grows by a little, by how much does a * b grow? And where do you begin: what is the
    gradient of the result itself?
    """
    works_out(submission, lambda a, b: a * b, [2.0, -3.0], -6.0, [-3.0, 2.0])
    works_out(submission, lambda a, b: a + b, [2.0, -3.0], -1.0, [1.0, 1.0])


@points(0.5)
def test_used_twice(submission):
    """A Value that is used twice collects the gradients of both uses.

    Follow every way from the result back to a. What each of them brings is added up.
    """
    works_out(submission, lambda a: a * a, [3.0], 9.0, [6.0])
    works_out(submission, lambda a: a + a, [3.0], 6.0, [2.0])
    works_out(submission, lambda a, b: a * b + a, [2.0, -3.0], -4.0, [-2.0, 2.0])


@points(0.5)
def test_difference_and_quotient(submission):
    """Minus and division give the right numbers and gradients.

    Nudge a, then b, and watch the result. For a / b write a · b⁻¹ first.
    """
    works_out(submission, lambda a, b: a - b, [3.0, -4.0], 7.0, [1.0, -1.0])
    works_out(submission, lambda a: -a, [3.0], -3.0, [-1.0])
    works_out(submission, lambda a, b: a / b, [3.0, -4.0], -0.75, [-0.25, -0.1875])


@points(0.5)
def test_powers(submission):
    """A Value to the power of a plain number has the right number and gradient.

    The power rule: the exponent comes to the front, and one less of it stays behind.
    """
    works_out(submission, lambda a: a**3, [-2.0], -8.0, [12.0])
    works_out(submission, lambda a: a**-1, [4.0], 0.25, [-0.0625])
    works_out(submission, lambda a: a**0.5, [9.0], 3.0, [1 / 6])


@points(0.5)
def test_plain_numbers(submission):
    """A plain number may stand on either side of + - * /.

    Where the number is on the left, Python calls __radd__, __rsub__, __rmul__ or __rtruediv__ of
    the Value on the right. In which order do the two belong?
    """
    works_out(submission, lambda a: a + 5, [4.0], 9.0, [1.0])
    works_out(submission, lambda a: 5 + a, [4.0], 9.0, [1.0])
    works_out(submission, lambda a: a * 3, [4.0], 12.0, [3.0])
    works_out(submission, lambda a: 3 * a, [4.0], 12.0, [3.0])
    works_out(submission, lambda a: a - 1, [4.0], 3.0, [1.0])
    works_out(submission, lambda a: 1 - a, [4.0], -3.0, [-1.0])
    works_out(submission, lambda a: a / 8, [4.0], 0.5, [0.125])
    works_out(submission, lambda a: 8 / a, [4.0], 2.0, [-0.5])


@points(0.5)
def test_functions(submission):
    """relu, tanh, exp and log have the right numbers and gradients.

    The local derivative is taken at the number that went in. Which of these four can be written
    with the number that comes out?
    """
    works_out(submission, lambda a: a.relu(), [3.0], 3.0, [1.0])
    works_out(submission, lambda a: a.relu(), [-2.0], 0.0, [0.0])
    works_out(submission, lambda a: a.tanh(), [0.5], math.tanh(0.5), [1 - math.tanh(0.5) ** 2])
    works_out(submission, lambda a: a.exp(), [-1.0], math.exp(-1), [math.exp(-1)])
    works_out(submission, lambda a: a.log(), [4.0], math.log(4), [0.25])

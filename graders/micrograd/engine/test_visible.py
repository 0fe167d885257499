"""What a student can run: enough to find the way, in the order that the stub suggests."""

import math

from gradus.grading import each, expect, formula, points


def works_out(submission, f, numbers, data, slopes):
    """Expect this of f of some Values: its data and, after backward(), their grads."""
    values, text = [submission.Value(number) for number in numbers], formula(f)
    names = dict(zip("ab", numbers, strict=False))
    given = ", ".join(f"{name} = {number}" for name, number in names.items())
    result = f(*values)
    expect(result, text).holds(hasattr(result, "data"), "a Value")
    expect(result.data, f"({text}).data, with {given}").close_to(data)
    result.backward()
    label = f"after ({text}).backward(), with {given}"
    if len(values) == 1:
        expect(values[0].grad, f"a.grad {label}").close_to(slopes[0])
    else:
        expect(plain(each(values, "grad")), f"[a.grad, b.grad] {label}").close_to(slopes)


def plain(answers):
    """The answers as a list, of which each may be an array of one number."""
    return [answer.item() if getattr(answer, "size", 0) == 1 else answer for answer in answers]


@points(0.5)
def test_holds_a_number(submission):
    """A new Value holds its number, and its grad is 0.0.

    In __init__, what is passed in has to be stored on self.
    """
    a = submission.Value(3.7)
    expect(a.data).close_to(3.7)
    expect(a.grad).close_to(0.0)
    expect(submission.Value(-2).data).close_to(-2.0)


@points(0.5)
def test_sum_and_product(submission):
    """The sum of two Values and their product are Values with the right data.

    An operator gives back a new Value. Which number does it hold?
    """
    a, b = submission.Value(2.3), submission.Value(-3.7)
    total = a + b
    expect(total, "a + b").holds(hasattr(total, "data"), "a Value")
    expect(total.data, "(a + b).data, with a = 2.3, b = -3.7").close_to(-1.4)
    product = a * b
    expect(product, "a * b").holds(hasattr(product, "data"), "a Value")
    expect(product.data, "(a * b).data, with a = 2.3, b = -3.7").close_to(-8.51)
    expect(each([a, b], "data"), "a.data and b.data after a + b and a * b").close_to([2.3, -3.7])


@points(0.5)
def test_backward_through_a_product(submission):
    """The gradients of a * b are b and a, and those of a + b are 1 and 1.

    If a grows by a little, by how much does a * b grow? And where do you begin: what is the
    gradient of the result itself?
    """
    works_out(submission, lambda a, b: a * b, [2.3, -3.7], -8.51, [-3.7, 2.3])
    works_out(submission, lambda a, b: a + b, [2.3, -3.7], -1.4, [1.0, 1.0])


@points(0.5)
def test_used_twice(submission):
    """A Value that is used twice collects the gradients of both uses.

    Follow every way from the result back to a. What each of them brings is added up.
    """
    works_out(submission, lambda a, b: a * b + a, [2.3, -3.7], -6.21, [-2.7, 2.3])
    works_out(submission, lambda a: a * a, [3.3], 10.89, [6.6])
    works_out(submission, lambda a: a + a, [3.3], 6.6, [2.0])


@points(0.5)
def test_a_result_used_again(submission):
    """A result that is used again passes its gradient on once, when all of it has arrived.

    Draw the graph. Everything that uses b must be dealt with before b is: in which order does your
    backward() go?
    """
    # Both ways from c to b bring the same, so a wrong order shows the same gradients whichever way it takes first.
    a, p, q = submission.Value(1.3), submission.Value(0.7), submission.Value(-2.9)
    b = a * a
    c = (b * p) * (b * q)
    c.backward()
    grads = plain(each([b, a], "grad"))
    label = "[b.grad, a.grad] after c.backward(), with a = 1.3, p = 0.7, q = -2.9, b = a * a, c = (b * p) * (b * q)"
    expect(grads, label).close_to([2 * 1.69 * 0.7 * -2.9, 4 * 1.3**3 * 0.7 * -2.9])
    # One way is longer than the other.
    a, p, q = submission.Value(1.3), submission.Value(0.7), submission.Value(-2.9)
    b = a * a
    c = ((b * p) * q) * b
    c.backward()
    grads = plain(each([b, a], "grad"))
    label = "[b.grad, a.grad] after c.backward(), with a = 1.3, p = 0.7, q = -2.9, b = a * a, c = ((b * p) * q) * b"
    expect(grads, label).close_to([2 * 1.69 * 0.7 * -2.9, 4 * 1.3**3 * 0.7 * -2.9])


@points(0.5)
def test_difference_and_quotient(submission):
    """Minus and division give the right numbers and gradients.

    Nudge a, then b, and watch the result. For a / b write a · b⁻¹ first.
    """
    works_out(submission, lambda a, b: a - b, [3.3, -4.9], 8.2, [1.0, -1.0])
    works_out(submission, lambda a, b: (a - b) * a, [3.3, -4.9], 27.06, [11.5, -3.3])
    works_out(submission, lambda a, b: -a * b + a, [3.3, -4.9], 19.47, [5.9, -3.3])
    works_out(submission, lambda a, b: a / b, [3.3, -4.9], 3.3 / -4.9, [1 / -4.9, -3.3 / 4.9**2])


@points(0.5)
def test_powers(submission):
    """A Value to the power of a plain number has the right number and gradient.

    The power rule: the exponent comes to the front, and one less of it stays behind. Where the base
    is 0, look at the exponents 0 and 1 one by one.
    """
    works_out(submission, lambda a: a**3, [2.3], 2.3**3, [3 * 2.3**2])
    works_out(submission, lambda a: a**3, [-1.7], -(1.7**3), [3 * 1.7**2])
    works_out(submission, lambda a: a**-2, [1.7], 1.7**-2, [-2 * 1.7**-3])
    works_out(submission, lambda a: a**0.5, [2.9], 2.9**0.5, [0.5 / 2.9**0.5])
    works_out(submission, lambda a, b: a**1 * b + a * b, [0.0, 2.3], 0.0, [4.6, 0.0])
    works_out(submission, lambda a, b: a**0 * b, [0.0, 2.3], 2.3, [0.0, 1.0])


@points(0.5)
def test_plain_numbers(submission):
    """A plain number, whole or not, may stand on either side of + - * /.

    Where the number is on the left, Python calls __radd__, __rsub__, __rmul__ or __rtruediv__ of
    the Value on the right. In which order do the two belong?
    """
    works_out(submission, lambda a: a + 5, [4.3], 9.3, [1.0])
    works_out(submission, lambda a: 5 + a, [4.3], 9.3, [1.0])
    works_out(submission, lambda a: a * 3, [4.3], 12.9, [3.0])
    works_out(submission, lambda a: 3 * a, [4.3], 12.9, [3.0])
    works_out(submission, lambda a: a - 1, [4.3], 3.3, [1.0])
    works_out(submission, lambda a: 1 - a, [4.3], -3.3, [-1.0])
    works_out(submission, lambda a: a / 8, [4.3], 0.5375, [0.125])
    works_out(submission, lambda a: 8 / a, [4.3], 8 / 4.3, [-8 / 4.3**2])
    works_out(submission, lambda a: a * 0.7 + 0.3, [4.3], 3.31, [0.7])
    works_out(submission, lambda a: 0.3 + 0.7 * a, [4.3], 3.31, [0.7])
    works_out(submission, lambda a: (0.3 - a) * a, [4.3], -17.2, [-8.3])
    works_out(submission, lambda a: 0.3 / a, [4.3], 0.3 / 4.3, [-0.3 / 4.3**2])


@points(0.5)
def test_functions(submission):
    """relu, tanh, exp and log have the right numbers and gradients.

    The local derivative is taken at the number that went in. Which of these four can be written
    with the number that comes out?
    """
    works_out(submission, lambda a, b: a.relu() * b, [3.3, -0.7], -2.31, [-0.7, 3.3])
    works_out(submission, lambda a, b: a.relu() * b, [-2.3, -0.7], 0.0, [0.0, 0.0])
    works_out(submission, lambda a: a.tanh(), [0.6], math.tanh(0.6), [1 - math.tanh(0.6) ** 2])
    works_out(submission, lambda a: a.exp(), [-1.3], math.exp(-1.3), [math.exp(-1.3)])
    works_out(submission, lambda a: a.log(), [4.3], math.log(4.3), [1 / 4.3])

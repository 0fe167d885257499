"""What decides: PyTorch's answers, numeric derivatives, graphs of all shapes, long chains."""

import json
import math
from pathlib import Path

import numpy as np

from gradus.grading import expect, gradient_check, points, raises

# What PyTorch says to the programs of make_torch_values.py, which made this file.
TORCH = json.loads(Path(__file__).with_name("torch_values.json").read_text("utf-8"))


def run(names, program):
    """Run a program, one operator a line, on Values: the names it makes are added to `names`."""
    for line in program.split("; "):
        exec(line, {}, names)
        made = names[line.split(" = ")[0]]
        expect(made, line).holds(hasattr(made, "data"), "a Value")
    return names


def as_torch(submission, *programs):
    """Expect every data, and every grad after the last name's backward(), to be PyTorch's."""
    for program in programs:
        for case in TORCH[program]:
            names = run({n: submission.Value(x) for n, x in case["at"].items()}, program)
            for name, (data, _) in case["values"].items():
                expect(names[name].data, f"{name}.data after {program}").close_to(data)
            *_, result = names
            names[result].backward()
            for name, (_, grad) in reversed(case["values"].items()):
                label = f"{name}.grad after {program}; {result}.backward()"
                expect(names[name].grad, label).close_to(grad)


@points(0.5)
def test_numbers_of_all_sizes(submission):
    """The data is right for negative, whole, small and large numbers, and for zero.

    Take an operator that fails, and calculate it with plain numbers beside it.
    """
    for x, y in ((-7, 3), (250.5, -0.125), (0.0, 299.0), (-0.001, -64)):
        names = run({"a": submission.Value(x), "b": submission.Value(y)}, "c = a + b; d = a - b")
        run(names, "e = a * b; f = a / b; g = -a; h = a ** 2; i = b ** -1; r = a.relu()")
        answers = [expect(names[name].data, f"{name}.data").number() for name in "cdefghir"]
        expected = [x + y, x - y, x * y, x / y, -x, x**2, 1 / y, max(x, 0.0)]
        expect(answers, "a + b, a - b, a * b, a / b, -a, a**2, b**-1, a.relu()").close_to(expected)
    for x in (0.001, 0.7, 6, 250.0):
        names = run({"a": submission.Value(x)}, "t = a.tanh(); e = a.exp(); l = a.log()")
        run(names, "n = -a; u = n.tanh(); f = n.exp(); s = a ** 0.5; p = n ** 3; q = a ** 0")
        answers = [expect(names[name].data, f"{name}.data").number() for name in "telufspq"]
        expected = [math.tanh(x), math.exp(x), math.log(x), -math.tanh(x), math.exp(-x)]
        expect(answers, "tanh, exp, log, ...").close_to([*expected, math.sqrt(x), -(x**3), 1.0])


@points(0.5)
def test_refuses_what_has_no_answer(submission):
    """log refuses zero and negative numbers with a ValueError; nothing is divided by zero.

    Which functions of Python raise these by themselves, and what must you raise yourself?
    """
    for x in (0.0, -2.0):
        value = submission.Value(x)
        with raises("ValueError"):
            expect(value.log(), "a logarithm that there is not")
    one, nothing = submission.Value(1.0), submission.Value(0.0)
    with raises("ZeroDivisionError"):
        expect(one / nothing, "a quotient that there is not")


@points(0.5)
def test_sums_and_products_collect(submission):
    """Sums, differences, negatives and products add to the gradients that are there.

    The Values that go in are used elsewhere too. What is in their grad already must stay in it.
    """
    as_torch(submission, "b = a * a; c = b * a", "m = a * b; s = m + a; c = s * b")
    as_torch(submission, "s = a + b; c = s * a; d = c * b", "s = a - b; c = s * a; d = c * b")
    as_torch(submission, "n = -a; c = n * a", "s = a - a; c = s + a; d = a + a; e = c * d")


@points(0.5)
def test_quotients_and_powers_collect(submission):
    """Quotients and powers, negative and broken ones too, add to the gradients that are there.

    Check the local derivatives for both sides of a / b, and for exponents below 1.
    """
    as_torch(submission, "q = a / b; s = q + a; c = s * b", "q = a / b; m = a * b; c = q + m")
    as_torch(submission, "q = a / a; s = q + a; c = s / a")
    as_torch(submission, "p = a ** 3; c = p * a", "p = a ** 2; m = a * b; c = p + m")
    as_torch(submission, "p = a ** -2; s = p + a; c = s * a", "p = a ** 2.0; q = a ** -1.0; c = p * q")
    as_torch(submission, "p = a ** 1; q = a ** 0; s = p * q; c = s * a")
    as_torch(submission, "p = a ** 0.5; s = p * a; c = s ** -1.5; d = c * a")


@points(0.5)
def test_functions_collect(submission):
    """tanh, exp, log and relu multiply by what comes from behind, and add to what is there.

    A function in the middle of a graph passes on its local derivative times its own grad.
    """
    as_torch(submission, "t = a.tanh(); c = t * a", "t = a.tanh(); m = a * b; c = t + m")
    as_torch(submission, "e = a.exp(); c = e * a", "l = a.log(); c = l * a")
    as_torch(submission, "r = a.relu(); c = r * a", "m = a * b; r = m.relu(); s = r + a; c = s * b")
    as_torch(submission, "m = a * b; t = m.tanh(); e = t.exp(); s = e + a; l = s.log(); c = l * b")


@points(0.5)
def test_plain_numbers_collect(submission):
    """With a plain number on one side, the gradient still reaches the Value on the other.

    What does 2 - a do when a grows? And 2 / a?
    """
    as_torch(submission, "r = 2 + a; c = r * a", "r = 2 * a; c = r * a", "r = a * 0.5; c = r * a")
    as_torch(submission, "r = 2 - a; c = r * a", "r = a - 2; c = r * a", "r = a / 4; c = r * a")
    as_torch(submission, "r = 2 / a; s = r + a; c = s * a")
    as_torch(submission, "r = a + 0.5; c = r * a; d = c - 7; e = 1.5 - d")


@points(1)
def test_results_used_again(submission):
    """A result that is used again passes its gradient on once, when all of it has arrived.

    Draw the example of backward(). Everything that uses b must be dealt with before b is.
    """
    as_torch(submission, "b = a * c; d = b + a; e = b * c; f = d * e")
    as_torch(submission, "b = a * a; c = b * b; d = c * b", "u = a * a; v = a * a; w = u * v; c = w + v")
    as_torch(submission, "s = a + b; m = a * b; p = s * m; q = s + p; r = p * q; c = r * s")


@points(0.5)
def test_ways_of_unequal_length(submission):
    """Where a short way and a long way lead to the same Value, both count, in either order.

    Draw a graph whose result uses u at once, and once more at the end of a long row that begins
    with u. When may u pass on its gradient?
    """
    as_torch(submission, "u = a * x; v = b * u; w = c * v; y = w + u")
    as_torch(submission, "u = a * x; v = b * u; w = c * v; y = u + w")
    as_torch(submission, "u = x * x; v = u * x; w = v * u; y = w * u; z = y + x")
    as_torch(submission, "u = x * x; v = u * x; w = v * u; y = u * w; z = x + y")


@points(0.5)
def test_backward_from_anywhere(submission):
    """backward() fills in what its own Value was made from, adds to what is there, and no more.

    It sets the grad of its own Value to 1.0 and resets nothing. Two results that share their inputs
    leave the sum of both gradients in them.
    """
    names = {"a": submission.Value(3.0), "b": submission.Value(-2.0)}
    run(names, "c = a * b; d = c + a; e = d * c; f = a * a; g = f * b")
    names["d"].backward()
    middle = {"d": 1.0, "c": 1.0, "b": 3.0, "a": -1.0, "e": 0.0, "f": 0.0, "g": 0.0}
    for name, grad in middle.items():
        expect(names[name].grad, f"{name}.grad after d.backward(), d in the middle").close_to(grad)
    names["g"].backward()
    for name, grad in {"d": 1.0, "e": 0.0, "g": 1.0, "f": -2.0, "b": 12.0, "a": -13.0}.items():
        expect(names[name].grad, f"{name}.grad after another backward()").close_to(grad)
    for name, data in {"a": 3.0, "b": -2.0, "c": -6.0, "d": -3.0, "e": 18.0, "g": -18.0}.items():
        expect(names[name].data, f"{name}.data after both backward()").close_to(data)
    again = run({"x": submission.Value(5.0), "k": submission.Value(2.0)}, "y = k * x")
    again["y"].backward()
    again["y"].backward()
    for name, grad in {"y": 1.0, "x": 4.0, "k": 10.0}.items():
        expect(again[name].grad, f"{name}.grad after y.backward() twice").close_to(grad)


@points(0.5, seconds=30)
def test_long_chains(submission):
    """A chain of almost 300 operations works like a short one.

    Does each Value of the chain get its turn exactly once?
    """
    x, k, c = (submission.Value(number) for number in (1.5, 0.98, 0.01))
    y, total = run({"x": x, "k": k}, "y = x * k; y = y + x")["y"], (1 - 0.98**141) / (1 - 0.98)
    for _ in range(139):
        y = y * k + x
    expect(y.data, "y.data after y = y * k + x, 140 times").close_to(1.5 * total)
    y.backward()
    expect(x.grad, "x.grad after y = y * k + x, 140 times").close_to(total)
    names = {"c": c, "y": k}
    for _ in range(90):
        run(names, "y = y.exp(); y = y + c; y = y.log()")
    end = math.exp(0.98) + 90 * 0.01
    expect(names["y"].data, "y.data, 90 times the log of exp + c").close_to(math.log(end))
    names["y"].backward()
    expect(c.grad, "c.grad, 90 times the log of exp + c").close_to(90 / end)


@points(0.5)
def test_neuron_by_nudging(submission):
    """The gradients of a neuron's squared error are what nudging its inputs and weights shows.

    Nudge one number at a time, calculate the whole graph anew, and compare the change with grad.
    """

    def error(p):
        return (math.tanh(p[0] * p[1] + p[2] * p[3] + p[4]) - p[5]) ** 2 / (3 + math.exp(-p[1]))

    for seed in range(3):
        at = np.random.default_rng(seed).uniform(-1.2, 1.2, 6).tolist()
        names = dict(zip("wxvzbhk", map(submission.Value, [*at, 3.0]), strict=True))
        run(names, "m = w * x; n = v * z; s = m + n; s = s + b; t = s.tanh(); d = t - h")
        run(names, "q = d ** 2; n = -x; e = n.exp(); e = k + e; r = q / e")
        expect(names["r"].data, "the squared error").close_to(error(at))
        names["r"].backward()
        grads = [expect(names[n].grad, f"{n}.grad").number() for n in "wxvzbh"]
        gradient_check(grads, error, at, "the gradients of w, x, v, z, b and h")

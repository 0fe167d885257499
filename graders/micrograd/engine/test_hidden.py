"""What decides: PyTorch's answers, numeric derivatives, graphs of all shapes, long chains."""

import inspect
import json
import math
from pathlib import Path

import numpy as np

from gradus.grading import drawn, each, expect, gradient_check, note, points, raises, type_name, with_drawn

# What PyTorch says to the programs below: make_torch_values.py made this file from them.
TORCH = json.loads(Path(__file__).with_name("torch_values.json").read_text("utf-8"))


def program(inputs, **steps):
    """The numbers to start from, each time by name, and the Value that each step makes, with one operator."""
    return inputs, steps


PAIRS = [{"a": 1.5, "b": -2.5}, {"a": -3, "b": 4}, {"a": 12.0, "b": 0.75}]
SINGLE = [{"a": 2.5}, {"a": -3}]
POSITIVE = [{"a": 0.4}, {"a": 3}]
CHAIN = [{"x": 1.5, "a": 2.0, "b": 3.0, "c": 5.0}, {"x": -0.5, "a": 4, "b": -1, "c": 0.25}]
# Most are made so that an operator comes *after* another use of its operand when the gradients flow back: whoever
# overwrites a gradient then loses one.
PROGRAMS = {
    "sums and products": [
        program(SINGLE, b=lambda a: a * a, c=lambda b, a: b * a),
        program(PAIRS, m=lambda a, b: a * b, s=lambda m, a: m + a, c=lambda s, b: s * b),
        program(PAIRS, s=lambda a, b: a + b, c=lambda s, a: s * a, d=lambda c, b: c * b),
        program(PAIRS, s=lambda a, b: a - b, c=lambda s, a: s * a, d=lambda c, b: c * b),
        program(SINGLE, n=lambda a: -a, c=lambda n, a: n * a),
        program(SINGLE, s=lambda a: a - a, c=lambda s, a: s + a, d=lambda a: a + a, e=lambda c, d: c * d),
    ],
    "quotients and powers": [
        program(PAIRS, q=lambda a, b: a / b, s=lambda q, a: q + a, c=lambda s, b: s * b),
        program(PAIRS, q=lambda a, b: a / b, m=lambda a, b: a * b, c=lambda q, m: q + m),
        program(SINGLE, q=lambda a: a / a, s=lambda q, a: q + a, c=lambda s, a: s / a),
        program(SINGLE, p=lambda a: a**3, c=lambda p, a: p * a),
        program(PAIRS, p=lambda a: a**2, m=lambda a, b: a * b, c=lambda p, m: p + m),
        program(SINGLE, p=lambda a: a**-2, s=lambda p, a: p + a, c=lambda s, a: s * a),
        program(SINGLE, p=lambda a: a**2.0, q=lambda a: a**-1.0, c=lambda p, q: p * q),
        program(SINGLE, p=lambda a: a**1, q=lambda a: a**0, s=lambda p, q: p * q, c=lambda s, a: s * a),
        program(POSITIVE, p=lambda a: a**0.5, s=lambda p, a: p * a, c=lambda s: s**-1.5, d=lambda c, a: c * a),
    ],
    "functions": [
        program([{"a": 0.5}, {"a": -1.25}], t=lambda a: a.tanh(), c=lambda t, a: t * a),
        program([{"a": 0.5, "b": -2.0}], t=lambda a: a.tanh(), m=lambda a, b: a * b, c=lambda t, m: t + m),
        program([{"a": 1.5}, {"a": -2}], e=lambda a: a.exp(), c=lambda e, a: e * a),
        program(POSITIVE, g=lambda a: a.log(), c=lambda g, a: g * a),
        program([{"a": 2.5}, {"a": -2.5}, {"a": 0.25}], r=lambda a: a.relu(), c=lambda r, a: r * a),
        program(PAIRS, m=lambda a, b: a * b, r=lambda m: m.relu(), s=lambda r, a: r + a, c=lambda s, b: s * b),
        program([{"a": 0.5, "b": 1.5}, {"a": 1, "b": -2}], m=lambda a, b: a * b, t=lambda m: m.tanh(),
            e=lambda t: t.exp(), s=lambda e, a: e + a, g=lambda s: s.log(), c=lambda g, b: g * b),
    ],
    "plain numbers": [
        program(SINGLE, r=lambda a: 2 + a, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: 2 * a, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: a * 0.5, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: 2 - a, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: a - 2, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: a / 4, c=lambda r, a: r * a),
        program(SINGLE, r=lambda a: 2 / a, s=lambda r, a: r + a, c=lambda s, a: s * a),
        program(SINGLE, r=lambda a: a + 0.5, c=lambda r, a: r * a, d=lambda c: c - 7, e=lambda d: 1.5 - d),
    ],
    "results used again": [
        program([{"a": 1.5, "c": -2.0}], b=lambda a, c: a * c, d=lambda b, a: b + a, e=lambda b, c: b * c,
            f=lambda d, e: d * e),
        program([{"a": 1.5}, {"a": -2}], b=lambda a: a * a, c=lambda b: b * b, d=lambda c, b: c * b),
        program(SINGLE, u=lambda a: a * a, v=lambda a: a * a, w=lambda u, v: u * v, c=lambda w, v: w + v),
        program(PAIRS[:2], s=lambda a, b: a + b, m=lambda a, b: a * b, p=lambda s, m: s * m, q=lambda s, p: s + p,
            r=lambda p, q: p * q, c=lambda r, s: r * s),
    ],
    "ways of unequal length": [
        program(CHAIN, u=lambda a, x: a * x, v=lambda b, u: b * u, w=lambda c, v: c * v, y=lambda w, u: w + u),
        program(CHAIN, u=lambda a, x: a * x, v=lambda b, u: b * u, w=lambda c, v: c * v, y=lambda u, w: u + w),
        program([{"x": 1.2}], u=lambda x: x * x, v=lambda u, x: u * x, w=lambda v, u: v * u, y=lambda w, u: w * u,
            z=lambda y, x: y + x),
        program([{"x": -1.2}], u=lambda x: x * x, v=lambda u, x: u * x, w=lambda v, u: v * u, y=lambda u, w: u * w,
            z=lambda x, y: x + y),
    ],
}  # fmt: skip


def plain(answers):
    """The answers as a list, of which each may be an array of one number."""
    return [answer.item() if getattr(answer, "size", 0) == 1 else answer for answer in answers]


def apply(step, names):
    """The result of a step, whose parameters are names of Values."""
    return step(*(names[name] for name in inspect.signature(step).parameters))


def run(names, **steps):
    """Run steps on Values: what each makes is added to `names`."""
    for name, step in steps.items():
        names[name] = apply(step, names)
        value = type_name(names[name]) == "Value" or hasattr(names[name], "data")
        expect(names[name], name).holds(value, "a Value")
    return names


def data_of(names, which):
    """The data of the Values with these names."""
    return plain(each([names[name] for name in which], "data"))


def grads_of(names, which):
    """The grads of the Values with these names."""
    return plain(each([names[name] for name in which], "grad"))


def as_torch(submission, title):
    """Expect every data, and every grad after the last Value's backward(), to be PyTorch's, in all programs at once."""
    ends, wanted = [], [values for cases in TORCH[title] for values in cases]
    for inputs, steps in PROGRAMS[title]:
        for at in inputs:
            ends.append(run({name: submission.Value(x) for name, x in at.items()}, **steps))
    every = [names[name] for names, values in zip(ends, wanted, strict=True) for name in values]
    numbers = plain(each(every, "data"))
    expect(numbers, f"every data in the programs of {title}").close_to([x for v in wanted for x, _ in v.values()])
    for names, values in zip(ends, wanted, strict=True):
        names[list(values)[-1]].backward()
    grads = plain(each(every, "grad"))
    expect(grads, f"every grad in the programs of {title}").close_to([grad for v in wanted for _, grad in v.values()])


class Number(np.ndarray):
    """Plain numbers, with the functions that a Value has."""

    def tanh(self):
        return np.tanh(self)

    def exp(self):
        return np.exp(self)

    def log(self):
        return np.log(self)

    def relu(self):
        return np.maximum(self, 0.0)


def nudged(submission, title):
    """Expect one of the programs to have the right data and gradients, from inputs that nobody knows beforehand.

    They are those of the table, each a little larger or smaller: no further from what an operator can take, and from
    the corner of ReLU.
    """
    rng = np.random.default_rng(drawn())
    inputs, steps = PROGRAMS[title][rng.integers(len(PROGRAMS[title]))]
    names = list(inputs[0])
    at = np.array([inputs[0][name] for name in names]) * rng.uniform(0.7, 1.3, len(names))

    def last(point):
        found = {name: np.array([x]).view(Number) for name, x in zip(names, point, strict=True)}
        for name, step in steps.items():
            found[name] = apply(step, found)
        return float(found[name][0])

    values = run({name: submission.Value(float(x)) for name, x in zip(names, at, strict=True)}, **steps)
    end = values[list(values)[-1]]
    expect(end.data, "the last data").close_to(last(at))
    end.backward()
    gradient_check(grads_of(values, names), last, at, "the grads of the inputs")


def shared(submission, x):
    """Expect the gradients of a result that two others use, each of which brings it the same.

    A wrong order shows the same answers whichever of the two comes first, even where a set decides it.
    """
    names = {name: submission.Value(number) for name, number in (("a", x), ("p", 0.7), ("q", -2.9))}
    run(names, b=lambda a: a * a, m=lambda b, p: b * p, n=lambda b, q: b * q, c=lambda m, n: m * n)
    names["c"].backward()
    grads = grads_of(names, "pqba")
    slopes = [x**4 * -2.9, x**4 * 0.7, 2 * x**2 * 0.7 * -2.9, 4 * x**3 * 0.7 * -2.9]
    expect(grads, "the grads of p, q, b and a, where b is used by two results").close_to(slopes)


ARITHMETIC = {
    "c": lambda a, b: a + b, "d": lambda a, b: a - b, "e": lambda a, b: a * b, "f": lambda a, b: a / b,
    "g": lambda a: -a, "h": lambda a: a**2, "i": lambda b: b**-1, "r": lambda a: a.relu(),
}  # fmt: skip
FUNCTIONS = {
    "t": lambda a: a.tanh(), "e": lambda a: a.exp(), "g": lambda a: a.log(), "n": lambda a: -a,
    "u": lambda n: n.tanh(), "f": lambda n: n.exp(), "s": lambda a: a**0.5, "p": lambda n: n**3, "q": lambda a: a**0,
}  # fmt: skip


@points(0.5)
def test_numbers_of_all_sizes(submission):
    """Data and gradients are right for negative, whole, small and large numbers, and for zero.

    Take an operator that fails, and calculate it with plain numbers beside it.
    """

    def judge(x, y):
        names = run({"a": submission.Value(x), "b": submission.Value(y)}, **ARITHMETIC)
        answers = data_of(names, ARITHMETIC)
        expected = [x + y, x - y, x * y, x / y, -x, x**2, 1 / y, max(x, 0.0)]
        expect(answers, "a + b, a - b, a * b, a / b, -a, a**2, b**-1, a.relu()").close_to(expected, atol=0)

    for x, y in ((-7, 3), (250.5, -0.125), (0.0, 299.0), (-0.001, -64)):
        judge(x, y)
    for x in (1.7e-10, 0.001, 0.7, 6, 250.0):
        names = run({"a": submission.Value(x)}, **FUNCTIONS)
        answers = data_of(names, [name for name in FUNCTIONS if name != "n"])
        expected = [math.tanh(x), math.exp(x), math.log(x), -math.tanh(x), math.exp(-x)]
        expect(answers, "tanh, exp, log, ...").close_to([*expected, math.sqrt(x), -(x**3), 1.0], atol=0)
        names["g"].backward()
        expect(names["a"].grad, "a.grad of a.log()").close_to(1 / x, atol=0)
    for size in (1e-5, 200.0):
        x, y = 1.3 * size, -0.7 * size
        names = run({"a": submission.Value(x), "b": submission.Value(y)}, m=lambda a, b: a * b, c=lambda m, a: m * a)
        run(names, d=lambda a, b: a / b)
        names["c"].backward()
        grads = grads_of(names, "ab")
        expect(grads, "a.grad and b.grad of a * b * a").close_to([2 * x * y, x * x], atol=0)
        names["a"].grad = names["b"].grad = 0.0
        names["d"].backward()
        grads = grads_of(names, "ab")
        expect(grads, "a.grad and b.grad of a / b").close_to([1 / y, -x / y**2], atol=0)
    names = run({"a": submission.Value(0.0), "b": submission.Value(2.7)}, p=lambda a: a**0, c=lambda p, b: p * b)
    names["c"].backward()
    answers = plain([names["c"].data, names["a"].grad, names["b"].grad])
    expect(answers, "c.data, a.grad and b.grad of c = a**0 * b, where a is 0").close_to([2.7, 0.0, 1.0])
    rng = np.random.default_rng(drawn())
    judge(rng.uniform(-9.0, 9.0), rng.uniform(0.5, 9.0))


@points(0.5)
def test_refuses_what_has_no_answer(submission):
    """log refuses zero and negative numbers with a ValueError; nothing is divided by zero.

    Which functions of Python raise these by themselves, and what must you raise yourself?
    """

    def refused(x):
        value = submission.Value(x)
        with raises("ValueError"):
            answer = value.log()
            note([answer.data, (answer.tanh() + 2.7).data])

    for x in (-2.3, 0.0):
        refused(x)
    a, nothing = submission.Value(2.3), submission.Value(0.0)
    for quotient in (lambda: a / nothing, lambda: 2.3 / nothing, lambda: 2 / nothing, lambda: a / 0, lambda: a / 0.0):
        with raises("ZeroDivisionError"):
            answer = quotient()
            note([answer.data, (answer.tanh() + 2.7).data])
    refused(-np.random.default_rng(drawn()).uniform(0.1, 9.0))


@points(0.5)
def test_sums_and_products_collect(submission):
    """Sums, differences, negatives and products add to the gradients that are there.

    The Values that go in are used elsewhere too. What is in their grad already must stay in it, and
    a plain number on one side changes nothing about that.
    """
    as_torch(submission, "sums and products")
    as_torch(submission, "plain numbers")
    nudged(submission, "sums and products")


@points(0.5)
def test_quotients_and_powers_collect(submission):
    """Quotients and powers, negative and broken ones too, add to the gradients that are there.

    Check the local derivatives for both sides of a / b, and for exponents below 1.
    """
    as_torch(submission, "quotients and powers")
    nudged(submission, "quotients and powers")


@points(0.5)
def test_functions_collect(submission):
    """tanh, exp, log and relu multiply by what comes from behind, and add to what is there.

    A function in the middle of a graph passes on its local derivative times its own grad.
    """
    as_torch(submission, "functions")
    nudged(submission, "functions")


@points(0.5)
def test_results_used_again(submission):
    """In larger graphs, too, each result passes its gradient on once, when all of it has arrived.

    Draw the example of backward(). Everything that uses b must be dealt with before b is.
    """
    shared(submission, 1.7)
    shared(submission, -0.6)
    as_torch(submission, "results used again")
    nudged(submission, "results used again")


@points(0.5)
def test_ways_of_unequal_length(submission):
    """Where a short way and a long way lead to the same Value, both count, in either order.

    Draw a graph whose result uses u at once, and once more at the end of a long row that begins
    with u. When may u pass on its gradient?
    """
    shared(submission, 1.1)
    for a, b in ((1.3, -0.7), (-0.9, 2.1)):  # the short way ends in u, which is used again at the end of the long one
        names = {"a": submission.Value(a), "b": submission.Value(b)}
        run(names, u=lambda a: a * a, v=lambda u, b: u * b, w=lambda v, b: v * b, c=lambda w, u: w * u)
        names["c"].backward()
        grads = grads_of(names, "wvuba")
        slopes = [a * a, a * a * b, 2 * (a * b) ** 2, 2 * a**4 * b, 4 * a**3 * b * b]
        expect(grads, "the grads of w, v, u, b and a").close_to(slopes)
    as_torch(submission, "ways of unequal length")
    nudged(submission, "ways of unequal length")


@points(0.5)
def test_backward_from_anywhere(submission):
    """backward() fills in what its own Value was made from, adds to what is there, and no more.

    It sets the grad of its own Value to 1.0 and resets nothing. Two results that share an operand
    leave the sum of both gradients in it, be it an input or a result itself.
    """

    def grads(names, letters, after):
        found = grads_of(names, letters)
        return expect(found, f"the grads of {', '.join(letters)} after {after}")

    for a, b in with_drawn((3.1, -2.3), draw=lambda rng: (rng.uniform(1.0, 3.0), rng.uniform(-3.0, -1.0))):
        names = {"a": submission.Value(a), "b": submission.Value(b)}
        run(names, c=lambda a, b: a * b, d=lambda c, a: c + a, e=lambda d, c: d * c, g=lambda a: a * a)
        run(names, h=lambda g, b: g * b)
        c, d = a * b, a * b + a
        names["d"].grad = 2.5
        grads(names, "abcde", "d.grad = 2.5").close_to([0.0, 0.0, 0.0, 2.5, 0.0])
        names["d"].backward()
        grads(names, "dcbaegh", "d.backward(), d in the middle").close_to([1.0, 1.0, a, 1 + b, 0.0, 0.0, 0.0])
        names["h"].backward()
        grads(names, "hgbade", "d.backward() and h.backward()").close_to(
            [1.0, b, a + a**2, 1 + b + 2 * a * b, 1.0, 0.0]
        )
        names["e"].backward()
        grads(names, "ed", "d.backward() and e.backward(), which share d").close_to([1.0, 1.0 + c])
        numbers = data_of(names, "abcdeg")
        expect(numbers, "the data of a, b, c, d, e and g after all of this").close_to([a, b, c, d, c * d, a**2])


@points(0.5)
def test_backward_twice(submission):
    """A second backward() adds to what the first one left, as if it had never been there.

    Does anything that your backward() uses live longer than one call?
    """
    # Two results that share u: the second backward() meets what the first one went through.
    names = {"a": submission.Value(1.7), "b": submission.Value(-0.9)}
    run(names, u=lambda a, b: a * b, v=lambda u, b: u * b, w=lambda u: u.exp())
    sums = [0.0, 0.0]
    for name, slopes in (("v", [0.9**2, 2 * 1.7 * -0.9]), ("w", [-0.9 * math.exp(-1.53), 1.7 * math.exp(-1.53)])):
        names["u"].grad = 0.0
        names[name].backward()
        grads = grads_of(names, "ab")
        sums = [total + slope for total, slope in zip(sums, slopes, strict=True)]
        expect(grads, f"the grads of a and b after {name}.backward(), u.grad set to 0.0 before").close_to(sums)
    for x, k in with_drawn((5.3, 2.1), draw=lambda rng: rng.uniform(1.0, 6.0, 2).tolist()):
        names = {"x": submission.Value(x), "k": submission.Value(k)}
        run(names, y=lambda k, x: k * x)
        for times in (1, 2, 3):
            names["y"].backward()
            grads = grads_of(names, "yxk")
            label = f"the grads of y, x and k after y.backward() {times} times, with y = k * x"
            expect(grads, label).close_to([1.0, k * times, x * times])


@points(0.5, seconds=30)
def test_long_chains(submission):
    """A chain of almost 300 operations works like a short one.

    Does each Value of the chain get its turn exactly once?
    """
    x, k, c = (submission.Value(number) for number in (1.5, 0.98, 0.01))
    names, total = run({"x": x, "k": k}, m=lambda x, k: x * k, y=lambda m, x: m + x), (1 - 0.98**141) / (1 - 0.98)
    y = names["y"]
    for _ in range(139):
        y = y * k + x
    expect(y.data, "y.data after y = y * k + x, 140 times").close_to(1.5 * total)
    y.backward()
    expect(x.grad, "x.grad after y = y * k + x, 140 times").close_to(total)
    names = {"c": c, "y": k}
    for _ in range(90):
        run(names, e=lambda y: y.exp(), s=lambda e, c: e + c, y=lambda s: s.log())
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

    for seed in with_drawn(0, 1):
        at = np.random.default_rng(seed).uniform(-1.2, 1.2, 6).tolist()
        names = dict(zip("wxvzbhk", map(submission.Value, [*at, 3.0]), strict=True))
        run(names, m=lambda w, x: w * x, n=lambda v, z: v * z, s=lambda m, n: m + n, u=lambda s, b: s + b)
        run(names, t=lambda u: u.tanh(), d=lambda t, h: t - h, q=lambda d: d**2)
        run(names, o=lambda x: -x, e=lambda o: o.exp(), f=lambda k, e: k + e, r=lambda q, f: q / f)
        expect(names["r"].data, "the squared error").close_to(error(at))
        names["r"].backward()
        grads = grads_of(names, "wxvzbh")
        gradient_check(grads, error, at, "the gradients of w, x, v, z, b and h")

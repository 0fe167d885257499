"""What decides: huge numbers, arrays, many inputs, and signals that are not quite exact."""

import numpy as np

from gradus.grading import drawn, expect, helpers, no_warnings, points, with_drawn

shared = helpers(__file__)
decision = shared.decision
plain = shared.plain


def squeeze(x):
    """The sigmoid, by way of tanh."""
    return (1 + np.tanh(np.asarray(x) / 2)) / 2


@points(1)
def test_sigmoid_of_huge_numbers(submission):
    """The sigmoid of 1000 is 1 and that of -1000 is 0, without an error and without a warning.

    Which power of e does your formula compute for -1000? Find one for it that stays small.
    """
    fixed = (-1000.0, 0.0), (1000.0, 1.0), (-745, 0.0)
    for x, wanted in with_drawn(*fixed, draw=lambda rng: (-rng.uniform(720.0, 5000.0), 0.0)):
        expect(submission.sigmoid(x)).close_to(wanted, atol=1e-6)
        no_warnings(submission)


@points(1)
def test_sigmoid_of_arrays(submission):
    """The sigmoid works on each element of an array, whatever its shape, and leaves it alone.

    Does your code look at one number only, or at the array as a whole?
    """
    expect(submission.sigmoid(0.5)).close_to(squeeze(0.5), atol=1e-6)
    x = np.array([[0.5, -1.5, 3.0], [-4.0, 0.0, 7.5]])
    expect(submission.sigmoid(x)).close_to(squeeze(x), atol=1e-6)
    for seed in with_drawn(2):
        long = np.random.default_rng(seed).normal(0, 5, 50)
        expect(submission.sigmoid(long)).close_to(squeeze(long), atol=1e-6)


@points(0.5)
def test_sigmoid_of_mixed_arrays(submission):
    """Huge and small numbers may stand side by side in one array.

    A choice that is made for the whole array at once is right for some of its elements only.
    """
    expect(submission.sigmoid(-0.3)).close_to(squeeze(-0.3), atol=1e-6)
    fixed = np.array([-1000.0, 0.3, 1000.0, -0.3, -50.0, 12.0])
    for x in with_drawn(fixed, draw=lambda rng: rng.uniform(-1.0, 1.0, 8) * rng.permutation([1.0, 1000.0] * 4)):
        expect(submission.sigmoid(x)).close_to(squeeze(x), atol=1e-6)
        no_warnings(submission)


@points(0.5)
def test_sigmoid_of_small_and_whole_numbers(submission):
    """The sigmoid is right for negative numbers and whole ones.

    How do the answers for x and for -x add up?
    """
    for x in (-0.01, -3.0, 4, -1, 0):
        expect(submission.sigmoid(x)).close_to(squeeze(x), atol=1e-6)
    small = [expect(submission.sigmoid(x)).number() for x in (-25.0, -17.3, -20.9)]
    label = "the sigmoid of -25, -17.3 and -20.9, divided by e to the power of these"
    expect(small / np.exp([-25.0, -17.3, -20.9]), label).close_to(np.ones(3), rtol=1e-3)
    rng = np.random.default_rng(drawn())
    for x in (rng.uniform(-9.0, 9.0), int(rng.integers(-9, 9))):
        expect(submission.sigmoid(x)).close_to(squeeze(x), atol=1e-6)


@points(1)
def test_neuron_with_many_inputs(submission):
    """A neuron with any number of inputs adds up all of them, and its bias once.

    Try one input, then three, with numbers that you can add up in your head.
    """
    rng, answers, wanted = np.random.default_rng(5), [], []
    for n in (1, 3, 8, 2, 5, 4):
        inputs, weights, bias = rng.normal(size=n), rng.normal(size=n), float(rng.normal())
        wanted.append(squeeze(inputs @ weights + bias))
        answers.append(plain(submission.neuron(inputs, weights, bias)))
    label = "the answers of neurons with 1, 3, 8, 2, 5 and 4 inputs"
    expect(answers, label).close_to(wanted, atol=1e-6)
    rng = np.random.default_rng(drawn())
    inputs, weights, bias = rng.normal(size=4), rng.normal(size=4), float(rng.normal())
    expect(submission.neuron(inputs, weights, bias)).close_to(squeeze(inputs @ weights + bias), atol=1e-6)


@points(0.5)
def test_neuron_that_is_sure(submission):
    """A neuron whose sum is far from 0 answers 0 or 1, without a warning.

    Only the whole sum goes through the sigmoid. What does your sigmoid make of huge numbers?
    """
    inputs = np.array([1.0, -2.0, 3.0])
    expect(submission.neuron(inputs, np.array([300.0, 200.0, -200.0]), -50.0)).close_to(0.0, atol=1e-6)
    no_warnings(submission)
    expect(submission.neuron(inputs, np.array([10.0, -100.0, 200.0]), 30.0)).close_to(1.0, atol=1e-6)
    no_warnings(submission)


@points(1)
def test_xor_of_inexact_signals(submission):
    """xor keeps to its table where the signals are slightly off.

    Neurons do not ask whether two numbers are equal. Let them decide, and nothing else.
    """
    alike = ((0.99, 1.0), (1.005, 0.995), (0.01, 0.0), (-0.005, 0.005))
    decisions = [decision(submission.xor(x1, x2)) for x1, x2 in alike]
    told = expect(decisions, "what xor says to four pairs that mean the same")
    told.holds(decisions == ["no"] * 4, "no, no, no, no")
    unlike = ((0.99, 0.01), (0.005, 1.0), (1.01, -0.01), (0.0, 0.995))
    decisions = [decision(submission.xor(x1, x2)) for x1, x2 in unlike]
    told = expect(decisions, "what xor says to four pairs that differ")
    told.holds(decisions == ["yes"] * 4, "yes, yes, yes, yes")
    rng = np.random.default_rng(drawn())
    for x1, x2 in rng.permutation([(0, 0), (0, 1), (1, 0), (1, 1)]):
        off = rng.uniform(-0.008, 0.008, 2)
        told = decision(submission.xor(x1 + off[0], x2 + off[1]))
        expect(told, "what xor says").equals("no" if x1 == x2 else "yes")

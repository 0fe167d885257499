"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import counted, defined, expect, helpers, points

shared = helpers(__file__)
decision = shared.decision
plain = shared.plain

CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


def gate_numbers(given):
    """The two weights and the bias of a gate, or an empty list where it is not made of those."""
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        return []
    weights, bias = (p.ravel().tolist() if isinstance(p, np.ndarray) else p for p in given)
    parts = [weights, bias if isinstance(bias, list) else [bias]]
    sizes = [len(part) for part in parts if isinstance(part, (list, tuple))]
    numbers = [number for part in parts for number in part] if sizes == [2, 1] else []
    return numbers if all(isinstance(number, (int, float)) for number in numbers) else []


def decisions(submission, name):
    """What a neuron with this gate's numbers decides in the four corners."""
    given = defined(getattr(submission, name))
    numbers = gate_numbers(given)
    if not numbers:
        expect(given, name).holds(False, "a pair (weights, bias): two numbers, and one")
    w1, w2, bias = numbers
    sums = [w1 * x1 + w2 * x2 + bias for x1, x2 in CORNERS]
    return [decision((1 + np.tanh(total / 2)) / 2) for total in sums]


@points(1)
def test_sigmoid_in_the_middle(submission):
    """The sigmoid is 0.5 at 0, 0.8808 at 2, and 0.1192 at -2.

    e⁻² is 0.1353. Work out 1 / (1 + 0.1353) by hand, and print what your code divides by what.
    """
    answers = [plain(submission.sigmoid(x)) for x in (2.0, -2.0, 0.0)]
    expect(answers, "the sigmoid of 2, of -2 and of 0").close_to([0.8807971, 0.1192029, 0.5], atol=1e-6)


@points(1)
def test_neuron_with_two_inputs(submission):
    """With inputs 2 and 1, weights 1.5 and -2.2 and bias 0.3 a neuron answers 0.7503.

    Each input is multiplied by its own weight. What is the sum, the bias counted once, before it
    goes through the sigmoid?
    """
    answer = submission.neuron(np.array([2.0, 1.0]), np.array([1.5, -2.2]), 0.3)
    expect(answer).close_to(0.7502601, atol=1e-6)


@points(0.5)
def test_and_gate(submission):
    """A neuron with the numbers of AND_GATE says yes to (1, 1) and no to everything else.

    The answer is above 0.5 where the sum is above 0. One input alone must not be enough.
    """
    answers = decisions(submission, "AND_GATE")
    told = expect(answers, "what AND_GATE makes of (0, 0), (0, 1), (1, 0), (1, 1)")
    told.holds(answers == ["no", "no", "no", "yes"], "no, no, no, yes")


@points(0.5)
def test_or_gate(submission):
    """A neuron with the numbers of OR_GATE says no to (0, 0) and yes to everything else.

    For (0, 0) only the bias is left of the sum. And which weight has to beat that bias alone?
    """
    answers = decisions(submission, "OR_GATE")
    told = expect(answers, "what OR_GATE makes of (0, 0), (0, 1), (1, 0), (1, 1)")
    told.holds(answers == ["no", "yes", "yes", "yes"], "no, yes, yes, yes")


@points(1)
def test_xor_at_the_corners(submission):
    """xor says yes to (0, 1) and (1, 0), and no to (0, 0) and (1, 1).

    Print what each of the first neurons answers to the four pairs, and then what the last one makes
    of those answers.
    """
    answers = [decision(submission.xor(int(x1), int(x2))) for x1, x2 in CORNERS]
    told = expect(answers, "what xor says to (0, 0), (0, 1), (1, 0), (1, 1)")
    told.holds(answers == ["no", "yes", "yes", "no"], "no, yes, yes, no")


@points(0.5)
def test_xor_is_made_of_neurons(submission):
    """xor asks neurons, and decides nothing by itself.

    Which lines of yours decide something? Each decision is a call of neuron, with weights and a bias.
    """
    with counted(submission, "neuron") as calls:
        submission.xor(1.0, 0.0)
    number = calls()
    told = f"{number} {'call' if number == 1 else 'calls'} of neuron by xor(1.0, 0.0)"
    expect(told, "how often neuron is called").holds(number >= 2, "a few calls: one neuron alone can't do it")

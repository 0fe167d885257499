"""What the visible and the hidden checks share."""

import pytest

from gradus.grading import expect, prerequisite


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a network asks of the engine."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = (0 + a * b + a * 0.5 + 3.5 * a).relu()
        expect(result.data).close_to(14.0)
        result.backward()
        expect([a.grad, b.grad]).close_to([7.0, 2.0])
        expect((a * -1.0).relu().data).close_to(0.0)


def parameters(thing, count):
    """The parameters of a neuron, a layer or a network, each of them a Value."""
    answer = thing.parameters()
    items = list(answer) if isinstance(answer, (list, tuple)) else expect(answer).is_sequence(count, "parameters")
    expect(len(items), "how many parameters there are").equals(count)
    for item in items:
        if not hasattr(item, "grad"):
            expect(item, "one of the parameters").holds(False, "a Value")
    return items


def values(answer, count, label="the answer"):
    """The Values of an answer. A single one may come with a list around it or without."""
    items = answer if isinstance(answer, (list, tuple)) else [answer]
    for item in items:
        if not hasattr(item, "data"):
            expect(item, label).holds(False, "a Value")
    if len(items) != count:
        expect([item.data for item in items], f"the data of {label}").holds(False, f"{count} Values")
    return items


def grads_of(thing, count):
    """The grads of all parameters of a neuron, a layer or a network, as a list."""
    return [number(p.grad, "a parameter's grad") for p in parameters(thing, count)]


def number(answer, label):
    """The answer as a number, which leaves no fingerprint of its own."""
    if getattr(answer, "size", 0) == 1:
        return answer.item()
    return answer if isinstance(answer, (int, float)) else expect(answer, label).number()

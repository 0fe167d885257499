"""What the visible and the hidden checks share."""

import pytest

from gradus.grading import each, expect, prerequisite

NO_VALUE = object()


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a network asks of the engine."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = (0 + a * b + a * 0.5 + 3.5 * a).relu()
        expect(result.data).close_to(14.0)
        result.backward()
        expect(each([a, b], "grad")).close_to([7.0, 2.0])
        expect((a * -1.0).relu().data).close_to(0.0)


def attributes(items, name, label):
    """The attribute of this name of each item, all of which are to be Values."""
    found = each(items, name, NO_VALUE)
    for item, attribute in zip(items, found, strict=True):
        if attribute is NO_VALUE:
            expect(item, label).holds(False, "a Value")
    return found


def parameters(thing, count):
    """The parameters of a neuron, a layer or a network, each of them a Value."""
    answer = thing.parameters()
    items = list(answer) if isinstance(answer, (list, tuple)) else expect(answer).is_sequence(count, "parameters")
    expect(len(items), "how many parameters there are").equals(count)
    attributes(items, "grad", "one of the parameters")
    return items


def values(answer, count, label="the answer"):
    """The Values of an answer. A single one may come with a list around it or without."""
    return values_and_data(answer, count, label)[0]


def values_and_data(answer, count, label="the answer"):
    items = answer if isinstance(answer, (list, tuple)) else [answer]
    data = attributes(items, "data", label)
    if len(items) != count:
        expect(data, f"the data of {label}").holds(False, f"{count} Values")
    return items, data


def grads_of(thing, count):
    """The grads of all parameters of a neuron, a layer or a network, as a list."""
    return numbers(parameters(thing, count), "grad", "a parameter's grad")


def numbers(things, name, label):
    """An attribute of each of some Values as a number. What is none is asked for by itself, so that it is told of."""
    found = zip(things, each(things, name), strict=True)
    return [number(answer if is_number(answer) else getattr(thing, name), label) for thing, answer in found]


def number(answer, label):
    """The answer as a number, which leaves no fingerprint of its own."""
    if not is_number(answer):
        return expect(answer, label).number()
    return answer if isinstance(answer, (int, float)) else answer.item()


def is_number(answer):
    return isinstance(answer, (int, float)) or getattr(answer, "size", 0) == 1

"""`each` and `assign` ask many questions in one message, and nothing else tells them from the loops in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from gradus.core.checks import Check
from gradus.core.status import Kind, Visibility
from gradus.grading import assign, each, expect
from gradus.grading.running import ExpectationError, RunningCheck
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.session import Session
from tests.conftest import sampled
from tests.worker.sessions import session_with

STUDENT = '''
import os
import sys
import warnings

import numpy as np


class Value:
    def __init__(self, data):
        self.data = data


class Careful:
    """Takes no negative number, and gives none back."""

    def __init__(self, data):
        self.__dict__["data"] = data

    def __getattr__(self, name):
        if name != "size":
            raise AttributeError(name)
        if self.data < 0:
            raise ValueError(f"{self.data} is negative")
        return self.data

    def __setattr__(self, name, data):
        if data < 0:
            raise ValueError(f"{data} is negative")
        self.__dict__[name] = data


class Sealed:
    __slots__ = ("data",)


class Deadly:
    @property
    def data(self):
        os._exit(3)


class Loud:
    @property
    def data(self):
        warnings.warn("loud", RuntimeWarning)
        return 1.0


def lie(name):
    """Has the worker answer the questions that are asked together with something else."""
    server = sys.modules["gradus.worker.server"]
    made_up = Value(0.0)
    lies = {
        "nothing": None, "too_few": [[1.0], True], "too_many": [[1.0] * 3, True], "more_than_said": [[1.0] * 2, False],
        "far_too_many": [[1.0] * 100_000, True], "number": 1.0, "text": "all of them", "no_truth": [[1.0] * 2, 1],
        "no_list": ["12", True], "array": [np.ones(2), True], "turned": [True, [1.0] * 2],
        "longer": [[1.0] * 2, True, 1], "dict": {"results": [1.0, 2.0]}, "object": made_up,
        "function": [lambda: 1.0, True], "made_up": [[made_up] * 2, True],
    }
    server._in_turn = lambda *_: lies[name]
    refer = server.Worker.refer
    server.Worker.refer = lambda self, thing: ["b", 10**6, "Value"] if thing is made_up else refer(self, thing)

def values(numbers):
    return [Value(number) for number in numbers]

def careful(numbers):
    return [Careful(number) for number in numbers]

def sealed(count):
    return [Sealed() for _ in range(count)]

def with_a_gap():
    return [Value(1.0), Value(2.0), Sealed(), Value(4.0)]

def mixed():
    return [Value(1.0), 2.5, Value(3.0), 4.5]

def nested():
    return [Value(Value(1.0)), Value([Value(2.0), 3.0])]

def large(count, size):
    return [Value(np.ones(size)) for _ in range(count)]

def endless():
    inner = []
    inner.append(inner)
    return [Value(1.0), Value(inner), Value(2.0)]

def deadly():
    return [Value(1.0), Deadly(), Value(2.0)]

def loud():
    return [Loud(), Value(2.0)]

def own_lists():
    return [own_list([1.0]), own_list([2.0])]

def own_list(numbers):
    return Row(values(numbers))


class Row:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def first(self):
        return self.items[0]
'''
CHECK = Check("a/b::c", "a/b", "title", "help", Visibility.VISIBLE, 1.0, 30.0)
Pair = tuple[Session, RunningCheck]


@pytest.fixture(params=["process", "in-process"])
def start(request: pytest.FixtureRequest) -> Iterator[Callable[[], Pair]]:
    """Starts a session with the student's module, observed by a check that runs."""
    sessions = []

    def begin() -> Pair:
        check = RunningCheck(CHECK, 20.0)
        sessions.append(session_with(STUDENT, request.param, lambda: check, Session))
        return sessions[-1], check

    yield begin
    for session in sessions:
        session.close()


def told(pair: Pair, attempt: Callable[[Any], object]) -> list[Any]:
    """What came of an attempt, and all that the check knows of it afterwards."""
    session, check = pair
    try:
        outcome: Any = attempt(session.module())
    except (StudentCodeError, AttributeError) as error:
        outcome = [type(error), str(error), getattr(error, "kind", None), getattr(error, "status", None)]
    requests = [[request[0], *map(repr, request[1:]), repr(result)] for request, result in check.requests]
    calls = [(call.text, repr(call.request), call.place, repr(call.result)) for call in check.calls]
    # What was asked for in vain is asked for twice, and noted as often, if it is the first of all.
    calls = [call for call, following in zip(calls, [*calls[1:], ()], strict=True) if call[:3] != following[:3]]
    return [repr(outcome), requests, calls]


NAMES: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "numbers": ("values", ([1.0, 2, True, None, "x"],), "data"),
    "arrays": ("large", (5, 3), "data"),
    "objects": ("nested", (), "data"),
    "methods": ("own_lists", (), "first"),
    "of_the_handle": ("values", ([1.0],), "__module__"),
    "hidden": ("values", ([1.0],), "__dict__"),
    "missing": ("values", ([1.0, 2.0],), "grad"),
    "missing_in_the_middle": ("with_a_gap", (), "data"),
    "raises_at_the_first": ("careful", ([-1.0, 2.0],), "size"),
    "raises_at_the_last": ("careful", ([1.0, 2.0, -3.0],), "size"),
    "plain_without_it": ("mixed", (), "data"),
    "plain_with_it": ("mixed", (), "real"),
    "too_deep": ("endless", (), "data"),
    "none": ("values", ([],), "data"),
    "iterable": ("own_list", ([1.0, 2.0],), "data"),
}


@pytest.mark.parametrize("name", sampled(NAMES, 2))
def test_each_is_the_loop_in_one_question(start: Callable[[], Pair], name: str) -> None:
    function, arguments, attribute = NAMES[name]

    def words(module: Any) -> list[Any]:
        return each(getattr(module, function)(*arguments), attribute)

    def loop(module: Any) -> list[Any]:
        return [getattr(thing, attribute) for thing in getattr(module, function)(*arguments)]

    assert told(start(), words) == told(start(), loop)


ITEMS: dict[str, tuple[str, tuple[Any, ...], str, list[Any]]] = {
    "numbers": ("values", ([0.0] * 4,), "data", [1.0, 2, True, None]),
    "lists": ("values", ([0.0] * 2,), "data", [[1.0, [2.0]], {"a": 1}]),
    "new": ("values", ([0.0] * 2,), "grad", [1.0, 2.0]),
    "sealed": ("sealed", (2,), "grad", [1.0, 2.0]),
    "raises_at_the_first": ("careful", ([0.0] * 2,), "data", [-1.0, 2.0]),
    "raises_in_the_middle": ("careful", ([0.0] * 3,), "data", [1.0, -2.0, 3.0]),
    "plain": ("mixed", (), "data", [1.0, 2.0, 3.0, 4.0]),
    "none": ("values", ([],), "data", []),
}


@pytest.mark.parametrize("name", sampled(ITEMS, 2))
def test_assign_is_the_loop_in_one_question(start: Callable[[], Pair], name: str) -> None:
    function, arguments, attribute, items = ITEMS[name]

    def words(module: Any) -> list[Any]:
        things = getattr(module, function)(*arguments)
        assign(things, attribute, items)
        return [getattr(thing, attribute) for thing in things]

    def loop(module: Any) -> list[Any]:
        things = getattr(module, function)(*arguments)
        for thing, item in zip(things, items, strict=True):
            setattr(thing, attribute, item)
        return [getattr(thing, attribute) for thing in things]

    assert told(start(), words) == told(start(), loop)


def test_arrays_keep_their_numbers(start: Callable[[], Pair]) -> None:
    session, _ = start()
    things = session.module().large(3, 2)
    assign(things, "data", [np.arange(3.0), np.zeros((2, 0)), np.array(True)])
    assert [repr(data) for data in each(things, "data")] == [
        "array([0., 1., 2.])", "array([], shape=(2, 0), dtype=float64)", "array(True)"
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "size"), [(300, 2), (70, 1 << 17)], ids=["many", "large"])
def test_no_number_of_objects_is_too_many(start: Callable[[], Pair], count: int, size: int) -> None:
    """70 arrays of a megabyte are more than a message may hold."""
    session, _ = start()
    things = session.module().large(count, size)
    assert [data.shape for data in each(things, "data")] == [(size,)] * count
    assign(things, "data", [[np.arange(3.0) + k] * 3 for k in range(count)])
    assert [data[2][0] for data in each(things, "data")] == list(range(count))


def test_counts_that_differ_are_the_graders_mistake(start: Callable[[], Pair]) -> None:
    session, _ = start()
    things = session.module().values([1.0, 2.0])
    for items in ([1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(ValueError, match="not as many"):
            assign(things, "data", items)
    assert each(things, "data") == [1.0, 2.0]


def test_a_default_is_for_plain_data_only(start: Callable[[], Pair]) -> None:
    """As with getattr: an object of the student's without the attribute is told as always."""
    session, _ = start()
    module = session.module()
    assert each(module.mixed(), "data", None) == [1.0, None, 3.0, None]
    with pytest.raises(StudentCodeError, match=r"There is no with_a_gap\(\)\[2\].data"):
        each(module.with_a_gap(), "data", None)


def test_warnings_of_any_of_them_are_kept(start: Callable[[], Pair]) -> None:
    session, _ = start()
    assert each(session.module().loud(), "data") == [1.0, 2.0]
    assert session.warned == ["RuntimeWarning: loud"]


def test_plain_data_alone_asks_nobody() -> None:
    class Thing:
        data = 3.0

    things = [Thing(), Thing()]
    assert each(things, "data") == [3.0, 3.0]
    assign(things, "data", [1.0, 2.0])
    assert each(things, "data") == [1.0, 2.0]
    with pytest.raises(AttributeError):
        each([Thing(), 2.5], "data")


@pytest.mark.parametrize("start", ["process"], indirect=True)
def test_objects_of_a_worker_that_is_gone(start: Callable[[], Pair]) -> None:
    session, _ = start()
    things = session.module().values([1.0, 2.0])
    with pytest.raises(StudentCodeError) as caught:
        each(session.module().deadly(), "data")
    assert caught.value.kind is Kind.DIED
    for attempt in (lambda: each(things, "data"), lambda: assign(things, "data", [1.0, 2.0]), lambda: things[0].data):
        with pytest.raises(StudentCodeError, match="Python stopped in an earlier check"):
            attempt()


@pytest.mark.parametrize("start", ["process"], indirect=True)
def test_an_object_that_the_worker_never_made(start: Callable[[], Pair]) -> None:
    """A number that the worker made up brings down the worker alone."""
    session, _ = start()
    thing = session.module().values([1.0])[0]
    object.__setattr__(thing, "_number", 10**6)
    with pytest.raises(StudentCodeError) as caught:
        each([thing], "data")
    assert caught.value.kind is Kind.DIED


LIES = [
    "nothing", "too_few", "too_many", "more_than_said", "far_too_many", "number", "text", "no_truth", "no_list",
    "array", "turned", "longer", "dict", "object", "function",
]  # fmt: skip


@pytest.mark.parametrize("start", ["process"], indirect=True)
@pytest.mark.parametrize("word", ["each", "assign"])
@pytest.mark.parametrize("name", sampled(LIES, 3))
def test_a_worker_that_answers_something_else(start: Callable[[], Pair], word: str, name: str) -> None:
    """It gets no answer believed, and another worker serves the next question."""
    session, check = start()
    module = session.module()
    things = module.values([3.0, 4.0])
    module.lie(name)
    with pytest.raises(StudentCodeError) as caught:
        each(things, "data") if word == "each" else assign(things, "data", [1.0, 2.0])
    assert caught.value.kind is Kind.PROTOCOL
    assert session.transport is None
    assert not any(request[0] == "get" and request[2] == "data" for request, _ in check.requests)
    assert each(session.module().values([3.0, 4.0]), "data") == [3.0, 4.0]


@pytest.mark.parametrize("start", ["process"], indirect=True)
def test_objects_that_a_worker_made_up(start: Callable[[], Pair]) -> None:
    """They are objects without data, whatever is done with them: who looks into one ends the worker that has it not."""
    session, _ = start()
    module = session.module()
    things = module.values([3.0, 4.0])
    module.lie("made_up")
    found = each(things, "data")
    with pytest.raises(ExpectationError, match="an object of type Value"):
        expect(found[0]).close_to(3.0)
    with pytest.raises(StudentCodeError) as caught:
        each(found, "data")
    assert caught.value.kind is Kind.DIED

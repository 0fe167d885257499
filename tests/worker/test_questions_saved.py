"""What is not asked again, or together with something else: the answers are those that asking would have given."""

from __future__ import annotations

import collections
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from gradus.core.checks import Check
from gradus.core.status import Kind, Visibility
from gradus.grading import counted, expect
from gradus.grading.running import RunningCheck, run
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.launch import IN_PROCESS, PROCESS
from gradus.sandbox.session import Session
from gradus.worker import plain
from tests.worker.sessions import session_with

STUDENT = """
import random
import sys

import numpy as np

LEVEL = 3
count = 0


class Value:
    def __init__(self, data):
        self.data = data

class Later(Value):
    pass

def double(x):
    return 2 * x

def triple(x):
    return 3 * x

def exchange():
    global double, triple
    double, triple = triple, double

def exchange_classes():
    globals()["Value"] = Later

def from_outside():
    setattr(sys.modules[__name__], "double", Value)

def exchange_and_fail():
    exchange()
    raise ValueError

def forget():
    global double
    del double

def rise():
    global LEVEL
    LEVEL += 1

def count_up():
    global count
    count += 1
    return count

def __getattr__(name):
    if name != "drawn":
        raise AttributeError(name)
    rise()
    return lambda: LEVEL

def draw():
    return [random.random(), float(np.random.random())]

def without_seed():
    np.random.seed = random.seed = exchange_and_fail

def value(x):
    return Value(x)
"""
CHECK = Check("a/b::c", "a/b", "title", "help", Visibility.VISIBLE, 1.0, 30.0)


class Asked(Session):
    """Keeps what was sent."""

    learns = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.sent_requests: list[list[Any]] = []

    def _exchange(self, request: list[Any], text: str) -> Any:
        self.sent_requests.append(request)
        return super()._exchange(request, text)

    def asked(self) -> list[str]:
        """What was asked for since the last look."""
        names, self.sent_requests = [request[0] for request in self.sent_requests], []
        return names


@pytest.fixture(params=[(PROCESS, False), (IN_PROCESS, False), (PROCESS, True)], ids=str)
def session(request: pytest.FixtureRequest) -> Iterator[Asked]:
    sandbox, learns = request.param
    check = RunningCheck(CHECK, 20.0)
    session = session_with(STUDENT, sandbox, lambda: check, Asked, learns=learns)
    session.learns = learns
    session.module()
    session.asked()
    with run(check):
        yield session
    session.close()


def test_a_name_is_asked_for_once(session: Asked) -> None:
    module = session.module()
    assert [module.double(3.0), module.double(4.0), module.double(module.double(1.0))] == [6.0, 8.0, 4.0]
    assert session.asked() == [*([] if session.learns else ["get"]), *["call"] * 4]
    assert module.double is module.double


def test_functions_that_were_learnt_need_not_be_asked_for() -> None:
    odd = STUDENT + "\nglobals()[7] = double\n"
    session = session_with(odd, IN_PROCESS, lambda: None, Asked, learns=True)
    module = session.module()
    assert [module.double(3.0), module.triple(3.0), module.LEVEL] == [6.0, 9.0, 3]
    assert session.asked()[-4:] == ["functions", "call", "call", "get"]
    module.exchange()
    assert module.double(3.0) == 9.0
    session.close()


def test_the_check_notes_the_name_each_time(session: Asked) -> None:
    module = session.module()
    assert [module.double(3.0), module.double(4.0)] == [6.0, 8.0]
    check: Any = session.observer()
    assert [call.text for call in check.calls] == ["double", "double(3.0)", "double", "double(4.0)"]
    assert [request[0] for request, _ in check.requests][-4:] == ["get", "call", "get", "call"]


REBINDING = ["exchange", "from_outside", "forget"]


@pytest.mark.parametrize("name", REBINDING)
def test_a_name_that_means_something_else_is_asked_for_again(session: Asked, name: str) -> None:
    module = session.module()
    assert module.double(3.0) == 6.0
    getattr(module, name)()
    if name == "forget":
        with pytest.raises(StudentCodeError, match="There is no double") as caught:
            module.double(3.0)
        assert caught.value.kind is Kind.MISSING
    else:
        answer = module.double(3.0)
        assert answer == 9.0 if name == "exchange" else answer.data == 3.0


def test_a_class_that_is_another_one(session: Asked) -> None:
    module = session.module()
    assert module.Value(1.0)._kind == "Value"
    module.exchange_classes()
    assert module.Value(1.0)._kind == "Later"


def test_a_name_that_a_failing_call_has_changed(session: Asked) -> None:
    module = session.module()
    assert module.double(3.0) == 6.0
    with pytest.raises(StudentCodeError):
        module.exchange_and_fail()
    assert module.double(3.0) == 9.0


def test_a_name_that_changes_back(session: Asked) -> None:
    module = session.module()
    for _ in range(3):
        assert [module.double(3.0), module.triple(3.0)] == [6.0, 9.0]
        module.exchange()
        assert [module.double(3.0), module.triple(3.0)] == [9.0, 6.0]
        module.exchange()


def test_data_is_asked_for_each_time(session: Asked) -> None:
    module = session.module()
    assert module.LEVEL == 3
    module.rise()
    assert module.LEVEL == 4
    assert [module.count_up(), module.count, module.count_up(), module.count] == [1, 1, 2, 2]


def test_a_name_that_the_module_makes_up_is_asked_for_each_time(session: Asked) -> None:
    module = session.module()
    assert [module.drawn(), module.drawn(), module.drawn()] == [4, 5, 6]


def test_calls_are_counted_where_the_name_was_known(session: Asked) -> None:
    class Submission:
        _session = session

        def __getattr__(self, name: str) -> Any:
            return getattr(session.module(), name)

    submission: Any = Submission()
    assert submission.double(3.0) == 6.0
    with counted(submission, "double") as calls:
        assert submission.double(3.0) == 6.0
        assert calls() == 1
    assert submission.double(3.0) == 6.0
    with counted(submission, "double") as calls:
        pass
    assert calls() == 0


def test_another_worker_is_asked_again(session: Asked) -> None:
    assert session.module().double(3.0) == 6.0
    session.close()
    assert session.module().double(3.0) == 6.0
    assert session.asked()[-2:] == ["functions" if session.learns else "get", "call"]


def test_an_attribute_of_an_object_is_asked_for_each_time(session: Asked) -> None:
    thing = session.module().value(1.0)
    session.asked()
    assert [thing.data, thing.data, thing.__class__] == [1.0, 1.0, type(thing)]
    assert session.asked() == ["get", "get"]


# Seeds


def test_the_seed_is_sent_with_the_next_question(session: Asked) -> None:
    drawn = []
    for seed in (3, 4, 3):
        session.begin(seed)
        assert session.asked() == []
        drawn.append(session.module().draw())
        assert drawn[-1] != session.module().draw()
        session.asked()
    assert drawn[0] == drawn[2] != drawn[1]


def test_only_the_last_seed_counts(session: Asked) -> None:
    session.begin(3)
    first = session.module().draw()
    session.begin(4)
    session.begin(3)
    assert session.module().draw() == first


def test_a_seed_is_not_lost_with_a_question_that_cannot_be_asked(session: Asked) -> None:
    session.begin(3)
    module = session.module()
    first = module.draw()
    session.begin(3)
    with pytest.raises(TypeError, match="cannot be sent"):
        module.double(np.random.RandomState(0))
    assert module.draw() == first


def test_the_module_is_imported_with_the_seed_and_each_check_begins_with_it(session: Asked) -> None:
    first = session.module().draw()
    session.close()
    assert session.module().draw() == first


def test_who_breaks_the_seeding_draws_something_else(session: Asked) -> None:
    before = random.seed, np.random.seed
    try:
        module = session.module()
        module.without_seed()
        session.begin(5)
        assert len(module.draw()) == 2
    finally:  # in process, these are ours
        random.seed, np.random.seed = before


# Objects without data


def test_an_object_without_data_is_not_asked_for_it(session: Asked) -> None:
    thing = session.module().value(1.0)
    session.asked()
    expect(thing).holds(True, "a Value")
    with pytest.raises(TypeError, match="a handle is not data"):
        float(thing)
    assert session.asked() == []


def test_an_object_of_a_worker_that_is_gone_is_still_told_so(session: Asked) -> None:
    thing = session.module().value(1.0)
    session.close()
    with pytest.raises(StudentCodeError, match="Python stopped in an earlier check"):
        expect(thing)


class Liar:
    __class__ = float  # type: ignore[assignment]


class Watchful:
    def __getattribute__(self, name: str) -> Any:
        return super().__getattribute__(name)


class Child(Liar):
    pass


class Plain:
    __slots__ = ("data",)


class Row(list[float]):
    def total(self) -> float:
        return sum(self)


class Deck(collections.UserList[float]):
    pass


def test_what_may_hold_data_is_asked() -> None:
    bare: list[Callable[[], object]] = [Plain, object, lambda: Plain, lambda: np, lambda: len, lambda: iter([])]
    assert all(plain.is_bare(make()) for make in bare)
    asked = [Liar(), Child(), Watchful(), Row(), Deck(), range(3), {}.keys(), np.zeros(2), 1.0, np.float64(2.0)]
    assert not any(map(plain.is_bare, asked))
    for thing in asked[3:]:
        assert plain.data(thing)[0]

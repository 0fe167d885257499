"""The examples of a docstring are asked together, and each is told as if it had been asked by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gradus.core.checks import Check
from gradus.core.status import Kind, Status, Visibility
from gradus.grading.running import RunningCheck
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.examples import Answer, Example, answers
from gradus.sandbox.launch import IN_PROCESS, PROCESS
from gradus.sandbox.session import Session
from tests.worker.sessions import session_with

pytestmark = pytest.mark.fast

STUDENT = """
import numpy as np

def root(x):
    if x == 7.0:
        while True:
            pass
    return np.sqrt(np.float64(x))

def loud():
    import warnings
    for number in range(99):
        warnings.warn(f"{number} \\x1b[31m ::error::" + 200 * "x")

def many(n):
    return np.zeros(n)
"""
CHECK = Check("a/b::c", "a/b", "title", "help", Visibility.VISIBLE, 1.0, 30.0)
VALUE = ["value", [1.0, "1.0"], [], []]
LABEL = "the examples in the docstring of root()"
Pair = tuple[Session, RunningCheck]


@pytest.fixture
def start() -> Iterator[Callable[..., Pair]]:
    """Starts a session with the student's module, observed by a check that has so many seconds."""
    sessions = []

    def begin(seconds: float = 30.0, sandbox: str = PROCESS) -> Pair:
        check = RunningCheck(CHECK, seconds)
        sessions.append(session_with(STUDENT, sandbox, lambda: check, Session))
        return sessions[-1], check

    yield begin
    for session in sessions:
        session.close()


def asked(session: Session, *expressions: str, statements: str = "") -> list[Answer]:
    examples = [Example(statements, each, each) for each in expressions]
    return [*answers(session, session.module(), examples, LABEL)]


def test_variables_go_on_and_each_is_noted(start: Callable[..., Pair]) -> None:
    session, check = start()
    first = [Example("y = root(4.0)", "", "y = root(4.0)"), Example("", "float(y) + 1", "float(y) + 1")]
    *_, last = answers(session, session.module(), first, LABEL)
    assert (last.value, last.shown, last.error) == (3.0, "3.0", None)
    (again,) = answers(session, last.variables, [Example("", "float(y)", "float(y)")], LABEL)
    assert again.value == 2.0
    assert [call.text for call in check.calls] == [LABEL, "y = root(4.0)", "float(y) + 1", LABEL, "float(y)"]
    assert [request[0] for request, _ in check.requests][-5:] == ["scope", "example", "example", "scope", "example"]


def test_the_first_that_fails_is_the_last(start: Callable[..., Pair]) -> None:
    session, check = start()
    right, wrong = asked(session, "float(root(9.0))", "root('a')", "float(root(16.0))")
    assert right.value == 3.0
    assert wrong.error and wrong.error.exception == "ValueError" and wrong.error.module == "student"
    assert check.calls[-1].text == "root('a')"


def test_warnings_belong_to_one_example(start: Callable[..., Pair]) -> None:
    session, _ = start()
    warned = []
    for _answer in answers(
        session, session.module(), [Example("", each, each) for each in ("root(-1.0)", "root(1.0)")], LABEL
    ):
        warned.append(len(session.warned))
    assert warned == [1, 0]


def test_a_warning_gives_no_orders_to_a_terminal(start: Callable[..., Pair]) -> None:
    session, check = start()
    asked(session, *["loud()"] * 2)
    assert check.warned == session.warned
    assert len(session.warned) <= 20 and all(text.isprintable() and len(text) < 120 for text in session.warned)


def test_a_debugger_can_open_where_the_code_failed(start: Callable[..., Pair]) -> None:
    session, _ = start(sandbox=IN_PROCESS)
    _, wrong = asked(session, "float(root(9.0))", "root('a')")
    assert wrong.error and isinstance(wrong.error.__cause__, ValueError)


def test_what_is_too_large_together_is_asked_one_by_one(start: Callable[..., Pair]) -> None:
    session, check = start()
    found = asked(session, "many(5_000_000)", "many(6_000_000)", "many(None)", "many(1)")
    assert [getattr(each.value, "size", None) for each in found] == [5_000_000, 6_000_000, None]
    assert found[-1].error and found[-1].error.exception == "TypeError"
    assert check.calls[-1].text == "many(None)"


def test_one_that_is_too_large_is_nobody_elses_fault(start: Callable[..., Pair]) -> None:
    session, _ = start()
    with pytest.raises(StudentCodeError) as caught:
        asked(session, "many(1)", "many(20_000_000)")
    assert caught.value.kind is Kind.TYPE


def test_no_answer_in_time(start: Callable[..., Pair]) -> None:
    session, check = start(2.0)
    with pytest.raises(StudentCodeError) as caught:
        asked(session, "float(root(1.0))", "root(7.0)")
    assert caught.value.status is Status.TIMEOUT
    assert check.calls[-1].text == LABEL


@pytest.mark.parametrize(
    "forge",
    [
        lambda scope: None,
        lambda scope: [scope],
        lambda scope: [scope, []],
        lambda scope: [scope, [VALUE]],
        lambda scope: [scope, [VALUE] * 3],
        lambda scope: [7, [VALUE] * 2],
        lambda scope: [scope, [VALUE, 7]],
        lambda scope: [scope, [VALUE, VALUE[1]]],
        lambda scope: [scope, [VALUE, ["value", [1.0, 1.0], [], []]]],
        lambda scope: [scope, [VALUE, ["value", 1.0, [], []]]],
        lambda scope: [scope, [VALUE, ["value", [1.0, "1.0"], [[]], []]]],
        lambda scope: [scope, [VALUE, ["value", [1.0, "1.0"], [], [0]]]],
        lambda scope: [scope, [VALUE, ["raised", "TypeError"]]],
        lambda scope: [scope, [VALUE, ["raised", [], [], []]]],
    ],
)
def test_a_forged_reply_ends_the_worker(
    start: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch, forge: Callable[[Any], Any]
) -> None:
    session, _ = start()
    module = session.module()
    monkeypatch.setattr(session, "ask_in_parts", lambda request, text: forge(module))
    with pytest.raises(StudentCodeError) as caught:
        asked(session, "float(root(1.0))", "float(root(2.0))")
    assert caught.value.kind is Kind.PROTOCOL
    assert session.transport is None

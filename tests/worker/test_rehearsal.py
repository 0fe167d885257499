"""What is rehearsed is what workers do, and leaves nothing behind."""

from __future__ import annotations

import builtins
import importlib
import linecache
import sys
from typing import Any

import pytest

from gradus.core import checks
from gradus.core.course import Course
from gradus.grading.official import rehearsal as of_checks
from gradus.sandbox.errors import WorkerStartError
from gradus.sandbox.session import Session
from gradus.sandbox.workers import Workers
from gradus.worker import rehearsal, server
from tests.conftest import needs_bubblewrap
from tests.test_zygote import PACKAGES


def test_each_question_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    replies: list[Any] = []
    answer = server.Worker.answer

    def noted(self: server.Worker, request: Any) -> list[Any]:
        reply = answer(self, request)
        replies.append(reply)
        return reply

    monkeypatch.setattr(server.Worker, "answer", noted)
    rehearsal.rehearse()
    assert {reply[0] for reply in replies} == {"value"}
    assert len(replies) == 4 + rehearsal.TIMES * (1 + 2 * len(rehearsal.ARGUMENTS))


def test_nothing_is_left() -> None:
    before = [*sys.meta_path], builtins.__import__, importlib.import_module
    rehearsal.rehearse()
    assert before == ([*sys.meta_path], builtins.__import__, importlib.import_module)
    assert "rehearsal" not in sys.modules and "rehearsal.py" not in linecache.cache


def times(monkeypatch: pytest.MonkeyPatch, course: Course, workers: Workers) -> int:
    """How often a check's questions were all answered rightly."""
    answered: list[bool] = []
    ask = of_checks._ask

    def counted(session: Session) -> None:
        ask(session)
        answered.append(True)

    monkeypatch.setattr(of_checks, "_ask", counted)
    try:
        of_checks.rehearse(workers, PACKAGES, checks.read(course, course.exercises[0])[0])
    finally:
        workers.close()
    return len(answered)


@needs_bubblewrap
def test_a_check_gets_right_answers(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert times(monkeypatch, mini, Workers("bubblewrap", mini.root)) == of_checks.TIMES


def test_no_worker_is_no_error(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers("process", mini.root)
    monkeypatch.setattr(workers, "connect", lambda *_: (_ for _ in ()).throw(WorkerStartError("none starts")))
    assert times(monkeypatch, mini, workers) == 0

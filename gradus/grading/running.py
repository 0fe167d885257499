"""A check while it runs: the time that is left, the calls that were made, the answers that were looked at."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from gradus.core.checks import Check
from gradus.core.status import Kind, Status

Function = TypeVar("Function", bound=Callable[..., Any])
# A call of a function of the student's module, not of a method or of the worker's own list() and len().
OWN_CALL = re.compile(r"(?!(list|len)\()\w+\(")
MAX_CALLS, MAX_TRACE = 2000, 5000


def points(worth: float, *, seconds: float | None = None, end_to_end: bool = False) -> Callable[[Function], Function]:
    """Say what a check is worth; every check has this decorator, with plain numbers in it.

    Args:
        worth: points, more than 0.
        seconds: how long it waits for the student's computation; the course's own limit where None.
        end_to_end: the check judges everything at once, by an accuracy. It can't say which piece is wrong, and takes
            long, so a misconception is replayed on it only where no other check tells it from the right answer.
    """
    if not worth > 0:
        raise ValueError("a check is worth more than 0 points")
    return pytest.mark.points(worth, seconds=seconds, end_to_end=end_to_end)


@dataclass
class Outcome:
    """What became of a check.

    Attributes:
        status: the result.
        message: what a student reads where the check is visible.
        kind: the kind of a failure.
        score: the points that it brought.
        printed: what the student's code printed meanwhile.
        detail: for the check's author, never for a student: the exception that the grader's own code raised.
        trace: the fingerprints of the answers that were looked at, which diagnosis compares.
    """

    status: Status
    message: str = ""
    kind: Kind = Kind.NONE
    score: float = 0.0
    printed: str = ""
    detail: str = ""
    trace: list[list[Any]] = field(default_factory=list)


@dataclass
class Call:
    """One question to the student's code, as it would be written, and the answer."""

    text: str
    functions: list[Any]
    result: Any = None


class ExpectationError(Exception):
    """The student's answer does not match the expectation."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class BlockedError(Exception):
    """Another exercise comes first; the check gives no verdict."""

    def __init__(self, exercise: str, why: str) -> None:
        super().__init__(f"Finish {exercise} first: {why}")


class TimeBudget:
    """How long a submission may keep the grader waiting: with every check at its deadline, that would be an hour.

    An exercise has the ordinary deadline of five checks, and what single checks were given beyond it; a submission has
    that of sixty.
    """

    EXERCISE, SUBMISSION = 5, 60

    def __init__(self, checks: Iterable[Check], seconds: float) -> None:
        self.submission = self.SUBMISSION * seconds
        self.exercises: dict[str, float] = {}
        for check in checks:
            left = self.exercises.get(check.exercise, self.EXERCISE * seconds)
            self.exercises[check.exercise] = left + max(0.0, check.seconds - seconds)

    def of(self, check: Check) -> float:
        """The seconds that this check may wait: 0 where earlier ones used them up."""
        return max(0.0, min(check.seconds, self.exercises[check.exercise], self.submission))

    def spend(self, check: Check, seconds: float) -> None:
        """Take what the check waited off the budget."""
        self.submission -= seconds
        self.exercises[check.exercise] -= seconds


class RunningCheck:
    """The check that runs now; the sessions with the student's code report to it."""

    def __init__(self, check: Check, seconds: float | None = None) -> None:
        self.check = check
        self.seconds = self.allowed = check.seconds if seconds is None else seconds
        self.calls: list[Call] = []
        self.trace: list[list[Any]] = []
        self.answered = False

    def left(self) -> float:
        """The seconds that the check may still wait."""
        return max(0.0, self.seconds)

    def spend(self, seconds: float) -> None:
        """Count seconds of waiting."""
        self.seconds -= seconds

    def calling(self, text: str, functions: list[Any]) -> None:
        """A call is made, written as `text`, with these functions of the grader's as arguments."""
        if text:
            self.calls.append(Call(text, functions))
            del self.calls[:-MAX_CALLS]

    def returned(self, result: Any) -> None:
        """The last call gave an answer."""
        self.answered = True
        if self.calls:
            self.calls[-1].result = result

    def call_of(self, value: Any) -> Call | None:
        """The call that gave `value`, or else the last call of one of the module's own functions."""
        for call in reversed(self.calls):
            if call.result is value and value is not None:
                return call
        direct = [call for call in self.calls if OWN_CALL.match(call.text)]
        return direct[-1] if direct else None


_RUNNING: ContextVar[RunningCheck | None] = ContextVar("running_check", default=None)


def running() -> RunningCheck | None:
    """The check that runs in this context, or None outside of one."""
    return _RUNNING.get()


@contextmanager
def run(check: RunningCheck) -> Iterator[RunningCheck]:
    """Make this the running check of the context."""
    token = _RUNNING.set(check)
    try:
        yield check
    finally:
        _RUNNING.reset(token)


def record(answer: list[Any]) -> None:
    """Add a fingerprint to the running check's trace."""
    if (check := running()) and len(check.trace) < MAX_TRACE:
        check.trace.append(answer)


def last_call(value: Any = None) -> Call | None:
    """The running check's call that gave `value`, or else its last call of one of the module's own functions."""
    check = running()
    return check.call_of(value) if check else None


class CheckTimeoutError(Exception):
    """A check's own work on what came back does not end."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise CheckTimeoutError inside after so long: a student's deadline ends no loop over 60 million answers."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise CheckTimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # and again: a callback may have swallowed the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

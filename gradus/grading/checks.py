"""A check: one graded test, what it is worth, and what became of it."""

from __future__ import annotations

import re
import signal
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pytest

from gradus.sandbox.handle import StudentCodeError

Status = Literal["passed", "failed", "error", "timeout", "not_started", "missing", "blocked"]
Visibility = Literal["visible", "hidden"]
Function = TypeVar("Function", bound=Callable[..., Any])


def points(worth: float, *, seconds: float | None = None, whole: bool = False) -> Callable[[Function], Function]:
    """What a check is worth, and how many `seconds` of the student's computation it waits for.

    A check of the `whole` judges all pieces at once, by an accuracy: it can't say which of them is wrong, and takes
    long. A misconception is replayed on it only where no other check tells it from the right answer.
    """
    if not worth > 0:
        raise ValueError("a check is worth more than 0 points")
    return pytest.mark.points(worth, seconds=seconds, whole=whole)


@dataclass(frozen=True)
class Check:
    """One graded test. `id` is unique in the course; `title` and `help` are its docstring."""

    id: str
    exercise: str
    title: str
    help: str
    visibility: Visibility
    points: float
    seconds: float
    whole: bool = False

    @property
    def seed(self) -> int:
        return zlib.crc32(self.id.encode())


@dataclass
class Outcome:
    """What became of a check.

    `trace` is what diagnosis compares: the answers that were looked at. `detail` is for the check's author, never
    for a student: what the grader itself stumbled over.
    """

    status: Status
    message: str = ""
    kind: str = ""
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
    """The student's answer is not what was hoped for. `kind` is one of `expect.KINDS`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class BlockedError(Exception):
    """Another exercise comes first; the check gives no verdict."""

    def __init__(self, exercise: str, why: str) -> None:
        super().__init__(f"Finish {exercise} first: {why}")


# A call of a function of the student's module, not of a method or of the worker's own list() and len().
OWN_CALL = re.compile(r"(?!(list|len)\()\w+\(")


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
        self.submission -= seconds
        self.exercises[check.exercise] -= seconds


class RunningCheck:
    """A check while it runs: the time that is left, the calls that were made, the answers that were looked at."""

    def __init__(self, check: Check, seconds: float | None = None) -> None:
        self.check = check
        self.seconds = self.allowed = check.seconds if seconds is None else seconds
        self.calls: list[Call] = []
        self.trace: list[list[Any]] = []
        self.answered = False

    def left(self) -> float:
        return max(0.0, self.seconds)

    def spend(self, seconds: float) -> None:
        self.seconds -= seconds

    def calling(self, text: str, functions: list[Any]) -> None:
        if text:
            self.calls.append(Call(text, functions))
            del self.calls[:-2000]

    def returned(self, result: Any) -> None:
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


class Current:
    """The observer of every session: whichever check is running now."""

    def __init__(self) -> None:
        self.run: RunningCheck | None = None

    def left(self) -> float:
        return self.run.left() if self.run else 60.0

    def spend(self, seconds: float) -> None:
        if self.run:
            self.run.spend(seconds)

    def calling(self, text: str, functions: list[Any]) -> None:
        if self.run:
            self.run.calling(text, functions)

    def returned(self, result: Any) -> None:
        if self.run:
            self.run.returned(result)


current = Current()


class CheckTimeoutError(Exception):
    """A check's own work on what came back does not end."""


@contextmanager
def overtime(seconds: float) -> Iterator[None]:
    """Raise CheckTimeoutError inside after so long: the student's deadline ends no loop over 60 million answers."""
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


@contextmanager
def prerequisite(exercise: str) -> Iterator[None]:
    """What stands inside judges `exercise`; where that fails, the check is blocked rather than failed."""
    try:
        yield
    except StudentCodeError as fault:
        if fault.own:
            raise
        absent = fault.status in ("not_started", "missing") or fault.exception == "ModuleNotFoundError"
        why = "it is not written yet." if absent else "it stops with an error."
        raise BlockedError(exercise, why) from fault
    except ExpectationError as failure:
        raise BlockedError(exercise, "it does not give the right answers yet.") from failure

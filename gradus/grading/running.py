"""A check while it runs: its time left, its calls to the student's code, and fingerprints of the answers it saw."""

import re
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pytest

from gradus.core.checks import Check
from gradus.core.status import Kind, Status

Function = TypeVar("Function", bound=Callable[..., Any])
# A call of a function of the student's module, not of a method or of the worker's own list() and len().
OWN_CALL = re.compile(r"(?!(list|len)\()\w+\(")
MAX_CALLS, MAX_TRACE = 2000, 5000


def points(worth: float, *, seconds: float | None = None, end_to_end: bool = False) -> Callable[[Function], Function]:
    """Decorate a check with what it is `worth`. The arguments must be literals: they are also read without running it.

    `seconds` is how long the check waits for the student's computation, by default the course's limit. An `end_to_end`
    check judges everything at once, by an accuracy: it can't say which piece is wrong and takes long, so misconceptions
    are replayed on it only if no other check detects them. Raises ValueError if `worth` is not positive.
    """
    if not worth > 0:
        raise ValueError("a check is worth more than 0 points")
    return pytest.mark.points(worth, seconds=seconds, end_to_end=end_to_end)


@dataclass(frozen=True)
class Relations:
    """The names of the relations between a wrong answer and the right one, and on how many numbers they rest."""

    names: tuple[str, ...] = ()
    numbers: int = 0


@dataclass
class Outcome:
    """The result of a check. `message` is shown to students if the check is visible.

    `detail` is the traceback of an exception in the grader, for the author only, and `place` the file and line of the
    check where it ended; `reproduce` is a line of Python that repeats the call. For diagnosis, `trace` has the
    fingerprints of the answers that the check looked at, `advice` a sentence on the kind of error that was raised, and
    `relations` those of the wrong answer to the right one. `printed` are lines that the student's code printed. With a
    `whole_file` fault, the module cannot be used at all. A check that is `starved` had no answer in time because the
    machine gave the student's code no time: it is worth another try. One that `waits` has a fault of the whole file,
    which another check has told. A `doubt` is a sentence for the author: the engine could not handle the answer.
    """

    status: Status
    message: str = ""
    kind: Kind = Kind.NONE
    score: float = 0.0
    detail: str = ""
    trace: list[list[Any]] = field(default_factory=list)
    reproduce: str = ""
    advice: str = ""
    relations: Relations = field(default_factory=Relations)
    printed: str = ""
    whole_file: bool = False
    place: str = ""
    starved: bool = False
    waits: bool = False
    doubt: str = ""


@dataclass
class Call:
    """A call to the student's code as source text, the grader's functions among its arguments by name, its result.

    `request` is what was sent for it, after the first `place` requests of the check.
    """

    text: str
    functions: list[tuple[str, Any]]
    request: list[Any]
    place: int
    result: Any = None

    @property
    def function(self) -> str:
        """What was called, without arguments, such as NeuralNetwork.forward; empty for anything but a call."""
        text = self.text
        while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
            text = shorter
        return text if text != self.text and text.replace(".", "").isidentifier() else ""


@dataclass
class Change:
    """A call that changed its argument `name` (empty if unknown), which no exercise asks for."""

    call: Call
    name: str
    before: Any
    after: Any


class ExpectationError(Exception):
    """The student's answer does not match the expectation.

    `call` is the one that gave the answer, `relations` are those of the answer to the expected one.
    """

    def __init__(self, kind: Kind, message: str, call: Call | None, relations: Relations | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.call, self.relations = kind, message, call, relations or Relations()


class BlockedError(Exception):
    """The check needs another exercise, which is not finished, so it gives no verdict."""

    def __init__(self, exercise: str, why: str) -> None:
        super().__init__(f"Finish {exercise} first: {why}")


class ExpectedValueError(ValueError):
    """What a check expects is no value that an answer can have, unless it was calculated with an answer."""


class CheckTimeoutError(Exception):
    """The check's own work on a returned value takes too long."""


class RunningCheck:
    """The check that runs now; it observes the sessions with the student's code."""

    def __init__(self, check: Check, seconds: float, slow: Collection[str] = (), key: bytes = b"") -> None:
        """`slow` are functions that gave no answer before: a call of them gets a tenth of the time.

        `key` is what inputs that are drawn in each official run depend on; once one is drawn, nothing is recorded.
        """
        self.check, self.slow, self.hurried, self.key = check, slow, 0.0, key
        self.drawn = self.asked = False
        self.seconds = self.allowed = seconds
        self.calls: list[Call] = []
        self.trace: list[list[Any]] = []
        self.requests: list[tuple[list[Any], Any]] = []
        self.warned: list[str] = []
        self.change: Change | None = None

    def left(self) -> float:
        """The seconds that the check may still wait."""
        return max(0.0, self.seconds)

    def spend(self, seconds: float) -> None:
        """Count seconds of waiting."""
        self.seconds -= seconds

    def calling(self, request: list[Any], text: str, functions: list[tuple[str, Any]]) -> None:
        """Note that a request is sent, if it is a call that messages show as `text`."""
        self.asked = True
        if text:
            self.calls.append(Call(text, functions, request, len(self.requests)))
            del self.calls[:-MAX_CALLS]
            if self.slow and self.calls[-1].function in self.slow:
                self._hurry()

    def _hurry(self) -> None:
        """Wait no longer than a tenth of the check's time, but a second: right functions answer in that."""
        self.hurried = max(1.0, self.check.seconds / 10)
        saved = max(0.0, self.seconds - self.hurried)
        self.seconds -= saved
        self.allowed -= saved

    def returned(self, request: list[Any], result: Any, text: str, warned: list[str]) -> None:
        """Note the result of a request, which messages show as `text`, and NumPy's warnings."""
        if request[0] == "data":
            return
        self.warned = warned
        if len(self.requests) < MAX_CALLS:
            self.requests.append((request, result))
        if text:
            self.calls[-1].result = result

    def sizes(self) -> list[int]:
        """The lengths of the arrays among the arguments of the last call that had any."""
        sent = (call.request for call in reversed(self.calls))
        calls = (request[2] for request in sent if request[0] == "call" and request[2])
        return [
            len(each)
            for each in next(calls, [])
            if isinstance(each, list) or (isinstance(each, np.ndarray) and each.ndim)
        ]

    def changing(self, name: str, before: Any, after: Any) -> None:
        """Note that the last call changed an argument; only the first such call is kept."""
        change = Change(self.calls[-1], name, before, after)
        self.trace += [] if self.drawn else [["m", name]]
        self.change = self.change or change


_RUNNING: ContextVar[RunningCheck | None] = ContextVar("running_check", default=None)


def running() -> RunningCheck | None:
    """The check that runs in this context, or None."""
    return _RUNNING.get()


@contextmanager
def run(check: RunningCheck) -> Iterator[None]:
    """Make `check` the running check of the context."""
    token = _RUNNING.set(check)
    try:
        yield
    finally:
        _RUNNING.reset(token)


def record(fingerprint: list[Any]) -> None:
    """Add a fingerprint to the running check's trace."""
    if (check := running()) and len(check.trace) < MAX_TRACE and not check.drawn:
        check.trace.append(fingerprint)


def answering_call(value: Any = None) -> Call | None:
    """The running check's call that returned `value`, alone or as a part of its answer, or else its last call."""
    calls = check.calls if (check := running()) else []
    places = _places(calls, value)
    return calls[places[-1] if places else -1] if calls else None


def _places(calls: list[Call], value: Any) -> list[int]:
    """Where among the calls are those that returned the value; or the only one that returned it as a part."""
    if value is None:
        return []
    if places := [i for i, call in enumerate(calls) if call.result is value]:
        return places
    several = [(i, call.result) for i, call in enumerate(calls) if isinstance(call.result, (list, tuple))]
    places = [i for i, parts in several if any(part is value for part in parts)]
    return places if len(places) == 1 else []  # a small number may be a part of many answers


def last_call(value: Any = None) -> Call | None:
    """The running check's call that returned `value`, or else its last call of one of the module's own functions.

    Where that only reads from an object, such as `net.W2`, it is the last call that had to do with the object.
    """
    calls = check.calls if (check := running()) else []
    places = _places(calls, value) or [i for i, call in enumerate(calls) if OWN_CALL.match(call.text)]
    if not places:
        return None
    found = calls[places[-1]]
    owner = found.text.partition(").")[0] + ")"
    if found.text.endswith(")") and not found.text.endswith("()"):
        return found
    earlier = (call for call in reversed(calls[: places[-1]]) if owner in call.text and call.text.endswith(")"))
    return next((call for call in earlier if call.text != owner and not call.text.endswith("()")), found)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise CheckTimeoutError inside after `seconds` of this process's own work on a processor.

    The worker's deadline can't end a check's own endless loop; waiting for the worker costs none of this time.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise CheckTimeoutError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)  # repeated: a callback may swallow the first one
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

"""What a check asks about the last call, and about objects that stay in the student's process."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradus.core.status import Kind, Status
from gradus.grading.diagnosis.fingerprint import fingerprint
from gradus.grading.messages import changed, facts
from gradus.grading.running import ExpectationError, last_call, record, running
from gradus.grading.student import StudentModule, session_of
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.sandbox.session import Session

MOST_KEPT = 10_000  # calls whose arguments are kept
LARGEST_WHOLE = 1_000_000  # range(n) of more would take a check's time


def arguments(submission: StudentModule | Handle) -> list[Any]:
    """Copies of the positional arguments of the last call, as they are after it. Raises StudentCodeError."""
    return session_of(submission).arguments()


def left_alone(submission: StudentModule | Handle) -> None:
    """Expect that the last call changed none of its arguments. Raises ExpectationError.

    The engine asks this of every call, but lets each function fail only one check for it: a check whose title promises
    it asks by itself.
    """
    check = running()
    if session_of(submission).changed and check and check.change:
        raise ExpectationError(Kind.ARGUMENTS, changed(check.change), check.change.call)


def note(answer: Any) -> None:
    """Keep an answer for the diagnosis without judging it: several answers together tell mistakes apart."""
    record(fingerprint(answer))


def no_warnings(submission: StudentModule | Handle, expected: str = "no warning from NumPy") -> None:
    """Expect no NumPy warning of the last call; `expected` is for the message. Raises ExpectationError."""
    warned = any(text.startswith("RuntimeWarning") for text in session_of(submission).warned)
    record(["w", warned])
    if warned:
        call = last_call()
        raise ExpectationError(Kind.WARNED, facts(call, "", "with a RuntimeWarning", expected), call)


def defined(constant: Any) -> Any:
    """Return a constant such as `submission.AND_GATE`. Raises StudentCodeError, "not started", if it is None."""
    if constant is None:
        raise StudentCodeError(Status.NOT_STARTED, Kind.NOT_STARTED.sentence)
    return constant


def items(answer: Any) -> Any:
    """The items of an iterable in the worker, such as a generator; data is unchanged. Raises StudentCodeError."""
    return list(iter(answer)) if isinstance(answer, Handle) else answer


def type_name(answer: Any) -> str:
    """The name of an answer's class, also of an object in the student's process: "QuadContourSet"."""
    return answer._kind if isinstance(answer, Handle) else type(answer).__name__


def fake(submission: StudentModule | Handle, double: Any, name: str) -> Any:
    """Put a test double into the student's process, where attributes can be set: `model.layers = [...]`.

    Returns a handle, called `name` in messages; method calls are forwarded to `double`. Raises StudentCodeError.
    """
    return session_of(submission).operate("getitem", [double], 0, text=name)


def each(things: Any, name: str, *otherwise: Any) -> list[Any]:
    """The attribute `name` of each of several objects, as `[getattr(thing, name) for thing in things]` has it.

    Objects in the student's process are asked together, in one message. Raises StudentCodeError, and AttributeError
    for plain data.
    """
    answers: list[Any] = []
    for session, run in _runs(things):
        if session and not hasattr(Handle, name) and not name.startswith("__"):  # those are never the student's
            answers += session.each(run, name)
        else:
            answers += [getattr(thing, name, *otherwise) for thing in run]
    return answers


def assign(things: Any, name: str, values: Iterable[Any]) -> None:
    """Set the attribute `name` of each of several objects to the value in its place, in one message.

    Raises StudentCodeError, AttributeError for plain data, and ValueError if there are more of one than of the other.
    """
    left = [*values]
    runs = _runs(things)
    if sum(len(run) for _, run in runs) != len(left):
        raise ValueError("there are not as many values as objects")
    for session, run in runs:
        given, left = left[: len(run)], left[len(run) :]
        if session:
            session.assign(run, name, given)
        else:
            for thing, value in zip(run, given, strict=True):
                setattr(thing, name, value)


def _runs(things: Any) -> list[tuple[Session | None, list[Any]]]:
    """The things in their order, in runs of those that one session holds, or that are plain data."""
    owners = itertools.groupby(things, lambda thing: thing._session if isinstance(thing, Handle) else None)
    return [(session, [*run]) for session, run in owners]


def write(target: Handle, name: str, data: ArrayLike) -> None:
    """Overwrite the array `target.name` in place: some designs refer to it in two places. Raises StudentCodeError."""
    session_of(target).write(target, name, np.asarray(data))


@contextmanager
def counted(submission: StudentModule, name: str) -> Iterator[Callable[[], int]]:
    """Count the calls of the student's own function `name`, whoever makes them: `as calls`, then `calls()`.

    Raises StudentCodeError.
    """
    session = session_of(submission)
    getattr(submission, name)
    counter = session.count_calls(session.module(), name)

    def calls() -> int:
        number = counter.calls
        return number if type(number) is int else 0

    try:
        yield calls
    finally:
        counter.restore()


@contextmanager
def replaced(submission: StudentModule, name: str, ours: Callable[..., Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Put `ours` in the place of the student's own function `name` while the block runs: `as calls`, their arguments.

    The student's other functions call `ours` then, which runs with the check; it gets data, whole numbers as int, and
    cannot ask the submission anything. What is kept of it is of no use afterwards. Raises StudentCodeError, also if
    `name` is no function, and TypeError if `ours` is none.
    """
    if not callable(ours) or isinstance(ours, Handle):
        raise TypeError(f'replaced(submission, "{name}", …): its last argument is a function of the check\'s')
    session = session_of(submission)
    original = getattr(submission, name)
    if not isinstance(original, Handle):
        raise StudentCodeError(Status.ERROR, f"{name} is no function.", Kind.TYPE)
    calls: list[tuple[Any, ...]] = []
    over = False

    @functools.wraps(ours)  # whose parameters a call with names is matched with
    def standing_in(*arguments: Any) -> Any:
        if over:
            raise RuntimeError
        given = tuple(map(_whole, arguments))
        if len(calls) < MOST_KEPT:
            calls.append(given)
        return ours(*given)

    standing_in.__name__ = name
    module = session.module()
    session.set(module, name, standing_in, told=False)
    try:
        yield calls
    finally:
        over = True
        if session.holds(original):  # else its worker has ended, and another one has the student's function
            session.set(module, name, original, told=False)


def _whole(argument: Any) -> Any:
    """An argument of a function of the check's, which come as floats: a whole number is an int again."""
    if type(argument) is float and argument.is_integer() and abs(argument) <= LARGEST_WHOLE:
        return int(argument)
    return [_whole(item) for item in argument] if type(argument) is list else argument


def operations(function: Handle, *arguments: Any) -> tuple[Any, set[str]]:
    """Call a function; returns its answer, and the names of the NumPy functions that it applied to its array arguments.

    Products of arrays are "matmul", "dot", "einsum", and so on; elementwise ones are "multiply". Raises
    StudentCodeError.
    """
    answer, names = session_of(function).operations(function, arguments)
    return answer, set(names)

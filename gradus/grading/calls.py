"""What a check asks about the last call, and about objects that stay in the student's process."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradus.core.display import value
from gradus.core.status import Kind, Status
from gradus.grading.messages import facts
from gradus.grading.running import ExpectationError, last_call, record
from gradus.grading.student import StudentModule, session_of
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle


def arguments(submission: StudentModule | Handle) -> list[Any]:
    """Copies of the positional arguments of the last call, as they are after it. Raises StudentCodeError."""
    return session_of(submission).arguments()


def mutated(submission: StudentModule | Handle) -> list[int]:
    """The positions, from 0, of the arguments that the last call changed. Raises StudentCodeError."""
    after = arguments(submission)
    return [i for i, before in enumerate(session_of(submission).sent) if not _same(before, after[i])]


def left_alone(submission: StudentModule | Handle) -> None:
    """Expect that the last call changed none of its arguments. Raises ExpectationError and StudentCodeError."""
    changed = mutated(submission)
    record(["m", changed])
    if changed:
        before, after = (value(items[changed[0]]) for items in (session_of(submission).sent, arguments(submission)))
        message = facts(last_call(), "", f"and changed its argument {before} to {after}", "arguments left alone")
        raise ExpectationError(Kind.ARGUMENTS, message)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, (list, tuple)):
        return type(after) is type(before) and len(after) == len(before) and all(map(_same, before, after))
    if isinstance(before, dict):
        same_keys = isinstance(after, dict) and before.keys() == after.keys()
        return same_keys and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, (bool, int, float, str)):
        return isinstance(after, (bool, int, float, str)) and (after == before or before != before)
    # The grader's own functions are returned as themselves; a generator or a handle has nothing to compare.
    return not callable(before) or isinstance(before, Handle) or after is before


def no_warnings(submission: StudentModule | Handle, expected: str = "no warning from NumPy") -> None:
    """Expect no NumPy warning of the last call; `expected` is for the message. Raises ExpectationError."""
    warned = "RuntimeWarning" in session_of(submission).warned
    record(["w", warned])
    if warned:
        raise ExpectationError(Kind.WARNED, facts(last_call(), "", "with a RuntimeWarning", expected))


def defined(constant: Any) -> Any:
    """Return a constant such as `submission.AND_GATE`. Raises StudentCodeError, "not started", if it is None."""
    if constant is None:
        raise StudentCodeError(Status.NOT_STARTED, str(Kind.NOT_STARTED.hidden))
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


def write(target: Handle, name: str, data: ArrayLike) -> None:
    """Overwrite the array `target.name` in place: some designs refer to it in two places. Raises StudentCodeError."""
    session_of(target).write(target, name, np.asarray(data))

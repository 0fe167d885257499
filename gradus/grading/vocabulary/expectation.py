"""`expect(answer)` and `raises(...)`: what a check can expect of a student's answer.

Type, shape and finiteness come first, then the values. Every reasonable form of a number or an array is accepted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from gradus.core.display import ELEMENTS, number, value
from gradus.core.status import Kind
from gradus.core.text import count
from gradus.grading.diagnosis import relations
from gradus.grading.diagnosis.fingerprint import fingerprint, floats, of_exception
from gradus.grading.messages import facts
from gradus.grading.running import (
    ExpectationError,
    ExpectedValueError,
    Relations,
    answering_call,
    last_call,
    record,
    running,
)
from gradus.grading.student import StudentModule
from gradus.grading.vocabulary.calls import left_alone, type_name
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle, plain

Array = np.ndarray


class Expectation:
    """What a check expects of one answer. Each method returns the expectation again, or raises ExpectationError."""

    def __init__(self, answer: Any, label: str = "") -> None:
        self.given = answer
        self.answer: Any = bool(answer) if isinstance(answer, np.bool_) else plain(answer)
        self.label = label
        self.target: Array | None = None
        record(fingerprint(self.answer))

    def close_to(self, expected: ArrayLike, *, rtol: float = 1e-5, atol: float = 1e-7) -> Expectation:
        """A number, or an array of the same shape, each element within `atol + rtol * abs(expected)`.

        Raises ExpectedValueError if it expects nan, a text, or less than no difference.
        """
        target = self.target = np.asarray(expected)
        if target.dtype.kind in "US":
            raise ExpectedValueError("it expects a text, to which no number is close: use equals")
        if min(rtol, atol) < 0:
            raise ExpectedValueError("its tolerance is less than 0")
        if target.dtype.kind in "fc" and np.isnan(target).any():
            raise ExpectedValueError("it expects nan, to which no answer is close")
        actual = self._number() if target.ndim == 0 else self._array(target.shape)
        self._finite(actual, "a number" if target.ndim == 0 else "finite numbers")
        with np.errstate(all="ignore"):
            wrong = ~(np.abs(actual - target) <= atol + rtol * np.abs(target))
        if wrong.any():
            self._differs(actual, target, wrong, atol + rtol * float(np.max(np.abs(target), initial=0.0)))
        return self

    def equals(self, expected: Any) -> Expectation:
        """Exactly this string, truth value, number, or array of integers."""
        if not isinstance(expected, (bool, str)) and expected is not None:
            return self.close_to(expected, rtol=0.0, atol=0.0)
        number_for_truth = isinstance(expected, bool) and isinstance(self.answer, (int, float))
        if not (number_for_truth or type(self.answer) is type(expected)) or self.answer != expected:
            self._fail(Kind.VALUE, value(self.answer), value(expected))
        return self

    def between(self, low: float, high: float, expected: str = "") -> Expectation:
        """A number from `low` to `high`; `expected` describes the range in words."""
        if not low <= self.number() <= high:
            self._fail(Kind.VALUE, value(self.answer), expected or f"a number from {value(low)} to {value(high)}")
        return self

    def at_least(self, low: float, expected: str = "") -> Expectation:
        """A number that is not less than `low`."""
        return self.between(low, math.inf, expected or f"at least {value(low)}")

    def at_most(self, high: float, expected: str = "") -> Expectation:
        """A number that is not more than `high`."""
        return self.between(-math.inf, high, expected or f"at most {value(high)}")

    def has_shape(self, shape: tuple[int, ...]) -> Expectation:
        """An array, list or tuple of numbers of this shape."""
        self._array(shape)
        return self

    def holds(self, truth: Any, expected: str) -> Expectation:
        """Any other condition on the answer, evaluated by the check as `truth`; `expected` describes it."""
        if not truth:
            self._fail(Kind.VALUE, value(self.answer), expected)
        return self

    def is_true(self, expected: str) -> None:
        """The answer is itself a condition, for instance on random numbers; `expected` describes it."""
        if not self.answer:
            self._fail(Kind.VALUE, "", expected)

    def is_sequence(self, length: int, of: str = "values") -> list[Any]:
        """Return a list, tuple or array of `length` items as a list."""
        if not isinstance(self.answer, (list, tuple, np.ndarray)) or getattr(self.answer, "ndim", 1) == 0:
            self._fail(Kind.TYPE, _describe(self.answer), f"{length} {of}")
        items = list(self.answer)
        if len(items) != length:
            self._fail(Kind.SHAPE, f"{len(items)} of them", f"{length} {of}")
        return items

    def parts(self, *names: str) -> list[Any]:
        """Return a tuple or list with a part for each of `names`, such as "the eigenvalue", as a list."""
        wanted = f"{len(names)} parts: {' and '.join(names)}"
        if not isinstance(self.answer, (tuple, list)):
            self._fail(Kind.TYPE, f"one thing: {_describe(self.answer)}", wanted)
        if len(self.answer) != len(names):
            self._fail(Kind.SHAPE, f"{count(len(self.answer), 'part')}: {_describe(self.answer)}", wanted)
        return list(self.answer)

    def function(self, name: str = "a function") -> Any:
        """Return the answer, which must be a function; `name` says which, such as "the tangent"."""
        if not (isinstance(self.given, Handle) or callable(self.given)):
            self._fail(Kind.TYPE, _describe(self.answer), f"{name}, as a function to be called")
        return self.given

    def array(self, shape: tuple[int, ...] | None = None) -> Array:
        """Return the answer as an array of finite float64, of this shape if one is given."""
        return np.asarray(self._finite(self._array(shape), "finite numbers"), dtype=np.float64)

    def number(self) -> float:
        """Return the answer as a finite float."""
        return float(self._finite(self._number(), "a number"))

    def text(self) -> str:
        """Return the answer as a string."""
        if not isinstance(self.answer, str):
            self._fail(Kind.TYPE, _describe(self.answer), "a string")
        return self.answer

    def left_alone(self, submission: StudentModule | Handle) -> Expectation:
        """The last call changed none of its arguments."""
        left_alone(submission)
        return self

    def _number(self) -> Array:
        actual = _numbers(self.answer)
        if actual is None or (actual.ndim and isinstance(self.answer, (list, tuple))):
            self._fail(Kind.TYPE, _describe(self.answer), "a number")
        if actual.size != 1:
            self._fail(Kind.SHAPE, _shaped(self.answer, actual), "a single number")
        return actual.reshape(())

    def _array(self, shape: tuple[int, ...] | None) -> Array:
        actual = _numbers(self.answer)
        expected = "an array of numbers" if shape is None else f"an array of shape {shape}"
        if actual is None:
            self._fail(Kind.TYPE, _describe(self.answer), expected)
        if shape is not None and actual.shape != shape:
            self._fail(Kind.SHAPE, _shaped(self.answer, actual), expected)
        return actual

    def _finite(self, actual: Array, expected: str) -> Array:
        if (bad := actual[~np.isfinite(actual)]).size:
            where = "" if actual.size == 1 else f" in {bad.size} of {actual.size} places"
            self._fail(Kind.FINITE, f"{value(bad.flat[0])}{where}", expected)
        return actual

    def _differs(self, actual: Array, target: Array, wrong: Array, width: float) -> NoReturn:
        margin = f", give or take {number(float(f'{width:.1g}'))}" if width else ""
        if target.ndim == 0:
            shown = self.answer if isinstance(self.answer, (int, float)) else actual.item()
            self._fail(Kind.VALUE, value(_told(shown, actual, width)), value(target.item()) + margin)
        if target.size <= 6:
            shown = _told(self.answer, actual, width)
            self._fail(Kind.VALUE, value(shown), value(target.tolist()) + margin, _ratio(actual, target))
        with np.errstate(all="ignore"):
            worst = np.unravel_index(int(np.argmax(np.where(wrong, np.abs(actual - target), -1))), target.shape)
        place = "[" + ", ".join(str(int(i)) for i in worst) + "]"
        returned = f"{value(self.answer)}; at {place}: {value(actual[worst].item())}"
        remark = _ratio(actual, target) or f"{int(wrong.sum())} of the {target.size} numbers differ."
        self._fail(Kind.VALUE, returned, f"at {place}: {value(target[worst].item())}{margin}", remark)

    def _fail(self, kind: Kind, returned: str, expected: str, remark: str = "") -> NoReturn:
        if self.answer is not self.given and isinstance(self.given, Handle):
            returned += f", an object of type {type_name(self.given)}"
        message = facts(last_call(self.given), self.label, returned, expected, remark)
        raise ExpectationError(kind, message, answering_call(self.given), self._relations())

    def _relations(self) -> Relations:
        if self.target is None or self.target.dtype.kind not in "biuf":
            return Relations(("none",) if self.answer is None else ())
        check = running()
        names = relations.of(self.answer, self.target, check.sizes() if check else [])
        return Relations(tuple(names), relations.numbers(self.target))


def expect(answer: Any, label: str = "") -> Expectation:
    """Begin an expectation; its methods say what is expected: `expect(answer).close_to(6.0)`.

    `label` describes the answer where the call alone does not. Each method raises ExpectationError if it is not met.
    """
    return Expectation(answer, label)


@contextmanager
def raises(exception: str, *, mentions: Sequence[str] = ()) -> Iterator[None]:
    """Expect the student's code to raise: `with raises("ValueError", mentions=["0"]): submission.log(0.0)`.

    Subclasses count too. Raises ExpectationError, and StudentCodeError if there is no answer, as after a timeout.
    """
    try:
        yield
    except StudentCodeError as error:
        if error.kind is not Kind.RAISED:
            raise
        record(of_exception(error.exception, error.text))
        if exception in (error.exception, *error.bases) and all(text in error.text for text in mentions):
            return
        expected = f"a {exception}" + (f" whose text names {' and '.join(mentions)}" if mentions else "")
        raised = error.text.splitlines()[0].removeprefix("raised").strip()
        call = last_call()
        raise ExpectationError(Kind.NO_ERROR, facts(call, "", raised, expected, verb="raised"), call) from None
    if call := last_call():
        record(fingerprint(call.result))
    returned = value(call.result) if call else "an answer"
    raise ExpectationError(Kind.NO_ERROR, facts(call, "", returned, f"a {exception}"), call)


def _numbers(answer: Any) -> Array | None:
    """The answer as a numeric array, or None if it is not numeric."""
    if not isinstance(answer, (bool, int, float, complex, np.number, np.ndarray, list, tuple)):
        return None
    try:
        # An integer of more than 64 bits would make an array of objects.
        array = floats(answer) if isinstance(answer, (int, list, tuple)) else np.array(answer)
    except (ValueError, TypeError, OverflowError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "biuf" else None


def _shaped(answer: Any, actual: Array) -> str:
    """An answer with its shape, and its numbers if they are few."""
    if not actual.ndim:
        return f"{value(answer)}, a single number"
    kind = type(answer).__name__ if isinstance(answer, (list, tuple)) else "array"
    few = f"{value(answer)}, " if actual.size <= ELEMENTS else ""
    return f"{few}{'an' if kind == 'array' else 'a'} {kind} of shape {actual.shape}"


def _describe(answer: Any) -> str:
    if answer is None:
        return "nothing (None): is there a return?"
    if isinstance(answer, Handle):
        return f"an object of type {type_name(answer)}"
    if isinstance(answer, complex) or (isinstance(answer, (np.generic, np.ndarray)) and answer.dtype.kind == "c"):
        return f"{value(answer)}: complex numbers"
    if isinstance(answer, (str, list, tuple, dict, float)):
        return f"{value(answer)}, a {type(answer).__name__}"
    return value(answer)


def _ratio(actual: Array, target: Array) -> str:
    """A remark if every number is the same simple multiple of the expected one, which takes two of them to say."""
    if relations.numbers(target) < 2 or (actual[target == 0] != 0).any() or not actual.any():
        return ""
    with np.errstate(all="ignore"):
        ratios = (actual[target != 0] / target[target != 0]).ravel()
    ratio = float(np.median(ratios))
    simple = [n / d for n in (*range(-12, 0), *range(1, 13)) for d in (1, 2, 3)]
    if not np.allclose(ratios, ratio, rtol=1e-4) or not np.isclose(ratio, simple, rtol=1e-4).any():
        return ""
    return f"Every number is {ratio:.4g} times the expected number."


def _told(answer: Any, actual: Array, margin: float) -> Any:
    """An answer to be shown: floats with no more digits than the margin gives meaning to."""
    if not margin or actual.dtype.kind != "f" or not isinstance(answer, (float, np.ndarray)):
        return answer
    rounded = np.round(actual, max(0, 3 - math.floor(math.log10(margin))))
    return rounded if actual.ndim else float(rounded)

"""Fingerprints of answers: enough to tell whether two answers are the same, too little to reveal the answer.

`evidence` weighs what a match proves: a float that is not round is hardly hit by chance, a word or a zero easily.
"""

import math
import re
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

VERSION = "5"
RTOL = 1e-5
ATOL = 1e-8
NOTHING = 1e-7
LARGEST = 1_000_000
LONG = 20  # characters: a shorter string is one word of a few


def fingerprint(answer: Any) -> list[Any]:
    """The fingerprint of an answer as a JSON value: its kind, its shape and a few projections of its numbers."""
    if answer is None:
        return ["n"]
    if isinstance(answer, str):
        return ["s", answer[:200]]
    if isinstance(answer, (list, tuple)):
        if answer and all(isinstance(item, bool) for item in answer):
            return ["p", *[["t", item] for item in answer[:50]]]
        try:
            answer = floats(answer)
        except (ValueError, TypeError, OverflowError):
            return ["p", *[fingerprint(item) for item in answer[:50]]]
    if isinstance(answer, bool):
        return ["t", answer]
    if isinstance(answer, (int, float, np.ndarray, np.number)):
        array = np.asarray(answer)
        if array.dtype.kind in "biuf" and array.size <= LARGEST:
            return ["a", list(array.shape), *projections(array.astype(np.float64))]
        return ["c", list(array.shape)]
    return ["o"]


def floats(answer: Any) -> np.ndarray:
    """A list, tuple or array as an array of floats. Raises TypeError (also if complex), ValueError, OverflowError."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        try:
            return np.array(answer, dtype=np.float64)
        except np.exceptions.ComplexWarning:  # of a list of complex arrays, which NumPy would cut
            raise TypeError("complex numbers") from None


# These types are specific enough; of others, such as TypeError, the text counts too.
SPECIFIC = {"OverflowError", "ZeroDivisionError", "RecursionError", "FloatingPointError", "LinAlgError"}


def of_exception(name: str, text: str) -> list[Any]:
    """The fingerprint of an exception: its type, and the first line of its text without numbers and addresses."""
    if name in SPECIFIC:
        return ["!", name]
    return ["!", name, re.sub(r"0x[0-9a-f]+|[-+\d.]+", "", text.partition("\n")[0])[:120]]


def projections(array: np.ndarray) -> list[float | str]:
    """Up to four numbers, strings if not finite: all of a small array, or sums and the scale of a larger one."""
    flat = array.ravel()
    if flat.size <= 4:
        return [_number(x) for x in flat]
    weights = np.random.default_rng(flat.size).uniform(0.5, 1.5, (2, flat.size))
    with np.errstate(all="ignore"):
        return [_number(x) for x in (*(weights @ flat), np.sqrt(np.mean(flat**2)))]


def _number(x: float) -> float | str:
    rounded = float(f"{x:.10g}")  # of the largest floats, infinite
    return rounded if math.isfinite(rounded) else str(rounded)


def alike(one: Any, other: Any) -> bool:
    """Whether two fingerprints, or lists of them, are equal up to rounding; a single number may have any shape.

    Rounding is relative to the largest number of an answer. Numbers below NOTHING are alike, and prove nothing.
    """
    if isinstance(one, list) and isinstance(other, list):
        if _single(one) and _single(other):
            return _close(one[2], other[2], 0.0)
        if len(one) != len(other):
            return False
        sizes = [abs(x) for x in (*one, *other) if isinstance(x, float) and math.isfinite(x)]
        scale = max(sizes, default=0.0)
        return all(
            _close(a, b, scale) if isinstance(a, float) else alike(a, b) for a, b in zip(one, other, strict=True)
        )
    return type(one) is type(other) and bool(one == other)


def _close(one: Any, other: Any, scale: float) -> bool:
    if not (isinstance(one, float) and isinstance(other, float)):
        return type(one) is type(other) and bool(one == other)
    larger = max(abs(one), abs(other))
    return larger < NOTHING or abs(one - other) <= RTOL * larger + ATOL * scale


def evidence(trace: Sequence[Any], right: Sequence[Any]) -> float:
    """How much it proves to give the answers of `trace`, where the right ones are those of `right`."""
    expected = [*right, *[None] * len(trace)]
    return sum(_weight(entry, expected[i]) for i, entry in enumerate(trace) if not alike(entry, expected[i]))


def _weight(entry: Any, right: Any) -> float:
    match entry:
        case ["a", list(shape), *numbers]:
            known = right[2:] if isinstance(right, list) and right[:1] == ["a"] else []
            new = [x for i, x in enumerate(numbers) if i >= len(known) or not alike(x, known[i])]
            weight = sum(map(_of_number, new))
            zeros = 0.5 * new.count(0.0) if weight else 0.0  # zeros alone prove nothing
            return weight + zeros or (1.0 if known and shape != right[1] else 0.0)
        case ["p", *parts] if parts and all(isinstance(each, list) and each[:1] in (["s"], ["t"]) for each in parts):
            return 0.5 * len(parts)  # a pattern of words, the right ones among them included
        case ["p", *parts]:
            known = right[1:] if isinstance(right, list) and right[:1] == ["p"] else []
            return evidence(parts, known)
        case ["s", str(text)]:
            return 0.5 * (1 + text.count(",")) if len(text) < LONG else 3.0  # words of a list
        case ["!", str(), str()]:
            return 2.0
        case ["!", *_] | ["m", *_] | ["n"] | ["c", *_] | ["w", *_]:
            return 1.0
    return 0.25


def _of_number(x: float | str) -> float:
    if isinstance(x, str) or abs(x) < NOTHING:
        return 0.0 if not isinstance(x, str) else 0.5
    if float(x * 2).is_integer() and abs(x) <= 20:
        return 0.5 if x in (1.0, -1.0, 2.0, 3.0) else 1.0
    return 3.0


def _single(entry: list[Any]) -> bool:
    return len(entry) == 3 and entry[0] == "a" and isinstance(entry[1], list) and all(size == 1 for size in entry[1])

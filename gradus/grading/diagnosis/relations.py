"""Relations between a wrong answer and the right one that are facts: twice as large, transposed, rounded, reversed.

Where no known misconception gives the student's answers, such a fact is what can be told without guessing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gradus.grading.diagnosis.fingerprint import floats

Array = np.ndarray

RTOL = 1e-6
SENTENCES = {
    "none": "Nothing came back. Is there a return on every way through the function? What is printed is not returned.",
    "transposed": "These are the right numbers with rows and columns exchanged. Print the shapes: which axis is which?",
    "truncated": "Only whole numbers came out: the decimals were cut off. Of which type is the array that they are put "
    "into, and where does a // or an int() stand?",
    "rounded": "These are the right numbers, but rounded. Return them with all of their digits.",
    "reversed": "These are the right numbers in the opposite order. Where do you begin?",
    "reordered": "These are the right numbers in another order. In which order are they asked for?",
    "first missing": "What came back is right, but the first one is missing. Where does your loop or your list begin?",
    "last missing": "What came back is right, but the last one is missing. Where does your loop end?",
    "one too many": "What came back begins with all the right numbers, and has one more. Where does your loop end?",
    "one before": "What came back ends with all the right numbers, and has one more in front. Where does it begin?",
    "cut short": "What came back is the beginning of the right answer, and ends too early. Is there a return inside "
    "the loop, or a loop with too few rounds?",
    "too long": "What came back begins as it should, and then goes on. When does your loop end?",
    "negated": "Every number has the right size and the opposite sign. What is subtracted from what?",
    "unsigned": "The sizes are right, but no number is negative. Where does a sign get lost: abs, a square, a length?",
    "doubled": "Every number is 2 times what it should be. Is something counted twice, or a division by 2 missing?",
    "halved": "Every number is half of what it should be. Is a factor 2 missing, or divided by 2 once too often?",
    "summed": "Every number is too large by one factor, the number of rows. Is a sum what is asked for, or a mean?",
    "averaged": "Every number is too small by one factor, the number of rows. Is a mean what is asked for, or a sum?",
    "in percent": "Every number is 100 times what it should be, as if it were in percent. A share is between 0 and 1.",
    "base 10": "Every number is 0.4343 times what it should be: that is what a logarithm to base 10 gives.",
    "base 2": "Every number is 1.4427 times what it should be: that is what a logarithm to base 2 gives.",
    "squared": "Every number is the square of what it should be. Where is a root missing?",
    "rooted": "Every number is the square root of what it should be. Is there a root too many?",
    "shifted": "Every number is off by the same amount. What is added to all of them, or left out?",
    "not averaged": "There are several numbers where one is asked for; their mean is the right one.",
    "not added": "There are several numbers where one is asked for; their sum is the right one.",
}
FACTORS = {
    "negated": -1.0,
    "doubled": 2.0,
    "halved": 0.5,
    "in percent": 100.0,
    "base 10": 1 / math.log(10),
    "base 2": 1 / math.log(2),
}


def of(answer: Any, target: Array, sizes: Sequence[int]) -> list[str]:
    """The names of the relations that hold, the most telling one first; `sizes` are the numbers of rows involved."""
    if answer is None:
        return ["none"]
    try:
        actual = floats(answer)
    except (TypeError, ValueError, OverflowError):
        return []
    if not (np.isfinite(actual).all() and np.isfinite(target).all() and actual.size and target.size):
        return []
    target = target.astype(float)
    with np.errstate(all="ignore"):
        if actual.shape == target.shape or (actual.size == target.size == 1):
            return list(_elementwise(actual.reshape(target.shape), target, sizes))
        return list(_rearranged(actual, target))


def numbers(target: Array) -> int:
    """How many independent numbers the relations of an answer to `target` rest on: distinct sizes other than 0."""
    with np.errstate(all="ignore"):
        return len(np.unique(np.abs(target[target != 0]).round(12)))


def _elementwise(actual: Array, target: Array, sizes: Sequence[int]) -> Iterator[str]:
    if target.ndim == 2 and target.shape[0] == target.shape[1] and _equal(actual, target.T):
        yield "transposed"
    if numbers(actual) > 2 and (_equal(actual, np.trunc(target)) or _equal(actual, np.floor(target))):
        yield "truncated"
    if (actual % 1).any() and any(np.array_equal(actual, np.round(target, decimals)) for decimals in range(1, 8)):
        yield "rounded"
    if target.ndim and _equal(actual, target[::-1]):
        yield "reversed"
    if target.size > 2 and _equal(np.sort(actual, axis=None), np.sort(target, axis=None)):
        yield "reordered"
    yield from (name for name, wanted in _transformed(target, sizes) if _equal(actual, wanted))
    if target.size > 2 and _equal(actual - target, np.full(target.shape, (actual - target).flat[0])):
        yield "shifted"


def _transformed(target: Array, sizes: Sequence[int]) -> Iterator[tuple[str, Array]]:
    yield from ((name, factor * target) for name, factor in FACTORS.items())
    yield from (("summed", n * target) for n in sizes if n > 2)
    yield from (("averaged", target / n) for n in sizes if n > 2)
    yield from (("unsigned", np.abs(target)), ("squared", target**2))
    if (target >= 0).all():
        yield "rooted", np.sqrt(target)


def _rearranged(actual: Array, target: Array) -> Iterator[str]:
    if actual.ndim == 2 and actual.shape == target.shape[::-1] and _equal(actual.T, target):
        yield "transposed"
    if target.size == 1 and actual.size > 1:
        if _equal(actual.mean(keepdims=True).reshape(target.shape), target):
            yield "not averaged"
        if _equal(actual.sum(keepdims=True).reshape(target.shape), target):
            yield "not added"
    if target.ndim and actual.ndim == target.ndim and actual.shape[1:] == target.shape[1:]:
        yield from _shorter_or_longer(actual, target)


def _shorter_or_longer(actual: Array, target: Array) -> Iterator[str]:
    n = len(actual)
    if n == len(target) - 1 and n > 2:
        yield from ["first missing"] * _equal(actual, target[1:]) + ["last missing"] * _equal(actual, target[:-1])
    if n == len(target) + 1 and n > 3:
        yield from ["one too many"] * _equal(actual[:-1], target) + ["one before"] * _equal(actual[1:], target)
    if n < len(target) - 1 and numbers(actual):
        yield from ["cut short"] * _equal(actual, target[:n])
    if n > len(target) + 1 and numbers(target):
        yield from ["too long"] * _equal(actual[: len(target)], target)


def _equal(actual: Array, wanted: Array) -> bool:
    scale = float(np.max(np.abs(wanted), initial=0.0))
    return actual.shape == wanted.shape and bool((np.abs(actual - wanted) <= RTOL * scale).all())

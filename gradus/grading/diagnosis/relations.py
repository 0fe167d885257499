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

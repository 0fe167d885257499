"""The passages that two modules share: the longest first, none of whose tokens belongs to two."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gradus.scores.alike.found import Excerpt, Passage
from gradus.scores.alike.modules import GRAM, Module

PLACES = 6  # of a row in one module that are looked at: what is repeated without end is found all the same


@dataclass(frozen=True)
class Run:
    """So many tokens that are the same from `left` in one module and from `right` in the other."""

    left: int
    right: int
    size: int


def runs(left: Module, right: Module) -> list[Run]:
    """The passages that two modules share."""
    taken = np.zeros(len(left.tokens.text), bool), np.zeros(len(right.tokens.text), bool)
    found = []
    for run in sorted(_longest(left, right), key=lambda run: (-run.size, run.left, run.right)):
        for part in _free(run, *taken):
            taken[0][part.left : part.left + part.size] = True
            taken[1][part.right : part.right + part.size] = True
            found.append(part)
    return found


def _longest(left: Module, right: Module) -> Iterator[Run]:
    """Each run that cannot be made longer, once."""
    shared = left.places.keys() & right.places.keys()
    pairs = ((i, j) for key in shared for i in left.places[key][:PLACES] for j in right.places[key][:PLACES])
    ends: dict[int, int] = {}  # how far has been looked, by how much further the place in the right module is
    for i, j in sorted(pairs):
        if ends.get(j - i, -1) >= i:
            continue
        before = _same(left.tokens.text[:i][::-1], right.tokens.text[:j][::-1])
        size = before + _same(left.tokens.text[i:], right.tokens.text[j:])
        ends[j - i] = i - before + size - 1
        yield Run(i - before, j - before, size)


def _same(one: str, two: str) -> int:
    """How many characters two strings have in common at their beginning."""
    low, high = 0, min(len(one), len(two))
    step = GRAM
    while low < high:
        if one[low : low + step] == two[low : low + step]:
            low += step
            step *= 2
        elif step == 1:
            break
        else:
            step = max(1, step // 4)
    return min(low, high)


def _free(run: Run, left: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> Iterator[Run]:
    """The parts of a run that no longer one has taken, and that are no chance."""
    used = left[run.left : run.left + run.size] | right[run.right : run.right + run.size]
    edges = np.flatnonzero(np.diff(np.concatenate(([1], used.astype(np.int8), [1]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= GRAM:
            yield Run(run.left + int(start), run.right + int(start), int(end - start))


def passage(left: Module, right: Module, run: Run) -> Passage:
    """A run as the lines that it stands in."""
    here = left.tokens.lines[run.left : run.left + run.size]
    there = right.tokens.lines[run.right : run.right + run.size]
    beside: dict[int, int] = {}
    back: dict[int, int] = {}
    for one, two in zip(here, there, strict=True):
        beside.setdefault(one, two)
        back.setdefault(two, one)
    return Passage(_excerpt(left, beside), _excerpt(right, back), run.size)


def _excerpt(module: Module, beside: dict[int, int]) -> Excerpt:
    first, last = min(beside), max(beside)
    lines = tuple(module.lines[first - 1 : last])
    return Excerpt(first, lines, tuple(beside.get(number, 0) for number in range(first, last + 1)))

"""What was drawn on an Axes in a worker, checked: the reply of worker/drawing.py."""

from typing import Any, NamedTuple

import numpy as np


class DrawnLine(NamedTuple):
    """A line: flat arrays of its x and y, as many as it was given, and whether it has markers."""

    x: np.ndarray
    y: np.ndarray
    has_markers: bool


class Drawn(NamedTuple):
    """Lines and the segments of line collections, in drawing order, and marks; the latter two of shape (n, 2)."""

    lines: list[DrawnLine]
    segments: list[np.ndarray]
    marks: np.ndarray


def read(reply: Any) -> Drawn | None:
    """The drawing in a reply, or None if it is none."""
    match reply:
        case [np.ndarray() as numbers, list(sizes), list(lengths)]:
            pass
        case _:
            return None
    if not all(type(size) is list and list(map(type, size)) == [int, int, bool] for size in sizes):
        return None
    if numbers.ndim != 1 or numbers.dtype != float or not all(type(length) is int for length in lengths):
        return None
    counts = [*(count for size in sizes for count in size[:2]), *(2 * length for length in lengths)]
    rest = numbers.size - sum(counts)
    if min(counts, default=0) < 0 or rest < 0 or rest % 2:
        return None
    *parts, marks = np.split(numbers, np.cumsum(counts))
    flat, segments = parts[: 2 * len(sizes)], parts[2 * len(sizes) :]
    lines = [DrawnLine(x, y, size[2]) for x, y, size in zip(flat[::2], flat[1::2], sizes, strict=True)]
    return Drawn(lines, [each.reshape(-1, 2) for each in segments], marks.reshape(-1, 2))

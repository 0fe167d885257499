"""What a student drew, read from the Axes in the worker: lines and marks, never pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradus.grading.student import StudentModule, session_of
from gradus.sandbox.handle import Handle

Array = np.ndarray


def axes(submission: StudentModule | Handle) -> Any:
    """A new matplotlib Axes in the worker."""
    session = session_of(submission)
    session.module()
    return session.new_axes()


def lines(ax: Handle) -> list[tuple[Array, Array]]:
    """The (x, y) of every line on the Axes, in the order in which they were drawn."""
    return [
        (np.ravel(np.asarray(line.get_xdata(), float)), np.ravel(np.asarray(line.get_ydata(), float)))
        for line in ax.get_lines()
    ]


def markers(ax: Handle) -> Array:
    """Every point marked on the Axes, by scatter or as a line with markers: shape (n, 2)."""
    found: list[Array] = [np.empty((0, 2))]
    for group in ax.collections:
        offsets = group.get_offsets()
        if isinstance(offsets, np.ndarray) and offsets.ndim == 2 and offsets.shape[1] == 2:
            found.append(np.asarray(offsets, float))
    for line, (x, y) in zip(ax.get_lines(), lines(ax), strict=True):
        if str(line.get_marker()).strip() not in ("", "None") and x.size == y.size:
            found.append(np.column_stack([x, y]))
    return np.concatenate(found)

"""What a student drew, read from the Axes in the worker: lines and markers, never pixels."""

from typing import Any

import numpy as np

from gradus.grading.student import StudentModule, session_of
from gradus.sandbox.handle import Handle

Array = np.ndarray


def axes(submission: StudentModule | Handle) -> Any:
    """A new matplotlib Axes in the worker, a handle for the student's functions. Raises StudentCodeError."""
    session = session_of(submission)
    session.module()
    return session.new_axes()


def lines(ax: Handle) -> list[tuple[Array, Array]]:
    """The (x, y) of each line on the Axes, as flat arrays in drawing order. Raises StudentCodeError."""
    data = [(line.get_xdata(), line.get_ydata()) for line in ax.get_lines()]
    return [(np.ravel(np.asarray(x, float)), np.ravel(np.asarray(y, float))) for x, y in data]


def markers(ax: Handle) -> Array:
    """The points on the Axes, drawn by scatter or as line markers, of shape (n, 2). Raises StudentCodeError."""
    points: list[Array] = [np.empty((0, 2))]
    for group in ax.collections:
        offsets = group.get_offsets()
        if isinstance(offsets, np.ndarray) and offsets.ndim == 2 and offsets.shape[1] == 2:
            points.append(np.asarray(offsets, float))
    for line, (x, y) in zip(ax.get_lines(), lines(ax), strict=True):
        if str(line.get_marker()).strip() not in ("", "None") and x.size == y.size:
            points.append(np.column_stack([x, y]))
    return np.concatenate(points)

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
    """The (x, y) of each line on the Axes, as flat arrays: first its lines in drawing order, then line collections.

    Of a line without ends (`ax.axline`) it is two points, 1,000 to either side of where it was drawn.
    Raises StudentCodeError.
    """
    drawn = session_of(ax).drawn(ax)
    return [(line.x, line.y) for line in drawn.lines] + [(each[:, 0], each[:, 1]) for each in drawn.segments]


def markers(ax: Handle) -> Array:
    """The points on the Axes, drawn by scatter or as line markers, of shape (n, 2). Raises StudentCodeError."""
    drawn = session_of(ax).drawn(ax)
    marked = [line for line in drawn.lines if line.has_markers and line.x.size == line.y.size]
    return np.concatenate([drawn.marks, *(np.column_stack([line.x, line.y]) for line in marked)])

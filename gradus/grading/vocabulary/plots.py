"""What a student drew, read from the Axes in the worker: lines and markers, never pixels."""

from typing import Any

import numpy as np

from gradus.grading.student import StudentModule, session_of
from gradus.grading.vocabulary.calls import type_name
from gradus.sandbox.handle import Handle

Array = np.ndarray
REACH = 1000.0


def axes(submission: StudentModule | Handle) -> Any:
    """A new matplotlib Axes in the worker, a handle for the student's functions. Raises StudentCodeError."""
    session = session_of(submission)
    session.module()
    return session.new_axes()


def lines(ax: Handle) -> list[tuple[Array, Array]]:
    """The (x, y) of each line on the Axes, as flat arrays: first its lines in drawing order, then line collections.

    Of a line without ends (`ax.axline`) it is two points, REACH to either side of where it was drawn.
    Raises StudentCodeError.
    """
    single = [_line(ax, line) for line in ax.get_lines()]
    collections = [group for group in ax.collections if type_name(group) == "LineCollection"]
    segments = [np.asarray(segment, float) for group in collections for segment in group.get_segments()]
    return single + [(segment[:, 0], segment[:, 1]) for segment in segments]


def _line(ax: Handle, line: Any) -> tuple[Array, Array]:
    if type_name(line) == "AxLine":  # its x and y data are no data
        return _endless(line)
    x, y = (np.ravel(np.asarray(data, float)) for data in (line.get_xdata(), line.get_ydata()))
    if type_name(transform := line.get_transform()) == "BlendedGenericTransform":  # axhline and axvline
        x_is_data, y_is_data = transform.contains_branch_seperately(ax.transData)
        x = x if x_is_data else _across(x, ax.get_xlim())
        y = y if y_is_data else _across(y, ax.get_ylim())
    return x, y


def _endless(line: Any) -> tuple[Array, Array]:
    start = np.asarray(line.get_xy1(), float)
    slope = line.get_slope()
    along = np.asarray(line.get_xy2(), float) - start if slope is None else np.array([1.0, slope])
    reach = along * REACH / np.abs(along[0]) if along[0] else np.array([0.0, REACH])
    ends = np.array([start - reach, start + reach])
    return ends[:, 0], ends[:, 1]


def _across(fraction: Array, limits: Any) -> Array:
    """Numbers from 0 to 1, from one edge of the Axes to the other, as data."""
    low, high = (float(limit) for limit in limits)
    return low + fraction * (high - low)


def markers(ax: Handle) -> Array:
    """The points on the Axes, drawn by scatter or as line markers, of shape (n, 2). Raises StudentCodeError."""
    points: list[Array] = [np.empty((0, 2))]
    for group in ax.collections:
        offsets = group.get_offsets()
        if isinstance(offsets, np.ndarray) and offsets.ndim == 2 and offsets.shape[1] == 2:
            points.append(np.asarray(offsets, float))
    for line in ax.get_lines():
        x, y = _line(ax, line)
        if str(line.get_marker()).strip() not in ("", "None") and x.size == y.size:
            points.append(np.column_stack([x, y]))
    return np.concatenate(points)

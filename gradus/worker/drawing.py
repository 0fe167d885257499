"""What was drawn on a matplotlib Axes, as numbers: all of it in one reply."""

from typing import Any

import numpy as np

Array = np.ndarray
REACH = 1000.0


def drawn(axes: Any) -> list[Any]:
    """[numbers, lines, segments]: x, then y of each line, then the segments of line collections and the marks, (x, y).

    `lines` are [how many x, how many y, whether it has markers] and `segments` how many points, both in drawing order;
    the rest of the flat array `numbers` are marks. A line without ends (`ax.axline`) is two points, REACH to either
    side of where it was drawn.
    """
    lines = [(*_line(axes, line), _has_markers(line)) for line in axes.get_lines()]
    groups = [group for group in axes.collections if type(group).__name__ == "LineCollection"]
    segments = [np.asarray(segment, float)[:, :2] for group in groups for segment in group.get_segments()]
    # get_offsets() says of a collection without marks that it has one at the origin.
    marked = [group for group in axes.collections if getattr(group, "_offsets", None) is not None]
    marks = [np.asarray(group.get_offsets(), float) for group in marked]
    numbers = [each for x, y, _ in lines for each in (x, y)]
    numbers += [each.ravel() for each in segments]
    numbers += [each.ravel() for each in marks if each.ndim == 2 and each.shape[1] == 2]
    sizes = [[x.size, y.size, has_markers] for x, y, has_markers in lines]
    return [np.concatenate([np.empty(0), *numbers]), sizes, [len(segment) for segment in segments]]


def _has_markers(line: Any) -> bool:
    return str(line.get_marker()).strip() not in ("", "None")


def _line(axes: Any, line: Any) -> tuple[Array, Array]:
    if type(line).__name__ == "AxLine":  # its x and y data are no data
        return _endless(line)
    x, y = (np.ravel(np.asarray(data, float)) for data in (line.get_xdata(), line.get_ydata()))
    transform = line.get_transform()
    if type(transform).__name__ == "BlendedGenericTransform":  # axhline and axvline
        x_is_data, y_is_data = transform.contains_branch_seperately(axes.transData)
        x = x if x_is_data else _across(x, axes.get_xlim())
        y = y if y_is_data else _across(y, axes.get_ylim())
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

"""What the visible and the hidden checks share."""

import numpy as np

from gradus.grading import lines, markers

NO_LINE = ("None", "none", " ", "")


def flat(answer):
    """The parts of an answer, each array of one number as that number."""
    if not isinstance(answer, (list, tuple)):
        return answer
    return [part.item() if isinstance(part, np.ndarray) and part.size == 1 else part for part in answer]


def straight_lines(ax):
    """For each straight line on the Axes: its slope and its height at 0, and its x."""
    drawn = [(x, y) for x, y in lines(ax) if x.size > 1 and np.ptp(x) > 0 and np.isfinite(y).all()]
    fits = [(np.polyfit(x, y, 1), x, y) for x, y in drawn]
    return [(fit, x) for fit, x, y in fits if np.allclose(np.polyval(fit, x), y)]


def data_drawn(ax, x, y):
    """The marks on the Axes, then the heights of a line that joins the data; and whether it is only marks, at
    all data.
    """
    marked, joined = markers(ax), [line for line in ax.get_lines() if joins(line, x, y)]
    near = [np.abs(marked - point).max(axis=1).min(initial=9.0) < 1e-6 for point in zip(x, y, strict=True)]
    heights = [np.asarray(line.get_ydata(), dtype=float) for line in joined[:1]]
    return np.concatenate([np.ravel(marked), *heights]), all(near) and not joined


def joins(line, x, y):
    """Whether a line goes from data point to data point, whatever their order."""
    points = {(float(a), float(b)) for a, b in zip(line.get_xdata(), line.get_ydata(), strict=False)}
    data = {(float(a), float(b)) for a, b in zip(x, y, strict=True)}
    return points == data and line.get_linestyle() not in NO_LINE

"""The course's way to draw: colours that everybody can tell apart, heights on contours, one marker for each class.

The colours are those of Okabe and Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/: people who
see no difference between red and green tell them apart. A second sign (a line style, a marker, a word) goes with each
colour all the same, so that a picture also reads in grey print.

    from gradus.student.plots import BLUE, classes, contours, panel, use_style
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#767676"  # not one of theirs: for what is beside the point

# Yellow is left out: a thin yellow line is lost on white paper.
LINES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK)
DASHES = ("-", "--", "-.", ":", (0, (8, 2)), (0, (3, 1, 1, 1)), (0, (1, 3)))
CLASSES = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, BLACK, GREY, YELLOW, BLUE)
MARKERS = ("o", "^", "s", "D", "v", "P", "*", "X", "<", ">")
# For what has two sides, as a score has: blue below zero, orange above. Set vmin and vmax to -limit and limit.
TWO_SIDES = LinearSegmentedColormap.from_list("two_sides", [BLUE, "#FFFFFF", ORANGE])

STYLE: Any = {
    "axes.prop_cycle": cycler(color=LINES) + cycler(linestyle=DASHES),
    "image.cmap": "cividis",
    "figure.figsize": (6.0, 3.3),
    "figure.constrained_layout.use": True,
    "figure.titlesize": 12,
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.handlelength": 2.8,  # long enough to tell one dash from another
    "lines.linewidth": 1.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def use_style() -> None:
    """Draw every figure from here on in the course's style: no two lines of one Axes differ by their colour alone."""
    mpl.rcParams.update(STYLE)


def contours(ax: Axes, x: Any, y: Any, z: Any, levels: int | Sequence[float] = 12, *, filled: bool = False) -> Any:
    """Contour lines with their heights written on them; `filled` colours the ground between them as well.

    x is (columns,) and y (rows,), or both are grids from numpy.meshgrid; z is (rows, columns).
    Returns matplotlib's contour set: that of the lines, or the filled one.
    """
    ground = ax.contourf(x, y, z, levels=levels, cmap="cividis", alpha=0.55, zorder=0) if filled else None
    look: dict[str, Any] = {"colors": "black", "linewidths": 0.6} if filled else {"cmap": "cividis", "linewidths": 1.1}
    lines = ax.contour(x, y, z, levels=levels, **look)
    ax.clabel(lines, fontsize=7.5, colors="black", fmt=lambda height: f"{height:.3g}")
    return ground or lines


def heights(ax: Axes) -> None:
    """Write their heights on the contour lines that are there already, on every third of them if they are many."""
    from matplotlib.contour import ContourSet

    for lines in [each for each in ax.collections if isinstance(each, ContourSet) and not each.filled]:
        levels = np.asarray(lines.levels)[:: 3 if len(np.asarray(lines.levels)) > 12 else 1]
        ax.clabel(lines, levels, fontsize=7.5, colors="black", fmt=lambda height: f"{height:.3g}")


def sides(ax: Axes, x: Any, y: Any, scores: Any, middle: float = 0.0) -> Any:
    """The two sides that scores (rows, columns) have: blue below `middle`, orange above, and a black line between.

    Returns matplotlib's filled contour set.
    """
    far = max(float(np.abs(np.asarray(scores) - middle).max()), 1e-9)
    levels = np.linspace(middle - far, middle + far, 13)
    ground = ax.contourf(x, y, scores, levels=levels, cmap=TWO_SIDES, alpha=0.5, zorder=0)
    if np.min(scores) < middle < np.max(scores):
        ax.contour(x, y, scores, levels=[middle], colors="black", linewidths=1.6, linestyles="-", zorder=0.5)
    return ground


def classes(ax: Axes, points: Any, labels: Any, names: Sequence[str] | None = None, **options: Any) -> list[Any]:
    """Points of several classes, each with a marker and a colour of its own, and a label for the legend.

    `points` is (n, 2); `labels` holds n numbers, such as -1 and +1, or 0, 1, 2. `names` are the words for the legend,
    in the order of the sorted labels ("class +1" unless given); `options` go to Axes.scatter. Returns the scatters.
    """
    points, labels = np.asarray(points, float), np.asarray(labels).ravel()
    values = np.unique(labels)
    signed = bool(len(values)) and values[0] < 0
    drawn = []
    for index, value in enumerate(values):
        name = names[index] if names else f"class {value:+g}" if signed else f"class {value:g}"
        look = {"c": CLASSES[index % 10], "marker": MARKERS[index % 10], "edgecolors": "black", "linewidths": 0.5}
        x, y = points[labels == value, :2].T
        drawn.append(ax.scatter(x, y, label=name, **{"s": 26, **look, **options}))
    return drawn


def label_line(ax: Axes, line: Line2D | tuple[float, float], text: str, **options: Any) -> Any:
    """Write `text` at the right end of a line, in its colour, or beside a point (x, y). Returns the Annotation."""
    if isinstance(line, Line2D):
        points = np.asarray(line.get_xydata(), float)
        spot = points[np.isfinite(points).all(axis=1)][-1]
        options = {"color": line.get_color(), **options}
    else:
        spot = np.asarray(line, float)
    look = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "fontsize": 9}
    return ax.annotate(text, (float(spot[0]), float(spot[1])), **{**look, **options})


@contextmanager
def panel(ax: Axes, title: str = "", xlabel: str = "", ylabel: str = "", **properties: Any) -> Iterator[Axes]:
    """One panel of a picture: `with panel(ax, "a title", "x", "y"):` and what draws it.

    What it needs and nobody has written yet (NotImplementedError) is named in the panel, in grey; what was drawn
    before that stays, and so do the other panels.
    """
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, **properties)
    given(ax)
    try:
        yield ax
    except NotImplementedError as error:
        exercise, _, function = str(error).partition(": ")
        missing(ax, f"not written yet: {function or exercise or 'something it needs'}", error)


def missing(ax: Axes, text: str, error: NotImplementedError | None = None) -> None:
    """Say in a panel, in grey, what it lacks. `error` is kept for the sentence that is said if all panels lack it."""
    empty = len(ax.get_children()) <= vars(ax).get("gradus_given", 0)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    write = getattr(ax, "text2D", ax.text)  # on 3-D Axes, `text` asks for a place in space
    place = 0.04 if ax.has_data() else 0.5
    write(0.5, place, text, transform=ax.transAxes, ha="center", color=GREY, bbox=box, zorder=10)
    if not ax.has_data():
        ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    ax.set_gid("unwritten" if empty else "unfinished")
    vars(ax)["gradus_missing"] = error


def given(ax: Axes) -> None:
    """What was drawn so far is no work of the student's: if nothing follows, the panel counts as empty."""
    vars(ax)["gradus_given"] = len(ax.get_children())

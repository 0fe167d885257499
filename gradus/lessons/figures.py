"""Whether everybody can read a figure: colours that differ for the colour-blind, heights on contours, axes with names.

Red-green blindness is simulated with the matrices of Machado, Oliveira and Fernandes, "A Physiologically-based Model
for Simulation of Color Vision Deficiency" (IEEE TVCG 15, 2009), severity 1.0; colours are compared in CIE L*a*b* (CIE
1976, D65) by their distance, in which about 2 is the smallest that an eye sees side by side.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

APART = 15.0  # the closest two of Okabe and Ito's colours are 17 apart, matplotlib's orange and green 5
EYES = {
    "full colour vision": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
# sRGB to CIE XYZ (IEC 61966-2-1), each row divided by the white of D65.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
) / np.array([[0.95047], [1.0], [1.08883]])
# Maps without an order that the eye follows, or with red against green.
REFUSED = re.compile(
    r"(jet|turbo|hsv|rainbow|gist_rainbow|nipy_spectral|gist_ncar|prism|flag|spectral|rdylgn|brg|"
    r"tab10|tab20[bc]?|set[123]|pastel[12]|paired|accent|dark2)(_r)?",
    re.IGNORECASE,
)


def figure_findings(figure: Any) -> Iterator[str]:
    """What keeps somebody from reading a matplotlib Figure: a sentence for each finding, none if all is well."""
    plots = [ax for ax in figure.axes if not _is_colour_bar(ax)]
    for number, ax in enumerate(plots, 1):
        where = f"the Axes {ax.get_title()!r}" if ax.get_title() else f"Axes {number}"
        yield from (f"{where}: {finding}" for finding in (*_colours(ax), *_maps(ax), *_contours(ax), *_names(ax)))
    if plots and not (any(ax.get_title(loc) for ax in plots for loc in ("center", "left", "right")) or _title(figure)):
        yield "the figure has no title"


def distance(first: Any, second: Any) -> float:
    """How far two matplotlib colours are apart for the eye that tells them apart least (CIE76)."""
    from matplotlib.colors import to_rgb

    return min(float(np.linalg.norm(_lab(to_rgb(first), eye) - _lab(to_rgb(second), eye))) for eye in EYES.values())


def _lab(rgb: Any, eye: Any) -> Any:
    channels = np.asarray(rgb, float)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(eye @ linear, 0, 1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _title(figure: Any) -> bool:
    return bool(figure.get_suptitle()) or any(_title(part) for part in figure.subfigs)


def _is_colour_bar(ax: Any) -> bool:
    return ax.get_label() == "<colorbar>" or hasattr(ax, "_colorbar")


def _colours(ax: Any) -> Iterator[str]:
    """Named lines, and named scatters, of which two differ by nothing but colours that some people see as one."""
    for look in (_lines(ax), _scatters(ax)):
        for (name, color, sign), (other, other_color, other_sign) in itertools.combinations(look, 2):
            if sign == other_sign and color != other_color and distance(color, other_color) < APART:
                yield f"{name!r} and {other!r} differ by colour only, and not everybody sees that difference"


def _named(artist: Any) -> bool:
    return bool(artist.get_visible()) and bool(artist.get_label()) and not str(artist.get_label()).startswith("_")


def _lines(ax: Any) -> list[tuple[str, Any, Any]]:
    """The label, the colour and the other signs of each line that has a label."""
    from matplotlib.colors import to_hex

    lines = [line for line in ax.get_lines() if _named(line)]
    return [
        (str(line.get_label()), to_hex(line.get_color()), (_dash(line), str(line.get_marker()), line.get_fillstyle()))
        for line in lines
    ]


def _dash(line: Any) -> Any:
    return (line.get_linestyle(), tuple(line._unscaled_dash_pattern[1] or ()), line.get_linewidth())


def _scatters(ax: Any) -> list[tuple[str, Any, Any]]:
    """The label, the colour and the marker of each scatter that has a label and one colour."""
    from matplotlib.collections import PathCollection
    from matplotlib.colors import to_hex

    found = []
    for points in ax.collections:
        if not isinstance(points, PathCollection) or not _named(points) or points.get_array() is not None:
            continue
        colors = points.get_facecolor() if len(points.get_facecolor()) else points.get_edgecolor()
        if len(colors) == 1 and len(points.get_paths()):
            marker = np.asarray(points.get_paths()[0].vertices, float).round(3).tobytes()
            found.append((str(points.get_label()), to_hex(colors[0]), marker))
    return found


def _maps(ax: Any) -> Iterator[str]:
    """Colour maps without an order, or with red against green; a scatter may have one too."""
    for artist in {*ax.images, *ax.collections}:
        if artist.get_array() is not None and REFUSED.fullmatch(artist.get_cmap().name):
            yield f"the colour map {artist.get_cmap().name} is not one that everybody can read; cividis is"


def _contours(ax: Any) -> Iterator[str]:
    """Contour lines at several levels without their heights. A single level is a boundary, not a map."""
    from matplotlib.contour import ContourSet

    sets = [each for each in ax.collections if isinstance(each, ContourSet)]
    told = any(each.filled or each.colorbar or each.labelTexts for each in sets)
    if not told and any(len(list(each.levels)) > 1 for each in sets):
        yield "the contours have neither heights nor a colour bar"


def _names(ax: Any) -> Iterator[str]:
    """An axis with numbers on it and no name, unless another Axes that it is shared with has one."""
    if not ax.axison or not ax.get_visible() or not (ax.has_data() or ax.patches):
        return
    for axis, label, shared in (
        ("x", ax.get_xlabel, ax.get_shared_x_axes()),
        ("y", ax.get_ylabel, ax.get_shared_y_axes()),
    ):
        getter = f"get_{axis}label"
        named = label() or any(getattr(other, getter)() for other in shared.get_siblings(ax) if other is not ax)
        ticks = getattr(ax, f"{axis}axis")
        if not named and len(ticks.get_ticklocs()) and ticks.get_visible() and not _figure_label(ax.figure, axis):
            yield f"the {axis} axis has no name"


def _figure_label(figure: Any, axis: str) -> bool:
    return bool(getattr(figure, f"get_sup{axis}label")())

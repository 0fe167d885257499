"""The spread of a class's scores as a drawing: matplotlib's SVG, in the page's own colours, for screen and paper."""

import io
import re
from typing import TYPE_CHECKING, Any

from gradus.pages.html import Html
from gradus.pages.overview.spread import Spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, SOFT, FILL, MARK = "#010101", "#020202", "#030303", "#040404"  # stand-ins for colours of the page
COLOURS = {INK: "var(--text)", SOFT: "var(--soft)", FILL: "var(--fill)", MARK: "var(--mark)"}
SETTINGS: Any = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "gradus",  # the same drawing for the same scores
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "xtick.color": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


def histogram(spread: Spread) -> Html:
    """How many students have how many points, with the median and the middle half, as an element `svg`."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(8.4, 2.5), layout="constrained")
        axes = figure.subplots()
        lows, counts = [each.low for each in spread.bins], [each.students for each in spread.bins]
        width = spread.points / len(spread.bins)
        bars = axes.bar(lows, counts, width * 0.94, align="edge", color=FILL, clip_on=False)
        axes.bar_label(bars, [str(count) if count else "" for count in counts], padding=2, color=INK)
        top = max(counts)
        axes.set(xlim=(0, spread.points), ylim=(-0.22 * top, 1.2 * top), yticks=[], xlabel="points")
        axes.set_xticks([*lows, spread.points])
        axes.set_xticklabels([f"{edge:g}" for edge in [*lows, spread.points]])
        _middle(axes, spread, -0.11 * top)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _in_page(drawn.getvalue())


def _middle(axes: "Axes", spread: Spread, height: float) -> None:
    """The box of the middle half, with the median in it, below the bars."""
    line: Any = {"color": SOFT, "clip_on": False, "solid_capstyle": "butt"}
    axes.plot([spread.least, spread.most], [height] * 2, linewidth=1.2, **line)
    axes.plot([spread.first_quartile, spread.third_quartile], [height] * 2, linewidth=7, **line)
    axes.plot([spread.median], [height], color=MARK, marker="D", markersize=8, linestyle="none", clip_on=False)


def _in_page(svg: str) -> Html:
    """The drawing as an element of the page: nothing but shapes and numbers is in it, and no address."""
    head, _, body = svg[svg.index("<svg") :].partition(">")
    box = re.search(r'viewBox="[^"]*"', head)
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*">', "<g>", body).replace("xlink:href", "href")
    body = re.sub(r'font-family: [^;"]*', "font-family: inherit", body)
    for stand_in, colour in COLOURS.items():
        body = body.replace(stand_in, colour)
    label = "How many students have how many points"
    return Html(f'<svg role="img" aria-label="{label}" class="plot" {box[0] if box else ""}>{body.strip()}')

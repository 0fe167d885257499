"""The gradient crosses the contours at right angles and points uphill"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLACK, BLUE, GREEN, GREY, VERMILION, contours, given, panel

OPTIONS = {
    "angle": Option(
        60.0,
        0.0,
        360.0,
        stops=(0.0, 60.0, 90.0, 180.0, 270.0, 360.0),
        label="walking direction in degrees",
        task="Turn around once. Which way climbs most, which way falls most, and which two ways stay level?",
        frames=25,
        process=True,
    )
}
HERE = [-1.6, -1.2]


def hill(x, y):
    return np.sin(x) + 0.3 * x * y - 0.5 * y**2


def draw(figure, load, angle=60.0):
    mine = load("calculus/gradients")
    figure.set_size_inches(9.5, 4.6)
    field, wave = figure.subplots(1, 2, width_ratios=(1.1, 1))
    step = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    with panel(field, "gradient (green), and two ways from the dot", "x", "y", aspect="equal"):
        map_of_hill(field, mine, step)
    with panel(wave, "slope in each direction from the dot", "walking direction, degrees", "slope"):
        turns = np.arange(0, 361, 5)
        around = np.stack([np.cos(np.radians(turns)), np.sin(np.radians(turns))], axis=1)
        wave.axhline(0, color=GREY, lw=0.8)
        given(wave)
        wave.plot(turns, [mine.directional_derivative(hill, HERE, list(way)) for way in around], color=BLUE)
        slope = float(mine.directional_derivative(hill, HERE, list(step)))
        wave.plot([angle], [slope], "o", color=VERMILION, mec=BLACK, ms=9)
        wave.set(xticks=range(0, 361, 90), title=f"directional_derivative at {angle:.0f}°: {slope:.2f}")


def map_of_hill(ax, mine, step):
    xs = np.linspace(-3.0, 3.0, 60)
    contours(ax, xs, xs, hill(*np.meshgrid(xs, xs)), levels=14)
    ax.plot(*HERE, "o", color=BLACK, ms=7, zorder=5)
    arrow(ax, HERE + 1.1 * step, VERMILION, "-", "walking")
    given(ax)
    points = [(a, b) for a in np.linspace(-2.6, 2.6, 8) for b in np.linspace(-2.6, 2.6, 8)]
    arrows = np.array([mine.gradient(hill, list(point)) for point in points])
    ax.quiver(*np.array(points).T, *arrows.T, color=GREEN, width=0.004)
    arrow(ax, np.add(HERE, 1.1 * np.asarray(mine.descent_direction(hill, HERE))), BLUE, "--", "descent")


def arrow(ax, tip, color, dash, word):
    ax.annotate("", tip, HERE, arrowprops={"arrowstyle": "-|>", "color": color, "lw": 2.4, "ls": dash}, zorder=6)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
    away = np.sign(np.subtract(tip, HERE)) * 0.15
    ax.text(*(tip + away), word, color=color, weight="bold", ha="center", va="center", bbox=box, zorder=7)

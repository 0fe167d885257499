"""Make the pictures of the derivations, the same bytes each time:  uv run python docs/derivations/make_pictures.py"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyArrowPatch, Rectangle

HERE = Path(__file__).resolve().parent
BLUE, RED, GREEN, GREY, PALE = "#2166ac", "#b2182b", "#1b7837", "#666666", "#d8d8d8"
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "gradus",
    "svg.fonttype": "path",  # the same letters wherever it is looked at
    "path.simplify": True,
    "figure.facecolor": "white",  # readable on a dark page, too
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.6,
}


def calculus(figure: Figure) -> None:
    """The errors of two difference rules, the compass, and three walks down a parabola."""
    errors, compass, parabola = figure.subplots(1, 3)
    _errors(errors)
    _compass(compass)
    _parabola(parabola)


def _errors(ax: Axes) -> None:
    h = np.logspace(-12, 0, 37)
    forward = np.abs((np.sin(1 + h) - np.sin(1)) / h - np.cos(1))
    central = np.abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1))
    ax.loglog(h, forward, color=RED, linewidth=1.2)
    ax.loglog(h, central, color=BLUE, linewidth=1.2)
    ax.text(1e-4, 8e-4, "forward: like h", color=RED, ha="right")
    ax.text(2e-3, 3e-9, "central:\nlike h²", color=BLUE)
    ax.text(1e-12, 3e-10, "rounding", color=GREY)
    ax.set(xlabel="nudge h", ylabel="size of the error", ylim=(1e-13, 10), title="The slope of sin at 1")
    ax.set(xticks=[1e-12, 1e-8, 1e-4, 1], yticks=[1e-12, 1e-8, 1e-4, 1])
    ax.minorticks_off()


def _compass(ax: Axes) -> None:
    for level in (1.5, 4, 7, 11, 16):
        ax.add_patch(Ellipse((0, 0), 2 * np.sqrt(level), 2 * np.sqrt(level / 3), fill=False, edgecolor=PALE))
    p, gradient = np.array([2.0, 1.0]), np.array([4.0, 6.0]) / 5
    ax.plot(0, 0, "+", color="black", markersize=9)
    ax.text(-0.1, 0.15, "minimum", ha="right")
    for tip, color in ((p + gradient, RED), (p - gradient, BLUE)):
        _arrow(ax, p, tip, color)
    ax.plot(*zip(p, (0, 0), strict=True), ":", color=GREY, linewidth=1.2)
    ax.plot(*p, "o", color="black", markersize=5)
    ax.text(2.95, 1.85, "gradient: up", color=RED)
    ax.text(1.35, -0.4, "steepest way down", color=BLUE, ha="center", va="top")
    ax.set(xlim=(-4.2, 5.4), ylim=(-2.7, 2.9), aspect="equal", title="x² + 3y² at (2, 1)")
    ax.axis("off")


def _arrow(ax: Axes, tail: np.ndarray, tip: np.ndarray, color: str) -> None:
    look = {"arrowstyle": "-|>", "color": color, "linewidth": 1.8, "shrinkA": 0}
    ax.annotate("", (tip[0], tip[1]), (tail[0], tail[1]), arrowprops=look)


def _parabola(ax: Axes) -> None:
    grid = np.linspace(-2.1, 2.1, 29)
    for row, (rate, color) in enumerate(((0.3, GREEN), (1.75, BLUE), (2.15, RED))):
        start = -1.0 if rate > 2 else -1.9
        walk = start * (1 - rate) ** np.arange(6)
        lift = 5.2 * (2 - row)
        ax.plot(grid, grid**2 + lift, color=PALE)
        ax.plot(walk, walk**2 + lift, "o-", color=color, markersize=3.5, linewidth=1)
        ax.text(2.3, lift + 1.3, f"ηc = {rate:g}", color=color)
    ax.set(xlim=(-2.3, 4.0), title="Three rates on a parabola", xlabel="distance from the minimum", yticks=[])
    ax.set_xticks([-2, 0, 2])
    ax.spines["left"].set_visible(False)


def micrograd(figure: Figure) -> None:
    """The graph of L = p + s, p = s x, s = x + y, with data and gradients."""
    ax = figure.subplots()
    numbers = {  # place, what it is, data, gradient
        "x": (0.0, 1.6, "x", 2, 8),
        "y": (0.0, 0.0, "y", 3, 3),
        "s": (2.6, 0.6, "s = x + y", 5, 3),
        "p": (5.2, 1.6, "p = s · x", 10, 1),
        "L": (7.8, 0.9, "L = p + s", 15, 1),
    }
    arrows = [("x", "s", "1", 0.0), ("y", "s", "1", 0.0), ("s", "p", "x = 2", 0.0), ("x", "p", "s = 5", -0.12)]
    arrows += [("p", "L", "1", 0.0), ("s", "L", "1", 0.12)]
    for tail, head, slope, bend in arrows:
        (x0, y0), (x1, y1) = numbers[tail][:2], numbers[head][:2]
        style = f"arc3,rad={bend}"
        ends = (x0 + 0.72, y0), (x1 - 0.72, y1)
        ax.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=13, connectionstyle=style, color=GREY))
        x, y = np.mean(ends, axis=0) - [0, bend * (x1 - x0 - 1.44) / 2]
        ax.text(x, y, slope, ha="center", va="center", color=GREY, bbox={"facecolor": "white", "edgecolor": "none"})
    for x, y, name, data, gradient in numbers.values():
        ax.add_patch(Rectangle((x - 0.72, y - 0.34), 1.44, 0.68, facecolor="white", edgecolor="black"))
        ax.text(x, y + 0.14, name, ha="center", va="center")
        ax.text(x - 0.66, y - 0.17, f"is {data}", ha="left", va="center", color=BLUE, fontsize=9)
        ax.text(x + 0.66, y - 0.17, f"grad {gradient}", ha="right", va="center", color=RED, fontsize=9)
    ax.text(3.9, -0.62, "values go to the right; gradients come back, times the slope on each arrow", ha="center")
    ax.set(xlim=(-0.85, 8.65), ylim=(-0.85, 2.45), aspect="equal")
    ax.axis("off")


def network(figure: Figure) -> None:
    """XOR: the corners as they are, and as two hidden neurons see them."""
    plane, hidden = figure.subplots(1, 2)
    side = np.array([-0.4, 1.4])
    for ax, border in ((plane, (0.5, 1.5)), (hidden, (1.5, 4.0))):
        ax.fill_between(side, border[0] - side, border[1] - side, color=BLUE, alpha=0.12, linewidth=0)
        ax.set(xlim=side, ylim=side, aspect="equal", xticks=[0, 1], yticks=[0, 1])
    plane.plot(side, 0.5 - side, color=GREEN)
    plane.plot(side, 1.5 - side, color=RED)
    hidden.plot(side, 1.5 - side, color=BLUE)
    for x1, x2, yes in ((0, 0, False), (0, 1, True), (1, 0, True), (1, 1, False)):
        look = {"marker": "o" if yes else "X", "color": BLUE if yes else "black", "s": 70, "zorder": 3}
        plane.scatter(x1, x2, **look)
        plane.annotate(f"({x1}, {x2})", (x1, x2), (7, 7), textcoords="offset points")
    for h1, h2, text, yes in ((0, 1, "(0, 0)", False), (1, 1, "(0, 1) and (1, 0)", True), (1, 0, "(1, 1)", False)):
        look = {"marker": "o" if yes else "X", "color": BLUE if yes else "black", "s": 70, "zorder": 3}
        hidden.scatter(h1, h2, **look)
        hidden.annotate(text, (h1, h2), (0, 9), textcoords="offset points", ha="center")
    plane.text(0.31, 0.31, "at least one", color=GREEN, rotation=-45, ha="center", va="center")
    plane.text(0.69, 0.69, "not both", color=RED, rotation=-45, ha="center", va="center")
    hidden.text(0.2, 0.2, "one line is enough", color=BLUE)
    plane.set(title="What comes in: two lines are needed", xlabel="x₁", ylabel="x₂")
    hidden.set(title="What the hidden neurons say", xlabel="h₁, at least one", ylabel="h₂, not both")


def foundations(figure: Figure) -> None:
    """Bayes' square, and a cloud of points with its principal directions."""
    square, cloud = figure.subplots(1, 2)
    sick = 0.02
    square.add_patch(Rectangle((0, 0), 1, 1, facecolor="white", edgecolor="black"))
    square.add_patch(Rectangle((0, 0), sick, 0.9, facecolor=RED, edgecolor="black", linewidth=0.8))
    square.add_patch(Rectangle((sick, 0), 1 - sick, 0.1, facecolor=BLUE, edgecolor="black", linewidth=0.8))
    square.add_patch(Rectangle((0, 0), sick, 1, fill=False, edgecolor="black", linewidth=0.8))
    square.text(sick + 0.03, 0.62, "sick, and positive", color=RED)
    square.text(0.54, 0.14, "healthy, and positive all the same", color=BLUE, ha="center")
    square.text(sick / 2, 1.03, "sick, 2 %", ha="center")
    square.text((1 + sick) / 2, 1.03, "healthy, 98 %", ha="center")
    square.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    square.set_title("Everybody, and who tests positive", pad=18)
    square.axis("off")

    points = np.random.default_rng(8).normal(size=(90, 2)) * [1.6, 0.5]
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    points = (points - points.mean(axis=0)) @ turn
    variances, directions = np.linalg.eigh(points.T @ points / len(points))
    cloud.scatter(*points.T, s=9, color=GREY, linewidths=0)
    for variance, direction, color in zip(variances, directions.T, (BLUE, RED), strict=True):
        tip = 2 * np.sqrt(variance) * direction * (1 if direction.sum() > 0 else -1)
        _arrow(cloud, np.zeros(2), tip, color)
        share = variance / variances.sum()
        place = tip + np.array([0.25, 0.2] if color == RED else [-0.15, 0.12])
        cloud.text(*place, f"{share:.0%}", color=color, ha="left" if color == RED else "right")
    cloud.set(xlim=(-4.2, 4.2), ylim=(-3.6, 3.6), aspect="equal")
    cloud.axis("off")
    cloud.set_title("Principal directions, two spreads long,\nand their shares of the variance")


def save(name: str, size: tuple[float, float], draw: Callable[[Figure], None]) -> None:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(HERE / f"{name}.svg", metadata={"Date": None})


def main() -> None:
    save("calculus", (10.0, 3.5), calculus)
    save("micrograd", (8.6, 3.1), micrograd)
    save("network", (8.0, 4.0), network)
    save("foundations", (8.0, 4.0), foundations)


if __name__ == "__main__":
    main()

"""What a zygote loads before it clones workers, so that none of them pays for it."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

_AXES = 4  # as many as most exercises draw on
_ready: list[Any] = []


def preload(modules: Sequence[str]) -> None:
    """Import modules, and what they load when they are first used."""
    for name in modules:
        importlib.import_module(name)
    np.random.seed(0)
    np.random.default_rng(0).random()
    np.linalg.norm(np.ones(3))
    if "matplotlib" in sys.modules:
        draw().figure.canvas.draw()  # which loads fonts
        _ready.extend([new_axes() for _ in range(_AXES)])


def draw() -> Any:
    """Draw a little on an Axes of its own, and return it."""
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    axes.plot([0, 1], [0, 1], marker="o", linestyle="--", label="x")
    axes.plot([0, 1], [0, 1], "o", color="black")
    axes.axline((0, 0), slope=1.0)
    axes.scatter([0, 1], [0, 1])
    axes.set_title("x")
    axes.set_xlabel("x")
    axes.grid(True)
    axes.legend()
    return axes


def new_axes() -> Any:
    """A new matplotlib Axes."""
    if _ready:
        return _ready.pop()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.add_subplot()

"""What a zygote loads before it clones workers, so that none of them pays for it."""

import contextlib
import importlib
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

_AXES = 5  # a clone draws on one before it begins, and most exercises on four
_ready: list[Any] = []


def preload(modules: Sequence[str]) -> None:
    """Import modules, and what they load when they are first used."""
    for name in modules:
        importlib.import_module(name)
    np.random.seed(0)
    np.random.default_rng(0).random()
    np.linalg.norm(np.ones(3))
    if "matplotlib" in sys.modules:
        axes = make_axes()
        draw(axes)
        axes.scatter([0, 1], [0, 1])
        axes.legend()
        axes.figure.canvas.draw()  # which loads fonts
        _ready.extend([make_axes() for _ in range(_AXES)])


def while_idle(modules: Sequence[str]) -> None:
    """Import modules that can be missed: where that fails, it fails again where they are needed."""
    with contextlib.suppress(Exception):
        for name in modules:
            importlib.import_module(name)
        if "matplotlib" in sys.modules:
            _ready.append(make_axes())


def draw(axes: Any) -> None:
    """Draw what most drawings begin with."""
    axes.plot([0, 1], [0, 1], marker="o", linestyle="--", label="x")
    axes.plot([0, 1], [0, 1], "o", color="black")
    axes.axline((0, 0), slope=1.0)
    axes.set_title("x")
    axes.set_xlabel("x")
    axes.grid(True)


def new_axes() -> Any:
    """A new matplotlib Axes: one of those that are ready, while there are any."""
    return _ready.pop() if _ready else make_axes()


def make_axes() -> Any:
    """Make a matplotlib Axes, which takes much longer than to draw on it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    return figure.add_subplot()

"""What was drawn on an Axes comes as numbers, whichever of matplotlib's ways it was drawn in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from gradus.sandbox.drawn import Drawn, read
from gradus.worker import preload
from gradus.worker.drawing import REACH, drawn


@pytest.fixture
def ax() -> Any:
    return Figure().subplots()


def seen(ax: Any) -> Drawn:
    found = read(drawn(ax))
    assert found is not None
    return found


def test_nothing(ax: Any) -> None:
    lines, segments, marks = seen(ax)
    assert (lines, segments, marks.shape) == ([], [], (0, 2))


def test_lines_and_their_markers(ax: Any) -> None:
    ax.plot([0, 1, 2], [3.0, 4.5, 5.0])
    ax.plot([7], [8], marker="o", linestyle="none")
    ax.plot([1, 2], [3, 4], marker=" ")
    lines = seen(ax).lines
    assert [line.x.tolist() for line in lines] == [[0, 1, 2], [7], [1, 2]]
    assert [line.y.tolist() for line in lines] == [[3, 4.5, 5], [8], [3, 4]]
    assert [line.has_markers for line in lines] == [False, True, False]


def test_lines_across_the_axes_reach_its_edges(ax: Any) -> None:
    ax.set_xlim(-2, 6)
    ax.set_ylim(0, 10)
    ax.axhline(3, 0.0, 0.5)
    ax.axvline(4)
    across, up = seen(ax).lines
    assert (across.x.tolist(), across.y.tolist()) == ([-2, 2], [3, 3])
    assert (up.x.tolist(), up.y.tolist()) == ([4, 4], [0, 10])


def test_a_line_without_ends_is_long(ax: Any) -> None:
    ax.axline((1, 2), slope=0.5)
    ax.axline((1, 2), (2, 2))
    ax.axline((1, 2), (1, 5))
    sloped, flat, upright = seen(ax).lines
    assert (sloped.x.tolist(), sloped.y.tolist()) == ([1 - REACH, 1 + REACH], [2 - REACH / 2, 2 + REACH / 2])
    assert (flat.x.tolist(), flat.y.tolist()) == ([1 - REACH, 1 + REACH], [2, 2])
    assert (upright.x.tolist(), upright.y.tolist()) == ([1, 1], [2 - REACH, 2 + REACH])


def test_collections(ax: Any) -> None:
    ax.add_collection(LineCollection([[(0, 1), (2, 3)], [(4, 5), (6, 7), (8, 9)]]))
    ax.scatter([1, 2], [3, 4])
    ax.contour([0, 1], [0, 1], [[0, 1], [1, 2]])
    _, segments, marks = seen(ax)
    assert [each.tolist() for each in segments] == [[[0, 1], [2, 3]], [[4, 5], [6, 7], [8, 9]]]
    assert marks.tolist() == [[1.0, 3.0], [2.0, 4.0]]


def test_hundreds_of_lines_fit_into_one_reply(ax: Any) -> None:
    for number in range(300):
        ax.plot([number, number + 1], [0, 1])
    assert [line.x[0] for line in seen(ax).lines] == [*map(float, range(300))]


def test_what_is_no_number_is_told(ax: Any) -> None:
    ax.plot([0, 1], [0, 1])[0].set_ydata(["a", "b"])
    with pytest.raises(ValueError, match="could not convert"):
        drawn(ax)


def test_as_many_axes_are_ready_as_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    ready: list[Any] = []
    monkeypatch.setattr(preload, "_ready", ready)
    state = np.random.get_state()
    preload.preload(["matplotlib.figure", "matplotlib.backends.backend_agg"])
    np.random.set_state(state)
    assert len({id(each) for each in ready}) == len(ready) == preload._AXES
    assert preload.new_axes() not in ready
    assert len(ready) == preload._AXES - 1

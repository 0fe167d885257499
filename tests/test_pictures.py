"""The pictures of the exercises: all are drawn, everybody can read them, and they show what is written already."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from gradus.core import course as courses
from gradus.lessons.figures import distance, figure_findings
from gradus.student import plots
from tests.conftest import ROOT

DRAW_ALL = """
import sys
from pathlib import Path
from gradus.core.course import load
from gradus.lessons.figures import figure_findings
from gradus.student import pictures
course = load(Path(sys.argv[1]))
for exercise in pictures.shown(course):
    try:
        figure = pictures.draw(course, exercise)
        pictures.save(figure, course.root / "out" / f"{exercise.id.replace('/', '-')}.png")
        print(exercise.id, "drawn:", "; ".join(ax.get_title() for ax in figure.axes if ax.get_title()))
        print(*(f"{exercise.id} finding: {finding}" for finding in figure_findings(figure)), sep="\\n")
    except pictures.PictureError as error:
        print(exercise.id, error)
"""


def draw_all(folder: Path, modules: Path) -> list[str]:
    """What is said of each picture, drawn with these modules in place of a student's."""
    for name in ("course.toml", "graders"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(modules, folder / "exercises")
    done = subprocess.run([sys.executable, "-c", DRAW_ALL, str(folder)], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    names = {exercise.id for exercise in courses.load(ROOT).exercises}
    return [line for line in done.stdout.splitlines() if line.split() and line.split()[0] in names]


@pytest.mark.long
def test_every_exercise_has_a_picture_that_everybody_can_read(tmp_path: Path) -> None:
    said = draw_all(tmp_path, ROOT / "solutions")
    assert [line for line in said if " drawn: " not in line] == []
    assert [line.split()[0] for line in said] == [exercise.id for exercise in courses.load(ROOT).exercises]
    assert not [line for line in said if "not written" in line]
    for picture in (tmp_path / "out").iterdir():
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) > 10_000
    (moons,) = [line for line in said if line.startswith("micrograd/moons")]
    # No straight line does better than nine in ten.
    assert int(re.findall(r"(\d+)% right", moons)[1]) > 97


@pytest.mark.long
def test_a_stub_says_what_comes_first(tmp_path: Path) -> None:
    said = draw_all(tmp_path, ROOT / "exercises")
    assert len(said) == len(courses.load(ROOT).exercises)
    for line in said:
        assert "there is nothing to draw yet: " in line and line.endswith(" not written."), line
    assert "forward_difference" in said[0]


@pytest.mark.long
def test_what_is_written_is_drawn(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "exercises", tmp_path / "mine")
    stub = tmp_path / "mine" / "calculus" / "derivatives.py"
    stop = 'raise NotImplementedError("calculus/derivatives: forward_difference")'
    assert stop in stub.read_text("utf-8")
    stub.write_text(stub.read_text("utf-8").replace(stop, "return (f(x + h) - f(x)) / h"), "utf-8")
    said = draw_all(tmp_path, tmp_path / "mine")
    assert said[0].startswith("calculus/derivatives drawn: ")
    assert [line for line in said if " drawn: " in line] == said[:1]


def test_a_panel_names_what_is_missing() -> None:
    figure = Figure()
    for count, ax in enumerate(figure.subplots(1, 3)):
        with plots.panel(ax, "title", "x", "y"):
            ax.axhline(0)
            plots.given(ax)
            if count:
                ax.plot([1, 2])
            if count < 2:
                raise NotImplementedError("part/exercise: slope")
    assert [[text.get_text() for text in ax.texts] for ax in figure.axes] == [["not written yet: slope"]] * 2 + [[]]
    assert [ax.get_gid() for ax in figure.axes] == ["unwritten", "unfinished", None]
    with pytest.raises(ZeroDivisionError), plots.panel(figure.axes[0]):
        raise ZeroDivisionError  # a student's slip is not hidden


def test_pictures_do_not_cost_those_who_draw_none() -> None:
    code = "import sys, gradus.student.pictures, gradus.lessons.figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.fixture
def styled() -> Any:
    with mpl.rc_context():
        plots.use_style()
        yield Figure(layout="constrained").subplots()


def test_lines_differ_by_more_than_colour(styled: Any) -> None:
    lines = [styled.plot([0, 1], [k, k], label=str(k))[0] for k in range(len(plots.LINES))]
    looks = [(line.get_linestyle(), line._unscaled_dash_pattern) for line in lines]
    assert len(set(map(repr, looks))) == len({line.get_color() for line in lines}) == len(plots.LINES)
    assert plots.label_line(styled, lines[1], "end").xy == (1.0, 1.0)
    assert mpl.rcParams["image.cmap"] == "cividis"


@pytest.mark.parametrize("labels", [[-1, 1], [0, 1, 2], list(range(10))])
def test_classes_differ_by_marker(styled: Any, labels: list[int]) -> None:
    points = np.random.default_rng(0).normal(size=(40, 2))
    drawn = plots.classes(styled, points, np.resize(labels, 40))
    assert len({scatter.get_paths()[0].vertices.tobytes() for scatter in drawn}) == len(labels)
    names = [f"class {label:+d}" if labels[0] < 0 else f"class {label}" for label in labels]
    assert [scatter.get_label() for scatter in drawn] == names


@pytest.mark.parametrize("filled", [False, True])
def test_contours_carry_their_heights(styled: Any, filled: bool) -> None:
    xs = np.linspace(-2, 2, 40)
    drawn = plots.contours(styled, xs, xs, xs[None] ** 2 + xs[:, None] ** 2, levels=[1, 2, 3], filled=filled)
    assert drawn.filled is filled
    assert {text.get_text() for text in styled.texts} == {"1", "2", "3"}


def test_heights_on_contours_of_somebody_else(styled: Any) -> None:
    xs = np.linspace(-2, 2, 40)
    styled.contour(xs, xs, xs[None] ** 2 + xs[:, None] ** 2, levels=20)
    plots.heights(styled)
    assert 2 <= len({text.get_text() for text in styled.texts}) <= 8


def good(ax: Any) -> None:
    ax.set(title="title", xlabel="x", ylabel="y")
    ax.plot([0, 1], color="C0", label="a")
    ax.plot([1, 0], color="black", label="b")


def two_greens(ax: Any) -> None:
    ax.plot([0, 1], color="tab:green", label="falls")
    ax.plot([1, 0], color="tab:red", label="explodes")


def scatters(ax: Any, **second: Any) -> None:
    ax.scatter([0, 1], [0, 1], c="tab:green", label="0")
    ax.scatter([0, 1], [1, 0], **{"c": "tab:red", "label": "1", **second})


def bowl(ax: Any, draw: str = "contour", **options: Any) -> Any:
    xs = np.linspace(-1, 1, 20)
    return getattr(ax, draw)(xs, xs, xs[None] ** 2 + xs[:, None] ** 2, **options)


@pytest.mark.parametrize(
    ("draw", "finding"),
    [
        (two_greens, "'falls' and 'explodes' differ by colour only"),
        (scatters, "'0' and '1' differ by colour only"),
        (lambda ax: ax.scatter([0, 1, 2], [0, 1, 2], c=[0, 1, 2], cmap="tab10"), "the colour map tab10"),
        (lambda ax: ax.imshow(np.eye(3), cmap="RdYlGn_r"), "the colour map RdYlGn_r"),
        (lambda ax: ax.imshow(np.eye(3), cmap="jet"), "the colour map jet"),
        (lambda ax: bowl(ax, "contourf", cmap="hsv"), "the colour map hsv"),
        (bowl, "the contours have neither heights nor a colour bar"),
        (lambda ax: ax.set_ylabel(""), "the y axis has no name"),
        (lambda ax: ax.set_xlabel(""), "the x axis has no name"),
        (lambda ax: ax.set_title(""), "the figure has no title"),
    ],
)
def test_what_somebody_could_not_read(draw: Callable[[Any], object], finding: str) -> None:
    ax = Figure().subplots()
    good(ax)
    draw(ax)
    (found,) = figure_findings(ax.figure)
    assert finding in found


def with_a_bar(ax: Any) -> None:
    ax.figure.colorbar(bowl(ax), ax=ax)


@pytest.mark.parametrize(
    "draw",
    [
        good,
        lambda ax: [line.set_label(f"_{line.get_label()}") for line in ax.plot([0, 1], color="tab:green")],
        lambda ax: ax.plot([1, 0], color="tab:green", ls="--", label="c"),
        lambda ax: ax.plot([1, 0], color="tab:green", marker="s", label="c"),
        lambda ax: scatters(ax, marker="^"),
        lambda ax: scatters(ax, c="black"),
        lambda ax: ax.clabel(bowl(ax)),
        with_a_bar,
        lambda ax: bowl(ax, levels=[0.5]),
        lambda ax: bowl(ax, "contourf"),
        lambda ax: ax.imshow(np.eye(3), cmap="cividis"),
        lambda ax: (ax.set(xlabel=""), ax.set_xticks([])),
        lambda ax: (ax.set(xlabel="", ylabel=""), ax.axis("off")),
        lambda ax: (ax.set(title="", xlabel=""), ax.figure.suptitle("title"), ax.figure.supxlabel("x")),
    ],
)
def test_no_false_alarm(draw: Callable[[Any], object]) -> None:
    ax = Figure().subplots()
    good(ax)
    draw(ax)
    assert list(figure_findings(ax.figure)) == []


def test_a_shared_axis_is_named_once() -> None:
    figure = Figure()
    for ax in figure.subplots(1, 2, sharey=True):
        good(ax)
    figure.axes[1].set_ylabel("")
    assert list(figure_findings(figure)) == []
    figure.axes[0].set_ylabel("")
    assert len(list(figure_findings(figure))) == 2


def test_colours_as_others_see_them() -> None:
    """The pairs that a reading of the lessons found to be one colour, and those of Okabe and Ito, which are not."""
    assert max(distance(*pair) for pair in (("C2", "C3"), ("C1", "C8"), ("C0", "C4"), ("C1", "C2"))) < 8
    assert min(distance(*pair) for pair in itertools.combinations({*plots.LINES, plots.YELLOW}, 2)) > 16


@pytest.mark.parametrize("name", ["before", "after"])
def test_the_moons_of_the_readme_are_small(name: str) -> None:
    data = (ROOT / "docs" / f"moons-{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG") and 5_000 < len(data) < 60_000

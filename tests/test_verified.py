"""What passed `gradus verify` is known, file by file, until something changes: release asks for it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import stubs
from gradus.authoring.verifying import verified
from gradus.core.course import Course, CourseError, load
from tests.conftest import invoke

pytestmark = pytest.mark.fast
SQUARE, POWER = "warmup/square", "warmup/power"


@pytest.fixture
def passed(mini: Course) -> Course:
    """A course as it is after `gradus verify`."""
    verified.note(mini, {each.id: verified.state(mini, each) for each in mini.exercises})
    verified.require(mini)
    return mini


def append(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")


def test_a_course_that_never_passed(mini: Course) -> None:
    with pytest.raises(CourseError, match=r"^Run gradus verify first: it has not passed yet\.$"):
        verified.require(mini)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a check": (
        lambda root: append(root / "graders/warmup/power/variants.py"),
        "Run gradus verify warmup/power first: graders/warmup/power/variants.py changed since it passed.",
    ),
    "a new file beside the checks": (
        lambda root: (root / "graders/warmup/power/helpers.py").write_text("x = 1\n"),
        "Run gradus verify warmup/power first: graders/warmup/power/helpers.py changed since it passed.",
    ),
    "a solution that another builds on": (
        lambda root: append(root / "solutions/warmup/square.py"),
        "Run gradus verify first: ",
    ),
    "an exercise's entry": (
        lambda root: (root / "course.toml").write_text(
            (root / "course.toml").read_text().replace('"Use what you have."', '"Use it."')
        ),
        "Run gradus verify warmup/power first: course.toml changed since it passed.",
    ),
    "the note itself": (
        lambda root: (root / verified.FILE).write_text('{"warmup/power": 3}'),
        "Run gradus verify first: it has not passed yet.",
    ),
    "a stub of no exercise": (
        lambda root: (root / "exercises/warmup/cube.py").write_text("x = 1\n"),
        "Run gradus verify first: exercises/warmup/cube.py does not match solutions/",
    ),
    "a stub": (
        lambda root: append(root / "exercises/warmup/power.py"),
        "Run gradus verify warmup/power first: exercises/warmup/power.py changed since it passed.",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_after_it_passed(passed: Course, name: str) -> None:
    change, sentence = CHANGES[name]
    change(passed.root)
    with pytest.raises(CourseError, match=f"^{re.escape(sentence)}"):
        verified.require(load(passed.root))


def test_what_does_not_count(passed: Course) -> None:
    course_file = passed.root / "course.toml"
    course_file.write_text(course_file.read_text("utf-8").replace('title = "Warm-up"', 'title = "Warming up"'))
    solution = passed.solutions / "warmup" / "square.py"
    solution.write_bytes(solution.read_bytes().replace(b"\n", b"\r\n"))
    stubs.write(passed)
    (passed.graders(passed.by_id[SQUARE]) / "__pycache__").mkdir(exist_ok=True)
    (passed.graders(passed.by_id[SQUARE]) / "__pycache__" / "x.pyc").write_bytes(b"x")
    verified.require(load(passed.root))


@pytest.mark.long
def test_one_exercise_after_another(mini: Course) -> None:
    assert invoke("verify", "square", cwd=mini.root).returncode == 0
    verified.require(mini, [mini.by_id[SQUARE]])
    with pytest.raises(CourseError, match=r"^Run gradus verify warmup/power first"):
        verified.require(mini)
    assert invoke("verify", "power", cwd=mini.root).returncode == 0
    verified.require(mini)


def test_what_has_a_problem_is_not_noted(mini: Course) -> None:
    visible = mini.graders(mini.by_id[SQUARE]) / "test_visible.py"
    visible.write_text(visible.read_text("utf-8").replace("9.0", "8.0"))
    assert invoke("verify", "square", cwd=mini.root).returncode == 3
    assert not (mini.root / verified.FILE).exists()


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be made read-only")
def test_a_folder_that_cannot_be_written_to(mini: Course) -> None:
    shutil.rmtree(mini.root / ".gradus", ignore_errors=True)
    (mini.root / ".gradus").write_text("in the way")
    verified.note(mini, {SQUARE: {}})

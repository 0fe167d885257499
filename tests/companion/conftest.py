"""What the tests of the companion share: the small course as a student has it, with hints, a lesson and its quiz."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gradus.core import quiz as asked
from gradus.core.course import Course, load
from gradus.core.feedback import FILE as SEALED
from gradus.lessons import build, feedback, quiz
from gradus.student import commands
from tests.conftest import MINI
from tests.lessons import LESSON, student_notebook, with_lesson

HINTS = """\
[square]
question = "What is 4 times 4, and what did you multiply?"
idea = "A square has two equal sides. One of 5 by 5 has an area of 25."
plan = ["Take the number that came in.", "Multiply it by itself.", "Return the product."]

[mean]
question = "Two people have 3 and 5 apples: how many has each if they share?"
idea = "All of it together, shared out among as many as there are."
plan = ["Add up all of them.", "Count them.", "Share the sum out among so many."]
"""
QUIZ = """\
[two-questions.square-of-minus-three]
ask = "What is the square of -3?"
run = "square(-3.0)"
"""
WRONG = '''"""Squares and means."""


def square(x):
    """The square of x, a float."""
    return 2 * x


def mean(xs):
    """The mean of an array."""
    raise NotImplementedError("warmup/square: mean")
'''


@pytest.fixture(autouse=True)
def plainly_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are printed as they are typed without uv, whatever started these tests."""
    for name in ("UV", commands.STARTED_AS):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def taught(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("taught") / "course"
    shutil.copytree(prepared, root)
    course = with_lesson(load(root))
    (course.graders(course.find("square")) / "hints.toml").write_text(HINTS, "utf-8")
    (course.solutions / "lessons/quiz.toml").write_text(QUIZ, "utf-8")
    (root / "lessons").mkdir()
    (root / "lessons" / f"{LESSON}.ipynb").write_text(json.dumps(student_notebook(course)), "utf-8")
    answered = {LESSON: build.notebook(course, LESSON)}
    (root / SEALED).write_bytes(feedback.as_json(answered))
    (root / asked.FILE).write_bytes(quiz.as_json(course, answered))
    for folder in (course.solutions, root / ".gradus"):
        shutil.rmtree(folder)
    for name in ("test_hidden.py", "misconceptions.py", "variants.py"):
        for path in (root / "graders").rglob(name):
            path.unlink()
    return root


@pytest.fixture
def learner(taught: Path, tmp_path: Path) -> Course:
    """The small course as a student has it, in a folder of its own."""
    shutil.copytree(taught, tmp_path / "learner")
    return load(tmp_path / "learner")


def begin(course: Course, text: str = WRONG) -> None:
    """Write the first exercise."""
    (course.stubs / "warmup/square.py").write_text(text, "utf-8")


def solve(course: Course, name: str = "square") -> None:
    """Hand in the reference as one's own."""
    shutil.copy(MINI / "solutions/warmup" / f"{name}.py", course.stubs / "warmup")

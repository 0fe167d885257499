"""The version of the checks: what changes a verdict changes it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.pulls.round.version import version


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("graders/warmup/square/test_hidden.py", "41.75", "41.5"),
        ("graders/warmup/square/misconceptions.py", "2 * x", "3 * x"),
        ("solutions/warmup/square.py", "x * x", "x**2"),
        ("course.toml", "points = 2", "points = 3"),
        ("course.toml", 'allow = ["numpy"]', 'allow = ["numpy", "math"]'),
        ("course.toml", "seconds = 2", "seconds = 3"),
    ],
)
def test_what_changes_a_verdict(mini: Course, file: str, old: str, new: str) -> None:
    before = version(mini)
    assert len(before) == 40 and version(courses.load(mini.root)) == before
    edit(mini.root / file, old, new)
    assert version(courses.load(mini.root)) != before


def test_what_does_not(mini: Course) -> None:
    """A README, a due date, a roster, and how Git writes the ends of lines."""
    before = version(mini)
    (mini.root / "README.md").write_text("New\n", "utf-8")
    (mini.root / "roster.csv").write_text("login\nada\n", "utf-8")
    unit = '\n[[units]]\nid = "one"\nexercises = ["warmup"]\ndue = 2026-12-01T12:00:00Z\n'
    (mini.root / "course.toml").write_text((mini.root / "course.toml").read_text("utf-8") + unit, "utf-8")
    path = mini.root / "graders" / "warmup" / "square" / "test_hidden.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert version(courses.load(mini.root)) == before

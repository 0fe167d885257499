"""`gradus new` lays out an exercise that verifies as it stands, and overwrites nothing."""

from __future__ import annotations

import pytest

from gradus.core.course import Course
from tests.conftest import invoke


@pytest.mark.long
def test_a_new_exercise_verifies(mini: Course) -> None:
    done = invoke("new", "extras/doubling", cwd=mini.root)
    assert done.returncode == 0, done.stderr
    assert "graders/extras/doubling/test_hidden.py" in done.stdout
    assert "exercises/extras/doubling.py" in done.stdout
    assert "graders/extras/doubling/fingerprints.json" in done.stdout
    verified = invoke("verify", cwd=mini.root)
    assert verified.returncode == 0, verified.stdout
    assert "3 exercises, 16 points: no problems found." in verified.stdout


@pytest.mark.fast
def test_nothing_is_overwritten(mini: Course) -> None:
    before = (mini.root / "course.toml").read_text()
    for name, words in (
        ("warmup/square", "exists already"),
        ("square", "write part/exercise"),
        ("../a/b", "is not a valid id"),
    ):
        done = invoke("new", name, cwd=mini.root)
        assert done.returncode == 2
        assert words in done.stderr
    assert (mini.root / "course.toml").read_text() == before

"""A course whose files begin with a byte order mark, as some editors on Windows save them, is graded as any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import invoke

MARK = b"\xef\xbb\xbf"


@pytest.mark.long  # tests/test_stubs.py has solutions with marks in each run
def test_a_course_saved_with_marks(mini: Course) -> None:
    shutil.copytree(mini.solutions, mini.root / "submissions" / "ada" / "exercises")
    sources = [*mini.root.glob("graders/*/*/*.py"), *mini.solutions.rglob("*.py"), mini.root / "course.toml"]
    for path in sources:
        path.write_bytes(MARK + path.read_bytes())
    for command in ("stubs", "fingerprints", "grade submissions/ada --out results --sandbox process"):
        done = invoke(*command.split(), cwd=mini.root)
        assert done.returncode == 0, done.stderr
    assert "6 / 6" in done.stdout
    assert not [path for path in Path(mini.stubs).rglob("*.py") if path.read_bytes().startswith(MARK)]

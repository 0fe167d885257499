"""The student repository: complete, the same bytes each time, and nothing in it that gives an answer away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import leaks, release
from gradus.course import Course, load
from tests.conftest import ROOT, run_gradus


@pytest.fixture
def released(mini: Course, tmp_path: Path) -> Path:
    release.release(mini, tmp_path / "student")
    return tmp_path / "student"


def test_the_same_course_gives_the_same_bytes(mini: Course) -> None:
    assert release.contents(mini) == release.contents(load(mini.root))


def test_nothing_of_a_teachers_is_in_it(released: Path) -> None:
    names = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert not [n for n in names if re.search(r"hidden|misconceptions|variants|solutions|authoring|teacher|cohort", n)]
    assert {"README.md", "AGENTS.md", "pyproject.toml", "course.toml", ".github/workflows/checks.yml"} <= names
    assert {"exercises/warmup/square.py", "graders/warmup/square/fingerprints.json"} <= names


def test_a_student_finds_the_way(released: Path) -> None:
    """Nothing started, then a known mistake diagnosed without its code, then everything passed."""
    assert "3 not started" in run_pytest(released)
    square = released / "exercises" / "warmup" / "square.py"
    stub = square.read_text()
    square.write_text(stub.replace('raise NotImplementedError("warmup/square: square")', "return x + x"))
    assert "Twice a number is not its square." in run_pytest(released)
    for path in (released / "exercises").rglob("*.py"):
        path.write_text((ROOT / "tests/mini/solutions" / path.relative_to(released / "exercises")).read_text())
    assert "3 passed" in run_pytest(released)


def run_pytest(folder: Path) -> str:
    """Plain pytest with the released engine rather than the one that is installed here."""
    import os
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "--rootdir", str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


def test_a_second_release_changes_only_what_changed(mini: Course, released: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in released.rglob("*") if path.is_file()}
    assert release.release(mini, released) == []
    text = (mini.root / "course.toml").read_text()
    (mini.root / "course.toml").write_text(text.replace("Squares and means", "Squares, means"))
    assert release.release(load(mini.root), released) == ["README.md", "course.toml"] or release.release(
        load(mini.root), released
    ) == ["course.toml"]
    touched = {p.name for p, t in times.items() if p.stat().st_mtime_ns != t}
    assert touched <= {"README.md", "course.toml", release.MANIFEST}


def test_an_edited_file_is_never_touched(mini: Course, released: Path) -> None:
    stub = released / "exercises" / "warmup" / "square.py"
    stub.write_text("mine\n")
    before = {path: path.read_bytes() for path in released.rglob("*") if path.is_file()}
    with pytest.raises(release.Edited, match=r"exercises/warmup/square\.py"):
        release.release(mini, released)
    assert before == {path: path.read_bytes() for path in released.rglob("*") if path.is_file()}
    done = run_gradus("release", released, cwd=mini.root)
    assert done.returncode == 2
    assert "put back or move away" in done.stderr


def test_a_strangers_file_in_the_way_is_never_touched(mini: Course, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "README.md").write_text("My thesis\n")
    with pytest.raises(release.Edited, match=r"README\.md"):
        release.release(mini, tmp_path / "other")
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["README.md"]


def plant(path: str, text: str) -> Callable[[dict[str, bytes]], None]:
    def planting(files: dict[str, bytes]) -> None:
        files[path] = files.get(path, b"") + text.encode()

    return planting


NOTEBOOK = {"cells": [{"source": ["x"], "outputs": [{"text": ["return np.sum(xs)", " / len(xs)"]}]}], "metadata": {}}
METADATA = {"cells": [{"source": [], "metadata": {"note": 'caf\u00e9: return np.sum(xs) / len(xs) "'}}]}
PLANTED = {
    "a solution in a README": (
        plant("README.md", "so:\n  return np.sum(xs) / len(xs)\n"),
        "solutions/warmup/square.py",
    ),
    "a solution in a notebook's output": (plant("a.ipynb", json.dumps(NOTEBOOK)), "solutions/warmup/square.py"),
    "a solution in a notebook's metadata": (plant("a.ipynb", json.dumps(METADATA)), "solutions/warmup/square.py"),
    "a solution in a stub": (plant("exercises/warmup/power.py", "# square(square(x))\n"), ""),
    "a hidden check's title": (plant("README.md", "Squares of negative numbers are positive."), "test_hidden.py"),
    "a hidden check's name": (plant("AGENTS.md", "see test_mean_of_many"), "test_hidden.py"),
    "a hidden check's constant": (plant("graders/x.py", "SECRET = 41.75"), "test_hidden.py"),
    "a misconception's body": (plant("docs.md", "`return x * abs(x)`"), "misconceptions.py"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_caught(mini: Course, name: str) -> None:
    planting, origin = PLANTED[name]
    files = release.contents(mini)
    planting(files)
    if not origin:
        leaks.search(mini, files)  # a line that any program could hold
        return
    with pytest.raises(leaks.Leak, match=re.escape(origin)):
        leaks.search(mini, files)


def test_a_leak_stops_the_release(mini: Course, tmp_path: Path) -> None:
    """A solution that its author left outside the marks."""
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text() + "\n\n# mean: return np.sum(xs) / len(xs)\n")
    done = run_gradus("release", tmp_path / "student", cwd=mini.root)
    assert done.returncode == 3
    assert "exercises/warmup/square.py would hold 'return np.sum(xs) / len(xs)'" in done.stderr
    assert not (tmp_path / "student").exists()

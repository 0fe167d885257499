"""Grading only reads: neither course nor submission changes by a grade, a check or a plain pytest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.handed_in.submission import open_folder
from gradus.grading import scoring
from gradus.grading.runner import run_checks
from tests.conftest import ROOT, HandIn, invoke

WRONG = "def square(x):\n    return x + x\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"


def state(root: Path) -> dict[str, tuple[bytes, int]]:
    """The content and the time of every file, apart from what Python and pytest keep for themselves and .gradus."""
    ours = [p for p in root.rglob("*") if not {"__pycache__", ".pytest_cache", ".gradus"} & set(p.parts)]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in ours if path.is_file()}


@contextmanager
def unchanged(root: Path) -> Iterator[None]:
    """Whatever runs inside leaves every file as it is, and adds none. Write permissions are taken away, too."""
    before, folders = state(root), [path for path in [root, *root.rglob("*")] if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)
    after = state(root)
    assert sorted(after) == sorted(before)
    assert [name for name in after if after[name] != before[name]] == []


def test_grading_in_this_process(mini: Course, hand_in: HandIn) -> None:
    """From a submission to a report, without a process for the submission."""
    folder = hand_in("ada", square=WRONG)
    with unchanged(mini.root), unchanged(folder):
        report = scoring.build(mini, run_checks(mini, open_folder(folder, mini), mini.exercises, "process"))
    assert (report.score, report.max_score) == (2.0, 6.0)
    (check,) = [c for e in report.exercises for c in e.checks if c.id == "warmup/square::square_of_three"]
    assert check.diagnosis == "Twice a number is not its square."


def test_the_command(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    folder = hand_in("ada", square=WRONG)
    with unchanged(mini.root), unchanged(folder):
        done = invoke("grade", folder, "--out", tmp_path / "out", "--sandbox", "process", cwd=mini.root)
    assert done.returncode == 0 and "2 / 6" in done.stdout
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ada.json"]


def test_a_check(mini: Course) -> None:
    (mini.stubs / "warmup/square.py").write_text(WRONG)
    with unchanged(mini.root):
        assert invoke("check", "--all", cwd=mini.root).returncode == 0
        assert invoke("check", "--all", "--submission", "solutions", cwd=mini.root).returncode == 0


def test_plain_pytest_and_outdated_fingerprints(mini: Course) -> None:
    """Also where a grader was edited: its misconceptions are not replayed behind anybody's back."""
    (mini.stubs / "warmup/square.py").write_text(WRONG)
    path = mini.root / "graders/warmup/square/misconceptions.py"
    path.write_text(path.read_text("utf-8") + "\n# edited\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "graders/warmup/square/test_visible.py"]
    with unchanged(mini.root):
        done = subprocess.run(command, cwd=mini.root, capture_output=True, text=True, timeout=120)
    assert "1 failed, 1 passed" in done.stdout, done.stdout


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout")
def test_the_real_course(tmp_path: Path) -> None:
    """A check of one of its exercises leaves git with nothing to say, and what was there before as it was."""

    def status() -> str:
        command = ["git", "status", "--porcelain"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    course, before = courses.load(ROOT), status()
    part = tmp_path / "exercises" / "calculus"
    part.mkdir(parents=True)
    stub = (course.stubs / "calculus/chain_rule.py").read_text("utf-8")
    (part / "chain_rule.py").write_text(stub.replace("raise NotImplementedError", "return None  #", 1), "utf-8")
    done = invoke("check", "chain_rule", "--submission", tmp_path, cwd=ROOT)
    assert done.returncode == 0 and "of 10 points" in done.stdout
    assert status() == before

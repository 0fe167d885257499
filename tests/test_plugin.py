"""Plain pytest on the graders: the same sentences, breakpoints, and never an official score."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gradus.core.course import Course
from gradus.core.handed_in.submission import open_folder
from gradus.grading.runner import run_checks
from tests.conftest import HandIn, run_gradus, sampled

WRONG = "def square(x):\n    y = 2 * x\n    return y\n\n\ndef mean(xs):\n    raise NotImplementedError\n"


def plain_pytest(course: Course, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=course.root,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.long
def test_the_same_sentences_as_gradus_check(mini: Course) -> None:
    (mini.stubs / "warmup" / "square.py").write_text(WRONG)
    done = plain_pytest(mini, "graders/warmup/square")
    assert done.returncode == 1
    shown = run_gradus("check", "square", cwd=mini.root).stdout
    for sentence in (
        "The square of 3 is 9.",
        "called    square(3.0)",
        "returned  6.0",
        "expected  9.0, give or take 9e-05",
        "Twice a number is not its square.",
        "There is no right answer yet for an input that is not shown here.",
    ):
        assert sentence in done.stdout
        assert sentence in shown
    assert "2 failed, 2 not started" in done.stdout
    assert "Traceback" not in done.stdout
    assert "41.75" not in done.stdout


def test_stubs_are_not_started(mini: Course) -> None:
    done = plain_pytest(mini, "graders", "-q")
    assert done.returncode == 1
    assert "6 not started" in done.stdout


def test_all_pass_with_the_reference(mini: Course) -> None:
    done = plain_pytest(mini, "graders", "--submission", "solutions", "-q")
    assert done.returncode == 0
    assert "6 passed" in done.stdout


@pytest.mark.parametrize("arguments", sampled([("--pdb",), ("--in-process",)], 2))
def test_a_breakpoint_in_the_students_code_works(mini: Course, arguments: tuple[str, ...]) -> None:
    path = mini.stubs / "warmup" / "square.py"
    path.write_text(
        WRONG.replace("    return y", "    print('pid', __import__('os').getppid())\n    breakpoint()\n    return y")
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "-s", "graders/warmup/square/test_visible.py", "-k", "three"],
        cwd=mini.root,
        input="p 'y is', y\nc\nq\n",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "('y is', 6.0)" in done.stdout
    assert str(path) in done.stdout


def test_a_debugger_opens_where_the_code_failed(mini: Course) -> None:
    (mini.stubs / "warmup" / "square.py").write_text("def square(x):\n    inside = 7\n    return inside / 0\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--pdb", "graders/warmup/square/test_visible.py", "-k", "three"],
        cwd=mini.root,
        input="p 'inside is', inside\nq\n",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "('inside is', 7)" in done.stdout


def test_in_process_is_never_official(mini: Course, hand_in: HandIn) -> None:
    """Neither an option smuggled in by the environment nor the engine's own mode gives an official report."""
    folder = hand_in("ada", square="import os\nos.environ['SEEN'] = '1'\n" + WRONG)
    done = run_gradus(
        "grade", folder, "--out", "out", cwd=mini.root, PYTEST_ADDOPTS="--in-process", PYTEST_PLUGINS="no_such_plugin"
    )
    assert done.returncode == 0
    assert '"in-process"' not in (mini.root / "out" / "ada.json").read_text()
    refused = run_gradus("grade", folder, "--out", "out", "--sandbox", "in-process", cwd=mini.root)
    assert refused.returncode == 2


@pytest.mark.fast
def test_both_ways_of_running_agree(mini: Course, hand_in: HandIn) -> None:
    submission = open_folder(hand_in("ada", square=WRONG), mini)
    apart = run_checks(mini, submission, mini.exercises, "process")
    inside = run_checks(mini, submission, mini.exercises, "in-process")
    assert [(c.id, o.status, o.message, o.trace) for c, o in apart.results] == [
        (c.id, o.status, o.message, o.trace) for c, o in inside.results
    ]

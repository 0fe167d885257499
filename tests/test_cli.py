"""The commands as people and scripts use them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import HandIn, invoke, sampled

pytestmark = pytest.mark.fast


def test_where_am_i_before_and_after(mini: Course) -> None:
    fresh = invoke(cwd=mini.root, UV="")
    assert fresh.returncode == 0
    assert "→ · warmup/square" in fresh.stdout
    assert fresh.stdout.endswith("Write exercises/warmup/square.py, and check it:\n    gradus check square\n")
    shutil.copy(mini.solutions / "warmup" / "square.py", mini.stubs / "warmup")
    assert invoke("check", cwd=mini.root).returncode == 0
    assert json.loads(invoke("--json", cwd=mini.root).stdout) == {
        "exercises": {"warmup/square": "passed", "warmup/power": "not started"},
        "next": "warmup/power",
    }
    (mini.stubs / "warmup" / "square.py").write_text("# begun anew\n")
    assert "changed since 4 / 4" in invoke(cwd=mini.root).stdout


def test_a_check_shows_what_happened(mini: Course, hand_in: HandIn) -> None:
    folder = hand_in(
        "ada", square="def square(x):\n    return 2 * x\n\n\ndef mean(xs):\n    raise NotImplementedError\n"
    )
    shown = invoke("check", "square", "--submission", folder, cwd=mini.root)
    assert shown.returncode == 0
    for words in (
        "✗ The square of 3 is 9.",
        "called    square(3.0)",
        "returned  6.0",
        "expected  9.0, give or take",
        "Twice a number is not its square.",
        "· The mean of 1 and 2 is 1.5.",
        "not started",
        "0 of 4 points",
    ):
        assert words in shown.stdout
    assert "41.75" not in shown.stdout
    assert "\x1b" not in shown.stdout


def test_check_as_json_is_a_report(mini: Course) -> None:
    done = invoke("check", "--all", "--json", cwd=mini.root)
    report = json.loads(done.stdout)
    assert report["schema"] == "gradus.report/1"
    assert [e["id"] for e in report["exercises"]] == ["warmup/square", "warmup/power"]


def test_colours_only_where_asked_for(mini: Course) -> None:
    (mini.stubs / "warmup" / "square.py").write_text("def square(x):\n    return x\n")
    colour = re.compile(r"\x1b\[[0-9;]*3[0-9]")
    assert not colour.search(invoke("check", cwd=mini.root, FORCE_COLOR="1", NO_COLOR="1").stdout)
    assert colour.search(invoke("check", cwd=mini.root, FORCE_COLOR="1", TERM="xterm").stdout)
    assert "\x1b" not in invoke("check", cwd=mini.root).stdout


def test_a_narrow_terminal(mini: Course) -> None:
    lines = invoke("check", cwd=mini.root, COLUMNS="40").stdout.splitlines()
    assert max(map(len, lines)) <= 40


def test_hints_come_one_at_a_time(mini: Course) -> None:
    said = [invoke("hint", "square", cwd=mini.root).stdout for _ in range(3)]
    first, second = "hint 1 of 2\n    What is a square?\n", "hint 2 of 2\n    Multiply.\n"
    assert [(first in each, second in each) for each in said] == [(True, False), (False, True), (True, True)]


def test_wrong_usage(mini: Course, tmp_path: Path) -> None:
    for arguments, words in (
        (["check", "cube"], "There is no exercise called cube. There are: warmup/square, warmup/power."),
        (["grade", "solutions"], "Missing option '--out'"),
        (["grade", "solutions", "--out", "course.toml"], "cannot be written to course.toml"),
        (["grade"], "Missing argument"),
        (["climb"], "No such command"),
    ):
        done = invoke(*arguments, cwd=mini.root)
        assert done.returncode == 2, done.stdout
        assert words in done.stderr
    outside = invoke("check", cwd=tmp_path)
    assert outside.returncode == 2
    assert "No course.toml" in outside.stderr


def test_grades_as_json(mini: Course) -> None:
    done = invoke("grade", "solutions", "exercises", "--out", "out", "--json", "--sandbox", "process", cwd=mini.root)
    assert json.loads(done.stdout) == [
        {"submission": "solutions", "score": 6.0, "max_score": 6.0},
        {"submission": "exercises", "score": 0.0, "max_score": 6.0},
    ]
    assert "without a sandbox" in done.stderr


def test_grading_without_a_sandbox_says_so(mini: Course) -> None:
    done = invoke("grade", "solutions", "--out", "out", "--sandbox", "process", cwd=mini.root)
    assert "could read and change whatever you can" in " ".join(done.stderr.split())
    assert json.loads((mini.root / "out" / "solutions.json").read_text())["sandbox"] == "process"


NO_GRADERS = [
    ("import numpy as np", "import nothing_like_this", "nothing_like_this"),
    ("@points(1)\n", "", "has no @points"),
    ("@points(1.5)", "@points(1)", "4 points, its checks add up to 3.5"),
    ("test_mean_of_many(submission)", "test_mean_of_many(submission, what)", "what"),
]


@pytest.mark.parametrize("change", sampled(NO_GRADERS, 4))
def test_infrastructure_errors_give_no_score(mini: Course, change: tuple[str, str, str]) -> None:
    old, new, words = change
    hidden = mini.root / "graders" / "warmup" / "square" / "test_hidden.py"
    hidden.write_text(hidden.read_text().replace(old, new))
    said = invoke("fingerprints", cwd=mini.root).stderr  # the graders changed: an author's next command
    done = invoke("grade", "solutions", "--out", "out", cwd=mini.root)
    assert done.returncode == 3
    assert words in said + done.stderr
    assert not (mini.root / "out" / "solutions.json").exists()

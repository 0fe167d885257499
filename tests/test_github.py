"""What a student's workflow shows: annotations that a runner reads as they were meant, and a page within its limits."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gradus.authoring import release
from gradus.core import report as reports
from gradus.core.course import Course
from gradus.core.report import ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.student import actions as github
from tests.conftest import ROOT, HandIn, invoke, run_gradus

ADA = reports.read(ROOT / "tests" / "golden" / "report.json")
FORGED = "\n::error file=x::mine\r::stop-commands::y\n##[error]z 100%\n</details>```"


def read_as_a_runner(output: str) -> list[tuple[dict[str, str], str]]:
    """The commands in a step's output: it trims a line, takes it apart at ::, and undoes the escapes."""
    assert "##[" not in output
    found = []
    for line in re.split(r"[\r\n]+", output):
        if match := re.match(r"\s*::(\w[\w-]*) ?(.*?)::(.*)$", line):
            assert match[1] == "error", line
            pairs = dict(item.split("=", 1) for item in match[2].split(",") if item)
            found.append(({k: plain(v) for k, v in pairs.items()}, plain(match[3])))
    return found


def plain(text: str) -> str:
    for code, meant in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, meant)
    return text


def results(message: str, count: int = 1, title: str = "50 %: yes, no") -> list[ExerciseResult]:
    visible = next(check for check in ADA.exercises[0].checks if check.visibility == "visible")
    checks = tuple(replace(visible, message=message, title=title, status=Status.FAILED) for _ in range(count))
    return [replace(ADA.exercises[0], checks=checks)]


@pytest.mark.fast
def test_an_annotation_says_where_and_what() -> None:
    ((place, message),) = read_as_a_runner("\n".join(github.annotate(results("100 % wrong\nexpected  9.0"))))
    assert place == {"file": "exercises/warmup/square.py", "line": "1", "title": "50 %: yes, no"}
    assert message == "100 % wrong\nexpected  9.0\nTwice a number is not its square."


@pytest.mark.fast
def test_a_message_is_no_command_and_no_second_line() -> None:
    lines = list(github.annotate(results(FORGED)))
    assert len(lines) == 1 and len(lines[0].splitlines()) == 1
    ((place, message),) = read_as_a_runner(lines[0])
    assert place["file"] == "exercises/warmup/square.py" and "100%" in message
    assert not read_as_a_runner(message)  # nor where a page shows it unescaped


@pytest.mark.fast
@pytest.mark.parametrize(("failures", "lines"), [(0, 0), (1, 1), (10, 10), (11, 10), (500, 10)])
def test_at_most_ten(failures: int, lines: int) -> None:
    said = list(github.annotate(results("no", failures)))
    assert len(said) == lines
    if failures > lines:
        assert said[-1] == f"::error title=More::{failures - 9} more checks fail: the summary page shows all of them."


@pytest.mark.fast
def test_what_is_not_begun_is_no_error_and_hidden_checks_say_nothing() -> None:
    checks = tuple(
        replace(c, status=Status.NOT_STARTED, visibility=Visibility.VISIBLE) for c in ADA.exercises[0].checks
    )
    hidden = tuple(replace(c, status=Status.FAILED, visibility=Visibility.HIDDEN) for c in ADA.exercises[0].checks)
    for given in (checks, hidden):
        assert not list(github.annotate([replace(ADA.exercises[0], checks=given)]))


@pytest.mark.fast
@pytest.mark.parametrize("message", ["x" * 3000, "\U000e0001" * 3000, "`" * 3000, "é😀" * 1500])
def test_a_page_has_a_size(message: str) -> None:
    page = github.summary(results(message, 300))
    assert 10_000 < len(page.encode()) < 1 << 20
    assert page.startswith("## ") and "The official score comes" in page


def test_the_command_in_a_step(hand_in: HandIn, tmp_path: Path) -> None:
    """A student who prints and raises commands: only ours reach the runner."""
    code = f"print({FORGED!r})\ndef square(x):\n    raise ValueError({FORGED!r})\n"
    code += "def mean(xs):\n    return sum(xs) / len(xs)\n"
    folder = hand_in("eve", square=code)
    page = tmp_path / "page.md"
    page.write_text("before\n")
    command = ("check", "--all", "--github", "--submission", folder)
    done = invoke(*command, cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stderr
    told = read_as_a_runner(done.stdout + done.stderr)
    assert told and {place["file"] for place, _ in told} == {"exercises/warmup/square.py"}
    assert "ValueError" in told[0][1]
    assert page.read_text().startswith("before\n## ") and "| warmup/square |" in page.read_text()


def test_the_student_repository_has_all_that_its_workflow_runs(mini: Course, tmp_path: Path) -> None:
    release.release(mini, tmp_path / "student")
    workflow = (tmp_path / "student" / ".github" / "workflows" / "checks.yml").read_text("utf-8")
    assert "run: uv run gradus check --all --github\n" in workflow
    known = {"PYTHONPATH": str(tmp_path / "student"), "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md")}
    done = run_gradus("check", "--all", "--github", cwd=tmp_path / "student", **known)
    assert done.returncode == 0, done.stderr
    assert read_as_a_runner(done.stdout + done.stderr) == []  # nothing begun, nothing wrong
    assert (tmp_path / "page.md").read_text("utf-8").startswith("## 0 of ")


@pytest.mark.fast
def test_outside_of_a_step(mini: object, tmp_path: Path) -> None:
    done = invoke("check", "--github", cwd=tmp_path / "course", GITHUB_STEP_SUMMARY="")
    assert done.returncode == 2 and "GITHUB_STEP_SUMMARY" in done.stderr
    done = invoke("check", "--github", cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(tmp_path))
    assert done.returncode == 3 and "cannot be written" in done.stderr

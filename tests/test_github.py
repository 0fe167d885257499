"""What a student's workflow shows: red or green, annotations that a runner reads as they were meant, and a page."""

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
            assert match[1] in ("error", "warning"), line
            pairs = dict(item.split("=", 1) for item in match[2].split(",") if item)
            found.append(({"level": match[1]} | {k: plain(v) for k, v in pairs.items()}, plain(match[3])))
    return found


def plain(text: str) -> str:
    for code, meant in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, meant)
    return text


def results(
    message: str, count: int = 1, title: str = "50 %: yes, no", status: Status = Status.FAILED
) -> list[ExerciseResult]:
    visible = next(check for check in ADA.exercises[0].checks if check.visibility == "visible")
    checks = tuple(replace(visible, message=message, title=title, status=status) for _ in range(count))
    return [replace(ADA.exercises[0], checks=checks)]


def annotated(given: list[ExerciseResult]) -> list[str]:
    """The annotations, all of them at line 7."""
    return list(github.annotate(given, lambda check: 7))


@pytest.mark.fast
def test_an_annotation_says_where_and_what() -> None:
    ((place, message),) = read_as_a_runner("\n".join(annotated(results("100 % wrong\nexpected  9.0"))))
    known = {"level": "error", "file": "exercises/warmup/square.py", "line": "7", "title": "50 %: yes, no"}
    assert place == known
    assert message == "100 % wrong\nexpected  9.0\nTwice a number is not its square."


@pytest.mark.fast
def test_a_message_is_no_command_and_no_second_line() -> None:
    lines = annotated(results(FORGED))
    assert len(lines) == 1 and len(lines[0].splitlines()) == 1
    ((place, message),) = read_as_a_runner(lines[0])
    assert place["file"] == "exercises/warmup/square.py" and "100%" in message
    assert not read_as_a_runner(message)  # nor where a page shows it unescaped


@pytest.mark.fast
@pytest.mark.parametrize(("failures", "lines"), [(0, 0), (1, 1), (10, 10), (11, 10), (500, 10)])
def test_at_most_ten(failures: int, lines: int) -> None:
    said = annotated(results("no", failures))
    assert len(said) == lines
    if failures > lines:
        assert said[-1] == f"::error title=More::{failures - 9} more checks fail: the summary page shows all of them."


@pytest.mark.fast
def test_what_is_wrong_comes_before_what_is_missing() -> None:
    missing, wrong = results("none", 12, status=Status.MISSING), results("no", 12, status=Status.TIMEOUT)
    said = annotated([*missing, *wrong])
    assert [line.split()[0] for line in said] == ["::error"] * 10 + ["::warning"] * 10
    assert said[-1] == "::warning title=More::3 more checks miss something: the summary page shows all of them."


@pytest.mark.fast
def test_what_is_not_begun_is_no_error_and_hidden_checks_say_nothing() -> None:
    checks = tuple(
        replace(c, status=Status.NOT_STARTED, visibility=Visibility.VISIBLE) for c in ADA.exercises[0].checks
    )
    hidden = tuple(replace(c, status=Status.FAILED, visibility=Visibility.HIDDEN) for c in ADA.exercises[0].checks)
    for given in (checks, hidden):
        assert not annotated([replace(ADA.exercises[0], checks=given)])


@pytest.mark.fast
@pytest.mark.parametrize("message", ["x" * 3000, "\U000e0001" * 3000, "`" * 3000, "é😀" * 1500])
def test_a_page_has_a_size(message: str) -> None:
    page = github.summary(results(message, 300))
    assert 10_000 < len(page.encode()) < 1 << 20
    assert page.startswith("## ") and "The official score comes" in page


def test_the_command_in_a_step(hand_in: HandIn, tmp_path: Path) -> None:
    """A student who prints and raises commands: only ours reach the runner, and each stands where the code stopped."""
    code = f"print({FORGED!r})\ndef square(x):\n    raise ValueError({FORGED!r})\n"
    code += "def mean(xs):\n    return sum(xs)\n"
    folder = hand_in("eve", square=code)
    page = tmp_path / "page.md"
    page.write_text("before\n")
    command = ("check", "--all", "--github", "--submission", folder)
    done = invoke(*command, cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stderr
    told = read_as_a_runner(done.stdout + done.stderr)
    assert {place["file"] for place, _ in told} == {"exercises/warmup/square.py"}
    assert [place["line"] for place, _ in told] == ["3", "4"] and "ValueError" in told[0][1]
    assert page.read_text().startswith("before\n## ") and "| warmup/square |" in page.read_text()


STUB = "def {0}(x):\n    raise NotImplementedError('warmup/{0}')\n"
MEAN = "def mean(xs):\n    return sum(xs) / len(xs)\n"
RIGHT, WRONG = "def square(x):\n    return x * x\n" + MEAN, "def square(x):\n    return 2 * x\n" + MEAN
UNWRITTEN = STUB.format("square") + STUB.format("mean")
NO_MEAN = "def square(x):\n    return x * x\n"


@pytest.mark.parametrize(
    ("square", "power", "status", "said"),
    [
        pytest.param(RIGHT, None, 0, "2 exercises: 2 finished.", id="solved"),
        pytest.param(UNWRITTEN, STUB.format("fourth"), 0, "2 exercises: 2 not begun.", id="not begun"),
        pytest.param(
            NO_MEAN,
            STUB.format("fourth"),
            0,
            "1 begun and not finished, 1 not begun.",
            id="a name is missing",
            marks=pytest.mark.long,
        ),
        pytest.param(
            NO_MEAN + STUB.format("mean"),
            None,
            0,
            "1 finished, 1 begun and not finished.",
            id="half done",
            marks=pytest.mark.long,
        ),
        pytest.param(WRONG, STUB.format("fourth"), 1, "1 with something wrong, 1 not begun.", id="one is wrong"),
        pytest.param(
            WRONG, None, 1, "1 with something wrong, 1 begun and not finished.", id="wrong, and blocks another"
        ),
        pytest.param(UNWRITTEN, None, 0, "1 begun and not finished, 1 not begun.", id="blocked by what is not begun"),
        pytest.param(
            RIGHT,
            "def fourth(x):\n    return x\n",
            1,
            "1 with something wrong, 1 finished.",
            id="later one",
            marks=pytest.mark.long,
        ),
        pytest.param(
            "def square(:\n", STUB.format("fourth"), 1, "1 with something wrong", id="syntax", marks=pytest.mark.long
        ),
        pytest.param(RIGHT.replace("x * x", "1 / 0"), None, 1, "1 with something wrong", id="exception"),
        pytest.param(
            "while True:\n    pass\n",
            STUB.format("fourth"),
            1,
            "1 with something wrong",
            id="no answer",
            marks=pytest.mark.long,
        ),
    ],
)
def test_red_is_what_is_wrong(
    hand_in: HandIn, tmp_path: Path, square: str, power: str | None, status: int, said: str
) -> None:
    """What is unfinished is green, with its number on the page; without --strict everything is."""
    for path in (tmp_path / "course" / "graders").glob("*/*/test_hidden.py"):
        path.unlink()  # students have none
    folder, page = hand_in("bob", square=square, **({"power": power} if power else {})), tmp_path / "page.md"
    command = ("check", "--all", "--github", "--submission", folder)
    done = invoke(*command, "--strict", cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == status, done.stdout
    assert said in page.read_text("utf-8")
    if status:
        assert invoke(*command, cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(page)).returncode == 0


def test_the_student_repository_has_all_that_its_workflow_runs(mini: Course, tmp_path: Path) -> None:
    release.release(mini, tmp_path / "student")
    workflow = (tmp_path / "student" / ".github" / "workflows" / "checks.yml").read_text("utf-8")
    assert "run: uv run gradus check --all --github --strict\n" in workflow
    known = {"PYTHONPATH": str(tmp_path / "student"), "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md")}
    done = run_gradus("check", "--all", "--github", "--strict", cwd=tmp_path / "student", **known)
    assert done.returncode == 0, done.stderr
    assert read_as_a_runner(done.stdout + done.stderr) == []  # nothing begun, nothing wrong
    assert (tmp_path / "page.md").read_text("utf-8").startswith("## 0 of ")


def test_a_fault_of_the_checks_is_not_the_students(hand_in: HandIn, tmp_path: Path) -> None:
    folder = hand_in("eve", square=RIGHT.replace(" / len(xs)", ""))
    path = tmp_path / "course" / "graders" / "warmup" / "power" / "test_visible.py"
    path.write_text(path.read_text("utf-8").replace("expect(submission", "expect(1 / 0 + submission"), "utf-8")
    done = invoke("check", "--all", "--strict", "--submission", folder, cwd=tmp_path / "course")
    assert done.returncode == 3


@pytest.mark.fast
def test_outside_of_a_step(mini: object, tmp_path: Path) -> None:
    done = invoke("check", "--github", cwd=tmp_path / "course", GITHUB_STEP_SUMMARY="")
    assert done.returncode == 2 and "GITHUB_STEP_SUMMARY" in done.stderr
    done = invoke("check", "--github", cwd=tmp_path / "course", GITHUB_STEP_SUMMARY=str(tmp_path))
    assert done.returncode == 3 and "cannot be written" in done.stderr

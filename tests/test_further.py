"""Core and further work: which checks are optional, and that an exercise is finished without them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable

import pytest

from gradus.authoring.verifying import structure
from gradus.core import checks, markdown
from gradus.core.course import Course, Exercise, load
from gradus.core.report import Report
from gradus.core.status import Visibility
from tests.conftest import ROOT, HandIn, invoke
from tests.conftest import checks as by_name

CORE = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    raise NotImplementedError\n"
FURTHER = "def square(x):\n    raise NotImplementedError\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
Further = Callable[..., Course]


@pytest.fixture
def further(mini: Course) -> Further:
    """The small course with functions of square, by default mean, that may wait."""

    def mark(*names: str) -> Course:
        path = mini.root / "course.toml"
        text = path.read_text("utf-8").replace("points = 4", f"points = 4\nfurther = {json.dumps(names or ('mean',))}")
        path.write_text(text, "utf-8")
        return load(mini.root)

    return mark


def write(course: Course, text: str) -> None:
    (course.stubs / "warmup/square.py").write_text(text, "utf-8")


def test_further_checks_are_those_that_use_the_name(further: Further) -> None:
    course = further()
    found = {check.id.split("::")[1]: check.further for check in checks.read(course, course.by_id["warmup/square"])}
    assert found == {"square_of_three": False, "mean_of_two": True, "square_of_others": False, "mean_of_many": True}
    assert not any(check.further for check in checks.read(course, course.by_id["warmup/power"]))


def test_a_name_counts_as_an_attribute_of_anything_and_only_so(further: Further) -> None:
    course = further()
    path = course.root / "graders/warmup/square/test_visible.py"
    text = path.read_text("utf-8").replace("submission.mean(", "(lambda mine: mine.mean)(submission)(")
    text = text.replace("The square of 3", "The square, not the mean, of 3").replace(
        "square(3.0)", "square(len('mean'))"
    )
    path.write_text(text, "utf-8")
    found = checks.read(course, course.by_id["warmup/square"], official=False)
    assert [check.further for check in found if check.visibility == "visible"] == [False, True]


@pytest.mark.parametrize("exercise", [e for e in load(ROOT).exercises if e.further], ids=lambda exercise: exercise.id)
def test_the_further_checks_of_the_course(exercise: Exercise) -> None:
    """They are the tests with such a name in their text; text is a plainer rule than the one in use."""
    course = load(ROOT)
    assert checks.unused(course, exercise) == []
    texts = [checks.file_of(course, exercise, v).read_text("utf-8") for v in Visibility]
    tests = [test for text in texts for test in re.split(r"^def test_", text, flags=re.MULTILINE)[1:]]
    call = re.compile(rf"submission\.({'|'.join(exercise.further)})\b")
    expected = [test.split("(")[0] for test in tests if call.search(test)]
    found = [check.test.removeprefix("test_") for check in checks.read(course, exercise) if check.further]
    assert found == expected
    assert 0 < len(found) < len(tests)


def test_verify_tells_a_name_that_no_check_uses(further: Further) -> None:
    assert list(structure.findings(further("mean", "meen"))) == [
        "course.toml, line 11: warmup/square lists meen under further, but no check uses it."
    ]


def test_the_report_says_which_checks_are_further(further: Further, hand_in: HandIn) -> None:
    course = further()
    out = course.root / "out"
    done = invoke("grade", hand_in("ada", square=CORE), "--out", out, "--sandbox", "process", cwd=course.root)
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "ada.json").read_text("utf-8"))
    assert {name for name, check in by_name(report).items() if check["further"]} == {"mean_of_two", "mean_of_many"}
    assert report["score"] == 4 and report["max_score"] == 6, "further work is graded like the core"
    read = Report.parse(json.dumps(report).encode())
    assert read.exercises[0].finished
    assert "(further work, hidden, not started, 0 / 1.5)" in markdown.exercises(read.exercises, limit=10_000)


def test_a_report_of_an_older_release_has_no_further_work() -> None:
    text = re.sub(r',\s*"further": false', "", (ROOT / "tests/golden/report.json").read_text("utf-8"))
    assert "further" not in text
    assert not any(check.further for each in Report.parse(text.encode()).exercises for check in each.checks)


@pytest.mark.parametrize(
    ("text", "state", "note", "left"),
    [(CORE, "passed", "2 / 2", "further work 0 / 2"), (FURTHER, "begun", "0 / 2", "further work 2 / 2")],
)
def test_only_the_core_finishes_an_exercise(further: Further, text: str, state: str, note: str, left: str) -> None:
    course = further()
    write(course, text)
    shown = invoke("check", "square", cwd=course.root).stdout
    assert ("Well done!" in shown) == (state == "passed")
    assert json.loads(invoke("--json", cwd=course.root).stdout)["exercises"]["warmup/square"] == state
    seen = invoke(cwd=course.root).stdout
    assert re.search(rf"warmup/square  Squares and means +{note}\n    {left}\n", seen), seen


def test_where_all_visible_checks_are_further_they_count(further: Further) -> None:
    course = further("mean", "square")
    write(course, CORE)
    invoke("check", "square", cwd=course.root)
    assert json.loads(invoke("--json", cwd=course.root).stdout)["exercises"]["warmup/square"] == "begun"


def test_further_checks_come_last_under_a_line_of_their_own(further: Further) -> None:
    course = further("square")
    write(course, FURTHER)
    shown = invoke("check", "square", cwd=course.root).stdout
    core, rest = shown.split("Further, may wait:\n")
    assert "✓ The mean of 1 and 2" in core and "✓" not in rest.split("points")[0]
    assert rest.startswith("· The square of 3 is 9.")
    assert "Further work, if you like: square. It may wait." in rest


def test_no_line_where_nothing_is_further(mini: Course) -> None:
    shutil.copy(mini.solutions / "warmup/square.py", mini.stubs / "warmup")
    assert "urther" not in invoke("check", "square", cwd=mini.root).stdout + invoke(cwd=mini.root).stdout


def test_further_work_that_is_left_is_named_in_the_end(further: Further) -> None:
    course = further()
    shutil.copytree(course.solutions, course.stubs, dirs_exist_ok=True)
    invoke("check", "--all", cwd=course.root)
    assert invoke(cwd=course.root).stdout.endswith("Every check that you can run here passes. Hand it in.\n")
    write(course, CORE)
    assert "Well done" not in invoke("check", "--all", cwd=course.root).stdout, "it was finished before"
    assert invoke(cwd=course.root).stdout.endswith("Every exercise is finished; further work is left. Hand it in.\n")

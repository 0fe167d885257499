"""Reports come from a machine that ran students' code: what is accepted of them, and what is rejected."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from gradus.core import checks as listing
from gradus.core.course import Course, CourseError
from gradus.core.decode import DecodeError
from gradus.core.facts import FACTS
from gradus.core.report import CheckResult, Made
from gradus.grading.diagnosis import matching
from gradus.pulls.round.validate import MESSAGE, ReportValidator
from tests.conftest import ROOT, grade
from tests.pulls.conftest import report

NAME = "pr-1-aaaaaaaaaaaa"
Table = dict[str, Any]


def refusal(course: Course, folder: Path, text: str | bytes) -> str:
    """Return why a report is rejected."""
    path = folder / "report.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    with pytest.raises(DecodeError) as caught:
        ReportValidator(course).read(path, NAME)
    return str(caught.value)


def first(table: Table) -> Table:
    check: Table = table["exercises"][0]["checks"][0]
    return check


CHANGES: dict[str, tuple[Callable[[Table], object], str]] = {
    "another total": (lambda t: t.update(score=6.0), "total"),
    "another exercise's total": (lambda t: t["exercises"][1].update(score=2.0), "sum of its checks"),
    "more points than there are": (lambda t: t.update(score=1e308, max_score=1e308), "total"),
    "a check worth more": (lambda t: first(t).update(points=100.0, score=100.0), "match this course's check"),
    "more than full marks": (lambda t: first(t).update(score=100.0), "score outside 0..points"),
    "less than nothing": (lambda t: first(t).update(score=-1.0, status="failed"), "score outside 0..points"),
    "passed without points": (lambda t: first(t).update(score=0.0), "contradicts its status"),
    "failed with points": (lambda t: first(t).update(status="failed"), "contradicts its status"),
    "a status that there is not": (lambda t: first(t).update(status="passed<b>"), "status"),
    "hidden made visible": (
        lambda t: t["exercises"][0]["checks"][2].update(visibility="visible"),
        "match this course's check",
    ),
    "a diagnosis of one's own": (lambda t: first(t).update(diagnosis="You are @everyone"), "diagnosis"),
    "another exercise's diagnosis": (lambda t: first(t).update(diagnosis="Four times a number"), "diagnosis"),
    "no check": (lambda t: t["exercises"][0]["checks"].pop(), "not those of this course"),
    "a check twice": (lambda t: t["exercises"][0]["checks"].append(first(t)), "not those of this course"),
    "another check": (lambda t: first(t).update(id="warmup/square::easy"), "not those of this course"),
    "a check of another exercise": (lambda t: first(t).update(id="warmup/power::fourth"), "not those of this course"),
    "no exercise": (lambda t: t["exercises"].pop(), "exercises are not"),
    "an exercise more": (lambda t: t["exercises"].append(t["exercises"][0]), "exercises are not"),
    "exercises in another order": (lambda t: t["exercises"].reverse(), "exercises are not"),
    "another's name": (lambda t: t.update(submission="pr-2-bbbbbbbbbbbb"), "another submission"),
    "no sandbox": (lambda t: t.update(sandbox="process"), "sandbox"),
    "another schema": (lambda t: t.update(schema="gradus.core.report/2"), "schema"),
    "a key more": (lambda t: t.update(extra=1), "unknown key"),
    "a key more in a check": (lambda t: first(t).update(extra=1), "unknown key"),
    "a key less": (lambda t: t.pop("seconds"), "no seconds"),
    "a list for an object": (lambda t: t.update(exercises=[[]]), "expected a table"),
    "an object for a list": (lambda t: t.update(exercises={}), "expected a list"),
    "a text for a number": (lambda t: t.update(score="3"), "expected a number"),
    "a bool for a number": (lambda t: first(t).update(score=True), "expected a number"),
    "null for a text": (lambda t: first(t).update(message=None), "expected a string"),
    "a number for a text": (lambda t: first(t).update(message=1), "expected a string"),
    "no time at all": (lambda t: t.update(seconds=-1.0), "seconds are out of range"),
    "an integer too large for a float": (lambda t: t.update(score=10**400), "finite number"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_forged_report_is_rejected(name: str, mini: Course, tmp_path: Path) -> None:
    change, reason = CHANGES[name]
    table = json.loads(json.dumps(asdict(report(mini, NAME))))
    change(table)
    assert reason in refusal(mini, tmp_path, json.dumps(table))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"seconds": 1.5', '"seconds": NaN', "finite"),
        ('"seconds": 1.5', '"seconds": Infinity', "finite"),
        ('"seconds": 1.5', '"seconds": 1e999', "finite"),
        ('"seconds": 1.5', f'"seconds": {"9" * 5000}', "valid JSON"),
        ('"seconds": 1.5', '"seconds": 1.5, "seconds": 1.5', "twice|duplicate"),
        ('"seconds": 1.5', '"seconds": ' + "[" * 200_000, "nested|valid"),
        ('"seconds": 1.5', '"seconds": 01', "valid JSON"),
        ("{", "\ufeff{", "valid JSON"),
        ("{", "\ud800{", "valid JSON"),
        ("{", "", "valid JSON"),
    ],
)
def test_invalid_json_is_rejected(old: str, new: str, reason: str, mini: Course, tmp_path: Path) -> None:
    text = json.dumps(asdict(report(mini, NAME))).replace(old, new, 1)
    assert any(each in refusal(mini, tmp_path, text) for each in reason.split("|"))


def test_only_regular_files_are_read(mini: Course, tmp_path: Path) -> None:
    def reason(path: Path) -> str:
        with pytest.raises(DecodeError) as caught:
            ReportValidator(mini).read(path, NAME)
        return str(caught.value)

    with open(tmp_path / "large", "wb") as file:
        file.truncate(50 << 20)
    (tmp_path / "link").symlink_to(ROOT / "tests" / "golden" / "report.json")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert "larger than 16 M" in reason(tmp_path / "large")
    assert "symbolic link" in reason(tmp_path / "link")
    assert "not a regular file" in reason(tmp_path / "folder")
    assert "not a regular file" in reason(tmp_path / "pipe")
    assert "none is missing" in reason(tmp_path / "none")


def test_titles_and_help_are_the_courses_own(mini: Course, tmp_path: Path) -> None:
    given = report(mini, NAME, 0)
    checks = [replace(c, title="T<b>", help="H<b>", message="M" * 9000) for c in given.exercises[0].checks]
    checks[0] = replace(checks[0], diagnosis="Twice a number is not its square.")
    exercise = replace(given.exercises[0], title="E<b>", checks=tuple(checks))
    (tmp_path / "report.json").write_text(replace(given, exercises=(exercise, given.exercises[1])).to_json(), "utf-8")
    taken = ReportValidator(mini).read(tmp_path / "report.json", NAME)
    assert "<b>" not in taken.to_json()
    visible, _, hidden, _ = taken.exercises[0].checks
    assert visible.message == "M" * MESSAGE and visible.diagnosis == "Twice a number is not its square."
    assert (hidden.visibility, hidden.message) == ("hidden", "")
    assert visible.title == "The square of 3 is 9." and visible.help == "Multiply the number by itself."


def test_only_visible_checks_print(mini: Course, tmp_path: Path) -> None:
    """And little: what a forged report says of hidden ones is dropped, with the help that it hides."""

    def loud(check: CheckResult) -> CheckResult:
        return replace(check, printed="41.75\n" * 10_000, whole_file=True)

    path = tmp_path / "report.json"
    path.write_text(report(mini, NAME, 0.0, loud).to_json(), "utf-8")
    taken = [check for each in ReportValidator(mini).read(path, NAME).exercises for check in each.checks]
    for check in taken:
        assert len(check.printed) <= 2000 and not check.help
        assert bool(check.printed) == (check.visibility == "visible")


def test_what_the_grader_writes_is_accepted(mini: Course, hand_in: Callable[..., Path], tmp_path: Path) -> None:
    folders = [
        hand_in("wrong", square="def square(x):\n    return 2 * x\n\ndef mean(xs):\n    return sum(xs)\n"),
        hand_in("broken", square="def ("),
        hand_in("none", square=None, power=None),
    ]
    graded = grade(mini, *folders)
    verdicts = ReportValidator(mini)
    for name, table in graded.items():
        assert table["sandbox"] == "process"
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({**table, "sandbox": "bubblewrap"}), "utf-8")
        taken = verdicts.read(path, name)
        assert taken.score == table["score"] and taken.max_score == table["max_score"]
        for exercise, given in zip(taken.exercises, table["exercises"], strict=True):
            of = {check["id"]: check for check in given["checks"]}
            for check in exercise.checks:
                kept = {key: of[check.id][key] for key in ("title", "status", "points", "score", "diagnosis", "help")}
                assert kept.items() <= asdict(check).items()


def test_the_whole_course_can_be_read_without_running_it() -> None:
    from gradus.core import course as courses

    course = courses.load(ROOT)
    verdicts = ReportValidator(course)
    assert sum(check.points for checks in verdicts.checks.values() for check in checks) == course.points
    for exercise in course.exercises:
        kept = json.loads((course.graders(exercise) / matching.FILENAME).read_text("utf-8"))
        assert {each["sentence"] for each in kept["known"]} <= verdicts.sentences[exercise.id]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("@points(1)", "@points(2)", "add up to"),
        ("@points(1)", "@points(worth)", "takes one plain number"),
        ("@points(1)", "", "no @points with a number"),
        ("@points(1)", "@points('1')", "is a text"),
        ('"""The square of 3 is 9.', 'x = """The square of 3 is 9.', "has no docstring"),
        ("def test_square_of_three", "def (", "line 5: invalid syntax"),
    ],
)
def test_graders_that_cannot_be_read(mini: Course, old: str, new: str, message: str) -> None:
    path = mini.graders(mini.exercises[0]) / "test_visible.py"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(CourseError, match=message):
        listing.read(mini, mini.exercises[0])


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_about_an_answer_is_a_diagnosis(mini: Course, tmp_path: Path, fact: str) -> None:
    given = report(mini, NAME, 0)
    checks = (replace(given.exercises[0].checks[0], diagnosis=fact), *given.exercises[0].checks[1:])
    exercises = (replace(given.exercises[0], checks=checks), given.exercises[1])
    (tmp_path / "report.json").write_text(replace(given, exercises=exercises).to_json(), "utf-8")
    taken = ReportValidator(mini).read(tmp_path / "report.json", NAME)
    assert taken.exercises[0].checks[0].diagnosis == fact


def test_what_a_verdict_rests_on_is_plain(mini: Course, tmp_path: Path) -> None:
    """Versions and digests are kept, and nothing else that is put in their place."""
    given = report(mini, NAME, 0)
    good = Made("2026-11-29T17:00:00Z", "0.2.0", "3.11.7", "2.4.0", "0123456789abcdef", "fedcba9876543210")
    bad = replace(good, python="3.11 <b>@everyone</b>")
    exercises = tuple(replace(each, made=made) for each, made in zip(given.exercises, (good, bad), strict=True))
    told = replace(given, exercises=exercises, refused="<script>")
    (tmp_path / "report.json").write_text(told.to_json(), "utf-8")
    taken = ReportValidator(mini).read(tmp_path / "report.json", NAME)
    assert [each.made for each in taken.exercises] == [good, None] and taken.refused == ""

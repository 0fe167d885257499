"""The overview's numbers: how scores are spread, who is stuck, what was lost, what moved; without names; as data."""

from __future__ import annotations

import json
import statistics
from dataclasses import replace
from pathlib import Path

import pytest

from gradus.core.report import Report
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult
from gradus.pages.overview import tally
from gradus.pages.overview.data import Overview, data
from gradus.pages.overview.spread import spread
from gradus.pages.overview.view import ClassView
from gradus.scores.roster import Student
from tests import a_class
from tests.a_class import join, save, short
from tests.conftest import invoke

pytestmark = pytest.mark.fast


def view(*reports: Report, **more: object) -> ClassView:
    return tally.build(reports, **more)  # type: ignore[arg-type]


def of_ten(login: str, right: int) -> Report:
    return short(login, *["passed"] * right, *["failed"] * (10 - right))


def test_the_spread_of_scores() -> None:
    scores = [0, 1, 2, 2, 5, 7, 10, 10]
    refused = Report(Report.SCHEMA, "eve", "", 0.0, 0.0, 0.0, (), refused="There is no module.")
    found = spread(view(*(of_ten(f"s{number}", score) for number, score in enumerate(scores)), refused))
    assert found is not None and found.students == 8
    assert (found.least, found.median, found.most) == (0, statistics.median(scores), 10)
    assert (found.first_quartile, found.third_quartile) == (1.75, 7.75)
    assert [each.students for each in found.bins] == [1, 1, 2, 0, 0, 1, 0, 1, 0, 2]  # all the points: in the last
    assert "Half of the 8 have 3.5 of 10 points or more" in found.words and "between 1.8 and 7.8" in found.words


def test_a_spread_of_one_and_of_none() -> None:
    one = spread(view(of_ten("ada", 4)))
    assert one is not None and one.words == "One score: 4 of 10 points."
    refused = Report(Report.SCHEMA, "eve", "", 0.0, 0.0, 0.0, (), refused="There is no module.")
    assert spread(view(refused)) is None and spread(view()) is None


def test_tenths_of_points_fall_where_they_belong() -> None:
    found = spread(view(*(of_ten(f"s{number}", number) for number in range(11))))
    assert found is not None and [each.students for each in found.bins] == [1] * 9 + [2]


def test_who_is_stuck_is_stuck_at_the_first_check() -> None:
    why = "Twice a number is not its square."
    seen = view(
        short("ada", "passed", "failed", "failed"),
        short("bob", "passed", f"failed: {why}", "passed"),
        short("cid", "not_started", "passed", "passed"),
        short("dan", "passed", "passed", "passed"),
        short("eve", "not_started", "not_started", "not_started"),
    )
    told = [(each.check, sorted(each.logins), max(each.reasons, key=each.reasons.__getitem__)) for each in seen.stuck]
    assert told == [("warmup/square::c2", ["ada", "bob"], told[0][2]), ("warmup/square::c1", ["cid"], "Look at 1.")]
    assert set(seen.stuck[0].reasons) == {"Look at 2.", why}


def test_further_work_holds_nobody_up_and_a_broken_file_does() -> None:
    report = short("ada", "passed", "failed")
    (done,) = report.exercises
    more = replace(done, checks=(done.checks[0], replace(done.checks[1], further=True)))
    broken = replace(done, checks=tuple(replace(each, whole_file=True, score=0.0) for each in done.checks))
    assert not view(replace(report, exercises=(more,))).stuck
    (place,) = view(replace(report, exercises=(broken,))).stuck
    assert (place.check, place.title, place.logins) == ("", "The file cannot be run.", ["ada"])


def test_lessons_stop_at_a_wrong_answer_and_not_at_a_person() -> None:
    def lesson(login: str, *statuses: str) -> LessonReport:
        given = enumerate(map(AnswerStatus, statuses))
        answers = [AnswerResult(f"q{n}", GradedBy.MACHINE, each, 1.0, 0.0, "") for n, each in given]
        return LessonReport(LessonReport.SCHEMA, login, (LessonResult("01-a", 0.0, 2.0, tuple(answers)),))

    seen = tally.build([], [lesson("ada", "passed", "failed"), lesson("bob", "passed", "ungraded")])
    assert [(each.check, each.logins) for each in seen.stuck] == [("lessons/01-a::q1", ["ada"])]
    assert [each.check for each in seen.lost["ada"]] == ["lessons/01-a::q1"] and not seen.lost["bob"]


def test_what_was_lost_is_what_was_begun() -> None:
    done = join(short("ada", "passed", "failed: x", "timeout"), short("ada", "not_started", item="b/c"))
    assert [(each.check, each.status.value, each.diagnosis) for each in view(done).lost["ada"]] == [
        ("warmup/square::c2", "failed", "x"),
        ("warmup/square::c3", "timeout", ""),
    ]


def test_the_hardest_check_is_first_and_what_few_tried_is_last() -> None:
    seen = view(
        *(short(f"s{n:02}", "passed", "failed" if n % 2 else "passed", *["not_started"] * 2) for n in range(20)),
        short("t", "failed", "failed", "failed", "not_started"),
    )
    told = [(row.name, row.passed, row.tried, seen.few(row)) for row in seen.hardest]
    assert told == [("c2", 10, 21, False), ("c1", 20, 21, False), ("c3", 0, 1, True)]
    assert [row.name for row in seen.nobody_passes] == ["c3"] and not seen.nobody_fails


def test_movement_is_what_compare_says(tmp_path: Path) -> None:
    old = [short("ADA", "passed", "failed"), short("bob", "passed", "passed"), short("gone", "passed", "passed")]
    new = [short("ada", "passed", "passed"), short("bob", "failed", "timeout"), short("new", "passed", "passed")]
    seen = view(*new, before=old)
    assert seen.moved is not None and seen.moved.compared == 2
    assert [(step.login, step.points, dict(step.exercises)) for step in seen.moved.steps] == [
        ("bob", -2, {"warmup/square": -2}),
        ("ada", 1, {"warmup/square": 1}),
    ]
    results = save(tmp_path / "results", *new)
    save(results / "before", *old)
    told = json.loads(invoke("compare", results, "--json", cwd=tmp_path).stdout)
    moved = json.loads(invoke("overview", results, "--json", cwd=tmp_path).stdout)["movement"]
    assert (moved["compared"], moved["gained"], moved["lost"]) == (2, 1, 1)
    assert {check for each in moved["changes"] for check in each["checks"]} == {each["check"] for each in told}
    assert sum(each["points"] for each in moved["changes"]) == sum(each["points"] for each in told) == -1


def test_movement_is_of_the_chosen_work_and_only_where_there_is_a_before() -> None:
    old = join(short("ada", "failed"), short("ada", "passed", item="b/c"))
    new = join(short("ada", "passed"), short("ada", "failed", item="b/c"))
    assert view(new).moved is None
    moved = view(new, before=[old], only=["b/c"]).moved
    assert moved is not None and [step.points for step in moved.steps] == [-1]


def test_the_data_is_a_document_that_is_read_back() -> None:
    people = a_class.people(9)
    students = [Student(login, first_name=first, last_name=last) for login, first, last in people]
    reports = [a_class.report(login, 3, exercises=6) for login, _, _ in people[1:]]
    lessons = [a_class.lessons(login, 3) for login, _, _ in people[1:]]
    whole = data(tally.build(reports, lessons, students=students, before=reports[:3]), "Course")
    written = whole.to_json()
    assert written.isascii() and Overview.parse(written.encode()) == whole
    by_id = {check.id: check for check in whole.checks}
    for student in whole.students:
        assert student.score == pytest.approx(sum(each.score for each in student.exercises.values()))
        assert {each.check for each in student.lost} <= set(by_id)
    for check in whole.checks:
        assert check.tried == check.passed + len(check.failing) and set(check.no_answer) <= set(check.failing)
    stuck = {(login, each.exercise) for each in whole.stuck for login in each.students}
    assert len(stuck) == sum(len(each.students) for each in whole.stuck)  # each student once for each exercise


@pytest.mark.long
def test_without_names_there_is_no_name(tmp_path: Path) -> None:
    a_class.write(tmp_path, 30)
    results, roster = tmp_path / "results", tmp_path / "roster.csv"
    save(results / "before", *(a_class.report(login, 8) for login, _, _ in a_class.people(30)[:9]))
    (results / "stray-torvalds.json").write_text('{"a": 1}', "utf-8")
    command = ["overview", results, "--roster", roster]
    comment = "calculus/derivatives=For Torvalds"
    given = invoke("review", results, a_class.people(30)[8][0], "--comment", comment, cwd=tmp_path)
    assert given.returncode == 0, given.stderr
    html = tmp_path / "open.html"
    page = invoke(*command, "--anonymous", "--html", html)
    said = [invoke(*command, "--anonymous", *more).stdout for more in (["--all"], ["--json"])]
    written = html.read_text("utf-8")
    shown = [written[: written.index("<script>")], page.stdout, *said]
    names = {part for login, first, last in a_class.people(30) for part in (login, first, last) if len(part) > 3}
    for text in shown:
        assert not [each for each in (*names, "Torvalds", "essay.docx") if each in text.replace("\\n", " ")]
    numbers, plain = (json.loads(invoke(*command, *more, "--json").stdout) for more in (["--anonymous"], []))
    assert [each["score"] for each in numbers["students"]] == [each["score"] for each in plain["students"]]
    assert numbers["spread"] == plain["spread"] and numbers["works"] == plain["works"]
    for key in ("misconceptions", "stuck"):
        assert [len(each["students"]) for each in numbers[key]] == [len(each["students"]) for each in plain[key]]
    logins = [each["login"] for each in numbers["students"]]
    assert {int(login.removeprefix("student ")) for login in logins} == set(range(1, len(logins) + 1))


@pytest.mark.parametrize("section", ["Distribution of scores", "Who is stuck on what", "Since the last change"])
def test_the_terminal_shows_the_same_sections(section: str, tmp_path: Path) -> None:
    results = save(tmp_path / "results", of_ten("ada", 4), of_ten("bob", 7))
    save(results / "before", of_ten("ada", 6))
    said = invoke("overview", results, cwd=tmp_path, COLUMNS="90").stdout
    assert section in said
    assert "   1  Check 5 holds." in said and "    -2  ada (warmup/square -2)" in said
    assert "Checks that nobody fails (4)" in said and "Checks that nobody passes (3)" in said

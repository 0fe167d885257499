"""The overview of a class: who is where, what fails, why, and who is missing; on a terminal, as a page, as data."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from gradus.core.report import Report
from gradus.core.status import Status
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult
from gradus.pages.overview import page, tally, text
from gradus.pages.overview.matters import matters
from gradus.pages.overview.view import ClassView, State
from gradus.scores.by_hand import ByHand, Entry
from gradus.scores.roster import Student
from gradus.student import terminal
from tests import a_class
from tests.a_class import join, short
from tests.conftest import invoke

pytestmark = pytest.mark.fast
DOUBLED = "Twice a number is not its square."


def view(*reports: Report, **more: object) -> ClassView:
    return tally.build(reports, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("passed", "passed"), State.FINISHED),
        (("passed", "failed"), State.BEGUN),
        (("passed", "not_started"), State.BEGUN),
        (("not_started", "not_started"), State.NOT_STARTED),
        (("missing", "missing"), State.MISSING),
        (("missing", "not_started"), State.NOT_STARTED),
        (("timeout", "passed"), State.NO_ANSWER),
        (("blocked", "not_started"), State.BLOCKED),
        (("blocked", "passed"), State.BEGUN),
    ],
)
def test_the_state_of_an_exercise(words: tuple[str, ...], state: State) -> None:
    (row,) = view(short("ada", *words)).students
    assert row.cells["warmup/square"].state is state


def test_a_fault_of_the_whole_file_is_one_of_no_check() -> None:
    report = short("ada", "error", "error")
    (done,) = report.exercises
    broken = replace(done, checks=tuple(replace(each, whole_file=True) for each in done.checks))
    seen = view(replace(report, exercises=(broken,)))
    assert seen.students[0].cells["warmup/square"].state is State.BROKEN and not seen.checks
    assert [each.what for each in matters(seen)] == ["Cannot be run (1):"]


def test_checks_are_ordered_by_how_many_fail() -> None:
    seen = view(
        short("ada", "passed", "failed", "timeout"),
        short("bob", "failed", "error", "timeout"),
        short("cid", "not_started", "failed", "failed"),
        short("dan", "not_started", "not_started", "not_started"),
    )
    assert [(row.name, row.failing, row.tried, row.no_answer) for row in seen.checks] == [
        ("c2", ["ada", "bob", "cid"], 3, []),
        ("c3", ["cid", "ada", "bob"], 3, ["ada", "bob"]),
        ("c1", ["bob"], 2, []),
    ]


def test_misconceptions_have_their_names_and_count_students_once() -> None:
    fact = "Your answer is the right one, transposed."
    seen = view(
        short("ada", f"failed: {DOUBLED}", f"failed: {DOUBLED}"),
        short("bob", f"failed: {DOUBLED}", f"failed: {fact}"),
        misconceptions={"warmup/square": {"Doubled": DOUBLED, "DoubledTwice": DOUBLED, "Other": "x"}},
    )
    (doubled,) = seen.misconceptions
    assert (doubled.names, doubled.logins, doubled.checks["c1"]) == (("Doubled", "DoubledTwice"), ["ada", "bob"], 2)
    assert [(each.sentence, each.logins) for each in seen.facts] == [(fact, ["bob"])]


def test_without_a_course_diagnoses_are_shown_all_the_same() -> None:
    seen = view(short("ada", f"failed: {DOUBLED}"))
    assert [each.sentence for each in seen.misconceptions] == [DOUBLED] and not seen.facts


def test_who_needs_help_comes_first() -> None:
    refused = Report(Report.SCHEMA, "eve", "", 0.0, 0.0, 0.0, (), refused="There is no module.")
    seen = view(short("ada", "passed", "passed"), short("bob", "passed", "failed"), refused, short("cid", "failed"))
    assert [row.login for row in seen.students] == ["eve", "cid", "bob", "ada"]
    assert next(iter(matters(seen))).told == (("eve", "There is no module."),)


def test_who_handed_in_nothing_is_told_by_the_roster() -> None:
    students = [Student("ADA", first_name="Ada", last_name="Lovelace"), Student("bob"), Student("jose\u0301")]
    seen = view(short("ada", "passed"), short("josé", "passed"), short("eve", "passed"), students=students)
    assert [student.login for student in seen.absent] == ["bob"] and seen.unknown == ("eve",)
    assert seen.names["ada"] == "Ada Lovelace"


def test_two_of_one_name_are_told_apart() -> None:
    students = [Student(login, first_name="Noor", last_name="Ali") for login in ("a1", "a2")]
    seen = view(short("a1", "passed"), short("a2", "passed"), students=students)
    assert set(seen.names.values()) == {"Noor Ali (a1)", "Noor Ali (a2)"}


def test_equal_code_is_noticed_where_it_was_begun() -> None:
    one, two = (join(short(x, "passed", digest="d1"), short(x, "failed", item="b/c", digest="d2")) for x in "ab")
    stub = short("c", "not_started", digest="d3"), short("d", "not_started", digest="d3")
    assert view(one, two, *stub).alike == ((("a", "b"), ("warmup/square", "b/c")),)


def test_only_limits_the_view() -> None:
    whole = join(short("ada", "passed"), short("ada", "failed", item="b/c"))
    seen = view(whole, only=["b/c"])
    assert [item.id for item in seen.items] == ["b/c"] and seen.points == 1 and seen.students[0].score == 0


def lesson(*statuses: str) -> LessonReport:
    answers = [AnswerResult(f"q{n}", GradedBy.MACHINE, AnswerStatus(s), 1.0, 0.0, "") for n, s in enumerate(statuses)]
    return LessonReport(LessonReport.SCHEMA, "ADA", (LessonResult("01-a", 0.0, 2.0, tuple(answers)),))


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (("passed", "passed"), State.FINISHED),
        (("passed", "ungraded"), State.UNGRADED),
        (("failed", "ungraded"), State.BEGUN),
        (("not_started", "not_started"), State.NOT_STARTED),
        (("missing", "missing"), State.MISSING),
    ],
)
def test_the_state_of_a_lesson(statuses: tuple[str, ...], state: State) -> None:
    seen = tally.build([short("ada", "passed")], [lesson(*statuses)])
    (row,) = seen.students
    assert row.login == "ada" and row.cells["lessons/01-a"].state is state


def test_marks_by_hand_count_and_say_when_to_look_again() -> None:
    entries = {"warmup/square": Entry(2.0, automatic=0.0), "warmup/square::gone": Entry(1.0)}
    hand = {"ada": ByHand(ByHand.SCHEMA, "ada", entries)}
    seen = view(short("ada", "passed", "failed"), short("bob", "passed", "failed"), by_hand=hand)
    assert [(row.login, row.score) for row in seen.students] == [("bob", 1.0), ("ada", 2.0)]
    cell = seen.students[1].cells["warmup/square"]
    assert cell.automatic == 1 and cell.again == "the automatic score was 0 then and is 1 now"
    assert "Marks by hand to look at again (1):" in [each.what for each in matters(seen)]


def printed(seen: ClassView, width: int, **options: bool) -> str:
    file = io.StringIO()
    text.show(Console(file=file, width=width, markup=False, highlight=False, emoji=False), seen, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def known() -> ClassView:
    """A class of a roster."""
    people = a_class.people(30)
    students = [Student(login, first_name=first, last_name=last) for login, first, last in people]
    return tally.build([a_class.report(login, 1) for login, _, _ in people], students=students)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_every_line_fits_whatever_the_names(known: ClassView, width: int) -> None:
    lines = printed(known, width, everything=True).splitlines()
    assert max(map(cell_len, lines)) <= width
    for name in ("Alan García", "رنا", "Wolfeschlegel", "<b>Bobby</b>"):
        assert any(line.startswith(name) for line in lines)


def test_signs_stand_below_their_exercise_beside_a_wide_name() -> None:
    students = [Student("a", first_name="👩🚀", last_name="李明"), Student("b", first_name="Bob")]
    seen = view(short("a", "passed"), short("b", "passed"), students=students)
    rows = [line for line in printed(seen, 80).splitlines() if "✓" in line and "finished" not in line]
    assert len(rows) == 2 and len({cell_len(row) for row in rows}) == 1


def test_a_share_is_not_rounded_up_to_all() -> None:
    seen = view(short("a", *["passed"] * 199, "failed"))
    assert " 99" in printed(seen, 80) and "100" not in printed(seen, 80).split("Exercises")[0].split("points")[2]


def test_the_command_prints_writes_and_gives_data(tmp_path: Path) -> None:
    results = a_class.save(tmp_path / "results", short("ada", "passed", "failed"), short("bob", "passed", "passed"))
    roster = tmp_path / "roster.csv"
    roster.write_text("login,first_name,last_name\nada,Ada,Lovelace\nbob,Bob,Builder\ncid,Cid,Campeador\n", "utf-8")
    done = invoke("overview", results, "--roster", roster, cwd=tmp_path, COLUMNS="80")
    assert done.returncode == 0 and "Handed in nothing (1): Cid Campeador" in done.stdout
    assert done.stdout.endswith("2 of 3 handed in; 1.5 of 2 points on average (75 %).\n")
    data = json.loads(invoke("overview", results, "--json", cwd=tmp_path).stdout)
    assert [row["login"] for row in data["students"]] == ["ada", "bob"]
    told = [(each["id"], each["title"], each["tried"], each["failing"]) for each in data["checks"]]
    assert told == [("warmup/square::c1", "Check 1 holds.", 2, []), ("warmup/square::c2", "Check 2 holds.", 2, ["ada"])]
    assert data["hardest"] == ["warmup/square::c2", "warmup/square::c1"]
    html = tmp_path / "new" / "overview.html"
    done = invoke("overview", results, "--roster", roster, "--html", html, cwd=tmp_path)
    assert done.returncode == 0 and "Cid Campeador" in html.read_text("utf-8")


@pytest.mark.parametrize("junk", ["", "{}", '{"schema": "gradus.report/1"}', "[1", '{"a": 1}'])
def test_a_report_that_cannot_be_read_is_named(tmp_path: Path, junk: str) -> None:
    results = a_class.save(tmp_path / "results", short("ada", "passed"))
    (results / "bob.json").write_text(junk, "utf-8")
    done = invoke("overview", results, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    stray = junk == '{"a": 1}'
    told = "bob.json is not a report" if stray else "bob.json cannot be used"
    assert told in " ".join((done.stdout + done.stderr).split()) and done.returncode == (0 if stray else 2)


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    done = invoke("overview", tmp_path / "results", cwd=tmp_path)
    assert done.returncode == 2 and "has no reports" in done.stderr


def test_every_status_is_counted_somewhere() -> None:
    seen = view(short("ada", *[status.value for status in Status]))
    assert seen.students[0].cells["warmup/square"].state is State.NO_ANSWER
    assert {row.name for row in seen.checks} == {"c2", "c3", "c4"}


def test_the_page_links_to_students_if_told_where() -> None:
    html = page.render(view(short("ada", "passed")), "Course", "now", lambda login: f"{login}.html")
    assert '{"ada": "ada.html"}' in html


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_of_grades_fits_and_a_full_bar_is_full_marks(width: int) -> None:
    names = ("ada", "👩\u200d🎓 mia", "❤\ufe0f", "李明", "x" * 90, "josé", "\u202eevil")
    scores = (40.0, 39.9, 39.0, 34.0, 30.0, 0.5, 0.0)
    reports = [Report(Report.SCHEMA, n, "bubblewrap", 12.3, s, 40.0, ()) for n, s in zip(names, scores, strict=True)]
    file = io.StringIO()
    terminal.show_grades(Console(file=file, width=width, markup=False, highlight=False, emoji=False), reports)
    head, *rows = file.getvalue().splitlines()
    assert {cell_len(row) for row in rows} == {cell_len(rows[0])} and cell_len(rows[0]) <= width
    assert [row.count("█") for row in rows] == [10, 9, 9, 8, 7, 0, 0] and "sandbox" in head

"""Scores in nbgrader's gradebook: written twice, after a regrade, beside manual scores, and late.

With GRADUS_POSTGRES=postgresql://user:password@host/database the same tests run in that database. nbgrader's
tables in it are dropped first.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gradus.cli import main
from gradus.core.course import Course
from gradus.core.report import read as read_report
from gradus.core.schedule.units import Rules
from gradus.exporters.exporter import Bundle
from gradus.exporters.registry import exporters
from gradus.lessons.build import notebook
from gradus.lessons.grade import grade_lessons
from gradus.scores.marks import ClassResults, DueDates, Mark, read_scored
from gradus.scores.nbgrader import GradebookError, Location, combine, locate, open_gradebook, write
from gradus.scores.roster import Student, SubmissionInfo, gradebook_id
from tests.conftest import ROOT
from tests.lessons import EXPLANATION, LESSON, QUESTION, answered, hand_in_lesson, with_lesson

REPORT = ROOT / "tests" / "golden" / "report.json"
DUE = datetime(2026, 11, 20, 12, tzinfo=UTC)
STUDENTS = {"ada": Student("Ada", "1", "s1", '=Lovelace, "Countess"', "Ada<b>", "ada@example.org")}
PENALTY = """
from nbgrader.plugins import BasePlugin

class Hourly(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with its tables, which take nbgrader seconds to make."""
    path = tmp_path_factory.mktemp("empty") / "book.db"
    write(locate(path.parent, f"sqlite:///{path}"), ClassResults([]))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, empty: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(empty, tmp_path / "book.db")
        return f"sqlite:///{tmp_path}/book.db"
    address = os.environ.get("GRADUS_POSTGRES")
    if not address:
        pytest.skip("GRADUS_POSTGRES names no database")
    from nbgrader.api import Base
    from sqlalchemy import create_engine, text

    engine = create_engine(address)
    Base.metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    return address


class Book:
    """A folder of results, and the gradebook that they are written to."""

    def __init__(self, course: Course, folder: Path, url: str) -> None:
        self.results, self.url, self.folder = folder / "results", url, folder / "book"
        self.submissions: dict[str, SubmissionInfo] = {}
        self.due = DueDates()
        self.course = course
        self.folder.mkdir()
        (self.results / "lessons").mkdir(parents=True)
        shutil.copy(REPORT, self.results / "ada.json")
        self.answer()

    def answer(self, number: str = "9", why: str = "Minus times minus is plus.") -> None:
        folder = hand_in_lesson(self.results.parent / "ada", answered(self.course, number, why))
        report, copies = grade_lessons(folder, {LESSON: notebook(self.course, LESSON)})
        place = self.results / "lessons"
        (place / "ada").mkdir(exist_ok=True)
        (place / "ada" / f"{LESSON}.ipynb").write_text(copies[LESSON])
        (place / "ada.json").write_text(report.to_json())

    @property
    def location(self) -> Location:
        return locate(self.folder, self.url)

    def write(self) -> list[str]:
        return write(self.location, self.class_results(STUDENTS))

    def class_results(self, students: dict[str, Student]) -> ClassResults:
        return ClassResults(read_scored(self.results), students, self.submissions, self.due)

    def marks(self) -> dict[str, Mark]:
        """ada's marks with the gradebook's totals, by exercise."""
        marks = combine(self.url, self.class_results(STUDENTS).marks())
        return {mark.exercise: mark for mark in marks if mark.login == "ada"}

    def regrade(self, change: dict[str, Any]) -> None:
        """Change the checks of ada's report, by their names."""
        report = read_report(self.results / "ada.json")
        exercises = tuple(
            replace(e, checks=tuple(replace(c, **change.get(c.id.split("::")[1], {})) for c in e.checks))
            for e in report.exercises
        )
        (self.results / "ada.json").write_text(replace(report, exercises=exercises).to_json())

    def by_hand(self, cell: str, assignment: str, **given: Any) -> None:
        """Do what the form grader does when a person enters a score."""
        from nbgrader.api import Gradebook

        with Gradebook(self.url) as gradebook:
            grade = gradebook.find_grade(cell, assignment, assignment, "ada")
            for name, value in given.items():
                setattr(grade, name, value)
            grade.needs_manual_grade = False
            gradebook.db.commit()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        from sqlalchemy import MetaData, create_engine, select

        engine = create_engine(self.url)
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            rows = {t.name: sorted(map(tuple, connection.execute(select(t))), key=repr) for t in tables.sorted_tables}
        engine.dispose()
        return rows

    def export(self) -> dict[str, dict[str, str]]:
        """What nbgrader exports of ada, by assignment."""
        from nbgrader.api import Gradebook
        from nbgrader.plugins import CsvExportPlugin

        path = self.folder / "grades.csv"
        with Gradebook(self.url) as gradebook:
            CsvExportPlugin(to=str(path)).export(gradebook)
        with path.open(encoding="utf-8", newline="") as file:
            return {row["assignment"]: row for row in csv.DictReader(file) if row["student_id"] == "ada"}


@pytest.fixture
def book(mini: Course, tmp_path: Path, url: str) -> Iterator[Book]:
    before = sys.path[:]
    yield Book(with_lesson(mini), tmp_path, url)
    sys.path[:] = before


@pytest.mark.long
def test_nbgrader_exports_what_was_written(book: Book) -> None:
    assert book.write() == []
    rows = book.export()
    assert {name: (row["score"], row["max_score"]) for name, row in rows.items()} == {
        "warmup-square": ("2.0", "4.0"),
        "warmup-power": ("0.0", "2.0"),
        LESSON: ("1.0", "3.0"),
    }
    assert {tuple(row[k] for k in ("last_name", "first_name", "email")) for row in rows.values()} == {
        ("Lovelace Countess", "Ada b", "ada@example.org")
    }
    assert (book.folder / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").is_file()


def test_each_check_is_a_cell(book: Book) -> None:
    book.write()
    from nbgrader.api import Gradebook

    with Gradebook(book.url) as gradebook:
        scores = {g.name: (g.auto_score, g.max_score) for g in grades_of(gradebook, "warmup-square")}
        assert scores == {
            "square_of_three": (0.0, 1.0),
            "mean_of_two": (0.5, 0.5),
            "square_of_others": (0.0, 1.0),
            "mean_of_many": (1.5, 1.5),
        }
        waiting = {g.name: g.needs_manual_grade for g in grades_of(gradebook, LESSON)}
        assert waiting == {f"{QUESTION}-check": False, EXPLANATION: True}
        assert gradebook.find_student("ada").lms_user_id == "s1"


def grades_of(gradebook: Any, assignment: str) -> list[Any]:
    (notebook,) = gradebook.find_submission(assignment, "ada").notebooks
    return list(notebook.grades)


def test_twice_changes_nothing(book: Book) -> None:
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(hours=1))}
    book.due = DueDates(DUE)
    book.write()
    book.by_hand(EXPLANATION, LESSON, manual_score=1.5)
    before = book.contents()
    copy = book.folder / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    text = copy.read_bytes()
    book.write()
    assert book.contents() == before
    assert copy.read_bytes() == text
    assert len(before["grade"]) == 8


def test_a_regrade_updates(book: Book) -> None:
    book.write()
    book.regrade({"square_of_three": {"score": 1.0}, "mean_of_two": {"score": 0.0}})
    book.write()
    assert book.export()["warmup-square"]["score"] == "2.5"
    assert book.marks()["warmup/square"].score == 2.5


def test_manual_scores_stay(book: Book) -> None:
    book.write()
    book.by_hand(EXPLANATION, LESSON, manual_score=1.5)
    book.by_hand("square_of_three", "warmup-square", manual_score=1.0, extra_credit=0.25)
    book.regrade({"square_of_others": {"score": 1.0}})
    book.write()
    marks = book.marks()
    assert (marks["warmup/square"].score, marks[f"lessons/{LESSON}"].score) == (4.25, 2.5)
    assert not any(mark.waiting for mark in marks.values())
    assert book.export()[LESSON]["score"] == "2.5"


def test_a_manual_score_needs_grading_again_after_a_change(book: Book) -> None:
    book.write()
    book.by_hand(EXPLANATION, LESSON, manual_score=1.5)
    book.by_hand("square_of_three", "warmup-square", manual_score=0.5)
    book.answer(why="I know better now: the signs cancel.")
    book.regrade({"square_of_three": {"score": 1.0}})
    book.write()
    marks = book.marks()
    assert marks[f"lessons/{LESSON}"].waiting and marks["warmup/square"].waiting
    assert (marks[f"lessons/{LESSON}"].score, marks["warmup/square"].score) == (2.5, 2.5)


def test_an_explanation_that_was_not_started_needs_no_grading(book: Book) -> None:
    book.answer(why="YOUR ANSWER HERE")
    book.write()
    assert not book.marks()[f"lessons/{LESSON}"].waiting


def test_the_message_of_a_question_is_a_comment(book: Book) -> None:
    from nbgrader.api import Gradebook

    book.answer(number="square(-3)")
    book.write()
    with Gradebook(book.url) as gradebook:
        comment = gradebook.find_comment(QUESTION, LESSON, LESSON, "ada")
        assert "is not a plain value" in comment.comment
    book.answer(number="9")
    book.write()
    with Gradebook(book.url) as gradebook:
        assert gradebook.find_comment(QUESTION, LESSON, LESSON, "ada").comment is None


def test_nbgraders_own_penalty_for_late_work(book: Book) -> None:
    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(hours=1))}
    book.due = DueDates(None, {"warmup/square": DUE})
    book.write()
    rows = book.export()
    square = rows["warmup-square"]
    assert (square["raw_score"], square["late_submission_penalty"], square["score"]) == ("2.0", "2.0", "0.0")
    assert rows[LESSON]["score"] == "1.0"
    marks = book.marks()
    assert (marks["warmup/square"].score, marks["warmup/square"].late) == (0, True)
    assert marks["warmup/power"].late is None
    assert "2026-11-20T13:00:00Z" in exporters()["long"].export(Bundle(marks=list(marks.values()))).files[""]


def test_a_teachers_own_penalty(book: Book) -> None:
    (book.folder / "late_rule.py").write_text(PENALTY)
    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_rule.Hourly'\n"
    )
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(minutes=90))}
    book.due = DueDates(DUE)
    book.write()
    assert book.export()["warmup-square"]["score"] == "0.5"
    assert book.marks()[f"lessons/{LESSON}"].score == 0  # 1 point, and 1.5 points' penalty
    book.by_hand(EXPLANATION, LESSON, manual_score=2.0)
    book.write()
    assert book.marks()[f"lessons/{LESSON}"].score == 1.5
    sys.modules.pop("late_rule", None)


def test_an_extension_counts(book: Book) -> None:
    from nbgrader.api import Gradebook

    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(hours=1))}
    book.due = DueDates(DUE)
    book.write()
    assert book.marks()["warmup/square"].score == 0
    with Gradebook(book.url) as gradebook:
        gradebook.grant_extension("warmup-square", "ada", hours=2)
    book.write()
    mark = book.marks()["warmup/square"]
    assert (mark.score, mark.late) == (2, False)


def test_the_courses_own_rule_takes_points_once(book: Book) -> None:
    """With a rule in [marks] nbgrader's penalty is off, and what was given by hand loses points, too."""
    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(hours=1))}
    book.due = DueDates(DUE)
    book.write()
    assert book.marks()["warmup/square"].score == 0
    rules = Rules(late_penalty=25)
    results = replace(book.class_results(STUDENTS), rules=rules)
    write(book.location, results)
    book.by_hand("square_of_three", "warmup-square", manual_score=1.0)
    marks = {mark.exercise: mark for mark in combine(book.url, results.marks(), rules)}
    square = marks["warmup/square"]
    assert (square.earned, square.score, square.late, square.days_late) == (3, 2.25, True, 1)
    assert book.export()["warmup-square"]["score"] == "3.0"
    book.write()  # without the rule nbgrader's penalty is back
    assert book.marks()["warmup/square"].score == 0


def test_a_due_date_set_in_nbgrader_stays(book: Book) -> None:
    from nbgrader.api import Gradebook

    book.write()
    with Gradebook(book.url) as gradebook:
        gradebook.update_or_create_assignment("warmup-square", duedate=DUE)
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(hours=1))}
    book.write()
    assert book.marks()["warmup/square"].late is True


def test_a_course_that_changed(book: Book) -> None:
    """A deleted check is deleted from the gradebook too, unless it has a manual score."""
    book.write()
    book.by_hand("mean_of_many", "warmup-square", manual_score=1.0)
    report = read_report(book.results / "ada.json")
    square = report.exercises[0]
    checks = tuple(c for c in square.checks if "mean" not in c.id)
    checks += (replace(checks[0], id="warmup/square::cube", points=2.0, score=2.0),)
    changed = replace(report, exercises=(replace(square, checks=checks), *report.exercises[1:]))
    (book.results / "ada.json").write_text(changed.to_json())
    assert book.write() == [
        "warmup/square no longer has mean_of_many, but it has manual scores: kept in the gradebook."
    ]
    assert book.export()["warmup-square"]["score"] == "3.0"
    assert book.marks()["warmup/square"].max_score == 5.5


def test_unknown_accounts_are_kept_and_named_later(book: Book) -> None:
    report = read_report(REPORT)
    (book.results / "x.json").write_text(replace(report, submission="=Bob, <i>").to_json())
    (book.results / "y.json").write_text(replace(report, submission="Grace").to_json())
    assert book.class_results(STUDENTS).not_in_roster() == ["=Bob, <i>", "Grace"]
    book.write()
    assert sorted(row[0] for row in book.contents()["student"]) == sorted(["ada", gradebook_id("=Bob, <i>"), "grace"])
    students = {**STUDENTS, "grace": Student("grace", "2", "s2", "Hopper", "Grace", "")}
    write(book.location, book.class_results(students))
    assert len(book.contents()["student"]) == 3
    assert "Hopper" in str(book.contents()["student"])


def test_a_failure_leaves_the_gradebook_as_it_was(book: Book) -> None:
    book.write()
    before = book.contents()
    book.regrade({"square_of_three": {"score": 1.0}})
    (book.folder / "late_rule.py").write_text(PENALTY.replace("/ 3600", "/ 0"))
    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_rule.Hourly'\n"
    )
    book.due, book.submissions = DueDates(DUE), {"ada": SubmissionInfo("", DUE + timedelta(hours=1))}
    with pytest.raises(GradebookError, match="The penalty for late work failed: ZeroDivisionError"):
        book.write()
    assert book.contents() == before
    sys.modules.pop("late_rule", None)


def test_scores_that_are_not_in_the_gradebook(book: Book) -> None:
    book.write()
    (book.results / "bob.json").write_text(replace(read_report(REPORT), submission="bob").to_json())
    with pytest.raises(GradebookError, match="no warmup/square of bob: run gradus gradebook first"):
        book.marks()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("grades.db", "database URL is invalid"),
        ("postgresql+nothing://u:secret@h/d", "Can't load plugin"),
        ("sqlite:////no/such/folder/book.db", "unable to open database file"),
        ("postgresql://u:secret@127.0.0.1:1/d", "cannot be used|not installed"),
    ],
)
def test_databases_that_cannot_be_used(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(GradebookError, match=words) as raised:
        combine(url, [])
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("c = get_config(", "SyntaxError"),
        ("raise SystemExit('no')", "SystemExit: no"),
        ("c = get_config()\nc.CourseDirectory = 5", "ValueError"),
        ("c = get_config()\nc.CourseDirectory.db_url = 5", "CourseDirectory.db_url: expected a string"),
        ("c = get_config()\nc.AssignLatePenalties.plugin_class = 'nowhere.X'", "'nowhere.X' could not be imported"),
        ("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'half'", "expected any of ['none', 'zero']"),
    ],
)
def test_a_broken_configuration(tmp_path: Path, config: str, message: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text(config)
    with pytest.raises(GradebookError) as raised:
        write(locate(tmp_path, None), ClassResults([]))
    assert message in str(raised.value) and f"{tmp_path}/nbgrader_config.py: " in str(raised.value)
    assert not (tmp_path / "gradebook.db").exists()
    sys.path.remove(str(tmp_path))


@pytest.mark.parametrize("penalty", ["float('nan')", "'half'", "[]"])
def test_a_broken_penalty(book: Book, penalty: str) -> None:
    (book.folder / "late_rule.py").write_text(PENALTY.replace("total_seconds_late / 3600", penalty))
    (book.folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'late_rule.Hourly'\n"
    )
    book.due, book.submissions = DueDates(DUE), {"ada": SubmissionInfo("", DUE + timedelta(hours=1))}
    with pytest.raises(GradebookError, match=r"The penalty for late work failed: (Value|Type)Error"):
        book.write()
    sys.modules.pop("late_rule", None)


@pytest.mark.parametrize("copy", [b"{", b"[]", b"\xff"])
def test_a_broken_copy_of_a_notebook(book: Book, copy: bytes) -> None:
    path = book.results / "lessons" / "ada" / f"{LESSON}.ipynb"
    path.write_bytes(copy)
    with pytest.raises(GradebookError, match="Run gradus lessons again") as raised:
        book.write()
    assert str(path) in str(raised.value)
    assert not (book.folder / "autograded").exists()


@pytest.mark.long
def test_the_command(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def gradebook(status: int) -> Result:
        result = CliRunner().invoke(main, ["gradebook", "results", "--roster", "roster.csv"])
        assert result.exit_code == status, result.output
        return result

    monkeypatch.chdir(mini.root)
    Path("results").mkdir()
    shutil.copy(REPORT, "results/ada.json")
    Path("roster.csv").write_text("login,id,student_id,last_name,first_name,email\nbob,1,s1,B,Bob,b@x\n")
    result = gradebook(0)
    assert result.stdout == "2 students, 2 assignments, 0 answers for a person to grade.\n"
    assert result.stderr == "gradus: 1 in the roster handed in nothing: bob.\ngradus: ada is not in the roster.\n"
    with open_gradebook(f"sqlite:///{mini.root}/gradebook/gradebook.db") as book:
        assert sorted(student.id for student in book.students) == ["ada", "bob"]
        assert {each.student_id for each in book.assignment_submissions("warmup-square")} == {"ada"}
    database = mini.root / "gradebook" / "gradebook.db"
    before = database.read_bytes()
    gradebook(0)
    assert database.read_bytes() == before
    Path("results/bob.json").write_text(json.dumps({"schema": "gradus.report/1"}))
    assert "bob.json" in gradebook(2).stderr
    assert database.read_bytes() == before

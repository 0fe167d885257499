"""The commands of a teacher about marks, thin: questions of lessons, the gradebook, and tables for other systems."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gradus.cli.common import INFRASTRUCTURE, USAGE, fail, here
from gradus.core import course as courses

if TYPE_CHECKING:
    from gradus.core.report import Report
    from gradus.scores.marks import DueDates, Mark, ScoredItem
    from gradus.scores.roster import Student, SubmissionInfo

FILE = click.Path(path_type=Path)
RESULTS = click.Path(path_type=Path, exists=True)
# Made from one report each, and from all reports at once; the others need to know who is who.
SINGLE, TOGETHER = ("gradescope", "classroom50", "classroom"), ("junit",)
FORMATS = ("long", "canvas", "moodle", *SINGLE, *TOGETHER)
DUE = "When work was due, with a time zone, for all or as EXERCISE=TIME; may be given more than once."


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=FILE)
@click.option("--out", required=True, type=FILE, help="Folder of the results: they go into its folder lessons.")
def lessons(submissions: tuple[Path, ...], out: Path) -> None:
    """Judge the questions in each SUBMISSION's lessons/*.ipynb. Nothing in a notebook is run."""
    from gradus.core.text import one_line
    from gradus.lessons import build as making
    from gradus.lessons import grade as judging

    course = here()
    try:
        asked = {name: making.notebook(course, name) for name in course.lessons}
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    if not asked:
        fail("this course has no lessons.", USAGE)
    if missing := [folder for folder in submissions if not folder.is_dir()]:
        fail(f"there is no folder {one_line(str(missing[0]), 300)}.", USAGE)
    names = [folder.resolve().name.casefold() for folder in submissions]
    if len(set(names)) < len(names):
        fail("two submissions have the same name: their results would be one.", USAGE)
    for folder in submissions:
        report, copies = judging.judge(folder, asked)
        place = out / "lessons"
        try:
            place.mkdir(parents=True, exist_ok=True)
            for name in asked:
                copy = place / report.submission / f"{name}.ipynb"
                if name in copies:
                    copy.parent.mkdir(exist_ok=True)
                    _write(copy, copies[name])
                else:
                    copy.unlink(missing_ok=True)
            _write(place / f"{report.submission}.json", report.to_json())
        except OSError as error:
            fail(f"{one_line(report.submission)}: {error.strerror}.", USAGE)
        _tell(report)


def _tell(report: object) -> None:
    from gradus.core.text import one_line
    from gradus.lessons.grade import LessonReport

    assert isinstance(report, LessonReport)
    click.echo(one_line(report.submission))
    for lesson in report.lessons:
        waiting = [answer for answer in lesson.answers if answer.status == "ungraded"]
        more = f", and {sum(a.points for a in waiting):g} for a person to give" if waiting else ""
        click.echo(f"  {lesson.id}  {lesson.score:g} of {lesson.max_score:g} points{more}")
        for remark in lesson.remarks:
            click.echo(f"    {one_line(remark, 200)}")
        for sentence, answers in _sentences(lesson.answers).items():
            click.echo(f"    {answers}: {one_line(sentence, 200)}")


def _sentences(answers: Sequence[object]) -> dict[str, str]:
    """What is wrong with the notebook, each sentence once, with the questions that it is about."""
    said: dict[str, list[str]] = {}
    for answer in answers:
        if getattr(answer, "status", "") in ("error", "missing"):
            said.setdefault(getattr(answer, "message", ""), []).append(getattr(answer, "id", ""))
    return {sentence: ", ".join(names) for sentence, names in said.items()}


@click.command()
@click.argument("results", type=RESULTS)
@click.option(
    "--db", "url", help="The database: sqlite:///grades.db (default: gradebook.db in the folder), or a PostgreSQL URL."
)
@click.option("--roster", required=True, type=FILE, help="CSV: login,id,student_id,last_name,first_name,email.")
@click.option("--submissions", type=FILE, help="CSV: login,commit,submitted.")
@click.option("--due", "dues", multiple=True, help=DUE)
@click.option("--folder", type=FILE, default=Path("gradebook"), show_default=True, help="nbgrader's course folder.")
def gradebook(
    results: Path, url: str | None, roster: Path, submissions: Path | None, dues: tuple[str, ...], folder: Path
) -> None:
    """Write the marks in RESULTS into nbgrader's gradebook. Marks given by hand stay."""
    from gradus.core.text import count
    from gradus.scores import nbgrader as books

    works, students, handed, due = _known(results, roster, submissions, dues)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = books.write(books.place(folder, url), works, students, handed, due)
    except books.GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror}.", USAGE)
    for note in notes:
        click.echo(f"gradus: {note}", err=True)
    people, names = {work.login for work in works}, {work.name for work in works}
    waiting = sum(piece.score is None for work in works for piece in work.pieces)
    click.echo(
        f"{count(len(people), 'student')}, {count(len(names), 'piece')} of work, "
        f"{count(waiting, 'answer')} for a person to read."
    )
    _list_unknown(works, students)


@click.command()
@click.argument("results", type=RESULTS)
@click.option("--format", "kind", required=True, type=click.Choice(FORMATS))
@click.option("--out", required=True, type=FILE, help="The file to write; for several files, a folder.")
@click.option("--roster", type=FILE, help="CSV: login,id,student_id,last_name,first_name,email.")
@click.option("--submissions", type=FILE, help="CSV: login,commit,submitted.")
@click.option("--due", "dues", multiple=True, help=DUE)
@click.option("--db", "url", help="Take the totals from this gradebook: marks by hand and penalties count.")
@click.option("--template", type=FILE, help="For Canvas: a gradebook exported from it.")
@click.option("--column", "columns", multiple=True, metavar="EXERCISE=ID", help="For Canvas: a column by its number.")
def export(
    results: Path,
    kind: str,
    out: Path,
    roster: Path | None,
    submissions: Path | None,
    dues: tuple[str, ...],
    url: str | None,
    template: Path | None,
    columns: tuple[str, ...],
) -> None:
    """Write the marks in RESULTS (a folder, or one report) for another system."""
    from gradus.core.text import one_line
    from gradus.exporters import canvas, junit, moodle
    from gradus.exporters import long as longcsv
    from gradus.scores import marks
    from gradus.scores import nbgrader as books
    from gradus.scores.roster import TableError

    if kind in ("canvas", "moodle") and not roster:
        fail(f"--format {kind} needs --roster: it says which account is whose.", USAGE)
    if (kind == "canvas") != bool(template):
        fail("--template goes with --format canvas: the gradebook as Canvas exports it, to be filled in.", USAGE)
    files: dict[Path, str] = {}
    if kind in SINGLE + TOGETHER:
        try:
            reports = [report for _, report in marks.read_reports(results)]
        except TableError as error:
            fail(str(error), USAGE)
        if not reports:
            fail(f"{results} holds no reports.", USAGE)
        if kind == "junit":
            files[out] = junit.text(reports)
        elif len(reports) == 1:
            files[out] = _single(kind, reports[0])
        else:
            suffix = ".txt" if kind == "classroom" else ".json"
            files = {out / f"{report.submission}{suffix}": _single(kind, report) for report in reports}
    else:
        works, students, handed, due = _known(results, roster, submissions, dues)
        lines: list[Mark] = marks.marks(works, students, handed, due)
        try:
            lines = books.combine(books.place(Path.cwd(), url).url, lines) if url else lines
            if kind == "canvas" and template:
                filled = canvas.fill(template.read_text("utf-8-sig"), lines, dict(_pairs(columns)))
                for note in filled.notes:
                    click.echo(f"gradus: {note}", err=True)
                files[out] = filled.text
            else:
                files[out] = moodle.text(lines) if kind == "moodle" else longcsv.text(lines)
        except books.GradebookError as error:
            fail(str(error), INFRASTRUCTURE)
        except (TableError, UnicodeDecodeError) as error:
            fail(f"{template}: {error}" if template else str(error), USAGE)
        except OSError as error:
            fail(f"{error.filename} cannot be read: {error.strerror}.", USAGE)
        if roster:
            _list_unknown(works, students)
        if waiting := sum(line.waiting for line in lines):
            are = "mark is" if waiting == 1 else "marks are"
            click.echo(f"gradus: {waiting} {are} not final: a person has answers to read.", err=True)
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text)
    except OSError as error:
        fail(f"{one_line(str(out), 300)} cannot be written: {error.strerror}.", USAGE)


def _single(kind: str, report: Report) -> str:
    from gradus.exporters import classroom, classroom50, gradescope

    if kind != "classroom50":
        return classroom.text(report) if kind == "classroom" else gradescope.text(report)
    try:
        return classroom50.text(report, os.environ, datetime.now(UTC))
    except KeyError as error:
        fail(f"--format classroom50 is for an autograder of Classroom 50: {error.args[0]} is not set.", USAGE)


def _known(
    results: Path, roster: Path | None, submissions: Path | None, dues: tuple[str, ...]
) -> tuple[list[ScoredItem], dict[str, Student], dict[str, SubmissionInfo], DueDates]:
    """What there is to mark, or the end of the command."""
    from gradus.scores import marks
    from gradus.scores import roster as rosters

    try:
        students = rosters.read(roster) if roster else {}
        handed = rosters.read_submissions(submissions) if submissions else {}
        works = marks.read_works(results)
        single = {name: rosters.moment(when) for name, when in _pairs([due for due in dues if "=" in due])}
        if unknown := single.keys() - {work.name for work in works}:
            fail(f"--due {sorted(unknown)[0]}: there are no marks for that.", USAGE)
        always = [rosters.moment(due) for due in dues if "=" not in due]
        return works, students, handed, marks.DueDates(always[-1] if always else None, single)
    except ValueError as error:
        fail(str(error), USAGE)


def _pairs(options: Sequence[str]) -> list[tuple[str, str]]:
    if wrong := [option for option in options if "=" not in option]:
        fail(f"{wrong[0]}: write it as EXERCISE=ID.", USAGE)
    return [(option.partition("=")[0], option.partition("=")[2]) for option in options]


def _list_unknown(works: Sequence[ScoredItem], students: dict[str, Student]) -> None:
    from gradus.core.text import one_line
    from gradus.scores import marks

    for login in marks.unknown(works, students):
        click.echo(f"gradus: {one_line(login)} is not in the roster.", err=True)


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{os.getpid()}.partial")
    partial.write_text(text, "utf-8", newline="\n")
    partial.replace(path)

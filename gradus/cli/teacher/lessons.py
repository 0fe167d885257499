"""`gradus lessons`: grade the questions in lessons, without running a notebook."""

import contextlib
from dataclasses import replace
from pathlib import Path

import click

from gradus.cli.common import chosen_work, here
from gradus.cli.output import cannot_write, fail, selecting
from gradus.cli.teacher._marks import FILE
from gradus.core.decode import DecodeError
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.lessons.build import notebook
from gradus.lessons.grade import grade_lessons
from gradus.lessons.report import AnswerStatus, LessonReport, LessonResult, read


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=FILE)
@click.option("--out", required=True, type=FILE, help="Folder of the results: they go into its folder lessons.")
@selecting
def command(submissions: tuple[Path, ...], out: Path, units: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Grade the questions in each SUBMISSION's lessons/*.ipynb. Nothing in a notebook is run.

    Results of other lessons that are in the folder already stay there.
    """
    course = here()
    if not course.lessons:
        fail("this course has no lessons.", USAGE)
    lessons = {name: notebook(course, name) for name in chosen_work(course, units, only).lessons}
    if not lessons:
        fail(f"there is no lesson among what was chosen. There are: {', '.join(course.lessons)}.", USAGE)
    if missing := [folder for folder in submissions if not folder.is_dir()]:
        fail(f"there is no folder {one_line(str(missing[0]), 300)}.", USAGE)
    named: dict[str, list[str]] = {}
    for folder in dict.fromkeys(submissions):
        named.setdefault(same(folder.resolve().name), []).append(one_line(str(folder), 200))
    if twins := next((folders for folders in named.values() if len(folders) > 1), None):
        fail(f"{' and '.join(twins)} have the same name: one report would overwrite the other.", USAGE)
    for folder in dict.fromkeys(submissions):
        report, copies = grade_lessons(folder, lessons)
        try:
            _write(out / "lessons", report, copies, course.lessons)
        except OSError as error:
            cannot_write(error, out)
        _show(report)


def _write(folder: Path, report: LessonReport, copies: dict[str, str], order: list[str]) -> None:
    """Write a report with what an earlier one says about other lessons, in the course's order, and clean copies."""
    private_folder(folder)
    within = Within(folder)
    for lesson in report.lessons:
        name = f"{report.submission}/{lesson.id}.ipynb"
        if lesson.id in copies:
            within.write(name, copies[lesson.id].encode(), private=True)
        else:
            within.remove(name)
    path = folder / f"{report.submission}.json"
    graded = {lesson.id: lesson for lesson in report.lessons}
    with contextlib.suppress(DecodeError):
        graded = {lesson.id: lesson for lesson in read(path).lessons} | graded
    every = tuple(graded[name] for name in order if name in graded)
    write_atomic(path, replace(report, lessons=every).to_json())


def _show(report: LessonReport) -> None:
    click.echo(one_line(report.submission))
    absent = [lesson.id for lesson in report.lessons if _absent(lesson)]
    if len(absent) > 1:
        click.echo(f"  no notebook of {len(absent)} lessons: {', '.join(absent)}")
    for lesson in report.lessons:
        if len(absent) > 1 and lesson.id in absent:
            continue
        ungraded = [answer for answer in lesson.answers if answer.status is AnswerStatus.UNGRADED]
        more = f", and {sum(answer.points for answer in ungraded):g} for a person to grade" if ungraded else ""
        click.echo(f"  {lesson.id}  {lesson.score:g} of {lesson.max_score:g} points{more}")
        for remark in lesson.remarks:
            click.echo(f"    {one_line(remark, 200)}")
        questions: dict[str, list[str]] = {}  # by message, so that each message is shown once
        for answer in lesson.answers:
            if answer.status in (AnswerStatus.ERROR, AnswerStatus.MISSING):
                questions.setdefault(answer.message, []).append(answer.id)
        for message, names in questions.items():
            click.echo(f"    {', '.join(names)}: {one_line(message, 200)}")


def _absent(lesson: LessonResult) -> bool:
    """Whether there was no notebook of a lesson, nor anything like it, so that all of its questions say the same."""
    return bool(lesson.answers) and all(
        answer.status is AnswerStatus.MISSING and answer.message.endswith("in the submission.")
        for answer in lesson.answers
    )

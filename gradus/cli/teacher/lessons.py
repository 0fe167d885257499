"""`gradus lessons`: grade the questions in lessons, without running a notebook."""

from pathlib import Path

import click

from gradus.cli.common import fail, here
from gradus.cli.teacher._marks import FILE
from gradus.core.exits import USAGE
from gradus.core.files import write_atomic
from gradus.core.text import one_line
from gradus.lessons.build import notebook
from gradus.lessons.grade import grade_lessons
from gradus.lessons.report import AnswerStatus, LessonReport


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=FILE)
@click.option("--out", required=True, type=FILE, help="Folder of the results: they go into its folder lessons.")
def command(submissions: tuple[Path, ...], out: Path) -> None:
    """Grade the questions in each SUBMISSION's lessons/*.ipynb. Nothing in a notebook is run."""
    course = here()
    lessons = {name: notebook(course, name) for name in course.lessons}
    if not lessons:
        fail("this course has no lessons.", USAGE)
    if missing := [folder for folder in submissions if not folder.is_dir()]:
        fail(f"there is no folder {one_line(str(missing[0]), 300)}.", USAGE)
    names = [folder.resolve().name.casefold() for folder in submissions]
    if len(set(names)) < len(names):
        fail("two submissions have the same name: one report would overwrite the other.", USAGE)
    for folder in submissions:
        report, copies = grade_lessons(folder, lessons)
        try:
            _write(out / "lessons", report, copies)
        except OSError as error:
            fail(f"{one_line(report.submission)}: {error.strerror}.", USAGE)
        _show(report)


def _write(folder: Path, report: LessonReport, copies: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for lesson in report.lessons:
        path = folder / report.submission / f"{lesson.id}.ipynb"
        if lesson.id in copies:
            path.parent.mkdir(exist_ok=True)
            write_atomic(path, copies[lesson.id])
        else:
            path.unlink(missing_ok=True)
    write_atomic(folder / f"{report.submission}.json", report.to_json())


def _show(report: LessonReport) -> None:
    click.echo(one_line(report.submission))
    for lesson in report.lessons:
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

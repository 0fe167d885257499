"""`gradus lessons`: judge the questions of lessons, without running a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gradus.cli.common import fail, here
from gradus.core.course import CourseError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import write_atomic
from gradus.core.text import one_line
from gradus.lessons import build, grade
from gradus.lessons.report import AnswerResult, LessonReport

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=FILE)
@click.option("--out", required=True, type=FILE, help="Folder of the results: they go into its folder lessons.")
def command(submissions: tuple[Path, ...], out: Path) -> None:
    """Judge the questions in each SUBMISSION's lessons/*.ipynb. Nothing in a notebook is run."""
    course = here()
    try:
        lessons = {name: build.notebook(course, name) for name in course.lessons}
    except CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    if not lessons:
        fail("this course has no lessons.", USAGE)
    if missing := [folder for folder in submissions if not folder.is_dir()]:
        fail(f"there is no folder {one_line(str(missing[0]), 300)}.", USAGE)
    names = [folder.resolve().name.casefold() for folder in submissions]
    if len(set(names)) < len(names):
        fail("two submissions have the same name: their results would be one.", USAGE)
    for folder in submissions:
        report, copies = grade.judge(folder, lessons)
        place = out / "lessons"
        try:
            place.mkdir(parents=True, exist_ok=True)
            for name in lessons:
                copy = place / report.submission / f"{name}.ipynb"
                if name in copies:
                    copy.parent.mkdir(exist_ok=True)
                    write_atomic(copy, copies[name])
                else:
                    copy.unlink(missing_ok=True)
            write_atomic(place / f"{report.submission}.json", report.to_json())
        except OSError as error:
            fail(f"{one_line(report.submission)}: {error.strerror}.", USAGE)
        _show(report)


def _show(report: LessonReport) -> None:
    click.echo(one_line(report.submission))
    for lesson in report.lessons:
        waiting = [answer for answer in lesson.answers if answer.status == "ungraded"]
        more = f", and {sum(a.points for a in waiting):g} for a person to give" if waiting else ""
        click.echo(f"  {lesson.id}  {lesson.score:g} of {lesson.max_score:g} points{more}")
        for remark in lesson.remarks:
            click.echo(f"    {one_line(remark, 200)}")
        for sentence, answers in _sentences(lesson.answers).items():
            click.echo(f"    {answers}: {one_line(sentence, 200)}")


def _sentences(answers: Sequence[AnswerResult]) -> dict[str, str]:
    """What is wrong with the notebook, each sentence once, with the questions that it is about."""
    found: dict[str, list[str]] = {}
    for answer in answers:
        if answer.status in ("error", "missing"):
            found.setdefault(answer.message, []).append(answer.id)
    return {sentence: ", ".join(names) for sentence, names in found.items()}

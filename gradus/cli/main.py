"""The commands, thin: each reads its arguments, calls one room, and prints what it gives.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gradus.cli.common import INFRASTRUCTURE, USAGE, chosen, fail, here
from gradus.core import course as courses

if TYPE_CHECKING:
    from gradus.core.course import Course, Exercise
    from gradus.core.report import Report


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print data for a script instead of a page for a person.",
)
@click.version_option(package_name="gradus-course", prog_name="gradus")
@click.pass_context
def main(context: click.Context, as_json: bool) -> None:
    """Climb the course. Without a command: where you are, and what comes next."""
    if context.invoked_subcommand is not None:
        return
    from gradus.student import progress, terminal

    course = here()
    marks, following = progress.marks(course), progress.following(course)
    if as_json:
        states = {e.id: marks.get(e.id, ("", "not started"))[0] or "not started" for e in course.exercises}
        click.echo(json.dumps({"exercises": states, "next": following.id if following else None}))
        return
    out = terminal.console()
    terminal.show_course(out, course, marks, following.id if following else None)
    out.print()
    if following:
        out.print(f"Next: open exercises/{following.path}, then run gradus check {following.id}")
        if following.lesson and (course.root / "lessons" / f"{following.lesson}.ipynb").is_file():
            out.print(f"Its lesson, once your functions work: lessons/{following.lesson}.ipynb")
    else:
        out.print("Every check that you can run here passes. Hand it in.")


@main.command()
@click.argument("exercise", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every exercise of the course.")
@click.option("--watch", is_flag=True, help="Check again whenever you save; Ctrl-C ends it.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--github", is_flag=True, help="In a workflow on GitHub: also write its summary page and annotations.")
@click.option("--submission", type=click.Path(path_type=Path), help="Judge this folder instead of exercises/.")
def check(
    exercise: tuple[str, ...], everything: bool, watch: bool, as_json: bool, github: bool, submission: Path | None
) -> None:
    """Run the checks on exercises/: those of EXERCISE, or of the next one that is not finished.

    Your code runs in a process of its own, with no protection: it is your own machine and your own code. The score
    is not an official one.
    """
    from gradus.student import progress

    course = here()
    page = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if github and not page:
        fail("--github is for a step of a workflow: GITHUB_STEP_SUMMARY, which names its page, is not set.", USAGE)
    if watch and (as_json or github):
        fail("--watch is for a person at a terminal: leave out --json and --github.", USAGE)
    named = list(course.exercises) if everything else chosen(course, exercise)
    following = progress.following(course) or course.exercises[-1]
    report = _judge(course, named or [following], submission)
    if github:
        _tell_github(report, Path(page))
    if as_json:
        click.echo(report.to_json(), nl=False)
        return
    _show(report)
    if watch:
        _watch(course, named, submission)


def _judge(course: Course, exercises: list[Exercise], submission: Path | None) -> Report:
    """The report of the exercises, or the end of the command."""
    from gradus.core.submission import SubmissionError, open_folder
    from gradus.grading import scoring as reports
    from gradus.grading.runner import run_checks
    from gradus.student import progress

    try:
        folder = open_folder(submission or course.stubs, course)
        record = run_checks(course, folder, exercises, "process", official=False)
        report = reports.build(course, record, exercises)
    except SubmissionError as error:
        fail(str(error), USAGE)
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    if submission is None:
        progress.remember(course, list(report.exercises))
    return report


def _show(report: Report) -> None:
    from gradus.student import terminal

    out = terminal.console()
    for result in report.exercises:
        terminal.show_exercise(out, result, verbose=len(report.exercises) == 1)
    terminal.show_sum(out, report.exercises)


def _watch(course: Course, named: list[Exercise], submission: Path | None) -> None:
    """Check what is saved, each time it is: of the named exercises, or of all where none is named."""
    from gradus.core.submission import open_folder
    from gradus.student import watch

    click.echo("\nWatching your files: save one and it is checked again. Ctrl-C ends it.")
    try:
        for saved in watch.changes(course, open_folder(submission or course.stubs, course).root):
            if wanted := [exercise for exercise in saved if not named or exercise in named]:
                click.clear()
                _show(_judge(course, wanted, submission))
    except KeyboardInterrupt:
        return
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)


def _tell_github(report: Report, page: Path) -> None:
    from gradus.student import actions as github

    try:
        with page.open("a", encoding="utf-8") as file:
            file.write(github.summary(report.exercises))
    except OSError as error:
        fail(f"{page} cannot be written: {error.strerror}.", INFRASTRUCTURE)
    for line in github.remarks(report.exercises):
        click.echo(line, err=True)


@main.command()
@click.argument("exercise")
def hint(exercise: str) -> None:
    """One more sentence of help for EXERCISE each time."""
    from gradus.student import progress

    course = here()
    (wanted,) = chosen(course, (exercise,))
    if not wanted.hints:
        click.echo(f"There are no hints for {wanted.id}: its docstrings say all of it.")
        return
    number = progress.next_hint(course, wanted)
    click.echo(f"Hint {number + 1} of {len(wanted.hints)}: {wanted.hints[number]}")


@main.command()
@click.argument("exercise")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PNG file here.")
def show(exercise: str, out: Path | None) -> None:
    """Draw a picture with your own functions of EXERCISE, and open it."""
    from gradus.student import show as pictures

    course = here()
    (wanted,) = chosen(course, (exercise,))
    path = out or course.root / ".gradus" / "pictures" / f"{wanted.id.replace('/', '-')}.png"
    try:
        pictures.save(pictures.draw(course, wanted), path)
    except pictures.PictureError as error:
        fail(str(error), USAGE)
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", USAGE)
    click.echo(f"The picture is in {os.path.relpath(path)}")
    if out is None and sys.stdout.isatty():
        click.launch(str(path))


if importlib.util.find_spec("gradus.cli.teacher"):  # a student repository holds no teacher's tools
    from gradus.cli.teacher import commands

    for command in commands:
        main.add_command(command)

"""The commands, thin: each reads its arguments, calls one room, and prints what it gives.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import click

from gradus import course as courses
from gradus.usage import INFRASTRUCTURE, USAGE, chosen, fail, here


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
    from gradus import progress
    from gradus.outlets import terminal

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
    else:
        out.print("Every check that you can run here passes. Hand it in.")


@main.command()
@click.argument("exercise", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every exercise of the course.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--submission", type=click.Path(path_type=Path), help="Judge this folder instead of exercises/.")
def check(exercise: tuple[str, ...], everything: bool, as_json: bool, submission: Path | None) -> None:
    """Run the checks on exercises/: those of EXERCISE, or of the next one that is not finished.

    Your code runs in a process of its own, with no protection: it is your own machine and your own code. The score
    is not an official one.
    """
    from gradus import progress
    from gradus.grading import report as reports
    from gradus.grading.run import run_checks
    from gradus.outlets import terminal
    from gradus.submission import NotASubmission, open_folder

    course = here()
    following = progress.following(course) or course.exercises[-1]
    exercises = list(course.exercises) if everything else chosen(course, exercise) or [following]
    try:
        folder = open_folder(submission or course.stubs, course)
        record = run_checks(course, folder, exercises, "process", official=False)
        report = reports.build(course, record, exercises)
    except NotASubmission as error:
        fail(str(error), USAGE)
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    if submission is None:
        progress.remember(course, list(report.exercises))
    if as_json:
        click.echo(report.to_json(), nl=False)
        return
    out = terminal.console()
    for result in report.exercises:
        terminal.show_exercise(out, result, verbose=len(exercises) == 1)
    terminal.show_sum(out, report.exercises)


@main.command()
@click.argument("exercise")
def hint(exercise: str) -> None:
    """One more sentence of help for EXERCISE each time."""
    from gradus import progress

    course = here()
    (wanted,) = chosen(course, (exercise,))
    if not wanted.hints:
        click.echo(f"There are no hints for {wanted.id}: its docstrings say all of it.")
        return
    number = progress.next_hint(course, wanted)
    click.echo(f"Hint {number + 1} of {len(wanted.hints)}: {wanted.hints[number]}")


if importlib.util.find_spec("gradus.teacher"):  # a student repository holds no teacher's tools
    from gradus.teacher import commands

    for command in commands:
        main.add_command(command)

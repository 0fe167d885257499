"""The commands, thin: each reads its arguments, calls one room, and prints what it gives.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gradus import course as courses

if TYPE_CHECKING:
    from gradus.cohort import Job
    from gradus.grading.report import Report

USAGE, INFRASTRUCTURE = 2, 3


def fail(text: str, status: int) -> NoReturn:
    click.echo(f"gradus: {text}", err=True)
    sys.exit(status)


def here() -> courses.Course:
    try:
        return courses.load(courses.find_root(Path.cwd()))
    except courses.CourseError as error:
        missing = "inside a course" in str(error)
        fail(str(error), USAGE if missing else INFRASTRUCTURE)


def chosen(course: courses.Course, names: tuple[str, ...]) -> list[courses.Exercise]:
    try:
        return [course.find(name) for name in names]
    except KeyError as error:
        fail(error.args[0], USAGE)


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


@main.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the reports, one JSON each.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="How many at a time (default: one a processor).")
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "bubblewrap", "process"]),
    default="auto",
    show_default=True,
    help="Where the submissions' code runs. auto: the strongest that works here.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def grade(submissions: tuple[Path, ...], out: Path, jobs: int | None, sandbox: str, as_json: bool) -> None:
    """Grade each SUBMISSION, a folder that holds exercises/ or the modules themselves, with all checks."""
    from gradus import cohort
    from gradus.isolation import sandbox as sandboxes
    from gradus.outlets import terminal

    course = here()
    ready, refused = _jobs(course, submissions, out)
    try:
        used = sandboxes.choose(sandbox)
    except sandboxes.SandboxUnavailable as error:
        fail(str(error), INFRASTRUCTURE)
    notes = terminal.console(stderr=True)
    if used == "process":
        notes.print(terminal.NO_PROTECTION, style="yellow")
    with notes.status("Grading", spinner="line") as status:
        finished: Counter[str] = Counter()

        def told(job: Job, check: str) -> None:
            finished[job.submission.name] += 1
            text = f"{job.submission.name}: {finished[job.submission.name]} checks, {check}"
            status.update(terminal.plain(text))

        errors = cohort.grade_all(course, ready, used, min(jobs or os.cpu_count() or 1, len(ready) or 1), told)
    reports = _read([job for job in ready if job not in errors])
    if as_json:
        rows = [{"submission": r.submission, "score": r.score, "max_score": r.max_score} for r in reports]
        click.echo(json.dumps(rows))
    else:
        terminal.show_grades(terminal.console(), reports)
    for sentence in refused:
        click.echo(f"gradus: {sentence}", err=True)
    for job, reason in errors.items():
        click.echo(f"gradus: {job.folder}: no score. {reason}", err=True)
    sys.exit(INFRASTRUCTURE if errors else USAGE if refused else 0)


def _jobs(course: courses.Course, folders: tuple[Path, ...], out: Path) -> tuple[list[Job], list[str]]:
    """The submissions that can be graded, and a sentence for each that cannot."""
    from gradus.cohort import Job
    from gradus.submission import NotASubmission, open_folder
    from gradus.text import one_line

    ready: list[Job] = []
    refused: list[str] = []
    for folder in folders:
        try:
            submission = open_folder(folder, course)
        except (NotASubmission, OSError) as error:
            refused.append(one_line(str(error), 500))
            continue
        ready.append(Job(folder, submission, out / f"{submission.name}.json"))
    double = [name for name, count in Counter(job.report.name.lower() for job in ready).items() if count > 1]
    if double:
        fail(
            f"two submissions are called {double[0].removesuffix('.json')}: their reports would be one.",
            USAGE,
        )
    if not ready:
        fail("\ngradus: ".join(refused), USAGE)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for job in ready:
            job.report.unlink(missing_ok=True)
    except OSError as error:
        fail(f"the reports cannot be written to {out}: {error.strerror}.", USAGE)
    return ready, refused


def _read(jobs: list[Job]) -> list[Report]:
    from gradus.grading import report

    return [report.read(job.report) for job in jobs]


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 3 where they differ.")
def stubs(only_check: bool) -> None:
    """Make exercises/ from solutions/."""
    from gradus.authoring import stubs as making

    course = here()
    try:
        changed: list[Any] = making.drift(course) if only_check else making.write(course)
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    for path in changed:
        click.echo(path.relative_to(course.root).as_posix())
    if only_check and changed:
        fail("these differ from what solutions/ makes: run gradus stubs.", INFRASTRUCTURE)


@main.command()
@click.argument("exercise", metavar="PART/EXERCISE")
def new(exercise: str) -> None:
    """Lay out a new exercise that already verifies: solution, stub, graders and its entry in course.toml."""
    from gradus.authoring import new as laying

    course = here()
    try:
        paths = laying.lay_out(course, exercise)
    except courses.CourseError as error:
        fail(str(error), USAGE)
    for path in paths:
        click.echo(path.relative_to(course.root).as_posix())
    click.echo(f"Now change them, and run gradus stubs and gradus verify {exercise} as you go.")


@main.command()
@click.argument("exercise", nargs=-1)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many exercises at a time (default: one a processor).",
)
def verify(exercise: tuple[str, ...], jobs: int | None) -> None:
    """Hold the course, or EXERCISE, to what it promises; every finding is a sentence. Exit 3 where there is one."""
    from gradus.authoring import verify as verifying
    from gradus.outlets import terminal

    course = here()
    wanted = chosen(course, exercise) or list(course.exercises)
    notes = terminal.console(stderr=True)
    with notes.status("Verifying", spinner="line") as status:
        findings = verifying.verify(
            course,
            wanted,
            jobs or os.cpu_count() or 1,
            lambda name: status.update(f"Verified {name}"),
        )
    for finding in findings:
        click.echo(finding)
    if findings:
        fail(f"{len(findings)} findings.", INFRASTRUCTURE)
    click.echo(f"{len(wanted)} exercises, {sum(e.points for e in wanted):g} points: nothing to mend.")

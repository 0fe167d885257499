"""The commands of a teacher, thin. A student repository is released without them."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradus.cli.common import INFRASTRUCTURE, USAGE, chosen, fail, here
from gradus.cli.scores import export, gradebook, lessons
from gradus.core import course as courses

if TYPE_CHECKING:
    from gradus.core.report import Report
    from gradus.grading.batch import Job


@click.command()
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
    from gradus.core.text import one_line, printable
    from gradus.grading import batch as cohort
    from gradus.sandbox import launch as sandboxes
    from gradus.student import terminal

    course = here()
    ready, refused = _jobs(course, submissions, out)
    try:
        used = sandboxes.choose(sandbox)
    except sandboxes.SandboxUnavailableError as error:
        fail(str(error), INFRASTRUCTURE)
    notes = terminal.console(stderr=True)
    if used == "process":
        notes.print(terminal.NO_PROTECTION, style="yellow")
    with notes.status("Grading", spinner="line") as status:
        finished: Counter[str] = Counter()

        _replay_what_changed(course, status.update)

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
        click.echo(f"gradus: {one_line(str(job.folder), 500)}: no score. {printable(reason, 3000)}", err=True)
    sys.exit(INFRASTRUCTURE if errors else USAGE if refused else 0)


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _replay_what_changed(course: courses.Course, say: Callable[[str], None]) -> None:
    """Bring the fingerprints of misconceptions up to date once, before many gradings would each do it."""
    from gradus.grading import diagnosis

    for exercise in course.exercises:
        with contextlib.suppress(courses.CourseError):  # the gradings will say it
            if not diagnosis.fresh(course, exercise):
                say(f"Replaying the misconceptions of {exercise.id}, which changed")
                diagnosis.known(course, exercise)


def _jobs(course: courses.Course, folders: tuple[Path, ...], out: Path) -> tuple[list[Job], list[str]]:
    """The submissions that can be graded, and a sentence for each that cannot."""
    from gradus.core.submission import SubmissionError, open_folder
    from gradus.core.text import one_line
    from gradus.grading.batch import Job

    ready: list[Job] = []
    refused: list[str] = []
    for folder in folders:
        try:
            submission = open_folder(folder, course)
        except (SubmissionError, OSError) as error:
            refused.append(one_line(str(error), 500))
            continue
        job = Job(folder, submission, out / f"{submission.name}.json")
        if len(os.fsencode(job.report.name)) > 255:
            refused.append(f"{one_line(submission.name)}: the folder's name is too long for a report's.")
        else:
            ready.append(job)
    double = [name for name, count in Counter(job.report.name.lower() for job in ready).items() if count > 1]
    if double:
        fail(
            f"two submissions are called {one_line(double[0].removesuffix('.json'))}: their reports would be one.",
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
    from gradus.core import report

    return [report.read(job.report) for job in jobs]


@click.command()
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


@click.command()
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


@click.command()
@click.argument("exercise", nargs=-1)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many exercises at a time (default: one a processor).",
)
def verify(exercise: tuple[str, ...], jobs: int | None) -> None:
    """Hold the course, or EXERCISE, to what it promises; every finding is a sentence. Exit 3 where there is one."""
    from gradus.authoring import verify as verifying
    from gradus.student import terminal

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
        fail(f"{counted(len(findings), 'finding')}.", INFRASTRUCTURE)
    click.echo(f"{counted(len(wanted), 'exercise')}, {sum(e.points for e in wanted):g} points: nothing to mend.")


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
def release(destination: Path) -> None:
    """Write the student repository into DEST: stubs, visible checks, engine, and nothing that gives an answer away."""
    from gradus.authoring import leaks
    from gradus.authoring import release as releasing

    course = here()
    try:
        changed = releasing.release(course, destination)
    except releasing.EditedFilesError as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"{destination} cannot be written: {error.strerror}.", USAGE)
    except (courses.CourseError, leaks.LeakError) as error:
        fail(str(error), INFRASTRUCTURE)
    for path in changed:
        click.echo(path)
    click.echo(f"{len(changed)} files changed in {destination}.")


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def pulls(arguments: tuple[str, ...]) -> None:
    """Grade pull requests: plan, fetch and post (gradus pulls plan --help)."""
    from gradus import pulls as requests

    sys.exit(requests.main(arguments))


commands = [grade, stubs, verify, new, release, lessons, gradebook, export, pulls]

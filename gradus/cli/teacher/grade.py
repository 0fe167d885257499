"""`gradus grade`: official grading, a process and a sandbox for each submission."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import click

from gradus.cli.common import fail, here, warn
from gradus.core import report
from gradus.core.course import Course
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.submission import SubmissionError, open_folder
from gradus.core.text import one_line, printable
from gradus.grading import batch, proof
from gradus.grading.batch import Job
from gradus.grading.diagnosis import matching
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import AUTO, choose, names
from gradus.student import terminal

SANDBOX = "Where the submissions' code runs. auto: the strongest that works here."


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the reports, one JSON each.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many at a time (default: one per processor).")
@click.option("--sandbox", type=click.Choice([AUTO, *names()]), default=AUTO, show_default=True, help=SANDBOX)
@click.option("--unproven", is_flag=True, help="Grade although the reference loses points.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def command(
    submissions: tuple[Path, ...], out: Path, jobs: int | None, sandbox: str, unproven: bool, as_json: bool
) -> None:
    """Grade each SUBMISSION, a folder that contains exercises/ or the modules themselves, with all checks."""
    course = here()
    ready, refused = _jobs(course, submissions, out)
    try:
        used = choose(sandbox)
        _prove(course, used.name, jobs, unproven)
        matching.require_fresh(course, course.exercises)
    except SandboxUnavailableError as error:
        fail(str(error), INFRASTRUCTURE)
    _clear(out, ready)
    notes = terminal.console(stderr=True)
    if used.note:
        notes.print(used.note, style="yellow")
    with notes.status("Grading", spinner="line") as status:
        finished: Counter[str] = Counter()

        def done(job: Job, check: str) -> None:
            finished[job.submission.name] += 1
            status.update(terminal.plain(f"{job.submission.name}: {finished[job.submission.name]} checks, {check}"))

        errors = batch.grade_all(course, ready, used.name, min(jobs or os.cpu_count() or 1, len(ready)), done)
    reports = [report.read(job.report) for job in ready if job not in errors]
    if as_json:
        rows = [{"submission": r.submission, "score": r.score, "max_score": r.max_score} for r in reports]
        click.echo(json.dumps(rows))
    else:
        terminal.show_grades(terminal.console(), reports)
    warn(refused)
    warn([f"{one_line(str(job.folder), 500)}: no score. {printable(why, 3000)}" for job, why in errors.items()])
    sys.exit(INFRASTRUCTURE if errors else USAGE if refused else 0)


def _prove(course: Course, sandbox: str, jobs: int | None, unproven: bool) -> None:
    """Exit if the reference loses points, through a mistake of the course's that would cost each student the same."""
    with terminal.console(stderr=True).status("Proving the checks on the reference", spinner="line"):
        found = proof.prove(course, course.exercises, sandbox, jobs or os.cpu_count() or 1)
    if found and not unproven:
        advice = "Nothing was graded: mend that, or grade with --unproven."
        fail("\n".join([*(printable(each, 3000) for each in found), advice]), INFRASTRUCTURE)


def _jobs(course: Course, folders: tuple[Path, ...], out: Path) -> tuple[list[Job], list[str]]:
    """The submissions that can be graded, and a message for each that cannot."""
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
            refused.append(f"{one_line(submission.name)}: the folder's name is too long for a report's name.")
        else:
            ready.append(job)
    names = Counter(job.report.stem.lower() for job in ready)
    if duplicates := [name for name, count in names.items() if count > 1]:
        fail(f"two submissions are called {one_line(duplicates[0])}: one report would overwrite the other.", USAGE)
    if not ready:
        fail("\ngradus: ".join(refused), USAGE)
    return ready, refused


def _clear(out: Path, jobs: list[Job]) -> None:
    """Make the folder of the reports, and delete earlier reports of these submissions."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for job in jobs:
            job.report.unlink(missing_ok=True)
    except OSError as error:
        fail(f"the reports cannot be written to {out}: {error.strerror}.", USAGE)

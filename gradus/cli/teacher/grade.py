"""`gradus grade`: official grading, a process and a sandbox for each submission."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from gradus.cli.common import chosen_work, fail, here, selecting, warn
from gradus.core import report
from gradus.core.changes import changes
from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, INTERRUPTED, USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.report import Report
from gradus.core.text import count, one_line, printable
from gradus.grading import proof, scoring
from gradus.grading.diagnosis import matching
from gradus.grading.official import batch, jobs
from gradus.grading.official.batch import Job
from gradus.grading.official.jobs import Plan
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import AUTO, choose, names
from gradus.student import terminal

SANDBOX = "Where the submissions' code runs. auto: the strongest that works here."
AGAIN = "Grade everything, also what was graded before and has not changed since."


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the reports, one JSON each.")
@click.option("--jobs", "parallel", type=click.IntRange(min=1), help="How many at a time (default: one per processor).")
@click.option("--sandbox", type=click.Choice([AUTO, *names()]), default=AUTO, show_default=True, help=SANDBOX)
@click.option("--again", is_flag=True, help=AGAIN)
@click.option("--unproven", is_flag=True, help="Grade although the reference loses points.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@selecting
def command(
    submissions: tuple[Path, ...],
    out: Path,
    parallel: int | None,
    sandbox: str,
    again: bool,
    unproven: bool,
    as_json: bool,
    units: tuple[str, ...],
    only: tuple[str, ...],
) -> None:
    """Grade each SUBMISSION, a folder that contains exercises/ or the modules themselves, with all checks.

    What was graded before, and has not changed since, keeps its verdict. After Ctrl-C the same command goes on.
    """
    course = here()
    exercises = chosen_work(course, units, only).exercises
    if not exercises:
        fail("there is no exercise among what was chosen: gradus lessons grades lessons.", USAGE)
    used = _sandbox(sandbox)
    _prove(course, exercises, used, parallel, unproven)
    plan = jobs.plan(course, submissions, out, exercises, used, again=again)
    if not plan.jobs and not any(refusal.report for refusal in plan.refused):
        fail("\ngradus: ".join(_reasons(plan)), USAGE)
    before = {job: batch.earlier(job.report, used) for job in plan.todo}
    _prepare(course, plan, out, used)
    try:
        errors = _grade(course, plan, used, parallel)
    except KeyboardInterrupt:
        left = jobs.plan(course, submissions, out, exercises, used, again=False)
        _show(_read(left.current), as_json)
        warn([f"interrupted: {_graded(left.current)}, {len(left.todo)} to go. Run the same command again to go on."])
        sys.exit(INTERRUPTED)
    _show(_read(job for job in plan.jobs if job not in errors), as_json)
    _tell(plan, before, errors)
    sys.exit(INFRASTRUCTURE if errors else USAGE if plan.refused else 0)


def _sandbox(wanted: str) -> str:
    """The name of the sandbox; exits with a message if there is none."""
    try:
        used = choose(wanted)
    except SandboxUnavailableError as error:
        fail(str(error), INFRASTRUCTURE)
    if used.note:
        terminal.console(stderr=True).print(used.note, style="yellow")
    return used.name


def _prove(course: Course, exercises: Sequence[Exercise], sandbox: str, parallel: int | None, unproven: bool) -> None:
    """Exit if the reference loses points, through a mistake of the course's that would cost each student the same."""
    with terminal.console(stderr=True).status("Proving the checks on the reference", spinner="line"):
        found = proof.prove(course, exercises, sandbox=sandbox, jobs=parallel or os.cpu_count() or 1)
    if found and not unproven:
        advice = "Nothing was graded: mend that, or grade with --unproven."
        fail("\n".join([*(printable(each, 3000) for each in found), advice]), INFRASTRUCTURE)
    matching.require_fresh(course, exercises)


def _tell(plan: Plan, before: dict[Job, Report | None], errors: dict[Job, str]) -> None:
    """Say what was kept, whose score is another than before, what was refused, and what could not be graded."""
    for job in plan.jobs:
        warn(f"{one_line(job.submission.name, 60)}: {one_line(remark, 300)}" for remark in job.submission.remarks)
    if plan.current:
        warn([f"{_graded(plan.current)} before and unchanged since: kept (--again grades all)."])
    for job, earlier in before.items():
        if earlier and job not in errors and (found := changes(earlier, report.read(job.report))):
            exercises = ", ".join(dict.fromkeys(change.exercise for change in found))
            name, points = one_line(job.submission.name, 60), sum(change.points for change in found)
            warn([f"{name}: {points:+g} points since the last run, in {exercises}: see gradus compare."])
    warn(_reasons(plan))
    for job, why in errors.items():
        kept = "no score, and the earlier report is kept" if job.report.is_file() else "no score"
        warn([f"{one_line(str(job.folder), 500)}: {kept}. {printable(why, 3000)}"])


def _reasons(plan: Plan) -> list[str]:
    return list(dict.fromkeys(one_line(refusal.why, 600) for refusal in plan.refused))


def _graded(done: list[Job]) -> str:
    return f"{count(len(done), 'submission')} {'was' if len(done) == 1 else 'were'} graded"


def _grade(course: Course, plan: Plan, sandbox: str, parallel: int | None) -> dict[Job, str]:
    with terminal.console(stderr=True).status("Grading", spinner="line") as status:
        seen: Counter[str] = Counter()
        places = {job.submission.name: place for place, job in enumerate(plan.todo, 1)}

        def done(job: Job, check: str) -> None:
            name = job.submission.name
            seen[name] += 1
            place = f"{places[name]} of {len(places)}"
            status.update(terminal.plain(f"{place}, {name}: {count(seen[name], 'check')}, {check}"))

        at_once = min(parallel or os.cpu_count() or 1, max(1, len(plan.todo)))
        return batch.grade_all(course, plan.todo, sandbox, at_once, done)


def _prepare(course: Course, plan: Plan, out: Path, sandbox: str) -> None:
    """Make the folder of the reports, and keep in it what was refused."""
    try:
        private_folder(out)
        if taken := next((job.report for job in plan.jobs if job.report.is_dir()), None):
            fail(f"the reports cannot be written to {out}: {one_line(taken.name)} is a folder there.", USAGE)
        for refusal in plan.refused:
            if refusal.report:
                batch.keep(refusal.report)
                refused = scoring.refusal(course, refusal.submission, sandbox, one_line(refusal.told, 500))
                write_atomic(refusal.report, refused.to_json())
    except OSError as error:
        fail(f"the reports cannot be written to {out}: {error.strerror}.", USAGE)


def _read(done: Iterable[Job]) -> list[Report]:
    """The reports of these jobs, as far as they are there."""
    found = []
    for job in done:
        try:
            found.append(report.read(job.report))
        except DecodeError as error:
            warn([f"{one_line(str(job.report), 300)} cannot be used: {error}."])
    return found


def _show(reports: list[Report], as_json: bool) -> None:
    if as_json:
        rows = [{"submission": r.submission, "score": r.score, "max_score": r.max_score} for r in reports]
        click.echo(json.dumps(rows))
    else:
        terminal.show_grades(terminal.console(), reports)

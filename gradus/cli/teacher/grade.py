"""`gradus grade`: official grading, a process and a sandbox for each submission."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import click

from gradus.cli.common import chosen_work, here
from gradus.cli.output import fail, selecting, warn
from gradus.cli.teacher._progress import watched
from gradus.core.course import Course, Exercise
from gradus.core.exits import INFRASTRUCTURE, INTERRUPTED, USAGE
from gradus.core.files import private_folder, remove_partial, write_atomic
from gradus.core.lock import LockedError, locked
from gradus.core.text import count, one_line, printable
from gradus.grading import proof, scoring
from gradus.grading.diagnosis import matching
from gradus.grading.official import batch, jobs
from gradus.grading.official.cluster.client import Cluster
from gradus.grading.official.cluster.scheduler import AddressError, ClusterError, require
from gradus.grading.official.jobs import Plan
from gradus.grading.official.local import LocalPool
from gradus.grading.official.pool import Job, JobEnded, Pool, Written
from gradus.grading.official.reporting import BEFORE, keep
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import AUTO, choose, names
from gradus.student import layout, terminal

SANDBOX = "Where the submissions' code runs. auto: the strongest that works here."
DEADLINE = "How long to wait for the code of one submission in all (default: 60 times as long as for a check)."
VISIBLE = "For how long to begin with submissions; what has had no turn then is left for the next run."
SCHEDULER = "Grade on the machines of a Dask cluster: its scheduler, as tcp://HOST:8786 (docs/scale.md)."
AGAIN = "Grade everything, also what was graded before and has not changed since."


@click.command()
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the reports, one JSON each.")
@click.option("--jobs", "parallel", type=click.IntRange(min=1), help="How many at a time (default: one per processor).")
@click.option("--sandbox", type=click.Choice([AUTO, *names()]), default=AUTO, show_default=True, help=SANDBOX)
@click.option("--deadline", type=click.FloatRange(min=1), metavar="SECONDS", help=DEADLINE)
@click.option("--visible-for", type=click.FloatRange(min=0), metavar="MINUTES", help=VISIBLE)
@click.option("--scheduler", metavar="ADDRESS", help=SCHEDULER)
@click.option("--again", is_flag=True, help=AGAIN)
@click.option("--unproven", is_flag=True, help="Grade although the reference loses points.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@selecting
def command(
    submissions: tuple[Path, ...],
    out: Path,
    parallel: int | None,
    sandbox: str,
    deadline: float | None,
    visible_for: float | None,
    scheduler: str | None,
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
    if scheduler is not None:
        _require_cluster(scheduler)
    used = _sandbox(sandbox)
    _prove(course, exercises, used, None if scheduler else parallel, unproven)
    plan = jobs.plan(course, submissions, out, exercises, used, again=again)
    if not plan.jobs and not any(refusal.report for refusal in plan.refused):
        fail("\ngradus: ".join(_reasons(plan)), _status(plan))
    with _alone_in(out, plan):
        _keep_refusals(course, plan, used)
        try:
            ended = _grade(course, plan, used, parallel, deadline, scheduler, visible_for)
        except (KeyboardInterrupt, ClusterError) as stop:
            _remove_partial(out)
            _stop(stop, jobs.plan(course, submissions, out, exercises, used, again=False), as_json)
    _show({job: plan.kept.get(job) or ended[job].written for job in plan.jobs}, as_json)
    _tell(plan, ended)
    sys.exit(_status(plan, ended))


def _stop(why: BaseException, left: Plan, as_json: bool) -> NoReturn:
    """Exit before all is graded, with a message that says how to go on."""
    _show(left.kept, as_json)
    lost = isinstance(why, ClusterError)
    graded = f"{_graded(left.current)}, {len(left.todo)} to go. Run the same command again to go on."
    warn([str(why), graded] if lost else [f"interrupted: {graded}"])
    sys.exit(INFRASTRUCTURE if lost else INTERRUPTED)


def _status(plan: Plan, ended: Mapping[Job, JobEnded] = MappingProxyType({})) -> int:
    if any(each.error for each in ended.values()) or any(refusal.ours for refusal in plan.refused):
        return INFRASTRUCTURE
    return USAGE if plan.refused else 0


@contextmanager
def _alone_in(out: Path, plan: Plan) -> Iterator[None]:
    """Make the folder of the reports, and keep other runs out of it; exits with a message if that is not possible."""
    try:
        private_folder(out)
        if taken := next((job.report for job in plan.jobs if job.report.is_dir()), None):
            fail(f"the reports cannot be written to {out}: {one_line(taken.name)} is a folder there.", USAGE)
        with locked(out):
            _remove_partial(out)
            yield
    except LockedError:
        fail(f"another run writes to {out}: wait for it, or choose another folder with --out.", INFRASTRUCTURE)
    except OSError as error:
        wrong = isinstance(error, FileExistsError | NotADirectoryError)
        fail(f"the reports cannot be written to {out}: {error.strerror}.", USAGE if wrong else INFRASTRUCTURE)


def _remove_partial(out: Path) -> None:
    for folder in (out, out / BEFORE):
        remove_partial(folder)


def _require_cluster(address: str) -> None:
    """Exit with a message if there is no scheduler at the address."""
    try:
        require(address)
    except (AddressError, ClusterError) as error:
        fail(str(error), USAGE if isinstance(error, AddressError) else INFRASTRUCTURE)


def _sandbox(wanted: str) -> str:
    """The name of the sandbox; exits with a message if there is none."""
    try:
        used = choose(wanted)
    except SandboxUnavailableError as error:
        fail(str(error), INFRASTRUCTURE)
    if used.note:
        layout.console(stderr=True).print(used.note, style="yellow")
    return used.name


def _prove(course: Course, exercises: Sequence[Exercise], sandbox: str, parallel: int | None, unproven: bool) -> None:
    """Exit if the reference loses points, through a mistake of the course's that would cost each student the same."""
    with layout.console(stderr=True).status("Proving the checks on the reference", spinner="line"):
        found = proof.prove(course, exercises, sandbox=sandbox, jobs=parallel or os.cpu_count() or 1)
    if found and not unproven:
        advice = "Nothing was graded: mend that, or grade with --unproven."
        fail("\n".join([*(printable(each, 3000) for each in found), advice]), INFRASTRUCTURE)
    matching.require_fresh(course, exercises)


def _tell(plan: Plan, ended: Mapping[Job, JobEnded]) -> None:
    """Say what was kept or shared, whose score is another than before, what was refused, what could not be graded."""
    for job in plan.jobs:
        warn(f"{one_line(job.submission.name, 60)}: {one_line(remark, 300)}" for remark in job.submission.remarks)
    if plan.current:
        warn([f"{_graded(plan.current)} before and unchanged since: kept (--again grades all)."])
    if shared := sum(len(each.written.lent) for each in ended.values() if each.written):
        warn([f"{count(shared, 'verdict')} on code that several handed in {_were(shared)} shared: it is graded once."])
    for job, each in ended.items():
        if each.written and each.written.changed:
            points, exercises = (sum(each.written.changed.values()), ", ".join(each.written.changed))
            name = one_line(job.submission.name, 60)
            warn([f"{name}: {points:+g} points since the last run, in {exercises}: see gradus compare."])
    doubts: dict[str, list[str]] = {}
    for job, each in ended.items():
        for doubt in each.written.doubts if each.written else ():
            doubts.setdefault(doubt, []).append(one_line(job.submission.name, 60))
    for doubt, of in doubts.items():
        whom = f"{of[0]} and {count(len(of) - 1, 'other')}" if len(of) > 1 else of[0]
        warn([f"an answer of {whom} could not be judged, and its check failed. A mistake of Gradus? {doubt}"])
    warn(_reasons(plan))
    for job, each in ended.items():
        if each.error:
            kept = "no score, and the earlier report is kept" if job.report.is_file() else "no score"
            warn([f"{one_line(str(job.folder), 500)}: {kept}. {printable(each.error, 3000)}"])


def _reasons(plan: Plan) -> list[str]:
    return list(dict.fromkeys(one_line(refusal.why, 600) for refusal in plan.refused))


def _graded(done: list[Job]) -> str:
    return f"{count(len(done), 'submission')} {_were(len(done))} graded"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _grade(
    course: Course,
    plan: Plan,
    sandbox: str,
    parallel: int | None,
    deadline: float | None,
    scheduler: str | None,
    minutes: float | None,
) -> Mapping[Job, JobEnded]:
    if not plan.todo:
        return {}
    needed = {each.id for job in plan.todo for each in job.exercises}
    exercises = [each for each in course.exercises if each.id in needed]
    at_once = min(parallel or os.cpu_count() or 1, len(plan.todo))
    with watched(layout.console(stderr=True), len(plan.todo)) as watch:
        pool: Pool = (
            Cluster(scheduler, course, exercises, sandbox, parallel, deadline, tell=lambda remark: warn([remark]))
            if scheduler
            else LocalPool(course, exercises, sandbox, at_once, deadline)
        )
        return batch.grade_all(plan.todo, pool, plan.sharing, watch, None if minutes is None else 60 * minutes)


def _keep_refusals(course: Course, plan: Plan, sandbox: str) -> None:
    """Write the reports of what was refused. Raises OSError."""
    for refusal in plan.refused:
        if refusal.report:
            keep(refusal.report)
            refused = scoring.refusal(course, refusal.submission, sandbox, one_line(refusal.told, 500))
            write_atomic(refusal.report, refused.to_json())


def _show(results: Mapping[Job, Written | None], as_json: bool) -> None:
    rows = [
        terminal.Grade(job.submission.name, written.score, written.max_score, written.seconds, written.sandbox)
        for job, written in results.items()
        if written
    ]
    if as_json:
        click.echo(json.dumps([{"submission": r.submission, "score": r.score, "max_score": r.max_score} for r in rows]))
    else:
        terminal.show_grades(layout.console(), rows)

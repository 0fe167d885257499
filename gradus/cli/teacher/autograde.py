"""`gradus autograde`: grades one submission where a system runs a bundle of `gradus export --autograder`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from gradus.authoring.autograders.metadata import FILE, Metadata
from gradus.authoring.autograders.settings import Hidden, Settings
from gradus.cli.output import fail, warn
from gradus.core.course import Course, load
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import write_atomic
from gradus.core.report import Report
from gradus.core.report import read as read_report
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, ExportError
from gradus.exporters.registry import exporters
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import AUTO, choose


@dataclass(frozen=True)
class Place:
    """Where a system lays a submission, below the folder that --in names, and where it looks for results.

    Without `results` they are printed.
    """

    submission: str
    results: str = ""


PLACES = {
    "gradescope": Place("submission", "results/results.json"),
    "prairielearn": Place("student", "results/results.json"),
    "vpl": Place("."),
}
# An image of one's own: it grades every folder in submissions/, and has reports in results/.
MANY = "oci"
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
ONLY = "One of the bundle's exercises, alone; repeatable."


@click.command()
@click.argument("bundle", type=FOLDER)
@click.option("--in", "root", type=FOLDER, help="The folder that the system has laid out.")
@click.option("--only", multiple=True, metavar="EXERCISE", help=ONLY)
@click.option("--prove", is_flag=True, help="Prove the checks on the reference, and grade nothing.")
def command(bundle: Path, root: Path | None, only: tuple[str, ...], prove: bool) -> None:
    """Grade a submission with a BUNDLE, an unpacked zip file of gradus export --autograder, in the system's own terms.

    Exit status 3, and no results: it could not be graded, through no fault of the submission.
    """
    try:
        settings = Settings.read(bundle)
    except DecodeError as error:
        fail(f"{bundle / Settings.FILE} cannot be used: {error}", INFRASTRUCTURE)
    course = load(bundle / "course")
    exercises = _chosen(course, settings, only)
    sandbox = _sandbox(settings)
    if prove:
        _graded(course, course.solutions, exercises, sandbox)
        click.echo(f"The reference passes all checks of {len(exercises)} exercises, in the sandbox {sandbox}.")
        return
    if not root:
        fail("there is no place for a submission: give the system's folder with --in.", USAGE)
    if settings.system == MANY:
        sys.exit(_each(course, root, exercises, sandbox))
    if not (place := PLACES.get(settings.system)):
        fail(f"the bundle is for {one_line(settings.system)}, which this engine does not know.", INFRASTRUCTURE)
    report = _graded(course, root / place.submission, exercises, sandbox)
    _notes(settings, root, sum(course.by_id[name].points for name in exercises))
    _deliver(settings, report, root / place.results if place.results else None)


def _chosen(course: Course, settings: Settings, only: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the exercises to grade; exits with a message if the bundle has none of that name."""
    for name in only:
        if name not in settings.exercises:
            fail(f"the bundle has no exercise {one_line(name)}: it has {', '.join(settings.exercises)}.", USAGE)
    if missing := [name for name in settings.exercises if name not in course.by_id]:
        fail(f"the bundle's course has no exercise {one_line(missing[0])}.", INFRASTRUCTURE)
    return only or settings.exercises


def _sandbox(settings: Settings) -> str:
    """The strongest sandbox here; exits with a message if none isolates, unless the teacher wanted it all the same."""
    try:
        found = choose(AUTO)
    except SandboxUnavailableError as error:
        fail(str(error), INFRASTRUCTURE)
    if found.strength > 0 or settings.unprotected:
        return found.name
    why = []
    for name in ("bubblewrap", "landlock"):
        try:
            choose(name)
        except SandboxUnavailableError as error:
            why.append(f"{name}: {error}")
    fail("nothing isolates code on this machine, so nothing was graded. " + " ".join(why), INFRASTRUCTURE)


def _graded(course: Course, submission: Path, exercises: tuple[str, ...], sandbox: str) -> Report:
    """The report of a submission, as `gradus grade` makes it; exits with its message if there is none."""
    folder = Path(tempfile.mkdtemp(prefix="gradus-report-"))
    command = _command([submission.resolve()], folder, exercises, sandbox)
    try:
        done = subprocess.run(command, cwd=course.root, stdin=subprocess.DEVNULL, capture_output=True)
        said = (done.stderr or b"").decode("utf-8", "replace")
        sys.stderr.write(printable(said, 20_000))
        if done.returncode not in (0, USAGE):
            _stop("the submission could not be graded. This is no fault of the submission's.")
        reports = list(folder.glob("*.json"))
        if len(reports) != 1:
            _stop("grading left no report.")
        return read_report(reports[0])
    except DecodeError as error:
        _stop(f"the report cannot be used: {error}.")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _each(course: Course, root: Path, exercises: tuple[str, ...], sandbox: str) -> int:
    """Grade every folder in submissions/; returns the exit status of `gradus grade`, which says what came of it."""
    there = root / "submissions"
    folders = sorted(path for path in there.iterdir() if path.is_dir()) if there.is_dir() else []
    if not folders:
        fail(f"{there} has no folders: mount what was handed in there, a folder for each submission.", USAGE)
    return subprocess.run(_command(folders, root / "results", exercises, sandbox), cwd=course.root).returncode


def _command(submissions: list[Path], out: Path, exercises: tuple[str, ...], sandbox: str) -> list[str]:
    folders = map(str, submissions)
    only = (word for name in exercises for word in ("--only", name))
    return [sys.executable, "-P", "-m", "gradus", "grade", *folders, "--out", str(out), "--sandbox", sandbox, *only]


def _stop(why: str) -> NoReturn:
    fail(f"{why} See what is said above, and tell the course's teacher.", INFRASTRUCTURE)


def _notes(settings: Settings, root: Path, most: float) -> None:
    """Tell the teacher, in the log, what in Gradescope's settings does not fit."""
    if settings.system != "gradescope":
        return
    try:
        known = Metadata.of(root / FILE)
    except DecodeError as error:
        warn([f"{FILE} was not used: {error}."])
        return
    warn(known.notes(most, later=settings.hidden is Hidden.AFTER_DUE_DATE))


def _deliver(settings: Settings, report: Report, path: Path | None) -> None:
    """Write the results where the system looks for them; exits with a message if that is not possible."""
    hidden = "" if settings.hidden is Hidden.VISIBLE else settings.hidden.value
    bundle = Bundle(reports=[report], environment=os.environ, hidden=hidden)
    try:
        text = exporters()[settings.system].export(bundle).files[""]
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text)
    except (ExportError, OSError, KeyError) as error:
        fail(f"the results cannot be written: {error}", INFRASTRUCTURE)
    if not path:
        click.echo(text, nl=False)
    told = json.dumps({"score": report.score, "max_score": report.max_score, "sandbox": report.sandbox})
    click.echo(told, err=True)

"""`gradus check`: run the checks that a student has."""

import functools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.common import chosen, chosen_work, here, next_one, nothing_set
from gradus.cli.output import UNIT, fail, warn
from gradus.cli.student import _checking, _showing
from gradus.core.course import Course, Exercise
from gradus.core.exits import INFRASTRUCTURE, USAGE, WRONG
from gradus.core.handed_in.submission import Submission, open_folder
from gradus.core.report import ExerciseResult, Report
from gradus.student import actions, layout, preferences, remember
from gradus.student.preferences import Pacing, Preferences


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every exercise that has been set.")
@UNIT
@click.option("--watch", is_flag=True, help="Check again whenever you save, with keys for more; Ctrl-C ends it.")
@click.option("--plain", is_flag=True, help="Words instead of signs, and nothing drawn: for screen readers.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--github", is_flag=True, help="In a workflow on GitHub: also write its summary page and annotations.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if anything that was begun is wrong.")
@click.option("--submission", type=click.Path(path_type=Path), help="Check this folder instead of exercises/.")
def command(
    exercise: tuple[str, ...],
    everything: bool,
    units: tuple[str, ...],
    watch: bool,
    plain: bool,
    as_json: bool,
    github: bool,
    strict: bool,
    submission: Path | None,
) -> None:
    """Run the checks on exercises/: those of EXERCISE, of a whole part, or of the next one that is not finished.

    Your code runs in a process of its own, without protection. The score is not official. The exit status is 0 whatever
    the score; with --strict, 1 after a wrong answer, an error, or no answer in time, but not for what is not begun.
    """
    course, page = here(), _summary_page(github)
    _require_person(watch, as_json or github or strict)
    if everything and not course.set_by(datetime.now(UTC)).exercises:
        warn([nothing_set(course)])
        return
    named = _named(course, exercise, units, everything)
    settings, complaint = preferences.usable(course.root)
    warn(filter(None, [complaint, _out_of_turn(course, named, settings)]))
    if watch:
        from gradus.cli.student import _watching

        _watching.Watching(course, named, submission or course.stubs, settings, plain=plain).run()
        return
    folder = open_folder(submission or course.stubs, course)
    report, finished, faults = _check(course, named or [next_one(course)], folder, remember_it=submission is None)
    if page:
        _write_github(course, folder, report, page)
    if as_json:
        click.echo(report.to_json(), nl=False)
    else:
        _show(course, report, [] if github else finished, settings, plain=plain)  # a workflow begins anew each time
    _showing.faults(faults)
    if faults or (strict and any(result.fails for result in report.exercises)):
        sys.exit(INFRASTRUCTURE if faults else WRONG)


def _require_person(watch: bool, script: bool) -> None:
    if watch and script:
        fail("--watch is for a person at a terminal: leave out --json, --github and --strict.", USAGE)


def _show(course: Course, report: Report, new: list[ExerciseResult], settings: Preferences, *, plain: bool) -> None:
    """Print the results, and what was finished for the first time."""
    out = layout.console()
    _showing.results(out, course, report.exercises, settings, plain=plain)
    _showing.finished(out, course, new, settings)


def _out_of_turn(course: Course, named: list[Exercise], settings: Preferences) -> str:
    """What comes before the one exercise that was named, for a learner who likes to be led; empty if nothing does."""
    following = next_one(course)
    if settings.teaching.pacing is not Pacing.STRUCTURED or len(named) != 1:
        return ""
    early = course.exercises.index(following) < course.exercises.index(named[0])
    return f"in the structured pacing that you chose, {following.id} comes before {named[0].id}." if early else ""


def _summary_page(github: bool) -> Path | None:
    """The page of a workflow's summary if it is to be written; exits with a message if this is no workflow."""
    page = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if github and not page:
        fail("--github is for a step of a workflow: GITHUB_STEP_SUMMARY, which names its page, is not set.", USAGE)
    return Path(page) if github else None


def _named(course: Course, names: tuple[str, ...], units: tuple[str, ...], everything: bool) -> list[Exercise]:
    """The exercises that were named, in whatever way; with none, nothing was."""
    named = chosen(course, names)
    if everything or units:
        named += [each for each in chosen_work(course, units).exercises if each not in named]
    return named


def _check(
    course: Course, exercises: list[Exercise], folder: Submission, *, remember_it: bool
) -> tuple[Report, list[ExerciseResult], list[str]]:
    """The report, the results of the exercises that are finished now for the first time, and the checks' own faults."""
    warn(folder.remarks)
    checked = _checking.check(course, folder, exercises)
    report, faults = checked.report, checked.faults
    judged = [each for each in report.exercises if not any(name.startswith(f"{each.id}::") for name in faults)]
    finished = remember.checked(course, judged) if remember_it else []
    if not faults:
        return report, finished, []
    from gradus.grading.faults import once

    return report, finished, list(once(faults.values()))


def _write_github(course: Course, folder: Submission, report: Report, page: Path) -> None:
    try:
        with page.open("a", encoding="utf-8") as file:
            file.write(actions.summary(report.exercises))
    except OSError as error:
        fail(f"{page} cannot be written: {error.strerror}.", INFRASTRUCTURE)
    line_in = functools.partial(actions.line_in, course, folder.remembering())
    for line in actions.annotate(report.exercises, line_in):
        click.echo(line, err=True)

"""`gradus preview`: see an exercise as students do who got it wrong."""

import json

import click
from rich.text import Text

from gradus.authoring import preview
from gradus.cli.common import here, one
from gradus.cli.output import fail
from gradus.cli.student import _checking, _showing
from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.exits import USAGE
from gradus.core.handed_in.submission import Submission
from gradus.core.report import Report
from gradus.core.status import Status
from gradus.core.text import count
from gradus.student import layout
from gradus.student.preferences import Preferences


@click.command()
@click.argument("exercise")
@click.argument("misconception", nargs=-1)
@click.option("--stub", is_flag=True, help="What somebody sees who has not begun.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON, one in a line.")
def command(exercise: str, misconception: tuple[str, ...], stub: bool, as_json: bool) -> None:
    """Show what a student sees for each MISCONCEPTION of EXERCISE, or for all: the points and each check's text.

    It is what gradus check prints. Where a message names a line of their own file, here is that of misconceptions.py.
    """
    course = here()
    if stub and misconception:
        fail("--stub shows the stub: leave out the misconceptions.", USAGE)
    chosen = one(course, exercise)
    if stub:
        reports = [_checking.check(course, Submission("exercises", course.stubs), [chosen]).report]
    else:
        try:
            names = preview.choose(course, chosen, misconception)
        except preview.UnknownError as error:
            fail(str(error), USAGE)
        with layout.console(stderr=True).status("Running the checks", spinner="line"):
            reports = list(preview.reports(course, chosen, names))
    if as_json:
        for report in reports:
            click.echo(json.dumps(json.loads(report.to_json())))
        return
    for report in reports:
        _show(course, chosen, report, head=not stub)
    if len(reports) > 1:
        untold = [report.submission for report in reports if not _told(course, chosen, report)]
        click.echo(f"{count(len(reports), 'misconception')}; told at no check: {', '.join(untold) or 'none of them'}.")


def _show(course: Course, exercise: Exercise, report: Report, *, head: bool) -> None:
    out = layout.console()
    if head:
        file = course.graders(exercise) / checks.MISCONCEPTIONS
        place = f"{checks.shown(file)}, line {checks.lines(file)[report.submission]}"
        out.print()
        layout.wrapped(out, Text.assemble((f"── {report.submission} ", "bold reverse"), f"  {place}"))
        if not _told(course, exercise, report):
            layout.wrapped(out, Text("Its own sentence is told at none of these checks.", "yellow"))
    _showing.results(out, course, report.exercises, Preferences())


def _told(course: Course, exercise: Exercise, report: Report) -> bool:
    """Whether the sentence of the misconception is told somewhere."""
    sentence = checks.classes(course.graders(exercise) / checks.MISCONCEPTIONS)[report.submission]
    lost = [check for check in report.exercises[0].checks if check.status is not Status.PASSED]
    return any(check.diagnosis == sentence for check in lost)

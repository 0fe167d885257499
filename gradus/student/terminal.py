"""Reports and progress on a terminal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from gradus.core.report import LABEL, CheckResult, ExerciseResult, Report
from gradus.core.status import Status, Visibility
from gradus.core.telling import Told, points_line, tell, unusable, waiting
from gradus.core.text import printable
from gradus.student.layout import MARGIN, fitted, indented, spread, wrapped
from gradus.student.preferences import Depth
from gradus.student.words import first_sentence

BAR = 10  # columns
LABELS = ("", "called", "returned", "expected", "raised", "found", "looked at", "printed", "then")


@dataclass(frozen=True)
class View:
    """How much is said below a check that did not pass; `where` says where to read on about it, for much depth.

    In a `plain` one marks are words, and no column is drawn: for screen readers.
    """

    depth: Depth = Depth.BALANCED
    where: Callable[[CheckResult], str] = lambda check: ""
    plain: bool = False


def show_exercise(out: Console, result: ExerciseResult, view: View = View(), *, verbose: bool = True) -> None:
    """Print the checks of an exercise, further work last; unless `verbose`, count those not started if over three."""
    out.print()
    wrapped(out, Text.assemble((result.id, "bold"), ("  " + result.title, "dim")), 2)
    unstarted = [check for check in result.checks if check.status is Status.NOT_STARTED]
    counted = unstarted if len(unstarted) > 3 and not verbose else []
    shown = [check for check in [*result.core, *result.further] if check not in counted]
    told = {each.check.id: each for each in tell(shown)}
    if result.waiting:
        _show_fault(out, result, told[result.waiting[0].id])
    for check in result.core:
        if check in shown and not check.whole_file:
            show_check(out, told[check.id], view)
    if counted:
        out.print(Text(f"· {len(counted)} checks not started", "dim"))
    if further := [check for check in result.further if check in shown and not check.whole_file]:
        out.print(Text("Further, may wait:", "dim"))
        for check in further:
            show_check(out, told[check.id], view)


def _show_fault(out: Console, result: ExerciseResult, told: Told) -> None:
    """Print what is wrong with the whole file, once, and how many checks wait for that."""
    style, possible = told.check.status.style, sum(check.points for check in result.waiting)
    head = Text.assemble((told.check.status.mark, style), f" {unusable(result)}")
    out.print(spread(out, head, Text(f"0 / {possible:g}", style), 2))
    _show_facts(out, told.facts)
    indented(out, Text(waiting(result)))


def show_check(out: Console, told: Told, view: View = View()) -> None:
    """Print a check; if it did not pass, also what happened and what to look at."""
    check = told.check
    style, tail = check.status.style, f"{check.score:g} / {check.points:g}"
    if check.status not in (Status.PASSED, Status.FAILED, Status.BLOCKED):  # the mark of these says enough
        tail = f"{check.status.word}  {tail}"
    if check.visibility is Visibility.HIDDEN:
        tail = f"hidden  {tail}"
    if view.plain:
        points = f"{check.score:g} of {check.points:g} {'point' if check.points == 1 else 'points'}"
        out.print(Text(f"{check.status.word.capitalize()}: {check.title} {points}."), soft_wrap=True)
    else:
        out.print(spread(out, Text.assemble((check.status.mark, style), " ", check.title), Text(tail, style), 2))
    if check.status in (Status.PASSED, Status.NOT_STARTED):
        return
    _show_facts(out, told.facts)
    advice = first_sentence(told.advice) if view.depth is Depth.CONCISE else told.advice
    if advice:
        indented(out, Text(advice, "cyan" if check.diagnosis else ""))
    if told.repeat and view.depth is not Depth.CONCISE:  # one line, however long: what is wrapped cannot be pasted
        out.print(Text(" " * MARGIN + told.repeat, "dim"), soft_wrap=True)
    if view.depth is Depth.DETAILED and (where := view.where(check)):
        indented(out, Text(where, "dim"))


def _show_facts(out: Console, facts: str) -> None:
    for line in printable(facts, 5000).splitlines():
        label, rest = line[:LABEL], line[LABEL:]
        if label.strip() in LABELS:
            indented(out, Text.assemble((label, "dim"), rest), LABEL)
        else:
            indented(out, Text(line))


def show_sum(out: Console, results: Sequence[ExerciseResult]) -> None:
    """Print the points earned, and how many depend on hidden checks."""
    here, _, later = points_line(results).partition("; ")
    out.print()
    wrapped(out, Text.assemble((here, "bold"), f"; {later}" if later else ""))


@dataclass(frozen=True)
class Grade:
    """What a table of submissions shows of one."""

    submission: str
    score: float
    max_score: float
    seconds: float
    sandbox: str


def show_grades(out: Console, reports: Iterable[Report | Grade]) -> None:
    """Print a table with a row for each submission, in the width that there is."""
    rows = [(report, f"{report.score:g} / {report.max_score:g}") for report in reports]
    score = max([5, *(len(text) for _, text in rows)])
    sandbox = max([7, *(len(report.sandbox) for report, _ in rows)])
    name = max(8, min(40, out.width - score - BAR - 8 - sandbox - 8))
    head = f"{'submission':<{name}}  {'score':>{score}}  {'':{BAR}}  {'seconds':>8}  sandbox"
    out.print(Text(head, "dim"), soft_wrap=True)
    for report, text in rows:
        share = report.score / report.max_score if report.max_score else 0.0
        rest = f"  {text:>{score}}  {_bar(share)}  {report.seconds:>8.1f}  {report.sandbox}"
        out.print(Text.assemble(fitted(report.submission, name), rest), soft_wrap=True)


def _bar(share: float) -> str:
    """A bar of eighths of a column; it is full for a share of 1 alone."""
    whole, eighths = divmod(int(8 * BAR * min(max(share, 0.0), 1.0)), 8)
    return f"{'█' * whole}{' ▏▎▍▌▋▊▉'[eighths] if eighths else ''}".ljust(BAR)

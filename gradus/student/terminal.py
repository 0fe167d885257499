"""Reports and progress on a terminal."""

import os
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import Status, Visibility
from gradus.core.text import one_line, printable


def console(stderr: bool = False) -> Console:
    """A console that uses colours only on a terminal, honours NO_COLOR, and interprets no markup."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows code page may not know a check mark
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width, soft_wrap=False)


def show_exercise(out: Console, result: ExerciseResult, *, verbose: bool = True) -> None:
    """Print the checks of an exercise, further work last; unless `verbose`, count those not started if over three."""
    out.print()
    out.print(Text.assemble((result.id, "bold"), ("  " + result.title, "dim")))
    unstarted = [check for check in result.checks if check.status is Status.NOT_STARTED]
    counted = unstarted if len(unstarted) > 3 and not verbose else []
    for check in result.core:
        if check not in counted:
            show_check(out, check)
    if counted:
        out.print(Text(f"· {len(counted)} checks not started", "dim"))
    if further := [check for check in result.further if check not in counted]:
        out.print(Text("Further, may wait:", "dim"))
        for check in further:
            show_check(out, check)


def show_check(out: Console, check: CheckResult) -> None:
    """Print a check; if it did not pass, also what happened and what to look at."""
    style, tail = check.status.style, f"{check.score:g} / {check.points:g}"
    if check.status not in (Status.PASSED, Status.FAILED, Status.BLOCKED):  # the mark of these says enough
        tail = f"{check.status.word}  {tail}"
    if check.visibility is Visibility.HIDDEN:
        tail = f"hidden  {tail}"
    out.print(spread(out, Text.assemble((check.status.mark, style), " ", check.title), Text(tail, style)))
    if check.status in (Status.PASSED, Status.NOT_STARTED):
        return
    for line in printable(check.message, 3000).splitlines():
        label, rest = line[:10], line[10:]
        is_label = label.strip() in ("called", "returned", "expected", "raised", "found", "looked at")
        indented(out, Text.assemble((label, "dim"), rest) if is_label else Text(line))
    if check.advice:
        indented(out, Text(check.advice, "cyan" if check.diagnosis else ""))


def show_sum(out: Console, results: Sequence[ExerciseResult]) -> None:
    """Print the points earned, and how many depend on hidden checks."""
    score, possible = sum(r.earned for r in results), sum(r.possible for r in results)
    more = sum(result.max_score for result in results) - possible
    text = Text.assemble((f"{score:g} of {possible:g} points", "bold"))
    if more > 1e-9:
        text.append(f", and {more:g} more are decided by checks that run when you hand in")
    out.print()
    out.print(text)


def show_grades(out: Console, reports: Iterable[Report]) -> None:
    """Print a table with a row for each submission."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("submission", "score", "", "seconds", "sandbox"):
        table.add_column(name, justify="right" if name in ("score", "seconds") else "left", no_wrap=True)
    for report in reports:
        share = report.score / report.max_score if report.max_score else 0.0
        bar = "█" * round(10 * share)
        row = (f"{report.score:g} / {report.max_score:g}", f"{bar:<10}", f"{report.seconds:.1f}", report.sandbox)
        table.add_row(Text(one_line(report.submission, 40)), *row)
    out.print(table)


def plain(text: str) -> Text:
    """Untrusted text on one line, without a style."""
    return Text(one_line(text))


def spread(out: Console, left: Text, right: Text) -> Text | Table:
    """Return `left` and `right` at the two edges of a line; `left` wraps."""
    width = min(out.width, 100)
    if (gap := width - left.cell_len - right.cell_len) >= 2:
        return Text.assemble(left, " " * gap, right)  # a table takes ten times as long
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    grid.width = width
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(left, right)
    return grid


def indented(out: Console, text: Text) -> None:
    """Print a text four columns from the edge."""
    out.print(Padding(text, (0, 0, 0, 4), expand=False), width=min(out.width, 100))

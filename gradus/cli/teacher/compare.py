"""`gradus compare`: whose score changed between two runs of grading, by how much, and in which check."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from gradus.cli.output import fail, warn
from gradus.core.changes import Change, changes
from gradus.core.exits import USAGE
from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.text import count, one_line
from gradus.grading.official.reporting import BEFORE
from gradus.scores.marks import read_reports
from gradus.student import layout

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", required=False, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def command(old: Path, new: Path | None, as_json: bool) -> None:
    """Compare the reports in the folders OLD and NEW, for example after a check was mended.

    With one folder, its reports are compared with what they were before the last change.
    """
    if new is None:
        old, new = old / BEFORE, old
        if not old.is_dir():
            fail(f"{one_line(str(new), 300)} has no earlier reports: nothing has changed since it was made.", USAGE)
    try:
        before, after = (_by_name(folder) for folder in (old, new))
    except ValueError as error:
        fail(str(error), USAGE)
    both = [name for name in after if name in before]
    found = [change for name in both for change in changes(before[name], after[name])]
    if as_json:
        click.echo(json.dumps([asdict(change) for change in found]))
    else:
        _show(found, len(both))
    if old != new / BEFORE:
        _tell_single(before, after)


def _by_name(folder: Path) -> dict[str, Report]:
    return {same(report.submission): report for report in read_reports(folder, unprotected=True).values()}


def _show(found: list[Change], compared: int) -> None:
    out = layout.console()
    if not found:
        out.print(f"No check has another result in any of {count(compared, 'submission')}.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("submission", "check", "before", "after", "points"):
        table.add_column(name, justify="right" if name == "points" else "left", overflow="fold")
    for change in found:
        row = [one_line(change.submission, 40), one_line(change.check, 80), change.before, change.after]
        table.add_row(*map(Text, row), f"{change.points:+g}")
    out.print(table)
    out.print()
    gained: dict[str, float] = defaultdict(float)
    for change in found:
        gained[change.submission] += change.points
    up, down = (sum(sign * points > 0 for points in gained.values()) for sign in (1, -1))
    out.print(f"{count(compared, 'submission')} compared: {up} with more points, {down} with fewer.")
    for name, number in Counter(change.check for change in found).most_common(10):
        out.print(Text(f"  {one_line(name, 80)}: another result for {number}", "dim"))


def _tell_single(before: Mapping[str, Report], after: Mapping[str, Report]) -> None:
    for reports, others, where in ((before, after, "first"), (after, before, "second")):
        if alone := [one_line(report.submission, 60) for name, report in reports.items() if name not in others]:
            more = f", and {len(alone) - 20} more" if len(alone) > 20 else ""
            warn([f"only in the {where} folder: {', '.join(alone[:20])}{more}."])

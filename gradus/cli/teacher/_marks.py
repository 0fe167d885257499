"""What the commands about marks share: their options, and how results, roster and due dates are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from gradus.cli.common import fail
from gradus.core.exits import USAGE
from gradus.core.text import one_line
from gradus.scores.marks import DueDates, ScoredItem, read_scored, unknown
from gradus.scores.roster import Student, SubmissionInfo, moment, read_roster, read_submissions

FILE = click.Path(path_type=Path)
RESULTS = click.argument("results", type=click.Path(path_type=Path, exists=True))
ROSTER = "CSV: login,id,student_id,last_name,first_name,email."


@dataclass(frozen=True)
class Known:
    """What there is to mark, and what is known about it; accounts in lower case."""

    items: list[ScoredItem]
    students: dict[str, Student]
    submitted: dict[str, SubmissionInfo]
    due: DueDates


def about_submissions(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say when work came and when it was due."""
    due = "When work was due, with a time zone, for all or as EXERCISE=TIME; may be given more than once."
    command = click.option("--due", "dues", multiple=True, help=due)(command)
    return click.option("--submissions", type=FILE, help="CSV: login,commit,submitted.")(command)


def read_known(results: Path, roster: Path | None, submissions: Path | None, dues: Sequence[str]) -> Known:
    """Read results, roster, submissions and due dates; exits with an error message if something is wrong with them."""
    try:
        students = read_roster(roster) if roster else {}
        submitted = read_submissions(submissions) if submissions else {}
        items = read_scored(results)
        single = {name: moment(when) for name, when in pairs([due for due in dues if "=" in due])}
        if strange := single.keys() - {item.name for item in items}:
            fail(f"--due {sorted(strange)[0]}: there are no marks for that.", USAGE)
        always = [moment(due) for due in dues if "=" not in due]
    except ValueError as error:
        fail(str(error), USAGE)
    return Known(items, students, submitted, DueDates(always[-1] if always else None, single))


def pairs(options: Sequence[str]) -> list[tuple[str, str]]:
    """The two halves of options like EXERCISE=ID; exits with an error message if one has no =."""
    if wrong := [option for option in options if "=" not in option]:
        fail(f"{wrong[0]}: write it as EXERCISE=ID.", USAGE)
    return [(option.partition("=")[0], option.partition("=")[2]) for option in options]


def list_unknown(known: Known) -> None:
    """Name the accounts that are not in the roster."""
    for login in unknown(known.items, known.students):
        click.echo(f"gradus: {one_line(login)} is not in the roster.", err=True)

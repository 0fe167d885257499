"""The options that the commands about marks share, and their parsing."""

from collections.abc import Sequence
from pathlib import Path

import click

from gradus.cli.common import fail, warn
from gradus.core.exits import USAGE
from gradus.core.text import one_line
from gradus.scores.marks import ClassResults, DueDates, read_scored
from gradus.scores.roster import parse_time, read_roster, read_submissions

FILE = click.Path(path_type=Path)
RESULTS = click.argument("results", type=click.Path(path_type=Path, exists=True))
ROSTER = "CSV with a column login; and student_id, email, last_name, first_name, id, team, if you have them."
SUBMISSIONS = click.option("--submissions", type=FILE, help="CSV: login,submitted and, if known, commit.")
DUE = "When work was due, with a time zone, for all or as EXERCISE=TIME; may be given more than once."
DUES = click.option("--due", "dues", multiple=True, help=DUE)


def read_class(results: Path, roster: Path | None, submissions: Path | None, dues: Sequence[str]) -> ClassResults:
    """Read the options and warn of accounts that are not in the roster; exits with a message if one is invalid."""
    try:
        notes: list[str] = []
        students = read_roster(roster, notes) if roster else {}
        infos = read_submissions(submissions, notes) if submissions else {}
        warn(notes)
        items = read_scored(results)
        by_name = {name: parse_time(time) for name, time in split_pairs([due for due in dues if "=" in due]).items()}
        if unknown := by_name.keys() - {item.name for item in items}:
            fail(f"--due {one_line(min(unknown))}: there are no marks for that.", USAGE)
        default = [parse_time(due) for due in dues if "=" not in due]
    except ValueError as error:
        fail(str(error), USAGE)
    class_results = ClassResults(items, students, infos, DueDates(default[-1] if default else None, by_name))
    warn([f"{one_line(login)} is not in the roster." for login in class_results.not_in_roster() if roster])
    return class_results


def split_pairs(options: Sequence[str]) -> dict[str, str]:
    """Options like EXERCISE=ID as a dict; exits with an error message if one has no "="."""
    if invalid := [option for option in options if "=" not in option]:
        fail(f"{one_line(invalid[0])}: write it as EXERCISE=ID.", USAGE)
    return {name: value for name, _, value in (option.partition("=") for option in options)}

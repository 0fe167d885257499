"""`gradus lti`: send marks into the gradebook of Canvas, Moodle or another platform that speaks LTI 1.3."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.output import fail, warn
from gradus.cli.teacher._marks import (
    FILE,
    MIXED,
    ROSTER,
    class_options,
    read_class,
    split_pairs,
    warn_of_class,
    warn_of_marks,
)
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.text import count, one_line
from gradus.exporters.lti.platform import LtiError, read, read_key
from gradus.exporters.lti.push import Plan, Sending, plan, send
from gradus.exporters.lti.service import Service
from gradus.scores.totals import Mark

PLATFORM = "TOML with client_id, key_id, token_url, lineitems, members: docs/gradebook.md says where they stand."
KEY = "The tool's RSA private key, a PEM file; it is read and never printed."
COLUMN = "The column of an exercise, by its label there (default: the exercise's id)."


@click.command()
@class_options
@click.option("--platform", required=True, type=FILE, help=PLATFORM)
@click.option("--key", required=True, envvar="GRADUS_LTI_KEY", show_envvar=True, type=FILE, help=KEY)
@click.option("--roster", required=True, type=FILE, help=ROSTER)
@click.option("--column", "columns", multiple=True, metavar="EXERCISE=LABEL", help=COLUMN)
@click.option("--send", "really", is_flag=True, help="Send them. Without it, only what would be sent is told.")
@MIXED
def command(
    results: tuple[Path, ...],
    platform: Path,
    key: Path,
    roster: Path,
    columns: tuple[str, ...],
    really: bool,
    submissions: tuple[Path, ...],
    dues: tuple[str, ...],
    extensions: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    unprotected: bool,
    mixed: bool,
) -> None:
    """Send the marks in RESULTS to a platform's gradebook, by LTI 1.3; without --send, say what would be sent.

    Marks of who handed in nothing are not sent. Exit status 3: something was refused, or the platform does not answer.
    """
    given = roster, submissions, dues, extensions, units, only
    found = read_class(results, *given, unprotected=unprotected)
    warn_of_class(found, mixed=mixed)
    marks = found.marks()
    warn_of_marks(marks)
    titles = _titles(columns, marks)
    service = _service(platform, key)
    try:
        made = plan(marks, service, titles)
        warn(made.notes)
        _tell(made, really)
        refused = send(made, service, datetime.now(UTC), _told) if really else 0
    except LtiError as error:
        fail(str(error), INFRASTRUCTURE)
    if refused:
        fail(f"{refused} of {len(made.sendings)} scores refused. The same command tries again.", INFRASTRUCTURE)
    if really:
        click.echo(f"{count(len(made.sendings), 'score')} sent.")


def _titles(columns: tuple[str, ...], marks: Sequence[Mark]) -> dict[str, str]:
    titles = split_pairs(columns)
    if unknown := [name for name in titles if name not in {mark.exercise for mark in marks}]:
        fail(f"--column {one_line(unknown[0])}: there are no marks for that.", USAGE)
    return titles


def _service(platform: Path, key: Path) -> Service:
    try:
        return Service(read(platform), read_key(key))
    except LtiError as error:
        fail(str(error), USAGE)


def _tell(made: Plan, really: bool) -> None:
    """Print what is sent, or would be."""
    for item in made.missing:
        click.echo(f"new column: {one_line(item.label)}, {item.most:g} points")
    if not really:
        for sending in made.sendings:
            mark = sending.mark
            click.echo(f"{one_line(mark.login)}: {mark.exercise} {mark.score:g} / {mark.max_score:g}")
        click.echo(f"{count(len(made.sendings), 'score')} would be sent: add --send.")


def _told(sending: Sending, why: str) -> None:
    if why:
        warn([f"{one_line(sending.mark.login)}, {sending.mark.exercise}: {why}"])
        sys.stderr.flush()

"""`gradus gradebook`: marks into nbgrader's gradebook."""

from __future__ import annotations

from pathlib import Path

import click

from gradus.cli.common import fail
from gradus.cli.teacher._marks import FILE, RESULTS, ROSTER, about_submissions, list_unknown, read_known
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.text import count
from gradus.scores import nbgrader


@click.command()
@RESULTS
@click.option(
    "--db", "url", help="The database: sqlite:///grades.db (default: gradebook.db in the folder), or a PostgreSQL URL."
)
@click.option("--roster", required=True, type=FILE, help=ROSTER)
@about_submissions
@click.option("--folder", type=FILE, default=Path("gradebook"), show_default=True, help="nbgrader's course folder.")
def command(
    results: Path, url: str | None, roster: Path, submissions: Path | None, dues: tuple[str, ...], folder: Path
) -> None:
    """Write the marks in RESULTS into nbgrader's gradebook. Marks given by hand stay."""
    known = read_known(results, roster, submissions, dues)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = nbgrader.write(nbgrader.locate(folder, url), known.items, known.students, known.submitted, known.due)
    except nbgrader.GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{folder} cannot be written: {error.strerror}.", USAGE)
    for note in notes:
        click.echo(f"gradus: {note}", err=True)
    people, names = {item.login for item in known.items}, {item.name for item in known.items}
    waiting = sum(part.score is None for item in known.items for part in item.parts)
    click.echo(
        f"{count(len(people), 'student')}, {count(len(names), 'piece')} of work, "
        f"{count(waiting, 'answer')} for a person to read."
    )
    list_unknown(known)

"""`gradus export`: reports and marks for another system."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.common import fail
from gradus.cli.teacher._marks import FILE, RESULTS, ROSTER, about_submissions, list_unknown, pairs, read_known
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import write_atomic
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, ExportError
from gradus.exporters.registry import exporters
from gradus.scores import nbgrader
from gradus.scores.marks import Mark, make_marks, read_reports


@click.command()
@RESULTS
@click.option("--format", "kind", required=True, type=click.Choice(list(exporters())))
@click.option("--out", required=True, type=FILE, help="The file to write; for several files, a folder.")
@click.option("--roster", type=FILE, help=ROSTER)
@about_submissions
@click.option("--db", "url", help="Take the totals from this gradebook: marks by hand and penalties count.")
@click.option("--template", type=FILE, help="For Canvas: a gradebook exported from it.")
@click.option("--column", "columns", multiple=True, metavar="EXERCISE=ID", help="For Canvas: a column by its number.")
def command(
    results: Path,
    kind: str,
    out: Path,
    roster: Path | None,
    submissions: Path | None,
    dues: tuple[str, ...],
    url: str | None,
    template: Path | None,
    columns: tuple[str, ...],
) -> None:
    """Write the marks in RESULTS (a folder, or one report) for another system."""
    exporter = exporters()[kind]
    if exporter.needs_roster and not roster:
        fail(f"--format {kind} needs --roster: it says which account is whose.", USAGE)
    if exporter.needs_template != bool(template):
        fail("--template goes with --format canvas: the gradebook as Canvas exports it, to be filled in.", USAGE)
    marks = _marks(results, roster, submissions, dues, url) if exporter.of_marks else []
    try:
        reports = [] if exporter.of_marks else [report for _, report in read_reports(results)]
        if not marks and not reports:
            fail(f"{results} holds no reports.", USAGE)
        text = template.read_text("utf-8-sig") if template else ""
        bundle = Bundle(reports, marks, datetime.now(UTC), os.environ, text, dict(pairs(columns)))
        made = exporter.export(bundle)
    except (ExportError, TableError, UnicodeDecodeError) as error:
        fail(f"{template}: {error}" if template else str(error), USAGE)
    except OSError as error:
        fail(f"{error.filename} cannot be read: {error.strerror}.", USAGE)
    for note in made.notes:
        click.echo(f"gradus: {note}", err=True)
    try:
        for name, text in made.files.items():
            path = out / name if name else out
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text)
    except OSError as error:
        fail(f"{one_line(str(out), 300)} cannot be written: {error.strerror}.", USAGE)


def _marks(
    results: Path, roster: Path | None, submissions: Path | None, dues: tuple[str, ...], url: str | None
) -> list[Mark]:
    """The lines of the table of marks; exits with an error message if there are none."""
    known = read_known(results, roster, submissions, dues)
    marks = make_marks(known.items, known.students, known.submitted, known.due)
    try:
        marks = nbgrader.combine(nbgrader.locate(Path.cwd(), url).url, marks) if url else marks
    except nbgrader.GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    if roster:
        list_unknown(known)
    if waiting := sum(mark.waiting for mark in marks):
        are = "mark is" if waiting == 1 else "marks are"
        click.echo(f"gradus: {waiting} {are} not final: a person has answers to read.", err=True)
    return marks

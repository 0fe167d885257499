"""`gradus export`: write reports or marks in the format of another system."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.common import fail, warn
from gradus.cli.teacher._marks import FILE, ROSTER, class_options, read_class, reports_of, split_pairs, warn_of_marks
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import write_atomic
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Exporter, ExportError
from gradus.exporters.registry import exporters
from gradus.scores.marks import ClassResults, Mark
from gradus.scores.nbgrader import GradebookError, combine


class Format(click.ParamType):  # type: ignore[type-arg]
    """A format of the registry, which is only loaded when the command runs or shows its help."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """All formats."""
        return f"[{'|'.join(_formats())}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Exporter:
        """The exporter of a format."""
        return _formats()[click.Choice(list(_formats())).convert(value, param, ctx)]


def _formats() -> Mapping[str, Exporter]:
    try:
        return exporters()
    except ExportError as error:
        fail(str(error), INFRASTRUCTURE)


@click.command()
@class_options
@click.option("--format", "exporter", required=True, type=Format())
@click.option("--out", required=True, type=FILE, help="The file to write; for several files, a folder.")
@click.option("--roster", type=FILE, help=ROSTER)
@click.option("--db", "url", help="Take the totals from this gradebook: marks by hand and penalties count.")
@click.option("--template", type=FILE, help="For Canvas: a gradebook exported from it.")
@click.option("--column", "columns", multiple=True, metavar="EXERCISE=ID", help="For Canvas: a column by its number.")
def command(
    results: tuple[Path, ...],
    exporter: Exporter,
    out: Path,
    roster: Path | None,
    submissions: tuple[Path, ...],
    dues: tuple[str, ...],
    extensions: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    url: str | None,
    template: Path | None,
    columns: tuple[str, ...],
) -> None:
    """Write the marks in RESULTS (a folder, or one report) for another system."""
    if exporter.needs_roster and not roster:
        fail(f"--format {exporter.name} needs --roster: it says which account is whose.", USAGE)
    if exporter.needs_template and not template:
        fail(f"--format {exporter.name} needs --template: a file exported from that system, to be filled in.", USAGE)
    if template and not exporter.needs_template:
        fail(f"--format {exporter.name} does not use --template.", USAGE)
    try:
        marks: list[Mark] = []
        reports = [] if exporter.of_marks else reports_of(results, units, only)
        if exporter.of_marks:
            marks = _marks(read_class(results, roster, submissions, dues, extensions, units, only), url)
        if not marks and not reports:
            fail(f"{results[0]} has no reports.", USAGE)
        text = template.read_text("utf-8-sig") if template else ""
        export = exporter.export(Bundle(reports, marks, datetime.now(UTC), os.environ, text, split_pairs(columns)))
    except UnicodeDecodeError:
        fail(f"{template} is not UTF-8: save it as “CSV UTF-8”.", USAGE)
    except (ExportError, TableError) as error:
        fail(f"{template}: {error}" if template else str(error), USAGE)
    except GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{error.filename} cannot be read: {error.strerror}.", USAGE)
    except Exception as error:  # an exporter may come from anywhere
        fail(f"the exporter {exporter.name} failed: {type(error).__name__}: {error}", INFRASTRUCTURE)
    warn(export.notes)
    _write(export.files, out)


def _write(files: Mapping[str, str], out: Path) -> None:
    try:
        for name, text in files.items():
            if name and Path(name).name != name:
                raise ValueError(f"{name} is not the name of a file in it")
            path = out / name if name else out
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text)
    except (OSError, ValueError) as error:
        fail(f"{one_line(str(out), 300)} cannot be written: {getattr(error, 'strerror', error)}.", USAGE)


def _marks(results: ClassResults, url: str | None) -> list[Mark]:
    """The marks, with the totals of the gradebook at `url`. Raises GradebookError if it cannot be used."""
    marks = results.marks()
    if url:
        marks = results.with_dropped(combine(url, marks, results.rules))
    warn_of_marks(marks)
    if waiting := sum(mark.waiting for mark in marks):
        marks_are = "mark is" if waiting == 1 else "marks are"
        warn([f"{waiting} {marks_are} not final: a person has answers to read."])
    return marks

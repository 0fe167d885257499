"""`gradus export`: write reports or marks in the format of another system."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from gradus.authoring.autograders.registry import known
from gradus.authoring.autograders.settings import Hidden
from gradus.cli.output import cannot_write, fail, warn
from gradus.cli.teacher._autograder import build
from gradus.cli.teacher._marks import (
    ANY_RESULTS,
    FILE,
    MIXED,
    ROSTER,
    class_options,
    read_class,
    reports_of,
    split_pairs,
    warn_of_class,
    warn_of_marks,
)
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import private_folder
from gradus.core.names import same, unfit
from gradus.core.tables import TableError, read_text
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.exporters.exporter import Bundle, Export, Exporter, ExportError
from gradus.exporters.registry import exporters
from gradus.scores.absent import complete
from gradus.scores.marks import ClassResults
from gradus.scores.nbgrader import GradebookError, combine
from gradus.scores.protection import FLAG
from gradus.scores.totals import totals


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


MISSING = "What tables have for whoever handed in nothing: an empty cell, or 0."
BY = "For Moodle: what it knows students by (default: e-mail or ID number, what more of the roster has)."
EXCEL = "For long: open it in Excel by a double click, where numbers are written 7.5 (point) or 7,5 (comma)."
AUTOGRADER = "Write a zip file by which this system grades, with the course's hidden checks: docs/autograders.md."
HIDDEN = "When students see hidden checks: for --format gradescope, and --autograder gradescope."
# What only some formats heed.
OPTIONS = {"key": "by", "excel": "excel", "overrule": "overrule-excused", "hidden": "hidden"}


@click.command()
@partial(class_options, results=ANY_RESULTS)
@click.option("--format", "exporter", type=Format())
@click.option("--autograder", type=click.Choice(list(known())), help=AUTOGRADER)
@click.option("--hidden", type=click.Choice([each.value for each in Hidden]), help=HIDDEN)
@click.option("--out", required=True, type=FILE, help="The file to write; for several files, a folder.")
@click.option("--roster", type=FILE, help=ROSTER)
@MIXED
@click.option("--missing", type=click.Choice(["empty", "zero"]), default="empty", show_default=True, help=MISSING)
@click.option("--db", "url", help="Take the totals from this gradebook: marks by hand and penalties count.")
@click.option("--template", type=FILE, help="For Canvas: a gradebook exported from it.")
@click.option("--column", "columns", multiple=True, metavar="EXERCISE=ID", help="For Canvas: a column by its number.")
@click.option("--overrule-excused", "overrule", is_flag=True, help="For Canvas: scores replace EX, too.")
@click.option("--by", "key", type=click.Choice(["email", "id", "username"]), help=BY)
@click.option("--excel", type=click.Choice(["point", "comma"]), help=EXCEL)
def command(
    results: tuple[Path, ...],
    exporter: Exporter | None,
    autograder: str | None,
    out: Path,
    roster: Path | None,
    submissions: tuple[Path, ...],
    dues: tuple[str, ...],
    extensions: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    unprotected: bool,
    mixed: bool,
    missing: str,
    url: str | None,
    template: Path | None,
    columns: tuple[str, ...],
    **options: Any,
) -> None:
    """Write the marks in RESULTS (a folder, or one report) for another system, or what grades there (--autograder)."""
    if autograder:
        return build(autograder, out, units, only, options["hidden"], unprotected=unprotected)
    exporter = _fit(exporter if results else None, roster, template, options)
    known: dict[str, Any] = {"now": datetime.now(UTC), "environment": os.environ, "columns": split_pairs(columns)}
    notes: list[str] = []
    try:
        if exporter.of_marks:
            given = roster, submissions, dues, extensions, units, only
            warn_of_class(found := read_class(results, *given, unprotected=unprotected), mixed=mixed)
            known |= _marks(found, url, zero=missing == "zero", unprotected=unprotected)
        else:
            known["reports"] = reports_of(results, units, only, notes, unprotected=unprotected)
        if not (known.get("marks") or known.get("reports")):
            fail(f"{results[0]} has no reports.", USAGE)
        known["template"] = read_text(template, notes) if template else ""
    except TableError as error:
        fail(str(error), USAGE)
    except GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    _write(exporter, Bundle(**known, **_heeded(options)), template, out, notes)


def _fit(exporter: Exporter | None, roster: Path | None, template: Path | None, options: Mapping[str, Any]) -> Exporter:
    """The exporter; exits with a message if there is none, or it lacks an option or does not use one that was given."""
    if not exporter:
        fail("give RESULTS and --format, or --autograder.", USAGE)
    if exporter.needs_roster and not roster:
        fail(f"--format {exporter.name} needs --roster: it says which account is whose.", USAGE)
    if exporter.needs_template and not template:
        fail(f"--format {exporter.name} needs --template: a file exported from that system, to be filled in.", USAGE)
    given = [name for option, name in OPTIONS.items() if options[option] and option not in exporter.options]
    if template and not exporter.needs_template:
        given.append("template")
    if given:
        fail(f"--format {exporter.name} does not use --{given[0]}.", USAGE)
    return exporter


def _heeded(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as a Bundle has them."""
    excel = {None: "", "point": ".", "comma": ","}[options["excel"]]
    return {
        "key": options["key"] or "",
        "excel": excel,
        "overrule": options["overrule"],
        "hidden": options["hidden"] or "",
    }


def _export(exporter: Exporter, bundle: Bundle, template: Path | None) -> Export:
    try:
        return exporter.export(bundle)
    except (ExportError, TableError) as error:
        fail(f"{template}: {error}" if template else str(error), USAGE)
    except Exception as error:  # an exporter may come from anywhere
        fail(f"the exporter {exporter.name} failed: {type(error).__name__}: {error}", INFRASTRUCTURE)


def _marked(name: str, exporter: Exporter) -> str:
    """The name of a file with a word in it, in place of what the format has no room for."""
    path = Path(name)
    marked = f"{path.stem}.{FLAG}{path.suffix}"
    warn([f"{exporter.name} cannot say which scores are of code that ran in no sandbox: see {marked}."])
    return marked


def _write(exporter: Exporter, bundle: Bundle, template: Path | None, out: Path, notes: list[str]) -> None:
    """Write the files of any exporter, wherever it comes from: the file `out`, or files that lie right in it.

    They are marked by their names if they have scores of code that ran in no sandbox, and cannot say so. `notes` are
    told first.
    """
    warn(notes)
    export = _export(exporter, bundle, template)
    warn(export.notes)
    files, marked = export.files, bool(bundle.unprotected) and not exporter.tells_unprotected
    _require_inside(exporter, files)
    folder, names = (out.parent, {"": out.name}) if "" in files else (out, {name: name for name in files})
    names = {name: _marked(file, exporter) if marked else file for name, file in names.items()}
    try:
        private_folder(folder)
        for file in names.values():
            Within(folder).check(file)
        for name, file in names.items():
            Within(folder).write(file, files[name].encode(), private=True)
    except OSError as error:
        cannot_write(error, out)


def _require_inside(exporter: Exporter, files: Mapping[str, str]) -> None:
    """Exits with a message if a file would lie elsewhere, or two would be one: an exporter may come from anywhere."""
    taken: dict[str, str] = {}
    for name in files:
        if (why := unfit(name) if name or len(files) > 1 else "") or taken.setdefault(same(name), name) != name:
            what = f"{one_line(name) or 'a file without a name'} {why or f'is {one_line(taken[same(name)])} as well'}"
            fail(f"the exporter {exporter.name} failed: {what}. Nothing was written.", INFRASTRUCTURE)


def _marks(results: ClassResults, url: str | None, *, zero: bool, unprotected: bool) -> dict[str, Any]:
    """The marks and totals of the whole roster, with the totals of the gradebook at `url`.

    Raises GradebookError if that cannot be used.
    """
    graded = combine(url, results.marks(), results.rules) if url else results.marks()
    if (found := [mark.login for mark in graded if mark.unprotected]) and not unprotected:
        which = ", ".join(one_line(login) for login in dict.fromkeys(found))
        fail(f"the gradebook has scores of code that ran in no sandbox: {which}. Run gradus gradebook again.", USAGE)
    warn_of_marks(graded)
    if waiting := sum(mark.waiting for mark in graded):
        marks_are = "mark is" if waiting == 1 else "marks are"
        warn([f"{waiting} {marks_are} not final: a person has answers to read."])
    marks = results.with_dropped(complete(graded, results.students, zero=zero))
    return {"marks": marks, "totals": totals(marks, results.units, results.rules)}

"""`gradus alike`: passages that are alike in the modules of two students, side by side."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.common import here
from gradus.cli.output import cannot_write, fail, selecting
from gradus.cli.teacher import _alike, _view
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.names import same
from gradus.core.tables import TableError
from gradus.pages import html as pages
from gradus.pages.alike import data, section, text
from gradus.scores.absent import login_of
from gradus.scores.alike.found import Alike
from gradus.scores.roster import Student, read_roster
from gradus.student import layout

FOLDERS = click.argument(
    "folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
HELP = {
    "html": "Write a page with the passages side by side: one file, no network, for light, dark and paper.",
    "all": "All pairs, not only the first.",
    "anonymous": "Write no names and no logins: students are numbered. The code is shown as it is.",
    "json": "Print data for a script: docs/alike.md.",
}


@click.command()
@FOLDERS
@_view.ROSTER
@selecting
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=HELP["html"])
@click.option("--all", "everything", is_flag=True, help=HELP["all"])
@click.option("--anonymous", is_flag=True, help=HELP["anonymous"])
@click.option("--json", "as_json", is_flag=True, help=HELP["json"])
def command(
    folders: tuple[Path, ...],
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    everything: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    """Show which passages of code are alike, beyond the stub and beyond what many write.

    FOLDERS is the folder of all submissions, or the submissions themselves. Exercises are compared, lessons are not.
    Nothing is run, and nothing is sent anywhere.
    """
    course, students = here(), _students(roster)
    compared = _alike.compared(folders, course, units, only)
    found = compared.found
    names = _names(found, students)
    if anonymous:
        names, found = found.numbered(), replace(found, notes=())  # notes say whose code could not be compared
    if html:
        _write(html, found, course.title, names)
        click.echo(f"{html}: {text.summary(found)}")
    elif as_json:
        click.echo(data.to_json(found, names))
    else:
        text.show(layout.console(), found, names, everything=everything)
    if as_json:
        compared.require_all()  # the data has the notes
    else:
        compared.tell()


def _students(roster: Path | None) -> Mapping[str, Student]:
    try:
        return read_roster(roster, []) if roster else {}
    except TableError as error:
        fail(str(error), USAGE)


def _names(found: Alike, students: Mapping[str, Student]) -> dict[str, str]:
    """What to call each student: as the roster does, with the login where that is not enough."""
    logins = {folder: login_of(folder, students) for folder in found.students}
    known = {folder: students.get(same(login)) for folder, login in logins.items()}
    names = {folder: (student and student.full_name) or logins[folder] for folder, student in known.items()}
    often = Counter(names.values())
    return {folder: name if often[name] == 1 else f"{name} ({folder})" for folder, name in names.items()}


def _write(path: Path, found: Alike, title: str, names: Mapping[str, str]) -> None:
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    try:
        private_folder(path.parent)
        write_atomic(path, section.page(found, title, made, lambda login: pages.name(names[login])), private=True)
    except OSError as error:
        cannot_write(error, path)

"""`gradus overview`: what the class has not understood, on the terminal, as one page, or as data."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gradus.cli.common import here
from gradus.cli.output import cannot_write, fail, selecting
from gradus.cli.teacher import _view
from gradus.cli.teacher._marks import UNPROTECTED
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.names import same
from gradus.pages.html import Piece
from gradus.pages.overview import page, text
from gradus.pages.overview.data import data
from gradus.pages.overview.view import ClassView
from gradus.scores.absent import login_of
from gradus.student import layout

if TYPE_CHECKING:
    from gradus.cli.teacher import _alike

HTML = "Write a page: one file, no network, to sort and search, for light, dark and paper."
ALIKE = "With --html: the folder of submissions; which passages of them are alike stands on the page, too."
ANONYMOUS = "Write no names and no logins: students are numbered, and remarks that may name somebody are left out."
NEEDS_PAGE = "--alike belongs to --html FILE; `gradus alike` shows it on a terminal."
NEEDS_NAMES = "--anonymous makes a page to show to others, on which no student's code belongs: leave --alike out."


@click.command()
@_view.FOLDER
@_view.ROSTER
@selecting
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=HTML)
@click.option("--alike", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER", help=ALIKE)
@click.option("--all", "everything", is_flag=True, help="All students and all checks, not only those that matter most.")
@click.option("--anonymous", is_flag=True, help=ANONYMOUS)
@UNPROTECTED
@click.option("--json", "as_json", is_flag=True, help="Print data for a script: docs/reading-results.md.")
def command(
    results: Path,
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    alike: Path | None,
    everything: bool,
    anonymous: bool,
    unprotected: bool,
    as_json: bool,
) -> None:
    """Show what the class in RESULTS has not understood: who is stuck on what, checks, misconceptions, and movement."""
    if alike and (anonymous or not html):
        fail(NEEDS_NAMES if anonymous else NEEDS_PAGE, USAGE)
    read = _view.read(results, roster, units, only, unprotected=unprotected, earlier=True)
    read = read.anonymous() if anonymous else read
    view = read.view()
    if html:
        passages = _passages(alike, read, units, only) if alike else None
        added = [_section(passages, read, view)] if passages else []
        try:
            private_folder(html.parent)
            made = _view.made(None if anonymous else results)
            write_atomic(html, page.render(view, read.title, made, added=added), private=True)
        except OSError as error:
            cannot_write(error, html)
        click.echo(f"{html}: {text.summary(view)}")
        if passages:
            passages.tell()
    elif as_json:
        click.echo(data(view, read.title).to_json())
    else:
        text.show(layout.console(), view, everything=everything)


def _passages(folder: Path, read: _view.Results, units: Sequence[str], only: Sequence[str]) -> "_alike.Compared":
    """What is alike in the submissions of the same class."""
    from gradus.cli.teacher import _alike  # NumPy, which the overview alone does without

    return _alike.compared([folder], read.course or here(), units, only)


def _section(passages: "_alike.Compared", read: _view.Results, view: ClassView) -> page.Added:
    """The passages as a section, with the names of the page, or their numbers where it hides names."""
    from gradus.pages.alike import section

    logins = [*(row.login for row in view.students), *(student.login for student in view.absent)]
    numbers = {same(login): f"student {number}" for number, login in enumerate(logins, 1)}
    names = {same(row.login): row.name for row in view.students}

    def call(folder: str) -> Piece:
        login = login_of(folder, read.students)
        return section.hideable(names.get(same(login), login), numbers.get(same(login), "a student"))

    return page.Added("alike", "Alike", "Passages alike", section.section(passages.found, call), section.STYLE)

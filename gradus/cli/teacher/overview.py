"""`gradus overview`: what the class has not understood, on the terminal, as one page, or as data."""

from pathlib import Path

import click

from gradus.cli.common import fail, selecting
from gradus.cli.teacher import _view
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.text import one_line
from gradus.pages.overview import page, text
from gradus.pages.overview.data import data
from gradus.student import terminal

HTML = "Write a page: one file, no network, to sort and search, for light, dark and paper."
ANONYMOUS = "Write no names and no logins: students are numbered, and remarks that may name somebody are left out."


@click.command()
@_view.FOLDER
@_view.ROSTER
@selecting
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=HTML)
@click.option("--all", "everything", is_flag=True, help="All students and all checks, not only those that matter most.")
@click.option("--anonymous", is_flag=True, help=ANONYMOUS)
@click.option("--json", "as_json", is_flag=True, help="Print data for a script: docs/reading-results.md.")
def command(
    results: Path,
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    everything: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    """Show what the class in RESULTS has not understood: who is stuck on what, checks, misconceptions, and movement."""
    read = _view.read(results, roster, units, only, earlier=True)
    read = read.anonymous() if anonymous else read
    view = read.view()
    if html:
        try:
            private_folder(html.parent)
            made = _view.made(None if anonymous else results)
            write_atomic(html, page.render(view, read.title, made), private=True)
        except OSError as error:
            fail(f"{one_line(str(html), 300)} cannot be written: {error.strerror}.", USAGE)
        click.echo(f"{html}: {text.summary(view)}")
    elif as_json:
        click.echo(data(view, read.title).to_json())
    else:
        text.show(terminal.console(), view, everything=everything)

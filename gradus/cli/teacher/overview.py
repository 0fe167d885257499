"""`gradus overview`: who is stuck on what, on the terminal or as one page."""

import json
from pathlib import Path
from typing import Any

import click

from gradus.cli.common import fail, selecting
from gradus.cli.teacher import _view
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.text import one_line
from gradus.pages.overview import page, text
from gradus.pages.overview.matters import matters
from gradus.pages.overview.view import ClassView
from gradus.student import terminal

HTML = "Write a page: one file, no network, for light, dark and paper."


@click.command()
@_view.FOLDER
@_view.ROSTER
@selecting
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=HTML)
@click.option("--all", "everything", is_flag=True, help="All students and all checks, not only those that matter most.")
@click.option("--json", "as_json", is_flag=True, help="Print data for a script.")
def command(
    results: Path,
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Show who in RESULTS is stuck on what: students, exercises, checks, misconceptions, who handed in nothing."""
    read = _view.read(results, roster, units, only)
    view = read.view()
    if html:
        try:
            private_folder(html.parent)
            write_atomic(html, page.render(view, read.title, _view.made(results)), private=True)
        except OSError as error:
            fail(f"{one_line(str(html), 300)} cannot be written: {error.strerror}.", USAGE)
        click.echo(f"{html}: {text.summary(view)}")
    elif as_json:
        click.echo(json.dumps(_data(view)))
    else:
        text.show(terminal.console(), view, everything=everything)


def _data(view: ClassView) -> dict[str, Any]:
    """The view for a script: what pages show, by names that stay."""
    return {
        "students": [
            {
                "login": row.login,
                "name": row.name,
                "score": row.score,
                "refused": row.refused,
                "exercises": {
                    key: {"score": cell.score, "max_score": cell.max_score, "state": cell.state.value}
                    for key, cell in row.cells.items()
                },
            }
            for row in view.students
        ],
        "absent": [student.login for student in view.absent],
        "checks": [
            {"id": f"{row.item}::{row.name}", "title": row.title, "tried": row.tried, "failing": row.failing}
            for row in view.checks
        ],
        "misconceptions": [
            {"exercise": found.item, "names": found.names, "sentence": found.sentence, "students": found.logins}
            for found in view.found
        ],
        "identical": [{"students": logins, "exercises": exercises} for logins, exercises in view.alike],
        "matters": [{"what": each.what, "told": each.told} for each in matters(view)],
    }

"""`gradus review`: read a student's code beside the verdict, and give marks and comments by hand."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from gradus.cli.output import cannot_write, fail, selecting
from gradus.cli.teacher import _hand, _view
from gradus.cli.teacher._marks import UNPROTECTED
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.names import same
from gradus.core.tables import TableError
from gradus.core.text import count, nearest, one_line
from gradus.pages.overview import page as overview
from gradus.pages.student import gather, review, sources, text
from gradus.pages.student.known import Known
from gradus.scores import by_hand
from gradus.scores.by_hand import file_name
from gradus.student import layout

PATH = click.Path(path_type=Path)
HELP = {
    "submissions": "Where the submissions lie, a folder for each login: their code is shown beside the verdicts.",
    "html": "Write the page of the one student.",
    "out": "Write a page for each student, with an index: who needs help comes first.",
    "mark": "Give points to an exercise, a lesson, or EXERCISE::CHECK. They stay when it is graded again.",
    "comment": "Say something about it; the student's page shows it.",
    "clear": "Take back what was given by hand.",
    "marks": "CSV with the columns login,work and mark,comment: many at once.",
}


@click.command()
@_view.FOLDER
@click.argument("login", required=False)
@click.option("--submissions", type=PATH, default="submissions", show_default=True, help=HELP["submissions"])
@_view.ROSTER
@selecting
@click.option("--html", type=PATH, metavar="FILE", help=HELP["html"])
@click.option("--out", type=PATH, metavar="FOLDER", help=HELP["out"])
@UNPROTECTED
@click.option("--mark", "marks", multiple=True, metavar="WORK=POINTS", help=HELP["mark"])
@click.option("--comment", "comments", multiple=True, metavar="WORK=TEXT", help=HELP["comment"])
@click.option("--clear", "cleared", multiple=True, metavar="WORK", help=HELP["clear"])
@click.option("--marks", "table", type=PATH, metavar="CSV", help=HELP["marks"])
def command(
    results: Path,
    login: str | None,
    submissions: Path,
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    html: Path | None,
    out: Path | None,
    unprotected: bool,
    marks: tuple[str, ...],
    comments: tuple[str, ...],
    cleared: tuple[str, ...],
    table: Path | None,
) -> None:
    """Show LOGIN's code in RESULTS with each check's outcome, and take marks and comments by hand."""
    given = bool(marks or comments or cleared)
    if login is None:
        _require(not given and not html, "which student? Give the LOGIN after the folder of results.")
        _require(out or table, "give a LOGIN, or --out FOLDER for a page of each student.")
    read = _view.read(results, roster, units, only, unprotected=unprotected)
    try:
        if table:
            click.echo(_hand.from_table(results, read.students, _students(read), table))
        if given and login is not None:
            known = _one(_students(read), login)
            click.echo(_hand.give(results, read.students, known, marks, comments, cleared))
        read = replace(read, by_hand=by_hand.read(results, read.students))
    except TableError as error:
        fail(str(error), USAGE)
    finder = sources.Finder(read.course, submissions, read.students) if read.course else None
    try:
        if out:
            _all(read, finder, out, results)
        elif html and login is not None:
            _page(read, finder, login, html, results)
        elif login is not None and not given:
            text.show(layout.console(), _one(_students(read), login))
    except OSError as error:
        cannot_write(error, out or html or results)


def _require(met: object, text: str) -> None:
    if not met:
        fail(text, USAGE)


def _page(read: _view.Results, finder: sources.Finder | None, login: str, path: Path, results: Path) -> None:
    """The page of one student."""
    page = review.render(_reviewed(finder, _one(_students(read), login), results), read.title)
    private_folder(path.parent)
    write_atomic(path, page, private=True)
    click.echo(path)


def _students(read: _view.Results) -> list[Known]:
    return gather.everybody(read.view(), read.reports, read.lessons, read.by_hand)


def _one(students: Sequence[Known], login: str) -> Known:
    """The student of this login; exits with a message if there is none."""
    found = next((each for each in students if same(each.login) == same(login)), None)
    if found is None:
        near = nearest(login, [each.login for each in students])
        meant = f" Did you mean {one_line(near)}?" if near else ""
        fail(f"there is no report of {one_line(login)}.{meant}", USAGE)
    return found


def _reviewed(finder: sources.Finder | None, known: Known, results: Path) -> review.Review:
    """All that a teacher sees of a student; without a course there is no code to show."""
    found = finder.find(known) if finder else sources.Sources()
    command = shlex.join(["gradus", "review", str(results), known.login])
    return review.Review(known, found.files, found.checks, command)


def _all(read: _view.Results, finder: sources.Finder | None, out: Path, results: Path) -> None:
    """A page for each student, each with links to the next, and the overview as their index."""
    private_folder(out)
    students = _students(read)
    pages = [(f"{file_name(each.login)}.html", each.name) for each in students]
    links = {each.login: page for each, (page, _) in zip(students, pages, strict=True)}
    if len(set(links.values())) < len(links):
        fail("two submissions would share a page: rename one of them and grade it again.", USAGE)
    for number, known in enumerate(students):
        before = pages[number - 1] if number else None
        after = pages[number + 1] if number + 1 < len(pages) else None
        around = review.Around(before, after, "index.html")
        written = replace(_reviewed(finder, known, results), around=around)
        write_atomic(out / links[known.login], review.render(written, read.title), private=True)
    index = overview.render(read.view(), read.title, _view.made(results), links.__getitem__)
    write_atomic(out / "index.html", index, private=True)
    click.echo(f"{out / 'index.html'}: {count(len(students), 'student')}.")

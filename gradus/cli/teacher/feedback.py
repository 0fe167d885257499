"""`gradus feedback`: a page for each student, in HTML and Markdown, and Moodle's ZIP of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from gradus.cli.output import cannot_write, fail, selecting, warn
from gradus.cli.teacher import _view
from gradus.cli.teacher._marks import DUES, EXTENSIONS, SUBMISSIONS, UNPROTECTED, read_class
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.core.text import count, one_line
from gradus.pages.student import gather, markdown, moodle, page
from gradus.pages.student.known import Known
from gradus.scores import comments
from gradus.scores.absent import listed
from gradus.scores.by_hand import file_name
from gradus.scores.nbgrader import GradebookError

MOODLE = "Also write a ZIP for Moodle: Upload multiple feedback files in a zip."
COLLECTED = "The folder that gradus collect wrote: it knows the folders' names from Moodle."
DB = "Take comments, marks by hand and penalties from this gradebook."
PATH = click.Path(path_type=Path)


@click.command()
@_view.FOLDER
@click.option("--out", required=True, type=PATH, help="The folder to write: LOGIN.html and LOGIN.md for each student.")
@_view.ROSTER
@selecting
@click.option("--format", "form", type=click.Choice(["html", "md", "both"]), default="both", show_default=True)
@SUBMISSIONS
@DUES
@EXTENSIONS
@UNPROTECTED
@click.option("--db", "url", help=DB)
@click.option("--moodle", "zip_file", type=PATH, metavar="ZIP", help=MOODLE)
@click.option("--collected", type=PATH, default="submissions", show_default=True, help=COLLECTED)
def command(
    results: Path,
    out: Path,
    roster: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    form: str,
    submissions: tuple[Path, ...],
    dues: tuple[str, ...],
    extensions: Path | None,
    unprotected: bool,
    url: str | None,
    zip_file: Path | None,
    collected: Path,
) -> None:
    """Write a page for each student in RESULTS: what came out, why, and what to look at next."""
    read = _view.read(results, roster, units, only, unprotected=unprotected)
    view = read.view()
    try:
        gradebook = comments.read(url) if url else {}
    except GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    timed = (submissions or dues or extensions) and not url  # the gradebook knows what lateness costs
    given = roster, submissions, dues, extensions, units, only
    marks = read_class([results], *given, unprotected=unprotected).marks() if timed else ()
    students = gather.everybody(view, read.reports, read.lessons, read.by_hand, gradebook, marks)
    names = _names(students)
    pages = {each.login: _pages(each, names[each.login], read.title, form) for each in students}
    archive = moodle.pack(pages, _folders(collected, students)) if zip_file else None
    try:
        _write(out, pages)
        if archive and zip_file:
            private_folder(zip_file.parent)
            write_atomic(zip_file, archive.data, private=True)
    except OSError as error:
        cannot_write(error, out)
    click.echo(f"{out}: {count(sum(map(len, pages.values())), 'page')} for {count(len(pages), 'student')}.")
    warn(archive.notes if archive else ())
    if view.absent:
        warn([f"no page, as nothing was handed in: {listed(student.login for student in view.absent)}."])


def _write(out: Path, pages: Mapping[str, Mapping[str, str]]) -> None:
    private_folder(out)
    for files in pages.values():
        for name, text in files.items():
            write_atomic(out / name, text, private=True)


def _names(students: Iterable[Known]) -> dict[str, str]:
    """The file of each student, without its ending; exits with a message if two would share one."""
    names = {each.login: file_name(each.login) for each in students}
    if twice := [name for name, number in Counter(names.values()).items() if number > 1]:
        logins = " and ".join(one_line(login, 60) for login, name in names.items() if name == twice[0])
        fail(f"{logins} would share the page {twice[0]}: rename one of the submissions and grade it again.", USAGE)
    return names


def _pages(known: Known, name: str, title: str, form: str) -> dict[str, str]:
    renderers = {"html": page.render, "md": markdown.render}
    return {f"{name}.{end}": render(known, title) for end, render in renderers.items() if form in (end, "both")}


def _folders(collected: Path, students: Iterable[Known]) -> dict[str, str]:
    """The folder's name from Moodle for each login: as it was recorded, or the submission's own name."""
    from gradus.core.names import same
    from gradus.intake import record

    try:
        origins = record.read(collected) if collected.is_dir() else {}
    except DecodeError as error:
        fail(f"{collected}: {one_line(str(error), 300)}.", USAGE)
    folders = {}
    for each in students:
        origin = origins.get(same(each.login))
        folders[each.login] = origin.folder if origin else each.login
    return folders

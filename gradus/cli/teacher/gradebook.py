"""`gradus gradebook`: write scores into nbgrader's gradebook."""

from pathlib import Path

import click

from gradus.cli.output import cannot_write, fail, warn
from gradus.cli.teacher._marks import FILE, MIXED, ROSTER, class_options, read_class, warn_of_class, warn_of_marks
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.files import private_folder
from gradus.core.names import same
from gradus.core.text import count
from gradus.scores.nbgrader import GradebookError, locate, write

DB = "The database: sqlite:///grades.db (default: gradebook.db in the folder), or a PostgreSQL URL."


OURS = "late work loses points by [marks] in course.toml, when marks are exported; nbgrader's own penalty is off."


@click.command()
@class_options
@click.option("--db", "url", help=DB)
@click.option("--roster", required=True, type=FILE, help=ROSTER)
@MIXED
@click.option("--folder", type=FILE, default=Path("gradebook"), show_default=True, help="nbgrader's course folder.")
def command(
    results: tuple[Path, ...],
    url: str | None,
    roster: Path,
    submissions: tuple[Path, ...],
    dues: tuple[str, ...],
    extensions: Path | None,
    units: tuple[str, ...],
    only: tuple[str, ...],
    unprotected: bool,
    mixed: bool,
    folder: Path,
) -> None:
    """Write the marks in RESULTS into nbgrader's gradebook. Marks given by hand stay."""
    given = roster, submissions, dues, extensions, units, only
    class_results = read_class(results, *given, unprotected=unprotected).settled()
    warn_of_class(class_results, mixed=mixed)
    warn_of_marks(class_results.marks())
    if class_results.rules.late:
        warn([OURS])
    try:
        private_folder(folder)
        warn(write(locate(folder, url), class_results))
    except GradebookError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        cannot_write(error, folder)
    items = class_results.items
    students = len({same(item.login) for item in items} | class_results.students.keys())
    names = len({item.name for item in items})
    waiting = count(sum(part.score is None for item in items for part in item.parts), "answer")
    click.echo(f"{count(students, 'student')}, {count(names, 'assignment')}, {waiting} for a person to grade.")

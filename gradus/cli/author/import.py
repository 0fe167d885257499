"""`gradus import`: bring over notebooks that were made for nbgrader or Otter."""  # noqa: N999

from pathlib import Path

import click

from gradus.authoring.migrate import importing
from gradus.authoring.migrate.items import MigrationError
from gradus.authoring.migrate.plan import FORMATS
from gradus.cli.common import show_paths, to_change
from gradus.cli.output import fail
from gradus.core.exits import USAGE


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(sorted(FORMATS)))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--exercise", metavar="PART/NAME", default="", help="Its name here; otherwise the folder's and the file's."
)
def command(form: str, files: tuple[Path, ...], exercise: str) -> None:
    """Make exercises and lessons of notebooks for nbgrader or Otter, and say what did not come over.

    The notebooks are the sources, with solutions and tests. They are read and not run.
    """
    course = to_change()
    try:
        made = importing.plans(course, form, files, exercise)
        changed, paths = importing.write(course, made)
    except MigrationError as error:
        fail(str(error), USAGE)
    for each in made:
        click.echo(each.report)
    show_paths(changed, paths)
    names = " ".join(each.id for each in made if each.points)
    if names:
        click.echo(
            f"Now read the reports, and write what is missing. As you go: gradus stubs, gradus fingerprints {names}, ",
            nl=False,
        )
        click.echo(f"gradus verify {names}.")

"""`gradus init`: lay out a course."""

from pathlib import Path

import click

from gradus.authoring.beginning import init
from gradus.authoring.engine import EngineError
from gradus.cli.output import cannot_write, fail
from gradus.core.exits import USAGE
from gradus.core.text import count
from gradus.student import layout


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The title of the course (default: the folder's name).")
@click.option(
    "--engine", default="", metavar="REQUIREMENT", help="Depend on this engine, gradus-course==…, and carry none."
)
def command(folder: Path, title: str, engine: str) -> None:
    """Lay out a course in FOLDER: one worked exercise with its lesson, tests, CI, and a README to begin with."""
    try:
        with layout.console(stderr=True).status("Laying out the course", spinner="line"):
            names = init.lay_out(folder, title, engine)
    except (init.InitError, EngineError) as error:
        fail(str(error), USAGE)
    except OSError as error:
        cannot_write(error, folder)
    for name in names:
        click.echo(name)
    click.echo(f"{count(len(names), 'file')} in {folder}. Next: cd {folder}, and read README.md.")

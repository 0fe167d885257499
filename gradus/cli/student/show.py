"""`gradus show`: a picture made with the student's own functions."""

import os
import sys
from pathlib import Path

import click

from gradus.cli.common import chosen, fail, here
from gradus.core.exits import USAGE


@click.command()
@click.argument("exercise")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the PNG file here.")
def command(exercise: str, out: Path | None) -> None:
    """Draw a picture with your own functions of EXERCISE, and open it."""
    from gradus.student import pictures

    course = here()
    (selected,) = chosen(course, (exercise,))
    path = out or course.root / ".gradus" / "pictures" / f"{selected.id.replace('/', '-')}.png"
    try:
        pictures.save(pictures.draw(course, selected), path)
    except pictures.PictureError as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", USAGE)
    click.echo(f"The picture is in {os.path.relpath(path)}")
    if out is None and sys.stdout.isatty():
        click.launch(str(path))

"""`gradus release`: cut the student repository."""

from pathlib import Path

import click

from gradus.authoring import release
from gradus.cli.common import fail, here
from gradus.core.exits import USAGE


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
def command(destination: Path) -> None:
    """Write the student repository into DEST: stubs, visible checks and engine, but nothing that reveals answers."""
    course = here()
    try:
        changed = release.release(course, destination)
    except release.EditedFilesError as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"{destination} cannot be written: {error.strerror}.", USAGE)
    for path in changed:
        click.echo(path)
    click.echo(f"{len(changed)} files changed in {destination}.")

"""`gradus release`: cut the student repository."""

from pathlib import Path

import click

from gradus.authoring import release
from gradus.cli.common import here
from gradus.cli.output import cannot_write, fail, warn
from gradus.core.exits import USAGE
from gradus.core.text import count
from gradus.student import layout


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option("--verified", is_flag=True, help="Refuse a course that gradus verify has not passed as it is now.")
def command(destination: Path, verified: bool) -> None:
    """Write the student repository into DEST: stubs, visible checks and engine, but nothing that reveals answers.

    What was edited in DEST stays as it is; the new text is laid beside it, as NAME.new.
    """
    course = here()
    told, untried = list[str](), list[str]()
    try:
        with layout.console(stderr=True).status("Releasing: stubs and reference are tried", spinner="line"):
            changed = release.release(course, destination, told.append, untried=untried.append, verified=verified)
    except (release.DestinationError, OSError) as error:
        for sentence in told:
            click.echo(sentence)
        if isinstance(error, OSError):
            cannot_write(error, destination)
        fail(str(error), USAGE)
    for path in changed:
        click.echo(path)
    for sentence in told:
        click.echo(sentence)
    click.echo(f"{count(len(changed), 'file')} changed in {destination}.")
    if told:
        warn([f"{count(len(told), 'edited file')} in {destination} left alone: see above."])
    warn(
        f"no stub holds an answer, the reference passes; misconceptions and lessons were not tried. {why}"
        for why in untried
    )

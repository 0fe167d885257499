"""`gradus engine`: let a course carry another engine."""

import click

from gradus.authoring import engine
from gradus.cli.common import show_paths, to_change
from gradus.cli.output import cannot_write, fail
from gradus.core.exits import USAGE


@click.command()
def command() -> None:
    """Let the course carry the engine that runs this command, in place of the one in its folder engine/."""
    course = to_change()
    try:
        changed = engine.replace(course.root)
    except engine.EngineError as error:
        fail(str(error), USAGE)
    except OSError as error:
        cannot_write(error, course.root)
    show_paths(course, changed)
    click.echo("Next: gradus verify, and gradus release again." if changed else "The course has this engine already.")

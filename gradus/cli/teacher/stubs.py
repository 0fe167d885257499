"""`gradus stubs`: make exercises/ from solutions/."""

from __future__ import annotations

import click

from gradus.authoring import stubs
from gradus.cli.common import fail, here
from gradus.core.course import CourseError
from gradus.core.exits import INFRASTRUCTURE


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 3 where they differ.")
def command(only_check: bool) -> None:
    """Make exercises/ from solutions/."""
    course = here()
    try:
        changed = stubs.drift(course) if only_check else stubs.write(course)
    except CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{error.filename} cannot be written: {error.strerror}.", INFRASTRUCTURE)
    for path in changed:
        click.echo(path.relative_to(course.root).as_posix())
    if only_check and changed:
        fail("these differ from what solutions/ makes: run gradus stubs.", INFRASTRUCTURE)

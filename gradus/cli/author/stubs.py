"""`gradus stubs`: generate exercises/ from solutions/."""

import click

from gradus.authoring import stubs
from gradus.cli.common import here, show_paths
from gradus.cli.output import cannot_write, fail
from gradus.core.exits import INFRASTRUCTURE
from gradus.lessons import build as lessons


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 3 if they differ.")
def command(only_check: bool) -> None:
    """Generate exercises/ from solutions/."""
    course = here()
    lessons.check(course)
    try:
        changed = stubs.drift(course) if only_check else stubs.write(course)
    except OSError as error:
        cannot_write(error, course.stubs, "written or read")
    show_paths(course, changed)
    if only_check and changed:
        fail("these do not match solutions/: run gradus stubs.", INFRASTRUCTURE)

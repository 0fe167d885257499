"""`gradus fingerprints`: replay the misconceptions, so that grading can recognise them."""

from __future__ import annotations

import click

from gradus.authoring import fingerprints
from gradus.cli.common import chosen, fail, here
from gradus.core.course import CourseError
from gradus.core.exits import INFRASTRUCTURE
from gradus.student import terminal


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 3 where some are out of date.")
def command(exercise: tuple[str, ...], only_check: bool) -> None:
    """Make graders/*/fingerprints.json where a grader or the reference changed since: of EXERCISE, or of all."""
    course = here()
    wanted = chosen(course, exercise) or list(course.exercises)
    try:
        if only_check:
            changed = fingerprints.drift(course, wanted)
        else:
            with terminal.console(stderr=True).status("Replaying misconceptions", spinner="line") as status:
                changed = fingerprints.write(course, wanted, lambda each: status.update(f"Replaying {each.id}"))
    except CourseError as error:
        fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        fail(f"{error.filename} cannot be written: {error.strerror}.", INFRASTRUCTURE)
    for path in changed:
        click.echo(path.relative_to(course.root).as_posix())
    if only_check and changed:
        fail("these are older than their graders: run gradus fingerprints.", INFRASTRUCTURE)

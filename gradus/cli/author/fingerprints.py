"""`gradus fingerprints`: replay the misconceptions, so that grading can recognise them."""

import click

from gradus.authoring import fingerprints
from gradus.cli.common import chosen, here, show_paths
from gradus.cli.output import cannot_write, fail
from gradus.core.exits import INFRASTRUCTURE
from gradus.student import layout


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 3 if some are out of date.")
def command(exercise: tuple[str, ...], only_check: bool) -> None:
    """Update graders/*/*/fingerprints.json, of EXERCISE or of all, if the graders or the reference changed."""
    course = here()
    exercises = chosen(course, exercise) or list(course.exercises)
    if only_check:
        changed = fingerprints.drift(course, exercises)
    else:
        try:
            with layout.console(stderr=True).status("Replaying misconceptions", spinner="line") as status:
                changed = fingerprints.write(course, exercises, lambda each: status.update(f"Replaying {each.id}"))
        except OSError as error:
            cannot_write(error, course.root)
    show_paths(course, changed)
    if only_check and changed:
        fail("these are older than their graders: run gradus fingerprints.", INFRASTRUCTURE)

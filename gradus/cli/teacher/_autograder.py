"""`gradus export --autograder`: a bundle of the course and the engine by which another system grades."""

from pathlib import Path

import click
from click.core import ParameterSource

from gradus.authoring.autograders.bundle import Order
from gradus.authoring.autograders.registry import known
from gradus.authoring.autograders.settings import Hidden
from gradus.cli.common import chosen_work, here
from gradus.cli.output import cannot_write, fail, warn
from gradus.core.exits import USAGE
from gradus.core.files import private_folder, write_atomic
from gradus.grading.diagnosis import matching

USED = {"autograder", "out", "units", "only", "hidden", "unprotected"}


def build(
    name: str, out: Path, units: tuple[str, ...], only: tuple[str, ...], hidden: str | None, *, unprotected: bool
) -> None:
    """Write the bundle for the system `name` into the file `out`; exits with a message if that is not possible.

    Raises CourseError.
    """
    _require_used(name)
    system = known()[name]
    if hidden and not system.hides:
        fail(f"--autograder {name} does not use --hidden: it shows students all checks at once.", USAGE)
    course = here()
    exercises = chosen_work(course, units, only).exercises
    if not exercises:
        fail("there is no exercise among what was chosen: bundles grade exercises, not lessons.", USAGE)
    order = Order(course, exercises, name, Hidden(hidden or Hidden.VISIBLE), unprotected)
    data = system.bundle(order)
    matching.require_fresh(course, exercises)
    if out.is_dir():
        fail(f"{out} is a folder: give --out the name of a file, such as {out / 'autograder.zip'}.", USAGE)
    try:
        private_folder(out.parent)
        write_atomic(out, data, private=True)
    except OSError as error:
        cannot_write(error, out)
    warn(system.told(order))


def _require_used(name: str) -> None:
    """Exit with a message if an option was given that a bundle has no use for."""
    context = click.get_current_context()
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name not in USED:
            what = "RESULTS" if isinstance(parameter, click.Argument) else parameter.opts[0]
            fail(f"--autograder {name} does not use {what}.", USAGE)

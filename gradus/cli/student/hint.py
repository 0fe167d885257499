"""`gradus hint`: help by degrees for the function that is red, one step further each time."""

import contextlib

import click

from gradus.cli.common import here, next_one, of_part, one
from gradus.cli.output import fail, warn
from gradus.core.course import Course, Exercise
from gradus.core.exits import USAGE
from gradus.student import hinting, layout, preferences


@click.command()
@click.argument("exercise", required=False)
@click.argument("function", required=False)
@click.option("--again", is_flag=True, help="Show the hints that you have had, and none further.")
def command(exercise: str | None, function: str | None, again: bool) -> None:
    """One more sentence of help each time: a question, then the idea, then a plan in words, never the answer.

    It is for FUNCTION of EXERCISE, or for the one that is red: the first that did not pass your last check. Without
    EXERCISE it is the next one that is not finished.
    """
    course = here()
    selected, named = _selected(course, exercise, function or "")
    settings, complaint = preferences.usable(course.root)
    warn([complaint] if complaint else [])
    try:
        hinting.show(layout.console(), hinting.find(course, selected, named), settings, again=again)
    except hinting.HintError as error:
        fail(str(error), USAGE)


def _selected(course: Course, name: str | None, function: str) -> tuple[Exercise, str]:
    """The exercise that was named, by default the next one, and the function, whose name can stand alone."""
    if name is None:
        return next_one(course), ""
    with contextlib.suppress(KeyError):
        return course.find(name), function
    homes = [] if function or of_part(course, name) else course.homes(name)
    return (homes[0], name) if len(homes) == 1 else (one(course, name), function)

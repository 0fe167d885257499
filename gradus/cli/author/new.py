"""`gradus new`: create an exercise."""

import click

from gradus.authoring.beginning import new
from gradus.cli.common import show_paths, to_change
from gradus.cli.output import cannot_write, fail
from gradus.core.course import CourseError
from gradus.core.exits import USAGE


@click.command()
@click.argument("exercise", metavar="PART/EXERCISE")
def command(exercise: str) -> None:
    """Create an exercise that passes gradus verify: solution, stub, graders and its entry in course.toml."""
    course = to_change()
    try:
        paths = new.lay_out(course, exercise)
    except CourseError as error:
        fail(str(error), USAGE)
    except OSError as error:
        cannot_write(error, course.root)
    show_paths(course, paths)
    click.echo(f"Now edit them. As you go: gradus stubs, gradus fingerprints {exercise}, gradus verify {exercise}.")

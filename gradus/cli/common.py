"""What the commands share: the course, the exercises that arguments name, output and exit statuses."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from gradus.core.course import Course, Exercise, find_root, load
from gradus.core.exits import USAGE


def warn(notes: Iterable[str]) -> None:
    """Print notes on standard error."""
    for note in notes:
        click.echo(f"gradus: {note}", err=True)


def fail(text: str, status: int) -> NoReturn:
    """Exit with a message on standard error."""
    warn([text])
    sys.exit(status)


def here() -> Course:
    """The course that contains the current folder. Raises CourseError if there is none or it is invalid."""
    return load(find_root(Path.cwd()))


def show_paths(course: Course, paths: Iterable[Path]) -> None:
    """Print paths relative to the course."""
    for path in paths:
        click.echo(path.relative_to(course.root).as_posix())


def chosen(course: Course, names: tuple[str, ...]) -> list[Exercise]:
    """The exercises of these names; exits with a message if there is none of a name."""
    try:
        return [course.find(name) for name in names]
    except KeyError as error:
        fail(error.args[0], USAGE)

"""What the commands share: where the course is, which exercises are meant, how a command ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from gradus.core.course import Course, CourseError, CourseNotFoundError, Exercise, find_root, load
from gradus.core.exits import INFRASTRUCTURE, USAGE


def fail(text: str, status: int) -> NoReturn:
    """Exit with a sentence on standard error."""
    click.echo(f"gradus: {text}", err=True)
    sys.exit(status)


def here() -> Course:
    """The course that the current folder lies in; exits with an error message if there is none."""
    try:
        return load(find_root(Path.cwd()))
    except CourseNotFoundError as error:
        fail(str(error), USAGE)
    except CourseError as error:
        fail(str(error), INFRASTRUCTURE)


def chosen(course: Course, names: tuple[str, ...]) -> list[Exercise]:
    """The exercises of these names; exits with an error message if there is no such exercise."""
    try:
        return [course.find(name) for name in names]
    except KeyError as error:
        fail(error.args[0], USAGE)

"""What the commands share: where the course is, which exercises are meant, how a command ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from gradus.core import course as courses

USAGE, INFRASTRUCTURE = 2, 3


def fail(text: str, status: int) -> NoReturn:
    """End the command with a sentence on standard error."""
    click.echo(f"gradus: {text}", err=True)
    sys.exit(status)


def here() -> courses.Course:
    """The course that the current folder lies in, or the end of the command."""
    try:
        return courses.load(courses.find_root(Path.cwd()))
    except courses.CourseNotFoundError as error:
        fail(str(error), USAGE)
    except courses.CourseError as error:
        fail(str(error), INFRASTRUCTURE)


def chosen(course: courses.Course, names: tuple[str, ...]) -> list[courses.Exercise]:
    """The exercises of these names, or the end of the command."""
    try:
        return [course.find(name) for name in names]
    except KeyError as error:
        fail(error.args[0], USAGE)

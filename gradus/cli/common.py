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


def chosen(course: Course, names: Iterable[str]) -> list[Exercise]:
    """The exercises of these names, where a part's name stands for all of it; exits with a message if there is none."""
    exercises: list[Exercise] = []
    for name in names:
        exercises += of_part(course, name) or [one(course, name)]
    return list(dict.fromkeys(exercises))


def one(course: Course, name: str) -> Exercise:
    """The one exercise of this name; exits with a message if there is none, or if it is a whole part's."""
    if part := of_part(course, name):
        fail(f"{name} is a part of the course. Choose one of it: {', '.join(map(course.shortest, part))}.", USAGE)
    try:
        return course.find(name)
    except KeyError as error:
        fail(error.args[0], USAGE)


def of_part(course: Course, name: str) -> list[Exercise]:
    """The exercises of the part of this name; none if it is the name of an exercise, or of nothing."""
    short = name.strip("/").removeprefix("exercises/")
    named = any(exercise.id.endswith(f"/{short}") for exercise in course.exercises)
    return [] if named else [exercise for exercise in course.exercises if exercise.part == short]

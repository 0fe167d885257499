"""What the commands of a course share: the course, and the exercises that arguments name."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gradus.cli.output import fail
from gradus.core.course import Course, CourseError, Exercise, Selection, find_root, load
from gradus.core.exits import USAGE
from gradus.core.names import in_course, same
from gradus.core.schedule.due import when
from gradus.core.text import nearest, one_line


def here() -> Course:
    """The course that contains the current folder. Raises CourseError if there is none or it is invalid."""
    return load(find_root(Path.cwd()))


def to_change() -> Course:
    """The course of the current folder, to which a command adds something; it may have no exercise yet.

    Exits with a message if there is none, or if its file has a mistake: nothing can be added to that.
    """
    try:
        return load(find_root(Path.cwd()), empty=True)
    except CourseError as error:
        fail(str(error), USAGE)


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


def next_one(course: Course) -> Exercise:
    """The first exercise that is not finished, or the last one that has been set."""
    from gradus.student import progress

    return progress.following(course) or (course.set_by(datetime.now(UTC)).exercises or course.exercises)[-1]


def of_part(course: Course, name: str) -> list[Exercise]:
    """The exercises of the part of this name; none if it is the name of an exercise, or of nothing."""
    short = same(in_course(course.root, name))
    named = any(exercise.id.endswith(f"/{short}") for exercise in course.exercises)
    return [] if named else [exercise for exercise in course.exercises if exercise.part == short]


def chosen_work(course: Course, units: Iterable[str] = (), only: Iterable[str] = ()) -> Selection:
    """The exercises and lessons that --unit and --only name; with both, what is in both.

    Without a name it is what has been set by now, which is everything in a course without units. Exits with a message
    if a name is unknown, or if nothing is left.
    """
    named, names = _units(course, units), list(only)
    whole = Selection(course.exercises, tuple(course.lessons))
    chosen_units = course.select(named) if named else whole if names else course.set_by(datetime.now(UTC))
    if not names:
        if not (chosen_units.exercises or chosen_units.lessons):
            fail(_nothing(course, bool(named)), USAGE)
        return chosen_units
    exercises, lessons = _only(course, names)
    left = tuple(each for each in chosen_units.exercises if each in exercises)
    selection = Selection(left, tuple(each for each in chosen_units.lessons if each in lessons), chosen_units.units)
    if not (selection.exercises or selection.lessons):
        fail(f"nothing of --only {one_line(names[0])} is in --unit {named[0].id}.", USAGE)
    return selection


def _units(course: Course, names: Iterable[str]) -> list[Any]:
    try:
        return [course.unit(name) for name in dict.fromkeys(names)]
    except KeyError as error:
        fail(f"--unit: {error.args[0]}", USAGE)


def _only(course: Course, names: Iterable[str]) -> tuple[list[Exercise], list[str]]:
    """The exercises and lessons of these names; a part's name stands for its exercises and their lessons."""
    exercises: list[Exercise] = []
    lessons: list[str] = []
    for name in names:
        lesson = in_course(course.root, name)
        if part := of_part(course, name):
            exercises += part
            lessons += [each for exercise in part for each in course.lessons_of(exercise)]
        elif lesson in course.lessons:
            lessons.append(lesson)
        else:
            try:
                exercises.append(course.find(name))
            except KeyError as error:
                near = nearest(lesson, course.lessons, 0.8)
                fail(
                    f"--only: {f'There is no {one_line(name)}. Did you mean {near}?' if near else error.args[0]}", USAGE
                )
    return exercises, lessons


def _nothing(course: Course, named: bool) -> str:
    """Why no work was chosen."""
    if named:
        return "there is no exercise and no lesson in that unit."
    return f"{nothing_set(course)} --unit {course.units[0].id} takes a unit all the same."


def nothing_set(course: Course) -> str:
    """That nothing has been set yet, and when the first unit opens."""
    opens = [(unit.opens, unit.title) for unit in course.units if unit.opens]
    soon = f": {min(opens)[1]} opens {when(min(opens)[0], datetime.now(UTC))}" if opens else ""
    return f"nothing has been set yet{soon}."

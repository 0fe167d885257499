"""What students see of an exercise: the report of each misconception, as `gradus check` would show it."""

from collections.abc import Iterator, Sequence

from gradus.authoring import fingerprints
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.report import Report
from gradus.core.text import nearest, one_line
from gradus.grading import scoring
from gradus.grading.runner import run_each
from gradus.grading.student import Overlay


class UnknownError(Exception):
    """There is no misconception of that name; the text says which there are."""


def choose(course: Course, exercise: Exercise, names: Sequence[str]) -> list[str]:
    """The misconceptions of these names, or all in the order of their file. Raises UnknownError and CourseError."""
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    there = checks.classes(file)
    if not there:
        raise CourseError(f"{exercise.id} has no misconceptions: {checks.shown(file)} is missing or empty.")
    for name in names:
        if name not in there:
            near = nearest(name, there, 0.6)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(there)}."
            raise UnknownError(f"{checks.shown(file)} has no {one_line(name, 60)}; {hint}")
    return [name for name in there if not names or name in names]


def reports(course: Course, exercise: Exercise, names: Sequence[str]) -> Iterator[Report]:
    """The report of each misconception of these names, under its name. Raises CourseError.

    The diagnoses rest on the graders as they are now, and not on a fingerprints.json that may be older.
    """
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    known = fingerprints.misconceptions(course, exercise, fingerprints.replay(course, exercise))
    for name, record in run_each(course, exercise, [Overlay(file, name) for name in names]).items():
        report = scoring.build(course, record, [exercise], lambda each: known)
        yield Report(**{**vars(report), "submission": name, "sandbox": "process"})

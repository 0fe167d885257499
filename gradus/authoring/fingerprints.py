"""The fingerprints of misconceptions: made here from graders and reference, and only read when something is graded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.files import write_atomic
from gradus.grading import diagnosis
from gradus.grading.diagnosis import FILENAME, Misconception
from gradus.grading.runner import Record, run_each
from gradus.grading.student import Overlay

MISCONCEPTIONS = "misconceptions.py"


def replay(course: Course, exercise: Exercise) -> dict[str, Record]:
    """Run the checks on the reference with each misconception in it; what became of them, by its name.

    Raises:
        CourseError: the graders themselves are at fault.
    """
    file = course.graders(exercise) / MISCONCEPTIONS
    return run_each(course, exercise, [Overlay(file, name) for name in checks.classes(file)], skip_end_to_end=True)


def misconceptions(course: Course, exercise: Exercise, records: Mapping[str, Record]) -> list[Misconception]:
    """The misconceptions with the fingerprints that their replay left."""
    sentences = checks.classes(course.graders(exercise) / MISCONCEPTIONS)
    return [
        Misconception(name, sentences[name], {c.id: o.trace for c, o in record.results if o.status.wrong})
        for name, record in records.items()
    ]


def drift(course: Course, exercises: Iterable[Exercise]) -> list[Path]:
    """The files of fingerprints that are missing, or older than the graders that they are made from."""
    return [course.graders(each) / FILENAME for each in exercises if diagnosis.stale(course, each)]


def write(
    course: Course, exercises: Iterable[Exercise], started: Callable[[Exercise], None] = lambda exercise: None
) -> list[Path]:
    """Make the files of fingerprints that are missing or out of date.

    Args:
        course: the course.
        exercises: which of its exercises to look at.
        started: told each exercise before its misconceptions are replayed, which takes seconds.

    Returns:
        The files that were written.

    Raises:
        CourseError: the graders themselves are at fault.
        OSError: a file cannot be written.
    """
    changed: list[Path] = []
    for exercise in exercises:
        if not diagnosis.stale(course, exercise):
            continue
        started(exercise)
        found = misconceptions(course, exercise, replay(course, exercise))
        path = course.graders(exercise) / FILENAME
        write_atomic(path, diagnosis.as_text(diagnosis.state(course, exercise), found))
        changed.append(path)
    return changed

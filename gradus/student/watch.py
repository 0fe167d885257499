"""Watch the exercises for changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gradus.core.course import Course, CourseError, Exercise


def changes(course: Course, folder: Path) -> Iterator[list[Exercise]]:
    """Yield the exercises whose modules in `folder` were saved, each time some were, until Ctrl-C is pressed.

    Raises CourseError if watchfiles is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise CourseError("--watch needs watchfiles: pip install watchfiles.") from None
    paths = {(folder.resolve() / exercise.path): exercise for exercise in course.exercises}
    for saved in watch(folder, raise_interrupt=False, yield_on_timeout=False):
        found = {paths[path] for _, name in saved if (path := Path(name).resolve()) in paths}
        if found:
            yield [exercise for exercise in course.exercises if exercise in found]

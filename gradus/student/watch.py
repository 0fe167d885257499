"""Watch the exercises for changes."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from gradus.core.course import Course, Exercise


def changes(course: Course, folder: Path) -> Iterator[list[Exercise]]:
    """Yield the exercises whose modules in `folder` were saved."""
    paths = {exercise: folder.resolve() / exercise.path for exercise in course.exercises}
    for saved in watch(folder, raise_interrupt=False, yield_on_timeout=False):
        resolved = {Path(name).resolve() for _, name in saved}
        if exercises := [exercise for exercise, path in paths.items() if path in resolved]:
            yield exercises

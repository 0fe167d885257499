"""The files of the course with which it grades: the teacher's side, no more of it than the chosen exercises need."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gradus.core.course import FILENAME, Course, CourseError, Exercise
from gradus.core.text import one_line

_LEFT_OUT = ("__pycache__", ".gradus")


def files(course: Course, chosen: Iterable[Exercise]) -> dict[str, bytes]:
    """Their contents by paths in the course. Raises CourseError for a link, and for a module that is missing."""
    exercises = list(dict.fromkeys(each for one in chosen for each in [*course.before(one), one]))
    paths = [course.root / FILENAME, *(course.solutions / each.path for each in exercises)]
    for exercise in exercises:
        paths += _below(course.graders(exercise))
    found: dict[str, bytes] = {}
    for path in sorted(paths):
        name = path.relative_to(course.root).as_posix()
        if path.is_symlink() or not path.is_file():
            what = "is a symbolic link: the bundle needs the file itself" if path.is_symlink() else "is missing"
            raise CourseError(f"{one_line(name, 200)} {what}.")
        found[name] = path.read_bytes()
    return found


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if not set(_LEFT_OUT) & set(path.parts) and not path.name.startswith(".") and not path.is_dir():
            yield path

"""What `gradus verify` has passed, and in which state: release asks for it, and verify notes it in .gradus."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from gradus.authoring.verifying import structure
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.grading.proof import digests

FILE = ".gradus/verified.json"
MOST = 5  # files that a sentence names


def note(course: Course, states: Mapping[str, Mapping[str, str]]) -> None:
    """Note what `state` gave of exercises, by their ids, before they passed; what was noted of others stays.

    A course that cannot be written to is verified again the next time.
    """
    path = course.root / FILE
    noted = {name: files for name, files in _read(course).items() if name in course.by_id}
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps(noted | dict(states), indent=1) + "\n")


def require(course: Course, exercises: Sequence[Exercise] = ()) -> None:
    """Raises CourseError unless these exercises, by default all, passed `gradus verify` in this very state.

    What verify finds without running anything is looked for again: that is about the course as a whole.
    """
    noted, now = _read(course), {each.id: state(course, each) for each in exercises or course.exercises}
    if again := [name for name, files in now.items() if noted.get(name) != files]:
        names = list(dict.fromkeys(file for name in again for file in _different(noted.get(name, {}), now[name])))
        more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
        why = f"{', '.join(names[:MOST])}{more} changed since it passed." if names else "it has not passed yet."
        every = len(again) == len(course.exercises)
        raise CourseError(f"Run gradus verify{'' if every else ' ' + ' '.join(again)} first: {why}")
    if problem := next(structure.findings(course), ""):
        raise CourseError(f"Run gradus verify first: {problem}")


def _different(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What is not as it was when the exercise passed; nothing if it never did."""
    return [name for name in sorted(before.keys() | now.keys()) if before and before.get(name) != now.get(name)]


def state(course: Course, exercise: Exercise) -> dict[str, str]:
    """Everything that verify judges of an exercise, by file, with digests. Raises CourseError if it cannot be read."""
    files = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    files += [course.solutions / "lessons" / f"{lesson}.md" for lesson in course.lessons_of(exercise)]
    files += [course.stubs / exercise.path]
    files += [path for path in course.graders(exercise).rglob("*") if "__pycache__" not in path.parts]
    entry = digests.ordered(
        [*(getattr(exercise, each.name) for each in fields(exercise)), course.seconds, course.verify]
    )
    try:
        return {
            "course.toml": digests.of(entry),
            "the engine": digests.circumstances(),
            **{
                path.relative_to(course.root).as_posix(): digests.of_bytes(path.read_bytes())
                for path in files
                if path.is_file()
            },
        }
    except OSError as error:
        raise CourseError(f"{Path(error.filename or '').name} cannot be read: {error.strerror}.") from None


def _read(course: Course) -> dict[str, dict[str, str]]:
    """What was noted; nothing if the file is missing or unreadable."""
    try:
        return read_json(dict[str, dict[str, str]], course.root / FILE, FILE)
    except DecodeError:
        return {}

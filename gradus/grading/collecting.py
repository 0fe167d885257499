"""Which of pytest's tests are checks, and in which order they run."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility

FILES = {f"test_{visibility}.py": visibility for visibility in Visibility}
CHECK = pytest.StashKey[Check]()


def matched(items: list[pytest.Item], course: Course) -> dict[str, Check]:
    """Sort tests into the course's order; returns the checks that they are, by pytest's ids, also in their stash.

    Raises pytest.UsageError if a file of checks cannot be read, or if one of its tests is no check.
    """
    positions = {exercise.id: i for i, exercise in enumerate(course.exercises)}
    by_file = {path: checks_of(path, course) for path in {item.path for item in items}}
    for item in items:
        if by_file[item.path]:
            item.stash[CHECK] = _match(item, by_file[item.path], course)

    def position(item: pytest.Item) -> tuple[int, bool]:
        check = item.stash.get(CHECK, None)
        # Visible ones first: their messages must not show what a student's code saw in a hidden check.
        return (positions[check.exercise], check.visibility is Visibility.HIDDEN) if check else (-1, False)

    items.sort(key=position)
    return {item.nodeid: item.stash[CHECK] for item in items if CHECK in item.stash}


def exercise_of(path: Path, course: Course) -> Exercise | None:
    """The exercise whose graders contain the file, or None for any other test."""
    if path.name not in FILES or not path.is_relative_to(course.root / "graders"):
        return None
    return course.by_id.get(path.parent.relative_to(course.root / "graders").as_posix())


def checks_of(path: Path, course: Course) -> list[Check]:
    """The checks of a test file; none if graders do not contain it. Raises pytest.UsageError if it is unreadable."""
    exercise = exercise_of(path, course)
    try:
        return checks.in_file(course, exercise, FILES[path.name]) if exercise else []
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None


def _match(item: pytest.Item, candidates: Sequence[Check], course: Course) -> Check:
    if found := next((check for check in candidates if check.test == item.name), None):
        return found
    where = item.path.relative_to(course.root).as_posix()
    where += f", line {item.location[1] + 1}" if item.location[1] is not None else ""
    raise pytest.UsageError(f"{where}: {item.name} is not a check: write each one as a plain function of the module.")


def shares_answers(item: pytest.Item) -> bool:
    """Whether a test uses a fixture of its graders that is made once for several: its answers came in an earlier one.

    `submission` gives the module, and no answer.
    """
    assert isinstance(item, pytest.Function)
    used = [definitions[-1] for definitions in item._fixtureinfo.name2fixturedefs.values()]
    return any(each.scope != "function" and each.baseid and each.argname != "submission" for each in used)

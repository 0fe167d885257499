"""The roster as the workflow gets it, in a variable: accounts, teams, repositories and more time, and no names."""

from pathlib import Path

from gradus.core.course import CourseError, CourseNotFoundError, find_root, load
from gradus.core.roster import COLUMNS, rows
from gradus.core.schedule.extensions import roster_extensions
from gradus.core.tables import TableError, to_csv
from gradus.pulls.connect import UsageError

KEPT = ("login", "team", "repository", "extension")
LARGEST = 48 << 10  # bytes of a variable


def without_names(roster: Path) -> str:
    """The columns that grading needs, as CSV without an empty line at its end.

    Raises UsageError for a table that no run could use, such as one with more time for a unit that the course of this
    folder does not have.
    """
    try:
        found = [[row[column] for column in KEPT] for _, row in rows(roster, ("login",), COLUMNS, ("login",), [])]
        if any(extension for *_, extension in found):
            _check_extensions(roster)
    except TableError as error:
        raise UsageError(str(error)) from None
    text = to_csv([KEPT, *found]).strip()
    if len(text.encode()) > LARGEST:
        told = f"is too long for a variable of GitHub's, also without names: {LARGEST >> 10} KiB"
        raise UsageError(f"{roster} {told}. Split the class.")
    return text


def _check_extensions(roster: Path) -> None:
    try:
        course = load(find_root(Path.cwd()))
    except (CourseNotFoundError, CourseError):
        return  # there is no course here that could say what is wrong
    works = [exercise.id for exercise in course.exercises] + [f"lessons/{lesson}" for lesson in course.lessons]
    roster_extensions(roster, course.units, works)

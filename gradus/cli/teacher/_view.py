"""What the commands that show results share: the course if there is one, and the results as a view of the class."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gradus.cli.common import chosen_work, fail, here
from gradus.core import checks
from gradus.core.course import Course, CourseNotFoundError
from gradus.core.decode import DecodeError
from gradus.core.exits import USAGE
from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.lessons.report import LessonReport
from gradus.lessons.report import read as read_lessons
from gradus.pages.overview import tally
from gradus.pages.overview.view import ClassView
from gradus.scores import by_hand
from gradus.scores.by_hand import ByHand
from gradus.scores.marks import read_reports
from gradus.scores.roster import Student, read_roster

FOLDER = click.argument("results", type=click.Path(path_type=Path, exists=True, file_okay=False))
ROSTER = click.option("--roster", type=click.Path(path_type=Path), help="The roster: names, and who handed in nothing.")


@dataclass(frozen=True)
class Results:
    """All that is known of a class; lessons, students and what was given by hand are by `names.same` of the login."""

    course: Course | None
    reports: Sequence[Report]
    lessons: dict[str, LessonReport]
    students: dict[str, Student]
    by_hand: dict[str, ByHand]
    only: frozenset[str] | None

    def view(self) -> ClassView:
        """The results as pages show them. Raises CourseError if the misconceptions cannot be read."""
        course = self.course
        named = {
            each.id: checks.classes(course.graders(each) / checks.MISCONCEPTIONS)
            for each in (course.exercises if course else ())
        }
        return tally.build(
            self.reports,
            self.lessons.values(),
            students=self.students.values(),
            misconceptions=named,
            by_hand=self.by_hand,
            only=self.only,
        )

    @property
    def title(self) -> str:
        """The title of the course, as far as there is one."""
        return self.course.title if self.course else "Results"


def read(results: Path, roster: Path | None, units: Sequence[str] = (), only: Sequence[str] = ()) -> Results:
    """Read a folder of results; exits with a message if anything in it is invalid, or if there is nothing in it.

    In a course with units, it is about what has been set by now, unless `units` or `only` say more.
    """
    course, works = _chosen(units, only)
    try:
        students = read_roster(roster).values() if roster else ()
        reports = list(read_reports(results).values())
        lessons = {same(each.submission): each for each in map(_lessons, sorted((results / "lessons").glob("*.json")))}
        hand = by_hand.read(results)
    except TableError as error:
        fail(str(error), USAGE)
    if not reports and not lessons:
        fail(f"{results} has no reports: give the folder that gradus grade --out wrote.", USAGE)
    return Results(course, reports, lessons, {same(each.login): each for each in students}, hand, works)


def _chosen(units: Sequence[str], only: Sequence[str]) -> tuple[Course | None, frozenset[str] | None]:
    """The course of the current folder, if there is one, and what to speak of; None for all that has results."""
    try:
        course = here()
    except CourseNotFoundError as error:
        if units or only:
            fail(f"--unit and --only need the course. {error}", USAGE)
        return None, None
    if not units and not only and not course.units:
        return course, None
    return course, chosen_work(course, units, only).works


def _lessons(path: Path) -> LessonReport:
    try:
        return read_lessons(path)
    except DecodeError as error:
        raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None

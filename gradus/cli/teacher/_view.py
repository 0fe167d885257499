"""What the commands that show results share: the course if there is one, and the results as a view of the class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from gradus.cli.output import fail
from gradus.cli.teacher._marks import chosen_in_course
from gradus.core import checks
from gradus.core.course import Course
from gradus.core.decode import DecodeError
from gradus.core.exits import USAGE
from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.grading.official.reporting import BEFORE
from gradus.lessons.report import LessonReport
from gradus.lessons.report import read as read_lessons
from gradus.pages.overview import anonymous, tally
from gradus.pages.overview.view import ClassView
from gradus.scores import by_hand
from gradus.scores.absent import login_of
from gradus.scores.by_hand import ByHand
from gradus.scores.found import reports_in
from gradus.scores.marks import read_reports
from gradus.scores.mixture import mixtures, unlike
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
    notes: tuple[str, ...] = ()
    before: Sequence[Report] | None = None

    def anonymous(self) -> "Results":
        """The same class without names."""
        kept = anonymous.without_names(self.reports, self.lessons, self.students, self.by_hand, self.before)
        return replace(self, **kept, notes=())

    def view(self) -> ClassView:
        """The results as pages show them. Raises CourseError if the misconceptions cannot be read."""
        named = {}
        if self.course:
            files = {each.id: self.course.graders(each) / checks.MISCONCEPTIONS for each in self.course.exercises}
            named = {exercise: checks.classes(file) for exercise, file in files.items()}
        return tally.build(
            self.reports,
            self.lessons.values(),
            students=self.students.values(),
            misconceptions=named,
            by_hand=self.by_hand,
            only=self.only,
            notes=self.notes,
            before=self.before,
        )

    @property
    def title(self) -> str:
        """The title of the course, as far as there is one."""
        return self.course.title if self.course else "Results"


def read(
    results: Path,
    roster: Path | None,
    units: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    unprotected: bool,
    earlier: bool = False,
) -> Results:
    """Read a folder of results; exits with a message if anything in it is invalid, or if there is nothing in it.

    In a course with units, it is about what has been set by now, unless `units` or `only` say more. With `earlier`, the
    reports before the last change are read, too.
    """
    course, works = chosen_in_course(units, only)
    notes: list[str] = []
    try:
        students = read_roster(roster, notes) if roster else {}
        reports = _reports(results, students, notes, unprotected=unprotected)
        were = earlier and (results / BEFORE).is_dir()
        before = _reports(results / BEFORE, students, unprotected=True) if were else None
        answers = [_lessons(path, students) for path in reports_in(results / "lessons", LessonReport.SCHEMA)]
        hand = by_hand.read(results, students)
    except TableError as error:
        fail(str(error), USAGE)
    if not reports and not answers:
        fail(f"{results} has no reports: give the folder that gradus grade --out wrote.", USAGE)
    notes += [
        *mixtures(reports, works or {each.id for report in reports for each in report.exercises}),
        *unlike(reports),
    ]
    lessons = {same(each.submission): each for each in answers}
    return Results(course, reports, lessons, students, hand, works, tuple(notes), before)


def _reports(
    folder: Path, students: Mapping[str, Student], notes: list[str] | None = None, *, unprotected: bool
) -> list[Report]:
    found = read_reports(folder, notes, students, unprotected=unprotected).values()
    return [replace(each, submission=login_of(each.submission, students)) for each in found]


def _lessons(path: Path, students: Mapping[str, Student]) -> LessonReport:
    try:
        report = read_lessons(path)
    except DecodeError as error:
        raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
    return replace(report, submission=login_of(report.submission, students))


def made(results: Path | None) -> str:
    """When a page was made, and from what, if that is to be told."""
    source = f", from {one_line(results.resolve().name)}" if results else ""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC{source}"

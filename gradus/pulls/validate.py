"""A report that a machine sent on which students' code ran, held against the course as it stands here.

Only what a grader can say is taken from it: each check's status and score, what a visible check showed, and which
known misconception was found. Titles, points and help are the course's own, and totals are added up anew.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.decode import DecodeError, read_json
from gradus.core.report import SCHEMA, CheckResult, ExerciseResult, Report
from gradus.core.status import Status, Visibility

LARGEST = 16 << 20
MESSAGE = 2000
LONGEST = 24 * 60 * 60
# What a score must have been made in to be posted: a decision of this room, whatever other sandboxes there are.
SANDBOX = "bubblewrap"
CLOSE = 1e-6


class ReportValidator:
    """Reads reports of a course. Making one raises CourseError where the course's own graders cannot be read."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.checks = {exercise.id: checks.read(course, exercise) for exercise in course.exercises}
        self.sentences = {
            exercise.id: set(checks.classes(course.graders(exercise) / "misconceptions.py").values())
            for exercise in course.exercises
        }

    def read(self, path: Path, name: str) -> Report:
        """The report of the submission `name` in a file. Raises DecodeError where it cannot be believed."""
        report = read_json(Report, path, "report", LARGEST)
        if report.schema != SCHEMA:
            raise DecodeError(f"its schema is not {SCHEMA}")
        if report.submission != name:
            raise DecodeError("it is the report of another submission")
        if report.sandbox != SANDBOX:
            raise DecodeError("it was not graded in the sandbox, so the score is not an official one")
        if not 0 <= report.seconds <= LONGEST:
            raise DecodeError("its seconds are out of range")
        if [each.id for each in report.exercises] != list(self.checks):
            raise DecodeError("its exercises are not those of this course")
        exercises = tuple(self._exercise(each) for each in report.exercises)
        made = replace(
            report,
            exercises=exercises,
            score=round(sum(each.score for each in exercises), 6),
            max_score=round(sum(each.max_score for each in exercises), 6),
        )
        if abs(made.score - report.score) > CLOSE or abs(made.max_score - report.max_score) > CLOSE:
            raise DecodeError("its total is not the sum of its checks")
        return made

    def _exercise(self, told: ExerciseResult) -> ExerciseResult:
        listed = {check.id: check for check in self.checks[told.id]}
        given = {check.id: check for check in told.checks}
        if len(given) < len(told.checks) or given.keys() != listed.keys():
            raise DecodeError(f"the checks of {told.id} are not those of this course")
        results = tuple(self._check(told.id, listed[name], given[name]) for name in listed)
        score, possible = sum(check.score for check in results), self.course.by_id[told.id].points
        if abs(score - told.score) > CLOSE or abs(possible - told.max_score) > CLOSE:
            raise DecodeError(f"the points of {told.id} are not the sum of its checks")
        return ExerciseResult(told.id, self.course.by_id[told.id].title, round(score, 6), possible, results)

    def _check(self, exercise: str, listed: Check, told: CheckResult) -> CheckResult:
        where = listed.id
        if abs(told.points - listed.points) > CLOSE or told.visibility != listed.visibility:
            raise DecodeError(f"{where} is another check than this course's")
        if not 0 <= told.score <= listed.points:
            raise DecodeError(f"{where} has a score outside 0..points")
        if (told.status is Status.PASSED) != (told.score == listed.points):
            raise DecodeError(f"{where} has a score that does not go with its status")
        if told.diagnosis is not None and told.diagnosis not in self.sentences[exercise]:
            raise DecodeError(f"{where} has a diagnosis that is not one of the course's")
        shown = listed.visibility is Visibility.VISIBLE and told.status is not Status.PASSED
        return CheckResult(
            id=listed.id,
            title=listed.title,
            visibility=listed.visibility,
            status=told.status,
            points=listed.points,
            score=told.score,
            message=told.message[:MESSAGE] if shown else "",
            diagnosis=told.diagnosis if told.status.wrong else None,
            help="" if told.status is Status.PASSED else listed.help,
        )

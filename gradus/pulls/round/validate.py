"""Validates reports from a machine that ran students' code against the course.

Kept are the status and score of each check, messages of visible ones, known diagnoses, and what the verdict rests on.
Titles, points and help are the course's own, and totals are computed again.
"""

import re
from dataclasses import astuple, replace
from datetime import UTC, datetime
from pathlib import Path

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.decode import DecodeError, read_json
from gradus.core.facts import FACTS
from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import Status, Visibility

LARGEST = 16 << 20
MESSAGE = 2000
MAX_SECONDS = 24 * 60 * 60
# Only scores from this sandbox are posted, whatever others there are.
SANDBOX = "bubblewrap"
TOLERANCE = 1e-6
PLAIN = re.compile(r"[0-9A-Za-z.:+-]{0,40}")


class ReportValidator:
    """Reads reports of a course. Raises CourseError if the graders cannot be read.

    They were graded in the time `between` two moments (default: now), and are on what had been set by then.
    """

    def __init__(self, course: Course, between: tuple[datetime, datetime] | None = None) -> None:
        self.course = course
        first, last = between or (datetime.now(UTC), datetime.now(UTC))
        opened = [unit.opens for unit in course.units if unit.opens and first < unit.opens <= last]
        possible = [[each.id for each in course.set_by(time).exercises] for time in (first, *opened, last)]
        self.possible = [names for names in possible if names]
        self.checks = {exercise.id: checks.read(course, exercise) for exercise in course.exercises}
        files = {exercise.id: course.graders(exercise) / checks.MISCONCEPTIONS for exercise in course.exercises}
        self.sentences = {name: set(checks.classes(file).values()) for name, file in files.items()}

    def read(self, path: Path, name: str) -> Report:
        """Read the report of the submission `name`. Raises DecodeError if it is missing or cannot be genuine."""
        report = read_json(Report, path, "report", LARGEST)
        if report.submission != name:
            raise DecodeError("it is the report of another submission")
        if report.sandbox != SANDBOX:
            raise DecodeError(f"it was not graded in the sandbox {SANDBOX}, so the score is not official")
        if not 0 <= report.seconds <= MAX_SECONDS:
            raise DecodeError("its seconds are out of range")
        if [exercise.id for exercise in report.exercises] not in self.possible:
            raise DecodeError("its exercises are not those of this course")
        exercises = tuple(self._exercise(exercise) for exercise in report.exercises)
        score = round(sum(exercise.score for exercise in exercises), 6)
        possible = round(sum(exercise.max_score for exercise in exercises), 6)
        if abs(score - report.score) > TOLERANCE or abs(possible - report.max_score) > TOLERANCE:
            raise DecodeError("its total is not the sum of its checks")
        return replace(report, exercises=exercises, score=score, max_score=possible, refused="")

    def _exercise(self, result: ExerciseResult) -> ExerciseResult:
        expected = {check.id: check for check in self.checks[result.id]}
        reported = {check.id: check for check in result.checks}
        if len(reported) < len(result.checks) or reported.keys() != expected.keys():
            raise DecodeError(f"the checks of {result.id} are not those of this course")
        results = tuple(self._check(check, reported[name]) for name, check in expected.items())
        exercise, score = self.course.by_id[result.id], sum(check.score for check in results)
        if abs(score - result.score) > TOLERANCE or abs(exercise.points - result.max_score) > TOLERANCE:
            raise DecodeError(f"the points of {result.id} are not the sum of its checks")
        made = result.made if result.made and all(map(PLAIN.fullmatch, astuple(result.made))) else None
        return ExerciseResult(result.id, exercise.title, round(score, 6), exercise.points, results, made)

    def _check(self, check: Check, result: CheckResult) -> CheckResult:
        passed = result.status is Status.PASSED
        if abs(result.points - check.points) > TOLERANCE or result.visibility != check.visibility:
            raise DecodeError(f"{check.id} does not match this course's check")
        if not 0 <= result.score <= check.points:
            raise DecodeError(f"{check.id} has a score outside 0..points")
        if passed != (result.score == check.points):
            raise DecodeError(f"{check.id} has a score that contradicts its status")
        if result.diagnosis is not None and result.diagnosis not in self.sentences[check.exercise] | FACTS:
            raise DecodeError(f"{check.id} has a diagnosis that is not one of the course's")
        shown = check.visibility is Visibility.VISIBLE and not passed
        return replace(
            result,
            title=check.title,
            points=check.points,
            message=result.message[:MESSAGE] if shown else "",
            diagnosis=result.diagnosis if result.status.wrong else None,
            help="" if passed or result.whole_file else check.help,
            printed=result.printed[:MESSAGE] if shown else "",
            whole_file=result.whole_file and not passed,
        )

"""From the record of a run to the report."""

from __future__ import annotations

from gradus.core.course import Course, Exercise
from gradus.core.report import SCHEMA, CheckResult, ExerciseResult, Report
from gradus.grading import diagnosis
from gradus.grading.messages import HIDDEN
from gradus.grading.runner import Record


def build(course: Course, record: Record, exercises: list[Exercise] | None = None) -> Report:
    """The report of a run: scores over the course's own points, whatever ran.

    Raises CourseError where the misconceptions' fingerprints cannot be had.
    """
    judged = [_exercise(course, exercise, record) for exercise in exercises or course.exercises]
    return Report(
        schema=SCHEMA,
        submission=record.submission,
        sandbox=record.sandbox,
        seconds=round(record.seconds, 2),
        score=_rounded(sum(each.score for each in judged)),
        max_score=_rounded(sum(each.max_score for each in judged)),
        exercises=tuple(judged),
    )


def _exercise(course: Course, exercise: Exercise, record: Record) -> ExerciseResult:
    results = [(check, outcome) for check, outcome in record.results if check.exercise == exercise.id]
    told: dict[str, str] = {}
    if any(outcome.status in diagnosis.FAILED and outcome.trace for _, outcome in results):
        told = diagnosis.diagnose(results, diagnosis.known(course, exercise))
    checks = tuple(
        CheckResult(
            id=check.id,
            title=check.title,
            visibility=check.visibility,
            status=outcome.status,
            points=check.points,
            score=outcome.score,
            message=HIDDEN.get(outcome.kind, outcome.message if outcome.status in SAFE else "")
            if check.visibility == "hidden"
            else outcome.message,
            diagnosis=told.get(check.id),
            help="" if outcome.status == "passed" else check.help,
        )
        for check, outcome in results
    )
    return ExerciseResult(exercise.id, exercise.title, _rounded(sum(c.score for c in checks)), exercise.points, checks)


# What these say was made by the engine alone, before or without any of the student's code running.
SAFE = {"missing", "blocked"}


def _rounded(x: float) -> float:
    return round(x + 0.0, 6)

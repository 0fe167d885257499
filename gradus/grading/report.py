"""The report of one submission: the contract that clients read (schema gradus.report/1)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradus.course import Course, Exercise
from gradus.grading import diagnosis
from gradus.grading.messages import HIDDEN
from gradus.grading.run import Record

SCHEMA = "gradus.report/1"


@dataclass(frozen=True)
class CheckResult:
    """One check of a report. Of a hidden one the message holds no value, whatever the student's code printed."""

    id: str
    title: str
    visibility: str
    status: str
    points: float
    score: float
    message: str
    diagnosis: str | None
    help: str


@dataclass(frozen=True)
class ExerciseResult:
    id: str
    title: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]

    @property
    def begun(self) -> bool:
        return any(check.status not in ("not_started", "missing") for check in self.checks)


@dataclass(frozen=True)
class Report:
    schema: str
    submission: str
    sandbox: str
    seconds: float
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"


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


def read(path: Path) -> Report:
    """A report from its file. Raises ValueError where the file is none."""
    table: dict[str, Any] = json.loads(path.read_text("utf-8"))
    try:
        exercises = tuple(
            ExerciseResult(**{**entry, "checks": tuple(CheckResult(**check) for check in entry["checks"])})
            for entry in table.pop("exercises")
        )
        return Report(**table, exercises=exercises)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} is not a {SCHEMA} report: {error}") from None


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

"""The report on the lessons of one submission (schema gradus.lessons/1)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from gradus.core.decode import DecodeError, read_json

SCHEMA = "gradus.lessons/1"
MOST_POINTS = 1_000_000


class AnswerStatus(StrEnum):
    """The result of a question. Ungraded: a person has yet to read the answer."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    ERROR = "error"
    MISSING = "missing"
    UNGRADED = "ungraded"


class GradedBy(StrEnum):
    """Who grades a question."""

    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True)
class AnswerResult:
    """One question. The points that a person gives are not in `score`: they are in the gradebook."""

    id: str
    by: GradedBy
    status: AnswerStatus
    points: float
    score: float
    message: str


@dataclass(frozen=True)
class LessonResult:
    """One lesson. `remarks` are sentences about oddities of its notebook that cost no points."""

    id: str
    score: float
    max_score: float
    answers: tuple[AnswerResult, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonReport:
    """All lessons of a submission."""

    schema: str
    submission: str
    lessons: tuple[LessonResult, ...]

    def to_json(self) -> str:
        """Serialise the report."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"


def read(path: Path) -> LessonReport:
    """Read a report from its file. Raises DecodeError, which names the wrong key, if it is not one of this schema."""
    report = read_json(LessonReport, path, "report")
    if report.schema != SCHEMA:
        raise DecodeError(f"report.schema: expected {SCHEMA}")
    for i, lesson in enumerate(report.lessons):
        require_score(f"report.lessons[{i}]", lesson.score, lesson.max_score)
        for j, answer in enumerate(lesson.answers):
            require_score(f"report.lessons[{i}].answers[{j}]", answer.score, answer.points)
    return report


def require_score(where: str, score: float, points: float) -> None:
    """Raise DecodeError if a score is not between 0 and `points` (but for rounding), or those are out of range."""
    if not (0 <= score <= points + 1e-6 and points <= MOST_POINTS):
        raise DecodeError(f"{where}.score: expected a number from 0 to {min(points, MOST_POINTS):g}")

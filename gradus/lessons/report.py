"""What became of the questions in the lessons of one submission (schema gradus.lessons/1)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from gradus.core.decode import DecodeError, read_json

SCHEMA = "gradus.lessons/1"


@dataclass(frozen=True)
class AnswerResult:
    """One question. `by` says who judges: "machine" or "person"; a person's points are not in `score` here."""

    id: str
    by: str
    status: str
    points: float
    score: float
    message: str


@dataclass(frozen=True)
class LessonResult:
    """One lesson. `remarks` are sentences about what is odd in its notebook and costs nothing."""

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
        """The report's file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"


def read(path: Path) -> LessonReport:
    """Read a report of lessons from its file.

    Raises:
        DecodeError: the file is no report of this schema; the text says which key is wrong.
    """
    report = read_json(LessonReport, path, "report")
    if report.schema != SCHEMA:
        raise DecodeError(f"its schema is not {SCHEMA}")
    return report

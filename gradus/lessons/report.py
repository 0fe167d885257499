"""The report on the lessons of one submission (schema gradus.lessons/1)."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gradus.core.decode import Document, read_json
from gradus.core.report import Made, require_names


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
    """One lesson. `remarks` are sentences about oddities of its notebook that cost no points.

    `made` says when it was graded, and with what: its digests are those of the notebook's cells and of the lesson's.
    """

    id: str
    score: float
    max_score: float
    answers: tuple[AnswerResult, ...]
    remarks: tuple[str, ...] = ()
    made: Made | None = None


@dataclass(frozen=True)
class LessonReport(Document):
    """All lessons of a submission."""

    SCHEMA = "gradus.lessons/1"
    submission: str
    lessons: tuple[LessonResult, ...]


def read(path: Path) -> LessonReport:
    """Read a report from its file. Raises DecodeError as `gradus.core.report.read`."""
    report = read_json(LessonReport, path, LessonReport.FILE)
    require_names(report.submission, {f"lessons[{n}]": each.id for n, each in enumerate(report.lessons)})
    return report

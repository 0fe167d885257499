"""The report of one submission (schema gradus.report/1): the contract with clients, see docs/report-format.md."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from gradus.core.decode import DecodeError, read_json
from gradus.core.status import Status, Visibility

SCHEMA = "gradus.report/1"


@dataclass(frozen=True)
class CheckResult:
    """One check of a report.

    Attributes:
        id: unique in the course: "calculus/derivatives::slope_of_a_parabola".
        title: what the check asks, in one line.
        visibility: whether students have the check themselves.
        status: what became of it.
        points: the most that it can bring.
        score: the points that it brought, from 0 to `points`.
        message: what happened; of a hidden check a general sentence without any value.
        diagnosis: the sentence of the misconception that was recognised, or None.
        help: what to look at next; empty for a check that passed.
    """

    id: str
    title: str
    visibility: Visibility
    status: Status
    points: float
    score: float
    message: str
    diagnosis: str | None
    help: str

    @property
    def advice(self) -> str:
        """The most helpful sentence that there is: the diagnosis, or else the check's own help."""
        return self.diagnosis or self.help


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of a report. `max_score` counts all its points, also those of checks that were not run here."""

    id: str
    title: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]

    @property
    def begun(self) -> bool:
        """Whether any check found an attempt."""
        return any(check.status.begun for check in self.checks)

    @property
    def earned(self) -> float:
        """The points that the checks here brought."""
        return sum(check.score for check in self.checks)

    @property
    def possible(self) -> float:
        """The points that the checks here can bring: less than `max_score` where hidden checks were not run."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Report:
    """The whole report. `seconds` is how long grading took; `sandbox` is what the submission's code ran in."""

    schema: str
    submission: str
    sandbox: str
    seconds: float
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...]

    def to_json(self) -> str:
        """The report's file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"


def read(path: Path) -> Report:
    """Read a report. Raises DecodeError if the file is no report of this schema; the text says which key is wrong."""
    report = read_json(Report, path, "report")
    if report.schema != SCHEMA:
        raise DecodeError(f"its schema is not {SCHEMA}")
    return report

"""The report of one submission: the contract that clients read (schema gradus.core.report/1)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SCHEMA = "gradus.core.report/1"


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

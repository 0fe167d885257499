"""What Gradescope says of a submission: submission_metadata.json, of which a few keys are read, each as its type.

Gradescope adds keys, so others are passed over. Nothing of it decides a score: lateness is Gradescope's own affair.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from gradus.core.decode import DecodeError, build, read_json
from gradus.core.text import one_line

FILE = "submission_metadata.json"
LARGEST = 4 << 20


@dataclass(frozen=True)
class _Assignment:
    due_date: str | None = None
    total_points: str | None = None


@dataclass(frozen=True)
class Metadata:
    """The submission's time, and what the assignment is worth and when it is due; None for what is not said."""

    created_at: datetime
    due: datetime | None
    points: float | None

    @classmethod
    def of(cls, path: Path) -> "Metadata":
        """Read the file. Raises DecodeError if it is missing or a value is of another kind."""
        table = read_json(dict[str, Any], path, FILE, LARGEST)
        found = table.get("assignment")
        if not isinstance(found, dict):
            raise DecodeError(f"{FILE}.assignment: expected a table")
        known = {each.name for each in fields(_Assignment)}
        assignment = build(_Assignment, {k: v for k, v in found.items() if k in known}, f"{FILE}.assignment")
        created = build(str, table.get("created_at"), f"{FILE}.created_at")
        points = assignment.total_points
        return cls(
            _time(created, "created_at"),
            None if assignment.due_date is None else _time(assignment.due_date, "assignment.due_date"),
            None if points is None else _number(points),
        )

    def notes(self, most: float, *, later: bool) -> list[str]:
        """What does not fit a bundle that gives at most so many points, and shows checks `later`, when work is due."""
        notes = []
        if self.points is not None and self.points != most:
            notes.append(f"the assignment is worth {self.points:g} points in Gradescope, and {most:g} here.")
        if later and self.due is None:
            notes.append("hidden checks are to be shown after the due date, and the assignment has none.")
        return notes


def _time(text: str, where: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DecodeError(f"{FILE}.{where}: {one_line(text, 40)} is no time") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise DecodeError(f"{FILE}.assignment.total_points: {one_line(text, 40)} is no number") from None

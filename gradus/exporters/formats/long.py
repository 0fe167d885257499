"""A CSV table with one row per exercise and account, for a spreadsheet or a script."""

from __future__ import annotations

from datetime import datetime

from gradus.core.tables import to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter

HEADER = ("login", "id", "exercise", "score", "max", "commit", "submitted", "graded", "late")
LATE = {None: "", True: "yes", False: "no"}


def export(bundle: Bundle) -> Export:
    """The table. `id` is the account's number in the roster; what is unknown is empty."""
    rows = [
        (
            *(mark.login, mark.student.id if mark.student else "", mark.exercise, mark.score, mark.max_score),
            *(mark.submission.commit, _utc(mark.submission.submitted), _utc(mark.graded), LATE[mark.late]),
        )
        for mark in bundle.marks
    ]
    return Export({"": to_csv([HEADER, *rows])})


def _utc(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


EXPORTER = Exporter("long", export, of_marks=True)

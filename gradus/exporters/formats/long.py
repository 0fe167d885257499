"""One line for each exercise and account: for a spreadsheet, or for a script of your own."""

from __future__ import annotations

from datetime import datetime

from gradus.core.tables import to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter

HEADER = ("login", "id", "exercise", "score", "max", "commit", "submitted", "graded", "late")
LATE = {None: "", True: "yes", False: "no"}


def export(bundle: Bundle) -> Export:
    """The table. `id` is the account's number in the roster; what is not known is empty."""
    rows = [
        (
            *(mark.login, mark.student.id if mark.student else "", mark.exercise, mark.score, mark.max_score),
            *(mark.handed.commit, _when(mark.handed.submitted), _when(mark.graded), LATE[mark.late]),
        )
        for mark in bundle.marks
    ]
    return Export({"": to_csv([HEADER, *rows])})


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


EXPORTER = Exporter("long", "a line for each exercise and account", export, of_marks=True)

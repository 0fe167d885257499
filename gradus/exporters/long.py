"""One line for each exercise and account: for a spreadsheet, or for a script of your own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gradus.core import tables as sheet
from gradus.scores.marks import Mark

HEADER = ("login", "id", "exercise", "score", "max", "commit", "submitted", "graded", "late")
LATE = {None: "", True: "yes", False: "no"}


def text(marks: Iterable[Mark]) -> str:
    """The table. `id` is the account's number in the roster; what is not known is empty."""
    rows = [
        (
            *(mark.login, mark.student.id if mark.student else "", mark.exercise, mark.score, mark.max_score),
            *(mark.handed.commit, when(mark.handed.submitted), when(mark.graded), LATE[mark.late]),
        )
        for mark in marks
    ]
    return sheet.table([HEADER, *rows])


def when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""

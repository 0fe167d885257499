"""A CSV table with one row per exercise and account, for a spreadsheet or a script."""

from datetime import datetime

from gradus.core.tables import MARK, to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.marks import Mark
from gradus.scores.protection import FLAG

KNOWN = ("login", "id", "exercise", "score", "max", "commit", "submitted", "graded", "late")
# How the score came about: the points before what lateness costs, whether it is one of those that count, and whether
# it is that of code that ran in no sandbox.
HEADER = (*KNOWN, "unit", "earned", "days_late", "free_days", "attempt", "dropped", FLAG)


def export(bundle: Bundle) -> Export:
    """The table. `id` is the account's number in the roster; what is unknown is empty, but for late: unknown.

    For Excel it begins with a mark by which it knows UTF-8; where it writes 7,5, semicolons stand between the cells.
    """
    rows = [HEADER, *map(_row, bundle.marks)]
    if not bundle.excel:
        return Export({"": to_csv(rows)})
    return Export({"": MARK + to_csv(rows, ";" if bundle.excel == "," else ",", bundle.excel)})


def _row(mark: Mark) -> tuple[str | float | None, ...]:
    scored = mark.login, mark.student.id if mark.student else "", mark.exercise, mark.shown, mark.max_score
    times = mark.submission.commit, _utc(mark.submission.submitted), _utc(mark.graded), mark.lateness
    if mark.empty:
        return *scored, *times, mark.unit, None, None, None, None, "", ""
    earned = mark.score if mark.earned is None else mark.earned
    days = (None, None) if mark.late is None else (mark.days_late, mark.free_days)
    counted = (
        mark.unit,
        earned,
        *days,
        mark.attempt,
        "yes" if mark.dropped else "no",
        "yes" if mark.unprotected else "no",
    )
    return *scored, *times, *counted


def _utc(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


EXPORTER = Exporter("long", export, of_marks=True, options=frozenset({"excel"}), tells_unprotected=True)

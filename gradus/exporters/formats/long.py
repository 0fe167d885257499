"""A CSV table with one row per exercise and account, for a spreadsheet or a script."""

from datetime import datetime

from gradus.core.tables import to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.marks import Mark

HEADER = ("login", "id", "exercise", "score", "max", "commit", "submitted", "graded", "late")
LATE = {None: "", True: "yes", False: "no"}


def export(bundle: Bundle) -> Export:
    """The table. `id` is the account's number in the roster; what is unknown is empty."""
    return Export({"": to_csv([HEADER, *map(_row, bundle.marks)])})


def _row(mark: Mark) -> tuple[str | float, ...]:
    scored = mark.login, mark.student.id if mark.student else "", mark.exercise, mark.score, mark.max_score
    return *scored, mark.submission.commit, _utc(mark.submission.submitted), _utc(mark.graded), LATE[mark.late]


def _utc(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


EXPORTER = Exporter("long", export, of_marks=True)

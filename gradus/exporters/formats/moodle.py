"""A CSV file for Moodle's grade import (Grades > Import > CSV file), one row per student.

It has no feedback: Moodle deletes a grade that comes with feedback and no number.
"""

from gradus.core.tables import to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.roster import Student

HEADER = ("First name", "Last name", "ID number", "Email address")


def export(bundle: Bundle) -> Export:
    """The table, with a column for each exercise and one for the total."""
    exercises = list(dict.fromkeys(mark.exercise for mark in bundle.marks))
    scores: dict[Student, dict[str, float]] = {}
    for mark in bundle.marks:
        if mark.student:  # Moodle rejects a file with a row that it cannot match
            scores.setdefault(mark.student, {})[mark.exercise] = mark.score
    rows: list[list[str | float | None]] = []
    for student, earned in scores.items():
        identity = student.first_name, student.last_name, student.student_id, student.email
        rows.append([*identity, *map(earned.get, exercises), sum(earned.values())])
    return Export({"": to_csv([[*HEADER, *exercises, "Total"], *rows])})


EXPORTER = Exporter("moodle", export, of_marks=True, needs_roster=True)

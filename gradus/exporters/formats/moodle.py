"""A table for Moodle's grade import (Grades > Import > CSV file), one line a student, by e-mail address or ID number.

There is no feedback in it: Moodle empties a grade that comes with feedback and no number.
"""

from __future__ import annotations

from gradus.core.tables import to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter

HEADER = ("First name", "Last name", "ID number", "Email address")


def export(bundle: Bundle) -> Export:
    """The table, with a column for each exercise and one for the total. An unknown account has no place in it:
    Moodle refuses the whole file for one line that it cannot match."""
    names = list(dict.fromkeys(mark.exercise for mark in bundle.marks))
    rows: dict[str, tuple[tuple[str, ...], dict[str, float]]] = {}
    for mark in bundle.marks:
        if who := mark.student:
            line = rows.setdefault(who.login, ((who.first_name, who.last_name, who.student_id, who.email), {}))
            line[1][mark.exercise] = mark.score
    body = [[*who, *(got.get(name) for name in names), sum(got.values())] for who, got in rows.values()]
    return Export({"": to_csv([[*HEADER, *names, "Total"], *body])})


EXPORTER = Exporter("moodle", "a CSV file for Moodle's grade import", export, of_marks=True, needs_roster=True)

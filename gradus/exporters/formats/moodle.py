"""A CSV file for Moodle's grade import (Grades > Import > CSV file), one row per student.

Moodle finds a student by one column. Where that is empty, some versions give the marks to the student of the line
before, and others import nothing at all: so no row without the key is written, and no other column that could be taken
for a key and is not one. There is no feedback: Moodle deletes a grade that comes with feedback and no number.
"""

from collections.abc import Callable, Sequence

from gradus.core.names import same
from gradus.core.tables import TableError, cell, to_csv
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.absent import listed
from gradus.scores.roster import Student

NAMES = ("First name", "Last name")
KEYS: dict[str, tuple[str, Callable[[Student], str]]] = {
    "id": ("ID number", lambda student: student.student_id),
    "email": ("Email address", lambda student: student.email),
    "username": ("Username", lambda student: student.login.lower()),
}
UNPROTECTED = "Graded without a sandbox"  # no name of anything that Moodle has
MOST = 100  # what Moodle accepts unless its administrators allow more


def export(bundle: Bundle) -> Export:
    """The table, with a column for each exercise and one for the total.

    Raises TableError if two students have the same key, or none has one.
    """
    students = bundle.students()
    key = bundle.key or _best(list(students))
    column, read = KEYS[key]
    usable = {student: marks for student, marks in students.items() if _usable(read(student))}
    left = [student for student in students if student not in usable]
    if twins := _twins(list(usable), key):
        raise TableError(
            f"{listed(student.login for student in twins)} have the same {column}, {cell(read(twins[0]))}: "
            "correct the roster, or choose another key with --by."
        )
    if not usable:
        raise TableError(f"nobody in the roster has what Moodle calls {column}: choose another key with --by.")
    keys = [name for name in KEYS if name == key or (name != "username" and _complete(list(usable), name))]
    exercises = list(dict.fromkeys(mark.exercise for mark in bundle.marks))
    rows: list[list[str | float | None]] = []
    for student, marks in usable.items():
        identity = student.first_name, student.last_name or ("" if student.first_name else student.name)
        scores = {mark.exercise: mark.shown for mark in marks}
        total = bundle.total(marks)
        told = [", ".join(mark.exercise for mark in marks if mark.unprotected)] if bundle.unprotected else []
        rows.append([*identity, *(KEYS[name][1](student) for name in keys), *map(scores.get, exercises), total, *told])
    notes = [f"in Moodle, choose “{column}” for both Map from and Map to."]
    if left:
        listed_left = listed(student.login for student in left)
        notes.append(f"{len(left)} left out, without what Moodle calls {column}: {listed_left}.")
    header = [*NAMES, *(KEYS[name][0] for name in keys), *exercises, "Total"]
    numbers = [row[: len(header)] for row in rows]
    if bundle.unprotected:
        notes.append(f"in Moodle, map the column “{UNPROTECTED}” to nothing: it is for you.")
    told_of = [UNPROTECTED] if bundle.unprotected else []
    return Export({"": to_csv([[*header, *told_of], *rows])}, [*notes, *_warnings(numbers, 2 + len(keys), header)])


def _warnings(rows: Sequence[Sequence[str | float | None]], first: int, header: Sequence[str]) -> list[str]:
    """What Moodle does with some of the numbers."""
    notes: list[str] = []
    if any(score is None for row in rows for score in row[first:]):
        notes.append("Moodle may read an empty cell as 0 in a new grade item: map to an item that exists already.")
    high = [header[i] for i in range(first, len(header)) if any((row[i] or 0) > MOST for row in rows)]  # type: ignore[operator]
    if high:
        notes.append(
            f"{listed(high)}: Moodle refuses marks above {MOST} unless the site allows them; then ignore it there."
        )
    return notes


def _best(students: Sequence[Student]) -> str:
    """E-mail or ID number, whichever serves more students; the login only if the roster has neither.

    A login is mostly the account at GitHub, which Moodle does not know.
    """

    def rank(key: str) -> tuple[bool, int]:
        return not _twins(students, key), sum(_usable(KEYS[key][1](student)) for student in students)

    best = max(("email", "id"), key=rank)
    return best if rank(best)[1] else "username"


def _usable(value: str) -> bool:
    """Whether Moodle can find a student by this: it takes 0 for nothing, and what a cell would change for another's."""
    return bool(value.strip()) and value != "0" and cell(value) == value


def _complete(students: Sequence[Student], key: str) -> bool:
    return all(_usable(KEYS[key][1](student)) for student in students) and not _twins(students, key)


def _twins(students: Sequence[Student], key: str) -> list[Student]:
    """The first students that have the same key, in whatever case."""
    found: dict[str, list[Student]] = {}
    for student in students:
        if _usable(value := KEYS[key][1](student)):
            found.setdefault(same(value), []).append(student)
    return next((group for group in found.values() if len(group) > 1), [])


EXPORTER = Exporter(
    "moodle", export, of_marks=True, needs_roster=True, options=frozenset({"key"}), tells_unprotected=True
)

"""Fills in a gradebook that was exported from Canvas.

Canvas recognises an assignment by the number in its header, `Title (12345)`, and creates one for an unknown header. So
headers are taken from the template, and none is added. A cell there can hold a decision: EX for an excused student.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gradus.core.names import same
from gradus.core.tables import TableError, delimiter_of, parse_csv, to_csv
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.absent import listed
from gradus.scores.roster import Student

IDENTITY = set("student|lastname|firstname|id|sis user id|sis login id|integration id|root account|section".split("|"))
ASSIGNMENT = re.compile(r"(?P<title>.*\S) \((?P<number>\d+)\)")
NUMBER = re.compile(r"-?\d[\d.,]*")
TOTAL = "total"
EXCUSED = "ex"


@dataclass(frozen=True)
class Template:
    """The file from Canvas: all rows with the header, how it writes them, and the column of each exercise."""

    rows: list[list[str]]
    delimiter: str
    columns: Mapping[str, int]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return self.rows[0]

    @property
    def decimal(self) -> str:
        """The decimal sign of its numbers."""
        scores = [row[column].strip() for row in self.rows[1:] for column in self.columns.values()]
        signs = [sign for text in scores if NUMBER.fullmatch(text) for sign in text if sign in ".,"]
        return signs[-1] if signs else "."


def export(bundle: Bundle) -> Export:
    """Fill in the columns of exercises and of "total". Raises TableError if the template does not fit.

    A column is chosen by its number in `bundle.columns`, or by its title. Other assignments stay as they are in Canvas,
    and so do scores of whoever handed in nothing.
    """
    rows = _read(bundle.template)
    points = {mark.exercise: mark.max_score for mark in bundle.marks}
    points[TOTAL] = bundle.most
    columns, notes = _score_columns(rows[0], points, bundle.columns)
    template = Template(rows, delimiter_of(bundle.template, IDENTITY), columns)
    notes += _points_notes(template, points)
    score_columns = sorted(columns.values())
    filled: list[list[str | float]] = [
        [_as_number(text) if i in score_columns else text for i, text in enumerate(row)] for row in rows
    ]
    places, unmatched = _places(template, list(bundle.students()))
    kept: dict[str, list[str]] = {}
    for student, place in places.items():
        for name, score in _scores(bundle, student).items():
            if name not in columns or score[0] is None:
                continue
            before = rows[place][columns[name]].strip()
            if before.lower() == EXCUSED and not bundle.overrule:
                kept.setdefault(f"excused from {name} in Canvas, and left so", []).append(student.login)
            elif score[1] and before not in ("", "-") and before.lower() != EXCUSED:
                kept.setdefault(f"without work for {name} and with a score in Canvas, which stays", []).append(
                    student.login
                )
            else:
                filled[place][columns[name]] = score[0]
    notes += [f"{why}: {listed(logins)}." for why, logins in kept.items()]
    shown = [*(i for i, name in enumerate(rows[0]) if name.lower() in IDENTITY), *score_columns]
    table = [[row[i] for i in shown] for row in filled]
    return Export({"": to_csv(table, template.delimiter, template.decimal)}, [*notes, *unmatched])


def _scores(bundle: Bundle, student: Student) -> dict[str, tuple[float | None, bool]]:
    """A student's scores and total, each with whether it stands for work that was not handed in."""
    marks = bundle.students()[student]
    scores = {mark.exercise: (mark.shown, mark.graded is None) for mark in marks}
    return scores | {TOTAL: (bundle.total(marks), all(mark.graded is None for mark in marks))}


def _read(template: str) -> list[list[str]]:
    """All rows, with the header."""
    rows = [row for _, row in parse_csv(template, IDENTITY)]
    header = [name.strip() for name in rows[0]] if rows else []
    if "ID" not in header or "Section" not in header or header[0].lower() not in IDENTITY:
        raise TableError("this is not a gradebook of Canvas: expected a first row that begins with Student, ID.")
    for number, row in enumerate(rows, 1):
        if any(text.strip() for text in row[len(header) :]):
            raise TableError(f"row {number} has {len(row)} cells, expected {len(header)}.")
    return [header, *([*row, *[""] * len(header)][: len(header)] for row in rows[1:])]


def _points_notes(template: Template, points: Mapping[str, float]) -> list[str]:
    """What is worth another number of points in Canvas."""
    possible = next((row for row in template.rows if row[0].strip() == "Points Possible"), None)
    notes: list[str] = []
    for name, column in template.columns.items():
        there = _as_number(possible[column]) if possible else ""
        if isinstance(there, float) and there != points[name]:
            notes.append(f"{name} is worth {points[name]:g} points, and {there:g} in Canvas.")
    return notes


def _score_columns(
    header: Sequence[str], names: Collection[str], numbers: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """The columns of exercises and of the total, and notes on exercises without one."""
    assignments = [(i, match) for i, name in enumerate(header) if (match := ASSIGNMENT.fullmatch(name))]
    columns: dict[str, int] = {}
    notes: list[str] = []
    for name in names:
        number = numbers.get(name)
        if number is None:
            matches = [i for i, match in assignments if same(match["title"]) == same(name)]
        else:
            matches = [i for i, match in assignments if match["number"] == number]
            if not matches:
                raise TableError(f"--column {name}={one_line(number)}: no column has that number.")
        if len(matches) > 1:
            raise TableError(f"{len(matches)} columns have the title {name}: choose one with --column {name}=ID.")
        if matches:
            columns[name] = matches[0]
        elif name != TOTAL:
            notes.append(f"{name} has no column in the template: left out.")
    if unknown := [name for name in numbers if name not in names]:
        raise TableError(f"--column {one_line(unknown[0])}: there are no marks for that.")
    if len(set(columns.values())) < len(columns):
        raise TableError("two exercises have the same column: check the --column options.")
    if not columns:
        raise TableError("no column matches an exercise: choose one with --column EXERCISE=ID.")
    return columns, notes


def _as_number(text: str) -> str | float:
    """A number from the template: a text that begins with a minus sign would be taken for a formula.

    As for Canvas, the last point or comma is the decimal sign, and those before it divide thousands.
    """
    if not NUMBER.fullmatch(text.strip()):
        return text
    whole, *parts = re.split(r"[.,]", text.strip())
    return float(f"{whole}{''.join(parts[:-1])}.{parts[-1] or 0}" if parts else whole)


def _places(template: Template, students: Sequence[Student]) -> tuple[dict[Student, int], list[str]]:
    """The row of each student, and notes on those who have none for themselves.

    Two students may seem to have one row, by an e-mail that they share or by a login that is somebody else's in
    Canvas: it is whose it is by the better key, and nobody's if the keys are alike.
    """
    notes: list[str] = []
    claims: dict[int, list[tuple[int, Student]]] = {}
    for student in students:
        rank, matches = _matching_rows(student, template)
        if len(matches) == 1:
            claims.setdefault(matches[0], []).append((rank, student))
        elif matches:
            notes.append(f"{one_line(student.login)} matches {len(matches)} rows of the template.")
        else:
            notes.append(f"{one_line(student.login)} is not in the template.")
    places: dict[Student, int] = {}
    for place, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        owners = [student for rank, student in claimed if rank == best]
        if len(owners) == 1:
            places[owners[0]] = place
        lost = [student.login for rank, student in claimed if student not in places]
        if lost:
            notes.append(f"{listed(lost)}: somebody else has the same row of the template. Left out.")
    return places, notes


def _matching_rows(student: Student, template: Template) -> tuple[int, list[int]]:
    """The rows of a student by the first ID that Canvas knows, and the number of that ID in the order of trust."""
    keys = [("SIS User ID", student.student_id)]
    keys += [("SIS Login ID", value) for value in (student.student_id, student.email, student.login)]
    header = template.header
    students = [(i, row) for i, row in enumerate(template.rows) if i and row[header.index("ID")].strip()]
    for rank, (name, value) in enumerate(keys):
        if value and name in header:
            column = header.index(name)
            if matches := [i for i, row in students if same(row[column]) == same(value)]:
                return rank, matches
    return len(keys), []


EXPORTER = Exporter(
    "canvas", export, of_marks=True, needs_roster=True, needs_template=True, options=frozenset({"overrule"})
)

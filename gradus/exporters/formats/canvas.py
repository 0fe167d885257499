"""Fills in a gradebook that was exported from Canvas.

Canvas recognises an assignment by the number in its header, `Title (12345)`, and creates one for an unknown header. So
headers are taken from the template, and none is added.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from gradus.core.names import same
from gradus.core.tables import TableError, delimiter_of, parse_csv, to_csv
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.roster import Student

IDENTITY = set("student|lastname|firstname|id|sis user id|sis login id|integration id|root account|section".split("|"))
ASSIGNMENT = re.compile(r"(?P<title>.*\S) \((?P<number>\d+)\)")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TOTAL = "total"


def export(bundle: Bundle) -> Export:
    """Fill in the columns of exercises and of "total". Raises TableError if the template does not fit.

    A column is chosen by its number in `bundle.columns`, or by its title. Other assignments stay as they are in Canvas.
    """
    header, rows = _read(bundle.template)
    points = {mark.exercise: mark.max_score for mark in bundle.marks}
    points[TOTAL] = sum(points.values())
    columns, notes = _score_columns(header, points, bundle.columns)
    possible = next((row for row in rows if row[0].strip() == "Points Possible"), None)
    for name, column in columns.items():
        text = possible[column].strip() if possible else ""
        if NUMBER.fullmatch(text) and float(text) != points[name]:
            notes.append(f"{name} is worth {points[name]:g} points, and {text} in Canvas.")
    scores: dict[Student, dict[str, float]] = {}
    for mark in bundle.marks:
        if mark.student:
            earned = scores.setdefault(mark.student, {TOTAL: 0.0})
            earned[mark.exercise] = mark.score
            earned[TOTAL] += mark.score
    score_columns = sorted(columns.values())
    filled = [[_score(text) if i in score_columns else text for i, text in enumerate(row)] for row in rows]
    for student, earned in scores.items():
        matches = _matching_rows(student, header, rows)
        if len(matches) != 1:
            problem = f"matches {len(matches)} rows of the template" if matches else "is not in the template"
            notes.append(f"{one_line(student.login)} {problem}.")
            continue
        for name in columns.keys() & earned.keys():
            filled[matches[0]][columns[name]] = earned[name]
    kept = [*(i for i, name in enumerate(header) if name.lower() in IDENTITY), *score_columns]
    return Export({"": to_csv([[row[i] for i in kept] for row in filled], delimiter_of(bundle.template))}, notes)


def _read(template: str) -> tuple[list[str], list[list[str]]]:
    """The header, and all rows with it."""
    rows = [row for _, row in parse_csv(template)]
    header = [name.strip() for name in rows[0]] if rows else []
    if "ID" not in header or "Section" not in header or header[0].lower() not in IDENTITY:
        raise TableError("this is not a gradebook of Canvas: expected a first row that begins with Student, ID.")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise TableError(f"row {number} has {len(row)} cells, expected {len(header)}.")
    return header, rows


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


def _score(text: str) -> str | float:
    """A score from the template, as a number: a text that begins with a minus sign would be taken for a formula."""
    return float(text) if NUMBER.fullmatch(text.strip()) else text


def _matching_rows(student: Student, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The rows of a student by the first ID that Canvas knows."""
    keys = [("SIS User ID", student.student_id)]
    keys += [("SIS Login ID", value) for value in (student.student_id, student.email, student.login)]
    students = [(i, row) for i, row in enumerate(rows) if i and row[header.index("ID")].strip()]
    for name, value in keys:
        if value and name in header:
            column = header.index(name)
            if matches := [i for i, row in students if same(row[column]) == same(value)]:
                return matches
    return []


EXPORTER = Exporter("canvas", export, of_marks=True, needs_roster=True, needs_template=True)

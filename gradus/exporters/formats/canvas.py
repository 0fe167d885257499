"""A gradebook that was exported from Canvas, filled in.

Canvas takes a score for the assignment whose number stands in the column's head, `Title (12345)`, and makes a new
assignment of a head that it does not know. So heads come from the template, and nothing is added to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gradus.core.tables import TableError, delimiter_of, parse_csv, to_csv
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.roster import Student

ABOUT = {"student", "lastname", "firstname", "id", "sis user id", "sis login id", "integration id", "root account"}
ABOUT |= {"section"}
HEAD = re.compile(r"(?P<title>.*\S) \((?P<number>\d+)\)")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
TOTAL = "total"


def export(bundle: Bundle) -> Export:
    """Fill the template in. The columns of the bundle say, by its number, which column an exercise (or "total") goes
    to; without one it goes to the column whose title is the exercise's id.

    Other assignments are left out, so that what changed in Canvas since stays. Raises TableError.
    """
    template, marks = bundle.template, bundle.marks
    try:
        rows = [row for _, row in parse_csv(template)]
    except TableError as error:
        raise TableError(f"the template cannot be read: {error}.") from None
    head = [name.strip() for name in rows[0]] if rows else []
    about = [i for i, name in enumerate(head) if name.lower() in ABOUT]
    if "ID" not in head or "Section" not in head or about[:1] != [0]:
        raise TableError("the template is no gradebook of Canvas: its first line begins with Student, ID.")
    if short := [number for number, row in enumerate(rows, 1) if len(row) != len(head)]:
        raise TableError(f"the template's row {short[0]} has {len(rows[short[0] - 1])} cells, its first {len(head)}.")
    places, notes = _places(head, list(dict.fromkeys(mark.exercise for mark in marks)), bundle.columns)
    notes += _worth(rows, places, {mark.exercise: mark.max_score for mark in marks})
    got: dict[str, dict[str, float]] = {}
    for mark in marks:
        mine = got.setdefault(mark.login, {TOTAL: 0.0})
        mine[mark.exercise] = mark.score
        mine[TOTAL] += mark.score
    known = _students(head, rows)
    scores = set(places.values())
    out: list[list[str | float]] = [[_kept(c) if i in scores else c for i, c in enumerate(row)] for row in rows]
    for student in {mark.login: mark.student for mark in marks if mark.student}.values():
        found = _find(student, known)
        if len(found) != 1:
            reason = "does not stand in the template" if not found else f"fits {len(found)} lines of the template"
            notes.append(f"{one_line(student.login)} {reason}.")
            continue
        (login,) = [login for login in got if login.casefold() == student.login.casefold()]
        for name, column in places.items():
            if name in got[login]:
                out[found[0]][column] = got[login][name]
    keep = [*about, *sorted(places.values())]
    return Export({"": to_csv([[row[i] for i in keep] for row in out], delimiter_of(template))}, notes)


def _places(head: list[str], names: list[str], columns: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """Which column an exercise's scores go to, and sentences about those that have none."""
    heads = [(i, match["title"], match["number"]) for i, name in enumerate(head) if (match := HEAD.fullmatch(name))]
    places: dict[str, int] = {}
    notes: list[str] = []
    for name in [*names, TOTAL]:
        if name in columns:
            fitting = [i for i, _, number in heads if number == columns[name]]
            if not fitting:
                raise TableError(f"the template has no column with the number {one_line(columns[name])}.")
        else:
            fitting = [i for i, title, _ in heads if title.casefold() == name.casefold()]
        if len(fitting) == 1:
            places[name] = fitting[0]
        elif fitting:
            raise TableError(
                f"the template has {len(fitting)} columns called {name}: say which with --column {name}=ID."
            )
        elif name != TOTAL:
            notes.append(f"{name} has no column in the template: left out.")
    if unknown := [name for name in columns if name not in (*names, TOTAL)]:
        raise TableError(f"--column {one_line(unknown[0])}: there are no marks for that.")
    if len(set(places.values())) < len(places):
        raise TableError("two exercises would go to one column: check the --column options.")
    if not places:
        raise TableError("no column of the template fits an exercise: say which with --column EXERCISE=ID.")
    return places, notes


def _worth(rows: list[list[str]], places: dict[str, int], points: dict[str, float]) -> list[str]:
    """Sentences where Canvas has other points for an exercise than the course."""
    points = {**points, TOTAL: sum(points.values())}
    possible = next((row for row in rows if row[0].strip() == "Points Possible"), None)
    if possible is None:
        return []
    said = {name: possible[i].strip() for name, i in places.items() if NUMBER.fullmatch(possible[i].strip())}
    return [
        f"{name} is worth {points[name]:g} points, and {worth} in Canvas."
        for name, worth in said.items()
        if float(worth) != points[name]
    ]


def _kept(score: str) -> str | float:
    """A score that was there already: a negative number is no formula."""
    return float(score) if NUMBER.fullmatch(score.strip()) else score


def _students(head: list[str], rows: list[list[str]]) -> dict[str, dict[str, list[int]]]:
    """The students' rows by what Canvas knows of them."""
    known: dict[str, dict[str, list[int]]] = {}
    for key in ("SIS User ID", "SIS Login ID"):
        found: dict[str, list[int]] = {}
        if key in head:
            for number, row in enumerate(rows[1:], 1):
                if (value := row[head.index(key)].strip()) and row[head.index("ID")].strip():
                    found.setdefault(value.casefold(), []).append(number)
        known[key] = found
    return known


def _find(student: Student, known: dict[str, dict[str, list[int]]]) -> list[int]:
    keys = [("SIS User ID", student.student_id)]
    keys += [("SIS Login ID", value) for value in (student.student_id, student.email, student.login)]
    return next((found for key, value in keys if value and (found := known[key].get(value.casefold()))), [])


EXPORTER = Exporter(
    "canvas",
    "a gradebook exported from Canvas, filled in",
    export,
    of_marks=True,
    needs_roster=True,
    needs_template=True,
)

"""What the systems do that import our files: small readers, written after what Moodle and Canvas do with them.

Moodle: grade/import/csv/classes/load_data.php, in two versions that differ where a row has no key. Canvas:
lib/gradebook_importer.rb. Spreadsheets: how Excel reads a CSV file that is opened by a double click.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

Grades = dict[tuple[str, str], "float | str | None"]  # by the person and the column


class RefusedError(Exception):
    """The system imports nothing, and says why."""


@dataclass(frozen=True)
class User:
    """A person as Moodle and Canvas know them; `person` is who it is."""

    person: str
    id: str
    number: str = ""
    email: str = ""
    username: str = ""
    name: str = ""


def moodle(text: str, users: Sequence[User], column: str, *, old: bool, new_items: bool = False) -> Grades:
    """Import with `column` as both Map from and Map to, and all other columns to grade items of their name.

    An `old` version skips an empty key, and so keeps the user of the line before. In `new_items`, an empty cell is 0.
    """
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    header = [name.strip() for name in rows[0]]
    fields = {"Email address": "email", "ID number": "number", "Username": "username"}
    key = header.index(column)
    graded = [i for i, name in enumerate(header) if name not in ("First name", "Last name", *fields)]
    grades: Grades = {}
    user: User | None = None
    for row in rows[1:]:
        if len(row) <= 1:
            continue
        value = row[key].strip()
        if value not in ("", "0"):  # PHP's empty()
            found = [each for each in users if getattr(each, fields[column]) == value]
            if len(found) != 1:
                raise RefusedError(f"user mapping error: {column} {value}")
            user = found[0]
        elif not old:
            raise RefusedError("user not found")
        if user is None:
            raise RefusedError("user not found")
        for i in graded:
            grades[user.person, header[i]] = _moodle_grade(row[i].strip(), new_items)
    return grades


def _moodle_grade(text: str, new_item: bool) -> float | None:
    if text in ("", "-"):
        return 0.0 if new_item and not text else None
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise RefusedError("bad grade")
    if float(text) > 100:
        raise RefusedError("grade value too big")
    return float(text)


def canvas(text: str, users: Sequence[User], assignments: Mapping[str, float]) -> Grades:
    """Import a gradebook into a course with `assignments` (points by number). Nothing may be created by it."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_canvas_delimiter(text)))
    header = rows[0]
    if not (len(header) > 3 and "Student" in header[0] and "ID" in header[1]):
        raise RefusedError("invalid header row")
    first = 3 + ("SIS Login ID" in header) + ("SIS User ID" in header)
    if "Section" not in header[first - 1]:
        raise RefusedError("invalid header row")
    columns: dict[int, str] = {}
    for i, name in enumerate(header[first:], first):
        number = re.search(r"\((\d+)\)$", name)
        if not number or number[1] not in assignments:
            raise RefusedError(f"would create an assignment called {name}")
        columns[i] = number[1]
    grades: Grades = {}
    for row in (list(map(_canvas_number, row)) for row in rows[1:]):
        if "Points Possible" in row[0]:
            changed = [name for i, name in columns.items() if row[i] and float(row[i]) != assignments[name]]
            if changed:
                raise RefusedError(f"would change the points of {changed}")
            continue
        if all(re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", text) for text in row):
            continue
        person = _canvas_user(row, header, users)
        for i, name in columns.items():
            grade = row[i].strip()
            excused = grade.upper() == "EX"
            grades[person, name] = "EX" if excused else float(grade) if grade not in ("", "-") else None
    return grades


def _canvas_delimiter(text: str) -> str:
    first = text.splitlines()[:3]
    fields = {sign: {len(next(csv.reader([line], delimiter=sign))) for line in first} for sign in ",;"}
    counts = {sign: next(iter(found)) if len(found) == 1 else 0 for sign, found in fields.items()}
    return ";" if counts[";"] > counts[","] else ","


def _canvas_number(text: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", text):
        return text
    *whole, last = re.split("[,.]", text)
    return f"{''.join(whole)}.{last}" if whole else last


def _canvas_user(row: Sequence[str], header: Sequence[str], users: Sequence[User]) -> str:
    for column, field in (("ID", "id"), ("SIS User ID", "number"), ("SIS Login ID", "username"), ("Student", "name")):
        value = row[header.index(column)] if column in header else ""
        if found := [user for user in users if value and getattr(user, field) == value]:
            return found[0].person
    raise RefusedError(f"would create the student {row[0]}")


def excel(data: bytes, decimal: str) -> list[list[float | str]]:
    """The cells after a double click, where numbers have this decimal sign. Raises RefusedError for a formula."""
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if decimal == "," else ",")
    return [[_excel_cell(cell, decimal) for cell in row] for row in rows]


def _excel_cell(text: str, decimal: str) -> float | str:
    if re.fullmatch(rf"-?\d+({re.escape(decimal)}\d+)?", text):
        return float(text.replace(decimal, "."))
    if text.startswith(("=", "+", "-", "@")):
        raise RefusedError(f"a formula: {text}")
    if decimal == "," and re.fullmatch(r"\d{1,2}\.\d{1,2}", text):
        raise RefusedError(f"read as a date: {text}")
    return text


def gradescope(text: str) -> float:
    """The score that Gradescope reads from a results.json."""
    result = json.loads(text)
    if "score" not in result and not result.get("tests"):
        raise RefusedError("neither a score nor tests")
    visible = ("hidden", "after_due_date", "after_published", "visible")
    formats = ("text", "html", "simple_format", "md", "ansi")
    for test in result.get("tests", []):
        ok = test.get("status", "passed") in ("passed", "failed") and test.get("visibility", "visible") in visible
        if not ok or test.get("output_format", "text") not in formats or not isinstance(test["score"], (int, float)):
            raise RefusedError(f"an invalid test: {test}")
    if result.get("visibility", "visible") not in visible or result.get("output_format", "text") not in formats:
        raise RefusedError("an invalid setting")
    return float(result["score"] if "score" in result else sum(test["score"] for test in result["tests"]))


def junit(text: str) -> dict[str, tuple[int, int]]:
    """The tests, and those that did not pass, of each suite. Raises RefusedError if its counts are not those it has."""
    found: dict[str, tuple[int, int]] = {}
    for suite in ElementTree.fromstring(text).iter("testsuite"):
        cases = suite.findall("testcase")
        kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
        counts = {name: sum(case.find(kind) is not None for case in cases) for name, kind in kinds.items()}
        if {name: int(suite.attrib[name]) for name in kinds} != counts or int(suite.attrib["tests"]) != len(cases):
            raise RefusedError(f"the counts of {suite.attrib['name']}")
        found[suite.attrib["name"]] = len(cases), sum(counts.values())
    return found

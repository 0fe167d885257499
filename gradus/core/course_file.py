"""What is wrong with course.toml: every key that is missing, and the line of anything else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, NamedTuple

from gradus.core.exercise import Exercise, Part
from gradus.core.text import nearest, one_line

FILENAME = "course.toml"
MOST = 10  # sentences on what is missing
_TABLE = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=\s*(.*)""")
_ABOUT = re.compile(r"course\.toml: (exercise|unit|part) ([^\s:,]+?)(?:[.:,\[\s]|$)")
_INSIDE = re.compile(
    r"course\.toml(?:: (?:exercise|unit|part) [^\s:,.]+|(?:: |\.)(marks|release|verify)(?=[.\s]))?(?:\.(\w+))?"
)
_NUMBERED = re.compile(r"course\.toml\.(part|exercise|unit)s\[(\d+)\]")
_UNKNOWN = re.compile(r"has an unknown key ([\w-]+)")
_AT = re.compile(r" \(at line (\d+), column \d+\)$")
_TABLES = {"exercise": "exercises", "unit": "units", "part": "parts"}


def missing(table: Mapping[str, Any]) -> list[str]:
    """A sentence for each table of course.toml that lacks keys, with all of them."""
    found = [] if "title" in table else [f"{FILENAME} has no {_meant(['title'], table)}."]
    for name, kind in (("parts", Part), ("exercises", Exercise)):
        wanted = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
        entries = table.get(name)
        for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
            if isinstance(entry, dict) and (gone := [key for key in wanted if key not in entry]):
                which = entry.get("id") if isinstance(entry.get("id"), str) else number
                found.append(f"{FILENAME}: {name[:-1]} {one_line(str(which))} has no {_meant(gone, entry)}.")
    more = [f"{FILENAME} has {len(found) - MOST} more of these."] if len(found) > MOST else []
    return [*found[:MOST], *more]


def _meant(gone: list[str], entry: Mapping[str, Any]) -> str:
    """The missing keys, each with the key of the table that looks as if it were meant by it."""
    names = [f"{key} (is {near} meant by it?)" if (near := nearest(key, entry)) else key for key in gone]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def unreadable(error: Exception) -> str:
    """Why the file is no TOML, or cannot be read, with the line if that is known."""
    told = one_line(str(error), 300)
    if at := _AT.search(told):
        return f"{FILENAME}, line {at[1]}: this is no TOML: {told[: at.start()]}."
    return f"{FILENAME} cannot be read: {told.rstrip('.')}."


def placed(sentences: str, text: str) -> str:
    """Sentences about the file, each with the line of what it is about in the file's text, where that is found."""
    return "\n".join(_placed(sentence, text) for sentence in sentences.split("\n"))


def _placed(sentence: str, text: str) -> str:
    sentence = _NUMBERED.sub(lambda match: f"{FILENAME}: {match[1]} {int(match[2]) + 1}", sentence)
    about, inside, unknown = _ABOUT.match(sentence), _INSIDE.match(sentence), _UNKNOWN.search(sentence)
    key = unknown[1] if unknown else (inside and inside[2]) or ""
    table = _TABLES[about[1]] if about else (inside and inside[1]) or ""
    if not (about or key) or not (number := line(text, table, about[2] if about else "", key)):
        return sentence
    rest = sentence.removeprefix(FILENAME).lstrip(".: ")
    return f"{FILENAME}, line {number}: {rest.removeprefix('has an ')}"


def line(text: str, table: str, name: str, key: str) -> int:
    """The line of a key in the file's text, or else of the head of its table; 0 if none is found.

    The table is called by its id or its number if there are several of its kind; "" is the file's beginning.
    """
    rows = list(_rows(text))
    mine = [row for row in rows if row.table == table]
    if name:
        called = [row for row in mine if row.key == "id" and re.sub(r"\s*#.*|[\"']", "", row.value) == name]
        # The last: of two, that is the one too many.
        number = max((row.number for row in called), default=int(name) if name.isdecimal() else 0)
        mine = [row for row in mine if row.number == number]
    heads = [row for row in rows if row.table == key] if not table else mine
    return next((row.line for row in [*(row for row in mine if row.key == key), *heads[:1]]), 0)


class _Row(NamedTuple):
    """A header or a key of the file: its table, the how many-th of its kind that is, key (a header has none), value."""

    table: str
    number: int
    key: str
    value: str
    line: int


def _rows(text: str) -> Iterator[_Row]:
    table, numbers = "", dict[str, int]()
    for number, written in enumerate(text.split("\n"), 1):
        if match := _TABLE.fullmatch(written):
            table = match[1]
            numbers[table] = numbers.get(table, 0) + 1
            yield _Row(table, numbers[table], "", "", number)
        elif match := _KEY.match(written):
            yield _Row(table, numbers.get(table, 0), match[1], match[2].strip(), number)

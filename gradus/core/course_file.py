"""What is wrong with course.toml: every key that is missing, and the line of anything else."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

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
    if not (about or key) or not (line := _line(_entries(text), table, about[2] if about else "", key)):
        return sentence
    rest = sentence.removeprefix(FILENAME).lstrip(".: ")
    return f"{FILENAME}, line {line}: {rest.removeprefix('has an ')}"


def _line(entries: Iterable[tuple[str, int, str, str, int]], table: str, name: str, key: str) -> int:
    """The line of a key, or else of the head of its table, which is called by its id or its number; 0 if none is."""
    rows = [row for row in entries if row[0] == table]
    if name:
        numbers = {row[1] for row in rows if row[2] == "id" and re.sub(r"\s*#.*|[\"']", "", row[3]) == name}
        number = max(numbers, default=int(name) if name.isdecimal() else 0)  # the last: of two, that is one too many
        rows = [row for row in rows if row[1] == number]
    elif table == "":
        return next((row[4] for row in rows if row[2] == key), _header(entries, key))
    return next((row[4] for row in rows if row[2] == key), rows[0][4] if rows else 0)


def _header(entries: Iterable[tuple[str, int, str, str, int]], table: str) -> int:
    return next((row[4] for row in entries if row[0] == table), 0)


def _entries(text: str) -> list[tuple[str, int, str, str, int]]:
    """Each header and key of the file: its table, the table's number, key (none: a header), value and line."""
    return list(_scanned(text))


def _scanned(text: str) -> Iterator[tuple[str, int, str, str, int]]:
    table, numbers = "", dict[str, int]()
    for number, line in enumerate(text.split("\n"), 1):
        if match := _TABLE.fullmatch(line):
            table = match[1]
            numbers[table] = numbers.get(table, 0) + 1
            yield table, numbers[table], "", "", number
        elif match := _KEY.match(line):
            yield table, numbers.get(table, 0), match[1], match[2].strip(), number

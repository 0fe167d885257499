"""Which files in a folder of results are reports: a stray file there stops nothing, and a broken report is no stray."""

import re
from collections.abc import Container
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from gradus.core.decode import LARGEST, DecodeError, loads
from gradus.core.files import FileError, read_regular
from gradus.core.names import same

OURS = "gradus."
MOST_POINTS = 1_000_000
REPORTED = {"submission", "exercises", "lessons"}
BEGINNING = re.compile(rb'\{\s*"schema":\s*"([\w./]+)"')  # of what Gradus writes itself


def reports_in(
    folder: Path, schema: str, notes: list[str] | None = None, logins: Container[str] = frozenset()
) -> list[Path]:
    """The files in a folder that are reports of this `schema`, in any version, or that may be broken ones; sorted.

    Left out are other documents of Gradus and hidden files, and, with a sentence in `notes`, JSON files of others. What
    is called like one of the `logins` (in the form of `same`) is never left out: a student's report may be lost in it.
    """
    found: list[Path] = []
    kind = schema.partition("/")[0]
    for path in sorted(folder.glob("*.json")):
        name = _schema(path)
        if path.name.startswith("."):
            wanted = _is(name, kind)
        elif not name:
            wanted = name is None or same(path.stem) in logins
        else:
            wanted = _is(name, kind)
        if wanted:
            found.append(path)
        elif not path.name.startswith(".") and not str(name).startswith(OURS) and notes is not None:
            notes.append(f"{path} is not a report: left out.")
    return found


def _is(schema: str | None, kind: str) -> bool:
    """Whether a schema is of this kind, in any version."""
    return schema is not None and schema.partition("/")[0] == kind


def _schema(path: Path) -> str | None:
    """What a JSON file says that it is; empty if it says nothing, None if that cannot be known: it may be a report."""
    try:
        text = read_regular(path, LARGEST)
        if told := BEGINNING.match(text):
            return told[1].decode()
        data = loads(text)
    except (FileError, DecodeError):
        return None
    if not data or (isinstance(data, dict) and "schema" not in data and REPORTED & data.keys()):
        return None  # an empty file is no other document: it may be what is left of a report
    return str(data.get("schema", "")) if isinstance(data, dict) else ""


def check_scores(result: Any, where: str) -> None:
    """Raises DecodeError if a score in a report is not between 0 and its points, but for rounding."""
    points, parts = _scored_fields(type(result))  # type: ignore[arg-type]
    if points and not 0 <= result.score <= min(getattr(result, points), MOST_POINTS) + 1e-6:
        most = min(getattr(result, points), MOST_POINTS)
        raise DecodeError(f"{where}.score: expected a number from 0 to {most:g}")
    for name in parts:
        for number, part in enumerate(getattr(result, name)):
            if is_dataclass(part):
                check_scores(part, f"{where}.{name}[{number}]")


@cache
def _scored_fields(kind: type) -> tuple[str, tuple[str, ...]]:
    """Where a part of a report has its points, if it has a score, and its own parts."""
    hints = get_type_hints(kind)
    points = "max_score" if "max_score" in hints else "points"
    return points if "score" in hints else "", tuple(name for name, hint in hints.items() if get_origin(hint) is tuple)

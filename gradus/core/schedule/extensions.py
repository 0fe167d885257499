"""More time for single students, as a column of the roster says it: 3; week-2=2026-12-01T12:00+01:00."""

from collections.abc import Sequence
from pathlib import Path

from gradus.core.names import same
from gradus.core.roster import COLUMNS, rows
from gradus.core.schedule.due import Extension, works_called
from gradus.core.schedule.units import MOST_DAYS, Unit, moment
from gradus.core.tables import TableError
from gradus.core.text import one_line


def roster_extensions(path: Path, units: Sequence[Unit], works: Sequence[str]) -> list[Extension]:
    """The extensions in a roster's column `extension`. Raises TableError, which names the line."""
    found: list[Extension] = []
    for line, row in rows(path, ("login",), COLUMNS, ("login",), None):
        for cell in filter(None, (part.strip() for part in row["extension"].split(";"))):
            where = f"{path}, line {line}, column extension"
            found.append(_extension(cell, same(row["login"]), units, works, where))
    return found


def _extension(cell: str, login: str, units: Sequence[Unit], works: Sequence[str], where: str) -> Extension:
    """One extension: DAYS or TIME, for everything, or WORK=DAYS or WORK=TIME. Raises TableError."""
    work, equals, more = cell.rpartition("=")
    more = more.strip()
    try:
        named = works_called(work.strip(), units, works) if equals else frozenset[str]()
    except KeyError as error:
        raise TableError(f"{where}: {error.args[0]}") from None
    days = more.removesuffix("days").removesuffix("day").strip()
    if days.isascii() and days.isdigit():
        if len(days) > 4 or int(days) > MOST_DAYS:
            raise TableError(f"{where}: {one_line(more)} is more than {MOST_DAYS} days.")
        return Extension(login, named, None, int(days))
    try:
        return Extension(login, named, moment(more))
    except ValueError as error:
        raise TableError(f"{where}: {error}; or a number of days.") from None

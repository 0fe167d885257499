"""The teacher's CSV tables: the roster, and the commit and time of each submission."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gradus.core.tables import TableError, read_table
from gradus.core.text import one_line

COLUMNS = ("login", "id", "student_id", "last_name", "first_name", "email")
PLAIN = re.compile(r"[a-z0-9_][a-z0-9._@-]{0,99}")
EXAMPLE = "2026-12-01T23:59:00+01:00"


@dataclass(frozen=True)
class Student:
    """One row of the roster: an account (`login`, and its number `id`) and the student who owns it."""

    login: str
    id: str = ""
    student_id: str = ""
    last_name: str = ""
    first_name: str = ""
    email: str = ""


@dataclass(frozen=True)
class SubmissionInfo:
    """The commit of a submission and the time it was submitted (UTC), as far as they are known."""

    commit: str = ""
    submitted: datetime | None = None


def read_roster(path: Path) -> dict[str, Student]:
    """The students by login in lower case: logins are case-insensitive. Raises TableError if the table is invalid."""
    rows = _rows(path, COLUMNS, ("login", "id", "student_id"))
    return {row["login"].casefold(): Student(**{name: row[name] for name in COLUMNS}) for _, row in rows}


def read_submissions(path: Path) -> dict[str, SubmissionInfo]:
    """Commits and times by login in lower case. Raises TableError if the table is invalid."""
    submissions: dict[str, SubmissionInfo] = {}
    for line, row in _rows(path, ("login", "commit", "submitted"), ("login",)):
        try:
            submitted = parse_time(row["submitted"]) if row["submitted"] else None
        except ValueError as error:
            raise TableError(f"{path}, line {line}, column submitted: {error}") from None
        submissions[row["login"].casefold()] = SubmissionInfo(row["commit"], submitted)
    return submissions


def _rows(path: Path, columns: Sequence[str], unique: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line numbers. Raises TableError if a login is empty or a `unique` column has a duplicate."""
    lines: dict[tuple[str, str], int] = {}
    for line, row in read_table(path, columns):
        if not row["login"]:
            raise TableError(f"{path}, line {line}: the login is empty.")
        for column in unique:
            value = row[column].casefold() if column == "login" else row[column]
            if value and (column, value) in lines:
                first = lines[column, value]
                raise TableError(f"{path}, line {line}: duplicate {column} {one_line(row[column])}, see line {first}.")
            lines[column, value] = line
        yield line, row


def parse_time(text: str) -> datetime:
    """An ISO 8601 time with a time zone, in UTC. Raises ValueError if it is not one."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{one_line(text)} is not a time: write it like {EXAMPLE}.") from None
    raise ValueError(f"{one_line(text)} has no time zone: write it like {EXAMPLE}, or with a Z.")


def gradebook_id(login: str) -> str:
    """The student ID of an account in nbgrader: the login in lower case, made safe for a file name if it is not."""
    login = login.casefold()
    if PLAIN.fullmatch(login):
        return login
    digest = hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9._-]+', '_', login)[:80].strip('._-') or 'account'}_{digest}"

"""Who is who, and who handed in what when: small tables that a teacher keeps, read with care."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gradus.core.tables import TableError, read_table
from gradus.core.text import one_line

COLUMNS = ("login", "id", "student_id", "last_name", "first_name", "email")
PLAIN = re.compile(r"[a-z0-9_][a-z0-9._@-]{0,99}")


@dataclass(frozen=True)
class Student:
    """One line of the roster: an account (`login`, and its number `id`), and the student whose it is."""

    login: str
    id: str = ""
    student_id: str = ""
    last_name: str = ""
    first_name: str = ""
    email: str = ""


@dataclass(frozen=True)
class SubmissionInfo:
    """What the machinery knows of a submission: its commit, and when it came (UTC)."""

    commit: str = ""
    submitted: datetime | None = None


def read_roster(path: Path) -> dict[str, Student]:
    """The roster by login, in lower case: accounts differ by more than that. Raises TableError."""
    found: dict[str, Student] = {}
    numbers: dict[tuple[str, str], int] = {}
    for line, row in read_table(path, COLUMNS):
        student = Student(**{name: row[name] for name in COLUMNS})
        if not student.login:
            raise TableError(f"{path}, line {line}: there is no login.")
        if student.login.casefold() in found:
            raise TableError(f"{path}, line {line}: {one_line(student.login)} stands there twice.")
        for column in ("id", "student_id"):
            value = getattr(student, column)
            if value and (column, value) in numbers:
                raise TableError(
                    f"{path}, line {line}: the {column} {one_line(value)} stands in line {numbers[column, value]} too."
                )
            numbers[column, value] = line
        found[student.login.casefold()] = student
    return found


def read_submissions(path: Path) -> dict[str, SubmissionInfo]:
    """Commits and times by login, in lower case. Raises TableError."""
    found: dict[str, SubmissionInfo] = {}
    for line, row in read_table(path, ("login", "commit", "submitted")):
        if row["login"].casefold() in found:
            raise TableError(f"{path}, line {line}: {one_line(row['login'])} stands there twice.")
        try:
            when = moment(row["submitted"]) if row["submitted"] else None
        except ValueError as error:
            raise TableError(f"{path}, line {line}: {error}") from None
        found[row["login"].casefold()] = SubmissionInfo(row["commit"], when)
    return found


def moment(text: str) -> datetime:
    """A time with its zone, in UTC. Raises ValueError with a sentence."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{one_line(text)} is no time: write it like 2026-12-01T23:59:00+01:00.") from None
    if when.tzinfo is None:
        raise ValueError(f"{one_line(text)} has no time zone: write it like 2026-12-01T23:59:00+01:00, or with a Z.")
    return when.astimezone(UTC)


def account(login: str) -> str:
    """The name under which a gradebook knows the account: the login in lower case, for logins differ by more than
    that, or a plain name made from whatever else it holds."""
    login = login.casefold()
    if PLAIN.fullmatch(login):
        return login
    digest = hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9._-]+', '_', login)[:80].strip('._-') or 'account'}_{digest}"

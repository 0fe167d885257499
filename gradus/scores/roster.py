"""Who is who, and who handed in what when: small tables that a teacher keeps, read with care."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gradus.core.text import one_line

COLUMNS = ("login", "id", "student_id", "last_name", "first_name", "email")
PLAIN = re.compile(r"[a-z0-9_][a-z0-9._@-]{0,99}")


class TableError(ValueError):
    """A table that cannot be used; the text says which, where and why."""


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


def read(path: Path) -> dict[str, Student]:
    """The roster by login, in lower case: accounts differ by more than that. Raises TableError."""
    found: dict[str, Student] = {}
    numbers: dict[tuple[str, str], int] = {}
    for line, row in _table(path, COLUMNS):
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
    for line, row in _table(path, ("login", "commit", "submitted")):
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


def _table(path: Path, wanted: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The lines of a CSV file, by its header, with their numbers."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise TableError(f"{path} is not UTF-8: save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in wanted if name not in header]:
            raise TableError(
                f"{path} has no column {missing[0]}: its first line names the columns {', '.join(wanted)}."
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise TableError(f"{path}, line {reader.line_num}: {len(cells)} cells under {len(header)} columns.")
            rows.append((reader.line_num, {k: v.strip() for k, v in zip(header, cells, strict=True)}))
    except csv.Error as error:
        raise TableError(f"{path}, line {reader.line_num}: {error}.") from None
    return rows

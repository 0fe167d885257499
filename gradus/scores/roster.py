"""The teacher's CSV tables: the roster, and the commit and time of each submission."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from gradus.core.names import same
from gradus.core.roster import COLUMNS, rows
from gradus.core.tables import Aliases, TableError
from gradus.core.text import one_line

SUBMISSIONS: Aliases = {
    "login": COLUMNS["login"],
    "commit": (),
    "submitted": ("Submission time", "submitted_at", "Timestamp"),
}
MAIL = re.compile(r"([A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|GMT|UTC)")
PLAIN = re.compile(r"[a-z0-9_][a-z0-9._@-]{0,99}")
EXAMPLE = "2026-12-01T23:59:00+01:00"


@dataclass(frozen=True)
class Student:
    """One row of the roster: an account (`login`, and its number `id`) and the student who owns it.

    `name` is the whole name where the roster has it in one column; `folder` that of the submission where it is not
    called like the login; `team` is the same for students who hand in together; `repository` is theirs on GitHub where
    it is not called by the class's pattern.
    """

    login: str
    id: str = ""
    student_id: str = ""
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    name: str = ""
    team: str = ""
    folder: str = ""
    repository: str = ""
    extension: str = ""

    @property
    def full_name(self) -> str:
        """The name to show; empty if the roster has none."""
        return self.name or f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class SubmissionInfo:
    """The commit of a submission and the time it was submitted (UTC), as far as they are known.

    It came between `submitted` and `until`; without `until`, at `submitted`.
    """

    commit: str = ""
    submitted: datetime | None = None
    until: datetime | None = None


def read_roster(path: Path, notes: list[str] | None = None) -> dict[str, Student]:
    """The students by login in the form of `core.names.same`. Only the column login is required.

    `notes` is for what had to be guessed of an old encoding. Raises TableError if the table is invalid.
    """
    found = rows(path, ("login",), COLUMNS, ("login", "id", "student_id"), notes)
    return {same(row["login"]): Student(**{name: row[name] for name in COLUMNS}) for _, row in found}


def read_submissions(path: Path, notes: list[str] | None = None) -> dict[str, SubmissionInfo]:
    """Commits and times by login in the form of `core.names.same`. Raises TableError if the table is invalid."""
    submissions: dict[str, SubmissionInfo] = {}
    for line, row in rows(path, ("login", "submitted"), SUBMISSIONS, ("login",), notes):
        try:
            submitted = parse_time(row["submitted"]) if row["submitted"] else None
        except ValueError as error:
            raise TableError(f"{path}, line {line}, column submitted: {error}") from None
        submissions[same(row["login"])] = SubmissionInfo(row["commit"], submitted)
    return submissions


def parse_time(text: str) -> datetime:
    """A time with a time zone, in UTC: ISO 8601, as nbgrader, Git and Gradescope write it, or as in an e-mail.

    Raises ValueError if it is not one, or has no time zone.
    """
    plain = re.sub(r"(?i)(\d[T ]\d.*?)\s*(?:UTC|GMT|Z)$", r"\1+00:00", text.strip())
    plain = re.sub(r"(?<=\d)\s+(?=[+-]\d\d:?\d\d$)", "", plain)
    try:
        time = parsedate_to_datetime(text.strip()) if MAIL.fullmatch(text.strip()) else datetime.fromisoformat(plain)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{one_line(text)} is not a time: write it like {EXAMPLE}.") from None
    raise ValueError(f"{one_line(text)} has no time zone: write it like {EXAMPLE}, or with a Z.")


def gradebook_id(login: str) -> str:
    """The student ID of an account in nbgrader: the login in lower case, made safe for a file name if it is not."""
    login = same(login)
    if PLAIN.fullmatch(login):
        return login
    digest = hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9._-]+', '_', login)[:80].strip('._-') or 'account'}_{digest}"

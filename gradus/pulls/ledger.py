"""The ledger: which commit of which pull request was seen when, how it was graded, and for whom it counts.

All of it is immutable, with the fields of ledger.json and plan.json. Times are GitHub's, in UTC, as sortable text.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gradus.core.decode import DecodeError, Document
from gradus.core.tables import to_csv

SHA = re.compile(r"[0-9a-f]{40}")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
MAX_OBSERVATIONS = 50  # kept for one commit: the first and the last ones
Key = tuple[int, int, str]


class Commit:
    """A commit of a pull request; `author` is the id of its author. Raises DecodeError if the SHA is invalid."""

    number: int
    author: int
    sha: str

    def __post_init__(self) -> None:
        if not SHA.fullmatch(self.sha):
            raise DecodeError("it contains an invalid commit SHA")

    @property
    def key(self) -> Key:
        """What identifies it: the same commit may be the head of two pull requests."""
        return self.number, self.author, self.sha


@dataclass(frozen=True, order=True)
class Observation:
    """A commit became the pull request's head in the interval (`since`, `seen`]."""

    seen: str
    since: str


@dataclass(frozen=True)
class Entry(Commit):
    """A graded commit: when it was a head, what graded it, and what was posted. `report` is the id of its blob."""

    number: int
    author: int
    login: str
    sha: str
    sights: tuple[Observation, ...]
    deadline: str | None
    planned: str
    graders: str
    run: str | None
    score: float
    max_score: float
    report: str
    comment: int | None
    check_run: int | None
    state: str
    same_commit: tuple[int, ...]


@dataclass(frozen=True)
class Head(Commit):
    """The head commit of a pull request at the last poll that saw it."""

    number: int
    author: int
    sha: str


@dataclass(frozen=True)
class PendingCommit(Head):
    """A head that was not graded yet. `tried` is when grading it last failed."""

    sight: Observation
    tried: str | None


@dataclass(frozen=True)
class Account:
    """An account with its current login, and when that login was first seen."""

    id: int
    login: str
    seen: str


@dataclass(frozen=True)
class Latest(Commit):
    """The report that counts for an account, stored as latest/`name`.json. `report` is the id of its blob."""

    author: int
    name: str
    number: int
    sha: str
    since: str
    report: str


@dataclass(frozen=True)
class Ledger(Document):
    """All that is known of the pull requests; `polled` is the time of the last poll."""

    FILE = "ledger.json"
    SCHEMA = "gradus.ledger/1"
    polled: str | None
    accounts: tuple[Account, ...]
    heads: tuple[Head, ...]
    entries: tuple[Entry, ...]
    waiting: tuple[PendingCommit, ...]
    latest: tuple[Latest, ...]

    @property
    def graded(self) -> dict[Key, Entry]:
        """The entries by their keys."""
        return {entry.key: entry for entry in self.entries}


EMPTY = Ledger(Ledger.SCHEMA, None, (), (), (), (), ())


@dataclass(frozen=True)
class PullRequestState(Commit):
    """A commit in one run. `state`: grade, graded, cool-down or limit; `head`: it is an open pull request's head.

    An `earlier` one is graded again only because it counts for some unit of the course.
    """

    number: int
    author: int
    login: str
    sha: str
    repository: str | None
    sight: Observation
    state: str
    head: bool
    same_commit: tuple[int, ...]
    earlier: bool = False

    @property
    def folder(self) -> str:
        """The name of its submission."""
        return f"pr-{self.number}-{self.sha[:12]}"

    @property
    def label(self) -> str:
        """Its name in messages."""
        return f"#{self.number}, {self.sha[:12]}"


Pulls = Sequence[PullRequestState]


def parse_time(text: str) -> str:
    """Convert an ISO time of any zone to the ledger's form. Raises ValueError if it is invalid or has no zone."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return format_time(time)
    except OverflowError:
        raise ValueError("out of range") from None


def format_time(time: datetime) -> str:
    """Format a time as the ledger does: 2026-12-01T22:59:00Z."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(
    ledger: Ledger, now: str, pulls: Pulls, graded: Sequence[Entry], failed: Iterable[Key], deadline: str | None
) -> Ledger:
    """Return the ledger updated by a run that polled at `now`; idempotent, and what a later run recorded stays."""
    entries = ledger.graded
    for entry in graded:
        old = entries.get(entry.key)
        if old is None or old.planned <= entry.planned:
            entries[entry.key] = replace(entry, sights=_merged(old.sights if old else (), entry.sights))
    waiting: Sequence[PendingCommit] = ledger.waiting
    if ledger.polled is None or ledger.polled <= now:
        open_heads = [pull for pull in pulls if pull.head]
        accounts = {account.id: account for account in ledger.accounts}
        heads = {head.number: head for head in ledger.heads}
        for pull in open_heads:
            if (old := entries.get(pull.key)) is not None:
                entries[pull.key] = replace(old, sights=_merged(old.sights, (pull.sight,)))
            if pull.author not in accounts or accounts[pull.author].login != pull.login:
                accounts[pull.author] = Account(pull.author, pull.login, now)
            heads[pull.number] = Head(*pull.key)
        tried = {commit.key: commit.tried for commit in ledger.waiting} | dict.fromkeys(failed, now)
        pending = [PendingCommit(*pull.key, pull.sight, tried.get(pull.key)) for pull in open_heads]
        waiting = sorted(pending, key=lambda commit: commit.key)
        known = tuple(accounts[author] for author in sorted(accounts))
        ledger = replace(ledger, polled=now, accounts=known, heads=tuple(heads[number] for number in sorted(heads)))
    left = tuple(commit for commit in waiting if commit.key not in entries)
    ledger = replace(ledger, entries=tuple(entries[key] for key in sorted(entries)), waiting=left)
    return replace(ledger, latest=latest_reports(ledger, deadline))


def _merged(old: tuple[Observation, ...], new: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Both in order; two polls that saw the same change of head count as the first of them."""
    first = {observation.since: observation for observation in sorted({*old, *new}, reverse=True)}
    merged = sorted(first.values())
    return tuple(merged if len(merged) <= MAX_OBSERVATIONS else [merged[0], *merged[1 - MAX_OBSERVATIONS :]])


def account_names(accounts: Iterable[Account]) -> dict[int, str]:
    """Return a unique file name for each account: its login, unless another account has taken that over."""
    taken: set[str] = set()
    names: dict[int, str] = {}
    for account in sorted(accounts, key=lambda account: (account.seen, account.id), reverse=True):
        usable = LOGIN.fullmatch(account.login) and account.login.casefold() not in taken
        name = account.login if usable else f"account_{account.id}"
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        names[account.id] = name
    return names


def latest_reports(ledger: Ledger, deadline: str | None) -> tuple[Latest, ...]:
    """Return what counts for each account: the commit last seen as a head, in time if there is any."""
    names = account_names(ledger.accounts)
    best: dict[int, tuple[tuple[bool, Observation, int], Latest]] = {}
    for entry in ledger.entries:
        name = names.get(entry.author, f"account_{entry.author}")
        for sight in entry.sights:
            rank = (deadline is None or sight.since <= deadline, sight, entry.number)
            if entry.author not in best or rank > best[entry.author][0]:
                latest = Latest(entry.author, name, entry.number, entry.sha, sight.since, entry.report)
                best[entry.author] = rank, latest
    return tuple(best[author][1] for author in sorted(best))


@dataclass(frozen=True)
class Sighting(Commit):
    """One time at which a graded commit of the account `name` became a head: an attempt."""

    number: int
    author: int
    sha: str
    name: str
    since: str

    @property
    def path(self) -> str:
        """The path of its report."""
        return f"reports/{self.number}/{self.sha}.json"


def sightings(ledger: Ledger, dues: Callable[[str], Iterable[str]] | None = None) -> list[Sighting]:
    """All attempts of all accounts, the earliest first; accounts have the names of their reports in latest/.

    `dues` are the times at which work of an account is due. With them, only what may count is returned: the last
    attempt before each of these times, and the last of all.
    """
    names = account_names(ledger.accounts)
    seen = sorted((sight, entry.number, entry.sha, entry.author) for entry in ledger.entries for sight in entry.sights)
    every = [
        Sighting(number, author, sha, names.get(author, f"account_{author}"), sight.since)
        for sight, number, sha, author in seen
    ]
    if dues is None:
        return every
    counting: set[Sighting] = set()
    for name in {sighting.name for sighting in every}:
        mine = [sighting for sighting in every if sighting.name == name]
        in_time = [[each for each in mine if each.since <= due] for due in dues(name)]
        counting.update(each[-1] for each in [mine, *in_time] if each)
    return [sighting for sighting in every if sighting in counting]


def submissions_csv(latest: Iterable[Latest]) -> str:
    """Return the table that `gradus gradebook --submissions` reads."""
    rows = sorted((report.name, report.sha, report.since) for report in latest)
    return to_csv([("login", "commit", "submitted"), *rows])

"""The ledger: which commit of which pull request was seen when, graded how, and counts for whom.

Everything here is values; branch.py reads and writes them. Times are GitHub's, in UTC, as text that sorts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from gradus.core import decode as strict
from gradus.core.decode import DecodeError
from gradus.core.tables import to_csv

SCHEMA = "gradus.ledger/1"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHA = re.compile(r"[0-9a-f]{40}")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
HEADS = 50  # times at which one commit became the head: the first and the last ones are kept
Key = tuple[int, int, str]


@dataclass(frozen=True, order=True)
class Observation:
    """A commit became a pull request's head after `since`, when it was not yet seen there, and by `seen`."""

    seen: str
    since: str


@dataclass(frozen=True)
class Entry:
    """A graded commit: number of the pull request, account of its author (`author` is its id), and what was posted."""

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

    @property
    def key(self) -> Key:
        return self.number, self.author, self.sha


@dataclass(frozen=True)
class PendingCommit:
    """A commit that was seen and is not graded yet. `tried` is when grading it was begun in vain."""

    number: int
    author: int
    sha: str
    sight: Observation
    tried: str | None

    @property
    def key(self) -> Key:
        return self.number, self.author, self.sha


@dataclass(frozen=True)
class Account:
    id: int
    login: str
    seen: str


@dataclass(frozen=True)
class Head:
    """The commit that a pull request had when it was last looked at."""

    number: int
    author: int
    sha: str


@dataclass(frozen=True)
class Latest:
    """The report that counts for an account, which stands in latest/`name`.json. `report` is its blob's id."""

    author: int
    name: str
    number: int
    sha: str
    since: str
    report: str


@dataclass(frozen=True)
class Ledger:
    schema: str = SCHEMA
    polled: str | None = None
    accounts: tuple[Account, ...] = ()
    heads: tuple[Head, ...] = ()
    entries: tuple[Entry, ...] = ()
    waiting: tuple[PendingCommit, ...] = ()
    latest: tuple[Latest, ...] = ()

    @property
    def graded(self) -> dict[Key, Entry]:
        return {entry.key: entry for entry in self.entries}

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"


@dataclass(frozen=True)
class PullRequestState:
    """An open pull request's head as a poll saw it. `state`: grade, graded, cool-down or limit."""

    number: int
    author: int
    login: str
    sha: str
    repository: str | None
    sight: Observation
    state: str
    head: bool
    same_commit: tuple[int, ...]

    @property
    def key(self) -> Key:
        return self.number, self.author, self.sha

    @property
    def folder(self) -> str:
        return f"pr-{self.number}-{self.sha[:12]}"


def parse(data: bytes) -> Ledger:
    """The ledger in a file. Raises DecodeError."""
    ledger = strict.build(Ledger, strict.loads(data), "ledger")
    if ledger.schema != SCHEMA:
        raise DecodeError(f"its schema is not {SCHEMA}")
    named: list[Entry | PendingCommit | Head | Latest] = [
        *ledger.entries,
        *ledger.waiting,
        *ledger.heads,
        *ledger.latest,
    ]
    if not all(SHA.fullmatch(each.sha) for each in named):
        raise DecodeError("a commit in it is none")
    return ledger


def moment(text: str) -> str:
    """A time in any zone as the ledger writes it. Raises ValueError."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("no time zone")
    return stamp(when)


def stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(
    ledger: Ledger,
    now: str,
    seen: Sequence[PullRequestState],
    graded: Sequence[Entry],
    failed: Iterable[Key],
    deadline: str | None,
) -> Ledger:
    """The ledger with what one poll saw and graded; recording the same again changes nothing.

    What a later poll recorded in the meantime stays.
    """
    entries = ledger.graded
    for entry in graded:
        known = entries.get(entry.key)
        if known is None or known.planned <= entry.planned:
            entries[entry.key] = replace(entry, sights=_joined(known.sights if known else (), entry.sights))
    accounts, heads, waiting = ledger.accounts, ledger.heads, ledger.waiting
    if ledger.polled is None or ledger.polled <= now:
        open_heads = [each for each in seen if each.head]
        for each in open_heads:
            if (known := entries.get(each.key)) is not None:
                entries[each.key] = replace(known, sights=_joined(known.sights, (each.sight,)))
        accounts = _accounts(ledger.accounts, open_heads, now)
        before = {head.number: head for head in ledger.heads}
        before |= {each.number: Head(each.number, each.author, each.sha) for each in open_heads}
        heads = tuple(before[number] for number in sorted(before))
        tried = {each.key: each.tried for each in ledger.waiting} | dict.fromkeys(failed, now)
        found = [PendingCommit(*each.key, each.sight, tried.get(each.key)) for each in open_heads]
        waiting = tuple(sorted(found, key=lambda each: each.key))
    waiting = tuple(each for each in waiting if each.key not in entries)
    made = Ledger(
        SCHEMA, max(ledger.polled or now, now), accounts, heads, tuple(entries[key] for key in sorted(entries)), waiting
    )
    return replace(made, latest=of_record(made, deadline))


def _joined(sights: tuple[Observation, ...], more: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Both, in order; two polls that saw the same arrival count as the first of them."""
    found: dict[str, Observation] = {}
    for sight in sorted({*sights, *more}):
        found.setdefault(sight.since, sight)
    every = sorted(found.values())
    return tuple(every if len(every) <= HEADS else [every[0], *every[1 - HEADS :]])


def _accounts(known: tuple[Account, ...], seen: Iterable[PullRequestState], now: str) -> tuple[Account, ...]:
    """The accounts with the logins that they have now; `seen` is when an account was first called so."""
    found = {account.id: account for account in known}
    for each in seen:
        if each.author not in found or found[each.author].login != each.login:
            found[each.author] = Account(each.author, each.login, now)
    return tuple(found[author] for author in sorted(found))


def names(accounts: Iterable[Account]) -> dict[int, str]:
    """The name of each account's report: its login, for which no two are alike.

    A login that went from one account to another is the last one's.
    """
    taken: set[str] = set()
    found: dict[int, str] = {}
    for account in sorted(accounts, key=lambda account: (account.seen, account.id), reverse=True):
        name = account.login if LOGIN.fullmatch(account.login) else f"account_{account.id}"
        if name.casefold() in taken:
            name = f"account_{account.id}"
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        found[account.id] = name
    return found


def of_record(ledger: Ledger, deadline: str | None) -> tuple[Latest, ...]:
    """What counts for each account: the head that was seen last, of those in time where there are any."""
    called = names(ledger.accounts)
    best: dict[int, tuple[tuple[bool, Observation, int], Latest]] = {}
    for entry in ledger.entries:
        name = called.get(entry.author, f"account_{entry.author}")
        for sight in entry.sights:
            rank = (deadline is None or sight.since <= deadline, sight, entry.number)
            if entry.author not in best or rank > best[entry.author][0]:
                chosen = Latest(entry.author, name, entry.number, entry.sha, sight.since, entry.report)
                best[entry.author] = rank, chosen
    return tuple(best[author][1] for author in sorted(best))


def submissions(latest: Iterable[Latest]) -> str:
    """The table that `gradus gradebook --submissions` reads."""
    rows = sorted((each.name, each.sha, each.since) for each in latest)
    return to_csv([("login", "commit", "submitted"), *rows])

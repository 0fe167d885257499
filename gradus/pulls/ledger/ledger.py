"""The ledger: which commit of which pull request was seen when, and how it was graded.

All of it is immutable, with the fields of ledger.json and plan.json. Times are the forge's, in UTC, as sortable text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gradus.core.decode import DecodeError, Document
from gradus.pulls.forge.blobs import SHA

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
EARLIEST = "2000-01-01T00:00:00Z"  # since when something may have been there of which nothing more is known
WORK = re.compile(r"[a-z0-9_/]{1,200} [0-9a-f]{8} [0-9]{1,9}(\.[0-9]{1,9})?")
Key = tuple[str, int, str]


class Commit:
    """A commit of a pull request of `repository` (OWNER/NAME), which counts for `account`.

    Raises DecodeError if the SHA is invalid.
    """

    repository: str
    number: int
    account: str
    sha: str

    def __post_init__(self) -> None:
        if not SHA.fullmatch(self.sha):
            raise DecodeError("it contains an invalid commit SHA")

    @property
    def key(self) -> Key:
        """What identifies it: the same commit may be the head of two pull requests."""
        return self.repository, self.number, self.sha

    @property
    def label(self) -> str:
        """Its name in messages."""
        return f"{self.repository.partition('/')[2]} #{self.number}, {self.sha[:12]}"


@dataclass(frozen=True, order=True)
class Observation:
    """A commit became the pull request's head in the interval (`since`, `seen`].

    An `exact` one became it at `since`, by the forge's own record of pushes; otherwise `since` is only the last poll
    that did not see it there.
    """

    seen: str
    since: str
    exact: bool = False

    def __post_init__(self) -> None:
        require_times(self.seen, self.since)

    @property
    def until(self) -> str:
        """The latest time at which it can have come."""
        return self.since if self.exact else self.seen


@dataclass(frozen=True)
class Entry(Commit):
    """A graded commit: when it was a head, what graded it, and what was posted. `report` is the id of its blob.

    `works` are the exercises that were begun in it, each as "id content score", where the content is a digest of the
    modules that the exercise reads. `same_files` say which files others had handed in before.
    """

    repository: str
    number: int
    account: str
    sha: str
    sights: tuple[Observation, ...]
    planned: str
    graders: str
    run: str | None
    score: float
    max_score: float
    report: str
    works: tuple[str, ...]
    check_run: int | None
    state: str
    same_files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(map(WORK.fullmatch, self.works)):
            raise DecodeError("it contains an invalid exercise of a commit")

    @property
    def path(self) -> str:
        """The path of its report."""
        return f"reports/{self.repository}/{self.number}/{self.sha}.json"


@dataclass(frozen=True)
class Head(Commit):
    """The head commit of a pull request at the last poll that saw it."""

    repository: str
    number: int
    account: str
    sha: str


@dataclass(frozen=True)
class PendingCommit(Head):
    """A commit that was not graded yet: a head, or one that stood there when something was due.

    `tried` is when grading it last failed, and `failures` how often it has.
    """

    sight: Observation
    tried: str | None = None
    failures: int = 0
    head: bool = True


@dataclass(frozen=True)
class Account:
    """Whose work it is: the number of a pull request's author, or the repository that is a student's or a team's own.

    `login` names it, `logins` are its members, and `seen` is when it was first called so.
    """

    id: str
    login: str
    logins: tuple[str, ...]
    seen: str


@dataclass(frozen=True)
class Latest:
    """What counts for an account, stored as latest/`name`.json; `digest` is that of all that it is made of."""

    account: str
    name: str
    digest: str


@dataclass(frozen=True)
class Shown:
    """The comment that a pull request shows: its id, and a digest of its text."""

    repository: str
    number: int
    comment: int
    digest: str


@dataclass(frozen=True)
class FirstOwner:
    """The account that first handed in a file of this blob id."""

    blob: str
    account: str


@dataclass(frozen=True)
class Ledger(Document):
    """All that is known of the pull requests; `polled` is the time of the last poll."""

    FILE = "ledger.json"
    SCHEMA = "gradus.ledger/2"
    polled: str | None
    accounts: tuple[Account, ...]
    heads: tuple[Head, ...]
    entries: tuple[Entry, ...]
    waiting: tuple[PendingCommit, ...]
    latest: tuple[Latest, ...]
    shown: tuple[Shown, ...] = ()
    files: tuple[FirstOwner, ...] = ()

    @property
    def graded(self) -> dict[Key, Entry]:
        """The entries by their keys."""
        return {entry.key: entry for entry in self.entries}


EMPTY = Ledger(Ledger.SCHEMA, None, (), (), (), (), ())


@dataclass(frozen=True)
class PullRequestState(Commit):
    """A commit in one round. `state`: grade, show, graded, cool-down, limit, or failed, which waits after a failure.

    `place` is the repository's present name; `source` and `branch` are where its commits come from. `head`: it is an
    open pull request's head. An `earlier` one is graded only because it counts for some exercise.
    """

    repository: str
    place: str
    number: int
    account: str
    login: str
    sha: str
    source: str | None
    branch: str
    sight: Observation
    state: str
    head: bool
    earlier: bool = False
    failures: int = 0
    locked: bool = False

    @property
    def folder(self) -> str:
        """The name of its submission."""
        return f"{self.repository.partition('/')[2]}-{self.number}-{self.sha[:12]}"


Pulls = Sequence[PullRequestState]


def state_of(commit: Commit, login: str, sight: Observation, state: str, *, head: bool) -> PullRequestState:
    """What a round knows of a commit that it has from the ledger alone."""
    return PullRequestState(
        repository=commit.repository,
        place=commit.repository,
        number=commit.number,
        account=commit.account,
        login=login,
        sha=commit.sha,
        source=None,
        branch="",
        sight=sight,
        state=state,
        head=head,
    )


def require_times(*texts: str) -> None:
    """Raise DecodeError if one is not a time as `format_time` writes it."""
    for text in texts:
        try:
            valid = TIME.fullmatch(text) and datetime.fromisoformat(text)
        except ValueError:
            valid = None
        if not valid:
            raise DecodeError("it contains an invalid time")


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


def account_names(accounts: Iterable[Account]) -> dict[str, str]:
    """Return a unique file name for each account: its login, unless another account has taken that over."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for account in sorted(accounts, key=lambda account: (account.seen, account.id), reverse=True):
        usable = LOGIN.fullmatch(account.login) and account.login.casefold() not in taken
        name = account.login if usable else "account_" + re.sub(r"[^A-Za-z0-9_-]", "_", account.id)[:100]
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        names[account.id] = name
    return names

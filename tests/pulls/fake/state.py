"""What the fake GitHub knows, and how its clock runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from tests.pulls.fake.limits import Limits
from tests.pulls.fake.tokens import DEFAULT, App, Installation, Token
from tests.pulls.objects import START, Fault, Repository

SCHOOL = "school"
COURSE, LEDGER, SLUG = "school/course", "school/course-private", "gradus-of-school"
READ, WRITE, LEDGER_READ, LEDGER_WRITE = "course-read", "course-write", "ledger-read", "ledger-write"
# The workflow's tokens: of the App for the course, and GITHUB_TOKEN for the ledger.
TOKENS: dict[str, tuple[str, dict[str, str]]] = {
    READ: (COURSE, dict.fromkeys(DEFAULT, "read")),
    WRITE: (COURSE, DEFAULT),
    LEDGER_READ: (LEDGER, {"contents": "read"}),
    LEDGER_WRITE: (LEDGER, {"contents": "write"}),
}
TEACHER = "teacher"  # a login: an owner of the school


class State:
    """Repositories, accounts, Apps and tokens; the clock; what was asked; and what is to go wrong."""

    def __init__(self) -> None:
        self.now = START
        self.seconds_per_request = 0.0  # how long an answer takes, by the clock
        self.waits: list[float] = []
        self.ids = 1000
        self.lock = threading.RLock()
        self.url = ""
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.checking = True  # whether GitHub's description is held against all that is said; it takes most of the time
        self.page = 100  # the most items of a page
        self.at: dict[tuple[str, str], Callable[[], Any]] = {}  # what to do before an operation, by method and path
        self.limits = Limits()
        self.copying = 1  # how many requests a repository made from a template answers before it has branches
        self.users: dict[str, dict[str, Any]] = {}
        self.organizations: dict[str, dict[str, Any]] = {}
        self.admins: set[str] = {TEACHER}
        self.repositories: dict[str, Repository] = {}
        self.moved: dict[str, int] = {}  # ids of renamed repositories by their former names
        self.manifests: dict[str, dict[str, Any]] = {}  # of Apps to be, by the code that a browser was sent back with
        self.tokens: dict[str, Token] = {}
        self.account(SCHOOL, 500, "Organization")
        self.account(TEACHER, 501)
        self.create(COURSE, private=True)
        self.create(LEDGER, private=True)
        school = Installation(7001, SCHOOL, dict(DEFAULT))
        self.app = App(70, SLUG, SCHOOL, installations=[school])
        self.apps = [self.app]
        for name, (place, given) in TOKENS.items():
            self.tokens[name] = Token(name, "installation", None, SCHOOL, dict(given), {self.repositories[place].id})

    @property
    def course(self) -> Repository:
        return self.repositories[COURSE]

    @property
    def ledger(self) -> Repository:
        return self.repositories[LEDGER]

    @property
    def slug(self) -> str:
        return self.app.slug

    @slug.setter
    def slug(self, slug: str) -> None:
        self.app.slug = slug

    @property
    def writes(self) -> list[tuple[str, str]]:
        """The requests that may have changed something: a query and a new token change nothing."""
        reads = ("/graphql", "/access_tokens")
        return [(method, path) for method, path in self.log if method != "GET" and not path.endswith(reads)]

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def sleep(self, seconds: float) -> None:
        """Wait by the fake's clock alone: for the client, in place of time.sleep."""
        self.waits.append(seconds)
        self.later(seconds=seconds)

    def number(self) -> int:
        """A new id."""
        self.ids += 1
        return self.ids

    def account(self, login: str, number: int | None = None, kind: str = "User") -> dict[str, Any]:
        """The account with this login, which is made if there is none."""
        if login not in self.users:
            self.users[login] = {"login": login, "id": number or self.number(), "type": kind}
            if kind == "Organization":
                self.organizations[login] = {"plan": "team", "rulesets": [], "budgets": [], "actions": "all"}
        return self.users[login]

    def login(self, named: str) -> str | None:
        """The login of an account, whatever the capitals in which it is named."""
        return next((login for login in self.users if login.casefold() == named.casefold()), None)

    def create(self, full_name: str, *, private: bool = True) -> Repository:
        """A new repository without a commit."""
        self.moved.pop(full_name.casefold(), None)
        made = Repository(full_name, self.number(), private=private, created=self.now)
        self.repositories[full_name] = made
        return made

    def find(self, full_name: str) -> Repository | None:
        """The repository with this name, whatever its capitals, or with this former name."""
        for name, repository in self.repositories.items():
            if name.casefold() == full_name.casefold():
                return repository
        number = self.moved.get(full_name.casefold())
        return None if number is None else self.by_id(number)

    def by_id(self, number: int | str) -> Repository | None:
        return next((each for each in self.repositories.values() if str(each.id) == str(number)), None)

    def rename(self, repository: Repository, full_name: str) -> None:
        """Rename or move a repository: its former name leads to it until another one has that name."""
        former = repository.full_name
        del self.repositories[former]
        self.moved[former.casefold()] = repository.id
        self.moved.pop(full_name.casefold(), None)
        repository.full_name = full_name
        self.repositories[full_name] = repository
        for each in self.repositories.values():
            for pull in each.pulls.values():
                if pull["fork"] == former:
                    pull["fork"] = full_name

    def token(self, login: str) -> str:
        """A user's token: it may do what the user may."""
        self.account(login)
        name = f"ghp_{login}"
        self.tokens.setdefault(name, Token(name, "user", login, bucket=f"user {login}"))
        return name

    def mint(
        self,
        permissions: Mapping[str, str] | None = None,
        repositories: Iterable[Repository] | None = None,
        *,
        hours: float = 1,
        place: Installation | None = None,
    ) -> str:
        """An installation's token, without the App's signature: it ends after `hours` by the fake's clock."""
        place = place or self.app.installations[0]
        name = f"ghs_{self.number()}"
        chosen = place.repositories if repositories is None else {each.id for each in repositories}
        made = Token(name, "installation", None, place.account, dict(permissions or place.permissions), chosen)
        made.app, made.bucket, made.expires = self.app, f"installation {place.id}", self.now + timedelta(hours=hours)
        self.tokens[name] = made
        return name

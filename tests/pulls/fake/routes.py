"""How the fake GitHub's operations are registered, and what each is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.pulls.fake.tokens import Token
    from tests.pulls.github import GitHub
    from tests.pulls.objects import Repository

REPOSITORY = "/repos/{owner}/{repo}"
INACCESSIBLE = "Resource not accessible by integration"


class StatusError(Exception):
    """A response with an error status."""

    def __init__(self, status: int, message: str = "No", *, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.status, self.errors = status, errors
        self.headers: dict[str, str] = {}


def invalid(resource: str, message: str, **more: str) -> StatusError:
    """The 422 with which GitHub answers what it understands and does not accept."""
    error = {"resource": resource, "code": "custom", "message": message, **more}
    return StatusError(422, "Validation Failed", errors=[error])


@dataclass
class Call:
    """A request: who asks, for which repository, and what. `headers` are of the response."""

    github: GitHub
    token: Token
    path: str
    values: dict[str, str]
    query: dict[str, str]
    body: Any
    found: Repository | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        assert self.found is not None
        return self.found


Answer = tuple[int, Any]
Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Operation:
    """An operation: what it does, the permissions of which one is needed, and the list in its answer, if paged."""

    handler: Handler
    permissions: tuple[str, ...]
    paged: str | None


OPERATIONS: dict[str, Operation] = {}


def serves(name: str, *permissions: str, paged: str | None = None) -> Callable[[Handler], Handler]:
    """Register a function for an operation, such as "GET /pulls" or "GET orgs/{org}" for one of no repository.

    A permission is a name and an access, "contents=read"; any of several is enough. `paged` is the key of the list
    that is answered in pages, "" if the answer is the list.
    """

    def register(handler: Handler) -> Handler:
        method, _, path = name.partition(" ")
        full = f"{method} {REPOSITORY}{path}" if path.startswith("/") or not path else f"{method} /{path}"
        OPERATIONS[full] = Operation(handler, permissions, paged)
        return handler

    return register

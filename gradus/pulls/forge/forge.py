"""What grading asks of a forge, such as GitHub: the protocol that each of them implements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class PullRequest:
    """An open pull request, as the forge lists it.

    `repository` is the name under which it was asked for, `now` the one that it has: a renamed repository keeps its
    place in the ledger. `author` is the number of the account that opened it, and `bot` says that this is no person's.
    Its commits come from the branch `branch` of the repository `source` (None if that was deleted).
    """

    repository: str
    now: str
    number: int
    author: int
    login: str
    bot: bool
    sha: str
    source: str | None
    branch: str
    base: str
    created: datetime
    draft: bool = False
    locked: bool = False


@dataclass(frozen=True)
class Poll:
    """The open pull requests of some repositories at the time `now` of the forge's clock.

    `problems` say, by repository, why its pull requests could not be listed; the others are not touched by that.
    """

    now: datetime
    pulls: Sequence[PullRequest]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Push:
    """A moment at which a branch came to point to the commit `sha`, by the forge's clock."""

    at: datetime
    sha: str


@dataclass(frozen=True)
class TreeEntry:
    """A path in a commit: a `kind` as Git has it (blob, tree, commit), its mode, id, and size in bytes if known."""

    kind: str
    mode: str
    sha: str
    size: int | None = None


@dataclass(frozen=True)
class Annotation:
    """A remark on one line of a file: what failed there, in the course's own words."""

    path: str
    line: int
    title: str
    message: str


@dataclass(frozen=True)
class Status:
    """What stands beside a graded commit: all points or not, a title and a page of Markdown."""

    name: str
    key: str
    done: bool
    title: str
    summary: str
    annotations: Sequence[Annotation] = ()
    url: str | None = None


class Forge(Protocol):
    """A forge. Every method raises GitHubError if it cannot go on at all, RequestRejectedError if this one item fails.

    `repository` is OWNER/NAME, by its present name.
    """

    def poll(self, repositories: Sequence[str]) -> Poll:
        """Return the open pull requests of all these repositories."""

    def pushes(self, repository: str, branch: str) -> list[Push]:
        """Return when a branch was moved to which commit, newest first, as far back as one page goes."""

    def entries(self, repository: str, sha: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        """Return the tree of a commit by path, at least the `paths` that are there and all folders above them."""

    def blobs(self, repository: str, shas: Sequence[str], limit: int) -> dict[str, bytes]:
        """Return blobs of at most about `limit` bytes by id, each compared with its id."""

    def comment(self, repository: str, number: int, body: str, known: int | None) -> int:
        """Create or update our comment on a pull request, and return its id; `known` is the id that it had."""

    def status(self, repository: str, sha: str, status: Status, known: int | None) -> int | None:
        """Create or update what stands beside a commit, and return its id, if the forge has one."""

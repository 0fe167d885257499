"""The forge as the loop uses it: made anew for each round, with the right to read or to post."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gradus.pulls import connect
from gradus.pulls.forge.apps import POSTING, READING, Installation
from gradus.pulls.forge.forge import Forge, Poll, Push, Status, TreeEntry
from gradus.pulls.forge.github import GitHub
from gradus.pulls.own.bell import Bell


@dataclass(frozen=True)
class Forges:
    """What makes the forge: a client's patience is that of one round. `forget` is called when a token was rejected."""

    reading: Callable[[], Forge]
    posting: Callable[[], Forge]
    forget: Callable[[], None] = lambda: None


def by_environment(options: argparse.Namespace) -> Forges:
    """Take the token that the environment has."""
    return Forges(lambda: connect.forge(options), lambda: connect.posting_forge(options))


def by_app(app: Installation) -> Forges:
    """Make tokens of a GitHub App."""
    return Forges(lambda: GitHub(app.client(READING)), lambda: GitHub(app.client(POSTING), app.slug), forget=app.forget)


@dataclass(frozen=True)
class Stoppable:
    """A forge that is asked no more when the run is to end: each method raises StoppedError then."""

    forge: Forge
    bell: Bell

    def poll(self, repositories: Sequence[str]) -> Poll:
        """As the forge's."""
        self.bell.check()
        return self.forge.poll(repositories)

    def pushes(self, repository: str, branch: str) -> list[Push]:
        """As the forge's."""
        self.bell.check()
        return self.forge.pushes(repository, branch)

    def entries(self, repository: str, sha: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        """As the forge's."""
        self.bell.check()
        return self.forge.entries(repository, sha, paths)

    def blobs(self, repository: str, shas: Sequence[str], limit: int) -> dict[str, bytes]:
        """As the forge's."""
        self.bell.check()
        return self.forge.blobs(repository, shas, limit)

    def comment(self, repository: str, number: int, body: str, known: int | None) -> int:
        """As the forge's."""
        self.bell.check()
        return self.forge.comment(repository, number, body, known)

    def status(self, repository: str, sha: str, status: Status, known: int | None) -> int | None:
        """As the forge's."""
        self.bell.check()
        return self.forge.status(repository, sha, status, known)

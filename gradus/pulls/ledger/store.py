"""Where a ledger is kept: on a branch of a repository of the forge's, or in a folder of one's own."""

from collections.abc import Callable, Mapping
from typing import Protocol

from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.ledger.terms import Terms


class Store(Protocol):
    """A place for a ledger and all reports. Every method raises GitHubError if the place cannot be used."""

    def read(self) -> Ledger:
        """Return the ledger; an empty one if there is none yet."""

    def report(self, sha: str) -> bytes:
        """Return a report by the id of its blob. Raises RequestRejectedError if it is not there."""

    def change(
        self, update: Callable[[Ledger], Ledger], files: Mapping[str, str], message: str, terms: Terms
    ) -> Ledger:
        """Store the updated ledger with `files` and what follows from it, and return it."""

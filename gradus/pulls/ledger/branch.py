"""The branch of the private repository that holds the ledger and all reports, accessed through the API.

Nothing is pushed by force: after a concurrent write the branch is read and changed again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gradus.core.decode import DecodeError
from gradus.pulls.forge.blobs import read_blob
from gradus.pulls.forge.client import LARGEST, Client, GitHubError, RequestRejectedError, extract
from gradus.pulls.ledger.derived import derived
from gradus.pulls.ledger.ledger import EMPTY, Ledger
from gradus.pulls.ledger.terms import Terms

TRIES = 6


@dataclass(frozen=True)
class Snapshot:
    """The branch at one moment; `commit` and `tree` are None if it does not exist yet."""

    commit: str | None
    tree: str | None
    ledger: Ledger


@dataclass(frozen=True)
class Branch:
    """The branch `name` of `repository`, which `client` talks to."""

    client: Client
    repository: str
    name: str

    def __str__(self) -> str:
        return f"the branch {self.name} of {self.repository}"

    def read(self) -> Ledger:
        """Return the ledger. Raises GitHubError as `snapshot` does."""
        return self.snapshot().ledger

    def snapshot(self) -> Snapshot:
        """Return the branch's current content. Raises GitHubError, also if its ledger is missing or invalid."""
        try:
            commit = extract(str, self.client.get(f"/git/ref/heads/{self.name}"), "object", "sha")
        except RequestRejectedError as error:
            if error.status in (404, 409):  # 409: the repository is empty
                return Snapshot(None, None, EMPTY)
            raise self._forbidden(error) from None
        tree = extract(str, self.client.get(f"/git/commits/{commit}"), "tree", "sha")
        entries = extract(list, self.client.get(f"/git/trees/{tree}"), "tree")
        blobs = [extract(str, entry, "sha") for entry in entries if extract(str, entry, "path") == Ledger.FILE]
        if not blobs:
            raise GitHubError(f"There is no {Ledger.FILE} on {self}: is it another branch's name?")
        try:
            return Snapshot(commit, tree, Ledger.parse(read_blob(self.client, blobs[0], LARGEST)))
        except DecodeError as error:
            raise GitHubError(f"{Ledger.FILE} on {self} cannot be used: {error}.") from None

    def report(self, sha: str) -> bytes:
        """Return a report by the id of its blob. Raises RequestRejectedError and GitHubError."""
        return read_blob(self.client, sha, LARGEST)

    def change(
        self, update: Callable[[Ledger], Ledger], files: Mapping[str, str], message: str, terms: Terms
    ) -> Ledger:
        """Commit the updated ledger with `files`, and return it; if it stays equal, nothing is written.

        `update` is called again after a concurrent write. Raises GitHubError if the branch cannot be read or written.
        """
        for attempt in range(TRIES):
            snapshot = self.snapshot()
            ledger = update(snapshot.ledger)
            if snapshot.commit and ledger == snapshot.ledger:
                return ledger
            try:
                changed = derived(snapshot.ledger, ledger, terms, files, self.report)
            except (DecodeError, RequestRejectedError) as error:
                raise GitHubError(f"A report on {self} cannot be used: {error}.") from None
            if self._commit(snapshot, {**files, **changed}, message):
                return ledger
            self.client.wait(1 + attempt)
        raise GitHubError(f"Concurrent writes to {self} do not end. Try again later.")

    def _commit(self, snapshot: Snapshot, files: Mapping[str, str | None], message: str) -> bool:
        """Write the files in one commit; False if the branch has moved since the snapshot."""
        blobs = {path: {"sha": None} if text is None else {"content": text} for path, text in sorted(files.items())}
        entries = [{"path": path, "mode": "100644", "type": "blob", **blob} for path, blob in blobs.items()]
        base = {"base_tree": snapshot.tree} if snapshot.tree else {}
        parents = [snapshot.commit] if snapshot.commit else []
        try:
            tree = extract(str, self.client.write("POST", "/git/trees", {"tree": entries, **base}), "sha")
            body = {"message": message, "tree": tree, "parents": parents}
            commit = extract(str, self.client.write("POST", "/git/commits", body), "sha")
        except RequestRejectedError as error:
            raise self._forbidden(error) from None
        try:
            if snapshot.commit is None:
                self.client.write("POST", "/git/refs", {"ref": f"refs/heads/{self.name}", "sha": commit})
            else:
                self.client.write("PATCH", f"/git/refs/heads/{self.name}", {"sha": commit, "force": False})
        except RequestRejectedError as error:
            if error.status in (409, 422):
                return False
            raise self._forbidden(error) from None
        return True

    def _forbidden(self, error: RequestRejectedError) -> GitHubError:
        needed = "be allowed to read the repository's contents, and to write them for gradus pulls post."
        return GitHubError(f"The ledger, {self}, cannot be used ({error}): GITHUB_TOKEN must {needed}")

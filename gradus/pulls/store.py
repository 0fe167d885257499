"""The branch of the private repository that holds the ledger and all reports, accessed through the API.

Nothing is pushed by force: after a concurrent write the branch is read and changed again.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gradus.core.decode import DecodeError
from gradus.pulls.client import LARGEST, Client, GitHubError, RequestRejectedError, extract
from gradus.pulls.ledger import EMPTY, SHA, Ledger, submissions_csv

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

    def read(self) -> Snapshot:
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

    def change(self, update: Callable[[Ledger], Ledger], files: Mapping[str, str], message: str) -> Ledger:
        """Commit the updated ledger with `files`, and return it; if it stays equal, nothing is written.

        `update` is called again after a concurrent write. Raises GitHubError if the branch cannot be read or written.
        """
        for attempt in range(TRIES):
            snapshot = self.read()
            ledger = update(snapshot.ledger)
            unchanged = snapshot.commit and ledger == snapshot.ledger
            if unchanged or self._commit(snapshot, {**files, **self._derived(snapshot.ledger, ledger, files)}, message):
                return ledger
            self.client.wait(1 + attempt)
        raise GitHubError(f"Concurrent writes to {self} do not end. Try again later.")

    def _derived(self, before: Ledger, after: Ledger, files: Mapping[str, str]) -> dict[str, str | None]:
        """Return the files that follow from the ledger, by path; None deletes one."""
        changed = {Ledger.FILE: after.to_json(), "submissions.csv": submissions_csv(after.latest)}
        old = {latest.name: latest.report for latest in before.latest}
        new = {latest.name: latest.report for latest in after.latest}
        reports = {git_sha(text.encode()): text for text in files.values()}
        for name, sha in new.items():
            if old.get(name) != sha:
                text = reports.get(sha) or read_blob(self.client, sha, LARGEST).decode("utf-8")
                changed[f"latest/{name}.json"] = json.dumps({**json.loads(text), "submission": name}, indent=1) + "\n"
        return changed | {f"latest/{name}.json": None for name in old if name not in new}

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


def git_sha(data: bytes) -> str:
    """Return Git's id of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def read_blob(client: Client, sha: str, limit: int) -> bytes:
    """Return a blob of at most about `limit` bytes. Raises RequestRejectedError, and GitHubError if the SHA differs."""
    if not SHA.fullmatch(sha):
        raise GitHubError("A tree on GitHub contains an invalid blob SHA.")
    blob = client.get(f"/git/blobs/{sha}", limit=limit * 3 // 2 + (1 << 16))
    try:
        data = base64.b64decode(blob["content"]) if blob["encoding"] == "base64" else None
    except (KeyError, TypeError, ValueError):
        data = None
    if data is None or git_sha(data) != sha:
        raise GitHubError(f"GitHub's content of the blob {sha} does not match its SHA. Try again later.")
    return data

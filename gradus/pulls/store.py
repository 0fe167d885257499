"""The branch of the private repository that holds the ledger and all reports, read and written through the API.

Nothing is ever pushed by force: where somebody else wrote meanwhile, that is read, and the change is made anew.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gradus.core.decode import DecodeError
from gradus.pulls import ledger as ledgers
from gradus.pulls.client import Client, GitHubError, RequestRejectedError, part
from gradus.pulls.ledger import SHA, Ledger

FILE = "ledger.json"
LARGEST = 64 << 20
ROUNDS = 6


@dataclass(frozen=True)
class State:
    """The branch at one moment; `commit` is None where there is no branch yet."""

    commit: str | None
    tree: str | None
    ledger: Ledger


Change = Callable[[Ledger], Ledger]


@dataclass(frozen=True)
class Branch:
    client: Client
    repository: str
    name: str

    def read(self) -> State:
        """What the branch holds now. Raises GitHubError, also where it holds something that is no ledger."""
        try:
            commit = part(str, self._get(f"/git/ref/heads/{self.name}"), "object", "sha")
        except RequestRejectedError as refused:
            if refused.status in (404, 409):  # 409: the repository is empty
                return State(None, None, Ledger())
            raise self._forbidden(refused) from None
        tree = part(str, self._get(f"/git/commits/{commit}"), "tree", "sha")
        listed = part(list, self._get(f"/git/trees/{tree}"), "tree")
        blobs = [part(str, each, "sha") for each in listed if part(str, each, "path") == FILE]
        if not blobs:
            raise GitHubError(
                f"The branch {self.name} of {self.repository} holds no {FILE}: is it another branch's name?"
            )
        try:
            return State(commit, tree, ledgers.parse(self.blob(blobs[0])))
        except DecodeError as error:
            raise GitHubError(
                f"{FILE} on the branch {self.name} of {self.repository} cannot be used: {error}."
            ) from None

    def blob(self, sha: str, largest: int = LARGEST) -> bytes:
        return blob(self.client, self.repository, sha, largest)

    def change(self, change: Change, files: Mapping[str, str], message: str) -> Ledger:
        """Bring the ledger to what `change` makes of it, with `files`, and what follows from it.

        Returns the ledger as it then is; where nothing changes, nothing is written. Raises GitHubError.
        """
        for number in range(ROUNDS):
            state = self.read()
            ledger = change(state.ledger)
            if state.commit and ledger == state.ledger:
                return ledger
            tree = {**files, **self._follows(state.ledger, ledger, files)}
            if self._commit(state, tree, message):
                return ledger
            self.client.wait(1 + number)
        raise GitHubError(f"The branch {self.name} of {self.repository} is written by others all the time: try later.")

    def _follows(self, before: Ledger, after: Ledger, files: Mapping[str, str]) -> dict[str, str | None]:
        """The files that follow from the ledger: the table of submissions, and the reports that count."""
        made: dict[str, str | None] = {FILE: after.to_json(), "submissions.csv": ledgers.submissions(after.latest)}
        old = {each.name: each for each in before.latest}
        new = {each.name: each for each in after.latest}
        reports = {git_sha(text.encode()): text for text in files.values()}
        for name, each in new.items():
            if name not in old or old[name].report != each.report:
                text = reports.get(each.report) or self.blob(each.report).decode("utf-8")
                table = json.loads(text)
                made[f"latest/{name}.json"] = json.dumps({**table, "submission": name}, indent=1) + "\n"
        made |= {f"latest/{name}.json": None for name in old if name not in new}
        return made

    def _commit(self, state: State, files: Mapping[str, str | None], message: str) -> bool:
        """Write the files in one commit; whether the branch was still where it had been read."""
        tree = [
            {"path": path, "mode": "100644", "type": "blob", **({"sha": None} if text is None else {"content": text})}
            for path, text in sorted(files.items())
        ]
        try:
            made = self._write("POST", "/git/trees", {"tree": tree} | ({"base_tree": state.tree} if state.tree else {}))
            parents = [state.commit] if state.commit else []
            body = {"message": message, "tree": part(str, made, "sha"), "parents": parents}
            commit = part(str, self._write("POST", "/git/commits", body), "sha")
        except RequestRejectedError as refused:
            raise self._forbidden(refused) from None
        try:
            if state.commit is None:
                self._write("POST", "/git/refs", {"ref": f"refs/heads/{self.name}", "sha": commit})
            else:
                self._write("PATCH", f"/git/refs/heads/{self.name}", {"sha": commit, "force": False})
        except RequestRejectedError as refused:
            if refused.status in (409, 422):
                return False
            raise self._forbidden(refused) from None
        return True

    def _get(self, path: str) -> Any:
        return self.client.get(f"/repos/{self.repository}{path}")

    def _write(self, method: str, path: str, body: dict[str, Any]) -> Any:
        return self.client.write(method, f"/repos/{self.repository}{path}", body)

    def _forbidden(self, refused: RequestRejectedError) -> GitHubError:
        return GitHubError(
            f"The ledger, branch {self.name} of {self.repository}, cannot be used ({refused}): may GITHUB_TOKEN "
            "read its contents, and write them for gradus pulls post?"
        )


def git_sha(data: bytes) -> str:
    """The id that Git gives to a file with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def blob(client: Client, repository: str, sha: str, largest: int) -> bytes:
    """The file with this id. Raises RequestRejectedError, and GitHubError where something else comes."""
    if not SHA.fullmatch(sha):
        raise GitHubError("GitHub's tree names a file by something that is no id.")
    answer = client.get(f"/repos/{repository}/git/blobs/{sha}", largest=largest * 3 // 2 + (1 << 16))
    try:
        data = base64.b64decode(answer["content"]) if answer["encoding"] == "base64" else None
    except (binascii.Error, KeyError, TypeError, ValueError):
        data = None
    if data is None or git_sha(data) != sha:
        raise GitHubError(f"GitHub sent other bytes than those of the file {sha}. Try again later.")
    return data

"""Gitea and Forgejo: pull requests of one repository after the other, files as blobs, a bot's comments and statuses.

What the published description of their interface leaves open is from the sources of Gitea 1.22 to 1.27 and Forgejo 8
to 11: docs/forges.md.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gradus.core.names import same
from gradus.core.text import one_line
from gradus.pulls.forge.blobs import SHA, by_path, content, get_blob
from gradus.pulls.forge.client import (
    PAGES,
    Client,
    GitHubError,
    RequestRejectedError,
    Service,
    UnansweredError,
    extract,
)
from gradus.pulls.forge.forge import Poll, PullRequest, Push, Status, TreeEntry
from gradus.pulls.forge.posting import Author, Item, item_id
from gradus.pulls.forge.values import sha_of, time_of

GITEA = Service("Gitea", "GRADUS_FORGE_URL", {"Accept": "application/json"})
UNANSWERED = 5  # repositories in a row
LIMIT = 50  # items of a page: a server gives no more unless it is set up to
FOLDER = 20  # pages of a folder's entries, of a thousand each
DESCRIPTION = 140  # characters
GHOSTS = (0, -1)  # what stands for a deleted account, or for one of another server; smaller ones are the server's own


@dataclass(frozen=True)
class Gitea:
    """A server asked through `client`, whose address ends with /api/v1; its account `login` has the token and posts."""

    client: Client
    login: str = ""

    def poll(self, repositories: Sequence[str]) -> Poll:
        """Return all open pull requests, by a request for each repository."""
        pulls: list[PullRequest] = []
        problems: dict[str, str] = {}
        unanswered = 0
        for repository in repositories:
            try:
                found, unclear = self._open(repository)
                pulls += found
                problems |= unclear
                unanswered = 0
            except RequestRejectedError as error:
                problems[repository] = one_line(str(error), 300)
                unanswered = 0
            except UnansweredError as error:
                problems[repository] = one_line(str(error), 300)
                unanswered += 1
                if unanswered == min(UNANSWERED, len(repositories)):
                    raise
        if self.client.now is None:
            raise UnansweredError("Gitea's responses have no date.")
        return Poll(self.client.now, pulls, problems)

    def _open(self, repository: str) -> tuple[list[PullRequest], dict[str, str]]:
        """The open pull requests of one repository; one that makes no sense does not hide the others."""
        pulls: list[PullRequest] = []
        problems: dict[str, str] = {}
        for item in self._pages(f"/repos/{repository}/pulls", state="open", sort="oldest"):
            number = extract(int, item, "number")
            try:
                if extract(str, item, "head", "sha"):  # else the server has lost its commits: there is nothing to grade
                    pulls.append(self._pull(repository, item))
            except UnansweredError as error:
                problems[f"{repository}#{number}"] = one_line(str(error), 300)
        return pulls, problems

    def _pages(self, path: str, **query: str) -> Iterator[Any]:
        """Yield the items of all pages by their numbers: the server's links lead to the address that it is set up for,
        which need not be the one that it is asked at.
        """
        seen = 0
        for page in range(1, PAGES + 1):
            response = self.client.response(path, **query, limit=LIMIT, page=page)
            items = extract(list, response.data)
            yield from items
            seen += len(items)
            if not items or (response.total is not None and seen >= response.total):
                return
        raise RequestRejectedError(0, f"{one_line(path)} has more than {PAGES} pages")

    def _pull(self, repository: str, item: Any) -> PullRequest:
        head, user = extract(dict, item, "head"), extract(dict, item).get("user")
        author = extract(int, user, "id") if user else 0
        login = extract(str, user, "login") if user and author not in GHOSTS else ""
        source = head.get("repo")
        return PullRequest(
            repository=repository,
            now=repository,
            number=extract(int, item, "number"),
            author=max(author, 0),
            login=login,
            bot=author < min(GHOSTS) or bool(self.login and same(login) == same(self.login)),
            sha=sha_of(extract(str, head, "sha")),
            source=extract(str, source, "full_name") if source else None,
            branch=extract(str, head, "ref"),
            base=extract(str, item, "base", "ref"),
            created=time_of(extract(str, item, "created_at")),
            draft=bool(item.get("draft")),
            locked=bool(item.get("is_locked")),
        )

    def pushes(self, repository: str, branch: str) -> list[Push]:
        """Return the moves of a branch among the last fifty events of a repository, by the server's record of them.

        Each says that the server had received that commit as the branch's head by then. Nothing is there of an account
        that keeps its activity private, and nothing older than an entry that does not name its commit.
        """
        items = extract(list, self.client.response(f"/repos/{repository}/activities/feeds", limit=LIMIT).data)
        events = [(time_of(extract(str, item, "created")), item_id(item), item) for item in items]
        moves: dict[Push, None] = {}  # an event may be listed once more for each account that watches the repository
        for at, _, item in sorted(events, key=lambda event: event[:2], reverse=True):
            if (item.get("op_type"), item.get("ref_name")) != ("commit_repo", f"refs/heads/{branch}"):
                continue
            if not (text := extract(str, item, "content")):
                continue  # that a branch was created: another event has its commits
            if (sha := _pushed(text)) is None:
                break
            moves[Push(at, sha)] = None
        return list(moves)

    def entries(self, repository: str, sha: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        """Return the tree of a commit; of one with more entries than a page only the folders above `paths`."""
        response = self._tree(repository, sha, recursive="true")
        items = response.get("tree") or []
        if not extract(bool, response, "truncated"):
            return by_path(extract(list, items), "")
        entries = {"": TreeEntry("tree", "040000", sha)}
        above = {
            "/".join(parts[:depth]) for parts in (path.split("/") for path in paths) for depth in range(len(parts))
        }
        for folder in sorted(above):
            if (entry := entries.get(folder)) and entry.kind == "tree":
                entries |= by_path(self._folder(repository, sha_of(entry.sha)), folder)
        return entries

    def _tree(self, repository: str, sha: str, **query: str | int) -> dict[str, Any]:
        return extract(dict, self.client.response(f"/repos/{repository}/git/trees/{sha}", **query).data)

    def _folder(self, repository: str, sha: str) -> list[Any]:
        """All entries of one folder. That a page is `truncated` does not say that there is another one."""
        entries: list[Any] = []
        for page in range(1, FOLDER + 1):
            response = self._tree(repository, sha, page=page)
            items = extract(list, response.get("tree") or [])
            entries += items
            if not items or len(entries) >= extract(int, response, "total_count"):
                return entries
        raise RequestRejectedError(0, "a folder has too many entries")

    def blobs(self, repository: str, shas: Sequence[str], limit: int) -> dict[str, bytes]:
        """Return blobs, each by a request of its own."""
        return {sha: self._blob(repository, sha, limit) for sha in dict.fromkeys(shas)}

    def _blob(self, repository: str, sha: str, limit: int) -> bytes:
        blob = extract(dict, get_blob(self.client, sha, limit, repository))
        if not blob.get("content") and (size := extract(int, blob, "size")) > 0:
            text = f"Gitea does not give out files of {size} bytes: let DEFAULT_MAX_BLOB_SIZE of its app.ini allow it"
            raise RequestRejectedError(0, text)
        return content(blob, sha)

    def comment(self, repository: str, number: int, body: str, known: int | None) -> int:
        """Create or update the sticky comment."""
        return self._bot(repository).comment(number, body, known)

    def status(self, repository: str, sha: str, status: Status, known: int | None) -> int | None:
        """Set the status of a commit; the pages and annotations of check runs have no place here."""
        return self._bot(repository).status(sha, status)

    def _bot(self, repository: str) -> "Bot":
        return Bot(self.client, self._checked, repository)

    @cached_property
    def _checked(self) -> str:
        """The login of the account that posts, as the server writes it. Raises GitHubError if that is another one."""
        try:
            login = extract(str, self.client.get("/user"), "login")
        except RequestRejectedError as error:
            hint = "does its token have the permission read:user?"
            raise GitHubError(f"The account of GRADUS_COURSE_TOKEN is not known ({error}): {hint}") from None
        if same(login) != same(self.login):
            names = f"GRADUS_COURSE_TOKEN belongs to {one_line(login)}, but GRADUS_APP_SLUG is {one_line(self.login)}"
            raise GitHubError(f"{names}: they must be the same account.")
        return login


@dataclass(frozen=True)
class Bot(Author):
    """An account of Gitea whose token we have."""

    def author_of(self, item: Item) -> str:
        """The login of whoever wrote a comment or set a status; empty for deleted accounts."""
        user = extract(dict, item).get("user") or item.get("creator")
        return extract(str, user, "login") if user else ""

    def comments(self, path: str) -> Iterable[Item]:
        """All comments on a pull request: this list has no pages."""
        return extract(list, self.client.get(path))

    def update(self, path: str, body: Item) -> bool:
        """Update a comment whose id is known, if it is ours: who may write in a repository may change everybody's."""
        try:
            item = self.client.get(path)
        except RequestRejectedError as error:
            if error.status in (404, 410):
                return False
            raise
        if item is None or self.author_of(item) != self.name:  # no content: that id is of no comment
            return False
        return item.get("body") == body["body"] or super().update(path, body)

    def status(self, sha: str, status: Status) -> int:
        """Set a commit's status, if the newest one with this name says something else. It is never red.

        Raises RequestRejectedError and GitHubError.
        """
        wanted = {"context": status.name, "description": one_line(status.title, DESCRIPTION)}
        wanted |= {"state": "success" if status.done else "pending", "target_url": status.url or ""}

        def find() -> Item | None:
            newest = self._newest(sha, status.name)
            return newest if newest and _says(newest) == wanted and self.author_of(newest) == self.name else None

        found = find()
        return item_id(found or self.create(f"/repos/{self.repository}/statuses/{sha}", wanted, find))

    def _newest(self, sha: str, name: str) -> Item | None:
        """The newest status of a commit with this name, whoever set it."""
        response = self.client.response(f"/repos/{self.repository}/commits/{sha}/status", limit=LIMIT).data
        # Where a branch is named like a commit, the answer is about the branch; without a status, about nothing.
        if not isinstance(response, dict) or response.get("sha") != sha:
            return None
        items = extract(list, response.get("statuses") or [])
        found = [item for item in items if extract(str, item, "context") == name]
        return max(found, key=item_id, default=None)


def _pushed(text: str) -> str | None:
    """The head that an entry of the record names; None if it names none, as where a message is too long for it."""
    try:
        sha = extract(str, json.loads(text), "HeadCommit", "Sha1")
    except (ValueError, RecursionError, UnansweredError):
        return None
    return sha if SHA.fullmatch(sha) else None


def _says(status: Item) -> dict[str, Any]:
    """What a status says, with the names by which it is set."""
    return {"state": status.get("status"), **{key: status.get(key) for key in ("context", "description", "target_url")}}

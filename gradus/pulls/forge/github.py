"""GitHub and GitHub Enterprise: pull requests by GraphQL, files as blobs, comments and check runs by an App."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.forge import queries
from gradus.pulls.forge.blobs import SHA, by_path, git_sha, read_blob
from gradus.pulls.forge.client import Client, RequestRejectedError, UnansweredError, extract
from gradus.pulls.forge.forge import Poll, PullRequest, Push, Status, TreeEntry
from gradus.pulls.forge.posting import App
from gradus.pulls.forge.values import sha_of, time_of

UNANSWERED = 8  # queries in a row: more than it takes to find the one of fifty repositories that has no answer


@dataclass(frozen=True)
class GitHub:
    """GitHub, asked through `client`, whose address is that of the whole interface; the App called `slug` posts."""

    client: Client
    slug: str = ""

    def poll(self, repositories: Sequence[str]) -> Poll:
        """Return the open pull requests: of one repository all of them, of several the first ten of each."""
        pulls: list[PullRequest] = []
        problems: dict[str, str] = {}
        if len(repositories) == 1:
            pulls, problems = self._listed(repositories[0])
        else:
            unanswered: list[str] = []
            for some in parts(repositories, queries.REPOSITORIES):
                found, missing = self._queried(some, unanswered)
                pulls += found
                problems |= missing
        if self.client.now is None:
            raise UnansweredError("GitHub's responses have no date.")
        return Poll(self.client.now, pulls, problems)

    def _listed(self, repository: str) -> tuple[list[PullRequest], dict[str, str]]:
        try:
            items = list(self.client.pages(f"/repos/{repository}/pulls", state="open", sort="created", direction="asc"))
        except RequestRejectedError as error:
            return [], {repository: one_line(str(error), 300)}
        pulls: list[PullRequest] = []
        problems: dict[str, str] = {}
        for item in items:
            try:
                pulls.append(_of_rest(repository, item))
            except UnansweredError as error:  # one that makes no sense does not hide the others
                number = item.get("number") if isinstance(item, dict) else None
                problems[f"{repository}#{number if isinstance(number, int) else '?'}"] = str(error)
        return pulls, problems

    def _queried(self, repositories: Sequence[str], unanswered: list[str]) -> tuple[list[PullRequest], dict[str, str]]:
        """Ask for several repositories; `unanswered` are the queries just before that had no answer."""
        try:
            data, errors = self.client.query(*queries.open_pulls(repositories))
            unanswered.clear()
        except UnansweredError as error:
            unanswered.append(repositories[0])
            if len(unanswered) > UNANSWERED:
                raise
            if len(repositories) == 1:
                return [], {repositories[0]: one_line(str(error), 300)}
            # One repository that GitHub cannot answer for must not hide the others: ask for each half.
            middle = len(repositories) // 2
            halves = [self._queried(half, unanswered) for half in (repositories[:middle], repositories[middle:])]
            return halves[0][0] + halves[1][0], halves[0][1] | halves[1][1]
        why = {error["path"][0]: str(error.get("message")) for error in errors if _has_path(error)}
        pulls: list[PullRequest] = []
        problems: dict[str, str] = {}
        for number, repository in enumerate(repositories):
            answer = data.get(f"r{number}")
            try:
                if answer is None:
                    raise UnansweredError(why.get(f"r{number}", "GitHub does not show it"))
                now = extract(str, answer, "nameWithOwner")
                pulls += [_of_query(repository, now, node) for node in extract(list, answer, "pullRequests", "nodes")]
            except UnansweredError as error:
                problems[repository] = one_line(str(error), 300)
        return pulls, problems

    def pushes(self, repository: str, branch: str) -> list[Push]:
        """Return the last hundred moves of a branch, by GitHub's record of a repository's activity."""
        ref = f"refs/heads/{branch}"
        items = self.client.get(f"/repos/{repository}/activity", ref=ref, per_page=100, direction="desc")
        moves: list[Push] = []
        for item in extract(list, items):
            at, sha = time_of(extract(str, item, "timestamp")), extract(str, item, "after")
            if extract(str, item, "ref") == ref and SHA.fullmatch(sha) and sha.strip("0"):
                moves.append(Push(at, sha))
        return sorted(moves, reverse=True)

    def entries(self, repository: str, sha: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        """Return the tree of a commit; of a huge one only the folders above `paths`."""
        trees = f"/repos/{repository}/git/trees"
        response = self.client.get(f"{trees}/{sha}", recursive=1)
        if not extract(bool, response, "truncated"):
            return by_path(extract(list, response, "tree"), "")
        entries = {"": TreeEntry("tree", "040000", extract(str, response, "sha"))}
        parents = {path.rpartition("/")[0] for path in paths}
        for folder in sorted({"", *parents, *(parent.split("/")[0] for parent in parents)}):
            if (entry := entries.get(folder)) and entry.kind == "tree":
                entries |= by_path(extract(list, self.client.get(f"{trees}/{entry.sha}"), "tree"), folder)
        return entries

    def blobs(self, repository: str, shas: Sequence[str], limit: int) -> dict[str, bytes]:
        """Return blobs: those that are plain text by one query, the others each by a request of its own."""
        found: dict[str, bytes] = {}
        wanted = list(dict.fromkeys(map(sha_of, shas)))
        for some in parts(wanted, queries.BLOBS) if len(wanted) > 1 else ():
            data, _ = self.client.query(*queries.texts(repository, some))
            answer = data.get("repository")
            for number, sha in enumerate(some):
                blob = answer.get(f"b{number}") if isinstance(answer, dict) else None
                text = blob.get("text") if isinstance(blob, dict) else None
                # What is not UTF-8, has a mark of its byte order or was cut off does not have its id.
                if isinstance(text, str) and git_sha(raw := text.encode("utf-8", "surrogatepass")) == sha:
                    found[sha] = raw
        return found | {sha: read_blob(self.client, sha, limit, repository) for sha in wanted if sha not in found}

    def comment(self, repository: str, number: int, body: str, known: int | None) -> int:
        """Create or update the sticky comment."""
        return App(self.client, self.slug, repository).comment(number, body, known)

    def status(self, repository: str, sha: str, status: Status, known: int | None) -> int | None:
        """Create or update the check run of a commit."""
        return App(self.client, self.slug, repository).check_run(sha, status, known)


def parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the items in order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _has_path(error: Any) -> bool:
    return isinstance(error, dict) and isinstance(error.get("path"), list) and bool(error["path"])


def _of_rest(repository: str, item: Any) -> PullRequest:
    user, head = extract(dict, item).get("user"), extract(dict, item, "head")
    source = head.get("repo")
    known = user if isinstance(user, dict) else {}
    return PullRequest(
        repository=repository,
        now=repository,
        number=extract(int, item, "number"),
        author=extract(int, known, "id") if known else 0,
        login=extract(str, known, "login") if known else "",
        bot=bool(known) and extract(str, known, "type") != "User",
        sha=sha_of(extract(str, head, "sha")),
        source=extract(str, source, "full_name") if source else None,
        branch=extract(str, head, "ref"),
        base=extract(str, item, "base", "ref"),
        created=time_of(extract(str, item, "created_at")),
        draft=bool(item.get("draft")),
        locked=bool(item.get("locked")),
    )


def _of_query(repository: str, now: str, node: Any) -> PullRequest:
    node = extract(dict, node)
    author, source = node.get("author"), node.get("headRepository")
    return PullRequest(
        repository=repository,
        now=now,
        number=extract(int, node, "number"),
        author=author.get("databaseId") or 0 if isinstance(author, dict) else 0,
        login=extract(str, author, "login") if author else "",
        bot=bool(author) and author.get("__typename") != "User",
        sha=sha_of(extract(str, node, "headRefOid")),
        source=extract(str, source, "nameWithOwner") if source else None,
        branch=extract(str, node, "headRefName"),
        base=extract(str, node, "baseRefName"),
        created=time_of(extract(str, node, "createdAt")),
        draft=extract(bool, node, "isDraft"),
        locked=extract(bool, node, "locked"),
    )

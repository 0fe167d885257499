"""Read and write commits through the API: no clone, no credentials of Git, one commit for all files."""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gradus.pulls.forge.blobs import by_path, read_blob
from gradus.pulls.forge.client import GitHubError, RequestRejectedError, extract
from gradus.pulls.setup.layout import MAIN, SetupError
from gradus.pulls.setup.repositories.release import WORKFLOWS
from gradus.pulls.setup.steps import Steps

PLAIN = "100644"
PART = 1 << 20  # bytes of text in one request
LARGEST = 8 << 20  # bytes of a file that is read
LONGEST = 1000  # commits that are followed to a first one
COPYING = (0, 1, 1, 2, 2, 3, 5, 5, 8, 8, 10, 15)  # seconds between looks at a repository that is being copied


@dataclass(frozen=True)
class Entry:
    """A file in a tree: its mode and the id of its content."""

    mode: str
    id: str


def head(steps: Steps, repository: str, branch: str = MAIN) -> str | None:
    """The newest commit of a branch; None if there is no such branch, or the repository is empty."""
    try:
        return extract(str, steps.get(f"/repos/{repository}/git/ref/heads/{branch}"), "object", "sha")
    except RequestRejectedError as error:
        if error.status in (404, 409):  # 409: the repository is empty
            return None
        raise


def wait_for_head(steps: Steps, repository: str) -> str:
    """The newest commit of main. GitHub copies a template after it has answered; raises SetupError if that lasts."""
    for pause in COPYING:
        if pause:
            steps.client.wait(pause)
        if found := head(steps, repository):
            return found
    raise SetupError(f"{repository} has no branch {MAIN} yet: GitHub may still be copying it. Run this again.")


def history(steps: Steps, repository: str, commit: str, most: int = LONGEST) -> Iterator[tuple[str, str]]:
    """A commit and its tree, then those that it was made on, by the first parent, at most so many."""
    for _ in range(most):
        found = steps.get(f"/repos/{repository}/git/commits/{commit}")
        yield commit, extract(str, found, "tree", "sha")
        parents = extract(list, found, "parents")
        if not parents:
            return
        commit = extract(str, parents[0], "sha")


def first_commit(steps: Steps, repository: str, commit: str) -> str:
    """The commit with which the history of `commit` began. Raises SetupError if it is too far away."""
    *_, (first, _) = history(steps, repository, commit)
    if extract(list, steps.get(f"/repos/{repository}/git/commits/{first}"), "parents"):
        raise SetupError(f"{repository} has more than {LONGEST} commits: its first one was not found.")
    return first


def entries(steps: Steps, repository: str, tree: str) -> dict[str, Entry]:
    """The files of a tree by path. Raises GitHubError if GitHub does not list them all."""
    found = steps.get(f"/repos/{repository}/git/trees/{tree}", recursive=1)
    if found.get("truncated"):
        raise GitHubError(f"{repository} has more files than GitHub lists at once.")
    listed = by_path(extract(list, found, "tree"), "")
    return {path: Entry(each.mode, each.sha) for path, each in listed.items() if each.kind != "tree"}


def content(steps: Steps, repository: str, sha: str) -> bytes:
    """The content of a file in a repository. Raises RequestRejectedError, and GitHubError if it does not fit its id."""
    return read_blob(steps.client, sha, LARGEST, repository)


@dataclass(frozen=True)
class Change:
    """What a commit changes: the new content of files by path, None for one that goes, and the modes of those there."""

    files: Mapping[str, bytes | None]
    modes: Mapping[str, str]

    def without_workflows(self) -> "Change":
        """The same without what a token may need an own scope for."""
        return Change({path: data for path, data in self.files.items() if not path.startswith(WORKFLOWS)}, self.modes)

    @property
    def workflows(self) -> bool:
        """Whether it changes workflows."""
        return any(path.startswith(WORKFLOWS) for path in self.files)


def with_workflows_if_allowed(change: Change, commit: Callable[[Change], None]) -> Change:
    """Make a commit, without its workflows if GitHub refuses them; returns what was committed.

    GitHub refuses them to a token without the scope `workflow`, as 404 or 403 for all of it. Raises as `commit` does.
    """
    try:
        commit(change)
    except RequestRejectedError as error:
        if error.status not in (403, 404) or not change.workflows:
            raise
        change = change.without_workflows()
        if change.files:
            commit(change)
    return change


def write_commit(
    steps: Steps, repository: str, change: Change, base: str | None, parents: list[str], message: str
) -> str:
    """Make a commit with the files of a change on the tree `base`, and return it. It is on no branch yet."""
    path = f"/repos/{repository}/git"
    tree, made = base, False
    for part in _parts(_items(steps, path, change)):
        body: dict[str, Any] = {"tree": part} | ({"base_tree": tree} if tree else {})
        tree, made = extract(str, steps.write("POST", f"{path}/trees", body), "sha"), True
    assert made or base, "a commit without files on no tree"
    body = {"message": message, "tree": tree, "parents": parents}
    return extract(str, steps.write("POST", f"{path}/commits", body), "sha")


def _items(steps: Steps, path: str, change: Change) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the tree says of each file, with the number of bytes that this sends."""
    for name, data in sorted(change.files.items()):
        item: dict[str, Any] = {"path": name, "mode": change.modes.get(name, PLAIN), "type": "blob"}
        if data is None:
            yield 100, {**item, "sha": None}
            continue
        try:
            yield len(data), {**item, "content": data.decode("utf-8")}
        except UnicodeDecodeError:
            body = {"content": base64.b64encode(data).decode("ascii"), "encoding": "base64"}
            yield 100, {**item, "sha": extract(str, steps.write("POST", f"{path}/blobs", body), "sha")}


def _parts(items: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    size = 0
    for length, item in items:
        if part and size + length > PART:
            yield part
            part, size = [], 0
        part.append(item)
        size += length
    if part:
        yield part


def move(steps: Steps, repository: str, branch: str, commit: str, *, force: bool = False) -> None:
    """Let a branch that exists end with a commit."""
    steps.write("PATCH", f"/repos/{repository}/git/refs/heads/{branch}", {"sha": commit, "force": force})


def begin(steps: Steps, repository: str, branch: str, commit: str) -> None:
    """Begin a branch at a commit; if it was begun meanwhile, it stays as it is."""
    body = {"ref": f"refs/heads/{branch}", "sha": commit}
    steps.write("POST", f"/repos/{repository}/git/refs", body, unless=lambda: head(steps, repository, branch))

"""Fetches students' files as data: only those that the course names.

No Git, no archive, no checkout: each file is the content of one blob, verified against its SHA.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.course import Course
from gradus.core.decode import Document
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.pulls.client import Client, GitHubError, RateLimitError, RequestRejectedError, extract
from gradus.pulls.ledger import Account, PullRequestState, account_names
from gradus.pulls.plan import Plan
from gradus.pulls.store import git_sha, read_blob

REGULAR = ("100644", "100755")
MODULE, NOTEBOOK, SUBMISSION = 2 << 20, 12 << 20, 60 << 20
CACHE = 128 << 20  # bytes of files that are kept for other submissions with the same content
Folders = list[tuple[str, PullRequestState]]  # the names of folders with their commits


@dataclass(frozen=True)
class SkippedFile:
    """A file that was not fetched, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class FetchResult:
    """Which files of a commit were `refused`, or why the commit as a whole was `dropped` from this run."""

    number: int
    sha: str
    dropped: str | None
    refused: tuple[SkippedFile, ...]


@dataclass(frozen=True)
class FetchResults(Document):
    """The results of all commits; the fields are those of notes.json."""

    FILE = "notes.json"
    SCHEMA = "gradus.notes/1"
    notes: tuple[FetchResult, ...]

    def of(self, pull: PullRequestState) -> FetchResult:
        """Return the result of a commit."""
        matches = (result for result in self.notes if (result.number, result.sha) == (pull.number, pull.sha))
        return next(matches, FetchResult(pull.number, pull.sha, "it was not fetched", ()))


def folders_by_login(plan: Plan) -> Folders:
    """Return a folder name for each account, with the commit that counts if the ledger knows it, else the newest."""
    pulls = [pull for pull in plan.grade if not pull.earlier]
    newest = {pull.author: pull for pull in sorted(pulls, key=lambda pull: (not pull.head, pull.sight))}
    names = account_names(Account(pull.author, pull.login, pull.sight.seen) for pull in newest.values())
    return [(names[author], pull) for author, pull in sorted(newest.items())]


def fetch_commits(client: Client, course: Course, work: Path, folders: Folders) -> FetchResults:
    """Fetch the commits into `folders` of work/submissions/, and write notes.json. Raises OSError."""
    fetcher = Fetcher(client, course)
    results: list[FetchResult] = []
    stopped: str | None = None
    for folder, pull in folders:
        dropped, skipped = stopped, tuple[SkippedFile, ...]()
        if not stopped:
            try:
                files, skipped = fetcher.fetch(pull.sha)
                _store(work / "submissions" / folder, pull.sha, files)
            except (RequestRejectedError, GitHubError) as error:
                dropped = one_line(str(error), 300)
                stopped = dropped if isinstance(error, RateLimitError) else None
        results.append(FetchResult(pull.number, pull.sha, dropped, skipped))
    fetched = FetchResults(FetchResults.SCHEMA, tuple(results))
    fetched.write(work)
    return fetched


def _store(folder: Path, sha: str, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier attempt
    # commit.txt: an empty folder would not survive an artifact.
    for path, data in {"exercises/commit.txt": f"{sha}\n".encode(), **files}.items():
        Within(folder).write(path, data)


class Fetcher:
    """Fetches from the repository that receives the pull requests: it has their commits, even of deleted forks."""

    def __init__(self, client: Client, course: Course) -> None:
        self.client, self.room = client, CACHE
        # Most files of most students are the stubs that they were given.
        stubs = [course.stubs / exercise.path for exercise in course.exercises]
        self.cache = {git_sha(data): data for data in (path.read_bytes() for path in stubs if path.is_file())}
        self.limits = {f"exercises/{exercise.path}": MODULE for exercise in course.exercises}
        self.limits |= {f"lessons/{name}.ipynb": NOTEBOOK for name in course.lessons}

    def fetch(self, sha: str) -> tuple[dict[str, bytes], tuple[SkippedFile, ...]]:
        """Return the files of a commit by path, and the skipped ones. Raises RequestRejectedError and GitHubError."""
        entries = self._entries(extract(str, self.client.get(f"/git/commits/{sha}"), "tree", "sha"))
        files: dict[str, bytes] = {}
        skipped: list[SkippedFile] = []
        total = 0
        for path, limit in self.limits.items():
            entry, reason = entries.get(path), _reason(entries, path, limit)
            if entry and not reason:
                total += entry["size"]
                if total > SUBMISSION:
                    reason = f"the submission is larger than {SUBMISSION >> 20} MB"
                else:
                    files[path] = self._blob(entry["sha"], limit)
            if reason:
                skipped.append(SkippedFile(path, reason))
        return files, tuple(skipped)

    def _blob(self, sha: str, limit: int) -> bytes:
        if sha not in self.cache:
            data = read_blob(self.client, sha, limit)
            if len(data) > self.room:
                return data
            self.room -= len(data)
            self.cache[sha] = data
        return self.cache[sha]

    def _entries(self, tree: str) -> dict[str, dict[str, Any]]:
        """Return the tree's entries by path, at least those of the course's files and of the folders above them."""
        response = self.client.get(f"/git/trees/{tree}", recursive=1)
        if not extract(bool, response, "truncated"):
            return _by_path(response, "")
        entries: dict[str, dict[str, Any]] = {"": {"type": "tree", "sha": tree}}
        parents = {path.rpartition("/")[0] for path in self.limits}
        for folder in sorted({"", *parents, *(parent.split("/")[0] for parent in parents)}):
            if (entry := entries.get(folder)) and entry["type"] == "tree":
                entries |= _by_path(self.client.get(f"/git/trees/{entry['sha']}"), folder)
        return entries


def _by_path(tree: Any, folder: str) -> dict[str, dict[str, Any]]:
    entries = {}
    for entry in extract(list, tree, "tree"):
        path, _, _ = (extract(str, entry, key) for key in ("path", "sha", "type"))
        entries[f"{folder}/{path}" if folder else path] = entry
    return entries


def _reason(entries: dict[str, dict[str, Any]], path: str, limit: int) -> str:
    """Why the file at `path` is skipped; empty if it is fetched or not there."""
    names = path.split("/")
    for depth in range(1, len(names)):
        if entries.get("/".join(names[:depth]), {"type": "tree"})["type"] != "tree":
            return "a folder above it is a symbolic link, a file or a submodule"
    entry = entries.get(path)
    if entry is None:
        return ""
    if entry["type"] != "blob" or entry.get("mode") not in REGULAR:
        return "it is not a regular file"
    fits = isinstance(entry.get("size"), int) and entry["size"] <= limit
    return "" if fits else f"it is larger than {limit >> 20} MB"

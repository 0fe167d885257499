"""Fetches students' files as data: only those that the course names.

No Git, no archive, no checkout: each file is the content of one blob, verified against its SHA.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gradus.core import source_lines
from gradus.core.course import Course, Exercise
from gradus.core.decode import Document
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.client import GitHubError, RateLimitError, RequestRejectedError, UnansweredError
from gradus.pulls.forge.forge import Forge, TreeEntry
from gradus.pulls.ledger.ledger import Account, Key, PullRequestState, account_names
from gradus.pulls.round.plan import Plan

REGULAR = ("100644", "100755")
MODULE, NOTEBOOK, SUBMISSION = 2 << 20, 12 << 20, 60 << 20
CACHE = 128 << 20  # bytes of files that are kept for other submissions with the same content
ITEMS = 3  # commits in a row that a forge may fail to give before the round stops asking
Folders = list[tuple[str, PullRequestState]]  # the names of folders with their commits


@dataclass(frozen=True)
class SkippedFile:
    """A file that was not fetched, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class FetchResult:
    """Which files of a commit were `refused`, or why the commit as a whole was `dropped` from this round.

    It was `rejected` if the forge gave a clear answer, so that asking again changes nothing. `blobs` are the ids of the
    files that are not the stubs, by path. `lines` say, by exercise, where what the stub defines stands in the student's
    file, and under the name "" how many lines that has.
    """

    repository: str
    number: int
    sha: str
    dropped: str | None
    refused: tuple[SkippedFile, ...] = ()
    rejected: bool = False
    blobs: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """The key of its commit."""
        return self.repository, self.number, self.sha


@dataclass(frozen=True)
class FetchResults(Document):
    """The results of all commits; the fields are those of notes.json."""

    FILE = "notes.json"
    SCHEMA = "gradus.notes/2"
    notes: tuple[FetchResult, ...]

    def of(self, pull: PullRequestState) -> FetchResult:
        """Return the result of a commit."""
        missing = FetchResult(pull.repository, pull.number, pull.sha, "it was not fetched")
        return next((result for result in self.notes if result.key == pull.key), missing)


def folders_by_login(plan: Plan) -> Folders:
    """Return a folder name for each account, with the commit that counts if the ledger knows it, else the newest."""
    pulls = [pull for pull in plan.grade if not pull.earlier]
    newest = {pull.account: pull for pull in sorted(pulls, key=lambda pull: (not pull.head, pull.sight))}
    names = account_names(Account(pull.account, pull.login, (), pull.sight.seen) for pull in newest.values())
    return [(names[account], pull) for account, pull in sorted(newest.items())]


def fetch_commits(forge: Forge, course: Course, work: Path, folders: Folders, *, lessons: bool) -> FetchResults:
    """Fetch the commits into `folders` of work/submissions/, and write notes.json. Raises OSError."""
    fetcher = Fetcher(forge, course, lessons=lessons)
    results: list[FetchResult] = []
    stopped: str | None = None
    unanswered = 0
    for folder, pull in folders:
        commit = pull.repository, pull.number, pull.sha
        if stopped:
            results.append(FetchResult(*commit, stopped))
            continue
        try:
            files, skipped, blobs = fetcher.fetch(pull.place, pull.sha)
            _store(work / "submissions" / folder, pull.sha, files)
            lines = {exercise.id: found for exercise in course.exercises if (found := _lines(course, exercise, files))}
            results.append(FetchResult(*commit, None, skipped, blobs=blobs, lines=lines))
            unanswered = 0
        except (RequestRejectedError, GitHubError) as error:
            text, rejected = one_line(str(error), 300), isinstance(error, RequestRejectedError)
            results.append(FetchResult(*commit, text, rejected=rejected))
            unanswered = unanswered + 1 if isinstance(error, UnansweredError) else 0
            if isinstance(error, RateLimitError) or unanswered >= ITEMS:
                stopped = text
    fetched = FetchResults(FetchResults.SCHEMA, tuple(results))
    fetched.write(work)
    return fetched


def _lines(course: Course, exercise: Exercise, files: Mapping[str, bytes]) -> dict[str, int]:
    """Where a student's file defines what its stub does; nothing of a file that is not there."""
    data, stub = files.get(f"exercises/{exercise.path}"), course.stubs / exercise.path
    if data is None or not stub.is_file():
        return {}
    text = data.decode("utf-8", "replace")
    known = source_lines.names(stub.read_text("utf-8-sig", "replace"))
    found = {name: line for name in known if (line := source_lines.line_of(text, name))}
    return {"": text.count("\n") + 1, **found}


def _store(folder: Path, sha: str, files: Mapping[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier attempt
    # commit.txt: an empty folder would not survive an artifact.
    for path, data in {"exercises/commit.txt": f"{sha}\n".encode(), **files}.items():
        Within(folder).write(path, data)


class Fetcher:
    """Fetches from the repository that receives the pull requests: it has their commits, even of deleted forks.

    Notebooks are large and judged apart from the exercises: they are fetched only for `lessons`.
    """

    def __init__(self, forge: Forge, course: Course, *, lessons: bool = False) -> None:
        self.forge, self.room = forge, CACHE
        # Most files of most students are the stubs that they were given.
        stubs = [course.stubs / exercise.path for exercise in course.exercises]
        self.cache = {git_sha(data): data for data in (path.read_bytes() for path in stubs if path.is_file())}
        self.stubs = frozenset(self.cache)
        self.limits = {f"exercises/{exercise.path}": MODULE for exercise in course.exercises}
        self.limits |= {f"lessons/{name}.ipynb": NOTEBOOK for name in course.lessons if lessons}

    def fetch(self, repository: str, sha: str) -> tuple[dict[str, bytes], tuple[SkippedFile, ...], dict[str, str]]:
        """Return the files of a commit by path, the skipped ones, and the ids of those that are no stubs.

        Raises RequestRejectedError and GitHubError.
        """
        entries = self.forge.entries(repository, sha, self.limits)
        wanted: dict[str, str] = {}
        skipped: list[SkippedFile] = []
        total = 0
        for path, limit in self.limits.items():
            entry, reason = entries.get(path), _reason(entries, path, limit)
            if entry and not reason:
                total += entry.size or 0
                if total > SUBMISSION:
                    reason = f"the submission is larger than {SUBMISSION >> 20} MB"
                else:
                    wanted[path] = entry.sha
            if reason:
                skipped.append(SkippedFile(path, reason))
        data = self._blobs(repository, wanted)
        own = {path: blob for path, blob in wanted.items() if blob not in self.stubs}
        return {path: data[blob] for path, blob in wanted.items()}, tuple(skipped), own

    def _blobs(self, repository: str, wanted: Mapping[str, str]) -> dict[str, bytes]:
        """The content of blobs, by id."""
        found: dict[str, bytes] = {}
        for limit in (MODULE, NOTEBOOK):
            lacking = [sha for path, sha in wanted.items() if self.limits[path] == limit and sha not in self.cache]
            found |= self.forge.blobs(repository, list(dict.fromkeys(lacking)), limit)
        for sha, data in found.items():
            if len(data) <= self.room:
                self.room -= len(data)
                self.cache[sha] = data
        return {sha: found[sha] if sha in found else self.cache[sha] for sha in wanted.values()}


def _reason(entries: Mapping[str, TreeEntry], path: str, limit: int) -> str:
    """Why the file at `path` is skipped; empty if it is fetched or not there."""
    names = path.split("/")
    for depth in range(1, len(names)):
        above = entries.get("/".join(names[:depth]))
        if above and above.kind != "tree":
            return "a folder above it is a symbolic link, a file or a submodule"
    entry = entries.get(path)
    if entry is None:
        return ""
    if entry.kind != "blob" or entry.mode not in REGULAR:
        return "it is not a regular file"
    return "" if entry.size is not None and entry.size <= limit else f"it is larger than {limit >> 20} MB"

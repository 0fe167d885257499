"""Students' files, fetched as data: the files that the course names, and nothing else.

No Git, no archive, no checkout: each file comes as the bytes of one blob, and is what its id says.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gradus.core import decode as strict
from gradus.core.course import Course
from gradus.core.decode import DecodeError
from gradus.core.text import one_line
from gradus.pulls.client import Client, GitHubError, RateLimitError, RequestRejectedError, part
from gradus.pulls.ledger import Account, PullRequestState, names
from gradus.pulls.plan import Plan
from gradus.pulls.store import blob, git_sha

FILE = "notes.json"
SCHEMA = "gradus.notes/1"
ORDINARY = ("100644", "100755")
MODULE, NOTEBOOK, SUBMISSION = 2 << 20, 12 << 20, 60 << 20
KEPT = 128 << 20  # bytes of files that are kept for the next submission that has the same
MARK = "commit.txt"  # an empty folder would not get through an artifact


@dataclass(frozen=True)
class SkippedFile:
    """A file that is not taken, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class FetchResult:
    """What became of one commit: the files that were not taken, or why it cannot be graded in this round."""

    number: int
    sha: str
    dropped: str | None
    refused: tuple[SkippedFile, ...]


@dataclass(frozen=True)
class FetchResults:
    schema: str = SCHEMA
    notes: tuple[FetchResult, ...] = ()

    def of(self, seen: PullRequestState) -> FetchResult:
        found = [note for note in self.notes if (note.number, note.sha) == (seen.number, seen.sha)]
        return found[0] if found else FetchResult(seen.number, seen.sha, "it was not fetched", ())


def read(work: Path) -> FetchResults:
    """The notes in a folder. Raises DecodeError where there are none."""
    try:
        data = (work / FILE).read_bytes()
    except OSError as error:
        raise DecodeError(f"{FILE} in {work} cannot be read: {error.strerror}") from None
    return strict.build(FetchResults, strict.loads(data), "notes")


def by_commit(plan: Plan) -> list[tuple[str, PullRequestState]]:
    """A folder for each commit that is to be graded."""
    return [(each.folder, each) for each in plan.grade]


def by_login(plan: Plan) -> list[tuple[str, PullRequestState]]:
    """A folder for each account: what counts for it where the ledger knows that, else its newest commit."""
    chosen: dict[int, PullRequestState] = {}
    for each in sorted(plan.grade, key=lambda each: (not each.head, each.sight)):
        chosen[each.author] = each
    called = names(Account(each.author, each.login, each.sight.seen) for each in chosen.values())
    return [(called[author], each) for author, each in sorted(chosen.items())]


def fetch(
    client: Client, course: Course, plan: Plan, work: Path, folders: list[tuple[str, PullRequestState]]
) -> FetchResults:
    """Fetch the commits into folders of work/submissions/. Raises OSError where one cannot be written."""
    fetcher = Fetcher(client, course, plan.course)
    notes: list[FetchResult] = []
    stopped = ""
    for folder, each in folders:
        if stopped:
            notes.append(FetchResult(each.number, each.sha, stopped, ()))
            continue
        try:
            files, refused = fetcher.files(each.sha)
            _store(work / "submissions" / folder, each.sha, files)
            notes.append(FetchResult(each.number, each.sha, None, tuple(refused)))
        except (RequestRejectedError, GitHubError) as error:
            stopped = str(error) if isinstance(error, RateLimitError) else ""
            notes.append(FetchResult(each.number, each.sha, one_line(str(error), 300), ()))
    found = FetchResults(SCHEMA, tuple(notes))
    (work / FILE).write_text(json.dumps(asdict(found), indent=1, ensure_ascii=True) + "\n", "utf-8")
    return found


def wanted(course: Course) -> dict[str, int]:
    """The paths that the course names, in a student's repository, with the bytes that each may have."""
    modules = {f"exercises/{exercise.path}": MODULE for exercise in course.exercises}
    return modules | {f"lessons/{name}.ipynb": NOTEBOOK for name in course.lessons}


def _store(folder: Path, sha: str, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of an earlier attempt
    (folder / "exercises").mkdir(parents=True, exist_ok=True)
    (folder / "exercises" / MARK).write_text(f"{sha}\n", "utf-8")
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@dataclass
class Fetcher:
    """Fetches from the repository that the pull requests are to: it has their commits, also of forks that are gone."""

    client: Client
    course: Course
    repository: str
    known: dict[str, bytes] = field(default_factory=dict)
    room: int = KEPT

    def __post_init__(self) -> None:
        # Most files of most students are the stubs that they were given, or what another student has.
        for exercise in self.course.exercises:
            path = self.course.stubs / exercise.path
            if path.is_file():
                data = path.read_bytes()
                self.known[git_sha(data)] = data

    def files(self, sha: str) -> tuple[dict[str, bytes], list[SkippedFile]]:
        """The files of a commit that are taken, by path, and those not. Raises RequestRejectedError, GitHubError."""
        commit = self._get(f"/git/commits/{sha}")
        entries = self._entries(part(str, commit, "tree", "sha"))
        taken: dict[str, bytes] = {}
        refused: list[SkippedFile] = []
        total = 0
        for path, limit in wanted(self.course).items():
            reason = _reason(entries, path, limit)
            entry = entries.get(path)
            if entry is not None and not reason:
                total += int(entry["size"])
                if total > SUBMISSION:
                    reason = f"the submission is larger than {SUBMISSION >> 20} MB"
                else:
                    taken[path] = self._file(str(entry["sha"]), limit)
            if reason:
                refused.append(SkippedFile(path, reason))
        return taken, refused

    def _file(self, sha: str, limit: int) -> bytes:
        if sha not in self.known:
            data = blob(self.client, self.repository, sha, limit)
            if len(data) > self.room:
                return data
            self.room -= len(data)
            self.known[sha] = data
        return self.known[sha]

    def _entries(self, tree: str) -> dict[str, dict[str, Any]]:
        """What stands at the paths that the course names, and at the folders above them."""
        places = {"", *(path.rpartition("/")[0] for path in wanted(self.course))}
        answer = self._get(f"/git/trees/{tree}", recursive=1)
        if not part(bool, answer, "truncated"):
            return dict(_named(answer, ""))
        found: dict[str, dict[str, Any]] = {}
        folders = {"": tree}
        for place in sorted({*places, *(place.split("/")[0] for place in places)}):
            if place in folders:
                below = dict(_named(self._get(f"/git/trees/{folders[place]}"), place))
                found |= below
                folders |= {path: str(entry["sha"]) for path, entry in below.items() if entry["type"] == "tree"}
        return found

    def _get(self, path: str, **query: int) -> Any:
        return self.client.get(f"/repos/{self.repository}{path}", **query)


def _named(answer: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in part(list, answer, "tree"):
        path, _, _ = (part(str, entry, key) for key in ("path", "sha", "type"))
        yield (f"{place}/{path}" if place else path), entry


def _reason(entries: dict[str, dict[str, Any]], path: str, limit: int) -> str:
    """Why what stands at `path` is not taken, or nothing."""
    folders = path.split("/")
    for depth in range(1, len(folders)):
        above = entries.get("/".join(folders[:depth]))
        if above is not None and above["type"] != "tree":
            return "a folder above it is a link, a file or another repository"
    entry = entries.get(path)
    if entry is None:
        return ""
    if entry.get("type") != "blob" or entry.get("mode") not in ORDINARY:
        return "it is not an ordinary file"
    if not isinstance(entry.get("size"), int) or entry["size"] > limit:
        return f"it is larger than {limit >> 20} MB"
    return ""

"""A forge in this process, reports as the grader writes them, and a program in the place of `gradus grade`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from gradus.core import checks as listing
from gradus.core.course import Course
from gradus.core.report import CheckResult, ExerciseResult, Made, Report
from gradus.core.status import Status
from gradus.pulls.forge import forge as forges
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.forge import Poll, PullRequest, Push, TreeEntry

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
COURSE = "school/course"


@dataclass
class FakeForge:
    """A forge with one repository for all, or one for each student; `faults` are raised by the next calls."""

    now: datetime = START
    pulls: dict[tuple[str, int], PullRequest] = field(default_factory=dict)
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    moves: dict[tuple[str, str], list[Push]] = field(default_factory=dict)
    comments: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)
    statuses: dict[str, dict[int, forges.Status]] = field(default_factory=dict)
    faults: list[tuple[str, Exception]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    exact: bool = True
    ids: int = 100

    def push(self, number: int, login: str, files: dict[str, str], repository: str = COURSE) -> str:
        """What a student does: push, and open a pull request if there is none."""
        data = {path: text.encode() for path, text in files.items()}
        sha = hashlib.sha1(repr((sorted(data.items()), number, self.now)).encode()).hexdigest()
        self.commits[sha] = data
        source, old = f"{login}/fork", self.pulls.get((repository, number))
        self.pulls[repository, number] = PullRequest(
            *(repository, repository, number, 1000 + number, login, False, sha, source, "main", "main"),
            old.created if old else self.now,
        )
        self.moves.setdefault((source, "main"), []).insert(0, Push(self.now, sha))
        return sha

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        for fault in self.faults:
            if fault[0] in (name, "*"):
                self.faults.remove(fault)
                raise fault[1]

    # The protocol

    def poll(self, repositories: Sequence[str]) -> Poll:
        self._call("poll")
        return Poll(self.now, [pull for (name, _), pull in sorted(self.pulls.items()) if name in repositories])

    def pushes(self, repository: str, branch: str) -> list[Push]:
        self._call("pushes")
        return list(self.moves.get((repository, branch), [])) if self.exact else []

    def entries(self, repository: str, sha: str, paths: Iterable[str]) -> dict[str, TreeEntry]:
        self._call("entries")
        files = self.commits[sha]
        found = {path: TreeEntry("blob", "100644", git_sha(data), len(data)) for path, data in files.items()}
        parents = {path.rsplit("/", depth)[0] for path in files for depth in (1, 2) if path.count("/") >= depth}
        return found | {parent: TreeEntry("tree", "040000", "0" * 40) for parent in parents}

    def blobs(self, repository: str, shas: Sequence[str], limit: int) -> dict[str, bytes]:
        self._call("blobs")
        known = {git_sha(data): data for files in self.commits.values() for data in files.values()}
        return {sha: known[sha] for sha in shas}

    def comment(self, repository: str, number: int, body: str, known: int | None) -> int:
        self._call("comment")
        there = self.comments.setdefault((repository, number), {})
        ident = next(iter(there), None) or self._id()  # as GitHub's: what was posted is found again
        there[ident] = body
        return ident

    def status(self, repository: str, sha: str, status: forges.Status, known: int | None) -> int | None:
        self._call("status")
        there = self.statuses.setdefault(sha, {})
        ident = next((number for number, old in there.items() if old.key == status.key), None) or self._id()
        there[ident] = status
        return ident

    def _id(self) -> int:
        self.ids += 1
        return self.ids


def report(course: Course, name: str, share: float = 0.5, submission: str = "") -> Report:
    """A report as the grader writes it: the first checks pass, up to this share of the points."""
    left = share * course.points
    exercises = []
    for exercise in course.exercises:
        checks = []
        for listed in listing.read(course, exercise):
            passed = left >= listed.points
            left -= listed.points if passed else 0
            status, score = (Status.PASSED, listed.points) if passed else (Status.FAILED, 0.0)
            message = "" if passed else "called    f(3.0)\nreturned  6.0\nexpected  9.0"
            shown = (listed.id, listed.title, listed.visibility, status, listed.points, score, message, None)
            checks.append(CheckResult(*shown, help="" if passed else listed.help))
        total = sum(check.score for check in checks)
        made = Made("2026-11-20T12:00:00Z", "0.2.0", "3.11.7", "2.4.6", submission or name, "ab" * 20)
        result = ExerciseResult(exercise.id, exercise.title, total, exercise.points, tuple(checks))
        exercises.append(replace(result, made=made))
    total = sum(each.score for each in exercises)
    return Report(Report.SCHEMA, name, "bubblewrap", 1.5, total, course.points, tuple(exercises))


def files(course: Course, **modules: str) -> dict[str, str]:
    """The files of a commit: the solutions, but for these modules."""
    made = {f"exercises/{e.path}": (course.solutions / e.path).read_text("utf-8") for e in course.exercises}
    return made | {f"exercises/warmup/{name}.py": text for name, text in modules.items()}

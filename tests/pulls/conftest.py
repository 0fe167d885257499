"""Shared fixtures: a fake GitHub, the small course, and a way to run the commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gradus.core import checks as listing
from gradus.core.course import Course
from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import Status
from gradus.pulls import commands
from gradus.pulls.cli import main
from gradus.pulls.forge.client import Client
from gradus.pulls.ledger.branch import Branch
from gradus.pulls.ledger.ledger import Ledger, Observation, PullRequestState
from gradus.pulls.round.plan import Plan
from tests.pulls import github as fakes
from tests.pulls.github import COURSE, LEDGER, GitHub
from tests.pulls.server import serving

GRADERS = "ab" * 20


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving() as github:
        yield github


@pytest.fixture
def waits() -> list[float]:
    """The seconds of each wait, in place of waiting."""
    return []


class Teacher:
    """Runs the three commands as the workflow does, each with the tokens that its job has."""

    def __init__(self, github: GitHub, course: Course, folder: Path, waits: list[float], patch: Any) -> None:
        self.github, self.course, self.folder = github, course, folder
        self.waits, self.patch = waits, patch
        self.work, self.reports = folder / "work", folder / "reports"
        self.reports.mkdir()
        self.graders = GRADERS  # the version of the checks
        patch.setattr(commands, "version", lambda course: self.graders)
        patch.chdir(course.root)

    def run(self, *arguments: object, **environment: str) -> int:
        known = "GITHUB_TOKEN GRADUS_ROSTER GRADUS_COURSE_TOKEN GRADUS_APP_SLUG GITHUB_OUTPUT GITHUB_REPOSITORY".split()
        for name in (*known, "GITHUB_RUN_ID", "GITHUB_SERVER_URL"):
            self.patch.delenv(name, raising=False)
        for name, value in {"GITHUB_API_URL": self.github.url, **environment}.items():
            self.patch.setenv(name, value)
        return main([str(argument) for argument in arguments], self.waits.append)

    def plan(self, *options: object, **environment: str) -> int:
        tokens = {"GRADUS_COURSE_TOKEN": fakes.READ, "GITHUB_TOKEN": fakes.LEDGER_READ, **environment}
        where = ("--course-repo", COURSE, "--ledger-repo", LEDGER, "--out", self.work)
        return self.run("plan", *where, *options, **tokens)

    def fetch(self, *options: object, **environment: str) -> int:
        return self.run("fetch", self.work, *options, **{"GRADUS_COURSE_TOKEN": fakes.READ, **environment})

    def post(self, *options: object, **environment: str) -> int:
        tokens = {"GRADUS_COURSE_TOKEN": fakes.WRITE, "GITHUB_TOKEN": fakes.LEDGER_WRITE}
        return self.run(
            "post", self.work, self.reports, *options, **{**tokens, "GRADUS_APP_SLUG": fakes.SLUG, **environment}
        )

    def grade(self, score: float = 0.5, **changes: Any) -> None:
        """Write a report for each fetched commit: the first checks pass, up to this share of the points."""
        for name in self.to_grade:
            self.write(report(self.course, name, score), **changes)

    def write(self, made: Report, **changes: Any) -> None:
        text = json.dumps({**asdict(made), **changes})
        (self.reports / f"{made.submission}.json").write_text(text, "utf-8")

    def round(self, *options: object, score: float = 0.5, **environment: str) -> int:
        """One run of the workflow, without the sandbox. Return the exit status of the last command."""
        assert self.plan(*options, **environment) == 0
        assert self.fetch() == 0
        self.grade(score)
        return self.post()

    @property
    def to_grade(self) -> list[str]:
        """The folders of the commits to grade."""
        return [pull.folder for pull in Plan.read(self.work).grade]

    @property
    def planned(self) -> dict[int, dict[str, Any]]:
        table = json.loads((self.work / "plan.json").read_text("utf-8"))
        return {each["number"]: each for each in table["seen"]}

    @property
    def ledger(self) -> Ledger:
        client = Client(f"{self.github.url}/repos/{LEDGER}", fakes.LEDGER_READ)
        return Branch(client, LEDGER, "ledger").read()


@pytest.fixture
def teacher(
    github: GitHub, mini: Course, tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> Teacher:
    return Teacher(github, mini, tmp_path, waits, monkeypatch)


def head(number: int, login: str, sha: str, sight: Observation, state: str = "grade") -> PullRequestState:
    """The head of a pull request in a repository that all students share."""
    return PullRequestState(
        repository=COURSE,
        place=COURSE,
        number=number,
        account=login,
        login=login,
        sha=sha,
        source=f"{login}/course",
        branch="main",
        sight=sight,
        state=state,
        head=True,
    )


def report(course: Course, name: str, share: float = 0.5, change: Callable[[CheckResult], Any] | None = None) -> Report:
    """A report as the grader writes it: the first checks pass, up to this share of the points."""
    left = share * course.points
    exercises = []
    for exercise in course.exercises:
        checks = []
        for listed in listing.read(course, exercise):
            passed = left >= listed.points
            left -= listed.points if passed else 0
            message = "" if passed else "called    f(3.0)\nreturned  6.0\nexpected  9.0"
            status, score = (Status.PASSED, listed.points) if passed else (Status.FAILED, 0.0)
            check = CheckResult(
                *(listed.id, listed.title, listed.visibility, status, listed.points, score, message, None),
                help="" if passed else listed.help,
            )
            checks.append(change(check) if change else check)
        total = sum(check.score for check in checks)
        exercises.append(ExerciseResult(exercise.id, exercise.title, total, exercise.points, tuple(checks)))
    score = sum(each.score for each in exercises)
    return Report(Report.SCHEMA, name, "bubblewrap", 1.5, score, course.points, tuple(exercises))


def files(course: Course, **modules: str) -> dict[str, str]:
    made = {f"exercises/{e.path}": (course.solutions / e.path).read_text("utf-8") for e in course.exercises}
    made |= {f"exercises/warmup/{name}.py": text for name, text in modules.items()}
    return {**made, "conftest.py": "raise SystemExit(0)", ".github/workflows/x.yml": "on: push", "README.md": "mine"}


def bodies(github: GitHub) -> dict[int, list[str]]:
    return {number: [c["body"] for c in comments] for number, comments in github.course.comments.items()}


def runs(github: GitHub) -> dict[str, dict[str, Any]]:
    assert len({run["name"] for run in github.course.check_runs}) == len(github.course.check_runs)
    return {run["name"]: run for run in github.course.check_runs}

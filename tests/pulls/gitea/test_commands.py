"""A class on Gitea: whole rounds, and the options that say where it is."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.core.schedule.due import DueDates
from gradus.pulls import connect
from gradus.pulls.cli import main
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.client import RequestRejectedError
from gradus.pulls.forge.gitea import Gitea
from gradus.pulls.forge.github import GitHub
from gradus.pulls.ledger.ledger import EMPTY, Ledger
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.roster import Place
from gradus.pulls.round.fetch import fetch_commits
from gradus.pulls.round.plan import Asked, Plan, make_plan
from gradus.pulls.round.post import Poster
from gradus.pulls.round.schedule import Settings
from gradus.pulls.round.validate import ReportValidator
from tests.pulls.conftest import GRADERS, files, report
from tests.pulls.gitea.conftest import asking
from tests.pulls.gitea.fake import PREFIX, Fake
from tests.pulls.gitea.people import BOT, SCHOOL, TOKEN
from tests.pulls.objects import Fault


class Memory:
    """A ledger that is kept nowhere."""

    def __init__(self) -> None:
        self.ledger: Ledger = EMPTY
        self.reports: dict[str, bytes] = {}

    def read(self) -> Ledger:
        return self.ledger

    def report(self, sha: str) -> bytes:
        if sha not in self.reports:
            raise RequestRejectedError(404, "no such report")
        return self.reports[sha]

    def change(
        self, update: Callable[[Ledger], Ledger], files: Mapping[str, str], message: str, terms: Terms
    ) -> Ledger:
        self.reports |= {git_sha(text.encode()): text.encode() for text in files.values()}
        self.ledger = update(self.ledger)
        return self.ledger


class Class:
    def __init__(self, fake: Fake, course: Course, folder: Path, logins: list[str]) -> None:
        self.fake, self.course, self.folder, self.store = fake, course, folder, Memory()
        places = [Place(f"{SCHOOL}/students-{login}", login, (login,)) for login in logins]
        self.asked = Asked(f"{SCHOOL}/students-*", places=places)
        (folder / "reports").mkdir()

    def round(self, score: float, *, deadline: datetime | None = None) -> Poster:
        """A round as the commands make it, without the sandbox. Each step asks with a client of its own."""
        settings = Settings(timedelta(0), 100, GRADERS)
        dues = DueDates.of_units(self.course.units, deadline)
        plan, self.told = make_plan(self._forge(), self.asked, self.store, self.course, dues, settings)
        folders = [(pull.folder, pull) for pull in plan.grade]
        fetched = fetch_commits(self._forge(), self.course, self.folder, folders, lessons=False)
        for pull in plan.grade:
            text = report(self.course, pull.folder, score).to_json()
            (self.folder / "reports" / f"{pull.folder}.json").write_text(text, "utf-8")
        validator = ReportValidator(self.course, (datetime.fromisoformat(plan.now), datetime.now(UTC)))
        poster = Poster(self._forge(), self.store, plan, fetched, validator, "https://ci.example/1")
        poster.post(self.folder / "reports")
        self.plan = plan
        return poster

    def _forge(self) -> Gitea:
        return asking(self.fake, [])


@pytest.fixture
def made(fake: Fake, mini: Course, tmp_path: Path) -> Class:
    stubs = {f"exercises/{each.path}": (mini.stubs / each.path).read_bytes() for each in mini.exercises}
    for login in ("ada", "bob.b", "eve"):
        fake.student(login, stubs)
    return Class(fake, mini, tmp_path, ["ada", "bob.b", "eve"])


def test_a_class_on_gitea(fake: Fake, mini: Course, made: Class) -> None:
    made.round(0)
    ada = fake.repositories[f"{SCHOOL}/students-ada"]
    fake.later(hours=1)
    pushed = fake.now
    sha = fake.push(ada, files(mini), "ada")
    fake.later(minutes=10)
    fake.say(ada, 1, "16 of 16 points\n<!-- gradus:v1 pr=1 -->", "ada")
    poster = made.round(0.5)
    assert (poster.problems, poster.posted) == ([], 1)
    (sight,) = made.store.ledger.graded[ada.full_name, 1, sha].sights
    assert sight.exact and datetime.fromisoformat(sight.since) == pushed
    ours = [text for login, text in fake.said(ada) if login == BOT]
    assert len(ours) == 1 and sha[:12] in ours[0] and f"{pushed:%H:%M} UTC" in ours[0]
    newest = fake.statuses(ada)[-1]
    assert (newest["context"], newest["status"], newest["target_url"]) == ("Gradus #1", "pending", "")
    writes = len(fake.writes)
    assert made.round(0.5).posted == 0 and len(fake.writes) == writes


def test_late_work_is_told_by_the_servers_record_though_no_poll_was_near(fake: Fake, mini: Course, made: Class) -> None:
    ada = fake.repositories[f"{SCHOOL}/students-ada"]
    deadline = fake.now + timedelta(hours=2)
    made.round(0, deadline=deadline)
    fake.later(hours=1)
    in_time = fake.push(ada, files(mini), "ada")
    fake.later(hours=2)
    late = fake.push(ada, {**files(mini), "README.md": "later"}, "ada")
    fake.later(hours=5)
    made.round(0.5, deadline=deadline)
    planned = {pull.sha: pull for pull in made.plan.seen if pull.repository == ada.full_name}
    assert set(planned) == {in_time, late} and planned[in_time].earlier


def test_one_repository_that_fails_leaves_the_others(fake: Fake, made: Class) -> None:
    fake.faults.append(Fault.page("GET", "students-bob", 502, times=99))
    assert made.round(0).posted == 2
    assert "1 repository could not be read: school/students-bob.b (Gitea does not answer" in made.told[-1]


def options(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"forge": "gitea", "api": "", "patience": 9, "sleep": lambda _: None, **given})


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("GITHUB_API_URL", "GRADUS_FORGE_URL", "GRADUS_APP_SLUG", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADUS_COURSE_TOKEN", TOKEN)
    return monkeypatch


@pytest.mark.parametrize(
    ("forge", "api", "variables", "address"),
    [
        ("github", "", {}, "https://api.github.com"),
        ("github", "", {"GITHUB_API_URL": "https://git.example/api/v3/"}, "https://git.example/api/v3"),
        ("github", "https://other.example/api/v3", {"GITHUB_API_URL": "https://a.b"}, "https://other.example/api/v3"),
        ("gitea", "https://git.example", {}, "https://git.example/api/v1"),
        ("gitea", "https://git.example/git/api/v1/", {}, "https://git.example/git/api/v1"),
        ("gitea", "", {"GRADUS_FORGE_URL": "https://git.example/git", "GITHUB_API_URL": "https://a.b"},
         "https://git.example/git/api/v1"),
    ],
)  # fmt: skip
def test_the_address_is_given_or_known(
    environment: pytest.MonkeyPatch, forge: str, api: str, variables: dict[str, str], address: str
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert connect.api(options(forge=forge, api=api)) == address
    assert isinstance(connect.forge(options(forge=forge, api=api)), GitHub if forge == "github" else Gitea)


@pytest.mark.parametrize(
    ("given", "slug", "told"),
    [
        ({}, BOT, "Where Gitea is, is not known"),
        ({"api": "https://git.example"}, "", "The environment has no GRADUS_APP_SLUG"),
        ({"api": "https://git.example"}, "a b", "GRADUS_APP_SLUG is a b: it is the login of the account"),
        ({"forge": "github"}, "a.b", "GRADUS_APP_SLUG is a.b: it is the App's name"),
    ],
)
def test_what_is_missing_is_said(environment: pytest.MonkeyPatch, given: dict[str, str], slug: str, told: str) -> None:
    environment.setenv("GRADUS_APP_SLUG", slug)
    with pytest.raises(UsageError, match=told):
        connect.posting_forge(options(**given))


def test_an_account_may_have_dots(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GRADUS_APP_SLUG", "Gradus.Bot_1")
    made = connect.posting_forge(options(api="https://git.example"))
    assert isinstance(made, Gitea) and made.login == "Gradus.Bot_1"


def test_a_branch_of_gitea_is_no_ledger(
    environment: pytest.MonkeyPatch, mini: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.chdir(mini.root)
    where = ("--forge", "gitea", "--api", "https://git.example", "--out", str(tmp_path))
    assert main(["plan", "--course-repo", "in_fo.kurs/aufgaben", "--ledger-repo", "a/b", *where]) == 2
    assert "The ledger of a class on Gitea is a folder" in capsys.readouterr().err


def test_an_address_without_encryption_is_refused(environment: pytest.MonkeyPatch) -> None:
    told = "http://git.example/api/v1 is not an https address: correct GRADUS_FORGE_URL"
    with pytest.raises(Exception, match=told):
        connect.forge(options(api="http://git.example"))


def test_files_are_fetched_by_the_command(
    fake: Fake, made: Class, environment: pytest.MonkeyPatch, mini: Course, tmp_path: Path
) -> None:
    environment.chdir(mini.root)
    settings = Settings(timedelta(0), 100, GRADERS)
    dues = DueDates.of_units(mini.units, None)
    plan, _ = make_plan(asking(fake, []), made.asked, made.store, mini, dues, settings)
    work = tmp_path / "work"
    plan.write(work)
    assert main(["fetch", str(work), "--forge", "gitea", "--api", fake.url], lambda _: None) == 0
    notes = json.loads((work / "notes.json").read_text("utf-8"))["notes"]
    assert [note["dropped"] for note in notes] == [None] * 3
    assert len(list((work / "submissions").iterdir())) == 3 == len(Plan.read(work).grade)


def test_the_client_asks_below_the_address(fake: Fake, environment: pytest.MonkeyPatch) -> None:
    fake.student("ada")
    connect.forge(options(api=fake.url)).poll([f"{SCHOOL}/students-ada"])
    assert [path.startswith(f"{PREFIX}/repos/") for _, path in fake.log] == [True]

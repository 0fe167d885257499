"""A class on the fake GitHub: an organisation, a release, a roster, a teacher's browser, and a way to run commands."""

from __future__ import annotations

import hashlib
import html
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from gradus.pulls.cli import main
from tests.pulls.fake.state import TEACHER
from tests.pulls.fake.tokens import Installation, keys
from tests.pulls.github import GitHub
from tests.pulls.objects import Repository
from tests.pulls.setup import more

ORG = "my-school"
SCOPES = "repo, workflow, admin:org"
BINARY = b"\x89PNG\r\n\x1a\n\xff\x00"
FIRST: Mapping[str, bytes] = {
    "README.md": b"# The course\n",
    "exercises/one.py": b"def one():\n    raise NotImplementedError\n",
    "exercises/two.py": b"def two():\n    raise NotImplementedError\n",
    "docs/picture.png": BINARY,
    ".github/workflows/checks.yml": b"on: pull_request\n",
}
SECOND = {
    "README.md": b"# The course, corrected\n",
    "exercises/one.py": b'def one():\n    """Return 1."""\n    raise NotImplementedError\n',
    "exercises/two.py": FIRST["exercises/two.py"],
    "exercises/three.py": b"def three():\n    raise NotImplementedError\n",
    "docs/picture.png": FIRST["docs/picture.png"] + b"\xfe",
    ".github/workflows/checks.yml": b"on: [push, pull_request]\n",
}
MINE = "def one():\n    return 1\n"
GRADE = "on:\n  schedule:\n    - cron: '7 * * * *'\n  workflow_dispatch:\n"


def make_release(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder as `gradus release` leaves it."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    for old in [each for each in folder.rglob("*") if each.is_file()]:
        if old.relative_to(folder).as_posix() not in files:
            old.unlink()
    digests = {path: hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() for path, data in files.items()}
    (folder / ".gradus-release.json").write_text(json.dumps(digests), "utf-8")
    return folder


class Browser:
    """What a teacher does in the browser: opens the page, creates the App, and comes back; then installs it."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        self.manifests: list[dict[str, Any]] = []
        self.pages: list[tuple[int, str]] = []
        self.code = "a-code"
        self.wrong_state_first = False
        self.installs = True
        self.permissions: dict[str, str] = {}
        self.threads: list[threading.Thread] = []

    def open(self, address: str) -> bool:
        thread = threading.Thread(target=self.visit, args=(address,), daemon=True)
        self.threads.append(thread)
        thread.start()
        return True

    def visit(self, address: str) -> None:
        page = self.get(address)[1]
        action = html.unescape(re.findall(r'action="([^"]+)"', page)[0])
        manifest = json.loads(html.unescape(re.findall(r'name="manifest" value="([^"]+)"', page)[0]))
        self.manifests.append({**manifest, "action": action})
        self.github.manifests["a-code"] = {**manifest, "owner": ORG}
        state = parse_qs(urlsplit(action).query)["state"][0]
        if self.wrong_state_first:
            self.come_back(manifest["redirect_url"], "another-state")
        if self.installs:
            self.github.at["GET", "/orgs/{org}/installations"] = self.install
        self.come_back(manifest["redirect_url"], state)

    def come_back(self, redirect: str, state: str) -> None:
        self.pages.append(self.get(f"{redirect}?{urlencode({'code': self.code, 'state': state})}"))

    def get(self, address: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(address, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def install(self) -> None:
        app = self.github.apps[-1]
        app.installations = [Installation(8001, ORG, {**app.permissions, **self.permissions})]


class School:
    """An organisation, and the commands with which a teacher sets it up."""

    def __init__(self, github: GitHub, folder: Path, browser: Browser, patch: pytest.MonkeyPatch) -> None:
        self.github, self.folder, self.browser, self.patch = github, folder, browser, patch
        github.account(ORG, kind="Organization")
        github.organizations[ORG] |= {"budgets": [], "shown": {"members_can_fork_private_repositories": True}}
        self.token, self.sleep = github.token(TEACHER), github.sleep
        self.release = make_release(folder / "released", FIRST)
        self.roster = folder / "roster.csv"
        self.enrol("ada", "eve")

    def enrol(self, *logins: str) -> None:
        """Write the roster, of accounts that GitHub has."""
        for login in logins:
            self.github.account(login)
        self.roster.write_text("login\n" + "".join(f"{login}\n" for login in logins), "utf-8")

    def run(self, command: str, *options: object, **environment: str) -> int:
        self.patch.delenv("GITHUB_TOKEN", raising=False)
        addresses = {"GITHUB_API_URL": self.github.url, "GITHUB_SERVER_URL": "https://github.com"}
        for name, value in {**addresses, "GH_TOKEN": self.token, **environment}.items():
            self.patch.setenv(name, value)
        return main([command, "--org", ORG, *map(str, options)], self.sleep)

    def setup(self, *options: object, **environment: str) -> int:
        where = () if "--release" in options else ("--release", self.release)
        return self.run("setup", "--roster", self.roster, *where, *options, **environment)

    def doctor(self, *options: object, **environment: str) -> int:
        return self.run("doctor", "--roster", self.roster, *options, **environment)

    def update(self, *options: object) -> int:
        return self.run("update", self.release, "--roster", self.roster, *options)

    def writes_of(self, *options: object, command: str = "setup") -> list[tuple[str, str]]:
        """What running a command once more writes; it must come through."""
        before = len(self.github.writes)
        assert getattr(self, command)(*options) == 0
        return self.github.writes[before:]

    def repository(self, name: str) -> Repository:
        return self.github.repositories[f"{ORG}/{name}"]

    def key(self) -> Path:
        """The file with an App's key."""
        path = self.folder / "app.pem"
        path.write_text(keys()[0], "ascii")
        return path

    def files(self, name: str, branch: str = "main") -> dict[str, bytes]:
        """What is at the head of a branch of a repository, by path."""
        found = self.repository(name)
        tree = found.commits[found.refs[f"refs/heads/{branch}"]]["tree"]
        return {path: found.blobs[entry[2]] for path, entry in found.flat(tree).items()}

    def push_course(self) -> None:
        """What the teacher does by hand: push the course."""
        ci = "jobs:\n  test:\n    if: ${{ !github.event.repository.private }}\n"
        files = {".github/workflows/grade.yml": GRADE, ".github/workflows/ci.yml": ci, "course.toml": ""}
        self.github.push_to(self.repository("course"), files, login=TEACHER)

    def accept(self) -> None:
        """All students accept their invitations."""
        for repository in list(self.github.repositories.values()):
            for invitation in list(repository.invitations):
                self.github.accept(repository, invitation["login"])


@pytest.fixture
def browser(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Browser:
    made = Browser(github)
    monkeypatch.setattr("gradus.pulls.setup.app.app.open_page", made.open)
    return made


@pytest.fixture
def school(github: GitHub, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> School:
    more.describe()
    answer = github.answer

    def with_scopes(secret: str, *arguments: Any) -> Any:
        status, data, headers = answer(secret, *arguments)
        token = github.tokens.get(secret)
        return status, data, headers | ({"X-OAuth-Scopes": SCOPES} if token and token.kind == "user" else {})

    monkeypatch.setattr(github, "answer", with_scopes)
    return School(github, tmp_path, browser, monkeypatch)


@pytest.fixture
def ready(school: School, capsys: pytest.CaptureFixture[str]) -> School:
    """A class in order: set up, pushed, accepted, and graded this morning."""
    assert school.setup() == 0
    school.push_course()
    school.accept()
    add_run(school, "schedule", "success")
    school.github.organizations[ORG]["budgets"] = [budget()]
    capsys.readouterr()
    return school


def add_run(school: School, event: str, conclusion: str) -> dict[str, Any]:
    course = school.repository("course")
    made = {"id": school.github.number(), "workflow": 80_001, "name": "grade.yml", "event": event, "branch": "main"}
    made |= {"sha": course.head("main"), "actor": "teacher", "status": "completed", "conclusion": conclusion}
    course.runs.append({**made, "at": school.github.now, "inputs": {}})
    return course.runs[-1]


def budget() -> dict[str, Any]:
    made = {"id": "1", "budget_type": "ProductPricing", "budget_amount": 10, "prevent_further_usage": True}
    made |= {"budget_scope": "organization", "budget_product_sku": "actions"}
    return {**made, "budget_alerting": {"will_alert": True, "alert_recipients": []}}


@pytest.fixture
def begun(school: School, capsys: pytest.CaptureFixture[str]) -> School:
    """A class that works: Ada has solved an exercise, and Eve nothing yet."""
    assert school.setup() == 0
    school.accept()
    school.github.push_to(school.repository("students-ada"), {"exercises/one.py": MINE, "notes.txt": "mine"})
    capsys.readouterr()
    return school


def pull(school: School, name: str) -> dict[str, Any]:
    """The update's pull request, of which there is one."""
    (found,) = [each for each in school.repository(name).pulls.values() if each["head"] == "gradus-update"]
    return found

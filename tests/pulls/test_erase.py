"""Taking a person out of the ledger: nothing of them is left on the branch, nor in a commit that it leads to."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gradus.cli import main
from gradus.core.course import Course
from gradus.pulls.forge.client import Client
from gradus.pulls.ledger.erase import erased
from gradus.pulls.ledger.ledger import Ledger
from tests.pulls import github as fakes
from tests.pulls.conftest import Teacher, files
from tests.pulls.github import LEDGER, GitHub, StatusError


@pytest.fixture
def graded(github: GitHub, mini: Course, teacher: Teacher) -> GitHub:
    """Pull requests of ada, ada2 and bob, who has ada's commit; graded in two rounds."""
    for number, login in enumerate(["ada", "ada2", "bob"], 1):
        github.open(number, login, number + 10, github.push(files(mini), login if login != "bob" else "ada"))
    assert teacher.round() == 0
    github.later(minutes=30)
    github.course.pulls[1]["sha"] = github.push(files(mini), "more")
    assert teacher.round() == 0
    return github


def forget(github: GitHub, monkeypatch: pytest.MonkeyPatch, *arguments: str, token: str = fakes.LEDGER_WRITE) -> Result:
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_TOKEN", token)
    monkeypatch.setattr(Client, "wait", lambda self, seconds: None)
    result = CliRunner().invoke(main, ["forget", *arguments])
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    return result


def reachable(github: GitHub) -> str:
    """All that the branch and the commits before it hold."""
    text: list[str] = []
    commit: str | None = github.ledger.refs["refs/heads/ledger"]
    while commit:
        made = github.ledger.commits[commit]
        text += [made["message"], json.dumps(github.ledger.files("ledger"))]
        commit = made["parents"][0] if made["parents"] else None
    return "\n".join(text)


def test_on_github(graded: GitHub, teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    before = graded.ledger.files("ledger")
    sha = graded.course.pulls[1]["sha"]
    assert sha in reachable(graded)
    result = forget(graded, monkeypatch, "ADA", "--ledger", LEDGER, "--yes")
    assert result.exit_code == 0, result.output
    assert (
        "the account ada and 3 reports of the ledger, which begins anew; close course #1, or the next run"
        in result.stdout
    )
    after = graded.ledger.files("ledger")
    assert {path for path in before if path not in after} == {
        p for p in before if p.startswith(("reports/school/course/1/", "latest/ada."))
    }
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"ledger.json", "counts.csv"}
    assert graded.ledger.commits[graded.ledger.refs["refs/heads/ledger"]]["parents"] == []
    ledger = Ledger.parse(after["ledger.json"].encode())
    assert {account.login for account in ledger.accounts} == {"ada2", "bob"}
    assert not any("ada's" in text for entry in ledger.entries for text in entry.same_files)
    assert sha not in reachable(graded)
    writes = len(graded.writes)
    again = forget(graded, monkeypatch, "ada", "--ledger", LEDGER, "--yes")
    assert again.stdout.startswith("There is nothing of ada here.") and len(graded.writes) == writes
    assert graded.violations == []


def test_what_the_rules_forbid_is_said(graded: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object) -> None:
        raise StatusError(422, "Repository rule violations found: Cannot force-push to this branch")

    before = graded.ledger.refs["refs/heads/ledger"]
    graded.at["PATCH", "/git/refs/{ref}"] = forbid
    result = forget(graded, monkeypatch, "ada", "--ledger", LEDGER, "--yes")
    assert result.exit_code == 3 and graded.ledger.refs["refs/heads/ledger"] == before
    assert "forbid to write ledger anew" in result.stderr and "-f enforcement=disabled" in result.stderr


def test_a_token_that_may_only_read(graded: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    result = forget(graded, monkeypatch, "ada", "--ledger", LEDGER, "--yes", token=fakes.LEDGER_READ)
    assert result.exit_code == 3 and "Traceback" not in result.stderr


def test_an_account_is_its_number(graded: GitHub) -> None:
    ledger = Ledger.parse(graded.ledger.files("ledger")["ledger.json"].encode())
    assert erased(ledger, "nobody") is None and erased(ledger, "ada2 ") is not None
    gone = erased(ledger, "renamed", "11")
    assert gone and gone.pulls == ("course #1",)


def test_in_a_copy(graded: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    for path, text in graded.ledger.files("ledger").items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, "utf-8")
    plain = tmp_path / "plain"
    shutil.copytree(copy, plain)

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@localhost")
        done = subprocess.run(["git", "-C", copy, *who, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    git("init", "-q", "-b", "ledger")
    git("add", ".")
    git("commit", "-qm", "one")
    result = forget(graded, monkeypatch, "ada", "--ledger", str(copy), "--yes")
    assert result.exit_code == 0, result.output
    assert git("rev-list", "--count", "HEAD").strip() == "1" and git("status", "--porcelain") == ""
    assert (
        "reports/school/course/1" not in git("ls-tree", "-r", "--name-only", "HEAD")
        and not (copy / "reports" / "school" / "course" / "1").exists()
    )
    assert "push --force-with-lease" in result.stderr and "gc --prune=now" in result.stderr
    result = forget(graded, monkeypatch, "ada", "--ledger", str(plain), "--yes")
    assert result.exit_code == 0 and not list(plain.rglob("ada.json")) and (plain / "latest" / "ada2.json").is_file()

"""What the commands say before they ask GitHub for anything: options, tokens, addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradus.pulls.setup import layout
from tests.pulls.setup.conftest import ORG, School


def test_without_a_release_or_a_roster(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.run("setup") == 3
    assert (
        "my-school/students is not there yet: give a folder that gradus release wrote, --release"
        in capsys.readouterr().err
    )
    assert school.run("setup", "--release", school.release) == 0
    assert "No --roster: no student's repository was made or looked at." in capsys.readouterr().out
    assert school.run("setup", "--roster", school.roster) == 0
    assert school.writes_of() == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--org", "my school"), "--org is my school"),
        (("--course", "a/b"), "--course is a/b: give the repository's name, without the organisation."),
        (("--students", ".."), "--students is ..: give"),
        (("--students", "Course"), "--course and --students name the same repository"),
        (("--public",), "--public is for --shared"),
        (("--manifest-port", "70000"), "--manifest-port is a number up to 65535"),
        (("--client-id", "Iv23"), "--client-id needs --key"),
        (("--client-id", "a b", "--key", "x"), "--client-id is a b"),
        (("--webhook-url", "https://x.org/"), "--webhook-url needs --keep-key"),
        (("--webhook-url", "http://x.org/", "--keep-key", "new.pem"), "--webhook-url is http://x.org/: write"),
        (("--keep-key", "README.md"), "README.md exists: give another --keep-key"),
        (("--roster", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("--release", "."), ". is no release of a course: make one with gradus release ."),
        (("--patience", "x"), "argument --patience: invalid float value"),
    ],
)
def test_wrong_usage_asks_nothing(
    school: School, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    school.patch.chdir(Path(__file__).resolve().parents[3])
    assert school.run("setup", *options) == 2
    assert told in capsys.readouterr().err
    assert school.github.log == []


def test_no_token(school: School, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(school.folder))
    for command in ("setup", "doctor"):
        assert school.run(command, GH_TOKEN="") == 2
        assert "There is no token for GitHub: log in with `gh auth login" in capsys.readouterr().err
    assert school.github.log == []


def test_the_token_of_gh(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    gh = school.folder / "gh"
    gh.write_text(f'#!/bin/sh\n[ "$*" = "auth token --hostname 127.0.0.1" ] && echo {school.token}\n', "utf-8")
    gh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{school.folder}:/usr/bin:/bin")
    assert school.setup("--dry-run", GH_TOKEN="") == 0


def test_a_token_that_is_not_valid(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup(GH_TOKEN="nobodys") == 3
    told = capsys.readouterr().err
    assert "GitHub rejects the token" in told and "nobodys" not in told
    assert "Running the same command again does what is left, and nothing twice." in told


def test_a_token_that_is_not_an_owners(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup(GH_TOKEN=school.github.token("ada")) == 3
    assert "Is the token an owner's, with the scopes repo, workflow and admin:org?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("org", "plan", "told"),
    [
        ("nowhere", "team", "There is no organisation nowhere"),
        (ORG, "free", f"{ORG} has the plan Free, which has no env"),
    ],
)
def test_an_organisation_that_cannot_hold_a_class(
    school: School, capsys: pytest.CaptureFixture[str], org: str, plan: str, told: str
) -> None:
    school.github.organizations[ORG]["plan"] = plan
    assert school.setup("--org", org) == 3
    assert told in capsys.readouterr().err
    assert school.github.writes == []


def test_addresses_of_an_own_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    for api, web in {
        "": "https://github.com",
        "https://git.school.example/api/v3": "https://git.school.example",
        "https://api.school.ghe.com": "https://school.ghe.com",
    }.items():
        monkeypatch.setenv("GITHUB_API_URL", api)
        assert layout.web() == web


def test_the_roster_without_names(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """Accounts, teams, repositories and extensions; changed when the class is."""
    text = "Nachname;E-Mail-Adresse;login;team;extension\nLovelace;ada@x.org;ada;=One;\nNoether;e@x.org;eve;;3\n"
    school.roster.write_text(text, "utf-8")
    assert school.setup() == 0
    variable = school.repository("course").variables["GRADUS_ROSTER"]
    assert variable["value"] == "login,team,repository,extension\nada,'=One,,\neve,,,3"
    variable["value"] = variable["value"].replace("\n", "\r\n")
    assert school.writes_of() == []
    school.roster.write_text(text + "Kim;k@x.org;ada2;;\n", "utf-8")
    school.github.account("ada2")
    capsys.readouterr()
    assert school.setup() == 0
    assert "changed           the variable GRADUS_ROSTER, the roster without names" in capsys.readouterr().out
    assert variable["value"].endswith("\nada2,,,")


def test_a_roster_that_no_run_could_use(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.patch.chdir(Path(__file__).resolve().parents[3])
    school.roster.write_text("login,extension\nada,nothing=3\n", "utf-8")
    assert school.setup() == 2
    assert "roster.csv, line 2, column extension: " in capsys.readouterr().err
    school.roster.write_text("login,team\n" + "".join(f"ada{n},{'x' * 50}{n}\n" for n in range(999)), "utf-8")
    assert school.setup() == 2
    assert "is too long for a variable of GitHub's, also without names: 48 KiB" in capsys.readouterr().err
    assert school.github.log == []

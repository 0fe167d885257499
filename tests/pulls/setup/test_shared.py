"""A class that shares one repository: private unless somebody chooses otherwise, with the consequences said."""

from __future__ import annotations

import pytest

from tests.pulls.objects import Fault
from tests.pulls.setup.conftest import FIRST, ORG, School


def test_a_private_one(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared") == 0
    students = school.repository("students")
    assert students.private and not students.settings["is_template"] and students.settings["allow_forking"]
    assert students.permissions["/fork-pr-workflows-private-repos"] == {
        "run_workflows_from_fork_pull_requests": True,
        "send_write_tokens_to_workflows": False,
        "send_secrets_and_variables": False,
        "require_approval_for_fork_pr_workflows": False,
    }
    assert [(each["login"], each["role"]) for each in students.invitations] == [("ada", "read"), ("eve", "read")]
    assert school.repository("course").variables["GRADUS_COURSE_REPO"]["value"] == "students"
    assert f"{ORG}/students-ada" not in school.github.repositories
    assert school.files("students").keys() == {*FIRST, ".gradus-release.json"}
    assert "Public means" not in capsys.readouterr().out
    assert school.writes_of("--shared") == []
    school.accept()
    assert school.writes_of("--shared") == []


def test_a_public_one_by_choice(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared", "--public") == 0
    students = school.repository("students")
    assert not students.private and not students.invitations and school.repository("course").private
    told = capsys.readouterr().out
    assert "everybody on the internet can read each pull request, with the student's account, code and score" in told
    policy = students.permissions["/fork-pr-contributor-approval"]
    assert policy == {"approval_policy": "first_time_contributors_new_to_github"}
    assert school.writes_of("--shared", "--public") == []


def test_it_is_never_made_public_or_private_in_passing(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared") == 0
    assert school.setup("--shared", "--public") == 3
    assert "my-school/students is private: make it public yourself, at https://" in capsys.readouterr().err
    school.repository("students").private = False
    assert school.setup("--shared") == 3
    assert "or, if everybody may read all work and scores, give --public" in capsys.readouterr().err


def test_an_organisation_that_allows_no_forks(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """That holds for all its repositories, so it is for an owner to decide."""
    school.github.organizations[ORG]["shown"] = {"members_can_fork_private_repositories": False}
    assert school.setup("--shared") == 0
    told = capsys.readouterr().out
    page = f"https://github.com/organizations/{ORG}/settings/member_privileges"
    assert f"Allow forking of private repositories at {page}, then run this again" in told
    assert "allow_forking" not in school.repository("students").settings


def test_who_cannot_be_invited_stops_nobody(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.roster.write_text("login\nada\nnobody\neve\n", "utf-8")
    school.github.faults.append(Fault("PUT", "/collaborators/ada", 403, message="Blocked", times=1))
    assert school.setup("--shared") == 3
    told = capsys.readouterr().err
    assert "the readers of my-school/students: ada: status 403, Blocked. GitHub knows no account nobody" in told
    assert [each["login"] for each in school.repository("students").invitations] == ["eve"]


def test_a_dry_run(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared", "--dry-run") == 0
    assert school.github.writes == []
    assert "would make        the private repository my-school/students" in capsys.readouterr().out

"""The doctor looks at the organisation and the students, with tokens that see less, and at a GitHub that fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.pulls.fake.tokens import Installation
from tests.pulls.objects import Fault
from tests.pulls.setup.conftest import ORG, School


def student(name: str) -> Callable[[School], Any]:
    """Ways in which a student's repository may not be in order."""
    return {
        "gone": lambda s: s.github.repositories.pop(f"{ORG}/students-ada"),
        "public": lambda s: setattr(s.repository("students-ada"), "private", False),
        "archived": lambda s: s.repository("students-ada").settings.update(archived=True),
        "no access": lambda s: s.repository("students-ada").collaborators.clear(),
        "no pull request": lambda s: s.repository("students-ada").pulls[1].update(state="closed"),
        "no branch": lambda s: s.repository("students-ada").refs.pop("refs/heads/feedback"),
        "no rule": lambda s: s.repository("students-ada").rulesets.clear(),
        "an empty template": lambda s: s.repository("students").refs.clear(),
        "no template": lambda s: s.repository("students").settings.update(is_template=False),
    }[name]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone", "my-school/students-ada, for ada, is not there"),
        ("public", "my-school/students-ada is public"),
        ("archived", "my-school/students-ada is archived"),
        ("no access", "cannot push to my-school/students-ada: ada"),
        ("no pull request", "my-school/students-ada has no open pull request “Feedback”: no score is posted there"),
        ("no branch", "my-school/students-ada has no branch feedback"),
        ("no rule", "the branch feedback of my-school/students-ada is not protected"),
        ("an empty template", "my-school/students has no branch main"),
        ("no template", "my-school/students is no template"),
    ],
)
def test_what_is_to_do_for_students(ready: School, capsys: pytest.CaptureFixture[str], name: str, told: str) -> None:
    student(name)(ready)
    assert ready.doctor() == 1
    assert f"to do      {told}" in capsys.readouterr().out


def test_invitations(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    school.github.accept(f"{ORG}/students-eve", "eve")
    assert school.doctor() == 1
    told = capsys.readouterr().out
    assert "to do      the invitation to my-school/students-ada is not accepted yet: ada" in told
    assert "→ Remind them: https://github.com/my-school/students-ada/invitations" in told
    school.github.later(days=8)
    assert school.doctor() == 1
    assert "to do      the invitation to my-school/students-ada has expired: ada" in capsys.readouterr().out


def test_the_organisation(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    found = ready.github.organizations[ORG]
    found["plan"] = "free"
    found["shown"] = {"members_can_change_repo_visibility": True}
    secret = {"created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-01T00:00:00Z"}
    found["secrets"] = [
        {"name": "PYPI_TOKEN", "visibility": "private", **secret},
        {"name": "OTHER", "visibility": "selected", "selected_repositories_url": "https://x.org/", **secret},
    ]
    price = {"date": "2026-11-01T00:00:00Z", "product": "Actions", "sku": "Actions Linux", "unitType": "Minutes"}
    cost = {"pricePerUnit": 0.006, "grossAmount": 24.0, "discountAmount": 18.0, "netAmount": 6.0}
    found["usage"] = [{**price, **cost, "quantity": 4000, "organizationName": ORG}]
    found["budgets"] = []
    assert ready.doctor() == 1
    told = capsys.readouterr().out
    assert (
        "to do      the organisation has the plan Free, which has no environments and no rules in private repositories"
        in told
    )
    assert "to do      members who administer a repository can make it public" in told
    assert "to do      students' workflows can read the organisation's secrets PYPI_TOKEN" in told
    assert "to do      4000 minutes of Actions this month, of which 6.00 USD are to be paid" in told
    assert "not known  there is no budget that limits what runs cost" in told


def test_what_cannot_be_seen_is_never_in_order(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    """With the token of a student, who sees one repository."""
    assert ready.doctor(GH_TOKEN=ready.github.token("ada")) == 1
    told = capsys.readouterr().out
    for sight in (
        "not known  the plan of the organisation is only shown to its owners",
        "not known  secrets of the organisation: the token may not see it",
        "to do      my-school/course is not there, or the token does not see it",
        "not known  minutes of Actions: the token may not see it",
    ):
        assert sight in told
    oks = [line for line in told.splitlines() if line.startswith("ok  ")]
    assert len(oks) == 1 and "the token of ada" in oks[0], oks


def test_who_may_push_sees_no_settings(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    """An assistant: the repository is there for them, and what they may not see in it is not known."""
    ready.repository("course").collaborators["kim"] = "write"
    ready.github.faults.append(Fault("GET", "/(collaborators|invitations)", 403, times=99))
    ready.doctor(GH_TOKEN=ready.github.token("kim"))
    told = capsys.readouterr().out
    for sight in (
        "who can read the course",
        "Actions in the course",
        "the App's key",
        "variables",
        "minutes of Actions",
    ):
        assert re.search(f"not known  {sight}.*: the token may not see it", told)


def test_scopes(ready: School, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pulls.setup.conftest.SCOPES", "repo, read:org")
    assert ready.doctor() == 1
    told = capsys.readouterr().out
    assert "to do      the token of teacher lacks the scopes workflow, admin:org" in told
    assert "→ gh auth refresh --scopes workflow,admin:org" in told


def test_github_that_cannot_be_asked(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert ready.doctor(GH_TOKEN="nobodys") == 3
    assert "GitHub rejects the token" in capsys.readouterr().err
    ready.github.faults.append(Fault("GET", "", 503, times=999))
    assert ready.doctor() == 3
    assert "GitHub does not answer GET /user: status 503. Try again later." in capsys.readouterr().err


def test_one_question_without_an_answer_stops_no_other(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    ready.github.faults.append(Fault("GET", "/environments/reading$", 500, times=99))
    assert ready.doctor() == 0
    told = capsys.readouterr().out
    assert "not known  the environment reading: GitHub does not answer GET" in told
    assert f"→ Look at https://github.com/{ORG}/course/settings/environments" in told
    assert "ok         only the branch main may use the environment posting" in told


def test_without_a_roster(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert ready.run("doctor") == 0
    told = capsys.readouterr().out
    assert "not known  the students' repositories" in told and "not known  whether students can read the course" in told


def test_before_anything_is_made(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.doctor() == 1
    told = capsys.readouterr().out
    assert (
        "to do      my-school/course is not there" in told and "my-school/students-eve, for eve, is not there" in told
    )
    assert not [line for line in told.splitlines() if line.startswith("ok") and "course" in line]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s.repository("students").settings.update(allow_forking=False), "my-school/students may not be"),
        (lambda s: s.github.organizations[ORG]["shown"].update(members_can_fork_private_repositories=False),
         "the organisation does not allow forks of private repositories"),
        (lambda s: s.repository("students").permissions["/fork-pr-workflows-private-repos"].update(
            send_write_tokens_to_workflows=True), "workflows of forks are not set up as they should be: send write"),
        (lambda s: s.enrol("ada", "eve", "kim"), "not invited to my-school/students: kim"),
        (lambda s: s.github.apps[-1].installations.__setitem__(0, Installation(8001, ORG, {})),
         "the App gradus-my-school reaches all repositories, my-school/course among them"),
    ],
)  # fmt: skip
def test_what_is_to_do_when_shared(
    school: School, capsys: pytest.CaptureFixture[str], change: Callable[[School], Any], told: str
) -> None:
    assert school.setup("--shared") == 0
    school.accept()
    change(school)
    capsys.readouterr()
    assert school.doctor("--shared") == 1
    assert f"to do      {told}" in capsys.readouterr().out


def test_github_that_stops_answering(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    ready.github.faults.append(Fault("GET", "/(orgs|repos)/", 503, times=999))
    assert ready.doctor() == 3
    told = capsys.readouterr()
    assert "GitHub does not answer GET" in told.err and told.out.count("not known") == 2

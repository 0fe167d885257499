"""The doctor asks for everything, changes nothing, and calls nothing in order that it could not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pulls.fake.tokens import Installation
from tests.pulls.setup.conftest import ORG, School, add_run


def test_all_in_order(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(ready.github.writes)
    assert ready.doctor() == 0
    told = capsys.readouterr().out
    assert "\n0 to do, 0 not known, " in told and "to do  " not in told
    assert "ok         2 students with a private repository, access, pull request and rules" in told
    assert len(ready.github.writes) == before


def test_all_in_order_when_shared(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared") == 0
    school.push_course()
    school.accept()
    school.github.apps[-1].installations[0].repositories = {school.repository("students").id}
    capsys.readouterr()
    assert school.doctor("--shared") == 0
    told = capsys.readouterr().out
    assert "ok         everybody in the roster can read my-school/students" in told
    assert "not known  the App gradus-my-school reaches some repositories" in told


def course(name: str) -> Callable[[School], Any]:
    """Ways in which the course may not be in order."""
    return {
        "public": lambda s: setattr(s.repository("course"), "private", False),
        "readable": lambda s: s.repository("course").collaborators.update(eve="read"),
        "actions off": lambda s: s.repository("course").permissions.update({"": {"enabled": False}}),
        "local actions": lambda s: s.repository("course").permissions.update(
            {"": {"enabled": True, "allowed_actions": "local_only"}}
        ),
        "a token that writes": lambda s: s.repository("course").permissions.update(
            {"/workflow": {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": False}}
        ),
        "CI": lambda s: s.github.push_to(s.repository("course"), {".github/workflows/ci.yml": "on: push"}),
        "no environment": lambda s: s.repository("course").environments.pop("reading"),
        "an open environment": lambda s: (
            s.repository("course").environments["posting"]["shown"].update(deployment_branch_policy=None)
        ),
        "another branch": lambda s: (
            s.repository("course")
            .environments["posting"]["policies"]
            .append({"id": 1, "node_id": "", "name": "dev", "type": "branch"})
        ),
        "no key": lambda s: s.repository("course").environments["posting"]["secrets"].clear(),
        "no variable": lambda s: s.repository("course").variables.pop("GRADUS_COURSE_REPO"),
        "another variable": lambda s: s.repository("course").variables["GRADUS_COURSE_REPO"].update(value="students"),
        "no Client ID": lambda s: s.repository("course").variables.pop("GRADUS_APP_CLIENT_ID"),
        "no rule": lambda s: s.repository("course").rulesets.clear(),
        "a weak rule": lambda s: next(iter(s.repository("course").rulesets.values()))["rules"].pop(),
        "switched off": lambda s: s.repository("course").workflows.update({"grade.yml": "disabled_inactivity"}),
        "a red run": lambda s: add_run(s, "schedule", "failure"),
        "a clock that stands": lambda s: s.github.later(days=3),
    }[name]


@pytest.mark.parametrize(
    ("name", "told", "action"),
    [
        ("public", "my-school/course is public", "Make it private at https://github.com/my-school/course/settings"),
        (
            "readable",
            "in the roster, and can read the course: eve",
            "remove them at https://github.com/my-school/course",
        ),
        ("actions off", "Actions are off in my-school/course", "https://github.com/my-school/course/settings/actions"),
        ("local actions", "Actions of GitHub's own are not allowed in", "Allow actions created by GitHub"),
        ("a token that writes", "can write by default", "Workflow permissions, Read repository contents"),
        ("CI", "ci.yml, the engine's own tests, runs", "gh workflow disable ci.yml --repo my-school/course"),
        ("no environment", "there is no environment reading", "gradus pulls setup --org my-school"),
        ("an open environment", "every branch may use the environment posting", "Leave main alone at https://"),
        ("another branch", "main, dev may use the environment posting", "Leave main alone at https://"),
        ("no key", "the environment posting holds no secret GRADUS_APP_PRIVATE_KEY", "takes --key FILE"),
        ("no variable", "GRADUS_COURSE_REPO is not set: nothing is graded", "gradus pulls setup"),
        ("another variable", "GRADUS_COURSE_REPO is students, expected students-*", "/settings/variables/actions"),
        ("no Client ID", "the variable GRADUS_APP_CLIENT_ID is no Client ID", "gradus pulls setup"),
        ("no rule", "the rule “History stays” is missing", "gradus pulls setup"),
        ("a weak rule", "the rule “History stays” is not as it should be", "gradus pulls setup"),
        ("switched off", "grade.yml is off because nothing was pushed for two months", "gh workflow enable grade.yml"),
        ("a red run", "the last run is red", "Its log says why: "),
        ("a clock that stands", "the clock has started no run since 2026-11-20", "gh workflow run grade.yml"),
    ],
)
def test_what_is_to_do_in_the_course(
    ready: School, capsys: pytest.CaptureFixture[str], name: str, told: str, action: str
) -> None:
    course(name)(ready)
    assert ready.doctor() == 1
    lines = capsys.readouterr().out.splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith("to do  ") and told in line]
    assert lines[place + 1].startswith("           → ") and action in lines[place + 1]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GRADUS_COOLDOWN", "ten", "the variable GRADUS_COOLDOWN is ten"),
        ("GRADUS_LIMIT", "0", "the variable GRADUS_LIMIT is 0"),
        ("GRADUS_DEADLINE", "tomorrow", "the variable GRADUS_DEADLINE is tomorrow"),
        ("GRADUS_DEADLINE", "2026-12-01T23:59", "the variable GRADUS_DEADLINE is 2026-12-01T23:59"),
        ("GRADUS_DEADLINE", "\x1b[31m ::error::", "the variable GRADUS_DEADLINE is \\x1b[31m : :error::"),
    ],
)
def test_variables_that_no_run_can_use(
    ready: School, capsys: pytest.CaptureFixture[str], name: str, value: str, told: str
) -> None:
    times = {"created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-01T00:00:00Z"}
    ready.repository("course").variables[name] = {"name": name, "value": value, **times}
    assert ready.doctor() == 1
    assert f"to do      {told}" in capsys.readouterr().out


def test_variables_that_a_run_can_use(ready: School) -> None:
    values = {"GRADUS_COOLDOWN": "2.5", "GRADUS_LIMIT": "50", "GRADUS_DEADLINE": "2026-12-01T23:59:00+01:00"}
    times = {"created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-01T00:00:00Z"}
    for name, value in values.items():
        ready.repository("course").variables[name] = {"name": name, "value": value, **times}
    ready.repository("course").variables["GRADUS_COURSE_REPO"]["value"] = "students-*, others"
    assert ready.doctor() == 0


@pytest.mark.parametrize(
    ("permissions", "told"),
    [
        ({"checks": "write", "contents": "read"}, "lacks the permissions pull_requests: write"),
        ({"checks": "read", "contents": "read", "pull_requests": "write"}, "lacks the permissions checks: write"),
        (
            {"checks": "write", "contents": "write", "pull_requests": "write", "administration": "write"},
            "may more than it needs: contents: write, administration: write",
        ),
    ],
)
def test_the_permissions_of_the_app(
    ready: School, capsys: pytest.CaptureFixture[str], permissions: dict[str, str], told: str
) -> None:
    ready.github.apps[-1].installations = [Installation(8001, ORG, permissions)]
    assert ready.doctor() == 1
    page = f"https://github.com/organizations/{ORG}/settings/"
    out = capsys.readouterr().out
    assert f"to do      the App gradus-my-school {told}" in out and page in out


def test_an_app_that_is_suspended_reaches_some_or_is_gone(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    app = ready.github.apps[-1]
    app.installations[0].suspended = True
    app.installations[0].repositories = set()
    assert ready.doctor() == 1
    told = capsys.readouterr().out
    assert "to do      the App gradus-my-school is suspended" in told
    assert "not known  the App gradus-my-school reaches some repositories" in told
    app.installations.clear()
    assert ready.doctor() == 1
    assert "to do      the App is not installed in the organisation" in capsys.readouterr().out


def test_the_roster_in_the_variable(ready: School, capsys: pytest.CaptureFixture[str]) -> None:
    ready.enrol("ada", "eve")
    ready.roster.write_text("login,extension\nada,\neve,2\n", "utf-8")
    assert ready.doctor() == 1
    assert "to do      the variable GRADUS_ROSTER is another roster" in capsys.readouterr().out
    del ready.repository("course").variables["GRADUS_ROSTER"]
    assert ready.doctor() == 1
    assert "to do      the variable GRADUS_ROSTER is no roster" in capsys.readouterr().out
    assert ready.run("doctor") == 1
    assert "to do      the variable GRADUS_ROSTER is not set: nobody's repository is graded" in capsys.readouterr().out

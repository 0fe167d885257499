"""The fake GitHub: what a class is set up with, and how GitHub answers when it is there already or may not be."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.pulls.fake.asking import Answer, ask, sign
from tests.pulls.github import COURSE, TEACHER, GitHub
from tests.pulls.objects import Repository

AT, ADA = f"/repos/{COURSE}", "/repos/school/students-ada"
STUBS = {"exercises/square.py": "pass\n", ".github/workflows/grade.yml": "on: workflow_dispatch\n"}
ENVIRONMENT = f"{AT}/environments/grading"
BRANCHES = {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True}}


class Asking:
    """The teacher, who asks for one thing after another."""

    def __init__(self, github: GitHub) -> None:
        self.github, self.token = github, github.token(TEACHER)

    def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        return ask(self.github, self.token, method, path, body)

    def statuses(self, *requests: tuple[Any, ...]) -> list[int]:
        return [self(*request).status for request in requests]


@pytest.fixture
def teacher(github: GitHub) -> Asking:
    return Asking(github)


@pytest.fixture
def template(github: GitHub) -> Repository:
    made = github.create("school/template")
    github.push_to(made, STUBS)
    github.push_to(made, {"later.py": "x\n"})
    github.push_to(made, {"draft.py": "y\n"}, branch="draft")
    made.settings["is_template"] = True
    return made


def test_an_empty_repository(github: GitHub, teacher: Asking) -> None:
    body = {"name": "students-ada", "private": True}
    made = teacher("POST", "/orgs/school/repos", body)
    assert made.status == 201 and made.data["private"] and made.data["full_name"] == "school/students-ada"
    again = teacher("POST", "/orgs/school/repos", body)
    assert again.status == 422 and "already exists" in again.data["errors"][0]["message"]
    assert teacher("GET", f"{ADA}/git/ref/heads/main").status == 409
    assert teacher("GET", f"{ADA}/branches/main").status == 404
    assert teacher("GET", f"{ADA}/contents/").status == 404
    assert teacher("POST", "/orgs/nowhere/repos", body).status == 404
    teacher("POST", "/orgs/school/repos", {**body, "name": "begun", "auto_init": True})
    assert github.repositories["school/begun"].files("main") == {"README.md": "# begun\n"}


def test_a_repository_made_from_a_template(github: GitHub, teacher: Asking, template: Repository) -> None:
    body = {"owner": "school", "name": "students-ada", "private": True}
    github.copying = 2
    assert teacher("POST", "/repos/school/template/generate", body).status == 201
    assert teacher("GET", f"{ADA}/git/ref/heads/main").status == 409  # it is still being copied
    assert teacher("GET", f"{ADA}/branches/main").status == 404
    head = teacher("GET", f"{ADA}/git/ref/heads/main").data["object"]["sha"]
    commit = teacher("GET", f"{ADA}/git/commits/{head}").data
    assert commit["message"] == "Initial commit" and commit["parents"] == []
    assert commit["tree"]["sha"] == template.commits[str(template.head())]["tree"]
    assert [each["ref"] for each in teacher("GET", f"{ADA}/git/matching-refs/heads/").data] == ["refs/heads/main"]
    again = teacher("POST", "/repos/school/template/generate", body)
    assert again.status == 422 and "Name already exists" in again.data["message"]
    whole = {**body, "name": "whole", "include_all_branches": True}
    assert teacher("POST", "/repos/school/template/generate", whole).status == 201
    assert set(github.repositories["school/whole"].refs) == {"refs/heads/main", "refs/heads/draft"}
    template.settings["is_template"] = False
    assert teacher("POST", "/repos/school/template/generate", {**body, "name": "x"}).status == 404


def test_an_app_makes_repositories(github: GitHub, template: Repository) -> None:
    """What a chosen installation makes belongs to it; without the permission it makes nothing."""
    place = github.app.installations[0]
    place.permissions |= {"administration": "write", "contents": "write"}
    place.repositories = {template.id}
    token = ask(github, sign(github, github.app), "POST", "/app/installations/7001/access_tokens").data["token"]
    body = {"owner": "school", "name": "students-ada", "private": True}
    assert ask(github, token, "POST", "/repos/school/template/generate", body).status == 201
    assert ask(github, token, "GET", ADA).status == 200
    assert github.repositories[ADA[7:]].activity[-1]["actor"]["login"] == "gradus-of-school[bot]"
    less = github.mint({"contents": "read"})
    assert ask(github, less, "POST", "/repos/school/template/generate", {**body, "name": "x"}).status == 403
    assert ask(github, less, "POST", "/orgs/school/repos", {"name": "x"}).status == 403


def test_the_feedback_pull_request(github: GitHub, teacher: Asking, template: Repository) -> None:
    github.copying = 0
    teacher("POST", "/repos/school/template/generate", {"owner": "school", "name": "students-ada", "private": True})
    first = teacher("GET", f"{ADA}/git/ref/heads/main").data["object"]["sha"]
    pull = {"title": "Feedback", "head": "main", "base": "feedback", "body": "Here."}
    missing = teacher("POST", f"{ADA}/pulls", pull)
    assert missing.status == 422 and missing.data["errors"][0]["field"] == "base"
    assert teacher("POST", f"{ADA}/git/refs", {"ref": "refs/heads/feedback", "sha": first}).status == 201
    assert teacher("POST", f"{ADA}/git/refs", {"ref": "refs/heads/feedback", "sha": first}).status == 422
    empty = teacher("POST", f"{ADA}/pulls", pull)
    assert empty.status == 422 and empty.data["errors"][0]["message"] == "No commits between feedback and main"
    tree = teacher("GET", f"{ADA}/git/commits/{first}").data["tree"]["sha"]
    body = {"message": "Begin", "tree": tree, "parents": [first]}
    begun = teacher("POST", f"{ADA}/git/commits", body).data["sha"]
    assert teacher("PATCH", f"{ADA}/git/refs/heads/main", {"sha": begun}).status == 200
    opened = teacher("POST", f"{ADA}/pulls", pull)
    assert opened.status == 201 and opened.data["number"] == 1 and opened.data["user"]["login"] == TEACHER
    again = teacher("POST", f"{ADA}/pulls", pull)
    assert again.status == 422 and "already exists for school:main" in again.data["errors"][0]["message"]
    assert teacher("PATCH", f"{ADA}/pulls/1", {"state": "closed", "title": "x"}).data["state"] == "closed"
    assert [teacher("GET", f"{ADA}/pulls{query}").data for query in ("", "?base=main&state=all")] == [[], []]
    kinds = [each["activity_type"] for each in teacher("GET", f"{ADA}/activity").data]
    assert kinds == ["push", "branch_creation", "branch_creation"]
    assert teacher("POST", f"{ADA}/statuses/{begun}", {"state": "success", "context": "gradus"}).status == 201


def test_people_are_invited(github: GitHub, teacher: Asking) -> None:
    github.create("school/students-ada")
    assert teacher("PUT", f"{ADA}/collaborators/ada", {"permission": "push"}).status == 404  # no such account
    github.account("ada", 11)
    invited = teacher("PUT", f"{ADA}/collaborators/ada", {"permission": "push"})
    assert invited.status == 201 and invited.data["permissions"] == "write"
    assert teacher("PUT", f"{ADA}/collaborators/ada").data["id"] == invited.data["id"]
    assert teacher("GET", f"{ADA}/collaborators/ada").status == 404
    (waiting,) = teacher("GET", f"{ADA}/invitations").data
    assert waiting["invitee"]["login"] == "ada" and not waiting["expired"]
    github.later(days=8)
    assert teacher("GET", f"{ADA}/invitations").data[0]["expired"]
    github.accept(ADA[7:], "ada")
    assert teacher.statuses(("GET", f"{ADA}/collaborators/ada"), ("PUT", f"{ADA}/collaborators/ada")) == [204, 204]
    listed = teacher("GET", f"{ADA}/collaborators").data
    assert {each["login"]: each["role_name"] for each in listed} == {"ada": "write", TEACHER: "admin"}
    assert teacher("PUT", f"{ADA}/collaborators/{TEACHER}").status == 204


def test_an_environment_with_its_branch_and_secret(github: GitHub, teacher: Asking) -> None:
    assert teacher("GET", ENVIRONMENT).status == 404
    assert teacher("GET", f"{ENVIRONMENT}/secrets/public-key").status == 404
    assert teacher("PUT", ENVIRONMENT).data["deployment_branch_policy"] is None
    branch = {"name": "main"}
    assert teacher("POST", f"{ENVIRONMENT}/deployment-branch-policies", branch).status == 404
    assert teacher("PUT", ENVIRONMENT, BRANCHES).data["protection_rules"][0]["type"] == "branch_policy"
    same = {"deployment_branch_policy": dict.fromkeys(BRANCHES["deployment_branch_policy"], True)}
    assert teacher("PUT", ENVIRONMENT, same).status == 422
    path = f"{ENVIRONMENT}/deployment-branch-policies"
    assert teacher.statuses(("POST", path, branch), ("POST", path, branch)) == [200, 303]
    assert [each["name"] for each in teacher("GET", path).data["branch_policies"]] == ["main"]
    assert teacher("GET", f"{AT}/environments").data["total_count"] == 1
    key = teacher("GET", f"{ENVIRONMENT}/secrets/public-key").data
    assert len(base64.b64decode(key["key"])) == 32
    secret = {"encrypted_value": base64.b64encode(bytes(80)).decode(), "key_id": key["key_id"]}
    path = f"{ENVIRONMENT}/secrets/APP_KEY"
    assert teacher.statuses(("PUT", path, secret), ("PUT", path, secret)) == [201, 204]
    assert teacher("PUT", path, {**secret, "key_id": "1"}).status == 422
    assert teacher("PUT", path, {**secret, "encrypted_value": "YWJj"}).status == 422
    (listed,) = teacher("GET", f"{ENVIRONMENT}/secrets").data["secrets"]
    assert listed.keys() == {"name", "created_at", "updated_at"}


def test_variables(github: GitHub, teacher: Asking) -> None:
    path = f"{AT}/actions/variables"
    body = {"name": "GRADUS_COURSE_REPO", "value": COURSE}
    assert teacher.statuses(("POST", path, body), ("POST", path, body)) == [201, 409]
    assert teacher.statuses(("PATCH", f"{path}/NONE", body), ("GET", f"{path}/NONE")) == [404, 404]
    assert teacher("PATCH", f"{path}/GRADUS_COURSE_REPO", {"value": "other"}).status == 204
    assert teacher("GET", f"{path}/GRADUS_COURSE_REPO").data["value"] == "other"
    assert teacher("GET", path).data["total_count"] == 1


def test_what_actions_may(github: GitHub, teacher: Asking) -> None:
    path = f"{AT}/actions/permissions"
    assert teacher("GET", path).data == {"enabled": True, "allowed_actions": "all"}
    assert teacher("PUT", path, {"enabled": False}).status == 204 and not teacher("GET", path).data["enabled"]
    assert teacher("PUT", f"{path}/workflow", {"default_workflow_permissions": "write"}).status == 204
    assert teacher("GET", f"{path}/workflow").data["default_workflow_permissions"] == "write"
    approval = {"approval_policy": "first_time_contributors_new_to_github"}
    assert teacher("PUT", f"{path}/fork-pr-contributor-approval", approval).status == 422  # it is private
    forks = teacher("GET", f"{path}/fork-pr-workflows-private-repos").data
    whole = {**forks, "run_workflows_from_fork_pull_requests": True}
    assert teacher("PUT", f"{path}/fork-pr-workflows-private-repos", whole).status == 204
    assert teacher("PATCH", AT, {"private": False, "allow_forking": True}).data["visibility"] == "public"
    assert teacher("PUT", f"{path}/fork-pr-contributor-approval", approval).status == 204
    assert teacher("GET", f"{path}/fork-pr-contributor-approval").data == approval
    assert teacher("GET", "/orgs/school/actions/permissions").data["enabled_repositories"] == "all"


def test_rulesets(github: GitHub, teacher: Asking) -> None:
    refs = {"ref_name": {"include": ["refs/heads/feedback"], "exclude": []}}
    body: dict[str, Any] = {"name": "feedback", "target": "branch", "enforcement": "active", "conditions": refs}
    body |= {"rules": [{"type": "deletion"}, {"type": "non_fast_forward"}]}
    made = teacher("POST", f"{AT}/rulesets", body)
    assert made.status == 201 and made.data["source"] == COURSE
    assert teacher("POST", f"{AT}/rulesets", body).status == 422
    path = f"{AT}/rulesets/{made.data['id']}"
    assert teacher("PUT", path, {"enforcement": "disabled"}).data["enforcement"] == "disabled"
    assert teacher("GET", path).data["rules"] == body["rules"]
    (brief,) = teacher("GET", f"{AT}/rulesets").data
    assert "rules" not in brief and teacher("GET", f"{AT}/rulesets/1").status == 404
    assert teacher("GET", "/orgs/school/rulesets").data == []


def test_workflows(github: GitHub, teacher: Asking) -> None:
    github.push_to(COURSE, {**STUBS, ".github/workflows/ci.yml": "on: push\n"})
    path = f"{AT}/actions/workflows/grade.yml"
    shown = teacher("GET", path).data
    assert (shown["state"], shown["path"]) == ("active", ".github/workflows/grade.yml")
    assert teacher("PUT", f"{path}/disable").status == 204
    assert teacher("GET", path).data["state"] == "disabled_manually"
    run = {"ref": "main", "inputs": {"regrade": "true"}}
    assert teacher("POST", f"{path}/dispatches", run).status == 422
    assert teacher("PUT", f"{path}/enable").status == 204
    assert teacher("POST", f"{path}/dispatches", run).status == 204
    assert teacher("POST", f"{path}/dispatches", {**run, "return_run_details": True}).status == 200
    assert teacher("POST", f"{path}/dispatches", {"ref": "nowhere"}).status == 422
    assert teacher("POST", f"{AT}/actions/workflows/ci.yml/dispatches", run).status == 422
    assert teacher("GET", f"{AT}/actions/workflows/none.yml").status == 404
    runs = teacher("GET", f"{AT}/actions/runs?event=workflow_dispatch&branch=main&status=queued").data
    assert runs["total_count"] == 2 and github.course.runs[0]["inputs"] == {"regrade": "true"}


def test_an_app_from_a_manifest(github: GitHub, teacher: Asking) -> None:
    github.manifests["abc"] = {"name": "Gradus of Ada", "default_permissions": {"contents": "read"}}
    made = ask(github, "", "POST", "/app-manifests/abc/conversions")
    assert made.status == 201 and made.data["slug"] == "gradus-of-ada" and "PRIVATE KEY" in made.data["pem"]
    assert ask(github, "", "POST", "/app-manifests/abc/conversions").status == 404
    signed = sign(github, github.apps[-1])
    assert ask(github, signed, "GET", "/app").data["id"] == made.data["id"]
    assert ask(github, signed, "GET", "/app/installations").data == []
    (installed,) = teacher("GET", "/orgs/school/installations").data["installations"]
    assert installed["app_slug"] == github.slug and installed["permissions"]["checks"] == "write"


def test_files_at_a_path(github: GitHub, teacher: Asking) -> None:
    first = github.push_to(COURSE, {**STUBS, "large.bin": bytes(2 << 20)})
    github.push_to(COURSE, {"exercises/square.py": "x = 1\n"})
    shown = teacher("GET", f"{AT}/contents/exercises/square.py").data
    assert base64.b64decode(shown["content"]) == b"x = 1\n"
    assert (
        base64.b64decode(teacher("GET", f"{AT}/contents/exercises/square.py?ref={first}").data["content"]) == b"pass\n"
    )
    assert [each["type"] for each in teacher("GET", f"{AT}/contents/").data] == ["dir", "dir", "file"]
    assert teacher("GET", f"{AT}/contents/large.bin").data["encoding"] == "none"
    assert teacher.statuses(("GET", f"{AT}/contents/none"), ("GET", f"{AT}/contents/exercises?ref=none")) == [404, 404]
    branch = teacher("GET", f"{AT}/branches/main").data
    assert branch["commit"]["parents"][0]["sha"] == first


def test_organizations_and_accounts(github: GitHub, teacher: Asking) -> None:
    assert teacher("GET", "/orgs/school").data["plan"]["name"] == "team"
    assert "plan" not in ask(github, github.mint(), "GET", "/orgs/school").data
    assert teacher.statuses(("GET", "/orgs/nowhere"), ("GET", "/users/nobody"), ("GET", "/meta")) == [404, 404, 200]
    github.account("ada", 11)
    assert teacher("GET", "/users/Ada").data["id"] == 11
    assert teacher("GET", "/orgs/School").data["login"] == "school"
    assert teacher("GET", "/organizations/school/settings/billing/budgets").data["budgets"] == []
    assert teacher("GET", "/organizations/school/settings/billing/usage").data == {"usageItems": []}
    assert ask(github, github.mint(), "GET", "/organizations/school/settings/billing/budgets").status == 403
    github.create("school/other")
    assert teacher("PATCH", AT, {"name": "other"}).status == 422
    assert teacher("PATCH", AT, {"default_branch": "none"}).status == 422
    assert teacher("PATCH", AT, {"name": "exercises", "is_template": True}).data["full_name"] == "school/exercises"
    assert teacher("GET", AT).status == 301

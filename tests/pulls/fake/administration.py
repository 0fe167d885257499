"""The settings of a repository: who works in it, its environments, secrets, variables and rules."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.repositories import organization
from tests.pulls.fake.routes import Answer, Call, StatusError, invalid, serves
from tests.pulls.fake.tokens import ROLES
from tests.pulls.objects import node_id, stamp

ENVIRONMENT = "/environments/{environment_name}"
KEY_ID, KEY = "568250167242549743", base64.b64encode(bytes(range(32))).decode()
OVERHEAD = 48  # bytes that a sealed box has more than its content
ROLE_OF = {"pull": "read", "push": "write", "triage": "triage", "maintain": "maintain", "admin": "admin"}
# What a repository's Actions may, by the end of the path, until somebody sets it.
PERMISSIONS: dict[str, dict[str, Any]] = {
    "": {"enabled": True, "allowed_actions": "all"},
    "/workflow": {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False},
    "/fork-pr-contributor-approval": {"approval_policy": "first_time_contributors"},
    "/fork-pr-workflows-private-repos": {
        "run_workflows_from_fork_pull_requests": False,
        "send_write_tokens_to_workflows": False,
        "send_secrets_and_variables": False,
        "require_approval_for_fork_pr_workflows": False,
    },
}


def listed(key: str, items: list[dict[str, Any]]) -> Answer:
    return 200, {"total_count": len(items), key: items}


@serves("GET /collaborators", "metadata=read", paged="")
def list_collaborators(call: Call) -> Answer:
    github = call.github
    roles = {**dict.fromkeys(sorted(github.admins), "admin"), **call.repository.collaborators}
    if call.query.get("affiliation") == "outside":
        roles = dict(call.repository.collaborators)
    found = []
    for login, role in roles.items():
        grants = {word: ROLES.index(role) >= ROLES.index(needed) for word, needed in ROLE_OF.items()}
        person = {key: value for key, value in github.person(login).items() if key != "starred_at"}
        found.append(sample("collaborator", **person, role_name=role, permissions=grants))
    return 200, found


@serves("GET /collaborators/{username}", "metadata=read")
def get_collaborator(call: Call) -> Answer:
    if call.github.login(call.values["username"]) not in {*call.repository.collaborators, *call.github.admins}:
        raise StatusError(404, "Not Found")
    return 204, None


@serves("PUT /collaborators/{username}", "administration=write")
def put_collaborator(call: Call) -> Answer:
    login, found = call.github.login(call.values["username"]), call.repository
    if login is None:
        raise StatusError(404, "Not Found")
    if login == found.owner:
        raise invalid("Repository", "Repository owner cannot be a collaborator")
    role = ROLE_OF[(call.body or {}).get("permission", "push")]
    if login in {*found.collaborators, *call.github.admins}:
        if login in found.collaborators:
            found.collaborators[login] = role
        return 204, None
    for each in found.invitations:
        if each["login"] == login:
            each["role"] = role
            return 201, _invitation(call, each)
    inviter = call.github.actor(call.token)
    made = {"id": call.github.number(), "login": login, "role": role, "inviter": inviter, "at": call.github.now}
    found.invitations.append(made)
    return 201, _invitation(call, made)


@serves("GET /invitations", "administration=read", paged="")
def list_invitations(call: Call) -> Answer:
    return 200, [_invitation(call, each) for each in call.repository.invitations]


def _invitation(call: Call, made: dict[str, Any]) -> dict[str, Any]:
    github = call.github
    people = {"invitee": github.person(made["login"]), "inviter": github.person(made["inviter"])}
    repository = rendering.repository(github, call.repository)
    at = {"created_at": stamp(made["at"]), "expired": (github.now - made["at"]).days >= 7}
    return sample(
        "repository-invitation", id=made["id"], permissions=made["role"], repository=repository, **people, **at
    )


@serves("GET /environments", "actions=read", paged="environments")
def list_environments(call: Call) -> Answer:
    return listed("environments", [each["shown"] for each in call.repository.environments.values()])


@serves(f"GET {ENVIRONMENT}", "actions=read")
def get_environment(call: Call) -> Answer:
    return 200, _environment(call)["shown"]


def _environment(call: Call) -> dict[str, Any]:
    found = call.repository.environments.get(call.values["environment_name"])
    if found is None:
        raise StatusError(404, "Not Found")
    return found


@serves(f"PUT {ENVIRONMENT}", "administration=write")
def put_environment(call: Call) -> Answer:
    name, body = call.values["environment_name"], call.body or {}
    policy = body.get("deployment_branch_policy")
    if policy and policy["protected_branches"] == policy["custom_branch_policies"]:
        raise StatusError(422, "Validation Failed", errors=[{"code": "custom", "message": "Exactly one must be true."}])
    known = call.repository.environments
    number = call.github.number()
    fields = {"id": number, "node_id": node_id("Environment", number), "name": name, **rendering.timed(call.github)}
    made = known.setdefault(name, {"policies": [], "secrets": {}, "shown": sample("environment", **fields)})
    rules: list[tuple[str, dict[str, Any]]] = [("branch_policy", {})] if policy else []
    rules += [("wait_timer", {"wait_timer": body["wait_timer"]})] if body.get("wait_timer") else []
    shown = [{"id": index, "node_id": "", "type": kind, **more} for index, (kind, more) in enumerate(rules, 1)]
    made["shown"] |= {
        "deployment_branch_policy": policy,
        "protection_rules": shown,
        "updated_at": stamp(call.github.now),
    }
    return 200, made["shown"]


@serves(f"GET {ENVIRONMENT}/deployment-branch-policies", "actions=read", paged="branch_policies")
def list_policies(call: Call) -> Answer:
    return listed("branch_policies", _environment(call)["policies"])


@serves(f"POST {ENVIRONMENT}/deployment-branch-policies", "administration=write")
def post_policy(call: Call) -> Answer:
    found = _environment(call)
    if not (found["shown"]["deployment_branch_policy"] or {}).get("custom_branch_policies"):
        raise StatusError(404, "Not Found")
    if any(each["name"] == call.body["name"] for each in found["policies"]):
        return 303, None
    policy = {"id": call.github.number(), "name": call.body["name"], "type": call.body.get("type", "branch")}
    found["policies"].append({**policy, "node_id": node_id("DeploymentBranchPolicy", policy["id"])})
    return 200, found["policies"][-1]


@serves(f"GET {ENVIRONMENT}/secrets", "environments=read", paged="secrets")
def list_secrets(call: Call) -> Answer:
    found = _environment(call)["secrets"]
    return listed(
        "secrets", [{key: each[key] for key in ("name", "created_at", "updated_at")} for each in found.values()]
    )


@serves(f"GET {ENVIRONMENT}/secrets/public-key", "environments=read")
def get_key(call: Call) -> Answer:
    _environment(call)
    return 200, {"key_id": KEY_ID, "key": KEY}


@serves(f"PUT {ENVIRONMENT}/secrets/{{secret_name}}", "environments=write")
def put_secret(call: Call) -> Answer:
    secrets, name = _environment(call)["secrets"], call.values["secret_name"].upper()
    try:
        data = base64.b64decode(call.body["encrypted_value"], validate=True)
    except binascii.Error:
        data = b""
    if call.body["key_id"] != KEY_ID or len(data) <= OVERHEAD:
        raise StatusError(422, "Bad request - Value is not encrypted with the repository's key")
    known = name in secrets
    times = rendering.timed(call.github)
    made = secrets.setdefault(name, {"name": name, **times})
    made |= {"updated_at": times["updated_at"], "encrypted": data}
    return (204, None) if known else (201, {})


@serves("GET /actions/variables", "actions_variables=read", paged="variables")
def list_variables(call: Call) -> Answer:
    return listed("variables", list(call.repository.variables.values()))


@serves("POST /actions/variables", "actions_variables=write")
def post_variable(call: Call) -> Answer:
    name = call.body["name"].upper()
    if name in call.repository.variables:
        raise StatusError(409, "Already exists - Variable already exists")
    call.repository.variables[name] = {"name": name, "value": call.body["value"], **rendering.timed(call.github)}
    return 201, {}


def _variable(call: Call) -> dict[str, Any]:
    found = call.repository.variables.get(call.values["name"].upper())
    if found is None:
        raise StatusError(404, "Not Found")
    return found


@serves("GET /actions/variables/{name}", "actions_variables=read")
def get_variable(call: Call) -> Answer:
    return 200, _variable(call)


@serves("PATCH /actions/variables/{name}", "actions_variables=write")
def patch_variable(call: Call) -> Answer:
    found = _variable(call)
    found |= {"value": call.body.get("value", found["value"]), "updated_at": stamp(call.github.now)}
    return 204, None


def _permissions(end: str) -> None:
    """Serve the reading and the writing of one of the settings of Actions."""

    def fits(call: Call) -> None:
        # Each of the two settings for forks is of one kind of repository.
        if end.startswith("/fork-pr") and call.repository.private != end.endswith("private-repos"):
            raise StatusError(422, "This setting is not available for this repository.")

    @serves(f"GET /actions/permissions{end}", "administration=read")
    def read(call: Call) -> Answer:
        fits(call)
        return 200, call.repository.permissions.get(end, PERMISSIONS[end])

    @serves(f"PUT /actions/permissions{end}", "administration=write")
    def write(call: Call) -> Answer:
        fits(call)
        call.repository.permissions[end] = {**call.repository.permissions.get(end, PERMISSIONS[end]), **call.body}
        return 204, None


for setting in PERMISSIONS:
    _permissions(setting)


@serves("GET /rulesets", "metadata=read", paged="")
def list_rulesets(call: Call) -> Answer:
    brief = ("id", "node_id", "name", "target", "source_type", "source", "enforcement", "created_at", "updated_at")
    return 200, [{key: each[key] for key in brief} for each in call.repository.rulesets.values()]


@serves("POST /rulesets", "administration=write")
def post_ruleset(call: Call) -> Answer:
    number = call.github.number()
    named = {"id": number, "node_id": node_id("RepositoryRuleset", number), "source_type": "Repository"}
    return 201, _ruleset(call, number, {**named, "source": call.repository.full_name, **rendering.timed(call.github)})


def _ruleset(call: Call, number: int, known: dict[str, Any]) -> dict[str, Any]:
    rulesets, body = call.repository.rulesets, call.body
    if any(each["name"] == body.get("name") and each["id"] != number for each in rulesets.values()):
        raise StatusError(422, "Validation Failed", errors=[{"code": "custom", "message": "Name must be unique"}])
    empty: dict[str, Any] = {"target": "branch", "bypass_actors": [], "conditions": None, "rules": []}
    rulesets[number] = {**empty, **known, **body, "updated_at": stamp(call.github.now)}
    return rulesets[number]


def _known_ruleset(call: Call) -> dict[str, Any]:
    found = call.repository.rulesets.get(int(call.values["ruleset_id"]))
    if found is None:
        raise StatusError(404, "Not Found")
    return found


@serves("GET /rulesets/{ruleset_id}", "metadata=read")
def get_ruleset(call: Call) -> Answer:
    return 200, _known_ruleset(call)


@serves("PUT /rulesets/{ruleset_id}", "administration=write")
def put_ruleset(call: Call) -> Answer:
    found = _known_ruleset(call)
    return 200, _ruleset(call, found["id"], found)


@serves("GET orgs/{org}/rulesets", "organization_administration=write", paged="")
def list_organization_rulesets(call: Call) -> Answer:
    return 200, organization(call)["rulesets"]


@serves("GET orgs/{org}/actions/permissions", "organization_administration=read")
def organization_permissions(call: Call) -> Answer:
    return 200, {"enabled_repositories": organization(call)["actions"], "allowed_actions": "all"}

"""Repositories and organizations: what they are, how one is made, and what happened in it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.routes import INACCESSIBLE, Answer, Call, StatusError, invalid, serves
from tests.pulls.objects import Repository, node_id, stamp

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}


@serves("GET ", "metadata=read")
def get_repository(call: Call) -> Answer:
    return 200, rendering.repository(call.github, call.repository, "full-repository", call.token)


@serves("PATCH ", "administration=write")
def patch_repository(call: Call) -> Answer:
    found, body = call.repository, dict(call.body)
    if (branch := body.pop("default_branch", found.default_branch)) != found.default_branch:
        if found.head(branch) is None:
            raise invalid("Repository", f"The branch {branch} was not found. Please push that ref first or create it.")
        found.default_branch = branch
    if (name := body.pop("name", found.name)) != found.name:
        _free(call, found.owner, name)
        call.github.rename(found, f"{found.owner}/{name}")
    if "visibility" in body:
        body["private"] = body.pop("visibility") == "private"
    found.private = body.pop("private", found.private)
    found.settings |= body
    return 200, rendering.repository(call.github, found, "full-repository", call.token)


@serves("GET /activity", "contents=read")
def list_activity(call: Call) -> Answer:
    query, found = call.query, call.repository.activity
    ref = query.get("ref", "")
    wanted = {ref, f"refs/heads/{ref}"}
    begin = call.github.now - timedelta(days=DAYS[query["time_period"]]) if "time_period" in query else None
    listed = [
        each
        for each in found
        if (not ref or each["ref"] in wanted)
        and query.get("actor", each["actor"]["login"]) == each["actor"]["login"]
        and query.get("activity_type", each["activity_type"]) == each["activity_type"]
        and (begin is None or each["timestamp"] >= stamp(begin))
    ]
    if query.get("direction", "desc") == "desc":
        listed.reverse()
    return 200, _part(call, listed)


def _part(call: Call, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The part of a list behind or before a cursor, with a header that links to what is around it."""
    size = min(int(call.query.get("per_page", 30)), call.github.page)
    ids = [each["id"] for each in listed]
    begin = 0
    try:
        if "after" in call.query:
            begin = ids.index(_position(call.query["after"])) + 1
        elif "before" in call.query:
            begin = max(ids.index(_position(call.query["before"])) - size, 0)
    except ValueError:
        raise StatusError(422, "The cursor is invalid.") from None
    part = listed[begin : begin + size]
    rest = {key: value for key, value in call.query.items() if key not in ("after", "before")}
    links = {}
    if begin + size < len(listed):
        links["next"] = {**rest, "after": _cursor(part[-1]["id"])}
    if begin > 0 and part:
        links["prev"] = {**rest, "before": _cursor(part[0]["id"])}
    call.github.link(call, links)
    return part


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(f"v1:{number}".encode()).decode()


def _position(cursor: str) -> int:
    return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("v1:"))


def _free(call: Call, owner: str, name: str) -> None:
    """Raises StatusError if the name is taken; a former name is not."""
    if any(each.casefold() == f"{owner}/{name}".casefold() for each in call.github.repositories):
        raise invalid("Repository", "name already exists on this account", field="name")


@serves("GET orgs/{org}/repos", "metadata=read", paged="")
def list_repositories(call: Call) -> Answer:
    organization(call)
    return 200, [rendering.repository(call.github, each, token=call.token) for each in _seen(call, call.values["org"])]


def _seen(call: Call, owner: str) -> list[Repository]:
    """The repositories of an owner that the token sees, the oldest first."""
    found = [each for each in call.github.repositories.values() if each.owner.casefold() == owner.casefold()]
    wanted = {"public": (False,), "private": (True,)}.get(call.query.get("type", "all"), (False, True))
    seen = [each for each in found if call.token.sees(each, call.github.admins) and each.private in wanted]
    if call.query.get("sort") == "full_name":
        return sorted(seen, key=lambda each: each.full_name, reverse=call.query.get("direction") == "desc")
    # What is sorted by a time is given with the newest first.
    return sorted(seen, key=lambda each: each.id, reverse=call.query.get("direction", "desc") == "desc")


@serves("POST orgs/{org}/repos", "administration=write")
def post_repository(call: Call) -> Answer:
    organization(call)
    name = call.body["name"]
    _free(call, call.values["org"], name)
    private = call.body.get("private", call.body.get("visibility") == "private")
    made = _made(call, call.values["org"], name, private)
    kept = ("description", "is_template", "has_issues", "has_wiki", "has_projects")
    made.settings |= {key: value for key, value in call.body.items() if key in kept}
    if call.body.get("auto_init"):
        tree = made.tree(made.entries({"README.md": f"# {name}\n"}))
        first = made.commit(tree, [], "Initial commit", at=call.github.now)
        call.github.move_branch(made, "main", first, call.github.actor(call.token))
    return 201, rendering.repository(call.github, made, "full-repository", call.token)


def _made(call: Call, owner: str, name: str, private: bool) -> Repository:
    """A new repository. An installation that is for chosen ones has those that it makes."""
    made = call.github.create(f"{owner}/{name}", private=private)
    if call.token.kind == "installation":
        places = call.token.app.installations if call.token.app else []
        chosen = [call.token.repositories, *(each.repositories for each in places if each.account == owner)]
        for repositories in chosen:
            if repositories is not None:
                repositories.add(made.id)
    return made


@serves("POST repos/{template_owner}/{template_repo}/generate")
def generate(call: Call) -> Answer:
    github, body = call.github, call.body
    template = github.find("{template_owner}/{template_repo}".format(**call.values))
    if template is None or not call.token.sees(template, github.admins) or not template.settings["is_template"]:
        raise StatusError(404, "Not Found")
    owner = body.get("owner", call.token.login or "")
    call.token.needs(("contents=read",), template, github.admins)
    if call.token.kind == "installation":
        call.token.needs(("administration=write",), None, github.admins)
        if call.token.owner != owner:
            raise StatusError(403, INACCESSIBLE)
    elif owner not in (call.token.login, template.owner) or call.token.login not in github.admins:
        raise StatusError(403, "You need admin access to the organization before adding a repository to it.")
    if any(each.casefold() == f"{owner}/{body['name']}".casefold() for each in github.repositories):
        raise StatusError(422, "Could not clone: Name already exists on this account")
    made = _made(call, owner, body["name"], body.get("private", False))
    made.settings["description"] = body.get("description")
    made.waits = github.copying
    branches = [name for name in template.refs if name == f"refs/heads/{template.default_branch}"]
    if body.get("include_all_branches"):
        branches = list(template.refs)
    for name in branches:  # each has one commit, with the files and without the history
        commit = template.commits[template.refs[name]]
        made.copy(template, [])
        first = made.commit(commit["tree"], [], "Initial commit", at=github.now)
        github.move_branch(made, name.removeprefix("refs/heads/"), first, github.actor(call.token))
    made.default_branch = template.default_branch
    return 201, rendering.repository(github, made, "full-repository", call.token)


def organization(call: Call) -> dict[str, Any]:
    """The organization of a path. Raises StatusError if there is none, or the token is for another one."""
    found = call.github.organizations.get(call.values["org"])
    if found is None:
        raise StatusError(404, "Not Found")
    if call.token.kind == "installation" and call.token.owner != call.values["org"]:
        raise StatusError(403, INACCESSIBLE)
    return found


@serves("GET orgs/{org}")
def get_organization(call: Call) -> Answer:
    found = call.github.organizations.get(call.values["org"])
    if found is None:
        raise StatusError(404, "Not Found")
    account = call.github.users[call.values["org"]]
    made = sample("organization-full", login=account["login"], id=account["id"], type="Organization")
    made |= {"node_id": node_id("Organization", account["id"]), **found.get("shown", {})}
    if call.token.login in call.github.admins:
        made["plan"] = {"name": found["plan"], "space": 1, "private_repos": 999999, "filled_seats": 1, "seats": 5}
    return 200, made

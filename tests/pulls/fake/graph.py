"""What GraphQL's fields give: objects are dictionaries of values, and of functions where something must be found."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from tests.pulls.fake.connections import Context, Node, connection, failed
from tests.pulls.objects import NOTHING, Repository, node_id, stamp


def root(context: Context) -> Node:
    """The query's own fields."""
    github, token = context.github, context.token

    def repository_named(info: Any, owner: str, name: str, followRenames: bool = True) -> Node:
        full = f"{owner}/{name}"
        found = github.find(full)
        moved = found is not None and found.full_name.casefold() != full.casefold()
        if found is None or not context.sees(found) or (moved and not followRenames):
            raise failed("NOT_FOUND", f"Could not resolve to a Repository with the name '{full}'.")
        return repository(context, found)

    def organization(info: Any, login: str) -> Node:
        if login not in github.organizations:
            raise failed("NOT_FOUND", f"Could not resolve to an Organization with the login of '{login}'.")
        return {**account(github.users[login]), "repositories": _owned(context, login)}

    def rate_limit(info: Any) -> Node:
        window, limit = github.limits.window(token.bucket, "graphql", github.now), github.limits.hourly["graphql"]
        left = {"limit": limit, "remaining": max(limit - window.used, 0), "used": window.used}
        return {**left, "cost": context.cost, "nodeCount": context.nodes, "resetAt": stamp(window.reset)}

    def nodes(info: Any, ids: list[str]) -> list[Any]:
        return [_node(context, each) for each in ids]

    return {
        "id": node_id("Query", ""),
        "repository": repository_named,
        "organization": organization,
        "rateLimit": rate_limit,
        "viewer": lambda info: _viewer(context),
        "node": lambda info, id: _node(context, id),
        "nodes": nodes,
    }


def _viewer(context: Context) -> Node:
    """Who asks: an App's bot is shown as a user, whose login has its suffix here."""
    person = context.github.person(context.github.actor(context.token))
    return {**account(person), "__typename": "User", "login": person["login"]}


def _node(context: Context, named: str) -> Any:
    """The object with an id, or an error in its place."""
    github = context.github
    with_error = failed("NOT_FOUND", f"Could not resolve to a node with the global id of '{named}'.")
    try:
        match = re.fullmatch(r"\d{3}:([A-Za-z]+)([\d-]+)", base64.b64decode(named, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError):
        return with_error
    kind, number = (match[1], match[2]) if match else ("", "")
    if kind in ("User", "Organization"):
        found = [each for each in github.users.values() if str(each["id"]) == number and each["type"] == kind]
        return account(found[0]) if found else with_error
    place = github.by_id(number.partition("-")[0])
    if place is None or not context.sees(place):
        return with_error
    if kind == "Repository":
        return repository(context, place)
    pull = place.pulls.get(int(number.partition("-")[2] or 0))
    return pull_request(context, place, pull) if kind == "PullRequest" and pull else with_error


def account(user: Node) -> Node:
    """A user, an organization or a bot, whose login has no suffix here."""
    login, kind = user["login"].removesuffix("[bot]"), user["type"]
    return {"__typename": kind, "login": login, "databaseId": user["id"], "id": node_id(kind, user["id"])}


def _owned(context: Context, login: str) -> Callable[..., Node]:
    def repositories(info: Any, orderBy: Node | None = None, privacy: str | None = None, **page: Any) -> Node:
        found = [each for each in context.github.repositories.values() if each.owner == login and context.sees(each)]
        found = [each for each in found if privacy is None or each.private == (privacy == "PRIVATE")]
        keys: dict[str, Callable[[Repository], Any]] = {"NAME": lambda each: each.name}
        keys["PUSHED_AT"] = lambda each: each.activity[-1]["timestamp"] if each.activity else ""
        order = orderBy or {"field": "CREATED_AT", "direction": "ASC"}
        found.sort(key=keys.get(order["field"], lambda each: each.id), reverse=order["direction"] == "DESC")
        return connection("repositories", [repository(context, each) for each in found], **page)

    return repositories


def repository(context: Context, found: Repository) -> Node:
    """A repository."""

    def named(info: Any, qualifiedName: str) -> Node | None:
        name = qualifiedName if qualifiedName.startswith("refs/") else f"refs/heads/{qualifiedName}"
        return _ref(context, found, name)

    def one(info: Any, number: int) -> Node:
        context.needs("pull_requests", found)
        if number not in found.pulls:
            raise failed("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
        return pull_request(context, found, found.pulls[number])

    return {
        "__typename": "Repository",
        "id": node_id("Repository", found.id),
        "databaseId": found.id,
        "name": found.name,
        "nameWithOwner": found.full_name,
        "owner": lambda info: account(context.github.account(found.owner)),
        "isPrivate": found.private,
        "isArchived": found.settings["archived"],
        "isTemplate": found.settings["is_template"],
        "isEmpty": not found.commits or found.waits > 0,
        "defaultBranchRef": lambda info: _ref(context, found, f"refs/heads/{found.default_branch}"),
        "ref": named,
        "object": lambda info, oid=None, expression=None: _expressed(context, found, oid, expression or ""),
        "pullRequest": one,
        "pullRequests": lambda info, **words: _pull_requests(context, found, **words),
    }


def _pull_requests(context: Context, found: Repository, **words: Any) -> Node:
    context.needs("pull_requests", found)
    pulls = [each for each in found.pulls.values() if each["state"] != "gone"]
    for key, field in (("headRefName", "head"), ("baseRefName", "base")):
        pulls = [each for each in pulls if words.get(key, each[field]) == each[field]]
        words.pop(key, None)
    if states := words.pop("states", None):
        pulls = [each for each in pulls if each["state"].upper() in states]
    order = words.pop("orderBy", None) or {"direction": "ASC"}
    pulls.sort(key=lambda each: (each["created_at"], each["number"]), reverse=order["direction"] == "DESC")
    return connection("pullRequests", [pull_request(context, found, each) for each in pulls], **words)


def _ref(context: Context, found: Repository, name: str) -> Node | None:
    context.needs("contents", found)
    if name not in found.refs or found.waits > 0:
        return None
    prefix = "/".join(name.split("/")[:2]) + "/"
    target = found.refs[name]
    named = {"id": node_id("Ref", f"{found.id}:{name}"), "name": name.removeprefix(prefix), "prefix": prefix}
    return {"__typename": "Ref", **named, "target": lambda info: _object(found, target, context)}


def _expressed(context: Context, found: Repository, sha: str | None, expression: str) -> Node | None:
    """The object with an id, or that an expression such as main:exercises/x.py names."""
    context.needs("contents", found)
    if sha is None:
        name, _, path = expression.partition(":")
        sha = found.head(None if name == "HEAD" else name.removeprefix("refs/heads/")) or name
        if ":" in expression and sha in found.commits:
            tree = found.commits[sha]["tree"]
            sha = found.flat(tree, folders=True)[path][2] if path in found.flat(tree, folders=True) else None
            sha = tree if not path else sha
    return None if sha is None else _object(found, sha, context)


def _object(found: Repository, sha: str, context: Context) -> Node | None:
    common = {"oid": sha, "id": node_id("GitObject", sha)}
    if sha in found.blobs:
        data = found.blobs[sha]
        text = None if b"\0" in data else data.decode("utf-8", "replace")
        size = {"byteSize": len(data), "isBinary": text is None, "isTruncated": False}
        return {"__typename": "Blob", **common, **size, "text": text}
    if sha in found.trees:
        return {
            "__typename": "Tree",
            **common,
            "entries": [_entry(found, context, *each) for each in found.trees[sha].items()],
        }
    if sha not in found.commits:
        return None
    commit = found.commits[sha]
    return {
        "__typename": "Commit",
        **common,
        "message": commit["message"],
        "committedDate": stamp(commit["at"]),
        "tree": lambda info: _object(found, commit["tree"], context),
        "checkSuites": lambda info, **page: _suites(context, found, sha, page),
    }


def _entry(found: Repository, context: Context, name: str, entry: tuple[str, str, str]) -> Node:
    mode, kind, sha = entry
    shown = {"name": name, "path": name, "mode": int(mode, 8), "type": kind, "oid": sha}
    return {**shown, "object": lambda info: _object(found, sha, context)}


def _suites(context: Context, found: Repository, sha: str, page: dict[str, Any]) -> Node:
    context.needs("checks", found)
    suites = []
    for each in found.check_suites:
        if each["sha"] == sha:
            app = {"slug": each["slug"], "databaseId": context.github.app.id, "id": node_id("App", 1)}
            named = {"id": node_id("CheckSuite", each["id"]), "databaseId": each["id"]}
            suites.append({**named, "createdAt": stamp(each["created"]), "app": app})
    return connection("checkSuites", suites, **page)


def pull_request(context: Context, found: Repository, pull: Node) -> Node:
    """A pull request of a repository."""

    def head_repository(info: Any) -> Node | None:
        if pull["fork"] is None:
            return None
        own = context.github.find(pull["fork"])
        return repository(context, own) if own and context.sees(own) else {"nameWithOwner": pull["fork"]}

    return {
        "__typename": "PullRequest",
        "id": node_id("PullRequest", f"{found.id}-{pull['number']}"),
        "databaseId": pull["number"],
        "number": pull["number"],
        "title": pull["title"],
        "state": pull["state"].upper(),
        "isDraft": pull["draft"],
        "locked": pull["locked"],
        "createdAt": pull["created_at"],
        "updatedAt": pull["created_at"],
        "author": account(pull["user"]) if pull["user"] else None,
        "headRefName": pull["head"],
        "headRefOid": pull["sha"],
        "baseRefName": pull["base"],
        "baseRefOid": found.head(pull["base"]) or NOTHING,
        "headRepository": head_repository,
        "isCrossRepository": pull["fork"] != found.full_name,
    }

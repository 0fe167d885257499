"""What the fake GitHub stores, in the forms in which GitHub's REST interface gives it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.pulls.description import sample
from tests.pulls.fake.tokens import App, Installation
from tests.pulls.objects import Entry, Repository, node_id, stamp

if TYPE_CHECKING:
    from tests.pulls.fake.tokens import Token
    from tests.pulls.github import GitHub

GRANTS = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}


def repository(github: GitHub, found: Repository, kind: str = "minimal-repository", token: Token | None = None) -> Any:
    """A repository; with a user's token also what that user may do in it."""
    place = f"{github.url}/repos/{found.full_name}"
    fields: dict[str, Any] = {
        "id": found.id,
        "node_id": node_id("Repository", found.id),
        "name": found.name,
        "full_name": found.full_name,
        "owner": github.person(found.owner),
        "private": found.private,
        "visibility": "private" if found.private else "public",
        "url": place,
        "html_url": f"https://github.com/{found.full_name}",
        "default_branch": found.default_branch,
        "created_at": stamp(found.created),
        "pushed_at": found.activity[-1]["timestamp"] if found.activity else stamp(found.created),
        "updated_at": stamp(found.created),
        **{key: value for key, value in found.settings.items() if kind == "full-repository" or key in COMMON},
    }
    if token is not None and token.kind == "user":
        roles = ["read", "triage", "write", "maintain", "admin"]
        role = token.role(found, github.admins) or "read"
        fields["permissions"] = {word: roles.index(role) >= roles.index(needed) for word, needed in GRANTS.items()}
    return sample(kind, **fields)


COMMON = ("description", "archived", "is_template")


def pull(github: GitHub, found: Repository, made: dict[str, Any], kind: str) -> dict[str, Any]:
    """A pull request of a repository."""
    named = ("number", "state", "draft", "locked", "user", "created_at", "title", "body")
    number = made["number"]
    place = f"{github.url}/repos/{found.full_name}/pulls/{number}"
    answer = sample(
        kind, **{key: made[key] for key in named}, url=place, node_id=node_id("PullRequest", f"{found.id}-{number}")
    )
    fork = None
    if made["fork"] is not None:
        own = github.repositories.get(made["fork"])
        fork = repository(github, own, "repository") if own else sample("repository", full_name=made["fork"])
    owner = (made["fork"] or "unknown").partition("/")[0]
    head, base = made["head"], made["base"]
    answer["head"] |= {"sha": made["sha"], "ref": head, "label": f"{owner}:{head}", "repo": fork, "user": made["user"]}
    answer["base"] |= {
        "sha": found.head(base) or "",
        "ref": base,
        "label": f"{found.owner}:{base}",
        "repo": repository(github, found, "repository"),
        "user": github.person(found.owner),
    }
    return answer


def git_commit(found: Repository, sha: str) -> dict[str, Any]:
    """A commit as the Git database gives it."""
    commit = found.commits[sha]
    made = sample("git-commit", sha=sha, message=commit["message"])
    who = {"name": commit["author"][0], "email": commit["author"][1], "date": stamp(commit["at"])}
    parents = [
        {"sha": each, "url": "https://example.org/", "html_url": "https://example.org/"} for each in commit["parents"]
    ]
    return {
        **made,
        "tree": {**made["tree"], "sha": commit["tree"]},
        "author": who,
        "committer": who,
        "parents": parents,
    }


def simple_commit(found: Repository, sha: str) -> dict[str, Any]:
    """A commit as check suites and runs of workflows give it."""
    commit = found.commits[sha]
    who = {"name": commit["author"][0], "email": commit["author"][1]}
    timed = {"timestamp": stamp(commit["at"]), "message": commit["message"]}
    return sample("simple-commit", id=sha, tree_id=commit["tree"], **timed, author=who, committer=who)


def entry(found: Repository, path: str, listed: Entry) -> dict[str, Any]:
    """An entry of a tree."""
    mode, kind, sha = listed
    made: dict[str, Any] = {"path": path, "mode": mode, "type": kind, "sha": sha}
    return made | ({"size": len(found.blobs.get(sha, b""))} if kind == "blob" else {})


def ref(found: Repository, name: str) -> dict[str, Any]:
    made = sample("git-ref", ref=name)
    return {**made, "object": {**made["object"], "type": "commit", "sha": found.refs[name]}}


def app(github: GitHub, made: App, kind: str = "integration") -> dict[str, Any]:
    """A GitHub App, without its secrets."""
    return sample(
        kind,
        id=made.id,
        slug=made.slug,
        node_id=node_id("Integration", made.id),
        client_id=made.client_id,
        owner=github.person(made.owner),
        name=made.slug,
        permissions={"metadata": "read", **made.permissions},
        installations_count=len(made.installations),
    )


def installation(github: GitHub, made: App, place: Installation) -> dict[str, Any]:
    """An App's installation on an account."""
    account = github.person(place.account)
    prefix = f"{github.url}/app/installations/{place.id}"
    return sample(
        "installation",
        id=place.id,
        account=account,
        repository_selection="all" if place.repositories is None else "selected",
        access_tokens_url=f"{prefix}/access_tokens",
        repositories_url=f"{github.url}/installation/repositories",
        html_url=f"https://github.com/organizations/{place.account}/settings/installations/{place.id}",
        app_id=made.id,
        app_slug=made.slug,
        client_id=made.client_id,
        target_id=account["id"],
        target_type=account["type"],
        permissions={"metadata": "read", **place.permissions},
        suspended_at=stamp(github.now) if place.suspended else None,
    )


def timed(github: GitHub, since: datetime | None = None) -> dict[str, str]:
    """The times at which something was made, and changed last: now, if it is new."""
    return {"created_at": stamp(since or github.now), "updated_at": stamp(github.now)}

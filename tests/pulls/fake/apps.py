"""GitHub Apps: what they are, where they are installed, the tokens that they get, and the accounts of people."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.limits import HOUR
from tests.pulls.fake.repositories import organization
from tests.pulls.fake.routes import INACCESSIBLE, Answer, Call, StatusError, serves
from tests.pulls.fake.tokens import LEVELS, App, Installation, Token
from tests.pulls.objects import node_id, stamp

PLACE = "app/installations/{installation_id}"
NOT_GRANTED = "The permissions requested are not granted to this installation."
NOT_THERE = "There is at least one repository that does not exist or is not accessible to the parent installation."


def _app(call: Call) -> App:
    assert call.token.app is not None
    return call.token.app


@serves("GET app", "app")
def get_app(call: Call) -> Answer:
    return 200, rendering.app(call.github, _app(call))


@serves("GET app/installations", "app", paged="")
def list_installations(call: Call) -> Answer:
    made = _app(call)
    return 200, [rendering.installation(call.github, made, each) for each in made.installations]


def _place(call: Call) -> Installation:
    for each in _app(call).installations:
        if str(each.id) == call.values["installation_id"]:
            return each
    raise StatusError(404, "Not Found")


@serves(f"GET {PLACE}", "app")
def get_installation(call: Call) -> Answer:
    return 200, rendering.installation(call.github, _app(call), _place(call))


@serves("GET /installation", "app")
def get_repository_installation(call: Call) -> Answer:
    found = call.repository
    for each in _app(call).installations:
        inside = each.repositories is None or found.id in each.repositories
        if each.account.casefold() == found.owner.casefold() and inside:
            return 200, rendering.installation(call.github, _app(call), each)
    raise StatusError(404, "Not Found")


@serves("GET orgs/{org}/installations", "organization_administration=read", paged="installations")
def list_organization_installations(call: Call) -> Answer:
    organization(call)
    found = [(app, each) for app in call.github.apps for each in app.installations]
    here = [rendering.installation(call.github, *pair) for pair in found if pair[1].account == call.values["org"]]
    return 200, {"total_count": len(here), "installations": here}


@serves(f"POST {PLACE}/access_tokens", "app")
def post_token(call: Call) -> Answer:
    place, body, github = _place(call), call.body or {}, call.github
    if place.suspended:
        raise StatusError(403, "This installation has been suspended")
    granted = {"metadata": "read", **place.permissions}
    for name, access in body.get("permissions", {}).items():
        if LEVELS.index(granted.get(name, "")) < LEVELS.index(access):
            raise StatusError(422, NOT_GRANTED)
    permissions = {"metadata": "read", **body.get("permissions", granted)}
    there = [each for each in github.repositories.values() if each.owner.casefold() == place.account.casefold()]
    there = [each for each in there if place.repositories is None or each.id in place.repositories]
    chosen = place.repositories
    if "repositories" in body or "repository_ids" in body:
        names = {name.casefold() for name in body.get("repositories", [])}
        found = [each for each in there if each.name.casefold() in names or each.id in body.get("repository_ids", [])]
        if len(found) < len(names) + len(set(body.get("repository_ids", []))):
            raise StatusError(422, NOT_THERE)
        chosen = {each.id for each in found}
    made = Token(f"ghs_{secrets.token_hex(18)}", "installation", f"{_app(call).slug}[bot]", place.account, permissions)
    made.repositories, made.app, made.bucket = chosen, _app(call), f"installation {place.id}"
    made.expires = github.now + timedelta(seconds=HOUR)
    github.tokens[made.name] = made
    answer = {"token": made.name, "expires_at": stamp(made.expires), "permissions": permissions}
    answer["repository_selection"] = "all" if chosen is None else "selected"
    if chosen is not None and chosen is not place.repositories:
        answer["repositories"] = [
            rendering.repository(github, each, "repository") for each in there if each.id in chosen
        ]
    return 201, answer


@serves("GET installation/repositories", "metadata=read", paged="repositories")
def list_accessible(call: Call) -> Answer:
    token, github = call.token, call.github
    if token.kind != "installation":
        raise StatusError(403, "You must authenticate with an installation access token in order to list repositories.")
    found = [each for each in github.repositories.values() if each.owner.casefold() == token.owner.casefold()]
    found = [each for each in found if token.repositories is None or each.id in token.repositories]
    shown = [rendering.repository(github, each, "repository") for each in sorted(found, key=lambda each: each.id)]
    selection = "all" if token.repositories is None else "selected"
    return 200, {"total_count": len(shown), "repository_selection": selection, "repositories": shown}


@serves("POST app-manifests/{code}/conversions")
def convert(call: Call) -> Answer:
    """Make an App of what a browser sent: a test puts that into github.manifests."""
    manifest = call.github.manifests.pop(call.values["code"], None)
    if manifest is None:
        raise StatusError(404, "Not Found")
    owner = manifest.get("owner", call.github.app.owner)
    slug = manifest["name"].lower().replace(" ", "-")
    made = App(call.github.number(), slug, owner, manifest.get("default_permissions", {}))
    call.github.apps.append(made)
    hidden = {"client_secret": secrets.token_hex(20), "webhook_secret": None, "pem": made.private_key}
    return 201, {**rendering.app(call.github, made), "name": manifest["name"], **hidden}


@serves("GET user")
def get_user(call: Call) -> Answer:
    if call.token.kind != "user":
        status, text = (401, "Requires authentication") if call.token.kind == "nobody" else (403, INACCESSIBLE)
        raise StatusError(status, text)
    return 200, _person(call, call.token.login or "", "private-user")


@serves("GET users/{username}")
def get_account(call: Call) -> Answer:
    if (login := call.github.login(call.values["username"])) is None:
        raise StatusError(404, "Not Found")
    return 200, _person(call, login, "public-user")


def _person(call: Call, login: str, kind: str) -> dict[str, Any]:
    account = call.github.users[login]
    made = sample(kind, **account, node_id=node_id(account["type"], account["id"]))
    return {**made, "html_url": f"https://github.com/{login}"}


@serves("GET meta")
def meta(call: Call) -> Answer:
    return 200, {"verifiable_password_authentication": False}


@serves("GET rate_limit")
def rate_limit(call: Call) -> Answer:
    limits, shown = call.github.limits, {}
    for resource in limits.hourly:
        most = limits.most(call.token.bucket, resource)
        window = limits.window(call.token.bucket, resource, call.github.now)
        left = {"limit": most, "remaining": max(most - window.used, 0), "used": window.used}
        shown[resource] = {**left, "reset": int(window.reset.timestamp())}
    return 200, {"resources": {**shown, "search": shown["core"]}, "rate": shown["core"]}


@serves("GET organizations/{org}/settings/billing/usage", "organization_administration=read")
def usage(call: Call) -> Answer:
    return 200, {"usageItems": organization(call).get("usage", [])}


@serves("GET organizations/{org}/settings/billing/budgets", "organization_administration=read")
def budgets(call: Call) -> Answer:
    found = organization(call)["budgets"]
    return 200, {"budgets": found, "has_next_page": False, "total_count": len(found)}

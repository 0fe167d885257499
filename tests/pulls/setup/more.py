"""Operations of GitHub that only the commands for a class use, as its published description has them.

Taken from @octokit/openapi's api.github.com.json as extract_openapi.py takes the others.
"""

from __future__ import annotations

import base64
from typing import Any

from tests.pulls import description
from tests.pulls.fake.administration import listed
from tests.pulls.fake.repositories import organization
from tests.pulls.fake.routes import Answer, Call, serves

ERROR = {"$ref": "#/definitions/basic-error"}
DATE = {"type": "string", "format": "date-time"}
DEFINITIONS: dict[str, Any] = {
    "short-blob": {
        "type": "object",
        "properties": {"url": {"type": "string"}, "sha": {"type": "string"}},
        "required": ["url", "sha"],
    },
    "organization-actions-secret": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "created_at": DATE,
            "updated_at": DATE,
            "visibility": {"type": "string", "enum": ["all", "private", "selected"]},
            "selected_repositories_url": {"type": "string", "format": "uri"},
        },
        "required": ["name", "created_at", "updated_at", "visibility"],
    },
}
OPERATIONS: dict[str, Any] = {
    "POST /repos/{owner}/{repo}/git/blobs": {
        "query": {},
        "body": {
            "type": "object",
            "properties": {"content": {"type": "string"}, "encoding": {"type": "string"}},
            "required": ["content"],
        },
        "responses": {"201": {"$ref": "#/definitions/short-blob"}, "403": ERROR, "404": ERROR, "409": ERROR},
    },
    "GET /orgs/{org}/actions/secrets": {
        "query": {"per_page": {"type": "integer"}, "page": {"type": "integer"}},
        "body": None,
        "responses": {
            "200": {
                "type": "object",
                "required": ["total_count", "secrets"],
                "properties": {
                    "total_count": {"type": "integer"},
                    "secrets": {"type": "array", "items": {"$ref": "#/definitions/organization-actions-secret"}},
                },
            }
        },
    },
}


def describe() -> None:
    """Add these operations to the description, where it does not have them."""
    document = description.document()
    for name, schema in DEFINITIONS.items():
        document["definitions"].setdefault(name, description.closed(schema))
    for name, operation in OPERATIONS.items():
        document["operations"].setdefault(name, operation)
    # What GitHub answers, and does not list, for a name that is taken.
    document["operations"]["POST /repos/{owner}/{repo}/actions/variables"]["responses"].setdefault("409", ERROR)
    description.routes.cache_clear()


@serves("POST /git/blobs", "contents=write")
def post_blob(call: Call) -> Answer:
    data = call.body["content"].encode()
    sha = call.repository.blob(base64.b64decode(data) if call.body.get("encoding") == "base64" else data)
    return 201, {"url": f"{call.github.url}/blobs/{sha}", "sha": sha}


@serves("GET orgs/{org}/actions/secrets", "organization_administration=read", paged="secrets")
def list_secrets(call: Call) -> Answer:
    return listed("secrets", organization(call).get("secrets", []))


describe()  # together with what serves them: the fake serves what is described

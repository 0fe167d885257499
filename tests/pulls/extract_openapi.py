"""Make github_openapi.json: what GitHub's published description says of the operations that gradus.pulls uses.

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
    python tests/pulls/extract_openapi.py package/generated/api.github.com.json

The description is OpenAPI 3.0. Its schemas become plain JSON Schema: `nullable` is a type, and words for people go.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

REPOSITORY = "/repos/{owner}/{repo}"
# Each path below a repository with the methods that are used, and then the paths elsewhere.
OF_A_REPOSITORY = """
: get patch
/actions/permissions: get put
/actions/permissions/fork-pr-contributor-approval: get put
/actions/permissions/fork-pr-workflows-private-repos: get put
/actions/permissions/workflow: get put
/actions/runs: get
/actions/variables: get post
/actions/variables/{name}: get patch
/actions/workflows/{workflow_id}: get
/actions/workflows/{workflow_id}/disable: put
/actions/workflows/{workflow_id}/dispatches: post
/actions/workflows/{workflow_id}/enable: put
/activity: get
/branches/{branch}: get
/check-runs: post
/check-runs/{check_run_id}: patch
/collaborators: get
/collaborators/{username}: get put
/commits/{ref}/check-runs: get
/commits/{ref}/check-suites: get
/contents/{path}: get
/environments: get
/environments/{environment_name}: get put
/environments/{environment_name}/deployment-branch-policies: get post
/environments/{environment_name}/secrets: get
/environments/{environment_name}/secrets/public-key: get
/environments/{environment_name}/secrets/{secret_name}: put
/git/blobs/{file_sha}: get
/git/commits: post
/git/commits/{commit_sha}: get
/git/matching-refs/{ref}: get
/git/ref/{ref}: get
/git/refs: post
/git/refs/{ref}: patch
/git/trees: post
/git/trees/{tree_sha}: get
/installation: get
/invitations: get
/issues/comments/{comment_id}: patch
/issues/{issue_number}/comments: get post
/pulls: get post
/pulls/{pull_number}: get patch
/rulesets: get post
/rulesets/{ruleset_id}: get put
/statuses/{sha}: post
"""
ELSEWHERE = """
/app: get
/app-manifests/{code}/conversions: post
/app/installations: get
/app/installations/{installation_id}: get
/app/installations/{installation_id}/access_tokens: post
/installation/repositories: get
/meta: get
/organizations/{org}/settings/billing/budgets: get
/organizations/{org}/settings/billing/usage: get
/orgs/{org}: get
/orgs/{org}/actions/permissions: get
/orgs/{org}/installations: get
/orgs/{org}/repos: get post
/orgs/{org}/rulesets: get
/rate_limit: get
/repos/{template_owner}/{template_repo}/generate: post
/user: get
/users/{username}: get
"""
FOR_PEOPLE = {"description", "example", "examples", "default", "title", "externalDocs", "deprecated", "x-github"}
FOR_PEOPLE |= {"discriminator", "x-github-breaking-changes"}


class Extract:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.definitions: dict[str, Any] = {}

    def operation(self, method: str, path: str) -> dict[str, Any]:
        item = self.document["paths"][path]
        found = item[method]
        parameters = [self._resolved(p) for p in [*item.get("parameters", []), *found.get("parameters", [])]]
        request = found.get("requestBody", {})
        content = request.get("content", {}).get("application/json")
        return {
            "query": {p["name"]: self.schema(p["schema"]) for p in parameters if p["in"] == "query"},
            "body": self.schema(content["schema"]) if content else None,
            "needs_body": request.get("required", False),
            "responses": {
                status: self._response(self._resolved(response)) for status, response in found["responses"].items()
            },
        }

    def _response(self, response: dict[str, Any]) -> Any:
        content = response.get("content", {}).get("application/json")
        return self.schema(content["schema"]) if content else None

    def _resolved(self, thing: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in thing:
            _, _, kind, name = thing["$ref"].split("/")
            thing = self.document["components"][kind][name]
        return thing

    def schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in self.definitions:
                self.definitions[name] = {}  # a schema may hold itself
                self.definitions[name] = self.schema(self.document["components"]["schemas"][name])
            return {"$ref": f"#/definitions/{name}"}
        kept: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "properties":
                kept[key] = {name: self.schema(each) for name, each in value.items()}
            elif key in ("items", "additionalProperties", "not") and isinstance(value, dict):
                kept[key] = self.schema(value)
            elif key == "allOf" and (merged := self._merged(value)):
                kept |= merged
            elif key in ("allOf", "anyOf", "oneOf"):
                kept[key] = [self.schema(each) for each in value]
            elif key not in FOR_PEOPLE and key != "nullable":
                kept[key] = value
        return self._nullable(kept) if schema.get("nullable") else kept

    def _merged(self, parts: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Objects that together describe one, as one: each part alone would forbid what the others describe."""
        whole: dict[str, Any] = {"type": "object", "required": [], "properties": {}}
        for part in (self.schema(self._resolved(part)) for part in parts):
            if "properties" not in part:
                return None
            whole["properties"] |= part["properties"]
            whole["required"] += part.get("required", [])
        return whole

    def _nullable(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "type" in schema and "enum" not in schema:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}


def listed() -> list[tuple[str, str]]:
    """The operations as method and path."""
    found = []
    for prefix, paths in ((REPOSITORY, OF_A_REPOSITORY), ("", ELSEWHERE)):
        for line in paths.strip("\n").splitlines():
            path, _, methods = line.rpartition(":")
            found += [(method, prefix + path) for method in methods.split()]
    return found


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    extract = Extract(document)
    operations = {f"{method.upper()} {path}": extract.operation(method, path) for method, path in listed()}
    made = {
        "from": f"@octokit/openapi {document['info']['version']} api.github.com.json (MIT), by extract_openapi.py",
        "operations": operations,
        "definitions": dict(sorted(extract.definitions.items())),
    }
    text = json.dumps(made, separators=(",", ":")).replace('},"', '},\n"')
    Path(__file__).with_name("github_openapi.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()

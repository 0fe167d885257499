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
OPERATIONS = [
    ("get", "/pulls"),
    ("get", "/pulls/{pull_number}"),
    ("get", "/git/commits/{commit_sha}"),
    ("get", "/git/trees/{tree_sha}"),
    ("get", "/git/blobs/{file_sha}"),
    ("get", "/git/ref/{ref}"),
    ("patch", "/git/refs/{ref}"),
    ("post", "/git/trees"),
    ("post", "/git/commits"),
    ("post", "/git/refs"),
    ("get", "/issues/{issue_number}/comments"),
    ("post", "/issues/{issue_number}/comments"),
    ("patch", "/issues/comments/{comment_id}"),
    ("get", "/commits/{ref}/check-runs"),
    ("post", "/check-runs"),
    ("patch", "/check-runs/{check_run_id}"),
]
FOR_PEOPLE = {"description", "example", "examples", "default", "title", "externalDocs", "deprecated", "x-github"}


class Extract:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.definitions: dict[str, Any] = {}

    def operation(self, method: str, path: str) -> dict[str, Any]:
        item = self.document["paths"][path]
        found = item[method]
        parameters = [self._resolved(p) for p in [*item.get("parameters", []), *found.get("parameters", [])]]
        content = found.get("requestBody", {}).get("content", {}).get("application/json")
        return {
            "query": {p["name"]: self.schema(p["schema"]) for p in parameters if p["in"] == "query"},
            "body": self.schema(content["schema"]) if content else None,
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
            elif key in ("allOf", "anyOf", "oneOf"):
                kept[key] = [self.schema(each) for each in value]
            elif key not in FOR_PEOPLE and key != "nullable":
                kept[key] = value
        return self._nullable(kept) if schema.get("nullable") else kept

    def _nullable(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "type" in schema and "enum" not in schema:
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    extract = Extract(document)
    operations = {
        f"{method.upper()} {REPOSITORY}{path}": extract.operation(method, REPOSITORY + path)
        for method, path in OPERATIONS
    }
    made = {
        "from": f"@octokit/openapi {document['info']['version']} api.github.com.json (MIT), by extract_openapi.py",
        "operations": operations,
        "definitions": dict(sorted(extract.definitions.items())),
    }
    text = json.dumps(made, separators=(",", ":")).replace('},"', '},\n"')
    Path(__file__).with_name("github_openapi.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()

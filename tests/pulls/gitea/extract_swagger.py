"""Make gitea.json and forgejo.json: what the published descriptions say of the operations that gradus.pulls uses.

    git -C GITEA show v1.26.3:templates/swagger/v1_json.tmpl > gitea.tmpl
    python tests/pulls/gitea/extract_swagger.py gitea.tmpl "Gitea 1.26.3"
    git -C FORGEJO show v11.0.1:templates/swagger/v1_json.tmpl > forgejo.tmpl
    python tests/pulls/gitea/extract_swagger.py forgejo.tmpl "Forgejo 11.0.1"

Both are under the MIT licence. They are Swagger 2.0, whose schemas are JSON Schema; words for people go.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = [
    ("get", "/user"),
    ("get", f"{REPOSITORY}/pulls"),
    ("get", f"{REPOSITORY}/activities/feeds"),
    ("get", f"{REPOSITORY}/git/trees/{{sha}}"),
    ("get", f"{REPOSITORY}/git/blobs/{{sha}}"),
    ("get", f"{REPOSITORY}/issues/{{index}}/comments"),
    ("post", f"{REPOSITORY}/issues/{{index}}/comments"),
    ("get", f"{REPOSITORY}/issues/comments/{{id}}"),
    ("patch", f"{REPOSITORY}/issues/comments/{{id}}"),
    ("get", f"{REPOSITORY}/commits/{{ref}}/status"),
    ("post", f"{REPOSITORY}/statuses/{{sha}}"),
]
FOR_PEOPLE = {"description", "example", "default", "title", "x-go-name", "x-go-package", "x-go-enum-desc"}


class Extract:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.definitions: dict[str, Any] = {}

    def operation(self, method: str, path: str) -> dict[str, Any]:
        found = self.document["paths"][path][method]
        parameters = found.get("parameters", [])
        bodies = [self.schema(each["schema"]) for each in parameters if each["in"] == "body"]
        return {
            "query": {each["name"]: {"type": each["type"]} for each in parameters if each["in"] == "query"}
            | {each["name"]: {"enum": each["enum"]} for each in parameters if each["in"] == "query" and "enum" in each},
            "body": bodies[0] if bodies else None,
            "responses": {status: self._response(response) for status, response in found["responses"].items()},
        }

    def _response(self, response: dict[str, Any]) -> Any:
        """The schema of a response; null if the description has none, as for errors."""
        if "$ref" in response:
            response = self.document["responses"][response["$ref"].rpartition("/")[2]]
        return self.schema(response["schema"]) if "schema" in response else None

    def schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in self.definitions:
                self.definitions[name] = {}  # a schema may hold itself
                self.definitions[name] = self.schema(self.document["definitions"][name])
            return {"$ref": f"#/definitions/{name}"}
        kept: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "properties":
                kept[key] = {name: self.schema(each) for name, each in value.items()}
            elif key in ("items", "additionalProperties") and isinstance(value, dict):
                kept[key] = self.schema(value)
            elif key not in FOR_PEOPLE:
                kept[key] = value
        return kept


def main() -> None:
    source, name = sys.argv[1:]
    document = json.loads(Path(source).read_text("utf-8"))
    extract = Extract(document)
    operations = {f"{method.upper()} {path}": extract.operation(method, path) for method, path in OPERATIONS}
    made = {
        "from": f"{name}, templates/swagger/v1_json.tmpl (MIT), by extract_swagger.py",
        "operations": operations,
        "definitions": dict(sorted(extract.definitions.items())),
    }
    text = json.dumps(made, separators=(",", ":")).replace('},"', '},\n"')
    Path(__file__).with_name(f"{name.split()[0].lower()}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()

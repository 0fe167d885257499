"""Gitea's and Forgejo's own descriptions of their interface: the fake checks every request and response against one."""

from __future__ import annotations

import copy
import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema

HERE = Path(__file__).resolve().parent
# The fields, besides objects, lists and times, that Go holds by a pointer, so that they may be null.
POINTERS = {"content", "encoding", "merge_commit_sha", "additions", "deletions", "changed_files", "lfs_oid", "lfs_size"}
ERROR = {
    "type": "object",
    "required": ["message", "url"],
    "properties": {
        "message": {"type": "string"},
        "url": {"type": "string"},
        "errors": {"type": ["array", "null"], "items": {"type": "string"}},
    },
    "additionalProperties": False,
}


class ViolationError(AssertionError):
    """A request or response that violates the description."""


class Description:
    """What is published for one kind of server: gitea or forgejo."""

    def __init__(self, kind: str) -> None:
        self.document: dict[str, Any] = json.loads((HERE / f"{kind}.json").read_text("utf-8"))

    @cached_property
    def definitions(self) -> dict[str, Any]:
        """The definitions, with what they leave unsaid: nil is written as null, and nothing is added."""
        return {name: _closed(schema) for name, schema in self.document["definitions"].items()}

    def operation(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        """Return the operation's name and path parameters. Raises ViolationError if there is none."""
        for name in self.document["operations"]:
            known, pattern = name.split(" ")
            found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), path)
            if known == method and found:
                return name, found.groupdict()
        raise ViolationError(f"there is no {method} {path}")

    def check_request(self, name: str, query: dict[str, str], body: Any) -> None:
        described = self.document["operations"][name]
        for key, value in query.items():
            if key not in described["query"]:
                raise ViolationError(f"{name} has no parameter {key}")
            self._check(_typed(value), described["query"][key], f"{name}: parameter {key}")
        if described["body"] is not None:
            self._check(body, described["body"], f"{name}: body")
        elif body is not None:
            raise ViolationError(f"{name} takes no body")

    def check_response(self, name: str, status: int, data: Any) -> None:
        if status >= 400:
            _raise_for(jsonschema.Draft7Validator(ERROR), data, f"{name}: {status}")
            return
        described = self.document["operations"][name]["responses"]
        if str(status) not in described:
            raise ViolationError(f"{name} never answers {status}")
        if described[str(status)] is None:
            if data is not None:
                raise ViolationError(f"{name} answers {status} without content")
        else:
            self._check(data, described[str(status)], f"{name}: {status}")

    def _check(self, value: Any, schema: dict[str, Any], where: str) -> None:
        whole = {**schema, "definitions": self.definitions}
        checker = jsonschema.Draft7Validator.FORMAT_CHECKER
        _raise_for(jsonschema.Draft7Validator(whole, format_checker=checker), value, where)

    def sample(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """Return an object of a definition as Go writes it: all fields, with nothing in them, and `fields`."""
        made = copy.deepcopy(_nothing(json.dumps(self.document["definitions"][name])))
        unknown = set(fields) - set(made)
        assert not unknown, f"{name} has no {unknown}"
        return {**made, **fields}


def _raise_for(validator: Any, value: Any, where: str) -> None:
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is not None:
        raise ViolationError(f"{where}: {error.json_path}: {error.message[:300]}")


def _typed(value: str) -> Any:
    """The value of a parameter in a query, which is text there."""
    return {"true": True, "false": False}.get(value, int(value) if value.isdigit() else value)


def _closed(schema: Any, name: str = "") -> Any:
    made = {key: value for key, value in schema.items() if key not in ("properties", "items")}
    if "items" in schema:
        made["items"] = _closed(schema["items"])
    if "properties" in schema:
        made["properties"] = {key: _closed(value, key) for key, value in schema["properties"].items()}
        made["additionalProperties"] = False
    nullable = "$ref" in made or made.get("type") == "array" or made.get("format") == "date-time" or name in POINTERS
    return {"anyOf": [made, {"type": "null"}]} if nullable else made


@cache
def _nothing(schema: str) -> dict[str, Any]:
    """The zero value of a struct of Go."""
    zero: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": None, "object": None}
    found = json.loads(schema)["properties"]
    return {
        key: None if "$ref" in each or key in POINTERS or each.get("format") == "date-time" else zero[each["type"]]
        for key, each in found.items()
    }

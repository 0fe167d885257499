"""GitHub's own description of its API: the fake one checks every request and response against it."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing.exceptions import Unresolvable

HERE = Path(__file__).resolve().parent
# Any operation may be answered so, whatever its description lists.
ALWAYS = {"304", "401", "403", "404", "422", "429"}


class ViolationError(AssertionError):
    """A request or response that violates GitHub's description."""


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "github_openapi.json").read_text("utf-8"))
    for kind in ("pull-request", "pull-request-simple"):
        # The one place where GitHub does otherwise than it says: a fork that was deleted is null.
        head = found["definitions"][kind]["properties"]["head"]["properties"]
        head["repo"] = {"anyOf": [head["repo"], {"type": "null"}]}
    found["definitions"] = {name: closed(schema) for name, schema in found["definitions"].items()}
    return found


def closed(schema: Any) -> Any:
    """The schema without additional properties, so that an invented field is found."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema and "type" in schema:
        made["additionalProperties"] = False
    return made


@cache
def routes() -> list[tuple[str, re.Pattern[str], str]]:
    found = []
    for name in document()["operations"]:
        method, path = name.split(" ")
        pattern = re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{'.+' if m[1] == 'ref' else '[^/]+'})", path)
        found.append((method, re.compile(pattern), name))
    return found


def operation(method: str, path: str) -> tuple[str, dict[str, str]]:
    """Return the operation's name and path parameters. Raises ViolationError if there is none."""
    for known, pattern, name in routes():
        if known == method and (found := pattern.fullmatch(path)):
            return name, found.groupdict()
    raise ViolationError(f"there is no {method} {path}")


def check_request(name: str, query: dict[str, str], body: Any) -> None:
    described = document()["operations"][name]
    for key, value in query.items():
        if key not in described["query"]:
            raise ViolationError(f"{name} has no parameter {key}")
        schema = described["query"][key]
        _check(int(value) if schema.get("type") == "integer" else value, schema, f"{name}: parameter {key}")
    if described["body"] is None:
        if body is not None:
            raise ViolationError(f"{name} takes no body")
    else:
        _check(body, closed(described["body"]), f"{name}: body")


def check_response(name: str, status: int, data: Any) -> None:
    if status >= 500:
        return
    described = document()["operations"][name]["responses"]
    if str(status) not in described:
        if str(status) not in ALWAYS:
            raise ViolationError(f"{name} never answers {status}")
        _check(data, {"$ref": "#/definitions/basic-error"}, f"{name}: {status}")
    elif described[str(status)] is not None:
        _check(data, closed(described[str(status)]), f"{name}: {status}")


@cache
def _validator(schema: str) -> Any:
    whole = {**json.loads(schema), "definitions": document()["definitions"]}
    return jsonschema.Draft7Validator(whole, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def _check(value: Any, schema: dict[str, Any], where: str) -> None:
    try:
        error = jsonschema.exceptions.best_match(_validator(json.dumps(schema)).iter_errors(value))
    except Unresolvable as unknown:
        raise ViolationError(f"{where}: {unknown}") from None
    if error is not None:
        raise ViolationError(f"{where}: {error.json_path}: {error.message[:300]}")


def sample(name: str, **fields: Any) -> dict[str, Any]:
    """Return an object of a definition: its required fields with neutral values, and `fields`."""
    schema = document()["definitions"][name]
    schema = next((each for each in schema.get("anyOf", []) if each.get("type") == "object"), schema)
    made: dict[str, Any] = _valued({**schema, "type": "object"})
    return {**made, **fields}


@cache
def _sample(name: str) -> Any:
    return _valued(document()["definitions"][name])


def _valued(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return copy.deepcopy(_sample(schema["$ref"].rpartition("/")[2]))
    if "enum" in schema:
        return schema["enum"][0]
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in schema:
            return None if {"type": "null"} in schema[kind] else _valued(schema[kind][0])
    kinds = schema.get("type", "object")
    if isinstance(kinds, list):
        return None
    if kinds == "object":
        return {key: _valued(schema["properties"][key]) for key in schema.get("required", [])}
    plain: dict[str, Any] = {"array": [], "integer": 1, "number": 1, "boolean": False}
    if kinds in plain:
        return copy.deepcopy(plain[kinds])
    return {"date-time": "2026-11-01T00:00:00Z", "uri": "https://example.org/"}.get(schema.get("format", ""), "")

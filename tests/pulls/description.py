"""GitHub's own description of its API: the fake one checks every request and response against it."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
from referencing.exceptions import Unresolvable

HERE = Path(__file__).resolve().parent
# Any operation may be answered so, whatever its description lists; it leaves out many.
ALWAYS = {"301", "304", "307", "401", "403", "404", "409", "422", "429"}
SLASHES = {"ref": ".+", "path": ".*"}  # parameters of a path that may contain slashes


class ViolationError(AssertionError):
    """A request or response that violates GitHub's description."""


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "github_openapi.json").read_text("utf-8"))
    for kind in ("pull-request", "pull-request-simple"):
        # GitHub does otherwise than it says: a fork that was deleted is null.
        head = found["definitions"][kind]["properties"]["head"]["properties"]
        head["repo"] = {"anyOf": [head["repo"], {"type": "null"}]}
    # And an account is a user or an enterprise, where it says that it is both at once.
    listed = found["operations"]["GET /app/installations"]["responses"]
    listed["200"] = {"type": "array", "items": {"$ref": "#/definitions/installation"}}
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
        pattern = re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{SLASHES.get(m[1], '[^/]+')})", path)
        found.append((method, re.compile(pattern), name))
    return found


def operation(method: str, path: str) -> tuple[str, dict[str, str]]:
    """Return the operation's name and path parameters. Raises ViolationError if there is none."""
    for known, pattern, name in routes():
        if known == method and (found := pattern.fullmatch(path)):
            return name, {key: unquote(value) for key, value in found.groupdict().items()}
    raise ViolationError(f"there is no {method} {path}")


def check_request(name: str, query: dict[str, str], body: Any) -> None:
    described = document()["operations"][name]
    for key, value in query.items():
        if key not in described["query"]:
            raise ViolationError(f"{name} has no parameter {key}")
        schema = described["query"][key]
        _check(_typed(value, schema), schema, f"{name}: parameter {key}")
    if described["body"] is None:
        if body is not None:
            raise ViolationError(f"{name} takes no body")
    elif body is not None or described["needs_body"]:
        _check(body, closed(described["body"]), f"{name}: body")


def _typed(value: str, schema: dict[str, Any]) -> Any:
    """The value of a parameter in a query, which is text there."""
    if schema.get("type") == "integer":
        return int(value)
    return value == "true" if schema.get("type") == "boolean" and value in ("true", "false") else value


def check_response(name: str, status: int, data: Any) -> None:
    """Raises ViolationError. What has the same shape as an answer that was right is not looked at again: it costs most
    of the time of a test.
    """
    if status >= 500 or (known := (name, status, _shape(data))) in _right:
        return
    schema = _answer(name, status)
    if schema is not None:
        _check(data, schema, f"{name}: {status}")
    _right.add(known)


_right: set[tuple[str, int, Any]] = set()


@cache
def _answer(name: str, status: int) -> dict[str, Any] | None:
    """The schema of an operation's answer; None if it has no body."""
    described = document()["operations"][name]["responses"]
    if str(status) not in described:
        if str(status) not in ALWAYS:
            raise ViolationError(f"{name} never answers {status}")
        return {"$ref": "#/definitions/basic-error"}
    return closed(described[str(status)]) if described[str(status)] is not None else None


def _shape(value: Any) -> Any:
    """The keys and types of some data, with the short words of it: they may be of a list that is described."""
    if isinstance(value, dict):
        return tuple((key, _shape(item)) for key, item in value.items())
    if isinstance(value, list):
        return ("list", *dict.fromkeys(map(_shape, value)))
    if isinstance(value, str):
        return value if len(value) < 12 and value.replace("_", "").isalpha() else str
    return type(value)


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


def sample(name: str, /, **fields: Any) -> dict[str, Any]:
    """Return an object of a definition: its required fields with neutral values, and `fields`."""
    return {**copy.deepcopy(_object(name)), **fields}


@cache
def _object(name: str) -> dict[str, Any]:
    schema = document()["definitions"][name]
    schema = next((each for each in schema.get("anyOf", []) if each.get("type") == "object"), schema)
    made: dict[str, Any] = _valued({**schema, "type": "object"})
    return made


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

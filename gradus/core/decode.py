"""Data that somebody else wrote, read into dataclasses: exactly the keys and types that they declare, or an error.

Everything that Gradus reads goes through here: course.toml, reports, lessons' results, progress, fingerprints, the
release manifest, plans and ledgers.
"""

from __future__ import annotations

import difflib
import functools
import json
import math
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line

T = TypeVar("T")
LARGEST = 64 << 20
TYPES: dict[Any, str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    type(None): "nothing",
}


class DecodeError(ValueError):
    """The data is not what it should be. The text names the place, what was expected and what was found there.

    It repeats no value of the data, and of unknown keys only a printable beginning.
    """


def loads(data: bytes) -> Any:
    """Parse JSON strictly.

    Args:
        data: the text in UTF-8, of any origin.

    Returns:
        The value, made of dict, list, str, int, float, bool and None.

    Raises:
        DecodeError: it is not JSON, or holds what Python's reader lets pass: NaN, an infinity, a key twice.
    """
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_not_finite)
    except DecodeError:
        raise
    except RecursionError:
        raise DecodeError("it is nested too deeply") from None
    except ValueError:
        raise DecodeError("it is not valid JSON") from None


def read_json(kind: type[T], path: Path, where: str, limit: int = LARGEST) -> T:
    """Read a JSON file into a dataclass.

    Args:
        kind: the dataclass.
        path: the file.
        where: what an error calls the top of the data.
        limit: the most bytes that the file may have.

    Raises:
        DecodeError: the file is missing, not an ordinary file, too large, or not of this form.
    """
    try:
        data = read_regular(path, limit)
    except FileError as error:
        raise DecodeError(f"{path.name} {error}") from None
    return build(kind, loads(data), where)


def build(kind: type[T], value: Any, where: str) -> T:
    """Turn plain data into a dataclass, and so on inside.

    Fields may be str, int, float, bool, enums, Any, dataclasses, tuple[X, ...], frozenset[X], dict[str, X] and
    X | None. A field with a default may be left out.

    Args:
        kind: the dataclass.
        value: what JSON or TOML gave.
        where: what an error calls the top of the data.

    Raises:
        DecodeError: a key is missing or unknown, or a value has another type or is not finite.
    """
    return _read(kind, value, where)  # type: ignore[no-any-return]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise DecodeError("a key stands twice")
    return table


def _not_finite(constant: str) -> Any:
    raise DecodeError("a number is not finite")


def _read(kind: Any, value: Any, where: str) -> Any:
    if kind is Any:
        return value
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, value, where)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in inner:
            return None
        (kind,) = [each for each in inner if each is not type(None)]
        return _read(kind, value, where)
    if origin in (tuple, frozenset, list):
        if type(value) is not list:
            raise _mismatch(where, "a list", value)
        return origin(_read(inner[0], each, f"{where}[{number}]") for number, each in enumerate(value))
    if origin is dict:
        if type(value) is not dict:
            raise _mismatch(where, "a table", value)
        return {str(name): _read(inner[1], each, f"{where}.{one_line(name, 60)}") for name, each in value.items()}
    return _plain(kind, value, where)


@functools.cache
def _fields(kind: type) -> tuple[dict[str, Any], set[str]]:
    """The types of a dataclass's fields by name, and the names that must be there."""
    hints = get_type_hints(kind)
    required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    return {field.name: hints[field.name] for field in fields(kind)}, required


def _dataclass(kind: type, value: Any, where: str) -> Any:
    if type(value) is not dict:
        raise _mismatch(where, "a table", value)
    known, required = _fields(kind)
    if unknown := [name for name in value if name not in known]:
        raise DecodeError(unknown_key(where, unknown[0], known))
    if missing := [name for name in known if name in required and name not in value]:
        raise DecodeError(f"{where} has no {missing[0]}")
    return kind(**{name: _read(known[name], each, f"{where}.{name}") for name, each in value.items()})


def unknown_key(where: str, name: object, known: Iterable[str]) -> str:
    """The sentence for a key that does not belong there, with the one that was probably meant."""
    names = list(known)
    close = difflib.get_close_matches(str(name)[:60], names, 1)
    hint = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(names)}"
    return f"{where} has an unknown key {one_line(str(name), 60)} ({hint})"


def _member(kind: type[Enum], value: Any, where: str) -> Any:
    values: Mapping[Any, Enum] = {member.value: member for member in kind}
    if type(value) is not str or value not in values:
        raise DecodeError(f"{where}: expected one of {', '.join(map(str, values))}")
    return values[value]


def _plain(kind: Any, value: Any, where: str) -> Any:
    if kind is float and type(value) in (int, float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise DecodeError(f"{where}: expected a finite number")
        return number
    if type(value) is not kind:
        raise _mismatch(where, TYPES.get(kind, kind.__name__), value)
    return value


def _mismatch(where: str, expected: str, value: Any) -> DecodeError:
    return DecodeError(f"{where}: expected {expected}, found {TYPES.get(type(value), 'something else')}")

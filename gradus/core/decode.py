"""JSON that somebody else wrote, read into dataclasses: exactly the keys and types that they declare, or not at all."""

from __future__ import annotations

import json
import math
import types
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")


class DecodeError(ValueError):
    """The text is not what it should be; the message says where and why, and repeats nothing of it but known names."""


def loads(data: bytes) -> Any:
    """The JSON value in `data`. Raises DecodeError, also for what Python's reader lets pass: NaN, or a key twice."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except DecodeError:
        raise
    except RecursionError:
        raise DecodeError("it is nested too deeply") from None
    except ValueError:
        raise DecodeError("it is not valid JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise DecodeError("a key stands twice")
    return table


def _refuse(constant: str) -> Any:
    raise DecodeError("a number is not finite")


def build(kind: type[Kind], value: Any, where: str) -> Kind:
    """`value` as a dataclass `kind`, and so on inside. Raises DecodeError with the place."""
    return _read(kind, value, where)  # type: ignore[no-any-return]


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(value, dict):
            raise DecodeError(f"{where} is no object")
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        if missing := [name for name in names if name not in value]:
            raise DecodeError(f"{where} has no {missing[0]}")
        if len(value) > len(names):
            raise DecodeError(f"{where} has a key that does not belong there")
        return kind(**{name: _read(hints[name], value[name], f"{where}.{name}") for name in names})
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in inner:
            return None
        (kind,) = [each for each in inner if each is not type(None)]
        return _read(kind, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise DecodeError(f"{where} is no list")
        return tuple(_read(inner[0], each, f"{where}[{number}]") for number, each in enumerate(value))
    return _plain(kind, value, where)


def _plain(kind: Any, value: Any, where: str) -> Any:
    if kind is float and type(value) in (int, float):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise DecodeError(f"{where} is not finite")
        return number
    if type(value) is not kind:
        raise DecodeError(f"{where} has the wrong type")
    return value

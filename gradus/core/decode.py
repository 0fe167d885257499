"""Strict decoding of JSON and TOML into dataclasses: exactly the keys and types that they declare, or an error."""

import contextlib
import difflib
import functools
import json
import math
import types
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from gradus.core.files import FileError, private_folder, read_regular, write_atomic
from gradus.core.text import one_line

T = TypeVar("T")
LARGEST = 64 << 20
NAMES: dict[Any, str] = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}
PLAIN = (str, bool, int)  # what needs no more than a look at its type
NAMES |= {list: "a list", dict: "a table", type(None): "nothing"}


class DecodeError(ValueError):
    """The data is invalid. The text says where, what was expected and what was found, but contains no value."""


def loads(data: bytes) -> Any:
    """Parse JSON in UTF-8. Raises DecodeError, also for what Python accepts: NaN, infinity, duplicate keys."""
    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_finite, parse_float=_finite)
    except RecursionError:
        raise DecodeError("it is nested too deeply") from None
    except DecodeError:
        raise
    except ValueError:
        raise DecodeError("it is not valid JSON") from None


def read_json(kind: type[T], path: Path, where: str, limit: int = LARGEST) -> T:
    """Decode a JSON file as `build` does. Raises DecodeError, also if it is missing or larger than `limit` bytes."""
    try:
        data = read_regular(path, limit)
    except FileError as error:
        raise DecodeError(f"{path.name} {error}") from None
    return build(kind, loads(data), where)


def read_valid(kind: type[T], path: Path) -> dict[str, T]:
    """The values of a JSON object that are of a kind, by their names; a file or a value that is invalid is left out."""
    found: dict[str, T] = {}
    with contextlib.suppress(DecodeError):
        for name, value in read_json(dict[str, Any], path, "it").items():
            with contextlib.suppress(DecodeError):
                found[name] = build(kind, value, name)
    return found


def build(kind: type[T], value: Any, where: str) -> T:
    """Turn plain data into the dataclass `kind`; errors call its top level `where`.

    Fields may be str, int, float, bool, enums, Any, dataclasses, tuple[X, ...], frozenset[X], list[X], dict[str, X] and
    X | None; one with a default is optional. Raises DecodeError for a missing or unknown key, a wrong type, and NaN.
    """
    try:
        return _decoder(kind)(value)  # type: ignore[arg-type, no-any-return]
    except _PlacedError as wrong:
        raise wrong.told(where) from None


@dataclass(frozen=True)
class Document:
    """The content of a JSON file. Raises DecodeError if `schema` is not SCHEMA."""

    FILE: ClassVar[str] = "report"  # its usual name, which errors mention
    SCHEMA: ClassVar[str]
    schema: str

    def __post_init__(self) -> None:
        if self.schema != self.SCHEMA:
            raise DecodeError(f"its schema is not {self.SCHEMA}")

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Decode the content. Raises DecodeError if it is invalid."""
        return build(cls, loads(data), cls.FILE)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the file in a folder. Raises DecodeError if it is missing or invalid."""
        return read_json(cls, folder / cls.FILE, cls.FILE)

    def to_json(self) -> str:
        """Return the content, with a line for each object in a list."""
        return _lines(_plain(self)) + "\n"

    def write(self, folder: Path) -> None:
        """Write the file into a folder, which is created if needed, for its owner alone. Raises OSError."""
        private_folder(folder)
        write_atomic(folder / self.FILE, self.to_json())


_LEAVES = frozenset({str, float, bool, int, type(None)})
_BRANCHES = frozenset({dict, list})


def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


_names: Callable[[Any], tuple[str, ...]] = functools.cache(_field_names)


def _plain(value: Any) -> Any:
    """Dataclasses as dicts and tuples as lists, at every depth. dataclasses.asdict would copy every leaf."""
    kind = type(value)
    if kind in _LEAVES:
        return value
    if names := _names(kind):
        parts = ((name, getattr(value, name)) for name in names)
        return {name: part if type(part) in _LEAVES else _plain(part) for name, part in parts}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _lines(value: Any, depth: int = 0) -> str:
    """JSON in which each object in a list begins a line. json.dumps is many times slower where it indents."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        start = "\n" + " " * (depth + 1)
        return f"[{','.join(start + _lines(item, depth + 1) for item in value)}]"
    if isinstance(value, dict) and any(item and type(item) in _BRANCHES for item in value.values()):
        return "{" + ", ".join(f"{_text(key)}: {_lines(item, depth)}" for key, item in value.items()) + "}"
    return _text(value)


_text = json.JSONEncoder(ensure_ascii=True).encode


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise DecodeError("it has a duplicate key")
    return table


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        _not_finite(text)  # 1e999
    return number


def _not_finite(constant: str) -> Any:
    raise DecodeError("a number is not finite")


Decoder = Callable[[Any], Any]


class _PlacedError(Exception):
    """What is wrong with a value, and where it lies, from the inside out: put into words only where it is caught."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.inside: list[str] = []

    def told(self, where: str) -> DecodeError:
        """It as an error: `report.exercises[2].id: expected a string, found a list`."""
        return DecodeError("".join([where, *reversed(self.inside), self.what]))


@functools.cache
def _decoder(kind: Any) -> Decoder:
    """What decodes values of a type: made once for each type, since the reports of a class have millions of values."""
    if kind is Any:
        return lambda value: value
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (other,) = [each for each in inner if each is not type(None)]
        decode, optional = _decoder(other), type(None) in inner
        return lambda value: None if value is None and optional else decode(value)
    if origin in (tuple, frozenset, list):
        return _sequence(origin, _decoder(inner[0]))
    if origin is dict:
        return _table(_decoder(inner[1]))
    return _float if kind is float else _scalar(kind)


def _sequence(origin: Callable[[Iterable[Any]], Any], decode: Decoder) -> Decoder:
    def sequence(value: Any) -> Any:
        _require(list, value)
        made: list[Any] = []
        try:
            for item in value:
                made.append(decode(item))  # its length is the place
        except _PlacedError as wrong:
            wrong.inside.append(f"[{len(made)}]")
            raise
        return origin(made)

    return sequence


def _table(decode: Decoder) -> Decoder:
    def table(value: Any) -> Any:
        _require(dict, value)
        made: dict[str, Any] = {}
        for key, item in value.items():
            try:
                made[key] = decode(item)
            except _PlacedError as wrong:
                wrong.inside.append(f".{one_line(key, 60)}")
                raise
        return made

    return table


def _dataclass(kind: type) -> Decoder:
    every = get_type_hints(kind)
    hints = {field.name: every[field.name] for field in fields(kind)}
    required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    known: dict[str, tuple[Any, Decoder]] = {}

    def dataclass(value: Any) -> Any:
        _require(dict, value)
        if not known:  # not before: a dataclass may hold others of its own kind
            known.update({name: (hint if hint in PLAIN else None, _decoder(hint)) for name, hint in hints.items()})
        if not value.keys() <= known.keys():
            _unknown(next(str(name) for name in value if name not in known), known)
        if not required <= value.keys():
            raise _PlacedError(f" has no {next(name for name in known if name in required and name not in value)}")
        made, name = {}, ""
        try:
            for name, item in value.items():
                exact, decode = known[name]
                made[name] = item if type(item) is exact else decode(item)
        except _PlacedError as wrong:
            wrong.inside.append(f".{name}")
            raise
        return kind(**made)

    return dataclass


def _unknown(name: str, known: Iterable[str]) -> NoReturn:
    close = difflib.get_close_matches(name[:60], known, 1)
    hint = f": did you mean {close[0]}?" if close else f"; the keys are {', '.join(known)}"
    raise _PlacedError(f" has an unknown key {one_line(name, 60)}{hint}")


def _member(kind: type[Enum]) -> Decoder:
    members: dict[Any, Enum] = {member.value: member for member in kind}

    def member(value: Any) -> Any:
        if type(value) is not str or value not in members:
            raise _PlacedError(f": expected one of {', '.join(map(str, members))}")
        return members[value]

    return member


def _float(value: Any) -> float:
    if type(value) not in (int, float):
        _require(float, value)
    if not abs(value) <= 1e308:  # true of nan, too
        raise _PlacedError(": expected a finite number")
    return float(value)


def _scalar(kind: type) -> Decoder:
    def scalar(value: Any) -> Any:
        _require(kind, value)
        return value

    return scalar


def _require(kind: Any, value: Any) -> None:
    if type(value) is not kind:
        raise _PlacedError(f": expected {NAMES[kind]}, found {NAMES.get(type(value), 'something else')}")

"""Strict decoding of JSON and TOML into dataclasses: exactly the keys and types that they declare, or an error."""

import difflib
import functools
import json
import types
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from gradus.core.files import FileError, private_folder, read_regular, write_atomic
from gradus.core.text import one_line

T = TypeVar("T")
LARGEST = 64 << 20
NAMES: dict[Any, str] = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}
NAMES |= {list: "a list", dict: "a table", type(None): "nothing"}


class DecodeError(ValueError):
    """The data is invalid. The text says where, what was expected and what was found, but contains no value."""


def loads(data: bytes) -> Any:
    """Parse JSON in UTF-8. Raises DecodeError, also for what Python accepts: NaN, infinity, duplicate keys."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_not_finite)
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


def build(kind: type[T], value: Any, where: str) -> T:
    """Turn plain data into the dataclass `kind`; errors call its top level `where`.

    Fields may be str, int, float, bool, enums, Any, dataclasses, tuple[X, ...], frozenset[X], list[X], dict[str, X] and
    X | None; one with a default is optional. Raises DecodeError for a missing or unknown key, a wrong type, and NaN.
    """
    return _decode(kind, value, where)  # type: ignore[no-any-return]


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
        """Return the content."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n"

    def write(self, folder: Path) -> None:
        """Write the file into a folder, which is created if needed, for its owner alone. Raises OSError."""
        private_folder(folder)
        write_atomic(folder / self.FILE, self.to_json())


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise DecodeError("it has a duplicate key")
    return table


def _not_finite(constant: str) -> Any:
    raise DecodeError("a number is not finite")


def _decode(kind: Any, value: Any, where: str) -> Any:
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
        return _decode(kind, value, where)
    if origin in (tuple, frozenset, list):
        _require(list, value, where)
        return origin(_decode(inner[0], item, f"{where}[{number}]") for number, item in enumerate(value))
    if origin is dict:
        _require(dict, value, where)
        return {key: _decode(inner[1], item, f"{where}.{one_line(key, 60)}") for key, item in value.items()}
    return _scalar(kind, value, where)


@functools.cache
def _fields(kind: type) -> tuple[dict[str, Any], set[str]]:
    """The types of a dataclass's fields by name, and the names that are required."""
    hints = get_type_hints(kind)
    required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    return {field.name: hints[field.name] for field in fields(kind)}, required


def _dataclass(kind: type, value: Any, where: str) -> Any:
    _require(dict, value, where)
    known, required = _fields(kind)
    if unknown := [str(name) for name in value if name not in known]:
        close = difflib.get_close_matches(unknown[0][:60], known, 1)
        hint = f": did you mean {close[0]}?" if close else f"; the keys are {', '.join(known)}"
        raise DecodeError(f"{where} has an unknown key {one_line(unknown[0], 60)}{hint}")
    if missing := [name for name in known if name in required and name not in value]:
        raise DecodeError(f"{where} has no {missing[0]}")
    return kind(**{name: _decode(known[name], item, f"{where}.{name}") for name, item in value.items()})


def _member(kind: type[Enum], value: Any, where: str) -> Any:
    members: dict[Any, Enum] = {member.value: member for member in kind}
    if type(value) is not str or value not in members:
        raise DecodeError(f"{where}: expected one of {', '.join(map(str, members))}")
    return members[value]


def _scalar(kind: Any, value: Any, where: str) -> Any:
    if kind is float and type(value) in (int, float):
        if not abs(value) <= 1e308:  # true of nan, too
            raise DecodeError(f"{where}: expected a finite number")
        return float(value)
    _require(kind, value, where)
    return value


def _require(kind: Any, value: Any, where: str) -> None:
    if type(value) is not kind:
        raise DecodeError(f"{where}: expected {NAMES[kind]}, found {NAMES.get(type(value), 'something else')}")

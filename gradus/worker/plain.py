"""The plain data in objects: what an instance of a subclass holds, and whether the subclass makes more of it.

Types are asked of `type()`, whatever an object says of its class. Data is taken by the methods of the built-in type:
those of a subclass are not called.
"""

import array
import collections
import enum
import functools
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

# What a class has without its author having written any of it.
_GENERATED = frozenset(
    "__module__ __qualname__ __doc__ __dict__ __weakref__ __annotations__ __annotate__ __annotate_func__ __slots__ "
    "__hash__ __orig_bases__ __parameters__ __firstlineno__ __static_attributes__ __classdictcell__".split()
)
_OF_NAMEDTUPLES = frozenset(
    "_fields _field_defaults _make _replace _asdict __new__ __repr__ __getnewargs__ __match_args__ __replace__ "
    "__annotations_cache__".split()
)
_LIBRARIES = sys.stdlib_module_names | {"numpy", "gradus"}
_NOTHING: dict[str, Any] = {}
_VIEWS = (type(_NOTHING.keys()), type(_NOTHING.values()), type(_NOTHING.items()))

# Each type of data with what makes plain data of an instance of a subclass.
_DATA: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (np.ndarray, np.asarray),
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (list, lambda value: [*list.__iter__(value)]),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
)
# Containers that hold what a list or a dict holds. Elsewhere they stay what they are: a deque has methods of its own.
_CONTAINERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (collections.deque, lambda value: [*collections.deque.__iter__(value)]),
    (array.array, array.array.tolist),
    (range, list),
    *((view, list) for view in _VIEWS),
    (types.MappingProxyType, dict),
    (collections.UserList, lambda value: [*value.data]),
    (collections.UserDict, lambda value: dict(value.data)),
    (collections.UserString, lambda value: str(value.data)),
    (np.generic, np.generic.item),
)


def is_object(value: object) -> bool:
    """Whether an instance of a subclass of a type of data is more than its data: by what its author gave it."""
    kind: Any = type(value)
    if not _is_own(kind):
        return False
    if _has_members(kind):
        return True
    try:
        return bool(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        return False


def base(value: object) -> Any:
    """The plain data of an instance of a subclass of a type of data. Raises TypeError for any other object."""
    return _converted(value, _DATA)


def data(value: object) -> list[Any]:
    """[True, the plain data that an object holds], or [False, None] if it is no container and no kind of data."""
    try:
        return [True, _converted(value, (*_DATA, *_CONTAINERS))]
    except TypeError:
        return [False, None]


@functools.lru_cache(maxsize=256)
def is_opaque(kind: type) -> bool:
    """Whether no instance of a type is data, or becomes data by `base` or `as_float`."""
    return not issubclass(kind, (np.generic, *(each for each, _ in _DATA), *_numbers()))


def is_bare(value: object) -> bool:
    """Whether an object holds no data, and cannot say that it is something else than it is: nobody need ask."""
    kind: Any = type(value)
    return is_opaque(kind) and _is_bare(kind)


def as_float(value: object) -> float | None:
    """A fraction or a decimal as a float, or None for anything else. Raises OverflowError if it is too large."""
    return float(value) if issubclass(type(value), _numbers()) else None  # type: ignore[arg-type]


def _numbers() -> tuple[type, ...]:
    """The types of fractions and decimals, of those that are imported: who has one has imported its module."""
    modules = (("fractions", "Fraction"), ("decimal", "Decimal"))
    kinds = (getattr(sys.modules.get(module), name, None) for module, name in modules)
    return tuple(kind for kind in kinds if isinstance(kind, type))


def _converted(value: object, table: tuple[tuple[type, Callable[[Any], Any]], ...]) -> Any:
    kind = type(value)
    for each, convert in table:
        if issubclass(kind, each):
            return convert(value)
    raise TypeError("no data")


@functools.lru_cache(maxsize=256)
def _is_own(kind: type) -> bool:
    """Whether somebody derived the class from a type of data; an Enum's member is its value."""
    return not issubclass(kind, enum.Enum) and any(_is_students(each) for each in kind.__mro__)


@functools.lru_cache(maxsize=256)
def _has_members(kind: type) -> bool:
    """Whether a class has anything of its own: methods, properties, class variables."""
    return any(vars(each).keys() - _expected(each) for each in kind.__mro__ if _is_students(each))


@functools.lru_cache(maxsize=256)
def _is_bare(kind: type) -> bool:
    own = [vars(each) for each in kind.__mro__ if _is_students(each)]
    lies = any(name in each for each in own for name in ("__class__", "__getattribute__"))
    return not lies and not any(issubclass(kind, each) for each, _ in _CONTAINERS)


def _is_students(kind: type) -> bool:
    return str(kind.__module__).partition(".")[0] not in _LIBRARIES


def _expected(kind: type) -> frozenset[str]:
    """The names that a class has although nobody wrote them into it."""
    fields = vars(kind).get("_fields")
    return _GENERATED | _OF_NAMEDTUPLES | {*fields} if isinstance(fields, tuple) else _GENERATED

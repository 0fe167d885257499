"""Format values for display, as a student would write them. NumPy's are recognised without importing it."""

import functools
import math
from collections.abc import Iterable
from typing import Any

from gradus.core.text import WIDTH, one_line

ELEMENTS = 12


def value(thing: Any) -> str:
    """A value as a student would write it: 6.0, [1.0, 2.0], "text", an array of shape (40, 2)."""
    if _is_numpys(thing):
        return _array(thing)
    if isinstance(thing, bool) or thing is None:
        return str(thing)
    if isinstance(thing, int):
        return one_line(str(thing), 40) if abs(thing) < 10**60 else "a huge integer"
    if isinstance(thing, float):
        return number(thing)
    if isinstance(thing, str):
        return one_line(repr(thing), 60)
    if isinstance(thing, (list, tuple)):
        return _sequence(thing)
    if isinstance(thing, dict):
        pairs = ", ".join(f"{value(k)}: {value(v)}" for k, v in list(thing.items())[:ELEMENTS])
        return one_line("{" + pairs + (", …}" if len(thing) > ELEMENTS else "}"), 3 * WIDTH)
    if hasattr(thing, "__name__") or isinstance(thing, functools.partial):
        return _function(thing)
    return one_line(repr(thing) if "__repr__" in vars(type(thing)) else type(thing).__name__)


def _function(thing: Any) -> str:
    """A function of the grader's that came back, whose repr holds an address of ours: a student's is a handle."""
    name = getattr(thing, "__name__", "")
    if isinstance(thing, type):
        return one_line(name)
    return f"the function {name} that it was given" if name.isidentifier() else "the function that it was given"


def difference(before: Any, after: Any) -> tuple[str, str]:
    """Two values that differ, with as many digits as show it; of what is long, the first element that differs."""
    texts = value(before), value(after)
    if texts[0] != texts[1] and not (_is_numpys(before) and before.size > ELEMENTS):
        return texts
    for key in _places(before, after):
        if _plain(before[key]) != _plain(after[key]):
            inner = difference(before[key], after[key])
            place = ", ".join(map(str, key)) if isinstance(key, tuple) else one_line(repr(key))
            return f"{inner[0]} at [{place}]", f"{inner[1]} at [{place}]"
    return one_line(_plain(before), 3 * WIDTH), one_line(_plain(after), 3 * WIDTH)


def _plain(thing: Any) -> str:
    return repr(thing.tolist() if _is_numpys(thing) else thing)


def _is_numpys(thing: Any) -> bool:
    return type(thing).__module__ == "numpy" and hasattr(thing, "tolist")


def _places(before: Any, after: Any) -> Iterable[Any]:
    """The keys or indices of two values that have the same ones; of an array, those where it differs."""
    if isinstance(before, dict):
        return before if list(before) == list(after) else ()
    if isinstance(before, (list, tuple)):
        return range(len(before)) if len(before) == len(after) else ()
    if not (_is_numpys(before) and _is_numpys(after)) or before.shape != after.shape or not before.ndim:
        return ()
    return (tuple(map(int, place)) for place in zip(*(before != after).nonzero(), strict=True))


def number(x: float) -> str:
    """A float with as many digits as a reader needs: 6.0, 0.1, 12.0000001, 1e-07, nan."""
    if not math.isfinite(x) or x == 0:
        return str(x)
    text = f"{x:.9g}"
    return text if "e" in text or "." in text else text + ".0"


def _sequence(items: list[Any] | tuple[Any, ...]) -> str:
    left, right = ("[", "]") if isinstance(items, list) else ("(", ")")
    if len(items) > ELEMENTS:
        return f"a {type(items).__name__} of {len(items)}: {left}{value(items[0])}, {value(items[1])}, …{right}"
    inner = ", ".join(map(value, items)) + ("," if isinstance(items, tuple) and len(items) == 1 else "")
    return one_line(left + inner + right, 3 * WIDTH)


def _array(array: Any) -> str:
    if array.ndim == 0:
        plain = array.item()
        return str(plain) if type(plain) is type(array) else value(plain)
    return f"array({value(array.tolist())})" if array.size <= ELEMENTS else f"an array of shape {array.shape}"

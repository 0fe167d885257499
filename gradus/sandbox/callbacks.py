"""The functions and objects of the grader that a worker may call, and what they are given."""

from __future__ import annotations

import builtins
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from gradus.core.status import Status
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.worker import wire

MAX_CALLBACK_SIZE = 1_000_000
STALE = "Python stopped in an earlier check, and what was made there is gone."


class Callbacks:
    """The functions and objects of the grader that the worker may call, by number."""

    def __init__(self) -> None:
        self.table: list[Any] = []

    def refer(self, thing: Any) -> list[Any]:
        if isinstance(thing, Handle):
            if thing._generation != thing._session.generation:
                raise StudentCodeError(Status.ERROR, STALE)
            return ["h", thing._number, ""]
        if isinstance(thing, np.random.Generator):
            return ["g", 0, _generator_state(thing)]
        if not callable(thing) and type(thing).__module__.split(".")[0] in _NOT_THE_GRADERS:
            raise TypeError(f"a {type(thing).__name__} does not travel to a worker: pass plain data")
        self.table.append(thing)
        number = len(self.table) - 1
        if callable(thing):
            name = getattr(thing, "__name__", "f")
            return ["f", number, name if name.isidentifier() else "f"]
        return ["o", number, ",".join(_methods(thing))]

    def refer_result(self, thing: Any) -> list[Any]:
        """As `refer`, for what a grader's function returned, which may depend on what a student passed to it."""
        if not callable(thing) and not isinstance(thing, Handle):
            raise TypeError("the function gave no data")
        return self.refer(thing)

    def answer(self, number: Any, method: Any, arguments: Any, named: Any) -> bytes:
        """Call what the worker asked for: a frame with ["value", result], or a built-in exception's name and a text."""
        kinds = type(number), type(method), type(arguments), type(named)
        if kinds != (int, str, list, dict) or not all(type(name) is str for name in named):
            raise wire.ProtocolError("a call of a function that is malformed")
        if not 0 <= number < len(self.table):
            raise wire.ProtocolError("a callback that was never handed out")
        function = self.table[number]
        if method:
            if method not in _methods(function):
                raise wire.ProtocolError("a callback that was never handed out")
            function = getattr(function, method)
        given = [_plain(argument) for argument in arguments]
        try:
            if named:  # as a Python function takes them; a ufunc's out= and dtype= are not lent
                plain = {name: _plain(value) for name, value in named.items()}
                given = list(inspect.signature(function).bind(*given, **plain).args)
            with np.errstate(all="ignore"):
                return wire.encode(["value", function(*given)], self.refer_result)
        except Exception as error:
            name = type(error).__name__
            text = "the function could not be evaluated there"
            if isinstance(error, TypeError) and not _takes(function, len(given)):
                text = f"the function cannot be called with {len(given)} arguments"
            return wire.encode([name if hasattr(builtins, name) else "ValueError", text], self.refer)


# Their methods do more than a check means to lend: an array's write files, a path's delete them.
_NOT_THE_GRADERS = sys.stdlib_module_names | {"numpy"}


def _methods(thing: object) -> list[str]:
    return [name for name in dir(type(thing)) if not name.startswith("_")]


def _takes(function: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except ValueError:  # a ufunc: it has no signature to ask
        return True
    except TypeError:
        return False
    return True


def _plain(argument: Any) -> Any:
    """What a grader's function is given: floats and float arrays, never an integer whose power could hang us."""
    if isinstance(argument, bool):
        return argument
    if isinstance(argument, int):
        return float(argument) if abs(argument) < 10**300 else float("inf")
    if isinstance(argument, np.ndarray):
        if argument.size > MAX_CALLBACK_SIZE:
            raise wire.ProtocolError("an array too large for the function that it was given to")
        return argument.astype(np.float64) if argument.dtype.kind in "biu" else argument
    if isinstance(argument, (list, tuple)):
        return [_plain(item) for item in argument]
    return argument


def _generator_state(generator: np.random.Generator) -> str:
    state: Any = generator.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise TypeError("only generators made by numpy.random.default_rng travel to a worker")
    parts = [state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"]]
    return " ".join(f"{part:x}" for part in parts)

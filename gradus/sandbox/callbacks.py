"""The functions and objects of the grader that a worker may call, and the arguments that they get."""

import builtins
import inspect
import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from gradus.core.status import Status
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle, function_name
from gradus.worker import wire

MAX_CALLBACK_SIZE = 1_000_000
# The bytes of the arguments of one call and of all calls in a check, as the grader's functions get them: they may keep
# them, and an array of small integers grows eightfold.
MAX_CALL_BYTES, MAX_CHECK_BYTES = 32 << 20, 256 << 20
_OBJECT = 64
MOST_RAISED = 10
# Their objects are never shared: an array's methods write files, a path's delete them.
_NOT_THE_GRADERS = sys.stdlib_module_names | {"numpy"}


class Callbacks:
    """The grader's functions and objects that were sent to the worker, by number.

    `raised` are exceptions of them that may be a mistake of the grader's, whatever it was called with.
    """

    def __init__(self) -> None:
        self.table: list[Any] = []
        self.raised: list[Exception] = []
        self.taken = 0

    def clear(self) -> None:
        """Forget what an earlier check sent."""
        self.table.clear()
        self.raised.clear()
        self.taken = 0

    def refer(self, argument: Any) -> list[Any]:
        """The tagged form of an argument that is not data. Raises StudentCodeError (a stale handle) and TypeError."""
        if isinstance(argument, Handle):
            if argument._generation != argument._session.generation:
                text = "Python stopped in an earlier check, so the objects of that check no longer exist."
                raise StudentCodeError(Status.ERROR, text)
            return ["h", argument._number, ""]
        if isinstance(argument, np.random.Generator):
            state: Any = argument.bit_generator.state
            if state["bit_generator"] != "PCG64":
                raise TypeError("only generators made by numpy.random.default_rng can be sent to a worker")
            seed: Any = argument.bit_generator.seed_seq  # for the children that rng.spawn makes
            return ["g", 0, json.dumps([state, seed.state], default=int)]
        if not callable(argument) and type(argument).__module__.split(".")[0] in _NOT_THE_GRADERS:
            raise TypeError(f"a {type(argument).__name__} cannot be sent to a worker: pass plain data")
        self.table.append(argument)
        if callable(argument):
            return ["f", len(self.table) - 1, function_name(argument).removeprefix("np.")]
        return ["o", len(self.table) - 1, ",".join(_methods(argument))]

    def refer_result(self, result: Any) -> list[Any]:
        """As `refer`, without objects, for the result of a grader's function: student code may have influenced it."""
        if not callable(result) and not isinstance(result, Handle):
            raise TypeError("the function returned no data")
        return self.refer(result)

    def answer(self, call: list[Any]) -> bytes:
        """Make the call [number, method, arguments, named] that a worker requests. Raises ProtocolError if invalid.

        Returns a frame with ["value", result], or with the name of a built-in exception and a message.
        """
        match call:
            case [int(number), str(method), list(arguments), dict(named)] if (
                type(number) is int and 0 <= number < len(self.table) and all(type(name) is str for name in named)
            ):
                function = self.table[number]
            case _:
                raise wire.ProtocolError("a malformed call of a function")
        if method:
            if method not in _methods(function):
                raise wire.ProtocolError("a call of a method that was not offered")
            function = getattr(function, method)
        self._take([arguments, list(named.values())])
        positional = [_plain(argument) for argument in arguments]
        try:
            if named:  # as a Python function takes them; a ufunc's out= and dtype= are not offered
                plain = {name: _plain(value) for name, value in named.items()}
                positional = list(inspect.signature(function).bind(*positional, **plain).args)
            with np.errstate(all="ignore"):
                return wire.encode(["value", function(*positional)], self.refer_result)
        except Exception as error:
            if isinstance(error, (NameError, ImportError, AttributeError)) and len(self.raised) < MOST_RAISED:
                self.raised.append(error)
            name = type(error).__name__
            text = "the function could not be evaluated at these arguments"
            if isinstance(error, TypeError) and not _takes(function, len(positional)):
                text = f"the function cannot be called with {len(positional)} arguments"
            return wire.encode([name if hasattr(builtins, name) else "ValueError", text], self.refer)

    def _take(self, arguments: list[Any]) -> None:
        """Count the arguments of a call. Raises ProtocolError if they are more than a call or a check takes."""
        size = _bytes(arguments)
        self.taken += size
        if size > MAX_CALL_BYTES:
            raise wire.ProtocolError(f"more than {MAX_CALL_BYTES >> 20} MiB for one call of a function of the check")
        if self.taken > MAX_CHECK_BYTES:
            raise wire.ProtocolError(f"more than {MAX_CHECK_BYTES >> 20} MiB for the functions of one check")


def _bytes(argument: Any) -> int:
    """The bytes that an argument takes in the grader once it is plain."""
    if isinstance(argument, (list, tuple)):
        return _OBJECT + sum(map(_bytes, argument))
    if isinstance(argument, dict):
        return _OBJECT + sum(_bytes(key) + _bytes(value) for key, value in argument.items())
    if isinstance(argument, np.ndarray):
        return int(argument.size * max(8, argument.dtype.itemsize))
    return len(argument) if isinstance(argument, str) else _OBJECT


def _methods(shared: object) -> list[str]:
    return [name for name in dir(type(shared)) if not name.startswith("_")]


def _takes(function: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except (ValueError, TypeError) as error:
        return isinstance(error, ValueError)  # a ufunc has no signature
    return True


def _plain(argument: Any) -> Any:
    """An argument as the grader's function gets it: integers become floats, since their powers could take forever."""
    if isinstance(argument, bool):
        return argument
    if isinstance(argument, int):
        return float(argument) if abs(argument) < 10**300 else float("inf")
    if isinstance(argument, np.ndarray):
        if argument.size > MAX_CALLBACK_SIZE:
            raise wire.ProtocolError("an array too large for the function that it was passed to")
        return argument.astype(np.float64) if argument.dtype.kind in "biu" else argument
    return [_plain(item) for item in argument] if isinstance(argument, (list, tuple)) else argument

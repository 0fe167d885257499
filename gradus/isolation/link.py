"""A way to a worker: in another process, or in this one for a debugger. Both carry the same frames."""

from __future__ import annotations

import builtins
import inspect
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from gradus.isolation import wire
from gradus.isolation.channel import Channel
from gradus.isolation.handle import Handle, StudentFault
from gradus.isolation.sandbox import Launch
from gradus.isolation.worker import Worker

MAX_CALLBACKS = 1_000_000
MAX_CALLBACK_SIZE = 1_000_000
START_SECONDS = 60.0
STALE = "Python stopped in an earlier check, and what was made there is gone."


class Link(Protocol):
    """A way to a worker."""

    @property
    def cause(self) -> BaseException | None: ...
    def ask(self, request: list[Any], seconds: float) -> list[Any]: ...
    def printed(self) -> str: ...
    def close(self) -> None: ...


class Callbacks:
    """The functions and objects of the grader that the worker may call, by number."""

    def __init__(self) -> None:
        self.table: list[Any] = []

    def refer(self, thing: Any) -> list[Any]:
        if isinstance(thing, Handle):
            if thing._generation != thing._session.generation:
                raise StudentFault("error", STALE)
            return ["h", thing._number, ""]
        if isinstance(thing, np.random.Generator):
            return ["g", 0, _generator_state(thing)]
        self.table.append(thing)
        number = len(self.table) - 1
        if callable(thing):
            name = getattr(thing, "__name__", "f")
            return ["f", number, name if name.isidentifier() else "f"]
        return ["o", number, ",".join(_methods(thing))]

    def answer(self, number: Any, method: Any, arguments: Any) -> list[Any]:
        """Call what the worker asked for: ["value", result], or the name of a built-in exception and a text."""
        if type(number) is not int or not 0 <= number < len(self.table) or type(arguments) is not list:
            raise wire.ProtocolError("a callback that was never handed out")
        function = self.table[number]
        if method:
            if method not in _methods(function):
                raise wire.ProtocolError("a callback that was never handed out")
            function = getattr(function, method)
        given = [_plain(argument) for argument in arguments]
        try:
            with np.errstate(all="ignore"):
                return ["value", function(*given)]
        except Exception as error:
            name = type(error).__name__
            text = "the function could not be evaluated there"
            if isinstance(error, TypeError) and not _takes(function, len(given)):
                text = f"the function cannot be called with {len(given)} arguments"
            return [name if hasattr(builtins, name) else "ValueError", text]


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


class RemoteLink:
    """A worker in another process."""

    def __init__(self, launch: Launch, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.callbacks, self.resolve = callbacks, resolve
        self.channel = Channel(launch)
        self.started = False

    @property
    def cause(self) -> BaseException | None:
        return None

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        if not self.started:
            self.started = True
            self.channel.deadline = time.monotonic() + START_SECONDS
            if self._receive("")[0] != "ready":
                raise wire.ProtocolError("a worker that does not say that it is ready")
        ticket = secrets.token_hex(8)
        self.channel.deadline = time.monotonic() + seconds
        self._send([ticket, *request])
        for _ in range(MAX_CALLBACKS):
            reply = self._receive(ticket)
            if reply[0] != "call":
                return reply
            if len(reply) != 4:
                raise wire.ProtocolError("a call of a function that is malformed")
            self._send(self.callbacks.answer(*reply[1:]))
        raise wire.ProtocolError("more calls of a function than allowed")

    def printed(self) -> str:
        return self.channel.printed()

    def close(self) -> None:
        self.channel.close()

    def _send(self, message: list[Any]) -> None:
        self.channel.write(wire.encode(message, self.callbacks.refer))

    def _receive(self, ticket: str) -> list[Any]:
        reply = wire.decode(self.channel.read, self.resolve)
        if type(reply) is not list or len(reply) < 2 or reply[0] != ticket or type(reply[1]) is not str:
            raise wire.ProtocolError("an answer to a question that was not asked")
        return reply[1:]


class LocalLink:
    """The worker's code in this very process, for breakpoints. It protects nothing."""

    def __init__(self, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.callbacks, self.resolve = callbacks, resolve
        self.worker = Worker(self._exchange)

    @property
    def cause(self) -> BaseException | None:
        return self.worker.error

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        question = self._carry(request, self.callbacks.refer, self.worker.resolve)
        answer = self.worker.answer(question)
        try:
            reply: list[Any] = self._carry(answer, self.worker.refer, self.resolve)
        except wire.NotData as error:
            return ["unsendable", str(error)]
        return reply

    def printed(self) -> str:
        return ""

    def close(self) -> None:
        self.worker.close()

    def _exchange(self, message: list[Any]) -> Any:
        _, *rest = self._carry(message, self.worker.refer, self.resolve)
        return self._carry(self.callbacks.answer(*rest), self.callbacks.refer, self.worker.resolve)

    @staticmethod
    def _carry(message: Any, refer: wire.Refer, resolve: wire.Resolve) -> Any:
        frame, position = wire.encode(message, refer), 0

        def read(size: int) -> bytearray:
            nonlocal position
            position += size
            return bytearray(frame[position - size : position])

        return wire.decode(read, resolve)

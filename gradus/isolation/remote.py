"""The grader's end: a student's module as an object whose functions are called by name and answer with data.

A `Session` is one exercise of one submission. It starts a worker when first asked, loads the module into it, and
starts a fresh one after a worker was lost. A `Handle` is something that stayed in the worker.
"""

from __future__ import annotations

import builtins
import inspect
import re
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from gradus.isolation import wire
from gradus.isolation.channel import Channel, HangUp, Silence
from gradus.isolation.sandbox import Launch
from gradus.text import one_line, printable, value

MAX_CALLBACKS = 1_000_000
MAX_CALLBACK_SIZE = 1_000_000
START_SECONDS = 60.0
STALE = "Python stopped in an earlier check, and what was made there is gone."


class StudentFault(Exception):
    """Something in the student's code kept the check from having an answer.

    `status` is one of the report's: error, timeout, not_started, missing. The text was made printable.
    `exception` and `module` name what was raised, and the innermost module of the student's it passed through.
    """

    def __init__(self, status: str, text: str, kind: str = "", *, exception: str = "", module: str = "") -> None:
        super().__init__(text)
        self.status, self.text, self.kind = status, text, kind or status
        self.exception, self.module = exception, module


class Observer(Protocol):
    """What follows a check while it runs: how long it may take, what it called and what came back."""

    def left(self) -> float: ...
    def spend(self, seconds: float) -> None: ...
    def calling(self, text: str, functions: list[Any]) -> None: ...
    def returned(self, result: Any) -> None: ...


class Link(Protocol):
    """A way to a worker."""

    cause: BaseException | None

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
        self.cause = None
        self.callbacks, self.resolve = callbacks, resolve
        self.channel = Channel(launch)
        self.started = False

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
        from gradus.isolation.worker import Worker

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


class Handle:
    """Something that lives in the worker. Attributes, calls, operators and indices go there and come back."""

    __slots__ = ("_generation", "_kind", "_number", "_session", "_text")

    def __init__(self, session: Session, number: int, kind: str, generation: int) -> None:
        for name, item in zip(
            ("_session", "_number", "_kind", "_generation", "_text"),
            (session, number, kind, generation, kind),
            strict=True,
        ):
            object.__setattr__(self, name, item)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.get(self, name)

    def __setattr__(self, name: str, item: Any) -> None:
        self._session.ask(["set", self, name, item], f"{self._text}.{name} = {value(item)}")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._session.call(self, arguments, named)

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getitem__(self, key: Any) -> Any:
        return self._session.ask(["operate", "getitem", self, key], f"{self._text}[{_shown(key)}]")

    def __len__(self) -> int:
        length = self._session.ask(["operate", "len", self], f"len({self._text})")
        if type(length) is not int or not 0 <= length < 2**31:
            raise StudentFault("failed", "its length is not a number")
        return length

    def __iter__(self) -> Any:
        return iter(self._session.ask(["operate", "list", self], f"list({self._text})"))

    def _refuse(self, *_: Any) -> Any:
        raise TypeError("a handle is not data: compare attributes or results with expect(...)")

    __eq__ = __ne__ = __bool__ = __contains__ = __array__ = __float__ = __int__ = _refuse  # type: ignore[assignment]
    __hash__ = object.__hash__
    __array_ufunc__ = None


def _operator(name: str, symbol: str, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Handle, other: Any) -> Any:
        left, right = (other, self) if reflected else (self, other)
        text = f"{_shown(left, True)} {symbol} {_shown(right, True)}"
        return self._session.ask(["operate", name, left, right], text)

    return method


for _name, _symbol in {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@",
}.items():  # fmt: skip
    setattr(Handle, f"__{_name}__", _operator(_name, _symbol))
    setattr(Handle, f"__r{_name}__", _operator(_name, _symbol, reflected=True))
for _name, _symbol in {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    setattr(Handle, f"__{_name}__", _operator(_name, _symbol))
Handle.__neg__ = lambda self: self._session.ask(["operate", "neg", self], f"-{_shown(self, True)}")  # type: ignore[attr-defined]


def _shown(thing: Any, inside: bool = False) -> str:
    """An operand or argument as it stands in an expression; in parentheses where it is `inside` another one."""
    if isinstance(thing, Handle):
        return f"({thing._text})" if inside and " " in _outer(thing._text) else thing._text
    if isinstance(thing, np.random.Generator):
        return "rng"
    if callable(thing):
        name = getattr(thing, "__name__", "f")
        return name if name.isidentifier() else "f"
    if isinstance(thing, (list, tuple)) and any(callable(item) for item in thing):
        return "[" + ", ".join(_shown(item) for item in thing) + "]"
    return value(thing)


def _outer(text: str) -> str:
    """`text` without what stands in parentheses."""
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text


class Session:
    """One exercise of a submission, in a worker.

    `connect` opens a link; `load` puts the sources into a fresh worker and fills `modules`.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[Callbacks, wire.Resolve], Link],
        load: Callable[[Session], None],
        observer: Observer,
    ) -> None:
        self.name, self.connect, self.load, self.observer = name, connect, load, observer
        self.callbacks = Callbacks()
        self.link: Link | None = None
        self.generation = 0
        self.modules: dict[str, Handle] = {}
        self.broken: Exception | None = None
        self.warned: list[str] = []
        self.sent: list[Any] = []
        self.busy = False

    def start(self) -> Link:
        """Begin to start the worker; it gets ready while the caller does something else."""
        if self.link is None:
            self.generation += 1
            self.modules = {}
            self.link = self.connect(self.callbacks, self._resolve)
        return self.link

    def module(self, name: str = "") -> Handle:
        """The student's module `name`, or the session's own, imported. If that one fails, it does so every time."""
        if self.broken:
            raise self.broken
        if not self.modules:
            self.start()
            try:
                self.load(self)
            except Exception as fault:
                self.broken = fault
                raise
        name = name or self.name
        if name not in self.modules:
            self.modules[name] = self.ask(["import", name])
        return self.modules[name]

    def begin(self, seed: int) -> None:
        """A new check: forget the last one's functions, start NumPy's global generator from `seed`."""
        self.callbacks.table.clear()
        if self.link and self.modules:
            try:
                self.ask(["seed", seed])
            except StudentFault:
                self.close()

    def get(self, target: Handle, name: str) -> Any:
        text = name if any(target is m for m in self.modules.values()) else f"{target._text}.{name}"
        return self.ask(["get", target, name], text)

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        shown = [_shown(a) for a in arguments] + [f"{k}={_shown(v)}" for k, v in named.items()]
        text = f"{target._text}({', '.join(shown)})"
        self.sent = list(arguments)
        functions = [a for a in [*arguments, *named.values()] if callable(a) and not isinstance(a, Handle)]
        return self.ask(["call", target, list(arguments), named], text, functions)

    def ask(self, request: list[Any], text: str = "", functions: list[Any] | None = None) -> Any:
        """Ask the worker, return its answer as data or handles, and tell the observer.

        Raises StudentFault where there is none.
        """
        if self.busy:
            raise TypeError("a function of the grader's was given an object instead of numbers")
        link = self.start()
        self.observer.calling(text, functions or [])
        self.busy, started = True, time.monotonic()
        try:
            kind, *rest = link.ask(request, self.observer.left())
        except Silence:
            raise self._lost("timeout", "There was no answer in time: is there a loop that does not end?") from None
        except HangUp:
            text = "Python stopped in the middle: it crashed, ran out of memory, or was told to exit."
            raise self._lost("error", text, "died") from None
        except wire.ProtocolError as error:
            raise self._lost("error", f"The answer could not be understood: {error}.", "protocol") from None
        except RecursionError:
            raise self._lost("error", "The answer could not be understood: it is nested too deeply.") from None
        finally:
            self.busy = False
            self.observer.spend(time.monotonic() - started)
        try:
            return self._result(kind, rest, text)
        except (ValueError, TypeError, IndexError):
            raise self._lost("error", "The answer could not be understood.", "protocol") from None

    def printed(self) -> str:
        """What the student's code printed since this was last asked, fit to be shown."""
        return printable(self.link.printed(), 2000) if self.link else ""

    def close(self) -> None:
        if self.link is not None:
            link, self.link, self.modules = self.link, None, {}
            link.close()

    def _result(self, kind: str, rest: list[Any], text: str) -> Any:
        if kind == "value":
            result, warned = rest
            self.warned = [one_line(str(name)) for name in warned][:20]
            _name_result(result, text)
            if text:
                self.observer.returned(result)
            return result
        if kind == "missing":
            raise StudentFault("missing", f"There is no {one_line(text or str(rest[0]))} in what was handed in.")
        if kind == "unsendable":
            raise StudentFault("error", f"What came back cannot be looked at: {one_line(str(rest[0]))}.", "type")
        if kind == "raised":
            name, message, module, line, source, unwritten = rest
            module, name = one_line(module), one_line(name, 60)
            if unwritten is True:
                raise StudentFault("not_started", "Not written yet.", module=module) from self._cause()
            place = f"\nat line {int(line)} of {module}:\n{printable(source, 400)}" if module else ""
            said = f"raised    {name}: {printable(message)}" if message else f"raised    {name}"
            raise StudentFault("error", said + place, "raised", exception=name, module=module) from self._cause()
        raise ValueError(kind)

    def _cause(self) -> BaseException | None:
        return self.link.cause if self.link else None

    def _lost(self, status: str, text: str, kind: str = "") -> StudentFault:
        self.close()
        return StudentFault(status, text, kind)

    def _resolve(self, reference: wire.Reference) -> Any:
        if reference.kind == "f" and 0 <= reference.number < len(self.callbacks.table):
            return self.callbacks.table[reference.number]
        if reference.kind != "h" or reference.number < 1 or not reference.label.isidentifier():
            raise wire.ProtocolError("a reference that means nothing here")
        return Handle(self, reference.number, reference.label[:100], self.generation)


def _name_result(result: Any, text: str) -> None:
    """Let what came back carry the expression that made it, for messages."""
    if isinstance(result, Handle):
        if text:
            object.__setattr__(result, "_text", one_line(text, 120))
    elif isinstance(result, (list, tuple)):
        for index, item in enumerate(result):
            if isinstance(item, (Handle, list, tuple)):
                _name_result(item, f"{text}[{index}]")

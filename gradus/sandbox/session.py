"""A session: one exercise of one submission, in a worker.

It starts a worker when first asked, loads the module into it, and starts a fresh one after a worker was lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from gradus.core.status import Kind, Status
from gradus.core.text import one_line, printable
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.client import WorkerClient
from gradus.sandbox.errors import StudentCodeError, WorkerExitedError, WorkerTimeoutError
from gradus.sandbox.handle import Handle, shown
from gradus.sandbox.transport import Transport
from gradus.worker import wire

SECONDS_OUTSIDE_CHECKS = 60.0


class Observer(Protocol):
    """What follows a check while it runs: how long it may take, what it called and what came back."""

    def left(self) -> float: ...
    def spend(self, seconds: float) -> None: ...
    def calling(self, text: str, functions: list[Any]) -> None: ...
    def returned(self, result: Any) -> None: ...


class Session(WorkerClient):
    """One exercise of a submission, in a worker.

    Args:
        name: the module of the exercise.
        connect: opens a transport to a fresh worker.
        load: puts the sources into a fresh worker and fills `modules`.
        observer: gives the check that runs now, or None outside of one.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[Callbacks, wire.Resolve], Transport],
        load: Callable[[Session], None],
        observer: Callable[[], Observer | None],
    ) -> None:
        self.name, self.connect, self.load, self.observer = name, connect, load, observer
        self.callbacks = Callbacks()
        self.transport: Transport | None = None
        self.generation = 0
        self.modules: dict[str, Handle] = {}
        self.broken: Exception | None = None
        self.warned: list[str] = []
        self.sent: list[Any] = []
        self.busy = False
        self.seed = 0

    def start(self) -> Transport:
        """Begin to start the worker; it gets ready while the caller does something else."""
        if self.transport is None:
            self.generation += 1
            self.modules = {}
            self.transport = self.connect(self.callbacks, self._resolve)
        return self.transport

    def module(self, name: str = "") -> Handle:
        """The student's module `name`, or the session's own, imported. If that one fails, it does so every time."""
        if self.broken:
            raise self.broken
        if not self.modules:
            self.start()
            try:
                self.seed_random(self.seed)
                self.load(self)
                self.seed_random(self.seed)
            except Exception as fault:
                if isinstance(fault, StudentCodeError):
                    fault.own = True
                self.broken = fault
                raise
        name = name or self.name
        if name not in self.modules:
            self.modules[name] = self.import_module(name)
        return self.modules[name]

    def begin(self, seed: int) -> None:
        """A new check: forget the last one's functions, start NumPy's global generator from `seed`."""
        self.callbacks.table.clear()
        self.seed = seed
        if self.transport and self.modules:
            self.transport.begin()
            try:
                self.seed_random(seed)
            except StudentCodeError:
                self.close()

    def get(self, target: Handle, name: str) -> Any:
        """Get an attribute, of a module of the student's by its own name."""
        text = name if any(target is m for m in self.modules.values()) else f"{shown(target, True)}.{name}"
        return self.get_attribute(target, name, text)

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call something, and keep what it was given."""
        self.sent = list(arguments)
        return super().call(target, arguments, named)

    def ask(self, request: list[Any], text: str = "", functions: Sequence[Any] = ()) -> Any:
        """Ask the worker, return its answer as data or handles, and tell the observer.

        Raises:
            StudentCodeError: there is no answer.
            WorkerStartError: no worker starts.
        """
        if self.busy:
            raise TypeError("a function of the grader's was given an object instead of numbers")
        transport = self.start()
        transport.ready()
        check = self.observer()
        if check:
            check.calling(text, list(functions))
        self.busy, started = True, time.monotonic()
        try:
            kind, *rest = transport.ask(request, check.left() if check else SECONDS_OUTSIDE_CHECKS)
        except WorkerTimeoutError:
            raise self._lost(Status.TIMEOUT, str(Kind.TIMEOUT.hidden)) from None
        except WorkerExitedError:
            raise self._lost(Status.ERROR, str(Kind.DIED.hidden), Kind.DIED) from None
        except wire.ProtocolError as error:
            text = f"The answer could not be understood: {error}."
            raise self._lost(Status.ERROR, text, Kind.PROTOCOL) from None
        except (RecursionError, MemoryError):
            text = "The answer could not be understood: it is too deep or too large."
            raise self._lost(Status.ERROR, text) from None
        finally:
            self.busy = False
            if check:
                check.spend(time.monotonic() - started)
        try:
            result = self._result(kind, rest, text)
            if request[0] in ("import", "overlay") and not isinstance(result, Handle):
                raise TypeError("import returned no module")
            return result
        except (ValueError, TypeError, IndexError):
            raise self._lost(Status.ERROR, str(Kind.PROTOCOL.hidden), Kind.PROTOCOL) from None

    def printed(self) -> str:
        """What the student's code printed since this was last asked, fit to be shown."""
        return printable(self.transport.printed(), 2000) if self.transport else ""

    def close(self) -> None:
        if self.transport is not None:
            transport, self.transport, self.modules = self.transport, None, {}
            transport.close()

    def _result(self, kind: str, rest: list[Any], text: str) -> Any:
        if kind == "value":
            result, warned = rest
            self.warned = [one_line(name) for name in _strings(warned)]
            _name_result(result, text)
            if text and (check := self.observer()):
                check.returned(result)
            return result
        if kind == "missing" and text:
            # A name of the module's own may be told of a hidden check; any other expression shows what was passed in.
            kind = Kind.MISSING if text.isidentifier() else Kind.ATTRIBUTE
            raise StudentCodeError(Status.MISSING, f"There is no {one_line(text)} in what was handed in.", kind)
        if kind == "unsendable":
            (why,) = _strings(rest)
            text = f"What came back cannot be looked at: {one_line(why)}."
            raise StudentCodeError(Status.ERROR, text, Kind.TYPE)
        if kind == "raised":
            name, message, module, line, source, unwritten, bases = rest
            _strings([name, message, module, source])
            if type(line) is not int or not 0 <= line < 10**6:
                raise TypeError("invalid line number")
            module, name = one_line(module), one_line(name, 60)
            known = " ".join(one_line(base, 60) for base in _strings(bases))
            if unwritten is True:
                raise StudentCodeError(
                    Status.NOT_STARTED, str(Kind.NOT_STARTED.hidden), module=module
                ) from self._cause()
            place = f"\nat line {line} of {module}:\n{printable(source, 400)}" if module and line else ""
            said = f"raised    {name}: {printable(message)}" if message else f"raised    {name}"
            fault = StudentCodeError(
                Status.ERROR, said + place, Kind.RAISED, exception=name, bases=known, module=module
            )
            raise fault from self._cause()
        raise ValueError(kind)

    def _cause(self) -> BaseException | None:
        return self.transport.cause if self.transport else None

    def _lost(self, status: Status, text: str, kind: Kind | None = None) -> StudentCodeError:
        self.close()
        return StudentCodeError(status, text, kind)

    def _resolve(self, reference: wire.RemoteRef) -> Any:
        if reference.kind == "f" and 0 <= reference.number < len(self.callbacks.table):
            return self.callbacks.table[reference.number]
        if reference.kind != "h" or reference.number < 1 or not reference.label.isidentifier():
            raise wire.ProtocolError("a reference that means nothing here")
        return Handle(self, reference.number, reference.label[:100], self.generation)


def _strings(things: Any) -> list[str]:
    """The first 20 of a list of strings. Raises TypeError where it is none."""
    if type(things) is not list or not all(type(thing) is str for thing in things[:20]):
        raise TypeError("something else where strings belong")
    return things[:20]


def _name_result(result: Any, text: str) -> None:
    """Let what came back carry the expression that made it, for messages."""
    if isinstance(result, Handle):
        if text:
            object.__setattr__(result, "_text", one_line(text, 120))
    elif isinstance(result, (list, tuple)):
        for index, item in enumerate(result):
            if isinstance(item, (Handle, list, tuple)):
                _name_result(item, f"{text}[{index}]")

"""The grader's end: a student's module as an object whose functions are called by name and answer with data.

A `Session` is one exercise of one submission. It starts a worker when first asked, loads the module into it, and
starts a fresh one after a worker was lost. A `Handle` is something that stayed in the worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from gradus.core.text import one_line, printable
from gradus.sandbox.channel import WorkerExitedError, WorkerTimeoutError
from gradus.sandbox.handle import Handle, StudentCodeError, shown
from gradus.sandbox.transport import Callbacks, Link
from gradus.worker import wire


class Observer(Protocol):
    """What follows a check while it runs: how long it may take, what it called and what came back."""

    def left(self) -> float: ...
    def spend(self, seconds: float) -> None: ...
    def calling(self, text: str, functions: list[Any]) -> None: ...
    def returned(self, result: Any) -> None: ...


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
        self.seed = 0

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
                self.ask(["seed", self.seed])
                self.load(self)
                self.ask(["seed", self.seed])
            except Exception as fault:
                if isinstance(fault, StudentCodeError):
                    fault.own = True
                self.broken = fault
                raise
        name = name or self.name
        if name not in self.modules:
            self.modules[name] = self.ask(["import", name])
        return self.modules[name]

    def begin(self, seed: int) -> None:
        """A new check: forget the last one's functions, start NumPy's global generator from `seed`."""
        self.callbacks.table.clear()
        self.seed = seed
        if self.link and self.modules:
            self.link.begin()
            try:
                self.ask(["seed", seed])
            except StudentCodeError:
                self.close()

    def get(self, target: Handle, name: str) -> Any:
        text = name if any(target is m for m in self.modules.values()) else f"{shown(target, True)}.{name}"
        return self.ask(["get", target, name], text)

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        texts = [shown(a) for a in arguments] + [f"{k}={shown(v)}" for k, v in named.items()]
        text = f"{shown(target, True)}({', '.join(texts)})"
        self.sent = list(arguments)
        functions = [a for a in [*arguments, *named.values()] if callable(a) and not isinstance(a, Handle)]
        return self.ask(["call", target, list(arguments), named], text, functions)

    def ask(self, request: list[Any], text: str = "", functions: list[Any] | None = None) -> Any:
        """Ask the worker, return its answer as data or handles, and tell the observer.

        Raises StudentCodeError where there is none.
        """
        if self.busy:
            raise TypeError("a function of the grader's was given an object instead of numbers")
        link = self.start()
        link.ready()
        self.observer.calling(text, functions or [])
        self.busy, started = True, time.monotonic()
        try:
            kind, *rest = link.ask(request, self.observer.left())
        except WorkerTimeoutError:
            raise self._lost("timeout", "There was no answer in time: is there a loop that does not end?") from None
        except WorkerExitedError:
            text = "Python stopped in the middle: it crashed, ran out of memory, or was told to exit."
            raise self._lost("error", text, "died") from None
        except wire.ProtocolError as error:
            raise self._lost("error", f"The answer could not be understood: {error}.", "protocol") from None
        except (RecursionError, MemoryError):
            raise self._lost("error", "The answer could not be understood: it is too deep or too large.") from None
        finally:
            self.busy = False
            self.observer.spend(time.monotonic() - started)
        try:
            result = self._result(kind, rest, text)
            if request[0] in ("import", "overlay") and not isinstance(result, Handle):
                raise TypeError("a module that is none")
            return result
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
            self.warned = [one_line(name) for name in _strings(warned)]
            _name_result(result, text)
            if text:
                self.observer.returned(result)
            return result
        if kind == "missing" and text:
            # A name of the module's own may be told of a hidden check; any other expression shows what was passed in.
            which = "missing" if text.isidentifier() else "attribute"
            raise StudentCodeError("missing", f"There is no {one_line(text)} in what was handed in.", which)
        if kind == "unsendable":
            (why,) = _strings(rest)
            raise StudentCodeError("error", f"What came back cannot be looked at: {one_line(why)}.", "type")
        if kind == "raised":
            name, message, module, line, source, unwritten, bases = rest
            _strings([name, message, module, source])
            if type(line) is not int or not 0 <= line < 10**6:
                raise TypeError("a line that is none")
            module, name = one_line(module), one_line(name, 60)
            known = " ".join(one_line(base, 60) for base in _strings(bases))
            if unwritten is True:
                raise StudentCodeError("not_started", "Not written yet.", module=module) from self._cause()
            place = f"\nat line {line} of {module}:\n{printable(source, 400)}" if module and line else ""
            said = f"raised    {name}: {printable(message)}" if message else f"raised    {name}"
            fault = StudentCodeError("error", said + place, "raised", exception=name, bases=known, module=module)
            raise fault from self._cause()
        raise ValueError(kind)

    def _cause(self) -> BaseException | None:
        return self.link.cause if self.link else None

    def _lost(self, status: str, text: str, kind: str = "") -> StudentCodeError:
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

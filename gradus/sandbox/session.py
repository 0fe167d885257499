"""A session: one exercise of one submission, in a worker that is started on demand and replaced after a failure."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from gradus.core.status import Kind, Status
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.client import Part, WorkerClient, decode_reply, malformed
from gradus.sandbox.errors import StudentCodeError, WorkerExitedError, WorkerStartError, WorkerTimeoutError
from gradus.sandbox.handle import Handle, label
from gradus.sandbox.transport import SubprocessTransport, Transport
from gradus.worker import wire

SECONDS_OUTSIDE_CHECKS = 60.0
VANISHED = "The sandbox was ended from outside while a worker was in it. Grade the submission again."


class Observer(Protocol):
    """The running check: its time limit, and a record of its calls and their results."""

    def left(self) -> float: ...
    def spend(self, seconds: float) -> None: ...
    def calling(self, request: list[Any], text: str, functions: list[tuple[str, Any]]) -> None: ...
    def returned(self, request: list[Any], result: Any, text: str, warned: list[str]) -> None: ...
    def changing(self, name: str, before: Any, after: Any) -> None: ...


class Session(WorkerClient):
    """One exercise of a submission, whose module is `name`.

    `connect` opens a transport to a worker, `supply` gives it what `load` needs to fill `modules`, without running any
    of the student's code, `observer` returns the running check or None. `names` are the parameters of its functions,
    for messages.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[Callbacks, wire.Resolve], Transport],
        load: Callable[[Session], None],
        observer: Callable[[], Observer | None],
        names: Mapping[str, Sequence[str]] | None = None,
        *,
        supply: Callable[[Session], None] = lambda session: None,
    ) -> None:
        self.name, self.connect, self.load, self.supply = name, connect, load, supply
        self.observer, self.names = observer, names or {}
        self.callbacks = Callbacks()
        self.transport: Transport | None = None
        self.generation = self.supplied = 0
        self.modules = {}
        self.broken: Exception | None = None
        self.warned = []
        self.changed = []
        self.sent = []
        self.meanings = {}
        self.rebound = False
        self.busy = False
        self.seed = 0
        self.unsown: int | None = None
        self.gone: list[str] = []  # what workers printed in this check that have ended since

    def start(self) -> Transport:
        """Start a worker unless there is one, without waiting until it is ready."""
        if self.transport is None:
            self.generation += 1
            self.modules = {}
            self.transport = self.connect(self.callbacks, self._resolve)
        return self.transport

    def holds(self, handle: Handle) -> bool:
        """Whether the worker that has the object still runs, as far as is known."""
        return self.transport is not None and handle._generation == self.generation

    def module(self, name: str = "") -> Handle:
        """Import a module, by default the exercise's own. Raises StudentCodeError, for the own one every time."""
        if self.broken:
            raise self.broken.with_traceback(None)
        if not self.modules:
            self._get_ready(self._load)
            self.forget()
        name = name or self.name
        if name not in self.modules:
            self.modules[name] = self.import_module(name)
            self.forget()
        return self.modules[name]

    def make_ready(self) -> None:
        """Do all that can be done before any of the student's code runs; `module` raises what fails."""
        with contextlib.suppress(Exception):
            self._get_ready(self._supply)

    def _get_ready(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            if isinstance(error, StudentCodeError):
                error.own = True
            self.broken = error
            raise

    def _supply(self) -> None:
        """Supply the worker, once."""
        self.start()
        if self.supplied != self.generation:
            self.supply(self)
            self.supplied = self.generation

    def _load(self) -> None:
        self._supply()
        self.reseed()
        self.load(self)
        self.reseed()

    def begin(self, seed: int) -> None:
        """Begin a check: forget the functions of the last one, and have the worker's global generators seeded."""
        self.callbacks.clear()
        self.seed = seed
        self.gone = []
        if self.transport:
            self.transport.begin()
        if self.modules:
            self.reseed()

    def reseed(self) -> None:
        """Have the worker's global generators seeded before it does anything else."""
        self.unsown = self.seed

    def ask(self, request: list[Any], text: str = "", functions: Sequence[tuple[str, Any]] = ()) -> Any:
        """As WorkerClient.ask; reports to the running check. Raises StudentCodeError and WorkerStartError."""
        self._note_question(request, text, functions)
        result = self._exchange(request, text)
        self._note_result(request, text, result)
        return result

    def ask_in_parts(self, request: list[Any], text: str) -> Any:
        """As `ask`, where the result holds replies, which `take` reports to the running check one by one."""
        self._note_question(request, text)
        return self._exchange(request, text)

    def take(self, reply: Any, request: list[Any], text: str) -> Any:
        """The result in a reply that came as a part of another, as if `request` had been asked. Raises as `ask`."""
        self._note_question(request, text)
        result = self._decoded(reply, text, 0)
        self._note_result(request, text, result)
        return result

    def ask_together(self, request: list[Any], parts: Sequence[Part]) -> list[Any]:
        """As WorkerClient.ask_together; reports the parts to the running check. Raises what `ask` raises."""
        self._note_question(*parts[0])
        match self._exchange(request, ""):
            case [list(results), bool(all_of_them)]:
                right = len(results) == len(parts) if all_of_them else len(results) < len(parts)
            case _:
                right = False
        if not right:
            raise self.discard(malformed())
        for number, (result, (part, text)) in enumerate(zip(results, parts, strict=False)):
            if number:
                self._note_question(part, text)
            self._note_result(part, text, result)
        return results

    def note(self, request: list[Any], text: str, result: Any) -> None:
        """As WorkerClient.note."""
        self._note_question(request, text)
        self.warned, self.changed = [], []
        self._note_result(request, text, result)

    def _note_question(self, request: list[Any], text: str, functions: Sequence[tuple[str, Any]] = ()) -> None:
        if self.busy:
            raise TypeError("a grader's function was given an object instead of numbers")
        self.start().ready()  # a worker that does not start is asked nothing
        if check := self.observer():
            check.calling(request, text, list(functions))

    def _note_result(self, request: list[Any], text: str, result: Any) -> None:
        if text:
            label(result, text)
        if check := self.observer():
            check.returned(request, result, text, self.warned)

    def _exchange(self, request: list[Any], text: str) -> Any:
        """Send a request to the worker; the result in its reply."""
        transport, check = self.start(), self.observer()
        sent = request if self.unsown is None else ["seeded", self.unsown, *request]
        self.busy = True
        try:
            reply = transport.ask(sent, check.left() if check else SECONDS_OUTSIDE_CHECKS)
            self.unsown = None
            self.rebound = reply[:1] != ["value"]
            if self.rebound:
                self.meanings.clear()
            result = self._decoded(reply, text, len(self.sent))
        except WorkerTimeoutError:
            late = StudentCodeError(Status.TIMEOUT)
            late.starved = transport.starved
            raise self.discard(late) from None
        except WorkerExitedError:
            died = self.discard(StudentCodeError(Status.ERROR, kind=Kind.DIED))
            raise (WorkerStartError(VANISHED) if transport.vanished() else died) from None
        except wire.ProtocolError as error:
            raise self.discard(malformed(str(error))) from None
        except (RecursionError, MemoryError):
            raise self.discard(malformed("it is too deep or too large")) from None
        finally:
            self.busy = False
            if check:
                check.spend(transport.charged)
        return result

    def _decoded(self, reply: Any, text: str, sent: int) -> Any:
        """The result in a reply to the call `text` with so many arguments."""
        cause = self.transport.cause if self.transport else None
        try:
            result, self.warned, self.changed = decode_reply(reply, text, sent)
        except StudentCodeError as error:
            if error.kind is Kind.PROTOCOL:
                self.close()
            raise error from cause
        return result

    def printed(self) -> list[str]:
        """The lines that the student's code printed in this check, without those of importing it."""
        return [*self.gone, *(self.transport.printed() if self.transport else ())]

    def forget(self) -> None:
        """Forget what was printed until now."""
        if self.transport:
            self.transport.forget()

    def interrupt(self) -> None:
        """Kill the worker, from another thread: whoever waits for its answer hears that it ended."""
        if isinstance(self.transport, SubprocessTransport):
            self.transport.process.kill()

    def close(self) -> None:
        """Stop the worker, if there is one; the next request starts another."""
        if self.transport is not None:
            self.gone = self.printed()
            transport, self.transport, self.modules, self.meanings = self.transport, None, {}, {}
            transport.close()

    def note_change(self, name: str, before: Any, after: Any) -> None:
        """As WorkerClient.note_change."""
        if check := self.observer():
            check.changing(name, before, after)

    def discard(self, error: StudentCodeError) -> StudentCodeError:
        """Close the worker, which cannot be used after `error`, and return the error."""
        self.close()
        return error

    def _resolve(self, reference: wire.RemoteRef) -> Any:
        if reference.kind == "f" and 0 <= reference.number < len(self.callbacks.table):
            return self.callbacks.table[reference.number]
        if reference.kind not in ("h", "b") or reference.number < 1 or not reference.label.isidentifier():
            raise wire.ProtocolError("an invalid reference")
        return Handle(self, reference.number, reference.label[:100], self.generation, reference.kind == "b")

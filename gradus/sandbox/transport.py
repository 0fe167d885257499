"""Transports to a worker: in a subprocess, or in process for a debugger. Both carry the same frames."""

import contextlib
import secrets
import time
from typing import Any

from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.errors import WorkerExitedError, WorkerStartError, WorkerTimeoutError
from gradus.sandbox.patience import Patience
from gradus.sandbox.pipes import Pipes
from gradus.sandbox.processes import WorkerProcess
from gradus.worker import wire
from gradus.worker.server import Worker

MAX_CALLBACKS = 1_000_000
# From one worker during one check, which may keep all of it in memory.
MAX_RECEIVED = 512 << 20
START_SECONDS = 60.0
# Requests that run none of the student's code: meanwhile the worker gets its control group.
_RUN_NOTHING = frozenset(["sources", "policies", "absent", "inspect"])


class SubprocessTransport:
    """A worker in another process."""

    cause: BaseException | None = None

    def __init__(self, process: WorkerProcess, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.process, self.callbacks, self.resolve = process, callbacks, resolve
        self.received = 0
        self.started = False
        self.pipes = Pipes(*process.streams)
        self.patience = Patience(process)
        self.charged = 0.0  # seconds for the last answer

    def ready(self) -> None:
        """Wait until the worker can take requests. Raises WorkerStartError if it does not start."""
        if self.started:
            return
        self.pipes.deadline = time.monotonic() + START_SECONDS
        self.pipes.more = lambda: self.pipes.deadline
        with contextlib.suppress(WorkerTimeoutError, WorkerExitedError, wire.ProtocolError):
            self.started = self._receive("")[0] == "ready"
        if not self.started:
            raise WorkerStartError(f"The worker did not start. It printed: {self.pipes.printed().text()[-500:]}")
        self.pipes.more = self.patience.more
        self.forget()

    def begin(self) -> None:
        """Begin a check: the limit on received bytes starts again, and so does what is printed."""
        self.received = 0
        self.forget()

    def printed(self) -> list[str]:
        """The lines that the worker printed since the check began."""
        return self.pipes.printed().lines()

    def forget(self) -> None:
        """Forget what was printed until now; of a worker that is not ready, it may say why."""
        if self.started:
            self.pipes.printed().clear()

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        """Send a request, serve the worker's callbacks, and return its reply: [kind, *fields].

        Raises WorkerTimeoutError after `seconds`, WorkerExitedError, and ProtocolError for an invalid reply.
        """
        if request[0] not in _RUN_NOTHING:
            self.process.settle()
        self.pipes.deadline = self.patience.start(seconds)
        try:
            return self._ask(request)
        finally:
            self.charged = self.patience.stop()

    @property
    def starved(self) -> bool:
        """Whether a notable part of the time of the last request went by without a processor."""
        return self.patience.starved

    def _ask(self, request: list[Any]) -> list[Any]:
        ticket = secrets.token_hex(8)
        self.pipes.write(wire.encode([ticket, *request], self.callbacks.refer))
        for _ in range(MAX_CALLBACKS):
            reply = self._receive(ticket)
            if reply[0] != "call":
                return reply
            self.pipes.left()  # while a pipe has data, reading never waits
            self.pipes.write(self.callbacks.answer(reply[1:]))
        raise wire.ProtocolError("too many calls of a function")

    def vanished(self) -> bool:
        """Whether a worker that has ended did so because the sandbox around it was ended."""
        return self.process.vanished()

    def close(self) -> None:
        """Kill the worker and every process that it started. Can be called twice."""
        self.patience.close()
        self.process.close()

    def _read(self, size: int) -> bytearray:
        self.received += size
        if self.received > MAX_RECEIVED:
            raise wire.ProtocolError("more data than a check takes")
        return self.pipes.read(size)

    def _receive(self, ticket: str) -> list[Any]:
        match wire.decode(self._read, self.resolve):
            case [str(received), str(_), *_] as reply if type(reply) is list:
                if received != ticket:
                    raise wire.ProtocolError("a reply to another request")
                return reply[1:]
        raise wire.ProtocolError("a malformed reply")


class InProcessTransport:
    """The worker's code in this process, without isolation, for breakpoints."""

    def __init__(self, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.callbacks, self.resolve = callbacks, resolve
        self.worker = Worker(self._exchange)
        self.cause: BaseException | None = None  # the exception that the last reply describes
        self.charged, self.starved = 0.0, False

    def ready(self) -> None:
        """Do nothing, as `begin` does: this worker needs no time to start, and has no limits."""

    begin = forget = ready

    def printed(self) -> list[str]:
        """Nothing: what is printed in this process is pytest's, which shows it itself."""
        return []

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        """The reply to a request, without a deadline."""
        started = time.monotonic()
        reply = self.worker.answer(wire.copied(request, self.callbacks.refer, self.worker.resolve))
        self.charged = time.monotonic() - started
        self.cause = self.worker.error
        try:
            return list(wire.copied(reply, self.worker.refer, self.resolve))
        except wire.SerialisationError as error:
            return ["unsendable", str(error)]

    def vanished(self) -> bool:
        """Never: it does not end before this process does."""
        return False

    def close(self) -> None:
        """Remove the worker's import hook."""
        self.worker.close()

    def _exchange(self, message: list[Any]) -> Any:
        _, *call = wire.copied(message, self.worker.refer, self.resolve)
        return wire.decoded(self.callbacks.answer(call), self.worker.resolve)


Transport = SubprocessTransport | InProcessTransport

"""Transports to a worker: in another process, or in this one for a debugger. Both carry the same frames."""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import Any, Protocol

from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.channel import Channel
from gradus.sandbox.errors import WorkerExitedError, WorkerStartError, WorkerTimeoutError
from gradus.sandbox.launch import Launch
from gradus.worker import wire
from gradus.worker.server import Worker

MAX_CALLBACKS = 1_000_000
START_SECONDS = 60.0


class Transport(Protocol):
    """How questions reach a worker, and answers come back."""

    @property
    def cause(self) -> BaseException | None: ...
    def ready(self) -> None: ...
    def begin(self) -> None: ...
    def ask(self, request: list[Any], seconds: float) -> list[Any]: ...
    def printed(self) -> str: ...
    def close(self) -> None: ...


class SubprocessTransport:
    """A worker in another process."""

    def __init__(self, launch: Launch, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.callbacks, self.resolve = callbacks, resolve
        self.channel = Channel(launch)
        self.started = False

    @property
    def cause(self) -> BaseException | None:
        return None

    def ready(self) -> None:
        """Wait for the worker's first word. Raises WorkerStartError where none comes: no student code has run yet."""
        if self.started:
            return
        self.channel.deadline = time.monotonic() + START_SECONDS
        with contextlib.suppress(WorkerTimeoutError, WorkerExitedError, wire.ProtocolError):
            self.started = self._receive("")[0] == "ready"
        if not self.started:
            raise WorkerStartError(f"The worker did not start. It says: {self.channel.printed()[-500:]}")

    def begin(self) -> None:
        """A new check: what the worker may send is counted anew."""
        self.channel.received = 0

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        ticket = secrets.token_hex(8)
        self.channel.deadline = time.monotonic() + seconds
        self._send([ticket, *request])
        for _ in range(MAX_CALLBACKS):
            reply = self._receive(ticket)
            if reply[0] != "call":
                return reply
            if len(reply) != 5:
                raise wire.ProtocolError("a call of a function that is malformed")
            if time.monotonic() > self.channel.deadline:  # a pipe that is always full never makes us wait
                raise WorkerTimeoutError
            self.channel.write(self.callbacks.answer(*reply[1:]))
        raise wire.ProtocolError("more calls of a function than allowed")

    def printed(self) -> str:
        return self.channel.printed()

    def close(self) -> None:
        self.channel.close()

    def _send(self, message: list[Any]) -> None:
        self.channel.write(wire.encode(message, self.callbacks.refer))

    def _receive(self, ticket: str) -> list[Any]:
        reply = wire.decode(self.channel.read, self.resolve)
        if type(reply) is not list or len(reply) < 2 or not type(reply[0]) is type(reply[1]) is str:
            raise wire.ProtocolError("an answer that is malformed")
        if reply[0] != ticket:
            raise wire.ProtocolError("an answer to a question that was not asked")
        return reply[1:]


class InProcessTransport:
    """The worker's code in this very process, for breakpoints. It protects nothing."""

    def __init__(self, callbacks: Callbacks, resolve: wire.Resolve) -> None:
        self.callbacks, self.resolve = callbacks, resolve
        self.worker = Worker(self._exchange)

    @property
    def cause(self) -> BaseException | None:
        return self.worker.error

    def ready(self) -> None: ...
    def begin(self) -> None: ...

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        question = self._carry(request, self.callbacks.refer, self.worker.resolve)
        answer = self.worker.answer(question)
        try:
            reply: list[Any] = self._carry(answer, self.worker.refer, self.resolve)
        except wire.SerialisationError as error:
            return ["unsendable", str(error)]
        return reply

    def printed(self) -> str:
        return ""

    def close(self) -> None:
        self.worker.close()

    def _exchange(self, message: list[Any]) -> Any:
        _, *rest = self._carry(message, self.worker.refer, self.resolve)
        return self._decoded(self.callbacks.answer(*rest), self.worker.resolve)

    def _carry(self, message: Any, refer: wire.Refer, resolve: wire.Resolve) -> Any:
        return self._decoded(wire.encode(message, refer), resolve)

    @staticmethod
    def _decoded(frame: bytes, resolve: wire.Resolve) -> Any:
        position = 0

        def read(size: int) -> bytearray:
            nonlocal position
            position += size
            return bytearray(frame[position - size : position])

        return wire.decode(read, resolve)

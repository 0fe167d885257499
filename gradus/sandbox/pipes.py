"""The pipes to a worker process: reads and writes that end at a deadline, whatever the worker does."""

import contextlib
import os
import queue
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import IO

from gradus.sandbox.errors import WorkerExitedError, WorkerTimeoutError
from gradus.sandbox.output import Output

CHUNK = 1 << 16


class _Pipes:
    """Standard input, output and error of a worker.

    `read` and `write` raise WorkerTimeoutError at `deadline` (of time.monotonic), and WorkerExitedError. At the
    deadline, `more` is asked for the one that counts then.
    """

    def __init__(self) -> None:
        self.deadline = 0.0
        self.more: Callable[[], float] = lambda: self.deadline
        self.output = Output()

    def left(self) -> float:
        """The seconds until the deadline. Raises WorkerTimeoutError at that."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.deadline = self.more()
            left = self.deadline - time.monotonic()
        if left <= 0:
            raise WorkerTimeoutError
        return left

    def printed(self) -> Output:
        """What the worker printed until now."""
        return self.output


class _PosixPipes(_Pipes):
    """Non-blocking pipes. While it waits for the wire, it also drains the worker's standard error.

    What `buffer` holds between `start` and `end` was read ahead: a frame is many small pieces.
    """

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        super().__init__()
        self.stdin, self.stdout, self.stderr = stdin.fileno(), stdout.fileno(), stderr.fileno()
        self.polls: dict[int, select.poll] = {}
        self.buffer = memoryview(bytearray(CHUNK))
        self.start = self.end = 0
        for descriptor in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(descriptor, False)

    def read(self, size: int) -> bytearray:
        """Read exactly `size` bytes."""
        if size <= self.end - self.start:
            self.start += size
            return bytearray(self.buffer[self.start - size : self.start])
        data = bytearray(size)
        view = memoryview(data)
        while view:
            if self.start < self.end:
                count = min(len(view), self.end - self.start)
                view[:count] = self.buffer[self.start : self.start + count]
                self.start += count
            elif len(view) < CHUNK:
                self._wait(self.stdout, select.POLLIN)
                count, self.start, self.end = 0, 0, self._receive(self.buffer)
            else:
                count = self._receive(view)
            view = view[count:]
        return data

    def _receive(self, view: memoryview) -> int:
        while True:
            try:
                count = os.readv(self.stdout, [view])
            except BlockingIOError:
                self._wait(self.stdout, select.POLLIN)
                continue
            if not count:
                raise WorkerExitedError
            return count

    def write(self, data: bytes) -> None:
        """Write all of `data`."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.stdin, view[:CHUNK]) :]
            except BlockingIOError:
                self._wait(self.stdin, select.POLLOUT)
            except BrokenPipeError:
                raise WorkerExitedError from None

    def printed(self) -> Output:
        with contextlib.suppress(OSError):
            for _ in range(4):  # not until it is empty: a student's thread may fill it as fast
                self.output.keep(os.read(self.stderr, CHUNK))
        return self.output

    def _wait(self, descriptor: int, event: int) -> None:
        poll = self.polls.get(descriptor) or self._poll(descriptor, event)
        while left := self.left():
            events = poll.poll(left * 1000)
            if len(events) > 1 or (events and events[0][0] == self.stderr):
                self._drain(dict(events)[self.stderr])
            if any(found == descriptor for found, _ in events):
                return

    def _poll(self, descriptor: int, event: int) -> select.poll:
        poll = self.polls[descriptor] = select.poll()
        poll.register(descriptor, event)
        if self.stderr >= 0:
            poll.register(self.stderr, select.POLLIN)
        return poll

    def _drain(self, flags: int) -> None:
        """Keep what was printed; once that is closed, poll would return at once."""
        with contextlib.suppress(OSError):
            self.output.keep(os.read(self.stderr, CHUNK))
        if not flags & select.POLLIN:
            for poll in self.polls.values():
                poll.unregister(self.stderr)
            self.stderr = -1


class _WindowsPipes(_Pipes):
    """Pipes on Windows support neither poll nor non-blocking mode: a thread serves each of them."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        super().__init__()
        self.incoming: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self.outgoing: queue.Queue[bytes] = queue.Queue()
        self.written = threading.Event()
        self.buffer = bytearray()
        threading.Thread(target=self._send, args=(stdin,), daemon=True).start()
        for pipe, keep in ((stdout, self.incoming.put), (stderr, self.output.keep)):
            threading.Thread(target=self._receive, args=(pipe, keep), daemon=True).start()

    def read(self, size: int) -> bytearray:
        while len(self.buffer) < size:
            try:
                chunk = self.incoming.get(timeout=max(0.0, self.deadline - time.monotonic()))
            except queue.Empty:
                raise WorkerTimeoutError from None
            if not chunk:
                raise WorkerExitedError
            self.buffer += chunk
        data = self.buffer[:size]
        del self.buffer[:size]
        return data

    def write(self, data: bytes) -> None:
        self.written.clear()
        self.outgoing.put(data)
        if not self.written.wait(max(0.0, self.deadline - time.monotonic())):
            raise WorkerTimeoutError

    def _send(self, pipe: IO[bytes]) -> None:
        while data := self.outgoing.get():
            with contextlib.suppress(OSError, ValueError):  # read() reports that the worker has ended
                view = memoryview(data)
                while view:
                    view = view[pipe.write(view[:CHUNK]) :]
            self.written.set()

    def _receive(self, pipe: IO[bytes], keep: Callable[[bytes], None]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                keep(chunk)
        keep(b"")


Pipes = _WindowsPipes if sys.platform == "win32" else _PosixPipes

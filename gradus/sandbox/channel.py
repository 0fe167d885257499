"""The grader's end of a worker: the process, its pipes, and a deadline that nothing in the worker can move."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shutil
import subprocess
import sys
import threading
import time
from typing import IO, Any

from gradus.sandbox.errors import WorkerExitedError, WorkerTimeoutError
from gradus.sandbox.launch import Launch
from gradus.worker.wire import ProtocolError

KEPT_OUTPUT = 64 << 10
PIECE = 1 << 16
# From one worker during one check, which may hold on to all of it.
MAX_RECEIVED = 512 << 20


class Channel:
    """A worker process. `read` and `write` end by `deadline` (time.monotonic) or raise WorkerTimeoutError or HangUp."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.deadline = 0.0
        self.output = bytearray()
        self.received = 0
        # Started from the calling thread, which must outlive the worker: a parent-death signal is per thread.
        self.process = subprocess.Popen(
            launch.command,
            env=launch.environment,
            cwd=launch.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=sys.platform != "win32",
        )
        stdin, stdout, stderr = self.process.stdin, self.process.stdout, self.process.stderr
        assert stdin and stdout and stderr
        self.pipes: _Pipes = (
            _Threads(stdin, stdout, stderr) if sys.platform == "win32" else _Poll(stdin, stdout, stderr)
        )

    def read(self, size: int) -> bytearray:
        """Exactly `size` bytes from the worker. Raises ProtocolError where it is more than a check may take."""
        self.received += size
        if self.received > MAX_RECEIVED:
            raise ProtocolError("more data than a check takes")
        return self.pipes.read(size, self.deadline, self._keep)

    def write(self, data: bytes) -> None:
        self.pipes.write(data, self.deadline, self._keep)

    def printed(self) -> str:
        """What the worker printed since the last time this was asked (its first 64 KiB)."""
        self.pipes.drain(self._keep)
        text = self.output.decode("utf-8", "replace")
        self.output.clear()
        return text

    def close(self) -> None:
        """Kill the worker and all that it started. Safe to call twice."""
        if self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.launch.kill_group and sys.platform != "win32":
                    os.killpg(self.process.pid, 9)
                else:
                    self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        if self.launch.temporary:
            shutil.rmtree(self.launch.folder, ignore_errors=True)

    def _keep(self, piece: bytes) -> None:
        self.output += piece[: KEPT_OUTPUT - len(self.output)]


class _Poll:
    """Pipes on POSIX: non-blocking, one poll for the wire and for the student's output."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        self.stdin, self.stdout, self.stderr = stdin.fileno(), stdout.fileno(), stderr.fileno()
        for descriptor in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(descriptor, False)
        self.reading, self.writing = select.poll(), select.poll()
        self.reading.register(self.stdout, select.POLLIN)
        self.writing.register(self.stdin, select.POLLOUT)
        for poll in (self.reading, self.writing):
            poll.register(self.stderr, select.POLLIN)

    def read(self, size: int, deadline: float, keep: Any) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            try:
                count = os.readv(self.stdout, [view])
            except BlockingIOError:
                self._wait(self.reading, self.stdout, deadline, keep)
                continue
            if not count:
                raise WorkerExitedError
            view = view[count:]
        return data

    def write(self, data: bytes, deadline: float, keep: Any) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.stdin, view[:PIECE]) :]
            except BlockingIOError:
                self._wait(self.writing, self.stdin, deadline, keep)
            except BrokenPipeError:
                raise WorkerExitedError from None

    def drain(self, keep: Any) -> None:
        with contextlib.suppress(OSError):
            for _ in range(4):  # not until it is empty: a student's thread may fill it as fast
                keep(os.read(self.stderr, PIECE))

    def _wait(self, poll: select.poll, wanted: int, deadline: float, keep: Any) -> None:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise WorkerTimeoutError
            events = dict(poll.poll(left * 1000))
            if flags := events.get(self.stderr):
                if flags & select.POLLIN:
                    with contextlib.suppress(OSError):
                        keep(os.read(self.stderr, PIECE))
                else:  # closed by the student: stop asking, or poll would spin
                    for each in (self.reading, self.writing):
                        each.unregister(self.stderr)
            if wanted in events:
                return


class _Threads:
    """Pipes on Windows, which can neither poll nor be made non-blocking: one thread for each direction."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        self.incoming: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self.outgoing: queue.Queue[bytes] = queue.Queue()
        self.printed: queue.Queue[bytes] = queue.Queue()
        self.written = threading.Event()
        self.left = b""
        for target, pipe in ((self._read, stdout), (self._write, stdin), (self._listen, stderr)):
            threading.Thread(target=target, args=(pipe,), daemon=True).start()

    def read(self, size: int, deadline: float, keep: Any) -> bytearray:
        data = bytearray()
        while True:
            taken = self.left[: size - len(data)]
            data += taken
            self.left = self.left[len(taken) :]
            if len(data) == size:
                return data
            try:
                self.left = self.incoming.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise WorkerTimeoutError from None
            if not self.left:
                raise WorkerExitedError

    def write(self, data: bytes, deadline: float, keep: Any) -> None:
        self.written.clear()
        self.outgoing.put(data)
        if not self.written.wait(max(0.0, deadline - time.monotonic())):
            raise WorkerTimeoutError

    def drain(self, keep: Any) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                keep(self.printed.get_nowait())

    def _read(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(pipe.fileno(), PIECE):
                self.incoming.put(piece)
        self.incoming.put(b"")

    def _write(self, pipe: IO[bytes]) -> None:
        while data := self.outgoing.get():
            with contextlib.suppress(OSError, ValueError):  # the reader then reports the hang-up
                view = memoryview(data)
                while view:
                    view = view[pipe.write(view[:PIECE]) :]
            self.written.set()

    def _listen(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(pipe.fileno(), PIECE):
                if self.printed.qsize() < 4:
                    self.printed.put(piece)


_Pipes = _Poll | _Threads

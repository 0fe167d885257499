"""The processes that workers run in: one started for each, or clones of a zygote, which start in milliseconds."""

import contextlib
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import threading
from typing import IO, Any, Protocol

from gradus.sandbox import cgroups
from gradus.sandbox.errors import WorkerStartError
from gradus.sandbox.launch import Launch

POSIX = sys.platform != "win32"
ZYGOTE_SECONDS = 60.0
_ENTERING_SECONDS = 5.0
_VANISHING_SECONDS = 0.3  # a worker ends a moment before the sandbox around it does
_CREDENTIALS = struct.Struct("3i")  # struct ucred: process, user, group


class WorkerProcess(Protocol):
    """A process that a worker runs in; `streams` are its standard input, output and error."""

    streams: list[IO[bytes]]

    def number(self) -> int | None:
        """The process that runs the student's code, or None if it is not known."""

    def settle(self) -> None:
        """Return when it has the limits of its control group, where there is one. It has said that it is ready."""

    def vanished(self) -> bool:
        """Whether the sandbox around a worker that has ended was ended, which the code in it cannot do."""

    def kill(self) -> None:
        """Kill it, without waiting until it has ended; from any thread."""

    def close(self) -> None:
        """Kill it, and every process that it started. Can be called twice."""


class Started:
    """A process of its own. The calling thread must outlive it: a parent-death signal is per thread."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        options: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        options |= {"env": launch.environment, "cwd": launch.folder, "bufsize": 0, "start_new_session": POSIX}
        self.process = subprocess.Popen(launch.command, **options)
        self.streams = [s for s in (self.process.stdin, self.process.stdout, self.process.stderr) if s]
        self.group = cgroups.make(launch.memory) if launch.memory else None

    def number(self) -> int | None:
        """As WorkerProcess.number: the innermost process, since a sandbox has some around it."""
        process = self.process.pid
        with contextlib.suppress(OSError, ValueError):  # a kernel without such lists, or a process that has ended
            while below := _children(process):
                process = below[0]
        return process

    def settle(self) -> None:
        """As WorkerProcess.settle."""
        if self.group and (number := self.number()):
            self.group.enter(number)

    def vanished(self) -> bool:
        """As WorkerProcess.vanished: a sandbox ends with a status of its own, whatever its worker died of."""
        if self.launch.kill_group:
            return False  # there is nothing around it
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(_VANISHING_SECONDS) < 0
        return False

    def kill(self) -> None:
        """As WorkerProcess.kill."""
        with contextlib.suppress(OSError):
            if self.launch.kill_group and POSIX:
                os.killpg(self.process.pid, 9)
            else:
                self.process.kill()

    def close(self) -> None:
        """As WorkerProcess.close."""
        if self.process.poll() is None:
            self.kill()
            self.process.wait()
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.close()
        if self.group:
            self.group.close()
        if self.launch.temporary:
            shutil.rmtree(self.launch.folder, ignore_errors=True)


def _children(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


class Clone:
    """A clone of a zygote, which ends when its leash is let go: closed, or held by a process that ended."""

    def __init__(self, leash: socket.socket, streams: list[IO[bytes]], control: socket.socket, memory: int = 0) -> None:
        """`control` is the zygote's, of which others read."""
        self.leash, self.streams, self.control = leash, streams, control
        self.process: int | None = None
        self.asking = threading.Lock()
        self.group = cgroups.make(memory) if memory else None
        # The kernel takes about 10 ms to move a process, as long as the worker takes to start.
        self.entering = threading.Thread(target=self._enter, daemon=True)

    def _enter(self) -> None:
        if self.group and (number := self.number()):
            self.group.enter(number)

    def number(self) -> int | None:
        """As WorkerProcess.number: the kernel says which process sent the first message."""
        with self.asking:  # there is one message, and the thread that puts it into its group asks, too
            if self.process is None:
                with contextlib.suppress(OSError):
                    _, ancillary, _, _ = self.leash.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size))
                    self.process = next((_CREDENTIALS.unpack(data)[0] for *_, data in ancillary), None)
            return self.process

    def vanished(self) -> bool:
        """As WorkerProcess.vanished: the zygote has let go of its end."""
        poll = select.poll()
        with contextlib.suppress(OSError, ValueError):
            poll.register(self.control, 0)  # a hang-up is always reported
            return bool(poll.poll(1000 * _VANISHING_SECONDS))
        return True

    def kill(self) -> None:
        """As WorkerProcess.kill."""
        self.leash.close()

    def settle(self) -> None:
        """As WorkerProcess.settle."""
        if self.entering.ident:
            self.entering.join(_ENTERING_SECONDS)

    def close(self) -> None:
        """As WorkerProcess.close."""
        self.settle()
        self.leash.close()
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.close()
        if self.group:
            self.group.close()


class Zygote:
    """A process in a sandbox that clones workers, each into namespaces of its own, and never sees a submission.

    A process that is forked from this one can ask it for clones, too.
    """

    def __init__(self, launch: Launch) -> None:
        """Start it, without waiting until it is ready."""
        self.parent, self.memory = os.getpid(), launch.memory
        self.control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inside:
            # Both are pipes, as a worker's are: Python asks at its start whether they can be sought in.
            options: Any = {"stdin": inside.fileno(), "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            self.process = subprocess.Popen(launch.command, env=launch.environment, cwd=launch.folder, **options)

    def ready(self) -> None:
        """Wait until it can clone. Raises WorkerStartError if it does not get ready."""
        self.control.settimeout(ZYGOTE_SECONDS)
        with contextlib.suppress(OSError):
            if self.control.recv(10) == b"ready":
                self.control.settimeout(None)
                return
        self.close()
        assert self.process.stdout
        said = self.process.stdout.read().decode("utf-8", "replace")[-500:]
        raise WorkerStartError(f"The zygote did not start. It printed: {said}")

    def has_ended(self) -> bool:
        """Whether it has ended, as far as this process can know: only its parent does."""
        return os.getpid() == self.parent and self.process.poll() is not None

    def clone(self) -> Clone:
        """Clone a worker. Raises WorkerStartError if the zygote has ended."""
        theirs, ours = [], []
        for reads in (True, False, False):
            reading, writing = os.pipe()
            theirs.append(reading if reads else writing)
            ours.append(writing if reads else reading)
        leash, held = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        leash.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        streams = [os.fdopen(each, "wb" if place == 0 else "rb", buffering=0) for place, each in enumerate(ours)]
        clone = Clone(leash, list(streams), self.control, self.memory)
        try:
            socket.send_fds(self.control, [b"."], [*theirs, held.fileno()])
        except OSError:
            clone.close()
            raise WorkerStartError("The zygote has ended.") from None
        finally:
            held.close()
            for each in theirs:
                os.close(each)
        if clone.group:
            clone.entering.start()
        return clone

    def close(self) -> None:
        """End it, and every worker that it cloned."""
        self.control.close()
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()

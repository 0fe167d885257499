"""The children of a warm grader: a fork for each task; its news are handed on, and it is ended if it takes too long.

So many children have a place. The others get everything ready and wait for theirs, before they run a student's code.
"""

import contextlib
import math
import os
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gradus.grading.official.messages import Lines, News, Task, is_judged, is_last, line, parsed
from gradus.sandbox.launch import die_with_parent

PIECE = 1 << 16


@dataclass
class _Child:
    """A child that grades; `why` says why it was ended. It begins when something is written to `turn`."""

    task: Task
    pid: int
    turn: int
    until: float = math.inf
    begun: bool = False
    judged: bool = False
    lines: Lines = field(default_factory=Lines)
    ended: bool = False
    why: str = ""


class Forks:
    """Reads tasks from one descriptor, forks a child for each, and writes the news of all of them to another."""

    def __init__(
        self, source: int, sink: int, places: int = 1, prepare: Callable[[Task], None] = lambda task: None
    ) -> None:
        """`prepare` is called before each fork."""
        self.source, self.sink, self.places, self.prepare = source, sink, places, prepare
        self.task: int | None = None  # the number of the task that this child has
        self.turn = -1  # what this child reads before it begins; then -1 again
        self.children: dict[int, _Child] = {}
        self.tasks = Lines()
        self.pending: list[Task] = []
        self.selector = selectors.DefaultSelector()
        self.selector.register(source, selectors.EVENT_READ)

    def say(self, news: News) -> None:
        """Write news: those of the parent to whoever gives the tasks, those of a child to the parent."""
        _write(self.sink, line(news))

    def await_turn(self) -> None:
        """In a child: wait for its place, unless it has one."""
        if self.turn >= 0:
            if not os.read(self.turn, 1):
                os._exit(1)  # the parent has gone
            os.close(self.turn)
            self.turn = -1

    def peek(self) -> list[Task]:
        """The first tasks, which `serve` still has to fork for; none if there are none any more."""
        while not self.pending and (piece := os.read(self.source, PIECE)):
            self.pending += (parsed(Task, text) for text in self.tasks.of(piece))
        return self.pending

    def serve(self) -> Task | None:
        """Fork a child for each task until there are no more. Returns the child's task in it, and None in the parent.

        If the source ends, whoever gave the tasks has gone: children that still run are ended.
        """
        while True:
            while self.pending:
                task = self.pending.pop(0)
                if self._fork(task):
                    return task
            self._give_turns()
            for key, _ in self.selector.select(self._patience()):
                if key.fd != self.source:
                    self._hear(key.fd)
                elif piece := os.read(self.source, PIECE):
                    self.pending += (parsed(Task, text) for text in self.tasks.of(piece))
                else:
                    self._end_all()
                    return None
            self._end_overdue()

    def _fork(self, task: Task) -> bool:
        """Fork; returns whether this is the child."""
        self.prepare(task)
        parent, (reading, writing), (waiting, turn) = os.getpid(), os.pipe(), os.pipe()
        try:
            pid = os.fork()
        except OSError as error:
            for descriptor in (reading, writing, waiting, turn):
                os.close(descriptor)
            self.say(News(task.number, error=f"No process could be started for it: {error.strerror}."))
            return False
        if pid == 0:
            self._become_child(writing, waiting, (reading, turn), parent)
            self.task = task.number
            return True
        os.close(writing)
        os.close(waiting)
        self.selector.register(reading, selectors.EVENT_READ)
        self.children[reading] = _Child(task, pid, turn)
        return False

    def _become_child(self, writing: int, waiting: int, parents: Sequence[int], parent: int) -> None:
        die_with_parent()
        if os.getppid() != parent:
            os._exit(1)  # it died before it could be noticed
        self.selector.close()
        turns = (child.turn for child in self.children.values())
        for descriptor in (self.source, self.sink, *parents, *self.children, *turns):
            os.close(descriptor)
        self.children.clear()
        self.sink, self.turn = writing, waiting

    def _give_turns(self) -> None:
        """Let children begin, in their order, while there are places."""
        running = sum(child.begun and not child.judged for child in self.children.values())
        for child in [child for child in self.children.values() if not child.begun][: max(0, self.places - running)]:
            child.begun, child.until = True, time.monotonic() + child.task.seconds
            with contextlib.suppress(BrokenPipeError):  # it has ended; that is told where it is read
                os.write(child.turn, b".")

    def _hear(self, reading: int) -> None:
        """Hand on what a child says; once it has ended without a last word, say so."""
        child = self.children[reading]
        piece = os.read(reading, PIECE)
        for text in child.lines.of(piece):
            child.ended = child.ended or is_last(text)
            child.judged = child.judged or is_judged(text)
            _write(self.sink, text + b"\n")
        if piece:
            return
        self.selector.unregister(reading)
        os.close(reading)
        os.close(child.turn)
        del self.children[reading]
        status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        if not child.ended:
            self.say(News(child.task.number, error=child.why or f"Its grader {_how(status)}."))

    def _patience(self) -> float | None:
        """The seconds until a child has run for too long."""
        until = min((child.until for child in self.children.values() if not child.why), default=None)
        return None if until is None else max(0.0, until - time.monotonic())

    def _end_overdue(self) -> None:
        for child in self.children.values():
            if not child.why and time.monotonic() >= child.until:
                child.why = f"It was not graded after {child.task.seconds:g} seconds, far beyond its deadline."
                os.kill(child.pid, signal.SIGKILL)

    def _end_all(self) -> None:
        for child in self.children.values():
            os.kill(child.pid, signal.SIGKILL)
        for child in self.children.values():
            os.waitpid(child.pid, 0)


def _how(status: int) -> str:
    """How a process ended, as the rest of a sentence."""
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with status {status} and said nothing"


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]

"""The children of a warm grader: a fork for each task; its news are handed on, and it is ended if it takes too long."""

import itertools
import os
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gradus.grading.official.messages import Lines, News, Task, is_last, line, parsed
from gradus.sandbox.launch import die_with_parent

PIECE = 1 << 16


@dataclass
class _Child:
    """A child that grades; `why` says why it was ended."""

    task: Task
    pid: int
    place: int
    until: float
    lines: Lines = field(default_factory=Lines)
    ended: bool = False
    why: str = ""


class Forks:
    """Reads tasks from one descriptor, forks a child for each, and writes the news of all of them to another."""

    def __init__(self, source: int, sink: int, prepare: Callable[[Task], None] = lambda task: None) -> None:
        """`prepare` is called before each fork."""
        self.source, self.sink, self.prepare = source, sink, prepare
        self.task: int | None = None  # the number of the task that this child has
        self.place = 0  # of this child among those that run at once
        self.children: dict[int, _Child] = {}
        self.tasks = Lines()
        self.pending: list[Task] = []
        self.selector = selectors.DefaultSelector()
        self.selector.register(source, selectors.EVENT_READ)

    def say(self, news: News) -> None:
        """Write news: those of the parent to whoever gives the tasks, those of a child to the parent."""
        _write(self.sink, line(news))

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
        taken = {child.place for child in self.children.values()}
        self.place = next(place for place in itertools.count() if place not in taken)
        parent, (reading, writing) = os.getpid(), os.pipe()
        try:
            pid = os.fork()
        except OSError as error:
            os.close(reading)
            os.close(writing)
            self.say(News(task.number, error=f"No process could be started for it: {error.strerror}."))
            return False
        if pid == 0:
            self._become_child(writing, reading, parent)
            self.task = task.number
            return True
        os.close(writing)
        self.selector.register(reading, selectors.EVENT_READ)
        self.children[reading] = _Child(task, pid, self.place, time.monotonic() + task.seconds)
        return False

    def _become_child(self, writing: int, reading: int, parent: int) -> None:
        die_with_parent()
        if os.getppid() != parent:
            os._exit(1)  # it died before it could be noticed
        self.selector.close()
        for descriptor in (self.source, self.sink, reading, *self.children):
            os.close(descriptor)
        self.children.clear()
        self.sink = writing

    def _hear(self, reading: int) -> None:
        """Hand on what a child says; once it has ended without a last word, say so."""
        child = self.children[reading]
        piece = os.read(reading, PIECE)
        for text in child.lines.of(piece):
            child.ended = child.ended or is_last(text)
            _write(self.sink, text + b"\n")
        if piece:
            return
        self.selector.unregister(reading)
        os.close(reading)
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

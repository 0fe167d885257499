"""How long to wait for a worker: a deadline that does not count the time in which there was no processor for it.

Linux keeps, for each thread, how long it was ready to run and waited for a processor: see "schedstat" in
Documentation/scheduler/sched-stats.rst of the kernel. Elsewhere, a deadline counts all time.
"""

import contextlib
import os
import time

from gradus.sandbox.processes import WorkerProcess

# What is waited for at most, as a multiple of the deadline: a machine may be so busy that nothing ends.
MOST = 20
# How long it takes until a worker's short answers are charged; reading the files for each would cost more.
_SETTLED = 0.05
_STARVED = 0.1


class Patience:
    """The time that a worker has for an answer, while it and this process compete with others for processors."""

    def __init__(self, process: WorkerProcess) -> None:
        self.process = process
        self.files: list[int] | None = None
        self.known, self.read_at = 0.0, 0.0
        self.begun = self.deadline = self.last = 0.0
        self.waited = self.delayed = self.asked = 0.0

    def start(self, seconds: float) -> float:
        """Begin to wait for an answer that may take this long; returns the deadline, of time.monotonic."""
        self.begun = time.monotonic()
        if self.begun - self.read_at > 1:
            self._delay()  # what was before does not count
        self.deadline, self.last, self.asked = self.begun + seconds, self.begun + MOST * seconds, seconds
        self.delayed = 0.0
        return self.deadline

    def more(self) -> float:
        """The deadline, moved on by the time that there was no processor for; the same one where that is nothing."""
        delay = self._delay()
        self.delayed += delay
        if delay > 0.01 and time.monotonic() < self.last:
            self.deadline += delay
        return self.deadline

    def stop(self) -> float:
        """Stop waiting; returns the seconds to charge, for this answer and earlier ones that were not charged yet."""
        self.waited += time.monotonic() - self.begun
        if self.waited < _SETTLED:
            return 0.0
        self.delayed += self._delay()
        charged, self.waited = max(0.0, self.waited - self.delayed), 0.0
        return charged

    @property
    def starved(self) -> bool:
        """Whether a notable part of the time of the last answer went by without a processor."""
        return self.delayed > _STARVED * self.asked

    def close(self) -> None:
        """Close the files."""
        for file in self.files or ():
            os.close(file)
        self.files = []

    def _delay(self) -> float:
        """The seconds without a processor since this was asked last, of the worker and of this thread."""
        self.read_at, before = time.monotonic(), self.known
        if self.files is None:
            self.files = [*_opened(f"/proc/{self.process.number()}/schedstat"), *_opened("/proc/thread-self/schedstat")]
        with contextlib.suppress(OSError, ValueError, IndexError):  # of a process that has ended
            self.known = sum(int(os.pread(file, 100, 0).split()[1]) for file in self.files) / 1e9
        return max(0.0, self.known - before)


def _opened(path: str) -> list[int]:
    with contextlib.suppress(OSError):
        return [os.open(path, os.O_RDONLY | os.O_CLOEXEC)]
    return []

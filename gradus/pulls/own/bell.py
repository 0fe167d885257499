"""How the loop waits: until a time, until something happened at the forge, or until it is told to stop."""

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from gradus.pulls.forge.client import RateLimitError


class StoppedError(RateLimitError):
    """The run was told to stop: what is left follows in the next one."""


class Bell:
    """What wakes the loop. A pipe, and no lock: a signal's handler may come at any moment, also while one is held."""

    def __init__(self) -> None:
        self.stopping = self.hinted = False
        self._end, self._begin = os.pipe()
        for descriptor in (self._end, self._begin):
            os.set_blocking(descriptor, False)

    def clock(self) -> float:
        """The time that waiting is measured by."""
        return time.monotonic()

    def hint(self) -> None:
        """Say that something may have happened at the forge; from any thread."""
        self.hinted = True
        self._ring()

    def stop(self) -> None:
        """Say that the run is to end; from any thread, or a signal's handler."""
        self.stopping = True
        self._ring()

    def wait(self, until: float, earliest: float) -> None:
        """Wait until a time by `clock`, or if something happened meanwhile or before, only until `earliest`."""
        while not self.stopping and (left := (min(until, earliest) if self.hinted else until) - self.clock()) > 0:
            self.rest(left)
        self.hinted = False

    def sleep(self, seconds: float) -> None:
        """Wait for the forge. Raises StoppedError if the run is to end."""
        until = self.clock() + seconds
        while not self.stopping and (left := until - self.clock()) > 0:
            self.rest(left)
        self.check()

    def check(self) -> None:
        """Raise StoppedError if the run is to end."""
        if self.stopping:
            raise StoppedError("This run was told to stop.")

    def rest(self, seconds: float) -> None:
        """Wait so long, or less if anything was said meanwhile."""
        if select.select([self._end], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self._end, 4096)

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # it is full of such signs already
            os.write(self._begin, b"!")

    @contextlib.contextmanager
    def heeding_signals(self) -> Iterator[None]:
        """SIGTERM and Ctrl-C end the run; the second of them ends it at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = signal.SIGTERM, signal.SIGINT
        before = {number: signal.getsignal(number) for number in numbers}

        def stop(number: int, frame: FrameType | None) -> None:
            self.stop()
            for each in numbers:
                signal.signal(each, signal.SIG_DFL)

        for number in numbers:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

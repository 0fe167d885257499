"""Interrupts code of our own that never ends: mutants, misconceptions and variants, which run in this process."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class EndlessError(BaseException):
    """The time is over. It is no Exception, so that code which catches those ends, too."""


class Deadline:
    """Interrupts what computes for longer than some seconds, again and again until it gives up; `over` says so.

    It counts the process's own time, so that a busy machine condemns nobody. Where there is no such clock, as on
    Windows, or outside of the main thread, it does nothing.
    """

    def __init__(self) -> None:
        self.over = False

    @contextlib.contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        """Interrupt what runs in the block."""
        self.over = False
        if not hasattr(signal, "SIGVTALRM") or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGVTALRM, self._interrupt)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.over = True
        raise EndlessError("it takes too long")

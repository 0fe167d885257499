"""What a person sees while submissions are graded, and how the grading ends when they have seen enough."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gradus.cli.output import warn
from gradus.core.text import count, one_line
from gradus.grading.official.pool import Event, JobEnded

SELDOM = 30.0  # seconds between two lines where nobody watches a terminal


class Watch:
    """Shows how many of `total` submissions are done and how long the rest takes, by those that were."""

    def __init__(self, console: Console, total: int) -> None:
        self.total, self.seen, self.ended, self.checks = total, 0, 0, 0
        self.begun = self.told = time.monotonic()
        named = TextColumn("{task.description}", markup=False)  # a student chose the name
        columns = TextColumn("Grading"), BarColumn(30), MofNCompleteColumn(), named
        self.progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.shown = self.progress.add_task("", total=total)
        self.terminal = console.is_terminal

    def __call__(self, event: Event) -> None:
        """Note an event."""
        match event:
            case JobEnded(seen=None):
                self.ended += 1
            case JobEnded():
                self.seen += 1
            case _:
                self.checks += 1
        if self.terminal:
            name = one_line(event.job.submission.name, 40)
            text = f"{self.left()}, {name}: {count(self.checks, 'check')}".removeprefix(", ")
            self.progress.update(self.shown, completed=(self.seen + self.ended) / 2, description=text)
        elif isinstance(event, JobEnded) and time.monotonic() - self.told > SELDOM:
            self.told = time.monotonic()
            if self.ended < self.total:
                done = f"{self.ended} of" if self.ended else f"visible checks of {self.seen} of"
                warn([f"{done} {self.total} submissions, {self.left()}"])

    def left(self) -> str:
        """About how long the rest takes; empty as long as nothing tells."""
        if not (done := self.seen + self.ended):
            return ""
        return f"{_duration((time.monotonic() - self.begun) / done * (2 * self.total - done))} left"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


@contextmanager
def watched(console: Console, total: int) -> Iterator[Watch]:
    """Show the progress; while it is shown, SIGTERM interrupts as Ctrl-C does."""
    watch = Watch(console, total)
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, _interrupt) if main else None
    try:
        with watch.progress:
            yield watch
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

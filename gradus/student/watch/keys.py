"""Keys that are pressed while the watch goes on: one at a time on a terminal, or lines where there is none."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Self

POLL = 0.05  # seconds between two looks at whether to stop


class Keys:
    """Calls `pressed` with each key, in a thread. With `lines`, a key counts when Enter follows it.

    As a context manager it puts the terminal back in order at the end.
    """

    def __init__(self, pressed: Callable[[str], None], *, lines: bool = False) -> None:
        self.pressed = pressed
        self.single = not lines and sys.stdin.isatty()
        self.resting = threading.Event()
        self.ended = threading.Event()
        self.before: Any = None
        self.thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._raw()
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._cooked()

    @contextlib.contextmanager
    def rest(self) -> Iterator[None]:
        """Leave the keyboard to somebody else for a while."""
        self.resting.set()
        self._cooked()
        try:
            yield
        finally:
            self._raw()
            self.resting.clear()

    def _read(self) -> None:
        read = self._windows if sys.platform == "win32" and self.single else self._posix
        while not self.ended.is_set():
            if self.resting.is_set():
                self.ended.wait(POLL)
                continue
            key = read()
            if key is None:
                return
            if key:
                self.pressed(key)

    def _posix(self) -> str | None:
        """The next key or line; "" if there is none yet, None at the end of the input."""
        if sys.platform == "win32":  # lines: whoever waits for one cannot be asked to stop
            line = sys.stdin.readline()
            return line.strip()[:1].lower() or " " if line else None
        import select

        descriptor = sys.stdin.fileno()
        if not select.select([descriptor], [], [], POLL)[0] or self.resting.is_set():
            return ""
        data = os.read(descriptor, 1 if self.single else 1024)
        if not data:
            return None
        text = data.decode("utf-8", "replace")
        return text.lower() if self.single else text.strip()[:1].lower()

    def _windows(self) -> str | None:
        import msvcrt

        if not msvcrt.kbhit():  # type: ignore[attr-defined]
            self.ended.wait(POLL)
            return ""
        key: str = msvcrt.getwch()  # type: ignore[attr-defined]
        if key in ("\0", "\xe0"):  # the first half of an arrow or a function key
            msvcrt.getwch()  # type: ignore[attr-defined]
            return ""
        return key.lower()

    def _raw(self) -> None:
        """Have each key at once, without an echo; Ctrl-C still interrupts."""
        if self.single and sys.platform != "win32":
            import termios
            import tty

            self.before = self.before or termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)

    def _cooked(self) -> None:
        if self.before is not None and sys.platform != "win32":
            import termios

            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self.before)

"""A program in a pseudo-terminal, as somebody sits before it: what it shows, and keys one by one."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PATIENCE = 60.0  # seconds; on a machine that others use, too
COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One program; `text` is all that it has shown, without colours."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.process, self.descriptor = pty.fork()
        if not self.process:
            os.chdir(folder)
            kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "UV")}
            os.execvpe(command[0], command, {**kept, "TERM": "xterm-256color", **(environment or {})})
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.raw = b""
        self.status: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.descriptor)

    @property
    def text(self) -> str:
        """What was shown until now."""
        return COLOUR.sub("", self.raw.decode("utf-8", "replace")).replace("\r\n", "\n")

    def see(self, wanted: str, since: int = 0) -> str:
        """Wait until that is shown, after the first `since` characters; returns what was shown since then."""
        end = time.monotonic() + PATIENCE
        while wanted not in self.text[since:]:
            assert self._more(end), f"{wanted!r} was not shown, but:\n{self.text[since:]}"
        return self.text[since:]

    def see_again(self, wanted: str, do: object = None) -> str:
        """Do something, and wait until that is shown after it."""
        since = len(self.text)
        if isinstance(do, str):
            self.press(do)
        elif callable(do):
            do()
        return self.see(wanted, since)

    def _more(self, end: float) -> bool:
        if not select.select([self.descriptor], [], [], max(0.0, end - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:  # the program has ended
            return False
        self.raw += data
        return bool(data)

    def press(self, keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            os.write(self.descriptor, key.encode())

    def end(self) -> int:
        """Wait until the program has ended, and return its exit status."""
        limit = time.monotonic() + PATIENCE
        while self._more(limit):
            pass
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return self.status

"""What the loop says: a line for each thing that happens, with its time and zone."""

import io
import sys
from datetime import datetime
from typing import TextIO

from gradus.core.text import one_line

LONGEST = 3000


class Log:
    """Writes lines; what a person must mend goes to standard error."""

    def say(self, text: str) -> None:
        """Say what happened."""
        self._write(sys.__stdout__, text)

    def complain(self, text: str) -> None:
        """Say what a person should look at."""
        self._write(sys.__stderr__, f"gradus: {text}")

    def _write(self, stream: TextIO | None, text: str) -> None:
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        print(f"{now} {one_line(text, LONGEST)}", file=stream, flush=True)


class Lines(io.TextIOBase):
    """In the place of standard output: says each line that is printed."""

    def __init__(self, log: Log) -> None:
        self._log, self._begun = log, ""

    def write(self, text: str) -> int:
        """Say the lines that are complete."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            self._log.say(line)
        return len(text)

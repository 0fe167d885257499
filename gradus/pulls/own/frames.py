"""Files over a pipe, between the loop and the process that grades: a line with a name and a size, then the bytes.

Neither side trusts the other with names or sizes: the reader says which names it takes, and how large they may be.
"""

import json
from collections.abc import Callable
from typing import IO

LONGEST = 1000  # bytes of a line
END = ""


class FrameError(Exception):
    """What came is not what was agreed; the text says what is wrong."""


def send(stream: IO[bytes], name: str, data: bytes) -> None:
    """Write a file. Raises OSError if nobody reads any more."""
    stream.write(json.dumps([name, len(data)]).encode() + b"\n")
    stream.write(data)


def finish(stream: IO[bytes]) -> None:
    """Say that no more files come."""
    send(stream, END, b"")
    stream.flush()


def receive(stream: IO[bytes], limit: Callable[[str], int]) -> tuple[str, bytes] | None:
    """Read a file of at most `limit(name)` bytes, which is negative for a name that is not wanted; None at the end.

    Raises FrameError.
    """
    line = stream.readline(LONGEST + 1)
    try:
        name, size = json.loads(line) if line.endswith(b"\n") else (None, None)
    except (ValueError, TypeError, RecursionError):
        name, size = None, None
    if not isinstance(name, str) or type(size) is not int or size < 0:
        raise FrameError("it ended early" if not line else "it sent something that is no file")
    if name == END:
        return None
    if (most := limit(name)) < 0:
        raise FrameError("it sent a file that nobody asked for")
    if size > most:
        raise FrameError("it sent a file that is too large")
    data = stream.read(size)
    if len(data) < size:
        raise FrameError("it ended early")
    return name, data

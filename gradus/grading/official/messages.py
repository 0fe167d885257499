"""What a pool on this machine and its grading processes say to each other: a line of JSON each."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from gradus.core.decode import build, loads
from gradus.grading.official.pool import Written

T = TypeVar("T")


@dataclass(frozen=True)
class Task:
    """A job for a process; `seconds` is how long it may take in all, before it is ended as our own fault."""

    number: int
    folder: str
    report: str
    exercises: tuple[str, ...]
    seconds: float
    lent: dict[str, str] = field(default_factory=dict)
    alone: bool = False


@dataclass(frozen=True)
class News:
    """What became of a task: a `check` has ended, its report is `written`, or it ended with an `error`.

    Without a number it is an error of every task: the graders cannot be run at all.
    """

    number: int | None = None
    check: str = ""
    written: Written | None = None
    error: str = ""

    @property
    def last(self) -> bool:
        """Whether the task has ended."""
        return not self.check


def line(message: Any) -> bytes:
    """A message as a line."""
    return json.dumps(asdict(message)).encode() + b"\n"


def parsed(kind: type[T], text: bytes) -> T:
    """The message in a line. Raises DecodeError if it is none of that kind."""
    return build(kind, loads(text), "message")


class Lines:
    """Puts lines together from the pieces in which they are read."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def of(self, piece: bytes) -> Iterator[bytes]:
        """The lines that the piece completes."""
        *whole, rest = (self._rest + piece).split(b"\n")
        self._rest = bytearray(rest)
        yield from map(bytes, whole)

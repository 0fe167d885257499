"""What a pool on this machine and its grading processes say to each other: a line of JSON each."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from gradus.core.decode import build, loads
from gradus.core.status import Visibility
from gradus.grading.official.pool import Seen, Written

T = TypeVar("T")
_NOTHING: tuple[Any, ...] = (None, "", (), {})


@dataclass(frozen=True)
class Task:
    """A job for a process; `seconds` is how long it may take in all, before it is ended as our own fault.

    `handed_in` are those of the exercises whose modules there are, as far as that is known. The rest is that of Job.
    """

    number: int
    folder: str
    report: str
    exercises: tuple[str, ...]
    seconds: float
    handed_in: tuple[str, ...] = ()
    lent: dict[str, str] = field(default_factory=dict)
    alone: bool = False
    phase: Visibility = Visibility.VISIBLE
    halves: dict[str, str] = field(default_factory=dict)
    secret: str = ""


@dataclass(frozen=True)
class News:
    """What became of a task: `checks` have ended, all are `judged`, it ended with one of the last three.

    Without a number it is an error of every task: the graders cannot be run at all.
    """

    number: int | None = None
    checks: tuple[str, ...] = ()
    judged: bool = False
    written: Written | None = None
    seen: Seen | None = None
    error: str = ""


def line(message: Any) -> bytes:
    """A message as a line, without what is not said in it."""
    said = {name: value for name, value in asdict(message).items() if value not in _NOTHING and value is not False}
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def is_last(text: bytes) -> bool:
    """Whether a line of news is the last one of its task: told without reading it, as there are many others."""
    return any(word in text for word in (b'"written":', b'"seen":', b'"error":'))


def is_judged(text: bytes) -> bool:
    """Whether a line of news says that no code of its submission runs any more."""
    return b'"judged":' in text


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

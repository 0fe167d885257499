"""A notebook's cells with what each is for, whatever tool it was made for, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gradus.core.course import CourseError


class MigrationError(CourseError):
    """A notebook cannot be imported; the text says which, and why."""


class Role(StrEnum):
    """What a cell is for."""

    TEXT = "text"
    GIVEN = "given code"
    SOLUTION = "solution"
    TEST = "test"
    WORDS = "question for a person"
    CODE_BY_HAND = "code that a person grades"
    TASK = "task"
    MODEL = "model answer"
    BOUNDARY = "settings"
    RAW = "raw"


@dataclass(frozen=True)
class Told:
    """What did not come over, or came over changed: the cell's line, 0 for all of the cell, and why."""

    line: int
    source: str
    why: str


@dataclass
class Test:
    """A piece of a test cell: its statements are lines of the cell. `expected` is the output that Otter compares."""

    first: int
    lines: list[str]
    hidden: bool
    points: float
    title: str = ""
    help: str = ""
    compares: bool = False
    expected: str | None = None


@dataclass
class Cell:
    """A cell of a notebook, numbered from 1, and what became of it.

    `lines` is its source without the marks of its tool, which leave empty lines, numbered from 0 in `marks`. `hidden`
    are the lines that are the answer, and `prompt` is the text above it. `asked` and `over` count its assertions, and
    those that came over.
    """

    number: int
    kind: str
    source: str
    metadata: dict[str, Any]
    outputs: Sequence[Any] = ()
    attachments: bool = False
    role: Role = Role.TEXT
    name: str = ""
    points: float = 0.0
    lines: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    marks: set[int] = field(default_factory=set)
    tests: list[Test] = field(default_factory=list)
    model: str = ""
    prompt: str = ""
    went: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    asked: int = 0
    over: int = 0

    @property
    def text(self) -> str:
        """Its source without marks."""
        return "\n".join(self.lines)

    def tell(self, why: str, line: int = 0) -> None:
        """Note what did not come over, or only changed; `line` counts from 1, 0 is all of the cell."""
        source = self.source.split("\n")[line - 1].strip() if line else ""
        told = Told(line, source, why)
        if told not in self.told:
            self.told.append(told)


def positive(value: Any) -> float:
    """Points of a notebook's metadata, 0 if they are none. More than a million is none, either."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6
    return float(value) if good else 0.0


def of_role(cells: Iterable[Cell], *roles: Role) -> list[Cell]:
    """The cells of these roles, in order."""
    return [cell for cell in cells if cell.role in roles]

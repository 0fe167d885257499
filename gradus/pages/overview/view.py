"""What the results of a class say: students by exercises, checks by how many fail, misconceptions, who needs what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from gradus.core.changes import Change
from gradus.core.status import Status
from gradus.scores.roster import Student


class State(StrEnum):
    """How far a student is with an exercise or a lesson; `sign` says it in one character, without a colour."""

    sign: str

    FINISHED = "finished", "✓"
    BEGUN = "begun", "◐"
    NO_ANSWER = "no answer in time", "∞"
    BROKEN = "cannot be run", "✗"
    BLOCKED = "waits for an earlier exercise", "…"
    UNGRADED = "waits for a person", "?"
    NOT_STARTED = "not started", "·"
    MISSING = "not handed in", "–"

    def __new__(cls, value: str, sign: str) -> State:
        state = str.__new__(cls, value)
        state._value_, state.sign = value, sign
        return state

    @property
    def begun(self) -> bool:
        """Whether there is something of the student's own."""
        return self not in (State.NOT_STARTED, State.MISSING, State.BLOCKED)


@dataclass(frozen=True)
class Cell:
    """One exercise or lesson of one student: the score that counts, and its state.

    Where a person gave a mark, `automatic` is the machine's score, and `again` says why to look at it again.
    """

    score: float
    max_score: float
    state: State
    automatic: float | None = None
    again: str = ""
    comment: str = ""

    @property
    def share(self) -> float:
        """The score as a share of the points."""
        return self.score / self.max_score if self.max_score else 0.0


@dataclass(frozen=True)
class StudentRow:
    """A student with a report. `cells` are by exercise and lesson; `refused` says why nothing could be graded.

    `name` is the one in the roster, else the login; where two have one name, the login stands behind it.
    """

    login: str
    name: str
    cells: Mapping[str, Cell]
    refused: str = ""

    @property
    def score(self) -> float:
        """The points over all exercises and lessons."""
        return round(sum(cell.score for cell in self.cells.values()), 6)

    @property
    def stuck(self) -> list[str]:
        """The exercises and lessons that are begun and go no further by themselves."""
        return [name for name, cell in self.cells.items() if cell.state.begun and cell.state is not State.FINISHED]


@dataclass(frozen=True)
class Item:
    """A column: an exercise, or a lesson whose id begins with "lessons/"."""

    id: str
    title: str
    points: float

    @property
    def lesson(self) -> bool:
        """Whether it is a lesson."""
        return self.id.startswith("lessons/")


@dataclass
class CheckRow:
    """One check or question over the class: how often each result came up, and whose code did not pass."""

    item: str
    name: str
    title: str
    points: float
    hidden: bool = False
    further: bool = False
    passed: int = 0
    wrong: list[str] = field(default_factory=list)
    no_answer: list[str] = field(default_factory=list)
    diagnoses: Counter[str] = field(default_factory=Counter)
    help: str = ""

    @property
    def id(self) -> str:
        """Its name in the whole course."""
        return f"{self.item}::{self.name}"

    @property
    def question(self) -> bool:
        """Whether it is a lesson's question."""
        return self.item.startswith("lessons/")

    @property
    def failing(self) -> list[str]:
        """Whose code gave a wrong answer, an error, or none in time."""
        return [*self.wrong, *self.no_answer]

    @property
    def tried(self) -> int:
        """How many wrote something for it that could be run."""
        return self.passed + len(self.failing)

    @property
    def rate(self) -> float:
        """How many of these passed, from 0 to 1."""
        return self.passed / self.tried if self.tried else 0.0


@dataclass
class Found:
    """A diagnosis over the class. `names` are its misconceptions; none if it is a fact that is true of any exercise."""

    item: str
    sentence: str
    names: tuple[str, ...]
    logins: list[str] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Lost:
    """A check that a student began and did not pass, by its id; `diagnosis` is what is known of the reason."""

    check: str
    status: Status
    diagnosis: str = ""


@dataclass
class Stuck:
    """Where students go no further in an exercise: the first check that stops them; none if the file cannot be run."""

    item: str
    check: str
    title: str
    logins: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Step:
    """How a student's points changed: in all, and by exercise. `checks` are those with another result."""

    login: str
    points: float
    exercises: Mapping[str, float]
    checks: tuple[Change, ...]


@dataclass(frozen=True)
class Moved:
    """What changed since the reports before: of how many students there are both, and whose differ."""

    compared: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ClassView:
    """The results of a class; logins are those of the reports. `absent` are in the roster and handed in nothing.

    `every` check and question is in the order of the course.
    `alike` are groups of students with equal code, and the exercises in which it is. `notes` are for the teacher. The
    scores of the `unprotected` are of code that ran in no sandbox.
    """

    items: tuple[Item, ...]
    students: tuple[StudentRow, ...]
    every: tuple[CheckRow, ...]
    found: tuple[Found, ...]
    absent: tuple[Student, ...] = ()
    unknown: tuple[str, ...] = ()
    alike: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    lost: Mapping[str, tuple[Lost, ...]] = field(default_factory=dict)
    stuck: tuple[Stuck, ...] = ()
    moved: Moved | None = None
    unprotected: tuple[str, ...] = ()

    @cached_property
    def names(self) -> dict[str, str]:
        """The students' names by their logins, also of those who handed in nothing."""
        absent = {student.login: student.full_name or student.login for student in self.absent}
        return absent | {row.login: row.name for row in self.students}

    @cached_property
    def checks(self) -> tuple[CheckRow, ...]:
        """The checks and questions that somebody fails, most first."""
        return tuple(sorted((row for row in self.every if row.failing), key=lambda row: -len(row.failing)))

    @property
    def hardest(self) -> list[CheckRow]:
        """The checks and questions that somebody tried, the lowest pass rate first; what few tried comes last."""
        tried = [row for row in self.every if row.tried]
        return sorted(tried, key=lambda row: (self.few(row), row.rate, -len(row.failing)))

    def few(self, row: CheckRow) -> bool:
        """Whether so few tried it that its pass rate says little: less than a tenth of the class."""
        return row.tried * 10 < len(self.students)

    @property
    def nobody_passes(self) -> list[CheckRow]:
        """The checks that somebody tried and nobody passes."""
        return [row for row in self.every if row.tried and not row.passed]

    @property
    def nobody_fails(self) -> list[CheckRow]:
        """The checks that somebody tried and nobody fails."""
        return [row for row in self.every if row.tried and not row.failing]

    @property
    def misconceptions(self) -> list[Found]:
        """The diagnoses that have the name of a misconception; all of them where no names are known."""
        return [each for each in self.found if each.names] or list(self.found)

    @property
    def facts(self) -> list[Found]:
        """The other diagnoses."""
        return [each for each in self.found if each not in self.misconceptions]

    @property
    def points(self) -> float:
        """The points of all exercises and lessons."""
        return round(sum(item.points for item in self.items), 6)

    def in_state(self, *states: State) -> list[tuple[StudentRow, str]]:
        """Each student and exercise in one of these states, by student."""
        return [(row, name) for row in self.students for name, cell in row.cells.items() if cell.state in states]

    def column(self, item: Item) -> list[Cell]:
        """The cells of an exercise or lesson."""
        return [row.cells[item.id] for row in self.students if item.id in row.cells]

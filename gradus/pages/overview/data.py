"""The overview as data (schema gradus.overview/1): what the page, `--json` and whoever reads it have in common."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gradus.core.decode import Document
from gradus.pages.overview.matters import matters
from gradus.pages.overview.spread import Spread, spread
from gradus.pages.overview.view import Cell, CheckRow, ClassView, Found, State, StudentRow


@dataclass(frozen=True)
class Work:
    """An exercise or lesson: how many finished it, began it, or are in another state, and the mean of who began."""

    id: str
    title: str
    points: float
    finished: int
    begun: int
    mean: float | None
    states: dict[str, int]


@dataclass(frozen=True)
class Result:
    """A work of a student. `automatic` is the machine's score where a person gave another one."""

    score: float
    max_score: float
    state: State
    automatic: float | None = None


@dataclass(frozen=True)
class LostCheck:
    """A check that a student began and did not pass; the diagnosis is empty if none is known."""

    check: str
    status: str
    diagnosis: str


@dataclass(frozen=True)
class Student:
    """A student with a report, those who need help first; `refused` says why nothing could be graded."""

    login: str
    name: str
    score: float
    refused: str
    exercises: dict[str, Result]
    lost: tuple[LostCheck, ...]


@dataclass(frozen=True)
class Absent:
    """A student in the roster who handed in nothing."""

    login: str
    name: str


@dataclass(frozen=True)
class Check:
    """A check or question: of `tried` students, `passed` passed; `rate` is null where nobody tried.

    `few`: less than a tenth of the class tried it. `usual` is the diagnosis that was given most often.
    """

    id: str
    exercise: str
    title: str
    points: float
    hidden: bool
    further: bool
    tried: int
    passed: int
    rate: float | None
    few: bool
    failing: tuple[str, ...]
    no_answer: tuple[str, ...]
    usual: str
    help: str


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis, with the students whose answers it explains; `names` are its misconceptions."""

    exercise: str
    names: tuple[str, ...]
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class StuckAt:
    """Students who began an exercise and are stopped by this check first; it is empty if the file cannot be run."""

    exercise: str
    check: str
    title: str
    reason: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Who has more or fewer points than before, by how much, in which exercises and checks."""

    login: str
    points: float
    exercises: dict[str, float]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Movement:
    """What changed since the reports before: `compared` students have both."""

    compared: int
    gained: int
    lost: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Identical:
    """Students whose code is the same in these exercises."""

    students: tuple[str, ...]
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """A student, by login, and a few words; one of the two may be empty."""

    login: str
    words: str


@dataclass(frozen=True)
class Remark:
    """Something to look at first. `personal` words may hold names."""

    what: str
    told: tuple[About, ...]
    personal: bool


@dataclass(frozen=True)
class Overview(Document):
    """All that an overview says; students are named by their logins. `--json` prints it, a page holds it."""

    FILE = "overview"
    SCHEMA = "gradus.overview/1"
    title: str
    points: float
    spread: Spread | None
    works: tuple[Work, ...]
    students: tuple[Student, ...]
    absent: tuple[Absent, ...]
    checks: tuple[Check, ...]
    hardest: tuple[str, ...]
    nobody_passes: tuple[str, ...]
    nobody_fails: tuple[str, ...]
    misconceptions: tuple[Diagnosis, ...]
    facts: tuple[Diagnosis, ...]
    stuck: tuple[StuckAt, ...]
    movement: Movement | None
    identical: tuple[Identical, ...]
    matters: tuple[Remark, ...]

    def to_json(self, *, ascii_only: bool = True) -> str:
        """The content, on one line: as `Document` has it, and faster for a thousand students."""
        return json.dumps(self, default=vars, separators=(",", ":"), ensure_ascii=ascii_only)


def data(view: ClassView, title: str) -> Overview:
    """The overview of a class as data."""
    return Overview(
        Overview.SCHEMA,
        title=title,
        points=view.points,
        spread=spread(view),
        works=tuple(_works(view)),
        students=tuple(_student(view, row) for row in view.students),
        absent=tuple(Absent(each.login, view.names[each.login]) for each in view.absent),
        checks=tuple(_check(row, view.few(row)) for row in view.every),
        hardest=tuple(row.id for row in view.hardest),
        nobody_passes=tuple(row.id for row in view.nobody_passes),
        nobody_fails=tuple(row.id for row in view.nobody_fails),
        misconceptions=_diagnoses(view.misconceptions),
        facts=_diagnoses(view.facts),
        stuck=tuple(StuckAt(s.item, s.check, s.title, _usual(s.reasons), tuple(s.logins)) for s in view.stuck),
        movement=_movement(view),
        identical=tuple(Identical(*each) for each in view.alike),
        matters=tuple(Remark(m.what, tuple(About(*each) for each in m.told), m.personal) for m in matters(view)),
    )


def _works(view: ClassView) -> Iterable[Work]:
    for item in view.items:
        cells = view.column(item)
        begun = [cell for cell in cells if cell.state.begun]
        states = {state.value: sum(cell.state is state for cell in cells) for state in State}
        mean = round(sum(cell.score for cell in begun) / len(begun), 6) if begun else None
        yield Work(item.id, item.title, item.points, states[State.FINISHED], len(begun), mean, states)


def _student(view: ClassView, row: StudentRow) -> Student:
    lost = tuple(LostCheck(each.check, each.status.value, each.diagnosis) for each in view.lost.get(row.login, ()))
    return Student(row.login, row.name, row.score, row.refused, {k: _result(c) for k, c in row.cells.items()}, lost)


def _result(cell: Cell) -> Result:
    return Result(cell.score, cell.max_score, cell.state, cell.automatic)


def _check(row: CheckRow, few: bool) -> Check:
    rate = round(row.rate, 6) if row.tried else None
    counts = row.hidden, row.further, row.tried, row.passed, rate, few
    who = tuple(row.failing), tuple(row.no_answer)
    return Check(row.id, row.item, row.title, row.points, *counts, *who, _usual(row.diagnoses), row.help)


def _usual(reasons: Mapping[str, int]) -> str:
    """The sentence that is given most often."""
    return max(filter(None, reasons), key=reasons.__getitem__, default="")


def _diagnoses(found: Iterable[Found]) -> tuple[Diagnosis, ...]:
    return tuple(Diagnosis(each.item, each.names, each.sentence, tuple(each.logins)) for each in found)


def _movement(view: ClassView) -> Movement | None:
    if view.moved is None:
        return None
    steps = view.moved.steps
    gained, lost = (sum(sign * step.points > 0 for step in steps) for sign in (1, -1))
    changes = (Change(s.login, s.points, dict(s.exercises), tuple(c.check for c in s.checks)) for s in steps)
    return Movement(view.moved.compared, gained, lost, tuple(changes))

"""A mark for one work of one student, and what all marks of a student add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gradus.core.names import same
from gradus.core.schedule.policy import Outcome, Total, total
from gradus.core.schedule.units import Rules, Unit
from gradus.scores.roster import Student, SubmissionInfo


@dataclass(frozen=True)
class Mark:
    """What a student got for one exercise or lesson. `waiting`: a person has yet to grade a part of it.

    `score` is what counts: the points `earned`, less what lateness costs. `late` is None where nothing was due, or
    where the work has no time: then it is `untimed`. Of the days late, `free_days` cost nothing. `extended`: this
    student had more time than others. A `dropped` mark is no part of the total. It is the `attempt`-th of `attempts`.
    `empty`: nothing was handed in, and tables have no number there; `graded` is None where there was nothing to grade.
    `unprotected`: the code ran in no sandbox.
    """

    login: str
    student: Student | None
    exercise: str
    score: float
    max_score: float
    submission: SubmissionInfo
    graded: datetime | None
    late: bool | None
    waiting: bool = False
    earned: float | None = None
    days_late: int = 0
    free_days: int = 0
    untimed: bool = False
    extended: bool = False
    dropped: bool = False
    unit: str = ""
    weight: float | None = None
    attempt: int = 1
    attempts: int = 1
    empty: bool = False
    unprotected: bool = False

    @property
    def shown(self) -> float | None:
        """The score, as a table has it: None for an empty cell."""
        return None if self.empty else self.score

    @property
    def penalty(self) -> float:
        """The points that lateness costs."""
        return 0.0 if self.earned is None else round(self.earned - self.score, 6)

    @property
    def lateness(self) -> str:
        """Whether it is late, in a word: yes, no, or unknown; empty where nothing was due."""
        return "unknown" if self.untimed else {None: "", True: "yes", False: "no"}[self.late]

    def regraded(self, earned: float, max_score: float, rules: Rules) -> "Mark":
        """The same work with other points, before what lateness costs."""
        score = Outcome(0, self.late, self.days_late, self.free_days).score(earned, rules)
        return replace(self, earned=earned, score=score, max_score=max_score)


def unit_of(work: str, units: Iterable[Unit]) -> Unit | None:
    """The unit that an exercise or lesson belongs to."""
    return next((unit for unit in units if work in unit.works), None)


def totals(
    marks: Iterable[Mark], units: Sequence[Unit], rules: Rules, points: Mapping[str, float] | None = None
) -> dict[str, Total]:
    """The total of each account, by its login in `same`'s form: see `policy.total`.

    `points` are those of all works by name (default: of those that have a mark). One that a student has no mark for is
    worth 0 in the total.
    """
    marks = list(marks)
    most = {**(points or {}), **{mark.exercise: mark.max_score for mark in marks}}
    scores: dict[str, dict[str, tuple[float, float]]] = {}
    for mark in marks:
        mine = scores.setdefault(same(mark.login), {name: (0.0, each) for name, each in most.items()})
        mine[mark.exercise] = mark.score, mark.max_score
    return {login: total(mine, units, rules) for login, mine in scores.items()}


def with_dropped(marks: Sequence[Mark], units: Sequence[Unit], rules: Rules) -> list[Mark]:
    """The marks, those that don't count noted as `dropped`; to be called again after scores changed."""
    lost = {login: each.dropped for login, each in totals(marks, units, rules).items()}
    home = {work: unit.id for unit in units for work in unit.works}
    return [replace(m, dropped=bool({m.exercise, home.get(m.exercise, "")} & lost[same(m.login)])) for m in marks]

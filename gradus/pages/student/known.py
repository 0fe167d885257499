"""What is known of one student, and what of it the student may read: hidden checks keep their inputs to themselves."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import HIDDEN, Status, Visibility
from gradus.lessons.report import LessonResult
from gradus.pages.overview.view import Cell, State
from gradus.scores.by_hand import Entry

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Known:
    """A student's results: `cells` have the scores that count, by exercise and lesson, `entries` what is by hand.

    `remarks` are sentences on single exercises and lessons, such as comments of the gradebook and on late work. The
    scores are `unprotected` if the code ran in no sandbox.
    """

    login: str
    name: str
    exercises: tuple[ExerciseResult, ...] = ()
    lessons: tuple[LessonResult, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: str = ""
    unprotected: bool = False

    @property
    def score(self) -> float:
        """The points that count."""
        return round(sum(cell.score for cell in self.cells.values()), 6)

    @property
    def max_score(self) -> float:
        """The points that there are."""
        return round(sum(cell.max_score for cell in self.cells.values()), 6)

    @property
    def graded(self) -> str:
        """The day of the newest verdict, if known."""
        days = [each.made.at[:10] for each in self.exercises if each.made]
        return max((day for day in days if DAY.fullmatch(day)), default="")

    def in_state(self, *states: State) -> list[ExerciseResult]:
        """The exercises in one of these states."""
        return [each for each in self.exercises if each.id in self.cells and self.cells[each.id].state in states]

    def by_hand(self, item: str) -> list[tuple[str, Entry]]:
        """What was given by hand for an exercise or lesson: on the whole of it first, then by check or question."""
        named = [(name, entry) for name, entry in self.entries.items() if name.partition("::")[0] == item]
        return sorted(named, key=lambda pair: "::" in pair[0])


def for_student(exercises: Iterable[ExerciseResult]) -> tuple[ExerciseResult, ...]:
    """The exercises as students may read them: of a hidden check no message but the sentences made for that."""
    return tuple(replace(each, checks=tuple(map(_for_student, each.checks))) for each in exercises)


def _for_student(check: CheckResult) -> CheckResult:
    if check.visibility is Visibility.VISIBLE:
        return check
    # What is missing is known without running any of the student's code.
    missing = check.status is Status.MISSING
    message = check.message if missing else HIDDEN.get(check.status, HIDDEN[Status.FAILED])
    return replace(check, message=message, printed="", reproduce="")


def next_step(known: Known) -> tuple[ExerciseResult, CheckResult] | None:
    """The first check, in the order of the course, at which an exercise that was begun goes no further."""
    for exercise in known.in_state(State.BROKEN, State.NO_ANSWER, State.BEGUN):
        stuck = [check for check in exercise.core if check.status is not Status.PASSED]
        wrong = [check for check in stuck if check.status is not Status.NOT_STARTED and check.status.begun]
        for check in wrong or stuck:
            return exercise, check
    return None

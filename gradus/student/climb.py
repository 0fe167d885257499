"""What a learner's history says: the climb by day, what took longest, what came back, and where they left off."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gradus.core.course import Course
from gradus.student import history
from gradus.student.history import Event, What


@dataclass(frozen=True)
class Day:
    """One day: about how many minutes, how often what was done, and the points of each exercise at its end.

    `answers` were right, of all that got a verdict. `gained` are the points that the day added.
    """

    day: date
    minutes: int
    checks: int
    hints: int
    answers: tuple[int, int]
    finished: tuple[str, ...]
    points: dict[str, tuple[float, float]]
    gained: float


@dataclass(frozen=True)
class Effort:
    """What an exercise took: about how many minutes, checks and hints, and whether it was ever finished."""

    exercise: str
    minutes: int
    checks: int
    hints: int
    finished: bool


@dataclass(frozen=True)
class Returned:
    """A misconception that was named, gone in a later check, and named again, `times` in all."""

    exercise: str
    sentence: str
    times: int


def days(events: Sequence[Event]) -> list[Day]:
    """The days on which something happened, the first one first."""
    reached: dict[str, float] = {}
    found = []
    for day in dict.fromkeys(event.day for event in events):
        mine = [event for event in events if event.day == day]
        before = sum(reached.values())
        points: dict[str, tuple[float, float]] = {}
        for event in (each for each in mine if each.what is What.CHECK):
            points[event.exercise] = event.score, event.possible
            reached[event.exercise] = max(reached.get(event.exercise, 0.0), event.score)
        verdicts = Counter(event.verdict for event in mine)
        found.append(
            Day(
                day=day,
                minutes=history.minutes(mine),
                checks=sum(event.what is What.CHECK for event in mine),
                hints=sum(event.what is What.HINT for event in mine),
                answers=(verdicts["right"], verdicts["right"] + verdicts["wrong"]),
                finished=tuple(dict.fromkeys(event.exercise for event in mine if event.finished)),
                points=points,
                gained=round(sum(reached.values()) - before, 6),
            )
        )
    return found


def efforts(events: Iterable[Event]) -> list[Effort]:
    """What each exercise took, the longest first; time counts until it is finished for the first time."""
    spent: dict[str, timedelta] = {}
    checks, hints, finished = Counter[str](), Counter[str](), set[str]()
    for event, took in history.active(events):
        name = event.exercise
        if not name or name in finished:
            continue
        spent[name] = spent.get(name, timedelta()) + took
        checks[name] += event.what is What.CHECK
        hints[name] += event.what is What.HINT
        finished |= {name} if event.finished else set()
    found = [
        Effort(name, round(each.total_seconds() / 60), checks[name], hints[name], name in finished)
        for name, each in spent.items()
    ]
    return sorted(found, key=lambda each: (-each.minutes, -each.checks))


def returned(events: Iterable[Event]) -> list[Returned]:
    """The misconceptions that came back, the most frequent first."""
    last: dict[str, frozenset[str]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for event in (each for each in events if each.what is What.CHECK):
        named = frozenset(event.misconceptions)
        seen.update((event.exercise, sentence) for sentence in named - last.get(event.exercise, frozenset()))
        last[event.exercise] = named
    return [Returned(exercise, text, times) for (exercise, text), times in seen.most_common() if times > 1]


def left_off(course: Course, events: Sequence[Event]) -> Event | None:
    """The last thing that happened in an exercise or a lesson that the course has."""
    there = (each for each in reversed(events) if each.exercise in course.by_id or each.lesson in course.lessons)
    return next(there, None)

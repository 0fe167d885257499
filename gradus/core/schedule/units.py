"""Units of work: what of a course was set when, until when it is due, and how many days late something came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gradus.core.decode import DecodeError, build
from gradus.core.names import same
from gradus.core.text import nearest, one_line

EXAMPLE = "2026-12-01T23:59:00+01:00"
MOST_DAYS, MOST_MINUTES = 3660, 60 * 24 * 7


class Attempts(StrEnum):
    """Which of several attempts at the same work counts."""

    LAST = "last"
    BEST = "best"


@dataclass(frozen=True)
class Unit:
    """A unit of work: an [[units]] table of course.toml. `exercises` and `lessons` are ids, in the course's order.

    It is open from `opens` on; without that, always. The lowest `drop_lowest` of its exercises and lessons don't count.
    """

    id: str
    title: str
    exercises: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    opens: datetime | None = None
    due: datetime | None = None
    weight: float | None = None
    drop_lowest: int = 0

    @property
    def works(self) -> tuple[str, ...]:
        """Its exercises and lessons by their names in tables of marks: calculus/derivatives, lessons/x."""
        return (*self.exercises, *(f"lessons/{lesson}" for lesson in self.lessons))

    def is_open(self, now: datetime) -> bool:
        """Whether it has been set by `now`."""
        return self.opens is None or self.opens <= now


@dataclass(frozen=True)
class Rules:
    """How scores become marks: the [marks] table of course.toml. Without it nothing is lost to lateness or dropped.

    `attempt` says which of several attempts counts. Work that comes up to `grace_minutes` after it was due is in time.
    Each student has `late_days` that cost nothing; each further day that was begun costs `late_penalty` percent of the
    points earned. What comes more than `late_until` days late counts nothing. `drop_lowest` units of a student (or
    exercises and lessons, in a course without units) don't count: those with the lowest percentage.
    """

    attempt: Attempts = Attempts.LAST
    grace_minutes: float = 0.0
    late_days: int = 0
    late_penalty: float = 0.0
    late_until: int | None = None
    drop_lowest: int = 0

    @property
    def late(self) -> bool:
        """Whether late work can lose points."""
        return self.late_penalty > 0 or self.late_until is not None


@dataclass(frozen=True)
class _Table:
    """A unit as course.toml has it: times may be TOML's own or strings."""

    id: str
    title: str = ""
    exercises: tuple[str, ...] = ()
    lessons: tuple[str, ...] | None = None
    opens: Any = None
    due: Any = None
    weight: float | None = None
    drop_lowest: int = 0


def read_units(tables: Sequence[Any], exercises: Mapping[str, Sequence[str]], where: str) -> tuple[Unit, ...]:
    """The units of these tables, given the course's exercises, each with its lessons, in the course's order.

    Where a unit names no lessons, it has those of its exercises. Raises DecodeError if something in it makes no sense.
    """
    read = [_table(value, number, where) for number, value in enumerate(tables, 1)]
    ids = [same(table.id) for table in read]
    if twice := [table.id for number, table in enumerate(read) if ids[number] in ids[:number]]:
        raise DecodeError(f"{where}: the unit {one_line(twice[0], 60)} is listed twice")
    lessons = list(dict.fromkeys(lesson for each in exercises.values() for lesson in each))
    named = {lesson for table in read for lesson in table.lessons or ()}
    units: list[Unit] = []
    for table in read:
        place = f"{where}: unit {table.id}"
        mine = _exercises(table.exercises, exercises, place)
        implied = (lesson for each in mine for lesson in exercises[each])
        theirs = [lesson for lesson in dict.fromkeys(implied) if lesson not in named]
        if table.lessons is not None:
            theirs = [_known(lesson, lessons, f"{place}: there is no lesson") for lesson in table.lessons]
        else:
            named |= set(theirs)
        in_order = tuple(name for name in exercises if name in mine), tuple(x for x in lessons if x in theirs)
        times = _time(table.opens, f"{place}.opens"), _time(table.due, f"{place}.due")
        units.append(Unit(table.id, table.title or table.id, *in_order, *times, table.weight, table.drop_lowest))
    _refuse_shared(units, where)
    _check_weights(units, where)
    return tuple(units)


def _table(value: Any, number: int, where: str) -> _Table:
    name = value.get("id") if isinstance(value, dict) else None
    place = f"{where}: unit {one_line(name, 60) if isinstance(name, str) else number}"
    table = build(_Table, value, place)
    if not table.id or not table.id.replace("-", "").replace("_", "").isalnum():
        raise DecodeError(f"{place}: a unit's id has letters, digits, - and _")
    if not 0 <= table.drop_lowest <= MOST_DAYS:
        raise DecodeError(f"{place}.drop_lowest: expected a number of exercises, 0 or more")
    if not 0 <= (table.weight or 0) <= 1e6:
        raise DecodeError(f"{place}.weight: expected a number from 0 to 1,000,000")
    return table


def _exercises(names: Iterable[str], known: Mapping[str, Sequence[str]], place: str) -> list[str]:
    """The exercises of these names, where a part's name stands for all of it."""
    parts: dict[str, list[str]] = {}
    for each in known:
        parts.setdefault(each.split("/")[0], []).append(each)
    found: dict[str, None] = {}
    for name in names:
        for each in parts.get(name) or [_known(name, [*known, *parts], f"{place}: there is no exercise or part")]:
            if each in found:
                raise DecodeError(f"{place} names {each} twice")
            found[each] = None
    return list(found)


def _known(name: str, names: Sequence[str], problem: str) -> str:
    if name in names:
        return name
    close = nearest(name, names, 0.6) or next((each for each in names if each.endswith(f"/{name}")), "")
    hint = f": did you mean {close}?" if close else f"; there are {', '.join(names[:12])}" if names else ""
    raise DecodeError(f"{problem} {one_line(name, 60)}{hint}")


def _refuse_shared(units: Iterable[Unit], where: str) -> None:
    homes: dict[str, str] = {}
    for unit in units:
        for work in unit.works:
            if homes.setdefault(work, unit.id) != unit.id:
                kind = "lesson" if work.startswith("lessons/") else "exercise"
                name = work.removeprefix("lessons/")
                raise DecodeError(f"{where}: the {kind} {name} is in the units {homes[work]} and {unit.id}")


def _check_weights(units: Sequence[Unit], where: str) -> None:
    """Weights say how much a unit counts beside the others: all have one, or none."""
    weighted = [unit for unit in units if unit.weight is not None]
    if weighted and len(weighted) < len(units):
        lacking = next(unit.id for unit in units if unit.weight is None)
        raise DecodeError(f"{where}: unit {weighted[0].id} has a weight and {lacking} has none: give all one, or none")
    if weighted and not sum(unit.weight or 0 for unit in weighted):
        raise DecodeError(f"{where}: no unit has a weight of more than 0")
    for unit in units:
        if unit.opens and unit.due and unit.due <= unit.opens:
            raise DecodeError(f"{where}: unit {unit.id} is due before it opens")


def _time(value: Any, where: str) -> datetime | None:
    if value is None:
        return None
    try:
        return moment(value)
    except ValueError as error:
        raise DecodeError(f"{where}: {error}") from None


def moment(value: Any) -> datetime:
    """A time with its zone, from TOML or an ISO 8601 text. Raises ValueError, which says how to write one."""
    write = f"write it like {EXAMPLE}"
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"{one_line(value, 60)} is not a time: {write}") from None
    if not isinstance(value, datetime):
        raise ValueError(f"that is not a date with a time and its zone: {write}")
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone: {write}, or with a Z")
    if not 1900 < value.year < 9000:  # so that days can be added, and zones changed
        raise ValueError(f"the year {value.year} is out of range")
    return value


def read_rules(value: Any, where: str) -> Rules:
    """The rules of a [marks] table. Raises DecodeError if something in it makes no sense."""
    rules = build(Rules, value, where)
    for key, number, most in (
        ("grace_minutes", rules.grace_minutes, MOST_MINUTES),
        ("late_days", rules.late_days, MOST_DAYS),
        ("late_penalty", rules.late_penalty, 100),
        ("late_until", rules.late_until or 0, MOST_DAYS),
        ("drop_lowest", rules.drop_lowest, MOST_DAYS),
    ):
        if not 0 <= number <= most:
            raise DecodeError(f"{where}.{key}: expected a number from 0 to {most:,}")
    return rules

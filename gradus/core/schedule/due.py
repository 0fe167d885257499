"""When work is due: for the class, for a student who was given more time, and how many days late something came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from gradus.core.names import same
from gradus.core.schedule.units import MOST_DAYS, Unit, moment
from gradus.core.tables import TableError, read_table
from gradus.core.text import count, nearest, one_line

DAY = timedelta(days=1)
COLUMNS = {"login": (), "work": ("unit", "exercise"), "due": ("until",), "days": ()}  # and other names for them


@dataclass(frozen=True)
class Extension:
    """More time for one student: until `due`, or `days` more. `works` are what it is for; empty for everything.

    `login` is in the form of `core.names.same`.
    """

    login: str
    works: frozenset[str] = frozenset()
    due: datetime | None = None
    days: int = 0

    def applied(self, due: datetime) -> datetime:
        """The time until which work that is due at `due` may come. An extension never takes time away."""
        return max(due, self.due or due, due + timedelta(days=self.days))


@dataclass(frozen=True)
class DueDates:
    """When work is due: by its name, or else `default`, and what single students were given on top of that."""

    default: datetime | None = None
    by_name: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Sequence[Extension] = ()

    def of(self, work: str, login: str = "") -> datetime | None:
        """The due date of an exercise or lesson, for one student with their extensions; None if it is never due.

        If several extensions apply, the latest time counts: with two and five more days it is five, not seven.
        """
        due = self.by_name.get(work, self.default)
        if due is None or not login:
            return due
        key = same(login) if self.extensions else ""
        mine = [each for each in self.extensions if each.login == key]
        return max((each.applied(due) for each in mine if not each.works or work in each.works), default=due)

    def all_of(self, works: Iterable[str], login: str = "") -> list[datetime]:
        """The different times at which something of these works is due, sorted."""
        return sorted({due for work in works if (due := self.of(work, login)) is not None})

    @classmethod
    def of_units(cls, units: Iterable[Unit], default: datetime | None = None) -> Self:
        """The due dates of units, and `default` for what has none."""
        return cls(default, {work: unit.due for unit in units if unit.due for work in unit.works})


def days_late(submitted: datetime, due: datetime, grace_minutes: float = 0.0) -> int:
    """How many days late something came: 0 in time, and each day of 24 hours that was begun counts.

    Due at 12:00 with 15 minutes of grace: 12:15 is 0 days late, 12:16 is 1, 12:00 on the next day is 1, 12:01 is 2.
    """
    if submitted <= due + timedelta(minutes=grace_minutes):
        return 0
    return -((due - submitted) // DAY)


def when(time: datetime, now: datetime) -> str:
    """A time in words, as the clocks here show it: Tue 1 December 23:59, in 2 days.

    It names its zone where the one who wrote it down has another, and the year where it is not this one.
    """
    here = time.astimezone()
    year = "" if here.year == now.astimezone().year else f" {here.year}"
    zone = "" if here.utcoffset() == time.utcoffset() else f" {_zone(here)}"
    return f"{here:%a} {here.day} {here:%B}{year} {here:%H:%M}{zone}, {_span(time - now)}"


def _zone(time: datetime) -> str:
    name = f"{time:%z}"
    hours = f"{name[:3]}:{name[3:5]}" if name[3:5] != "00" else name[0] + name[1:3].lstrip("0")
    return "UTC" if time.utcoffset() == timedelta() else f"UTC{hours}"


def _span(span: timedelta) -> str:
    """How far away something is: in 2 days, 3 hours ago."""
    minutes = int(abs(span).total_seconds()) // 60
    for size, noun in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            words = count(minutes // size, noun)
            return f"in {words}" if span > timedelta() else f"{words} ago"
    return ""


def read_extensions(path: Path, units: Sequence[Unit], works: Sequence[str]) -> list[Extension]:
    """The extensions of a table with the columns login, work, due and days.

    `work` is a unit, an exercise or a lesson, or empty for everything; `due` a time with its zone, `days` a whole
    number; one of the two is there. Raises TableError, which names the line, if a cell makes no sense.
    """
    extensions: list[Extension] = []
    for line, row in read_table(path, ("login",), COLUMNS):
        place = f"{path}, line {line}"
        if not row["login"]:
            raise TableError(f"{place}: the login is empty.")
        due, days = row["due"], row["days"]
        if not due and not days:
            raise TableError(f"{place}: it gives neither a due date nor days.")
        if days and not (days.isascii() and days.isdigit() and len(days) < 5 and int(days) <= MOST_DAYS):
            raise TableError(f"{place}, column days: {one_line(days)} is not a whole number of days.")
        try:
            until = moment(due) if due else None
        except ValueError as error:
            raise TableError(f"{place}, column due: {error}.") from None
        try:
            named = works_called(row["work"], units, works) if row["work"] else frozenset()
        except KeyError as error:
            raise TableError(f"{place}, column work: {error.args[0]}") from None
        extensions.append(Extension(same(row["login"]), named, until, int(days or 0)))
    return extensions


def works_called(name: str, units: Sequence[Unit], works: Sequence[str]) -> frozenset[str]:
    """The exercises and lessons that a name in a table or an option stands for: a unit's, a part's, or one.

    Raises KeyError, which names the nearest, if it is none of them.
    """
    for unit in units:
        if same(unit.id) == same(name):
            return frozenset(unit.works)
    exact = [work for work in works if same(work) in (same(name), f"lessons/{same(name)}")]
    part = [work for work in works if work.startswith(f"{name}/") and name != "lessons"]
    short = [work for work in works if work.endswith(f"/{name}")]
    if len(short) > 1 and not exact and not part:
        raise KeyError(f"{one_line(name)} could be {' or '.join(short)}: write it in full.")
    if found := exact or part or short:
        return frozenset(found)
    there = [*(unit.id for unit in units), *works]
    near = nearest(name, there, 0.6)
    hint = f" Did you mean {near}?" if near else f" There are: {', '.join(there[:12])}{', …' if there[12:] else ''}."
    raise KeyError(f"there is no unit, exercise or lesson {one_line(name)}.{hint}")

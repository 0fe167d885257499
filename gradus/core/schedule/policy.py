"""How scores become marks: attempts, late days, the lowest that are dropped, weights. All of it is here.

Every function is exact: scores are taken as the decimal numbers that they are written as, and only results are
rounded, to six decimals. None depends on the order in which students, works or rows of a table come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from gradus.core.schedule.due import days_late
from gradus.core.schedule.units import Attempts, Rules, Unit


@dataclass(frozen=True)
class Attempt:
    """One attempt at an exercise or lesson: the points it earned, and when it came, if that is known.

    It came between `submitted` and `until`; without `until`, at `submitted`.
    """

    earned: float
    submitted: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Work:
    """What a student handed in for one exercise or lesson: attempts in their order, due at `due`, in a unit or none."""

    name: str
    attempts: Sequence[Attempt]
    due: datetime | None = None
    unit: str = ""


@dataclass(frozen=True)
class Outcome:
    """The attempt that counts (its index), and how late it is. `late` is None where nobody knows or nothing is due.

    `days` were begun after it was due; `free` of them cost nothing. `unknown`: nobody knows whether it came in time,
    which counts for the student.
    """

    attempt: int
    late: bool | None = None
    days: int = 0
    free: int = 0
    unknown: bool = False

    def score(self, earned: float, rules: Rules) -> float:
        """What is left of the points earned."""
        return reduced(earned, self.days, self.free, rules)


def reduced(earned: float, days: int, free: int, rules: Rules) -> float:
    """What late work is worth: earned * (1 - late_penalty / 100 * (days - free)), at least 0.

    8 points, 3 days late, one of them free, 10 percent a day: 8 * (1 - 0.1 * 2) = 6.4. More than `late_until` days
    late it is 0, whatever is free.
    """
    if rules.late_until is not None and days > rules.late_until:
        return 0.0
    share = max(Fraction(0), 1 - _exact(rules.late_penalty) / 100 * max(0, days - free))
    return _rounded(_exact(earned) * share)


def settle(works: Iterable[Work], rules: Rules) -> dict[str, Outcome]:
    """Which attempt of each work of one student counts, and how late it is, by the work's name.

    The student's late days are spent in the order of the due dates. What is due together in one unit is late together:
    three exercises of a unit that come two days late spend two days, not six. A day is spent only if it saves points.
    """
    left = rules.late_days
    outcomes: dict[str, Outcome] = {}
    groups: dict[tuple[datetime, str], list[Work]] = {}
    for work in works:
        if work.due is None:
            outcomes[work.name] = _choose(work, rules, 0)
        else:
            groups.setdefault((work.due, work.unit), []).append(work)
    for key in sorted(groups):
        chosen = {work.name: _choose(work, rules, left) for work in groups[key]}
        outcomes |= chosen
        left -= max(outcome.free for outcome in chosen.values())
    return outcomes


def _choose(work: Work, rules: Rules, left: int) -> Outcome:
    """The attempt that counts where `left` late days are left.

    last: the last one in time, or else the last one. best: the one that is worth most, less what lateness costs; of
    equal ones the one that is less late, then the earlier one. An attempt without a time is taken as in time.
    """
    judged = [_judge(number, attempt, work, rules, left) for number, attempt in enumerate(work.attempts)]
    if rules.attempt is Attempts.BEST:
        worth = {each.attempt: each.score(work.attempts[each.attempt].earned, rules) for each in judged}
        return max(judged, key=lambda each: (worth[each.attempt], -each.days, -each.attempt))
    return ([each for each in judged if not each.days] or judged)[-1]


def _judge(number: int, attempt: Attempt, work: Work, rules: Rules, left: int) -> Outcome:
    if work.due is None:
        return Outcome(number)
    if attempt.submitted is None:
        return Outcome(number, unknown=True)
    days = days_late(attempt.submitted, work.due, rules.grace_minutes)
    if not days and attempt.until and days_late(attempt.until, work.due, rules.grace_minutes):
        return Outcome(number, unknown=True)
    out = rules.late_until is not None and days > rules.late_until
    useless = out or not rules.late_penalty or not attempt.earned
    return Outcome(number, days > 0, days, 0 if useless else min(days, left))


@dataclass(frozen=True)
class Total:
    """All marks of one student together. `dropped` are the works and units that don't count.

    Where something is weighted or dropped it is a percentage (`max_score` is 100), else a sum of points.
    `units` are the percentages of the units by id.
    """

    score: float
    max_score: float
    units: Mapping[str, float] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def total(scores: Mapping[str, tuple[float, float]], units: Sequence[Unit], rules: Rules) -> Total:
    """Add up one student's marks: score and points by the work's name, each 0 or more.

    A unit's percentage is 100 * (its scores) / (its points): 7 of 10 and 5 of 10 are 60 percent; without its lowest
    work, 70. The total is the mean of the units' percentages by weight: 70 and 40 percent with weights 1 and 3 are
    (1 * 70 + 3 * 40) / 4 = 47.5. Without weights a unit weighs as much as the points that count in it.

    Something always stays: of one work, none is dropped. Of equal percentages the later one is dropped, in the order of
    the course; without units, of the alphabet.
    """
    exact = {name: (_exact(score), _exact(points)) for name, (score, points) in scores.items()}
    weighted = any(unit.weight is not None for unit in units)
    if not weighted and not rules.drop_lowest and not any(unit.drop_lowest for unit in units):
        sums = _rounded(_sum(s for s, _ in exact.values())), _rounded(_sum(p for _, p in exact.values()))
        return Total(*sums, _percentages(exact, units))
    groups = [
        (unit.id, [name for name in unit.works if name in exact], unit.weight, unit.drop_lowest) for unit in units
    ]
    outside = [name for name in exact if not any(name in names for _, names, _, _ in groups)]
    if not weighted:
        groups += [(name, [name], None, 0) for name in sorted(outside)]
    dropped: set[str] = set()
    parts: dict[str, tuple[Fraction, Fraction]] = {}  # percentage and weight
    for key, names, weight, lowest in groups:
        of_each = {name: exact[name] for name in names if exact[name][1]}
        lost = _lowest({name: score / points for name, (score, points) in of_each.items()}, lowest)
        dropped |= lost
        points = _sum(p for name, (_, p) in of_each.items() if name not in lost)
        if points:
            share = _sum(s for name, (s, _) in of_each.items() if name not in lost) / points
            parts[key] = 100 * share, points if weight is None else _exact(weight)
    ids = {unit.id for unit in units}
    compared = {key: share for key, (share, weight) in parts.items() if weight and (key in ids or not ids)}
    lost_units = _lowest(compared, rules.drop_lowest)
    kept = {key: part for key, part in parts.items() if key not in lost_units}
    weights = _sum(weight for _, weight in kept.values())
    mean = _sum(share * weight for share, weight in kept.values()) / weights if weights else Fraction(0)
    percentages = {key: _rounded(share) for key, (share, _) in parts.items() if key in ids}
    return Total(_rounded(mean), 100.0, percentages, frozenset(dropped | lost_units))


def _percentages(exact: Mapping[str, tuple[Fraction, Fraction]], units: Sequence[Unit]) -> dict[str, float]:
    found: dict[str, float] = {}
    for unit in units:
        points = _sum(exact[name][1] for name in unit.works if name in exact)
        if points:
            found[unit.id] = _rounded(100 * _sum(exact[name][0] for name in unit.works if name in exact) / points)
    return found


def _lowest(shares: Mapping[str, Fraction], number: int) -> set[str]:
    """The names of the lowest shares, later ones first among equals; at least one share stays."""
    order = {name: place for place, name in enumerate(shares)}
    ranked = sorted(shares, key=lambda name: (shares[name], -order[name]))
    return set(ranked[: max(0, min(number, len(shares) - 1))])


def _exact(number: float) -> Fraction:
    """The decimal number that a float is written as: 0.1 is a tenth."""
    return Fraction(repr(float(number)))


def _rounded(number: Fraction) -> float:
    return float(round(number, 6))


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))

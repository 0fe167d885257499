"""What counts for whom: for each exercise the attempt that stood there when it was due, or what lateness leaves of it.

An attempt at an exercise begins when its content changes, and so does its time: a later push that leaves an exercise as
it is takes nothing from it. An exercise that nobody has begun is no attempt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gradus.core.schedule.due import days_late
from gradus.core.schedule.policy import Attempt, Outcome, Work, settle
from gradus.core.schedule.units import Attempts, Rules
from gradus.pulls.ledger.ledger import Entry, Ledger, Observation
from gradus.pulls.ledger.terms import Terms


@dataclass(frozen=True)
class Tried:
    """One attempt of an account at an exercise: what it earned, when it first stood there, and where it was graded."""

    content: str
    earned: float
    sight: Observation
    entry: Entry


@dataclass(frozen=True)
class Counted:
    """The attempt at an exercise that counts, number `attempt` of `attempts`, and what it is `worth`."""

    work: str
    tried: Tried
    worth: float
    due: str | None
    outcome: Outcome
    attempts: int

    @property
    def why(self) -> str:
        """Why it counts, in words."""
        if self.due is None:
            return "the last attempt"
        if self.outcome.unknown:
            return "counts as in time: when it came is not known"
        days = self.outcome.days
        if not days:
            return "in time"
        free = f", {self.outcome.free} of them free" if self.outcome.free else ""
        return f"{days} day{'s' if days > 1 else ''} late{free}"


def tries(entries: Iterable[Entry]) -> dict[str, list[Tried]]:
    """The attempts of one account at each exercise, in their order."""
    seen = sorted(((sight, entry.number, entry.sha), entry) for entry in entries for sight in entry.sights)
    found: dict[str, list[Tried]] = {}
    for (sight, _, _), entry in seen:
        for work, (content, earned) in scored(entry).items():
            attempts = found.setdefault(work, [])
            if not attempts or attempts[-1].content != content:
                attempts.append(Tried(content, earned, sight, entry))
            elif entry.planned >= attempts[-1].entry.planned:  # the verdict is that of the newest checks
                attempts[-1] = replace(attempts[-1], earned=earned, entry=entry)
    return found


def scored(entry: Entry) -> dict[str, tuple[str, float]]:
    """The exercises that were begun in a graded commit, each with a digest of its content and its score."""
    found: dict[str, tuple[str, float]] = {}
    for line in entry.works:
        work, _, rest = line.partition(" ")
        content, _, score = rest.partition(" ")
        found[work] = content, float(score)
    return found


def counted(entries: Iterable[Entry], account: str, terms: Terms) -> dict[str, Counted]:
    """What counts for an account, by exercise."""
    attempts = tries(entries)
    works = [_work(name, tried, account, terms) for name, tried in attempts.items()]
    outcomes = settle(works, terms.rules)
    found: dict[str, Counted] = {}
    for name, tried in attempts.items():
        outcome = outcomes[name]
        chosen = tried[outcome.attempt]
        worth = outcome.score(chosen.earned, terms.rules)
        found[name] = Counted(name, chosen, worth, terms.of(account, name), outcome, len(tried))
    return found


def _work(name: str, tried: Sequence[Tried], account: str, terms: Terms) -> Work:
    due = terms.of(account, name)
    attempts = [Attempt(each.earned, _time(each.sight.since), _time(each.sight.until)) for each in tried]
    return Work(name, attempts, _time(due) if due else None, terms.unit_of(name))


def may_count(tried: Sequence[Tried], due: datetime | None, rules: Rules) -> list[Tried]:
    """Those of the attempts at an exercise that can count: all of them, or the last in time and the last of all."""
    if rules.attempt is Attempts.BEST:
        return list(tried)
    in_time = [
        each for each in tried if due is None or not days_late(_time(each.sight.since), due, rules.grace_minutes)
    ]
    return list(dict.fromkeys([*in_time[-1:], tried[-1]]))


def by_account(ledger: Ledger) -> dict[str, list[Entry]]:
    """The graded commits of each account."""
    found: dict[str, list[Entry]] = {}
    for entry in ledger.entries:
        found.setdefault(entry.account, []).append(entry)
    return found


def all_counted(ledger: Ledger, terms: Terms) -> Mapping[str, dict[str, Counted]]:
    """What counts for each account, by exercise."""
    return {account: counted(entries, account, terms) for account, entries in sorted(by_account(ledger).items())}


def counting(ledger: Ledger, terms: Terms) -> set[tuple[str, int, str]]:
    """The keys of the graded commits of which something counts."""
    return {each.tried.entry.key for works in all_counted(ledger, terms).values() for each in works.values()}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""On what terms work counts: when it is due for whom, and what lateness costs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gradus.core.course import Course
from gradus.core.schedule.due import DueDates
from gradus.core.schedule.units import Rules, Unit
from gradus.pulls.ledger.ledger import Account, format_time

MOST = 60  # days of lateness that are told apart


@dataclass(frozen=True)
class Terms:
    """When work is due, by its name; `extended` has, by account, what somebody was given on top of that."""

    due: Mapping[str, str] = field(default_factory=dict)
    extended: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Sequence[Unit] = ()
    rules: Rules = field(default_factory=Rules)

    def of(self, account: str, work: str) -> str | None:
        """When some work of an account is due, if ever."""
        return self.extended.get(account, {}).get(work) or self.due.get(work)

    def times(self, account: str) -> list[str]:
        """The times, sorted, at which it matters what stood there for an account: when something is due, and after each
        day of lateness that costs something.
        """
        grace = timedelta(minutes=self.rules.grace_minutes)
        dues = {datetime.fromisoformat(due) for due in {**self.due, **self.extended.get(account, {})}.values()}
        late = [due + timedelta(days=day) for due in dues for day in range(1, self._days + 1)]
        return sorted({format_time(time) for time in (*(due + grace for due in dues), *late)})

    def end(self, account: str) -> str:
        """When the last work of an account is due; empty if nothing ever is."""
        return max({**self.due, **self.extended.get(account, {})}.values(), default="")

    @property
    def _days(self) -> int:
        """For how many days after something was due lateness makes a difference."""
        rules = self.rules
        worthless = math.ceil(100 / rules.late_penalty) + rules.late_days if rules.late_penalty else 0
        return min(worthless if rules.late_until is None else rules.late_until, MOST)

    @property
    def all_times(self) -> list[str]:
        """All such times, of anybody."""
        return sorted({time for account in ("", *self.extended) for time in self.times(account)})

    def unit_of(self, work: str) -> str:
        """The id of the unit that some work is in; empty if it is in none."""
        return next((unit.id for unit in self.units if work in unit.works), "")


def terms_of(course: Course, dues: DueDates, accounts: Iterable[Account]) -> Terms:
    """The terms of a course, with the extensions of these accounts: a team has the latest of its members'."""
    works = [exercise.id for exercise in course.exercises]
    plain = {work: format_time(due) for work in works if (due := dues.of(work))}
    extended: dict[str, dict[str, str]] = {}
    for account in accounts if dues.extensions else ():
        for work, usual in plain.items():
            times = [dues.of(work, login) for login in (account.login, *account.logins)]
            latest = format_time(max(time for time in times if time))
            if latest > usual:
                extended.setdefault(account.id, {})[work] = latest
    return Terms(plain, extended, course.units, course.marks)

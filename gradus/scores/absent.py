"""Who of the roster has no mark, and why: handed in nothing, or a folder that could not be graded.

A mark that a table lacks is a mark that the next system makes up: so every table has a line for every student.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import count, one_line
from gradus.scores.marks import Mark, ScoredItem
from gradus.scores.roster import Student, SubmissionInfo

MOST_NAMES = 20  # in one sentence


@dataclass(frozen=True)
class Absent:
    """Who has no mark at all. `nothing`: students without a report; `refused`: why work could not be graded, by login.

    `unknown` are the accounts with a report that are not in the roster.
    """

    nothing: Sequence[Student] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()

    def sentences(self) -> list[str]:
        """What a teacher must know before a table is passed on: a sentence for each kind of them."""
        told: list[str] = []
        if self.nothing:
            told.append(
                f"{len(self.nothing)} in the roster handed in nothing: {listed(s.login for s in self.nothing)}."
            )
        if self.refused:
            work = [f"{one_line(login)} ({one_line(why, 200).rstrip('.')})" for login, why in self.refused.items()]
            told.append(f"{count(len(work), 'submission')} could not be graded: {_most(work)}.")
        if len(self.unknown) == 1:
            told.append(f"{one_line(self.unknown[0])} is not in the roster.")
        elif self.unknown:
            told.append(f"{len(self.unknown)} accounts are not in the roster: {listed(self.unknown)}.")
        return told


def absent(items: Iterable[ScoredItem], reports: Iterable[Report], students: Mapping[str, Student]) -> Absent:
    """Who has no mark. Without a roster (`students` by `same` of the login) nobody is known to be absent."""
    logins = dict.fromkeys(item.login for item in items)
    refused = {login_of(report.submission, students): report.refused for report in reports if report.refused}
    known = {same(login) for login in [*logins, *refused]}
    nothing = [student for login, student in students.items() if login not in known]
    unknown = [login for login in logins if same(login) not in students] if students else []
    return Absent(nothing, refused, unknown)


def by_roster(items: Iterable[ScoredItem], students: Mapping[str, Student]) -> list[ScoredItem]:
    """The items under the logins of the roster, which can say whose a `folder` of another name is.

    Raises TableError if that makes two reports one student's.
    """
    renamed = [replace(item, login=login_of(item.login, students)) for item in items]
    first: dict[tuple[str, str], str] = {}
    for before, item in zip(items, renamed, strict=True):
        other = first.setdefault((same(item.login), item.name), before.login)
        if other != before.login:
            both = f"{one_line(other)} and {one_line(before.login)}"
            raise TableError(f"{both} are reports of the same student, {one_line(item.login)}: keep one of them.")
    return renamed


def complete(
    marks: Sequence[Mark], students: Mapping[str, Student], *, zero: bool, points: Mapping[str, float] | None = None
) -> list[Mark]:
    """The marks, and one for each exercise or lesson that a student of the roster lacks: 0, or an `empty` one.

    `points` are those of all works by name, in their order (default: of the works that have marks). Sorted as
    ClassResults.marks are.
    """
    most = dict(points or {}) | {mark.exercise: mark.max_score for mark in _fullest_first(marks)}
    order = {name: number for number, name in enumerate(most)}
    has = {(same(mark.login), mark.exercise) for mark in marks}
    lacking = [
        Mark(student.login, student, name, 0.0, most[name], SubmissionInfo(), None, None, empty=not zero)
        for login, student in students.items()
        for name in most
        if (login, name) not in has
    ]
    return sorted([*marks, *lacking], key=lambda mark: (same(mark.login), order[mark.exercise]))


def listed(names: Iterable[str]) -> str:
    """Names for one sentence: at most twenty of them, and how many more there are."""
    return _most([one_line(name) for name in names])


def _most(names: Sequence[str]) -> str:
    shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def login_of(name: str, students: Mapping[str, Student]) -> str:
    """The login in the roster of whoever handed in a folder, or the folder's name."""
    if same(name) in students:
        return name
    of_folder = [
        student.login for student in students.values() if student.folder and same(student.folder) == same(name)
    ]
    return of_folder[0] if len(of_folder) == 1 else name


def _fullest_first(marks: Sequence[Mark]) -> list[Mark]:
    """The marks, those of whoever has most works first: their order is the course's."""
    works: dict[str, int] = {}
    for mark in marks:
        works[mark.login] = works.get(mark.login, 0) + 1
    return sorted(marks, key=lambda mark: -works[mark.login])

"""What a teacher looks at first: who is missing, what stops, what is odd. In words, for a page and a terminal alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from gradus.pages.overview.view import ClassView, State

FEW = 6  # exercises that are named one by one


@dataclass(frozen=True)
class Matter:
    """`what` it is, and about whom by login, with a few words on each; a login is empty where words stand alone.

    `personal` words may name somebody themselves.
    """

    what: str
    told: tuple[tuple[str, str], ...]
    personal: bool = False


def matters(view: ClassView) -> Iterator[Matter]:
    """The matters, the most urgent ones first."""
    if view.unprotected:
        told = tuple((login, "") for login in view.unprotected)
        yield Matter(f"Graded without a sandbox, so that these are no official scores ({len(told)}):", told)
    if view.absent:
        absent = tuple((student.login, "") for student in view.absent)
        yield Matter(f"Handed in nothing ({len(absent)}):", absent)
    if refused := tuple((row.login, row.refused) for row in view.students if row.refused):
        yield Matter(f"Not graded ({len(refused)}):", refused, personal=True)
    yield from _stopped(view)
    again = [(row, key, cell) for row in view.students for key, cell in row.cells.items() if cell.again]
    if again:
        told = tuple((row.login, f"{key}: {cell.again}") for row, key, cell in again)
        yield Matter(f"Marks by hand to look at again ({len(told)}):", told)
    for logins, exercises in view.alike:
        told = tuple((login, "") for login in logins)
        yield Matter(f"Identical code in {_named(exercises)}:", told)
    if view.unknown:
        yield Matter(f"Not in the roster ({len(view.unknown)}):", tuple((login, "") for login in view.unknown))
    for note in view.notes:
        yield Matter("Note:", (("", note),), personal=True)


def _stopped(view: ClassView) -> Iterator[Matter]:
    """Code that cannot be run, and code that gives no answer."""
    for state in (State.BROKEN, State.NO_ANSWER):
        where: dict[str, list[str]] = {}
        for row, item in view.in_state(state):
            where.setdefault(row.login, []).append(item)
        if where:
            told = tuple((login, _named(items)) for login, items in where.items())
            yield Matter(f"{state.value.capitalize()} ({len(told)}):", told)


def _named(items: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(items) - FEW} more" if len(items) > FEW else ""
    return ", ".join(items[:FEW]) + more

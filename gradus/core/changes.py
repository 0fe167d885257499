"""What differs between two reports of one submission: whose score changed, by how much, and in which check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gradus.core.report import CheckResult, Report

NONE = "none"


@dataclass(frozen=True)
class Change:
    """A check with another status or score than before; a check that only one report has is `none` in the other."""

    submission: str
    exercise: str
    check: str
    title: str
    before: str
    after: str
    points: float


def changes(before: Report, after: Report) -> list[Change]:
    """The checks that differ, of the exercises that both reports have, in the order of `after`."""
    earlier = {exercise.id: exercise for exercise in before.exercises}
    found: list[Change] = []
    for exercise in after.exercises:
        if exercise.id in earlier:
            old = {check.id: check for check in earlier[exercise.id].checks}
            new = {check.id: check for check in exercise.checks}
            found += _differing(after.submission, exercise.id, old, new)
    return found


def _differing(
    submission: str, exercise: str, old: Mapping[str, CheckResult], new: Mapping[str, CheckResult]
) -> Iterator[Change]:
    for name, shown in {**old, **new}.items():
        was, now = old.get(name), new.get(name)
        words = was.status.word if was else NONE, now.status.word if now else NONE
        points = round((now.score if now else 0.0) - (was.score if was else 0.0), 6)
        if words[0] != words[1] or points:
            yield Change(submission, exercise, name, shown.title, *words, points)

"""A class without names, to be shown to others: students are numbered before anything is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from gradus.core.names import same
from gradus.core.report import Report
from gradus.lessons.report import LessonReport
from gradus.scores.by_hand import ByHand
from gradus.scores.roster import Student

REFUSED = "Nothing could be graded."


class Nameless(TypedDict):
    """What is known of a class, by numbers; tables are by `names.same` of them."""

    reports: Sequence[Report]
    lessons: dict[str, LessonReport]
    students: dict[str, Student]
    by_hand: dict[str, ByHand]
    before: Sequence[Report] | None


def without_names(
    reports: Sequence[Report],
    lessons: Mapping[str, LessonReport],
    students: Mapping[str, Student],
    by_hand: Mapping[str, ByHand],
    before: Sequence[Report] | None,
) -> Nameless:
    """The class by numbers, those with the fewest points first: a number tells no more than the points do.

    Words that may name somebody go: comments, and why something could not be graded. What a report holds of a student's
    own code is in no overview.
    """
    order = sorted(reports, key=lambda report: (not report.refused, report.score))
    keys = [*(same(report.submission) for report in order), *lessons, *sorted(students), *sorted(by_hand)]
    number = {key: f"student {place}" for place, key in enumerate(dict.fromkeys(keys), 1)}
    return {
        "reports": _reports(order, number),
        "lessons": {number[key]: replace(each, submission=number[key]) for key, each in lessons.items()},
        "students": {number[key]: Student(number[key]) for key in students},
        "by_hand": {number[key]: _unsaid(each, number[key]) for key, each in by_hand.items()},
        "before": None if before is None else _reports(before, number),
    }


def _reports(reports: Iterable[Report], number: Mapping[str, str]) -> list[Report]:
    """The reports by number; one from before, of somebody who has none now, is of no use."""
    known = ((number.get(same(each.submission)), each) for each in reports)
    return [replace(each, submission=new, refused=REFUSED if each.refused else "") for new, each in known if new]


def _unsaid(hand: ByHand, number: str) -> ByHand:
    entries = {key: replace(entry, comment="") for key, entry in hand.entries.items()}
    return replace(hand, submission=number, entries=entries)

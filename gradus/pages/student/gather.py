"""Brings together what is known of each student, for the student's page and the teacher's view."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.text import count
from gradus.lessons.report import LessonReport
from gradus.pages.overview.view import Cell, ClassView
from gradus.pages.student.known import Known
from gradus.scores.by_hand import ByHand
from gradus.scores.comments import Graded
from gradus.scores.marks import Mark, assignment_name
from gradus.scores.roster import gradebook_id


def everybody(
    view: ClassView,
    reports: Iterable[Report],
    lessons: Mapping[str, LessonReport],
    by_hand: Mapping[str, ByHand],
    gradebook: Mapping[tuple[str, str], Graded] | None = None,
    marks: Iterable[Mark] = (),
) -> list[Known]:
    """The students of the view, in its order. `lessons` and `by_hand` are by `names.same` of the login.

    `gradebook` is by nbgrader's names, and its totals count over all others. `marks` say what lateness costs.
    """
    late = {(same(mark.login), mark.exercise): mark for mark in marks if mark.late}
    by_login = {same(report.submission): report for report in reports}
    wanted = {item.id for item in view.items}
    known = []
    for row in view.students:
        key = same(row.login)
        report, answered, hand = by_login.get(key), lessons.get(key), by_hand.get(key)
        exercises = tuple(each for each in (report.exercises if report else ()) if each.id in wanted)
        read = tuple(each for each in (answered.lessons if answered else ()) if f"lessons/{each.id}" in wanted)
        entries = hand.entries if hand else {}
        one = Known(
            *(row.login, row.name, exercises, read, row.cells, entries),
            refused=row.refused,
            unprotected=row.login in view.unprotected,
        )
        known.append(_with_gradebook(_with_lateness(one, late), gradebook or {}))
    return known


def _with_lateness(known: Known, late: Mapping[tuple[str, str], Mark]) -> Known:
    """The student with a word on late work, and without the points that it costs."""
    cells, remarks = dict(known.cells), dict(known.remarks)
    for item, cell in known.cells.items():
        if mark := late.get((same(known.login), item)):
            days = f" by {count(mark.days_late, 'day')}" if mark.days_late else ""
            less = f": {mark.penalty:g} points less" if mark.penalty else ", which costs nothing"
            remarks[item] = (*remarks.get(item, ()), f"This came late{days}{less}.")
            cells[item] = replace(cell, score=mark.score)
    return replace(known, cells=cells, remarks=remarks)


def _with_gradebook(known: Known, gradebook: Mapping[tuple[str, str], Graded]) -> Known:
    """The student with the gradebook's totals, comments and penalties."""
    cells, remarks = dict(known.cells), dict(known.remarks)
    for item, cell in known.cells.items():
        graded = gradebook.get((gradebook_id(known.login), assignment_name(item)))
        if graded is None:
            continue
        cells[item] = _total(cell, graded)
        said = [f"{question}: {text}" for question, text in graded.comments]
        said += [f"{graded.penalty:g} points less, as it came late."] if graded.penalty else []
        remarks[item] = (*remarks.get(item, ()), *said)
    return replace(known, cells=cells, remarks=remarks)


def _total(cell: Cell, graded: Graded) -> Cell:
    score = max(0.0, round(graded.score - graded.penalty, 6))
    before = cell.score if cell.automatic is None else cell.automatic
    by_hand = abs(graded.score - before) > 1e-6
    return replace(cell, score=score, max_score=graded.max_score, automatic=before if by_hand else None)

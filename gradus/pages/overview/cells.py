"""The cells of a student: how far each exercise and lesson is, and the score that counts, by the machine or by hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from gradus.core.names import same
from gradus.core.report import ExerciseResult
from gradus.core.status import Status
from gradus.lessons.report import AnswerStatus, GradedBy, LessonResult
from gradus.pages.overview.view import Cell, State
from gradus.scores import by_hand
from gradus.scores.by_hand import ByHand
from gradus.scores.marks import ScoredItem, ScorePart

NEVER = datetime.fromtimestamp(0, UTC)


def cells_of(
    login: str, exercises: Iterable[ExerciseResult], lessons: Iterable[LessonResult], hand: ByHand | None = None
) -> dict[str, Cell]:
    """The cells of a student by exercise and lesson, with what was given by hand."""
    exercises, lessons = list(exercises), list(lessons)
    cells = {each.id: exercise_cell(each) for each in exercises}
    cells |= {f"lessons/{each.id}": lesson_cell(each) for each in lessons}
    if hand is None:
        return cells
    digests = {each.id: each.made.submission for each in exercises if each.made}
    for item in scored(login, exercises, lessons):
        cells[item.name] = _marked(cells[item.name], item, hand, digests.get(item.name, ""))
    return cells


def scored(login: str, exercises: Iterable[ExerciseResult], lessons: Iterable[LessonResult]) -> Iterator[ScoredItem]:
    """The exercises and lessons of a student as items with parts, which marks by hand are about."""
    for result in exercises:
        parts = [ScorePart(check.id.split("::")[-1], check.points, check.score) for check in result.checks]
        yield ScoredItem(login, result.id, tuple(parts), NEVER)
    for lesson in lessons:
        answers = []
        for answer in lesson.answers:
            waits = answer.by is GradedBy.PERSON and answer.status is AnswerStatus.UNGRADED
            answers.append(ScorePart(answer.id, answer.points, None if waits else answer.score))
        yield ScoredItem(login, f"lessons/{lesson.id}", tuple(answers), NEVER)


def _marked(cell: Cell, item: ScoredItem, hand: ByHand, digest: str) -> Cell:
    """The cell with the mark and the comment by hand."""
    entries = _entries(hand, item.name)
    (marked,), _ = by_hand.apply([item], {same(item.login): hand})
    whole = hand.entries.get(item.name)
    cell = replace(cell, comment=whole.comment if whole else "")
    if all(entry.mark is None for entry in entries.values()):
        return cell
    known = {name: entry for name, entry in entries.items() if _has(item, name)}
    given = {name: entry for name, entry in known.items() if entry.mark is not None}
    again = [entry.stale(by_hand.automatic(item, name), digest) for name, entry in given.items()]
    state = cell.state
    if state is State.UNGRADED and all(part.score is not None for part in marked.parts):
        state = State.FINISHED
    why = next(filter(None, again), "")
    return replace(cell, score=marked.score, automatic=item.score, again=why, state=state)


def _entries(hand: ByHand, name: str) -> Mapping[str, by_hand.Entry]:
    return {key: entry for key, entry in hand.entries.items() if key.partition("::")[0] == name}


def _has(item: ScoredItem, name: str) -> bool:
    try:
        by_hand.automatic(item, name)
    except KeyError:
        return False
    return True


def exercise_cell(result: ExerciseResult) -> Cell:
    """The cell of an exercise."""
    return Cell(result.score, result.max_score, _state(result))


def _state(result: ExerciseResult) -> State:
    statuses = {check.status for check in result.checks}
    if not result.begun:
        return State.MISSING if statuses == {Status.MISSING} else State.NOT_STARTED
    if result.waiting:
        return State.BROKEN
    if result.finished:
        return State.FINISHED
    if Status.TIMEOUT in statuses:
        return State.NO_ANSWER
    waits = statuses <= {Status.BLOCKED, Status.NOT_STARTED, Status.MISSING}
    return State.BLOCKED if waits else State.BEGUN


def lesson_cell(lesson: LessonResult) -> Cell:
    """The cell of a lesson."""
    statuses = {answer.status for answer in lesson.answers}
    if statuses <= {AnswerStatus.MISSING}:
        state = State.MISSING
    elif statuses <= {AnswerStatus.NOT_STARTED, AnswerStatus.MISSING}:
        state = State.NOT_STARTED
    elif statuses == {AnswerStatus.PASSED}:
        state = State.FINISHED
    else:
        rest = statuses - {AnswerStatus.PASSED}
        state = State.UNGRADED if rest == {AnswerStatus.UNGRADED} else State.BEGUN
    return Cell(lesson.score, lesson.max_score, state)

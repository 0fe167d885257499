"""The page of one student in Markdown, for a repository, a forum or a mail: the same as in HTML."""

from collections.abc import Iterator

from gradus.core.markdown import escaped, exercises, fenced
from gradus.core.status import Status
from gradus.core.telling import unusable
from gradus.pages.overview.view import State
from gradus.pages.student.known import Known, for_student, next_step
from gradus.pages.student.page import ANSWERS, points
from gradus.scores.protection import WORDS

LONGEST = 4_000_000  # characters of all exercises: far more than there ever are


def render(known: Known, title: str) -> str:
    """The page. Everything in it that comes from the student's code is escaped, or in a block that it cannot close."""
    return "\n".join(_lines(known, title)).rstrip("\n") + "\n"


def _lines(known: Known, title: str) -> Iterator[str]:
    graded = f" · graded on {known.graded}" if known.graded else ""
    yield from ("# Your results", "", f"{escaped(known.name)} · {escaped(title)}{graded}", "")
    if known.refused:
        yield from ("**Nothing that you handed in could be graded, so there are no points yet.**", "")
        yield escaped(known.refused, 600)
        return
    yield from (f"**{known.score:g} of {known.max_score:g} points**", "")
    yield from (f"**{WORDS}**", "") if known.unprotected else ()
    yield from _next(known)
    yield from _by_hand(known)
    begun = [each for each in for_student(known.exercises) if known.cells[each.id].state.begun]
    if begun:
        yield exercises(begun, limit=LONGEST, hidden_messages=True)
    if rest := [each.id for each in known.exercises if not known.cells[each.id].state.begun]:
        yield from (f"Not started yet: {', '.join(map(escaped, rest))}.", "")
    yield from _lessons(known)


def _next(known: Known) -> Iterator[str]:
    step = next_step(known)
    if step is None:
        fresh = known.in_state(State.NOT_STARTED, State.MISSING)
        words = f"**Next:** {escaped(fresh[0].id)}. {escaped(fresh[0].title)}" if fresh else "Everything is finished."
        yield from (words, "") if known.exercises else ()
        return
    exercise, check = step
    about = unusable(exercise) if check.whole_file else f"{exercise.id}. {check.title}"
    yield from (f"**Look at this first:** {escaped(about)}", "")
    if check.advice and check.status is not Status.NOT_STARTED:
        yield from (escaped(check.advice, 1000), "")


def _by_hand(known: Known) -> Iterator[str]:
    """What a person says: marks, comments, lateness."""
    for item in known.cells:
        for key, entry in known.by_hand(item):
            mark = f" {entry.mark:g} points by hand." if entry.mark is not None else ""
            yield from (f"**{escaped(key)}:**{mark}", "")
            yield from (fenced(entry.comment, 5000), "") if entry.comment else ()
        for remark in known.remarks.get(item, ()):
            yield from (f"**{escaped(item)}:** {escaped(remark, 2000)}", "")


def _lessons(known: Known) -> Iterator[str]:
    for lesson in known.lessons:
        yield from (f"## {escaped('lessons/' + lesson.id)}", "", points(known.cells[f"lessons/{lesson.id}"]), "")
        yield from (f"- {escaped(remark, 600)}" for remark in lesson.remarks)
        yield from ("", "| question | your answer | points |", "|---|---|---:|") if lesson.answers else ()
        for answer in lesson.answers:
            sign, word = ANSWERS[answer.status]
            said = f"{sign} {word}{': ' if answer.message else ''}{escaped(answer.message, 2000)}"
            yield f"| {escaped(answer.id)} | {said} | {answer.score:g} / {answer.points:g} |"
        yield ""

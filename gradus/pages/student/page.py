"""The page of one student in HTML: what came out, why, what to look at next. For somebody who is stuck, and alone."""

import re
from collections.abc import Iterable, Iterator

from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.core.telling import Told, tell, unusable, waiting
from gradus.core.text import count
from gradus.lessons.report import AnswerResult, AnswerStatus, LessonResult
from gradus.pages.html import Html, Piece, document, el, join, line, name, visible
from gradus.pages.overview.view import Cell, State
from gradus.pages.student.known import Known, for_student, next_step
from gradus.scores.by_hand import Entry
from gradus.scores.protection import WORDS

ANSWERS = {
    AnswerStatus.PASSED: ("✓", "right"),
    AnswerStatus.FAILED: ("✗", "not right"),
    AnswerStatus.NOT_STARTED: ("·", "not answered yet"),
    AnswerStatus.ERROR: ("✗", "could not be read"),
    AnswerStatus.MISSING: ("–", "not handed in"),
    AnswerStatus.UNGRADED: ("?", "a person reads it"),
}
FACTS = 8000  # characters of what happened in a check


def render(known: Known, title: str) -> str:
    """The page. Everything in it that comes from the student's code is escaped."""
    exercises = {each.id: each for each in for_student(known.exercises)}
    about = [name(known.name), " · ", line(title), f" · graded on {known.graded}" if known.graded else ""]
    pieces: list[Piece] = [el("h1", "Your results"), el("p", about, class_="soft")]
    if known.refused:
        words = "Nothing that you handed in could be graded, so there are no points yet. "
        pieces.append(el("div", el("p", el("strong", words)), el("p", line(known.refused, 600)), class_="note bad"))
        return document(f"Results: {known.name}", *pieces, body="narrow")
    pieces += [unprotected(known), _points(known), _next(known), _table(known)]
    for each in exercises.values():
        if known.cells[each.id].state.begun or known.by_hand(each.id) or known.remarks.get(each.id):
            pieces.append(exercise(known, each))
    pieces += [lesson(known, each) for each in known.lessons]
    return document(f"Results: {known.name}", *pieces, body="narrow")


def unprotected(known: Known) -> Piece:
    """A banner if the code ran in no sandbox."""
    return el("p", el("strong", WORDS), class_="note bad") if known.unprotected else None


def _points(known: Known) -> Html:
    done, all_of_it = len(known.in_state(State.FINISHED)), len(known.exercises)
    tiles = [("Points", f"{known.score:g}", f"of {known.max_score:g}")]
    tiles += [("Exercises finished", str(done), f"of {all_of_it}")] if all_of_it else []
    return el("dl", (el("div", el("dt", w), el("dd", n, " ", el("span", of))) for w, n, of in tiles), class_="tiles")


def _next(known: Known) -> Piece:
    """The one thing to look at first."""
    step = next_step(known)
    if step is None:
        fresh = known.in_state(State.NOT_STARTED, State.MISSING)
        if not fresh or not known.exercises:
            return el("p", "Everything is finished.", class_="note good") if known.exercises else None
        words = [el("strong", "Next: "), fresh[0].id, ". ", line(fresh[0].title)]
        return el("p", words, class_="note")
    exercise, check = step
    (checked,) = for_student([exercise])
    advice = next((each.advice for each in checked.checks if each.id == check.id), "")
    link = el("a", exercise.id, href=f"#{anchor(exercise.id)}")
    if check.whole_file:
        return el("p", el("strong", "Look at this first: "), link, ". ", unusable(exercise), class_="note")
    lines = [el("strong", "Look at this first: "), link, ". ", line(check.title), " "]
    return el("div", el("p", lines), el("p", line(advice, 1000)) if advice else None, class_="note")


def anchor(item: str) -> str:
    """The name of an exercise as a place in a page."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", item)[:100]


def _table(known: Known) -> Html:
    head = (el("th", "Exercise", scope="col"), el("th", "State", scope="col"))
    rows = [_row(known, each.id, each.title) for each in known.exercises]
    rows += [_row(known, f"lessons/{each.id}", "") for each in known.lessons]
    points = el("th", "Points", scope="col", class_="number")
    return el("div", el("table", el("thead", el("tr", head, points)), el("tbody", rows)), class_="wide")


def _row(known: Known, item: str, title: str) -> Html:
    cell = known.cells[item]
    shown = el("a", item, href=f"#{anchor(item)}") if cell.state.begun else item
    said = el("td", f"{State.BEGUN.sign if cell.state is State.BEGUN else cell.state.sign} {cell.state.value}")
    number = el("td", points(cell), class_="number")
    return el("tr", el("td", shown, " ", el("span", line(title), class_="id")), said, number)


def points(cell: Cell) -> str:
    """The score of a cell in words."""
    return f"{cell.score:g} / {cell.max_score:g}" + (" by hand" if cell.automatic is not None else "")


def worth(number: float) -> str:
    """Points with their noun."""
    return f"{number:g} point" if number == 1 else f"{number:g} points"


def exercise(known: Known, result: ExerciseResult) -> Html:
    """The section of an exercise: what passed in a line, what did not in full."""
    cell = known.cells[result.id]
    head = el("h2", result.id, " ", el("span", points(cell), class_="soft small"))
    pieces: list[Piece] = [head, el("p", line(result.title), class_="soft"), hand(known, result.id)]
    told = {each.check.id: each for each in tell([*result.core, *result.further])}
    if result.waiting:
        pieces.append(_fault(result, told[result.waiting[0].id]))
    rest = [check for check in [*result.core, *result.further] if not check.whole_file]
    open_ones = [check for check in rest if check.status not in (Status.PASSED, Status.NOT_STARTED)]
    pieces += [failed(told[check.id]) for check in open_ones]
    pieces.append(_titles("Not written yet", [check for check in rest if check.status is Status.NOT_STARTED], False))
    pieces.append(_titles("Passed", [check for check in rest if check.status is Status.PASSED], True))
    return el("section", pieces, id=anchor(result.id), class_="exercise")


def hand(known: Known, item: str) -> Piece:
    """What a person says of it."""
    lines = [el("p", _entry(key, entry)) for key, entry in known.by_hand(item) if _entry(key, entry)]
    lines += [el("p", line(remark, 2000)) for remark in known.remarks.get(item, ())]
    return el("div", lines, class_="note good") if lines else None


def _entry(key: str, entry: Entry) -> Html:
    what = f"{key.partition('::')[2]}: " if "::" in key else ""
    mark = f"{entry.mark:g} points by hand. " if entry.mark is not None else ""
    return join([el("strong", what + mark) if what or mark else "", visible(entry.comment, 5000)])


def _fault(result: ExerciseResult, told: Told) -> Html:
    """What is wrong with the whole file, for which its checks wait."""
    lines = [el("p", el("strong", "✗ ", unusable(result)), " ", waiting(result))]
    lines += [el("pre", visible(told.facts, FACTS))] if told.facts else []
    return el("div", lines, class_="note bad")


def failed(told: Told) -> Html:
    """A check that did not pass: what happened, why, what to look at."""
    check = told.check
    sign = el("span", f"{check.status.mark} ", class_="bad" if not check.status.quiet else "warn")
    number = el("span", f"{check.score:g} / {check.points:g}", class_="number")
    tags = [[" ", el("span", word, class_="tag")] for word in tags_of(check)]
    pieces: list[Piece] = [el("p", el("span", sign, line(check.title), tags), number, class_="title")]
    if told.facts:
        plain = check.visibility is Visibility.HIDDEN
        pieces.append(el("p", line(told.facts, 600)) if plain else el("pre", visible(told.facts, FACTS)))
    if told.advice:
        pieces.append(el("p", line(told.advice, 2000), class_="advice"))
    if told.repeat:
        pieces.append(el("pre", el("span", "# to see it again\n", class_="c"), visible(check.reproduce, 4000)))
    return el("div", pieces, class_="check")


def tags_of(check: CheckResult) -> Iterator[str]:
    """Words beside the title of a check."""
    if check.visibility is Visibility.HIDDEN:
        yield "hidden"
    if check.further:
        yield "further work, may wait"
    if check.status not in (Status.PASSED, Status.FAILED):
        yield check.status.word


def _titles(word: str, checks: list[CheckResult], closed: bool) -> Piece:
    if not checks:
        return None
    sign, number = checks[0].status.mark, sum(check.score if closed else check.points for check in checks)
    head = f"{sign} {word}: {count(len(checks), 'check')}, {worth(number)}"
    items = el("ul", (el("li", line(check.title)) for check in checks), class_="small")
    return el("details", el("summary", head), items)


def lesson(known: Known, result: LessonResult) -> Html:
    """The section of a lesson: its questions, with what was said of each answer."""
    item = f"lessons/{result.id}"
    head = el("h2", item, " ", el("span", points(known.cells[item]), class_="soft small"))
    remarks = el("ul", (el("li", line(remark, 600)) for remark in result.remarks)) if result.remarks else None
    lines = el("div", _answers(result.answers), class_="wide")
    return el("section", head, hand(known, item), remarks, lines, id=anchor(item), class_="exercise")


def _answers(answers: Iterable[AnswerResult]) -> Html:
    rows = []
    for answer in answers:
        sign, word = ANSWERS[answer.status]
        open_one = answer.status is AnswerStatus.UNGRADED
        score = f"– / {answer.points:g}" if open_one else f"{answer.score:g} / {answer.points:g}"
        said = el("td", f"{sign} {word}", el("br") if answer.message else None, line(answer.message, 2000))
        rows.append(el("tr", el("td", line(answer.id)), said, el("td", score, class_="number")))
    head = [el("th", word, scope="col") for word in ("Question", "Your answer")]
    return el("table", el("thead", el("tr", head, el("th", "Points", scope="col", class_="number"))), el("tbody", rows))

"""The teacher's view of one student: the code, each check's outcome at the function it belongs to, marks by hand."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradus.core.checks import Check
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status
from gradus.core.telling import Told, tell
from gradus.core.text import count
from gradus.pages.html import Html, Piece, document, el, line, name, visible
from gradus.pages.overview.view import Cell
from gradus.pages.student import code
from gradus.pages.student.known import Known
from gradus.pages.student.page import anchor, failed, lesson, unprotected, worth
from gradus.pages.student.placing import place


@dataclass(frozen=True)
class Source:
    """The code of one exercise: its lines, or why there are none, and whether it is what was graded."""

    path: str
    lines: tuple[str, ...] = ()
    missing: str = ""
    other: bool = False


@dataclass(frozen=True)
class Around:
    """The pages before and after this one, and that of the class: a file's name and a title each, if there are any."""

    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None
    up: str = ""


@dataclass(frozen=True)
class Review:
    """All that a teacher sees of a student. `command` is how to give a mark, up to the name of the exercise."""

    known: Known
    sources: Mapping[str, Source] = field(default_factory=dict)
    checks: Mapping[str, Mapping[str, Check]] = field(default_factory=dict)
    command: str = ""
    around: Around = Around()


def render(review: Review, title: str) -> str:
    """The page. Code and messages are escaped; nothing of them is run."""
    known = review.known
    login = [" · ", name(known.login)] if known.login not in known.name else []
    pieces: list[Piece] = [_around(review.around), el("h1", name(known.name))]
    pieces.append(el("p", line(title), login, f" · {known.score:g} of {known.max_score:g} points", class_="soft"))
    if known.refused:
        pieces.append(el("div", el("p", el("strong", "Not graded. "), line(known.refused, 600)), class_="note bad"))
    pieces += [unprotected(known), _table(known), _how(review)]
    for result in known.exercises:
        if known.cells[result.id].state.begun or known.by_hand(result.id):
            pieces.append(_exercise(review, result))
    pieces += [lesson(known, each) for each in known.lessons if known.cells[f"lessons/{each.id}"].state.begun]
    return document(f"Review: {known.name}", *pieces, _around(review.around))


def _around(around: Around) -> Piece:
    links = [el("a", "← ", name(around.before[1]), href=around.before[0])] if around.before else []
    links += [el("a", "The class", href=around.up)] if around.up else []
    links += [el("a", name(around.after[1]), " →", href=around.after[0])] if around.after else []
    return el("nav", links, aria_label="Students") if links else None


def _how(review: Review) -> Piece:
    """How to give a mark or a comment."""
    if not review.command:
        return None
    example = next(iter(review.known.cells), "EXERCISE")
    command = f"{review.command} --mark {shlex.quote(example)}=7.5 --comment {shlex.quote(example)}='Neat idea'"
    return el("details", el("summary", "Give a mark or a comment"), el("pre", command), class_="screen")


def _table(known: Known) -> Html:
    rows = [_row(known, item, cell) for item, cell in known.cells.items()]
    words = ("Exercise", "State", "Checks")
    head = [el("th", word, scope="col") for word in words]
    numbers = [el("th", word, scope="col", class_="number") for word in ("Automatic", "Counts")]
    return el("div", el("table", el("thead", el("tr", head, numbers)), el("tbody", rows)), class_="wide")


def _row(known: Known, item: str, cell: Cell) -> Html:
    result = next((each for each in known.exercises if each.id == item), None)
    linked = el("a", item, href=f"#{anchor(item)}") if cell.state.begun or known.by_hand(item) else item
    passed = sum(check.status is Status.PASSED for check in result.checks) if result else 0
    said = f"{passed} of {len(result.checks)} passed" if result else ""
    machine = cell.score if cell.automatic is None else cell.automatic
    hand = [" ", el("span", "by hand", class_="tag")] if cell.automatic is not None else []
    again = el("p", "Look again: ", cell.again, ".", class_="warn small") if cell.again else None
    numbers = [el("td", f"{machine:g} / {cell.max_score:g}", class_="number")]
    numbers.append(el("td", el("strong", f"{cell.score:g}"), hand, class_="number"))
    state = el("td", f"{cell.state.sign} {cell.state.value}", again)
    return el("tr", el("td", linked), state, el("td", said), numbers)


def _exercise(review: Review, result: ExerciseResult) -> Html:
    known, source = review.known, review.sources.get(result.id)
    cell = known.cells[result.id]
    head = el("h2", result.id, " ", el("span", f"{cell.score:g} / {cell.max_score:g}", class_="soft small"))
    pieces: list[Piece] = [head, _notes(known, result.id), _fault(result)]
    rest = [check for check in result.checks if not check.whole_file]
    if source is None or source.missing:
        pieces.append(el("p", source.missing, class_="soft") if source else None)
        pieces += _outcomes(rest, {each.check.id: each for each in tell(rest)})
    else:
        if source.other:
            words = "This is not the code that was graded: grade again, or look for what was handed in then."
            pieces.append(el("p", words, class_="note"))
        pieces += _listing(source, result, review.checks.get(result.id, {}))
    return el("section", pieces, id=anchor(result.id))


def _fault(result: ExerciseResult) -> Piece:
    """What keeps the whole file from being run."""
    if not result.waiting:
        return None
    words = el("p", el("strong", "✗ The file cannot be run."), f" {count(len(result.waiting), 'check')} wait for that.")
    return el("div", words, el("pre", visible(result.waiting[0].facts, 8000)), class_="note bad")


def _notes(known: Known, item: str) -> Piece:
    """What was given by hand, and when."""
    lines = []
    for key, entry in known.by_hand(item):
        mark = f"{entry.mark:g} by hand. " if entry.mark is not None else ""
        about = f"{key.partition('::')[2]}: " if "::" in key else ""
        when = el("span", f" ({entry.at[:16].replace('T', ' ')})", class_="soft small") if entry.at else None
        lines.append(el("p", el("strong", about + mark), visible(entry.comment, 5000), when))
    lines += [el("p", line(remark, 2000)) for remark in known.remarks.get(item, ())]
    return el("div", lines, class_="note good") if lines else None


def _listing(source: Source, result: ExerciseResult, checks: Mapping[str, Check]) -> Iterator[Piece]:
    """The code, with the outcomes above the functions that they belong to."""
    lines = list(source.lines)
    outline = code.outline(lines)
    defined = [each for each in outline.defined if each.first <= code.MOST_LINES]
    placed = place([check for check in result.checks if not check.whole_file], checks, defined)
    homes = [each for each in defined if each.name in placed]
    ordered = [check for name in ["", *(each.name for each in homes)] for check in placed.get(name, [])]
    told = {each.check.id: each for each in tell(ordered)}
    if "" in placed:
        yield el("h3", "At no function of this code")
        yield from _outcomes(placed[""], told)
    shown = code.shown(lines, code.blamed((check.facts for check in result.checks), source.path), anchor(result.id))
    pieces: list[Piece] = []
    since = 0
    for home in homes:
        pieces += _lines(shown, since, home.first - 1, outline)
        pieces.append(el("div", _outcomes(placed[home.name], told), class_="here"))
        since = home.first - 1
    pieces += _lines(shown, since, len(shown), outline)
    if len(lines) > len(shown):
        pieces.append(el("p", f"{len(lines) - len(shown)} more lines are not shown.", class_="soft"))
    yield el("div", pieces, class_="code")


def _lines(shown: Sequence[Html], since: int, until: int, outline: code.Outline) -> Iterator[Html]:
    """The lines after `since` and up to `until`, with long docstrings folded away."""
    for first, last in outline.docstrings:
        if since < first and last <= until:
            yield from _lines(shown, since, first - 1, code.Outline())
            words = el("summary", f"the docstring, {last - first + 1} lines")
            yield el("details", words, el("pre", shown[first - 1 : last]), class_="folded")
            since = last
    if since < until:
        yield el("pre", shown[since:until])


def _outcomes(results: Sequence[CheckResult], told: Mapping[str, Told]) -> Iterator[Piece]:
    """What failed in full; what passed and what is not written as a line each."""
    for check in results:
        if check.status not in (Status.PASSED, Status.NOT_STARTED):
            yield failed(told[check.id])
    for status in (Status.NOT_STARTED, Status.PASSED):
        if titles := [check.title for check in results if check.status is status]:
            points = sum(check.points for check in results if check.status is status)
            head = f"{status.mark} {count(len(titles), 'check')} {status.word}, {worth(points)}"
            style = "good" if status is Status.PASSED else "soft"
            listed = el("ul", (el("li", line(title)) for title in titles), class_="small")
            yield el("details", el("summary", el("span", head, class_=style)), listed)

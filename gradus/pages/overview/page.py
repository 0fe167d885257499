"""The overview of a class as one HTML file: it needs no network, reads in light and dark, and prints."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gradus.core.text import count
from gradus.pages.html import Html, Piece, document, el, join, line, listed, name
from gradus.pages.overview.grid import grid
from gradus.pages.overview.matters import matters
from gradus.pages.overview.view import CheckRow, ClassView, Found, Item, State

MOST = 15  # misconceptions and checks that are shown at once; the others can be opened


def render(view: ClassView, title: str, made: str, link: Callable[[str], str] | None = None) -> str:
    """The page; `made` says when and from what, and `link` where a student's own page lies, by login."""
    exercises = [item for item in view.items if not item.lesson]
    lessons = [item for item in view.items if item.lesson]
    sections = [
        ("first", "Look here first", _first(view)),
        ("exercises", "Exercises and lessons" if lessons else "Exercises", _exercises(view)),
        ("misconceptions", "Misconceptions", _found(view)),
        ("checks", "Checks that most fail", _checks(view, [row for row in view.checks if not row.question])),
        ("questions", "Questions that most fail", _checks(view, [row for row in view.checks if row.question])),
        ("students", "Students and exercises", grid(view, exercises, link) if exercises else None),
        ("answers", "Students and lessons", grid(view, lessons, link) if lessons else None),
    ]
    shown = [(key, word, piece) for key, word, piece in sections if piece]
    contents = el("nav", (el("a", word, href=f"#{key}") for key, word, _ in shown), aria_label="On this page")
    pieces: list[Piece] = [el("h1", "How the class is doing"), el("p", line(title), " · ", line(made), class_="soft")]
    pieces += [contents, _tiles(view)]
    for key, word, piece in shown:
        wide = "matrix" if key in ("students", "answers") else None
        pieces.append(el("section", el("h2", word), piece, id=key, class_=wide))
    return document(f"Overview: {title}", *pieces)


def _tiles(view: ClassView) -> Html:
    graded = [row for row in view.students if not row.refused]
    exercises = [item.id for item in view.items if not item.lesson]
    done = [sum(row.cells[i].state is State.FINISHED for i in exercises if i in row.cells) for row in graded]
    stopped = {row.login for row, _ in view.in_state(State.BROKEN, State.NO_ANSWER)}
    mean = sum(row.score for row in graded) / len(graded) if graded else 0
    share = f"of {view.points:g}, {100 * mean / view.points:.0f} %" if view.points else ""
    tiles = [
        ("Handed in", f"{len(view.students)}", f"of {len(view.students) + len(view.absent)}"),
        ("Points on average", f"{mean:.1f}", share),
        ("Exercises finished on average", f"{sum(done) / len(done) if done else 0:.1f}", f"of {len(exercises)}"),
        ("Cannot be run or do not end", f"{len(stopped)}", "students"),
    ]
    cards = (el("div", el("dt", word), el("dd", number, " ", el("span", of))) for word, number, of in tiles)
    return el("dl", cards, class_="tiles")


def _first(view: ClassView) -> Html | None:
    """What a teacher looks at first: who is missing, what stops, what is odd."""
    points = [el("li", el("strong", each.what), " ", _told(each.told)) for each in matters(view)]
    return el("ul", points) if points else None


def _told(told: Sequence[tuple[str, str]]) -> Html:
    pieces = [join([name(who), f" ({line(what)})" if what else ""]) if who else join(line(what)) for who, what in told]
    return join(pieces, ", ")


def _exercises(view: ClassView) -> Html:
    head = ("Exercise", "Finished, begun", "Finished", "Begun", "Mean", "What fails most")
    caption = "The bar: finished, then begun (hatched), then not started. The mean is over those who began."
    return _table(caption, head, (_exercise(view, item) for item in view.items), numbers=(2, 3, 4))


def _exercise(view: ClassView, item: Item) -> Html:
    cells = view.column(item)
    begun = [cell for cell in cells if cell.state.begun]
    done = sum(cell.state is State.FINISHED for cell in begun)
    parts = (("done", done), ("some", len(begun) - done))
    bar = el(
        "span",
        (el("i", class_=each, style=f"width:{100 * number / (len(cells) or 1):.1f}%") for each, number in parts),
        class_="bar",
        role="img",
        aria_label=f"{done} finished, {len(begun) - done} more begun, of {len(cells)}",
    )
    mean = f"{sum(cell.score for cell in begun) / len(begun):.1f} / {item.points:g}" if begun else "–"
    worst = next((row for row in view.checks if row.item == item.id), None)
    said = [line(worst.title), " ", el("span", f"({_of(worst)})", class_="soft")] if worst else ["–"]
    title = None if item.lesson else [el("br"), el("span", line(item.title), class_="id")]
    numbers = (el("td", text, class_="number") for text in (str(done), str(len(begun)), mean))
    return el("tr", el("th", line(item.id), title, scope="row"), el("td", bar), numbers, el("td", said, class_="said"))


def _of(row: CheckRow) -> str:
    return f"{len(row.failing)} of {row.tried}"


def _found(view: ClassView) -> Html | None:
    known, facts = view.misconceptions, view.facts
    if not view.found:
        return None
    names, head = view.names, ("Students", "Misconception", "Exercise")
    caption = "How many students gave the very answers of a known misconception. The sentence is what they read."
    pieces = _cut(caption, head, [_misconception(names, each) for each in known], "more misconceptions")
    if facts:
        rows = [_misconception(names, each) for each in facts]
        words = el("summary", f"{len(facts)} other diagnoses: facts, which no misconception explains")
        pieces.append(el("details", words, _table("", ("Students", "Diagnosis", "Exercise"), rows, (0,))))
    return join(pieces)


def _misconception(names: Mapping[str, str], found: Found) -> Html:
    label = [el("span", listed(found.names, 3), class_="id"), el("br")] if found.names else []
    number = el("td", el("span", str(len(found.logins)), class_="count"), class_="number")
    said = el("td", label, line(found.sentence, 600), _who(names, found.logins), class_="said")
    return el("tr", number, said, el("td", line(found.item)))


def _who(names: Mapping[str, str], logins: Sequence[str]) -> Html:
    shown = listed(name(names.get(login, login)) for login in logins)
    if len(logins) <= 3:
        return el("div", shown, class_="small soft")
    return el("details", el("summary", count(len(logins), "student")), el("div", shown, class_="small"))


def _checks(view: ClassView, rows: Sequence[CheckRow]) -> Html | None:
    if not rows:
        return None
    names = view.names
    caption = "How many students fail it, of those who wrote something for it."
    head = ("Fail", "Check", "Exercise", "Usual reason")
    return join(_cut(caption, head, [_check(names, row) for row in rows], "more that somebody fails"))


def _check(names: Mapping[str, str], row: CheckRow) -> Html:
    number = [el("span", str(len(row.failing)), class_="count"), el("span", f" of {row.tried}", class_="soft")]
    usual = next((sentence for sentence, _ in row.diagnoses.most_common() if sentence), "")
    often = [" ", el("span", f"({count(row.diagnoses[usual], 'student')})", class_="soft")]
    said = el("td", line(usual, 600), often, class_="said") if usual else el("td", "–", class_="none")
    tags = [[" ", el("span", word, class_="tag")] for word in _words(row)]
    key = [el("br"), el("span", line(row.name), class_="id")] if row.name != row.title else []
    title = [line(row.title), tags, key, _who(names, row.failing)]
    return el("tr", el("td", number, class_="number"), el("td", title, class_="said"), el("td", line(row.item)), said)


def _words(row: CheckRow) -> Iterator[str]:
    if row.hidden:
        yield "hidden"
    if row.further:
        yield "further work"
    if row.no_answer:
        yield f"{len(row.no_answer)} without an answer in time"


def _cut(caption: str, head: Sequence[str], rows: Sequence[Html], words: str) -> list[Html]:
    """A table, whose rows after MOST can be opened."""
    pieces = [_table(caption, head, rows[:MOST], (0,))] if rows else []
    if rest := rows[MOST:]:
        pieces.append(el("details", el("summary", f"{len(rest)} {words}"), _table("", head, rest, (0,))))
    return pieces


def _table(caption: str, head: Sequence[str], rows: Iterable[Html], numbers: Sequence[int] = ()) -> Html:
    cells = [el("th", word, scope="col", class_="number" if at in numbers else None) for at, word in enumerate(head)]
    said = el("caption", caption) if caption else None
    return el("div", el("table", said, el("thead", el("tr", cells)), el("tbody", rows)), class_="wide")

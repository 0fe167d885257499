"""The sections of the page, in their order: to add one, add a line to SECTIONS and, if it is drawn, a function.

A section has what Python writes, and what the browser draws from the data: `drawn` is the name of its function in
assets/4-sections.js. It is left out where `there` says that the data has nothing for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gradus.pages.html import Html, Piece, el, line
from gradus.pages.overview.data import Check, Overview, Work
from gradus.pages.overview.drawing.plot import histogram
from gradus.pages.overview.view import State

HEAT = (
    ("l5", "✓", "all points"),
    ("l4", "8", "most"),
    ("l2", "5", "half"),
    ("l0", "0", "begun, no points"),
    ("none", "·", State.NOT_STARTED.value),
    ("none", "–", State.MISSING.value),
    ("none", "…", State.BLOCKED.value),
    ("l0 odd", "✗", State.BROKEN.value),
    ("l0 odd", "∞", State.NO_ANSWER.value),
)


@dataclass(frozen=True)
class Section:
    """A section: its key, its title and a short one, what Python writes, whether it is there, and what is drawn in it.

    `wide` sections go on landscape pages.
    """

    key: str
    short: str
    title: str
    written: Callable[[Overview], Piece]
    there: Callable[[Overview], object]
    drawn: str = ""
    wide: bool = False

    def html(self, data: Overview) -> Html:
        """The section, which the browser goes on with."""
        pieces = el("h2", self.title, id=f"{self.key}-title"), self.written(data)
        style = "matrix" if self.wide else None
        named = f"{self.key}-title"
        return el("section", pieces, id=self.key, class_=style, data_draw=self.drawn or None, aria_labelledby=named)


def _nothing(data: Overview) -> Piece:
    return None


def _said(*words: str) -> Callable[[Overview], Piece]:
    return lambda data: el("p", *words, class_="soft small")


def _distribution(data: Overview) -> Piece:
    spread = data.spread
    if spread is None:
        return None
    rows = (el("tr", el("td", f"{b.low:g} to {b.high:g}"), el("td", str(b.students))) for b in spread.bins)
    head = el("thead", el("tr", el("th", "Points", scope="col"), el("th", "Students", scope="col")))
    table = el("details", el("summary", "The same as a table"), el("table", head, el("tbody", rows), class_="grid"))
    key = "Below the bars: the median (the diamond), the middle half (the thick line), and all."
    return (
        el("p", spread.words),
        el("div", histogram(spread), class_="drawing"),
        el("p", key, class_="soft small"),
        table,
    )


def _works(data: Overview) -> Piece:
    worst: dict[str, Check] = {}
    for check in sorted(data.checks, key=lambda check: -len(check.failing)):
        if check.failing:
            worst.setdefault(check.exercise, check)
    head = ("Exercise", "Finished, begun", "Finished", "Begun", "Mean", "What fails most")
    cells = [el("th", word, scope="col", class_="number" if at in (2, 3, 4) else None) for at, word in enumerate(head)]
    rows = []
    for work in data.works:
        said: list[Piece] = ["–"]
        if most := worst.get(work.id):
            said = [line(most.title), " ", el("span", f"({len(most.failing)} of {most.tried})", class_="soft")]
        rows.append(_work(work, said))
    caption = el("caption", "The bar: finished, then begun (hatched), then not started. The mean is of who began.")
    return el("div", el("table", caption, el("thead", el("tr", cells)), el("tbody", rows)), class_="wide")


def _work(work: Work, said: Iterable[Piece]) -> Html:
    everybody = sum(work.states.values()) or 1
    parts = (("done", work.finished), ("some", work.begun - work.finished))
    bar = el(
        "span",
        (el("i", class_=kind, style=f"width:{100 * number / everybody:.1f}%") for kind, number in parts),
        class_="bar",
        role="img",
        aria_label=f"{work.finished} finished, {work.begun - work.finished} more begun, of {everybody}",
    )
    mean = "–" if work.mean is None else f"{work.mean:.1f} / {work.points:g}"
    title = None if work.id.startswith("lessons/") else [el("br"), el("span", line(work.title), class_="id")]
    numbers = (el("td", each, class_="number") for each in (str(work.finished), str(work.begun), mean))
    return el("tr", el("th", line(work.id), title, scope="row"), el("td", bar), numbers, el("td", said, class_="said"))


def _heat(data: Overview) -> Piece:
    seen = {result.state.sign for student in data.students for result in student.exercises.values()}
    kinds = [kind for kind in HEAT if kind[1] in ("✓", "8", "5", "0") or kind[1] in seen]
    if any(result.automatic is not None for student in data.students for result in student.exercises.values()):
        kinds.append(("none", "✎", "marked by hand"))
    entries = (el("li", el("span", sign, class_=f"cell {style}"), word) for style, sign, word in kinds)
    about = "Who needs help is first. The stronger the colour, the more points; a click or Enter opens what was lost."
    return el("p", about, class_="soft small"), el("ul", entries, class_="key")


def _movement(data: Overview) -> Piece:
    moved = data.movement
    if moved is None:
        return None
    about = f"Each report against the one before its last change, as gradus compare does: {moved.compared} compared, "
    tail = "." if moved.changes else "; no check has another result."
    return el("p", f"{about}{moved.gained} with more points, {moved.lost} with fewer{tail}", class_="soft")


def _lessons(data: Overview) -> bool:
    return any(work.id.startswith("lessons/") for work in data.works)


def _exercises(data: Overview) -> bool:
    return any(not work.id.startswith("lessons/") for work in data.works)


def _diagnosed(data: Overview) -> object:
    return data.misconceptions or data.facts


def _flat(data: Overview) -> object:
    return data.nobody_passes or data.nobody_fails


LESSONS = _said("Points for each lesson.")
STUCK = _said("Exercises that are begun and not finished. The number is a button: it says who.")
FOUND = _said("How many students gave the very answers of a known misconception. The number is a button: it says who.")
CHECKS = _said(
    "How many pass, of those who wrote something for it that could be run. What less than a tenth of the class tried "
    "comes last."
)
FLAT = _said("What nobody passes, and what nobody fails, of those who wrote something for it.")
SECTIONS = (
    Section("first", "First", "Look here first", _nothing, lambda data: data.matters, "first"),
    Section("distribution", "Distribution", "Distribution of scores", _distribution, lambda data: data.spread),
    Section("exercises", "Progress", "How far the class is", _works, lambda data: data.works),
    Section("students", "Students", "Students and exercises", _heat, _exercises, "students", wide=True),
    Section("answers", "Lessons", "Students and lessons", LESSONS, _lessons, "answers", wide=True),
    Section("stuck", "Stuck", "Who is stuck on what", STUCK, lambda data: data.stuck, "stuck"),
    Section("misconceptions", "Misconceptions", "Misconceptions", FOUND, _diagnosed, "misconceptions"),
    Section("checks", "Checks", "Checks, hardest first", CHECKS, lambda data: data.hardest, "checks"),
    Section("flat", "Tell nobody apart", "Checks that tell nobody apart", FLAT, _flat, "flat"),
    Section("movement", "Movement", "Since the last change", _movement, lambda data: data.movement, "movement"),
)

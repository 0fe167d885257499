"""Passages alike as HTML: a section for any page, and a page of its own. It needs no script, and prints."""

from collections.abc import Callable, Iterable, Iterator

from gradus.pages.alike.words import CAUSES, NOTHING, READING, size
from gradus.pages.html import Html, Piece, document, el, line, name
from gradus.scores.alike.found import Alike, Excerpt, Likeness, Pair, Passage

MOST, OPEN, LINES = 100, 10, 150  # pairs that are shown, those that are open at once, and lines of a passage
LONGEST = 300  # characters of a line
STYLE = """
:root { --same: #e3eef8; } @media (prefers-color-scheme: dark) { :root { --same: #14324f; } }
@media print { :root { --same: #e3eef8; } }
.pair { margin: 1.25rem 0; border: 1px solid var(--line); border-radius: 8px; padding: .3rem .9rem; }
.pair > summary { font-size: 1rem; color: var(--text); padding: .3rem 0; }
.pair h4 { margin: .9rem 0 .2rem; font-size: .9375rem; }
.beside { table-layout: fixed; margin: .4rem 0 1rem; border: 1px solid var(--line); background: var(--box); }
.beside caption { padding: 0 0 .2rem; }
.beside th, .beside td { border: 0; padding: 0 .5rem; vertical-align: top; }
.beside thead th { padding: .3rem .5rem; border-bottom: 1px solid var(--line); white-space: normal; }
.beside .l { width: 3rem; text-align: right; color: var(--soft); } .beside .b { width: 4rem; }
.beside tbody td { font-size: .8125rem; line-height: 1.6; }
.beside .l, .beside .b { user-select: none; font-variant-numeric: tabular-nums; }
.beside code { white-space: pre-wrap; overflow-wrap: anywhere; font-size: inherit; }
.beside td.same { background: var(--same); } .beside td.b.same { font-weight: 700; }
.beside .right { border-left: 2px solid var(--line); }
.unnamed { display: none; } .hidden-names .unnamed { display: inline; }
@media (max-width: 45rem) { .beside { min-width: 44rem; } }
@media print { .pair { border: 0; padding: 0; page: wide; }
  .beside { font-size: 7.5pt; } .beside tr { break-inside: avoid; }
  .beside td.same { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
""".lstrip()

Call = Callable[[str], Piece]


def page(found: Alike, title: str, made: str, call: Call) -> str:
    """A page of its own; `made` says when and from what, and `call` what to call a student, by login."""
    head = el("h1", "Passages alike"), el("p", line(title), " · ", line(made), class_="soft")
    return document(f"Passages alike: {title}", *head, section(found, call), style=STYLE)


def section(found: Alike, call: Call) -> Html:
    """What was found, without a heading. A page that shows it has STYLE."""
    compared = f"{len(found.students)} students, {len(found.exercises)} exercises."
    how = el("details", el("summary", "How to read this"), el("ul", (el("li", each) for each in READING)))
    notes = [el("li", name(who), ": ", line(what)) for who, what in found.notes]
    left = el("details", el("summary", f"Not compared: {len(notes)}"), el("ul", notes)) if notes else None
    if not found.pairs:
        return el("div", el("p", f"{NOTHING} Compared: {compared}"), how, left)
    shown = found.pairs[:MOST]
    rest = len(found.pairs) - len(shown)
    more = el("p", f"{rest} more pairs, with less, are not on this page.", class_="soft") if rest else None
    pairs = [_pair(number, pair, call) for number, pair in enumerate(shown, 1)]
    return el("div", el("p", CAUSES, class_="advice"), how, left, _table(shown, compared, call), pairs, more)


def hideable(shown: str, number: str) -> Piece:
    """A name for pages on which names can be hidden: then the number stands there."""
    return el("span", name(shown), class_="personal"), el("span", number, class_="unnamed")


def _table(pairs: Iterable[Pair], compared: str, call: Call) -> Html:
    head = ("Pair", "Students", "Exercises", "Lines alike", "Longest passage", "Largest share")
    cells = [el("th", word, scope="col", class_="number" if at > 1 else None) for at, word in enumerate(head)]
    rows = [
        el(
            "tr",
            el("th", el("a", str(number), href=f"#pair-{number}"), scope="row"),
            el("td", call(pair.left), ", ", call(pair.right)),
            el("td", str(len(pair.exercises)), class_="number"),
            el("td", str(pair.lines), class_="number"),
            el("td", size(pair.longest), class_="number"),
            el("td", f"{max(each.share for each in pair.exercises):.0%}", class_="number"),
        )
        for number, pair in enumerate(pairs, 1)
    ]
    caption = el("caption", f"Compared: {compared}")
    return el("div", el("table", caption, el("thead", el("tr", cells)), el("tbody", rows)), class_="wide")


def _pair(number: int, pair: Pair, call: Call) -> Html:
    summary = el("summary", el("strong", f"Pair {number}: ", call(pair.left), ", ", call(pair.right)))
    exercises = [_exercise(each, call(pair.left), call(pair.right)) for each in pair.exercises]
    return el("details", summary, exercises, id=f"pair-{number}", class_="pair", open=number <= OPEN)


def _exercise(likeness: Likeness, left: Piece, right: Piece) -> Html:
    words = f"{size(likeness.lines)} alike; {likeness.share:.0%} of the shorter one's own code"
    title = el("h4", line(likeness.exercise), " ", el("span", words, class_="soft"))
    passages = [_passage(at, len(likeness.passages), each, left, right) for at, each in enumerate(likeness.passages, 1)]
    return el("div", title, passages)


def _passage(number: int, of: int, passage: Passage, left: Piece, right: Piece) -> Html:
    columns = [
        el("th", who, f", {_lines(each)}", scope="colgroup", colspan=3, class_=side)
        for who, each, side in ((left, passage.left, None), (right, passage.right, "right"))
    ]
    rows = list(_rows(passage.left, passage.right))
    cut = [el("tr", el("td", f"{len(rows) - LINES} more lines", colspan=6))] if len(rows) > LINES else []
    widths = [el("col", class_=each) for each in ("l", "b", "", "l", "b", "")]
    table = el(
        "table",
        el("caption", f"Passage {number} of {of}"),
        el("colgroup", widths),
        el("thead", el("tr", columns)),
        el("tbody", [el("tr", _cells(one), _cells(two, "right")) for one, two in rows[:LINES]], cut),
        class_="beside",
    )
    return el("div", table, class_="wide", tabindex=0, role="region", aria_label=f"Passage {number} of {of}")


def _lines(excerpt: Excerpt) -> str:
    one = excerpt.first == excerpt.last
    return f"line {excerpt.first}" if one else f"lines {excerpt.first} to {excerpt.last}"


Place = tuple[int, int, str] | None  # a line's number, the other's line that it is like or 0, and its text


def _rows(left: Excerpt, right: Excerpt) -> Iterator[tuple[Place, Place]]:
    """Lines that are alike beside each other; what is like nothing stands beside what is like nothing, or alone."""
    here, there = _places(left), _places(right)
    i = j = 0
    while i < len(here) or j < len(there):
        one, two = (each[at] if at < len(each) else None for each, at in ((here, i), (there, j)))
        if one and two:
            both = (one[1] == two[0] or two[1] == one[0]) if one[1] and two[1] else not (one[1] or two[1])
            if not both and (not two[1] or (one[1] and one[1] > two[0])):
                one = None
            elif not both:
                two = None
        i, j = i + (one is not None), j + (two is not None)
        yield one, two


def _places(excerpt: Excerpt) -> list[tuple[int, int, str]]:
    return [
        (number, beside, text)
        for number, (text, beside) in enumerate(zip(excerpt.lines, excerpt.beside, strict=True), excerpt.first)
    ]


def _cells(place: Place, side: str = "") -> list[Html]:
    if place is None:
        return [el("td", class_=f"l {side}".strip()), el("td", class_="b"), el("td")]
    number, beside, text = place
    same = " same" if beside else ""
    sign = el("td", f"= {beside}" if beside else "", class_=f"b{same}")
    # white space at the start counts: what follows is one line
    code = el("code", text.rstrip()[:LONGEST].replace("\t", "    ") or " ")
    return [el("td", str(number), class_=f"l {side}".strip()), sign, el("td", code, class_=same.strip() or None)]

"""The overview of a class as one HTML file: it needs no network, reads in light and dark, and prints."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core.text import count
from gradus.pages.html import Html, document, el, line
from gradus.pages.overview.data import Overview, data
from gradus.pages.overview.drawing import assets
from gradus.pages.overview.drawing.sections import SECTIONS
from gradus.pages.overview.view import ClassView, State

UNSAFE = re.compile("[<>&\x7f-\U0010ffff]")


@dataclass(frozen=True)
class Added:
    """A section that is made elsewhere and needs no script: its key, a short title and a title, content and style."""

    key: str
    short: str
    title: str
    content: Html
    style: str = ""

    def html(self) -> Html:
        """The section."""
        named = f"{self.key}-title"
        return el("section", el("h2", self.title, id=named), self.content, id=self.key, aria_labelledby=named)


def render(
    view: ClassView, title: str, made: str, link: Callable[[str], str] | None = None, added: Sequence[Added] = ()
) -> str:
    """The page; `made` says when and from what, and `link` where a student's own page lies, by login."""
    links = {row.login: link(row.login) for row in view.students} if link else {}
    return of_data(data(view, title), made, links, added)


def of_data(seen: Overview, made: str, links: dict[str, str], added: Sequence[Added] = ()) -> str:
    """The page of what is known of a class, with what is added after it."""
    shown = [section for section in SECTIONS if section.there(seen)]
    keys = [*((each.key, each.short) for each in shown), *((each.key, each.short) for each in added)]
    contents = el("nav", (el("a", short, href=f"#{key}") for key, short in keys), aria_label="On this page")
    switch = el("button", "Hide names", type="button", id="hide-names", class_="switch", aria_pressed="false")
    no_script = "The tables of this page are drawn by its script, which is switched off."
    return document(
        f"Overview: {seen.title}",
        el("h1", "How the class is doing"),
        el("p", line(seen.title), " · ", line(made), class_="soft"),
        el("noscript", el("p", no_script, class_="note")),
        _tiles(seen),
        el("div", contents, switch, class_="top"),
        [section.html(seen) for section in shown],
        [section.html() for section in added],
        el("dialog", id="details", aria_labelledby="details-title"),
        _block("overview", seen.to_json(ascii_only=False)),
        _block("links", json.dumps(links)),
        style=assets.style() + "".join(section.style for section in added),
        scripts=assets.scripts(),
    )


def _block(key: str, content: str) -> Html:
    """JSON for the script: a browser runs nothing of it, nothing in it ends it, and nothing turns text around."""
    return Html(f'<script type="application/json" id="{key}">{UNSAFE.sub(_escaped, content)}</script>')


def _escaped(sign: re.Match[str]) -> str:
    letter = sign[0]
    if letter not in "<>&":
        return letter if letter.isprintable() else json.dumps(letter)[1:-1]
    return f"\\u{ord(letter):04x}"


def _tiles(seen: Overview) -> Html:
    everybody = len(seen.students) + len(seen.absent)
    exercises = [work for work in seen.works if not work.id.startswith("lessons/")]
    stopped = {each.login for each in seen.students if _stopped(each.exercises.values())}
    mean = seen.spread.mean if seen.spread else 0.0
    graded = seen.spread.students if seen.spread else 0
    share = f"of {seen.points:g}, {100 * mean / seen.points:.0f} %" if seen.points else ""
    done = sum(work.finished for work in exercises) / graded if graded else 0.0
    tiles = [
        ("Handed in", f"{len(seen.students)}", f"of {everybody}"),
        ("Points on average", f"{mean:.1f}", share),
        ("Exercises finished on average", f"{done:.1f}", f"of {len(exercises)}"),
        ("Cannot be run or do not end", f"{len(stopped)}", count(len(stopped), "student").partition(" ")[2]),
    ]
    cards = (el("div", el("dt", word), el("dd", number, " ", el("span", of))) for word, number, of in tiles)
    return el("dl", cards, class_="tiles")


def _stopped(results: Any) -> bool:
    return any(result.state in (State.BROKEN, State.NO_ANSWER) for result in results)

"""HTML that is escaped by its type: a string is text, and only `Html` is taken as it is.

Pages are whole files: style sheet inside, nothing from a network, and a policy that forbids it. Most have no script;
what one has is named in its policy by its digest, and nothing else runs.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from gradus.pages.style import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
VOID = ("br", "hr", "meta")
JOINERS = "\u200c\u200d"  # they join and part letters, as in Persian words and in emoji, and turn nothing around


class Html(str):
    """A piece of a page that is escaped already."""

    __slots__ = ()


Piece = str | Html | None | Iterable["Piece"]
Attribute = str | int | float | bool | None


def el(tag: str, *pieces: Piece, **attributes: Attribute) -> Html:
    """An element: `el("td", text, class_="late")`. None and False leave an attribute out; _ in its name is a -."""
    start = f"<{tag}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(start if tag in VOID else f"{start}{join(pieces)}</{tag}>")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    shown = key.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{escape(visible(str(value), 1000))}"'


def join(piece: Piece, between: str = "") -> Html:
    """The pieces one after the other, with text `between` them; strings among them are escaped."""
    if piece is None:
        return Html()
    if isinstance(piece, Html):
        return piece
    if isinstance(piece, str):
        return Html(escape(visible(piece)))
    return Html(escape(between).join(map(join, piece)))


def visible(text: str, limit: int = 20_000) -> str:
    """`text` with every character in sight, cut to `limit`: what controls or turns text around it is written out."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" or c in JOINERS else ascii(c)[1:-1] for c in text)


def line(text: str, limit: int = 300) -> str:
    """`text` on one line, cut to `limit` characters."""
    return visible(" ".join(text.split()), limit)


def name(text: str, limit: int = 60) -> Html:
    """A person's or a file's name on one line, isolated: its direction does not touch what stands beside it."""
    return el("bdi", line(text, limit) or "(no name)")


def listed(things: Iterable[str | Html], most: int = 0) -> Html:
    """Things separated by commas; after `most` of them, if given, how many more there are."""
    pieces = list(things)
    shown = pieces[:most] if most else pieces
    more = f" and {len(pieces) - len(shown)} more" if len(pieces) > len(shown) else ""
    return join([join(shown, ", "), more])


def document(title: str, *pieces: Piece, body: str = "", style: str = "", scripts: Sequence[str] = ()) -> str:
    """A whole page in one file; `body` is the class of its body, `style` is for this page alone.

    `scripts` run in their order after everything else; they are our own, and hold nothing of anybody's.
    """
    head = [
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=policy(scripts)),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="robots", content="noindex"),
        el("title", line(title, 200)),
        Html(f"<style>\n{STYLE}{style}</style>"),
    ]
    run = [Html(f"<script>{script}</script>") for script in scripts]
    page = el("html", el("head", *head), "\n", el("body", el("main", *pieces), run, class_=body or None), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def policy(scripts: Sequence[str] = ()) -> str:
    """The policy of a page: nothing from anywhere, and no script but these."""
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts)
    allowed = "".join(f" 'sha256-{digest}'" for digest in digests)
    return f"{POLICY}; script-src{allowed}" if allowed else POLICY

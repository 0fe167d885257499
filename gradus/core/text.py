"""Sanitise untrusted strings for display."""

import difflib
import re
from collections.abc import Iterable

WIDTH = 76
# GitHub's runner looks for :: at the start of a line; terminals break lines before a word, or within a long one.
_COMMAND = re.compile(r"(?<!\S)::|(?<=\S{30})::|::(?=\S{30})")


def printable(text: str, limit: int = 300) -> str:
    """`text` without anything that a terminal, a log or a page interprets, cut to `limit` characters.

    Control and bidirectional characters and lone surrogates are escaped; "::" and "##[" are broken.
    """
    if len(text) <= limit and text.isascii() and text.isprintable() and "::" not in text and "##[" not in text:
        return text
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    shown = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in cut.expandtabs(4))
    return re.sub(_COMMAND, ": :", shown.replace("##[", "## ["))


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 student, 2 students."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nearest(name: str, names: Iterable[str], alike: float = 0.75) -> str:
    """The one of `names` that is most like a misspelt `name`, by letters and digits alone; empty if none is."""
    plain = {_letters(each[:80]): each for each in names}
    return next((plain[found] for found in difflib.get_close_matches(_letters(name[:80]), plain, 1, alike)), "")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def one_line(text: str, limit: int = WIDTH) -> str:
    """`text` on a single line, made `printable`."""
    return printable(" ".join(text.split()), limit)

"""Sanitise untrusted strings for display."""

import re
from collections.abc import Iterable

WIDTH = 76
# GitHub's runner looks for :: at the start of a line; terminals break lines before a word, or within a long one.
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]{6,}")  # of an object, in its repr
_COMMAND = re.compile(r"(?<!\S)::|(?<=\S{30})::|::(?=\S{30})")


def printable(text: str, limit: int = 300) -> str:
    """`text` without anything that a terminal, a log or a page interprets, cut to `limit` characters.

    Control and bidirectional characters and lone surrogates are escaped; "::" and "##[" are broken. Where an object lay
    in memory (<Value object at 0x7f3a2c10>) is left out: it says nothing, and is another in each run.
    """
    long = len(text) > limit
    if " at 0x" in text:
        longer = len(text) > 8 * limit
        text = _ADDRESS.sub("", text[: 8 * limit])
        long = longer or len(text) > limit
    elif not long and text.isascii() and text.isprintable() and "::" not in text and "##[" not in text:
        return text
    cut = text[: limit - 1] + "…" if long else text
    shown = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in cut.expandtabs(4))
    return re.sub(_COMMAND, ": :", shown.replace("##[", "## ["))


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 student, 2 students."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nearest(name: str, names: Iterable[str], alike: float = 0.75) -> str:
    """The one of `names` that is most like a misspelt `name`, by letters and digits alone; empty if none is."""
    import difflib

    plain = {_letters(each[:80]): each for each in names}
    return next((plain[found] for found in difflib.get_close_matches(_letters(name[:80]), plain, 1, alike)), "")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def one_line(text: str, limit: int = WIDTH) -> str:
    """`text` on a single line, made `printable`."""
    return printable(" ".join(text.split()), limit)

"""Texts on a terminal: a console that is careful, and lines that are wrapped, indented or spread over its width."""

import os
import sys

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from gradus.core.text import one_line

NARROW, MARGIN = 60, 4  # columns of a narrow page, and before what stands below a title
INVISIBLE = "\u200c\u200d\ufe0e\ufe0f"  # what joins signs to one, or picks their form: terminals disagree on its width


def console(stderr: bool = False) -> Console:
    """A console that uses colours only on a terminal, honours NO_COLOR, and interprets no markup."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows code page may not know a check mark
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width, soft_wrap=False)


def fitted(name: str, width: int) -> Text:
    """An untrusted name in exactly `width` columns, however wide its letters are."""
    text = one_line("".join(letter for letter in name if letter not in INVISIBLE), 200)
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return Text(set_cell_size(text, width))


def plain(text: str) -> Text:
    """Untrusted text on one line, without a style."""
    return Text(one_line(text))


def spread(out: Console, left: Text, right: Text, hang: int = 0) -> Text:
    """`left` and `right` at the two edges of a line; `left` wraps, and goes on below its column `hang`."""
    width = min(out.width, 100)
    beside = width >= NARROW or left.cell_len + right.cell_len + 2 <= width
    lines = _lines(out, left, hang, width - right.cell_len - 2 if beside else width)
    if not beside and lines[-1].cell_len + right.cell_len + 2 > width:
        lines.append(Text())
    at = 0 if beside else -1  # a narrow page has no room for a column beside a text of several lines
    lines[at] = Text.assemble(lines[at], " " * (width - lines[at].cell_len - right.cell_len), right)
    return Text("\n").join(lines)


def wrapped(out: Console, text: Text, hang: int = 0) -> None:
    """Print a text over the width of the page; its further lines begin at its column `hang`."""
    for line in _lines(out, text, hang, min(out.width, 100)):
        out.print(line, soft_wrap=True)


def indented(out: Console, text: Text, hang: int = 0) -> None:
    """As `wrapped`, four columns from the edge."""
    for line in _lines(out, text, hang, min(out.width, 100) - MARGIN):
        out.print(Text.assemble(" " * MARGIN if line else "", line), soft_wrap=True)


def _lines(out: Console, text: Text, hang: int, width: int) -> list[Text]:
    """The lines of a text of this width, without blanks at their ends."""
    lines = [text.copy()]
    if text.cell_len > width:
        first, *more = text[hang:].wrap(out, max(8, width - hang)) or [Text()]
        lines = [Text.assemble(text[:hang], first), *(Text.assemble(" " * hang, line) for line in more)]
    for line in lines:
        line.rstrip()
    return lines

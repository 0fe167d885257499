"""Passages alike on a terminal: the pairs, and how much is alike in how many exercises."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gradus.core.text import count, one_line
from gradus.pages.alike.words import CAUSES, NOTHING, READING, size
from gradus.scores.alike.found import Alike
from gradus.student.layout import wrapped

PAIRS = 20  # that are shown unless all are asked for


def show(out: Console, found: Alike, names: Mapping[str, str], *, everything: bool = False) -> None:
    """Print the pairs, those with most to read first; `names` are what students are called, by login."""
    if found.pairs:
        out.print(_table(found, names, len(found.pairs) if everything else PAIRS))
        if len(found.pairs) > PAIRS and not everything:
            out.print(Text(f"and {count(len(found.pairs) - PAIRS, 'pair')} more: --all shows them", "dim"))
        out.print()
        wrapped(out, Text(READING[2], "dim"))
        out.print()
    wrapped(out, Text(CAUSES if found.pairs else NOTHING))
    out.print(Text(summary(found), "bold"))


def summary(found: Alike) -> str:
    """What was compared, in one sentence."""
    compared = f"{count(len(found.students), 'submission')} compared in {count(len(found.exercises), 'exercise')}"
    return f"{compared}: {count(len(found.pairs), 'pair')} with passages alike."


def _table(found: Alike, names: Mapping[str, str], most: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for word in ("pair", "students", "exercises", "lines", "longest", "share"):
        table.add_column(word, justify="left" if word in ("students", "exercises") else "right", overflow="fold")
    for number, pair in enumerate(found.pairs[:most], 1):
        students = ", ".join(one_line(names[each], 40) for each in (pair.left, pair.right))
        ids = [each.exercise for each in pair.exercises]
        exercises = ", ".join(ids[:2]) + (f" and {len(ids) - 2} more" if len(ids) > 2 else "")
        share = f"{max(each.share for each in pair.exercises):.0%}"
        cells = (str(number), students, exercises, str(pair.lines), size(pair.longest), share)
        table.add_row(*map(Text, cells))
    return table

"""Cells and tables for spreadsheets: nothing that anybody wrote is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from gradus.core.text import one_line

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(thing: str | float | None) -> str:
    """A cell's text: a number as it is, and words with an apostrophe before what would start a formula."""
    if thing is None:
        return ""
    if isinstance(thing, (int, float)):
        return f"{thing:.6f}".rstrip("0").rstrip(".")
    text = one_line(thing, 1000)
    return "'" + text if thing.startswith(FORMULA) or text.startswith(FORMULA) else text


def table(rows: Iterable[Iterable[str | float | None]], delimiter: str = ",") -> str:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([cell(c) for c in row] for row in rows)
    return out.getvalue()

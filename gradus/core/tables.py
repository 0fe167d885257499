"""CSV tables: read as spreadsheets save them, and written so that no cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from gradus.core.text import one_line

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TableError(ValueError):
    """A table is invalid; the text says which, where and why."""


def cell(thing: str | float | None) -> str:
    """A cell's text; one that would start a formula gets an apostrophe in front of it."""
    if thing is None:
        return ""
    if isinstance(thing, (int, float)):
        return f"{thing:.6f}".rstrip("0").rstrip(".")
    text = one_line(thing, 1000)
    return "'" + text if thing.startswith(FORMULA) or text.startswith(FORMULA) else text


def to_csv(rows: Iterable[Iterable[str | float | None]], delimiter: str = ",") -> str:
    """The rows as CSV, each cell made harmless by `cell`."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([cell(c) for c in row] for row in rows)
    return out.getvalue()


def delimiter_of(text: str) -> str:
    """Comma or semicolon, whichever the first line has more of: spreadsheets in half of Europe write semicolons."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def parse_csv(text: str) -> list[tuple[int, list[str]]]:
    """The rows of a CSV text that are not empty, each with its line number. Raises TableError if it is not CSV."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise TableError(f"line {reader.line_num}: {error}") from None


def read_table(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file as dicts, with line numbers. Raises TableError, also if a `required` column is missing."""
    try:
        rows = parse_csv(path.read_text("utf-8-sig"))
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise TableError(f"{path} is not UTF-8: save it as “CSV UTF-8”.") from None
    except TableError as error:
        raise TableError(f"{path}, {error}.") from None
    header = [name.strip().lower() for name in rows[0][1]] if rows else []
    if missing := [name for name in required if name not in header]:
        raise TableError(f"{path} has no column {missing[0]}: its first line names the columns {', '.join(required)}.")
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            raise TableError(f"{path}, line {line}: {len(cells)} cells, expected {len(header)}.")
    return [(line, {k: v.strip() for k, v in zip(header, cells, strict=True)}) for line, cells in rows[1:]]

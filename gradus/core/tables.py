"""CSV tables: read as spreadsheets save them, and written so that no cell becomes a formula."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gradus.core.names import same
from gradus.core.text import one_line

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DELIMITERS = ",;\t|"
NO_DELIMITERS = ' \r"'  # to Python's reader; newer ones raise ValueError
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
MARK = "\ufeff"  # the byte order mark, which spreadsheets write at the start
BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SAVE = "save it as “CSV UTF-8”"
Aliases = Mapping[str, Sequence[str]]
Rows = list[tuple[int, dict[str, str]]]


class TableError(ValueError):
    """A table is invalid; the text says which, where and why."""


def cell(thing: str | float | None, decimal: str = ".") -> str:
    """A cell's text; one that would start a formula gets an apostrophe in front of it, which `read_table` takes off."""
    if thing is None:
        return ""
    if isinstance(thing, (int, float)):
        return f"{thing:.6f}".rstrip("0").rstrip(".").replace(".", decimal)
    text = one_line(thing, 1000)
    return "'" + text if thing.startswith(FORMULA) or text.startswith(FORMULA) else text


def to_csv(rows: Iterable[Iterable[str | float | None]], delimiter: str = ",", decimal: str = ".") -> str:
    """The rows as CSV, each cell made harmless by `cell`; numbers have the `decimal` sign."""
    out = io.StringIO()
    table = [[cell(c, decimal) for c in row] for row in rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    return out.getvalue()


def delimiter_of(text: str, known: Iterable[str] = ()) -> str:
    """What divides the first line into most columns of `known` names, or else into most columns.

    Comma, semicolon (as spreadsheets write in half of Europe), tab or |; or what a line like sep=; before it names.
    """
    first, rest = _told_delimiter(text)
    if first:
        return first
    names = set(map(squeezed, known))

    def rank(delimiter: str) -> tuple[int, int]:
        header = next(filter(any, csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter)), [])
        return len(names.intersection(map(squeezed, header))), len(header)

    try:
        return max(DELIMITERS, key=rank)
    except csv.Error:
        return ","


def parse_csv(text: str, known: Iterable[str] = (), *, trim: bool = False) -> list[tuple[int, list[str]]]:
    """The rows of a CSV text that are not empty, each with its line number. Raises TableError if it is not CSV.

    `known` are names of columns, by which the delimiter is recognised; `trim` drops spaces before a quoted cell.
    """
    return [(last, cells) for _, last, cells in _records(text, known, trim) if any(cell.strip() for cell in cells)]


def decode_table(data: bytes) -> tuple[str, str]:
    """The text of a table, with the mark at its start if it has one, and its encoding, which may be a guess: cp1252.

    Raises TableError if it is not text.
    """
    if data.startswith(WORKBOOKS):
        raise TableError("is a spreadsheet's own file: save the sheet as “CSV UTF-8”")
    encoding = BOMS.get(data[:2], "utf-8")
    for name in (encoding, "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, name
    raise TableError(f"is not UTF-8: {SAVE}")


def read_text(path: Path, notes: list[str] | None = None) -> str:
    """The text of a table, without a mark at its start. Raises TableError if it cannot be read.

    Old Windows programs write umlauts in an encoding of their own, which can only be guessed: `notes` gets a sentence
    then, and without a list of notes that is an error.
    """
    try:
        text, encoding = decode_table(path.read_bytes())
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from None
    except TableError as error:
        raise TableError(f"{path} {error}.") from None
    if encoding == "cp1252":
        if notes is None:
            raise TableError(f"{path} is not UTF-8: {SAVE}.")
        word = next((word for word in text.replace('"', " ").split() if not word.isascii()), "")
        doubt = f"If “{one_line(word, 60)}” looks wrong, {SAVE}." if word else "It differs in a space only."
        notes.append(f"{path} is not UTF-8: read as Windows text. {doubt}")
    return text.lstrip(MARK)


def squeezed(name: str) -> str:
    """A column's name by its letters and digits alone: firstname for "First Name" and for "first_name"."""
    return "".join(filter(str.isalnum, same(name)))


def read_table(
    path: Path, required: Sequence[str], aliases: Aliases | None = None, notes: list[str] | None = None
) -> Rows:
    """The rows of a CSV file as dicts, with line numbers. Raises TableError, also if a `required` column is missing.

    Columns are found by their names whatever the case, spaces and signs in them: "First Name" is first_name. `aliases`
    are further names by column, the likeliest first; a column that they name is in every row, empty if the file lacks
    it. Cells that are missing at a line's end are empty. `notes` is for what had to be guessed (see `read_text`).
    """
    names = dict.fromkeys([*required, *(aliases or {})])
    known = [*names, *(other for others in (aliases or {}).values() for other in others)]
    text = read_text(path, notes)
    try:
        rows = parse_csv(text, known, trim=True)
        header = rows[0][1] if rows else []
        places = {name: _find(header, [name, *(aliases or {}).get(name, ())]) for name in names}
    except TableError as error:
        raise TableError(f"{path}, {error}.") from None
    if missing := [name for name in required if places[name] is None]:
        raise TableError(f"{path} has no column {missing[0]}: {_columns(header)}.")
    taken = {place: name for name, place in places.items() if place is not None}
    columns = [taken.get(i) or " ".join(same(name).split()) for i, name in enumerate(header)]
    table: Rows = []
    for line, cells in rows[1:]:
        if any(text.strip() for text in cells[_width(header) :]):
            raise TableError(f"{path}, line {line}: {len(cells)} cells under {_width(header)} columns.")
        texts = [_plain(text) for text in cells] + [""] * (len(header) - len(cells))
        table.append((line, dict.fromkeys(names, "") | dict(zip(columns, texts, strict=False))))
    return table


def without_rows(data: bytes, known: Iterable[str], gone: Callable[[Mapping[str, str]], bool]) -> tuple[bytes, int]:
    """The bytes of a table without the rows that are `gone`, every other byte as it was; and how many those were.

    A row is given by the names in the header, in the form of `squeezed`. Raises TableError if it is not a table.
    """
    text, encoding = decode_table(data)
    body = text.lstrip(MARK)
    lines = io.StringIO(body, newline="").readlines()
    drop: set[int] = set()
    header: list[str] = []
    count = 0
    for first, last, cells in _records(body, known, False):
        if not header:
            header = [squeezed(name) for name in cells] if any(map(str.strip, cells)) else []
        elif gone(dict.fromkeys(header, "") | dict(zip(header, map(_plain, cells), strict=False))):
            drop.update(range(first, last + 1))
            count += 1
    kept = "".join(line for number, line in enumerate(lines, 1) if number not in drop)
    return (text[: len(text) - len(body)] + kept).encode(encoding), count


def _records(text: str, known: Iterable[str], trim: bool) -> Iterator[tuple[int, int, list[str]]]:
    """The rows with the numbers of their first and last lines. Raises TableError if it is not CSV."""
    body = text.lstrip(MARK)
    _, rest = _told_delimiter(body)
    skipped = int(rest != body)
    source = io.StringIO(rest, newline="")
    reader = csv.reader(source, delimiter=delimiter_of(body, known), strict=True, skipinitialspace=trim)
    first = 1
    try:
        for cells in reader:
            yield first + skipped, reader.line_num + skipped, cells
            first = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"line {reader.line_num + skipped}: {error}") from None


def _told_delimiter(text: str) -> tuple[str, str]:
    """The delimiter that a first line like sep=; tells Excel, and the text below that line."""
    line, end, rest = text.lstrip(MARK).partition("\n")
    told = line.strip("\r").strip('"')
    names = len(told) == 5 and told.lower().startswith("sep=") and told[4] not in NO_DELIMITERS
    return (told[4], rest) if end and names else ("", text.lstrip(MARK))


def _find(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The column with the first of these names that is there. Raises TableError if two columns have it."""
    for name in names:
        found = [i for i, column in enumerate(header) if squeezed(column) == squeezed(name)]
        if len(found) > 1:
            raise TableError(f"line 1: {len(found)} columns are called {one_line(header[found[0]])}")
        if found:
            return found[0]
    return None


def _columns(header: Sequence[str]) -> str:
    """What the first line of a table says."""
    names = [one_line(name, 40) for name in header if name.strip()]
    return f"its first line names {', '.join(names[:12])}{', …' if len(names) > 12 else ''}" if names else "it is empty"


def _width(header: Sequence[str]) -> int:
    """How many columns have a name, up to the last one that has."""
    return max((i for i, name in enumerate(header, 1) if name.strip()), default=0)


def _plain(text: str) -> str:
    """A cell's text without the apostrophe that `cell` puts before a formula, and without white space at its ends."""
    visible = text.strip().strip(MARK + "\u200b\u2060").strip()
    return visible[1:] if visible[:1] == "'" and visible[1:].startswith(FORMULA) else visible

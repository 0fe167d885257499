"""Reads notebooks as students hand them in: as data, whatever editor wrote them, and without their outputs."""

import json
import re
from pathlib import Path
from typing import Any

from gradus.core.files import FileError, read_regular

Cell = dict[str, Any]
MAX_FILE = 160 << 20  # with outputs, which may hold pictures and films
MAX_NOTEBOOK = 24 << 20  # without them
MAX_CELLS = 2000
MAX_DEPTH = 200
MAX_BRACKETS = 2_000_000  # a second or two
# Values that may be large and say nothing of an answer. In valid JSON these bytes are nothing but such a key.
BULKY = re.compile(rb'"(outputs|attachments|application/vnd\.jupyter\.widget-state\+json)"\s*+:\s*+(?=[\[{])')
BRACKET = re.compile(rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[\]{}])', re.DOTALL)


class NotebookError(Exception):
    """The file is not a notebook that can be read; the text says why."""


def read_notebook(path: Path) -> tuple[dict[str, Any], list[Cell]]:
    """A student's notebook without outputs, and its cells. Raises NotebookError if the file is not a notebook."""
    try:
        if path.parent.is_symlink():
            raise FileError("lies in a folder that is a symbolic link")
        data = read_regular(path, MAX_FILE)
    except FileError as error:
        raise NotebookError(f"It {error}: hand in the notebook itself, with its outputs cleared.") from None
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = data.decode("utf-16").encode()
        data = _slim(data)
        if len(data) > MAX_NOTEBOOK:
            raise NotebookError(f"It is larger than {MAX_NOTEBOOK >> 20} MiB, even without its outputs.")
        if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
            raise NotebookError("It has too many lists and tables to be a notebook.")
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotebookError(f"It is not valid JSON ({type(error).__name__}): was the file cut off or merged?") from None
    return notebook if isinstance(notebook, dict) else {}, _cells(notebook)


def cell_source(cell: Cell) -> str | None:
    """The cell's text, which may be stored as a list of lines; None if it is not text."""
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else None


def table(data: dict[str, Any], key: str) -> dict[str, Any]:
    """The table under a key, an empty one if something else is there."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def grade_id(cell: Cell) -> str:
    """The id that nbgrader gave the cell, or an empty string."""
    name = table(table(cell, "metadata"), "nbgrader").get("grade_id")
    return name if isinstance(name, str) else ""


def cell_ids(cell: Cell) -> set[str]:
    """The ids that Jupyter or another editor gave the cell."""
    metadata = table(cell, "metadata")
    return {each for each in (cell.get("id"), metadata.get("id"), metadata.get("cell_id")) if isinstance(each, str)}


def _cells(notebook: Any) -> list[Cell]:
    """The cells of a notebook of format 4 or 3. Raises NotebookError if there are none, or too many."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    if cells is None and isinstance(sheets, list) and sheets:
        parts = [sheet.get("cells") for sheet in sheets[:MAX_CELLS] if isinstance(sheet, dict)]
        cells = [_of_format_3(cell) for part in parts if isinstance(part, list) for cell in part[: MAX_CELLS + 1]]
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise NotebookError("It has no cells, or too many: is it a Jupyter notebook of format 4?")
    return [cell for cell in cells if isinstance(cell, dict)]


def _of_format_3(cell: Any) -> Any:
    """A cell of nbformat 3, in which code is called input, as one of nbformat 4."""
    if isinstance(cell, dict) and cell.get("cell_type") == "code":
        return {**cell, "source": cell.get("input", "")}
    return cell


def _slim(data: bytes) -> bytes:
    """The JSON of a notebook without what is bulky. It is not decoded for that: memory stays that of the file."""
    parts: list[bytes] = []
    done, budget = 0, MAX_BRACKETS
    while found := BULKY.search(data, done):
        start = found.end()
        end, budget = _end(data, start, budget)
        if not end:
            break
        kept = data[start:end] if end - start < 100 else b"[]" if data[end - 1] == ord("]") else b'{"":{}}'
        parts += [data[done:start], kept]
        done = end
    return b"".join([*parts, data[done:]])


def _end(data: bytes, start: int, budget: int) -> tuple[int, int]:
    """Where the list or table ends that begins at `start`, and how many more brackets may be read.

    The end is 0 if there is none, if it is nested too deeply, or if the budget does not last.
    """
    depth, place = 0, start
    while budget and (found := BRACKET.match(data, place)):
        place = found.end()
        budget -= 1
        depth += 1 if found[1] in b"[{" else -1
        if depth == 0:
            return place, budget
        if depth > MAX_DEPTH:
            break
    return 0, budget

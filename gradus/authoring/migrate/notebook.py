"""Reads a foreign notebook as data: bounded, validated by nbformat, and never run."""

import re
from pathlib import Path
from typing import Any

from gradus.authoring.migrate.items import Cell, MigrationError
from gradus.core.course import CourseError
from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line

LARGEST = 16 << 20
MOST_CELLS = 2000
LONGEST = 200_000  # characters of one cell's source


def read(path: Path) -> list[Cell]:
    """The cells of a notebook. Raises MigrationError if it is none that can be imported."""
    where = one_line(path.name, 100)
    try:
        text = read_regular(path, LARGEST).decode("utf-8-sig")
    except FileError as error:
        raise MigrationError(f"{where} {error}.") from None
    except UnicodeDecodeError:
        raise MigrationError(f"{where} is not UTF-8, so it is no notebook.") from None
    cells = _parsed(text, where).cells
    if len(cells) > MOST_CELLS:
        raise MigrationError(f"{where} has {len(cells):,} cells: more than {MOST_CELLS:,} are not read.")
    found = [_cell(cell, number, where) for number, cell in enumerate(cells, 1)]
    if not found:
        raise MigrationError(f"{where} has no cells.")
    return found


def _parsed(text: str, where: str) -> Any:
    try:
        import nbformat
    except ImportError:
        raise CourseError("Notebooks need nbformat: install gradus-course[teacher].") from None
    try:
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook, relax_add_props=True)
    except RecursionError:
        raise MigrationError(f"{where} is no notebook: it is nested too deeply.") from None
    except Exception as error:  # of nbformat and of jsonschema, whose classes are their own
        raise MigrationError(f"{where} is no notebook that nbformat can read: {one_line(str(error), 150)}") from None
    language = notebook.metadata.get("kernelspec", {}).get("language") or "python"
    if str(language).lower() != "python":
        raise MigrationError(f"{where} is a notebook of {one_line(str(language), 40)}: only Python's are imported.")
    return notebook


def _cell(cell: Any, number: int, where: str) -> Cell:
    source = re.sub(r"\r\n?", "\n", cell.source)
    if len(source) > LONGEST:
        raise MigrationError(f"{where}: cell {number} has more than {LONGEST:,} characters.")
    lines = source.split("\n")
    outputs = tuple(cell.get("outputs", ()))
    return Cell(
        number, cell.cell_type, source, dict(cell.metadata), outputs, bool(cell.get("attachments")), lines=lines
    )

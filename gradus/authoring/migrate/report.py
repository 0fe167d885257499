"""The report of an import: what became of every cell, and a sentence for each line that did not come over as it was."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradus.authoring.migrate.items import Cell, Role
from gradus.core.text import count, one_line


@dataclass(frozen=True)
class Sum:
    """The figures of an import. `over`, `partly` and `lost` add up to `cells`."""

    cells: int
    over: int
    partly: int
    lost: int
    asked: int
    translated: int


def total(cells: Sequence[Cell]) -> Sum:
    """The figures; every cell counts once."""
    kinds = Counter(map(fate, cells))
    asked, over = sum(cell.asked for cell in cells), sum(cell.over for cell in cells)
    return Sum(len(cells), kinds["over"], kinds["partly"], kinds["lost"], asked, over)


def fate(cell: Cell) -> str:
    """What became of a cell: "over", "partly" if something is told of it, "lost" if it went nowhere."""
    comment_only = bool(cell.went) and all(where.endswith(": a comment") for where in cell.went)
    if cell.role is Role.BOUNDARY:
        return "partly" if cell.told else "over"
    if not cell.source.strip() and not cell.told:
        return "over"
    if not cell.went or comment_only:
        return "lost"
    return "partly" if cell.told else "over"


def text(cells: Sequence[Cell], notebook: str, exercise: str, facts: Sequence[str]) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(cells, notebook, exercise, facts)) + "\n"


def _lines(cells: Sequence[Cell], notebook: str, exercise: str, facts: Sequence[str]) -> Iterator[str]:
    figures = total(cells)
    yield f"# What came over from {one_line(notebook, 100)}"
    yield ""
    yield f"Exercise {exercise}." if exercise else "A lesson alone: the notebook has no check that came over."
    yield (
        f"{count(figures.cells, 'cell')}: {figures.over} came over, {figures.partly} with a remark, "
        f"{figures.lost} did not. {figures.translated} of {count(figures.asked, 'assertion')} came over."
    )
    yield from facts
    yield ""
    for cell in cells:
        name = f", {cell.name}" if cell.name else ""
        yield f"- **cell {cell.number}** ({cell.role}{name}): {_where(cell)}"
        for told in sorted(cell.told, key=lambda each: each.line):
            place = f"line {told.line}, `{_code(told.source)}`: " if told.line else ""
            yield f"  - {place}{one_line(told.why, 400)}"


def _where(cell: Cell) -> str:
    if cell.went:
        return "; ".join(cell.went)
    if cell.role is Role.BOUNDARY and not cell.told:
        return "read as settings"
    return "did not come over" if cell.told else "nothing in it to bring over"


def _code(source: str) -> str:
    return one_line(source, 80).replace("`", "'")

"""Holds the numbers in a lesson's text against those that its cells print: a number in prose is a computed one."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gradus.lessons.running import Run, printed_by

NUMBER = re.compile(r"(?<![\w.])[-−]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:e([-+]?\d+))?(?![\d])")
# What is no claim about numbers: addresses, code, the choices of a question, HTML comments.
NOT_PROSE = re.compile(
    r"(?ms)\]\([^)]*\)|https?://\S+|^```.*?^```|`[^`]*`|^\s*- \*\*[a-h]\*\*.*?(?=^\s*-|^\s*$|\Z)|<!--.*?-->"
)
# Numbers that name something, or that no cell can compute.
NAMES = re.compile(
    r"(?i)\b(lessons?|exercises?|days?|chapters?|sections?|questions?|parts?|pages?|python|step)\s+\d+|"
    r"(\d+ to )?\d+\s*(-\s*)?(minutes?|points?|hours?)\b|\(\d{4}\)|\b(19|20)\d\d\b"
)


def number_findings(notebook: Any, runs: Sequence[Run]) -> Iterator[str]:
    """Yield a message for each number in the text that no cell up to the end of its section prints or holds.

    Only numbers of at least two digits are looked at; one counts as computed if a cell's rounds to it.
    """
    computed: list[float] = []
    waiting: list[tuple[str, float, int, int]] = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            computed += [value for _, value, _ in _numbers(f"{cell.source}\n{printed_by(runs, number)}")]
            continue
        if re.search(r"(?m)^## ", cell.source):
            yield from _uncomputed(waiting, computed)
            waiting = []
        if not cell.metadata.get("nbgrader"):
            text = NAMES.sub(" ", NOT_PROSE.sub(" ", cell.source))
            waiting += [(shown, value, decimals, number) for shown, value, decimals in _numbers(text)]
    yield from _uncomputed(waiting, computed)


def _uncomputed(waiting: Sequence[tuple[str, float, int, int]], computed: Sequence[float]) -> Iterator[str]:
    for shown, value, decimals, cell in waiting:
        if len(re.sub(r"\D", "", shown)) < 2:
            continue
        slack = 0.500001 * 10.0**-decimals
        scales = (1, 100)  # a share, and per cent
        if not any(abs(number * scale - value) <= slack for number in computed for scale in scales):
            yield f"cell {cell}: its text says {shown}, which no cell up to the end of that section computes."


def _numbers(text: str) -> Iterator[tuple[str, float, int]]:
    """Each number of a text as it is written, without its sign, and how many decimals it shows."""
    for match in NUMBER.finditer(text):
        digits = match[1].replace(",", "") + (match[2] or "")
        exponent = int(match[3] or 0)
        if abs(exponent) < 300:
            decimals = len((match[2] or ".")[1:]) - exponent
            yield match[0].lstrip("-−"), float(digits) * 10.0**exponent, decimals

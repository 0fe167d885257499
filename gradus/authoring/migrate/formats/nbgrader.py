"""What the cells of a notebook made for nbgrader are for, by its metadata and marks."""

import re
from collections.abc import Sequence
from typing import Any

from gradus.authoring.migrate.items import Cell, MigrationError, Role, Test, positive
from gradus.core.text import one_line

MARK = re.compile(r"^\s*#+\s*(BEGIN|END)\s+(SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
SCHEME = re.compile(r"(?ms)^=+ BEGIN MARK SCHEME =+\n?(.*?)^=+ END MARK SCHEME =+\n?")
VISIBLE_SHARE = 0.4  # of a cell with visible and hidden tests, whose points nbgrader gives for all of it


def assign(cells: Sequence[Cell], where: str) -> None:
    """Give each cell its role. Raises MigrationError if a mark has no partner."""
    for cell in cells:
        settings = cell.metadata.get("nbgrader")
        settings = settings if isinstance(settings, dict) else {}
        cell.role = _role(cell, settings)
        cell.name = one_line(str(settings.get("grade_id") or ""), 60)
        cell.points = positive(settings.get("points"))
        if cell.kind == "code":
            regions = _regions(cell, where)
            if cell.role in (Role.SOLUTION, Role.CODE_BY_HAND):
                everything = set(range(len(cell.lines)))
                marked = regions.get("SOLUTION", set())
                cell.hidden = marked if "SOLUTION" in regions else everything
            elif cell.role is Role.TEST:
                cell.tests = _tests(cell, regions.get("HIDDEN TESTS", set()))
        elif cell.role is Role.TASK:
            cell.model = "\n".join(each.strip() for each in SCHEME.findall(cell.source))
            cell.lines = SCHEME.sub("", cell.source).rstrip().split("\n")


def _role(cell: Cell, settings: dict[str, Any]) -> Role:
    grade, solution = settings.get("grade") is True, settings.get("solution") is True
    if settings.get("task") is True:
        return Role.TASK
    if cell.kind == "code":
        by_hand = {(True, True): Role.CODE_BY_HAND, (True, False): Role.TEST, (False, True): Role.SOLUTION}
        return by_hand.get((grade, solution), Role.GIVEN)
    if cell.kind == "raw":
        return Role.RAW
    return Role.WORDS if grade and solution else Role.TEXT


def _regions(cell: Cell, where: str) -> dict[str, set[int]]:
    """The lines between the marks of a cell, by kind; the marks themselves become empty lines."""
    found: dict[str, set[int]] = {}
    begun: tuple[str, int] | None = None
    for number, line in enumerate(cell.lines):
        if not (mark := MARK.match(line)):
            if begun:
                found[begun[0]].add(number)
            continue
        begin, kind = mark[1] == "BEGIN", mark[2]
        if not begin and not begun:  # nbgrader passes over it, too
            cell.tell("this mark has no partner, and marks nothing.", number + 1)
            cell.lines[number] = ""
            continue
        if begin is bool(begun) or (begun and begun[0] != kind):
            raise MigrationError(
                f"{where}: cell {cell.number}, line {number + 1}: {one_line(line, 60)} has no partner. Mend it first."
            )
        begun = (kind, number) if begin else None
        found.setdefault(kind, set())
        cell.lines[number] = ""
        cell.marks.add(number)
    if begun:
        raise MigrationError(
            f"{where}: cell {cell.number}, line {begun[1] + 1}: this mark has no partner. Mend it first."
        )
    return found


def _tests(cell: Cell, hidden: set[int]) -> list[Test]:
    """The visible and the hidden piece of a test cell; each has its lines at their places in the cell."""
    pieces = []
    for secret in (False, True):
        lines = [line if (number in hidden) is secret else "" for number, line in enumerate(cell.lines)]
        if any(line.strip() and not line.strip().startswith("#") for line in lines):
            pieces.append(Test(0, lines, secret, cell.points))
    if len(pieces) == 2:
        pieces[0].points = round(cell.points * VISIBLE_SHARE, 4)
        pieces[1].points = round(cell.points - pieces[0].points, 4)
    return pieces

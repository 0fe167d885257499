"""What the cells of a notebook made for Otter Assign (its format since version 3) are for, by its raw cells."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from gradus.authoring.migrate.formats.otter_lines import read_solution
from gradus.authoring.migrate.items import Cell, MigrationError, Role, Test, positive
from gradus.core.text import one_line

BOUNDARY = re.compile(
    r"\A\s*#\s*(ASSIGNMENT CONFIG|(?:BEGIN|END) (?:QUESTION|SOLUTION|TESTS|PROMPT))\s*$(.*)\Z", re.M | re.S
)
FENCED = re.compile(r"\A\s*```\s*otter\s*\n(.*?)\n?```\s*\Z", re.S)
OLD = re.compile(r"(?m)^\s*#?\s*BEGIN QUESTION\s*$")
CONFIG = re.compile(
    r'\A\s*"""\s*#\s*BEGIN TEST CONFIG\s*$(.*?)^\s*"""\s*;?\s*#\s*END TEST CONFIG\s*$', re.M | re.S | re.I
)
BY_DEFAULT = 1.0  # points of a question that says none
VISIBLE_SHARE = 0.4
PARTS = ("SOLUTION", "TESTS", "PROMPT")


def assign(cells: Sequence[Cell], where: str) -> None:
    """Give each cell its role. Raises MigrationError if a boundary has no partner, or for the old format."""
    question: dict[str, Any] | None = None
    members: list[Cell] = []
    part = ""
    seen = False
    for cell in cells:
        word, config = _boundary(cell, where)
        if word:
            seen, cell.role = True, Role.BOUNDARY
        side, _, kind = word.partition(" ")
        place = f"{where}: cell {cell.number}: # {word}"
        if kind == "QUESTION":
            if (side == "BEGIN") is (question is not None) or part:
                raise MigrationError(f"{place} has no partner. Mend it first.")
            if side == "END":
                _points(question or {}, members)
            question, members = (config, []) if side == "BEGIN" else (None, [])
        elif kind in PARTS:
            if (side == "BEGIN") is bool(part) or (part and part != kind) or question is None:
                raise MigrationError(f"{place} has no partner. Mend it first.")
            part = kind if side == "BEGIN" else ""
        elif not word:
            _member(cell, question, part, where)
            members.append(cell)
        if question is not None:
            cell.name = _word(question.get("name"))
    if question is not None:
        raise MigrationError(f"{where}: the question {_word(question.get('name')) or '?'} does not end. Mend it first.")
    if not seen and any(cell.kind == "markdown" and OLD.search(cell.source) for cell in cells):
        raise MigrationError(f"{where} is in the format of Otter before version 3: bring it to the new one first.")
    _by_hand(cells)


def _boundary(cell: Cell, where: str) -> tuple[str, dict[str, Any]]:
    """The words of a boundary and its settings; no words if the cell is none."""
    fenced = FENCED.match(cell.source) if cell.kind == "markdown" else None
    text = fenced[1] if fenced else cell.source if cell.kind == "raw" else ""
    if not (match := BOUNDARY.match(text)):
        return "", {}
    return match[1], _yaml(match[2], f"{where}: cell {cell.number}")


def _yaml(text: str, where: str) -> dict[str, Any]:
    try:
        settings = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MigrationError(f"{where}: its settings are no YAML: {one_line(str(error), 120)}") from None
    if settings is not None and not isinstance(settings, dict):
        raise MigrationError(f"{where}: its settings are no table of YAML.")
    return settings or {}


def _word(value: Any, length: int = 60) -> str:
    """A name or a message in settings; nothing of what is no plain value, which YAML can make endless."""
    return one_line(str(value), length) if isinstance(value, str | int | float) else ""


def _member(cell: Cell, question: dict[str, Any] | None, part: str, where: str) -> None:
    """The role of a cell that is no boundary."""
    manual = bool(question and question.get("manual"))
    code = cell.kind == "code"
    cell.role = Role.GIVEN if code else Role.RAW if cell.kind == "raw" else Role.TEXT
    included = {"otter_include", "include"} & {str(tag) for tag in cell.metadata.get("tags", ())}
    if part == "PROMPT":
        cell.role = Role.BOUNDARY
        cell.tell(
            "a prompt of Otter's, which stood in place of the answer: the stub or an empty answer takes its place."
        )
    elif part == "SOLUTION" and code:
        cell.role = Role.CODE_BY_HAND if manual else Role.SOLUTION
        read_solution(cell)
    elif part == "SOLUTION" and cell.kind == "markdown" and not included:
        cell.role = Role.WORDS if manual else Role.MODEL
    elif part == "TESTS" and code:
        cell.role = Role.TEST
        cell.tests = [_test(cell, where)]
    elif part == "TESTS":
        cell.tell("it stands among tests, and is none.")
        cell.role = Role.BOUNDARY


def _test(cell: Cell, where: str) -> Test:
    """The test of a cell; points below 0 stand for "not said"."""
    lines, settings = list(cell.lines), dict[str, Any]()
    if match := CONFIG.match(cell.source):
        settings = _yaml(match[1], f"{where}: cell {cell.number}")
        begun = cell.source.count("\n", 0, match.end()) + 1
        lines[:begun] = [""] * begun
    hidden = settings.get("hidden") is True
    if not settings and lines and re.match(r"\s*#", lines[0]):
        hidden = bool(re.search(r"\bhidden\b", lines[0], re.I))
    worth = settings.get("points")
    said = -1.0 if worth is None else positive(worth)
    said_why = _word(settings.get("failure_message"), 300)
    return Test(0, lines, hidden, said, "", said_why, True, _output(cell))


def _output(cell: Cell) -> str | None:
    """The text that the notebook keeps as the output of a cell's last expression."""
    for each in cell.outputs:
        if each.get("output_type") in ("execute_result", "display_data"):
            text = each.get("data", {}).get("text/plain")
            return "".join(text) if isinstance(text, list) else text
    return None


def _points(question: dict[str, Any], members: Sequence[Cell]) -> None:
    """Share a question's points out among its tests, or give them to the answer that a person grades."""
    tests = [test for cell in members for test in cell.tests]
    said = question.get("points")
    if isinstance(said, list):
        for test, worth in zip(tests, said, strict=False):
            test.points = positive(worth)
        said = sum(map(positive, said))
    whole = positive(said["each"]) * len(tests) if isinstance(said, dict) and "each" in said else said
    total = BY_DEFAULT if whole is None and not any(test.points >= 0 for test in tests) else positive(whole)
    unsaid = [test for test in tests if test.points < 0]
    left = max(0.0, total - sum(test.points for test in tests if test.points > 0))
    for test in unsaid:
        test.points = round(left / len(unsaid), 2)
    if unsaid:
        unsaid[-1].points = round(left - sum(test.points for test in unsaid[:-1]), 4)
    _none_for_nothing(tests, members)
    first = next((cell for cell in members if cell.role in (Role.WORDS, Role.CODE_BY_HAND)), None)
    for cell in members:
        cell.points = sum(test.points for test in cell.tests) if cell.tests else total if cell is first else 0.0


def _none_for_nothing(tests: Sequence[Test], members: Sequence[Cell]) -> None:
    """Checks are worth more than 0 points: tests that are worth none get a share of their question's."""
    free, paid = [t for t in tests if not t.points > 0], [t for t in tests if t.points > 0]
    if not free or not paid:
        return
    whole = sum(test.points for test in paid)
    for test in paid:
        test.points = round(test.points * (1 - VISIBLE_SHARE), 4)
    for test in free:
        test.points = round(whole * VISIBLE_SHARE / len(free), 4)
    for cell in members:
        if any(test in free for test in cell.tests):
            cell.tell(
                f"it was worth 0 points, and a check is worth more: it has {cell.tests[0].points:g} of its question's "
                f"{whole:g} points."
            )


def _by_hand(cells: Sequence[Cell]) -> None:
    """A question for a person has one answer: what else stands in its solution is part of the model answer."""
    for name in {cell.name for cell in cells if cell.role in (Role.WORDS, Role.CODE_BY_HAND)}:
        own = [cell for cell in cells if cell.name == name and cell.role in (Role.WORDS, Role.CODE_BY_HAND)]
        for cell in own[1:]:
            own[0].model += "\n\n" + "\n".join(_as_text(cell))
            cell.role = Role.MODEL
            cell.went.append(f"the model answer of {name}, with cell {own[0].number}")


def _as_text(cell: Cell) -> Iterator[str]:
    """The lines of a cell as Markdown."""
    yield from (f"    {line}" if cell.kind == "code" else line for line in cell.lines)

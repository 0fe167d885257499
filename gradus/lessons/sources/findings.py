"""Finds what is wrong with a lesson's source: above all, questions that would vanish from the notebook silently."""

import ast
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gradus.core.answers.reading import UnreadableError, follow
from gradus.core.text import nearest
from gradus.lessons.questions import ALLOWED, constants
from gradus.lessons.sources.parts import Finding, Part, read_parts

MARK = re.compile(r"(?i)#+\s*(BEGIN|END)\s+(SOLUTIONS?|HIDDEN[ _]*TESTS?|MARK[ _]*SCHEME)\b")
CALL = re.compile(r'(?:^|[^\w.])(feedback|indicators)\("([\w-]+)"')
GOOD = "**A good answer**"
KEYS = {"cell_type", "checksum", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task"}
SOLUTION, HIDDEN = "SOLUTION", "HIDDEN TESTS"


def source_findings(text: str, notebook: Any = None) -> list[Finding]:
    """What is wrong with a lesson's source, and the notebook if Jupytext has read it; of a fault its first sign."""
    parts, findings = read_parts(text.splitlines())
    # One fault shows in many places: what is looked at later is right only if what comes before is.
    stages = (
        lambda: _lost(parts, notebook) if notebook else [],
        lambda: _settings(parts),
        lambda: _foreign(parts),
        lambda: _marks(parts),
        lambda: _pairs(parts),
        lambda: [*_calls(parts), *_tests(parts)],
    )
    for stage in stages:
        findings = findings or list(stage())
    return sorted(findings)


def _lost(parts: Sequence[Part], notebook: Any) -> list[Finding]:
    """Cells whose metadata Jupytext does not read as this module does."""
    read = Counter(json.dumps(cell.metadata.get("nbgrader"), sort_keys=True) for cell in notebook.cells)
    written = [(part, json.dumps(part.settings, sort_keys=True)) for part in parts if part.settings is not None]
    sentence = "Jupytext does not read this line as the beginning of a question's cell."
    return [(part.line, sentence) for part, settings in written if read[settings] < 1]


def _settings(parts: Sequence[Part]) -> list[Finding]:
    """What is wrong with the metadata of each cell."""
    return [
        (part.line, f"{part.id or 'this cell'}: {fault}")
        for part in parts
        if part.settings is not None and (fault := _fault(part, part.settings))
    ]


def _fault(part: Part, settings: Mapping[str, Any]) -> str:
    """What is wrong with the metadata of a cell, the first thing only; empty if nothing is."""
    if unknown := sorted(settings.keys() - KEYS):
        meant = nearest(unknown[0], KEYS)
        return f'nbgrader\'s metadata have no "{unknown[0]}"' + (f': is "{meant}" meant?' if meant else ".")
    if not part.id:
        return 'its metadata have no "grade_id".'
    if not re.fullmatch(r"[\w-]+", part.id, re.ASCII):
        return "an id has letters, digits and hyphens only."
    for key in ("grade", "solution"):
        if not isinstance(settings.get(key), bool):
            return f'half of its metadata are missing: "{key}" must be true or false.'
    if settings.get("task"):
        return ""  # see _foreign
    if part.has("grade"):
        points = settings.get("points")
        if "points" not in settings:
            return 'it has no "points".'
        if isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points < math.inf:
            return 'its "points" must be a number above 0.'
    if not part.code and part.has("grade") is not part.has("solution"):
        missing = "solution" if part.has("grade") else "grade"
        return f'half of its metadata are missing: a text that a person grades has "{missing}": true.'
    return ""


def _foreign(parts: Sequence[Part]) -> list[Finding]:
    """Cells that need nbgrader's own grading, which runs what students wrote."""
    answers = {part.id for part in parts if part.is_answer}
    foreign = [
        part
        for part in parts
        if part.has("task")
        or (part.code and part.has("grade", "solution"))
        or any(MARK.search(text) and "SCHEME" in text.upper() for _, text in part.lines)
        or (part.is_check and not part.id.endswith("-check") and part.id not in answers)
    ]
    named = ", ".join(f"{part.id or 'a cell'} (line {part.line})" for part in foreign)
    return [(part.line, f"this lesson has cells that only nbgrader can judge: {named}.") for part in foreign[:1]]


def _base(part: Part) -> str:
    return part.id.removesuffix("-check")


def _marks(parts: Sequence[Part]) -> list[Finding]:
    """Marks of solutions and hidden tests in the wrong place, misspelt, or without their partners."""
    return [finding for part in parts for finding in list(_marks_in(part))[:1]]


def _marks_in(part: Part) -> Iterator[Finding]:
    place = {SOLUTION: part.is_answer, HIDDEN: part.is_check}
    begun: dict[str, int] = {}
    seen: set[str] = set()
    for number, text in part.lines:
        if not (mark := MARK.search(text)):
            continue
        begin, kind = mark[1].upper() == "BEGIN", SOLUTION if mark[2].upper().startswith("S") else HIDDEN
        if text.rstrip("\r") != (exact := f"### {'BEGIN' if begin else 'END'} {kind}"):
            yield number, f'a mark is a line of its own: "{exact}", and nothing else.'
        elif not place[kind]:
            where = "the cell of an answer" if kind == SOLUTION else "the check of an answer"
            yield number, f'"{exact}" stands outside {where}: what it hides would be lost, or shown.'
        elif begin is (kind in begun):
            yield number, f'"{exact}" has no partner.'
        seen.add(kind)
        if begin:
            begun[kind] = number
        else:
            begun.pop(kind, None)
    for kind, number in begun.items():
        yield number, f'"### BEGIN {kind}" has no partner.'
    if part.is_answer and SOLUTION not in seen:
        yield part.line, f'{part.id}: its answer does not stand between "### BEGIN SOLUTION" and "### END SOLUTION".'
    if not part.code and not part.is_words:
        yield from ((number, f"{GOOD} belongs to no question.") for number, text in part.lines if text == GOOD)


def _pairs(parts: Sequence[Part]) -> Iterator[Finding]:
    """Answers without a check, checks without an answer, and ids that two cells have."""
    lines: dict[str, list[int]] = {}
    for part in parts:
        lines.setdefault(part.id, []).append(part.line)
    for name, places in lines.items():
        if name and len(places) > 1:
            yield places[1], f"two cells have the id {name}: the other one begins in line {places[0]}."
    answers = {part.id for part in parts if part.is_answer}
    checked = {_base(part) for part in parts if part.is_check}
    meant = {nearest(name, answers - checked) for name in checked - answers}
    for part in parts:
        if part.is_check and _base(part) not in answers:
            other = nearest(_base(part), answers - checked) or nearest(_base(part), answers)
            found = f"; the nearest is {other} (line {lines[other][0]})" if other else ""
            yield part.line, f"{part.id}: there is no answer {_base(part)}{found}."
        elif part.is_answer and part.id not in checked | meant:
            check = f"{part.id}-check"
            missing = f"it has no check: a cell with the id {check}."
            half = f'its check (line {lines.get(check, [0])[0]}) needs "grade": true and "solution": false.'
            yield part.line, f"{part.id}: {half if check in lines else missing}"
        elif part.is_answer and part.id in checked:
            yield from _assigned(part)


def _assigned(part: Part) -> Iterator[Finding]:
    """Whether an answer is assigned to the variable that is called like its question."""
    variable = part.id.replace("-", "_")
    try:
        assigned = follow(part.source).assigned
    except UnreadableError as error:
        yield part.line, f"{part.id}: {error}."
        return
    if variable not in assigned:
        found = f", not to {', '.join(assigned)}" if assigned else ""
        yield part.line, f"{part.id}: its answer must be assigned to {variable}{found}."


def _calls(parts: Sequence[Part]) -> Iterator[Finding]:
    """Calls of `feedback` and `indicators` that name no question, or another one."""
    names = {"feedback": {part.id for part in parts if part.is_answer}}
    names["indicators"] = {part.id for part in parts if part.is_words}
    for part in parts:
        for number, text in part.lines if part.code else ():
            for word, name in CALL.findall(text):
                wanted = {_base(part)} if part.is_check and word == "feedback" else names[word]
                if name not in wanted:
                    other = nearest(name, wanted)
                    yield (
                        number,
                        f'{word}("{name}") names no question' + (f": is {other} meant?" if other else " here."),
                    )


def _tests(parts: Sequence[Part]) -> Iterator[Finding]:
    """Checks that use what they do not have."""
    known = f"{', '.join(sorted(ALLOWED.keys() - {'feedback'}))} and feedback"
    for part in parts:
        if not part.is_check:
            continue
        try:
            tree = ast.parse(part.source)
            compile(tree, part.id, "exec")
            held = constants(part.source)
        except SyntaxError as error:
            yield part.line + (error.lineno or 0), f"{_base(part)}: its check is no Python: {error.msg}."
            continue
        except ValueError:
            yield (
                part.line,
                f"{_base(part)}: its hidden part cannot be read: WHY and WITHIN are written out, not reckoned.",
            )
            continue
        if fault := _misfit(held):
            yield part.line, f"{_base(part)}: {fault}"
            continue
        nodes = list(ast.walk(tree))
        own = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        own |= {*ALLOWED, _base(part).replace("-", "_")}
        names = [node for node in nodes if isinstance(node, ast.Name) and node.id not in own]
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in [*imports, *names][:1]:
            name = ast.unparse(node)
            yield part.line + node.lineno, f"{_base(part)}: its check has no {name}: only the answer, {known}."


def _misfit(held: Mapping[str, Any]) -> str:
    """What is wrong with WHY and WITHIN, empty if nothing is."""
    why, within = held.get("WHY", {}), held.get("WITHIN", 0.0)
    if isinstance(within, bool) or not isinstance(within, int | float):
        return "WITHIN is a number, how far an answer may be off."
    answers = isinstance(why, dict) and all(isinstance(answer, str | int | float) for answer in why)
    if not answers or not all(isinstance(reason, str) for reason in why.values()):
        return "WHY is a table with a sentence for each answer."
    return ""

"""The files of checks: each piece of a test cell becomes one check, or a comment where nothing of it came over."""

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gradus.authoring.migrate.items import Cell, Role, Test, of_role
from gradus.authoring.migrate.reading.names import Statement
from gradus.authoring.migrate.reading.program import Program, import_lines
from gradus.authoring.migrate.translate.pieces import Piece, Translator
from gradus.core.text import one_line

HEADS = {False: "What a student can run", True: "What decides"}


@dataclass
class Checks:
    """The texts of the two files, by whether they are hidden, and what their checks add up to."""

    texts: dict[bool, str] = field(default_factory=dict)
    points: float = 0.0
    lost: float = 0.0
    count: int = 0
    values: set[str] = field(default_factory=set)


def write(program: Program, cells: Sequence[Cell], source: str, folder: str) -> Checks:
    """Translate every test of a notebook; `folder` is where the files will be, for the report."""
    result = Checks()
    names: set[str] = set()
    bodies: dict[bool, list[str]] = {False: [], True: []}
    words: dict[bool, set[str]] = {False: {"points"}, True: {"points"}}
    bound: dict[bool, set[str]] = {False: set(), True: set()}
    for cell in of_role(cells, Role.TEST):
        for test in cell.tests:
            piece, used = _piece(program, cell, test)
            file = "test_hidden.py" if test.hidden else "test_visible.py"
            cell.asked += piece.asked
            name = _name(cell, test, names)
            if piece.over and test.points > 0:
                cell.over += piece.over
                names.add(name)
                result.points = round(result.points + test.points, 4)
                result.count += 1
                words[test.hidden] |= piece.words
                bound[test.hidden] |= piece.imports
                bodies[test.hidden].append(_function(name, cell, test, piece, used))
                worth = f"{test.points:g} {'point' if test.points == 1 else 'points'}"
                cell.went.append(f"{folder}/{file}: {name}, {worth}")
            else:
                result.lost = round(result.lost + test.points, 4)
                bodies[test.hidden].append(_comment(cell, test, piece))
                _tell_lost(cell, test, piece, f"{folder}/{file}")
    for hidden, parts in bodies.items():
        result.texts[hidden] = _file(HEADS[hidden], source, parts, words[hidden], import_lines(program, bound[hidden]))
    nodes = [node for text in result.texts.values() for node in ast.walk(ast.parse(text))]
    result.values = {n.attr for n in nodes if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "submission"}
    return result


def _piece(program: Program, cell: Cell, test: Test) -> tuple[Piece, list[str]]:
    """The translated piece, and the names of the student's that it uses."""
    own = [each for each in program.statements if each.cell is cell and each.secret == test.hidden]
    translator = Translator(program, cell, secret=test.hidden)
    own = _without_docstring(own, test)
    if not own:
        return Piece(), []
    piece = translator.translate(own, program.place(own[0]), test.expected, compares=test.compares)
    used = [*sorted(translator.functions), *sorted(translator.values)]
    if piece.over and used and not any(map(program.is_answer, used)):
        cell.tell(f"it asks for nothing but what the notebook gives ({', '.join(used)}).", own[0].first + 1)
        piece.over = 0
    return piece, used


def _without_docstring(statements: list[Statement], test: Test) -> list[Statement]:
    """The statements after the text at the beginning of a cell, which becomes the title."""
    first = statements[0].node if statements else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        test.title = test.title or one_line(first.value.value, 110)
        return statements[1:]
    return statements


def _name(cell: Cell, test: Test, taken: set[str]) -> str:
    """A name for the check, from the cell's id if a person chose it."""
    plain = re.sub(r"\W+", "_", cell.name.lower(), flags=re.ASCII).strip("_")
    base = f"cell_{cell.number}" if not plain or re.fullmatch(r"cell_[0-9a-f]{12,}", plain) else plain
    base = f"test_{base.removeprefix('test_')}"
    name, number = base, 2
    if test.hidden and name in taken:
        name = base = f"{base}_hidden"
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def _function(name: str, cell: Cell, test: Test, piece: Piece, used: Sequence[str]) -> str:
    title = test.title if not test.hidden else ""
    what = ", ".join(used[:3]) or "the answer"
    if not title:
        title = f"What cell {cell.number} asks of {what} holds{' for other inputs' if test.hidden else ''}."
    title = _quoted(title if title[-1:] in ".!?" else f"{title}.")
    messages = [_quoted(each) for each in [test.help, *_messages(piece)] if each and not test.hidden]
    doc = (
        [f'    """{title}"""'] if not messages else [f'    """{title}', "", *(f"    {m}" for m in messages), '    """']
    )
    body = [f"    {line}".rstrip() for line in piece.lines]
    return "\n".join([f"@points({test.points:g})", f"def {name}(submission):", *doc, *body])


def _messages(piece: Piece) -> list[str]:
    return list(dict.fromkeys(piece.messages))


def _quoted(text: str) -> str:
    return one_line(text, 300).replace("\\", "/").replace('"', "'")


def _comment(cell: Cell, test: Test, piece: Piece) -> str:
    """A piece of which nothing came over, as a comment."""
    lines = piece.lines or [line for line in test.lines if line.strip()]
    commented = [line if line.startswith("#") else f"# {line}".rstrip() for line in lines]
    return "\n".join(
        [f"# Cell {cell.number}, {test.points:g} points: no check, see the report of the import.", *commented]
    )


def _tell_lost(cell: Cell, test: Test, piece: Piece, where: str) -> None:
    kind = "hidden" if test.hidden else "visible"
    cell.went.append(f"{where}: a comment")
    if not piece.asked:
        cell.tell(f"its {kind} tests assert nothing that is known: {test.points:g} points are not in the sum.")
    elif not test.points > 0:
        cell.tell(f"its {kind} tests are worth 0 points, and a check is worth more: write its points above it.")
    else:
        cell.tell(f"none of its {kind} assertions came over: {test.points:g} points are not in the sum.")


def _file(head: str, source: str, parts: Iterable[str], words: set[str], imports: Sequence[str]) -> str:
    body = "\n\n\n".join(parts)
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    kept = [line for line in imports if line.split()[-1].partition(".")[0] in names]
    if "np" in names and "import numpy as np" not in kept:
        kept.append("import numpy as np")
    own = sorted((words - {"np"}) & names)
    lines = [f'"""{head}. Imported from {_quoted(source)}."""']
    if kept:
        lines += ["", *kept]
    if own:
        lines += ["", f"from gradus.grading import {', '.join(own)}"]
    return "\n".join(lines) + (f"\n\n\n{body}\n" if body else "\n")

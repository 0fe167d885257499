"""The exercise's module: solutions between the marks that `gradus stubs` wants, and the given code that they need."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from gradus.authoring.marks import BEGIN, END, GIVEN
from gradus.authoring.migrate.items import Cell, Role
from gradus.authoring.migrate.reading.names import Statement
from gradus.authoring.migrate.reading.program import Program, import_lines
from gradus.core.text import one_line

Function = ast.FunctionDef | ast.AsyncFunctionDef
VALUES = ast.Assign | ast.AnnAssign | ast.AugAssign


def write(program: Program, asked: Iterable[str], title: str, source: str) -> str:
    """The text of solutions/PART/NAME.py. `asked` are the values that checks ask for."""
    reads = set[str]().union(*(each.reads for each in program.module)) if program.module else set()
    head = f'"""{_plain(title)}\n\nImported from {_plain(source)}: say here what it is about.\n"""\n'
    imports = import_lines(program, sorted(reads))
    out = [head, "\n".join(imports) + "\n"] if imports else [head]
    emitted = _Emitter(program, set(asked))
    for statement in program.module:
        emitted.add(statement)
    return "\n".join([*out, *emitted.finish()]).rstrip() + "\n"


def _plain(text: str) -> str:
    return text.replace("\\", "/").replace('"', "'")


class _Emitter:
    """Writes statements one after the other; those of the answer at the module's margin share their marks."""

    def __init__(self, program: Program, asked: set[str]) -> None:
        self.program = program
        self.asked = asked
        self.lines: list[str] = []
        self.region: list[Statement] = []
        self.started: set[str] = set()
        self.answers: set[str] = set()  # names that have values only where the answer is there

    def add(self, statement: Statement) -> None:
        """Write a statement."""
        node, cell = statement.node, statement.cell
        student = cell.role is Role.SOLUTION
        if isinstance(node, Function | ast.ClassDef):
            if student and statement.hidden and not self._public(node.name):
                self.region.append(statement)
                return
            self._flush()
            self.lines += ["", *_definition(statement, student), ""]
            return
        partly = student and any(line in cell.hidden for line in range(statement.first, statement.last + 1))
        depends = statement.reads & (self.program.student.keys() | self.answers)
        begun = {name for name in statement.writes & self.asked if student and self.program.is_answer(name)}
        if partly or depends or begun:
            if not statement.hidden and student:
                why = f"it needs {min(depends)}, which students write" if depends else ""
                why = why or f"it begins {min(begun, default='')}, which students go on with"
                why = "the answer stands inside of it" if partly else why
                cell.tell(f"given code became part of the answer: {why}.", statement.first + 1)
            self.region.append(statement)
            self.answers |= statement.writes - self.program.imports.keys()
            return
        self._flush()
        self.lines += _given(statement)
        self.started |= statement.writes

    def finish(self) -> list[str]:
        """All lines."""
        self._flush()
        return self.lines

    def _public(self, name: str) -> bool:
        """Whether students should see the head of a function that stands as a whole in the answer."""
        return not name.startswith("_")

    def _flush(self) -> None:
        if not self.region:
            return
        empty = {name for each in self.region for name in each.writes} & self.asked - self.started - {
            *self.program.functions
        }
        self.started |= empty
        self.lines += ["", *(f"{name} = None" for name in sorted(empty)), BEGIN]
        for each in self.region:
            self.lines += _with_comments(each)
        self.lines += [END, ""]
        self.region = []


def _with_comments(statement: Statement) -> list[str]:
    """The lines of a statement, with the comments right above it."""
    first = statement.first
    while first and statement.lines[first - 1].startswith("#"):
        first -= 1
    return [*statement.lines[first : statement.first], *statement.source]


def _given(statement: Statement) -> list[str]:
    """Given code at the module's margin: a mark above each value and definition in it, or they count as answers."""
    lines = list(statement.source)
    places = {}
    for node in ast.walk(statement.node):
        if isinstance(node, VALUES | Function | ast.ClassDef):
            decorators = [] if isinstance(node, VALUES) else node.decorator_list
            places[min([node.lineno, *(each.lineno for each in decorators)]) - 1 - statement.first] = node.col_offset
    for place in sorted(places, reverse=True):
        if lines[place][: places[place]].strip() == "":
            lines.insert(place, " " * places[place] + GIVEN)
    return lines


def _definition(statement: Statement, student: bool) -> list[str]:
    """A function or class: its answers between marks, or GIVEN above it."""
    node = statement.node
    assert isinstance(node, Function | ast.ClassDef)
    hidden = statement.cell.hidden if student else set[int]()
    if not any(line in hidden for line in range(statement.first, statement.last + 1)):
        return [GIVEN, *statement.source]
    if student and isinstance(node, Function) and node.body[0].lineno == node.lineno:  # def f(x): return x
        return _definition_of_one_line(statement, node, bool(hidden & {statement.first}))
    marks = _Marks(statement, hidden)
    whole = marks.visit(node)
    lines = marks.lines()
    return lines if whole else [GIVEN, *lines]


def _definition_of_one_line(statement: Statement, node: Function, hidden: bool) -> list[str]:
    head, *body = ast.unparse(node).split("\n")
    lines = [head, f"    {BEGIN}", *body, f"    {END}"] if hidden else [GIVEN, head, *body]
    return lines


class _Marks:
    """Where marks stand in a definition."""

    def __init__(self, statement: Statement, hidden: set[int]) -> None:
        self.statement = statement
        self.hidden = hidden
        self.before: dict[int, list[str]] = defaultdict(list)
        self.after: dict[int, list[str]] = defaultdict(list)
        self.covered: set[int] = set()

    def visit(self, node: Function | ast.ClassDef) -> bool:
        """Mark a definition; returns whether nothing of its code is outside of the marks."""
        if isinstance(node, ast.ClassDef):
            inner = [each for each in node.body if isinstance(each, Function | ast.ClassDef)]
            whole = [(each, self.visit(each)) for each in inner]
            for each, done in whole:
                if not done:
                    line = min([each.lineno, *(mark.lineno for mark in each.decorator_list)]) - 1
                    self.before[line].append(" " * each.col_offset + GIVEN)
            for value in node.body:
                if isinstance(value, VALUES):
                    self.before[value.lineno - 1].append(" " * value.col_offset + GIVEN)
            return True
        body = [each for each in node.body if not _docstring(each, node)]
        done = self._answers(node, body)
        if body == node.body and (says := _sentence(self.statement.cell.prompt)) and node.col_offset == 0:
            first = min([line for line in self.before if line < body[0].lineno] or [body[0].lineno - 1])
            self.before[first].insert(0, f'{" " * body[0].col_offset}"""{says}"""')
        return done

    def _answers(self, node: Function, body: Sequence[ast.stmt]) -> bool:
        if not body or all(isinstance(each, ast.Pass) for each in body):
            return True
        if all(self._inside(each) for each in body):
            self._region(body, node)
            return True
        self._inner(node.body)
        return False

    def lines(self) -> list[str]:
        """The definition with its marks, without lines of the answer that no mark holds: they are comments."""
        statement = self.statement
        out: list[str] = []
        code = {line for node in ast.walk(statement.node) if isinstance(node, ast.stmt) for line in _rows(node)}
        for number in range(statement.first, statement.last + 1):
            out += self.before.get(number, [])
            line = statement.lines[number]
            gone = number in statement.cell.marks
            if gone:
                pass
            elif number in self.covered or number in code or number not in self.hidden:
                out.append(line)
            out += self.after.get(number, [])
        return out

    def _inside(self, node: ast.stmt) -> bool:
        return node.lineno - 1 in self.hidden

    def _inner(self, body: Sequence[ast.stmt]) -> None:
        """Marks around the answers in a block, and in the blocks of its statements."""
        run: list[ast.stmt] = []
        for each in [*body, None]:
            if each is not None and self._inside(each):
                run.append(each)
                continue
            if run:
                self._region(run, None)
                run = []
            for block in _blocks(each) if each is not None else ():
                self._inner(block)

    def _region(self, body: Sequence[ast.stmt], whole: Function | None) -> None:
        first = min([body[0].lineno, *(mark.lineno for mark in getattr(body[0], "decorator_list", ()))]) - 1
        last = (body[-1].end_lineno or body[-1].lineno) - 1
        lines, indent = self.statement.lines, " " * body[0].col_offset
        floor = whole.lineno if whole else self.statement.first
        if whole and ast.get_docstring(whole) is not None:
            floor = whole.body[0].end_lineno or floor
        while first - 1 >= floor and first - 1 in self.hidden and lines[first - 1].strip()[:1] in ("", "#"):
            first -= 1
        self.before[first].append(indent + BEGIN)
        self.after[last].append(indent + END)
        self.covered |= {*range(first, last + 1)}


def _sentence(prompt: str) -> str:
    """The first paragraph of a question that is no heading, for a function without a docstring."""
    paragraphs = [one_line(" ".join(each.split()), 100) for each in re.split(r"\n\s*\n", prompt)]
    found = next((each for each in paragraphs if re.match(r"[\w*`]", each)), "")
    return found.replace("\\", "/").replace('"', "'")


def _rows(node: ast.stmt) -> Iterable[int]:
    return range(node.lineno - 1, node.end_lineno or node.lineno)


def _docstring(node: ast.stmt, owner: Function) -> bool:
    return node is owner.body[0] and ast.get_docstring(owner) is not None


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield value
        elif isinstance(value, list) and value and isinstance(value[0], ast.ExceptHandler | ast.match_case):
            yield from (each.body for each in value)


def heads(program: Program) -> list[str]:
    """The functions and classes that students write."""
    names = [each.node.name for each in program.module if isinstance(each.node, Function | ast.ClassDef)]
    return [name for name in names if any(each.cell.role is Role.SOLUTION for each in program.student.get(name, ()))]


def of_cell(program: Program, cell: Cell) -> list[str]:
    """The names of a cell that are in the module."""
    return sorted(
        {name for each in program.module if each.cell is cell for name in each.writes} - program.imports.keys()
    )

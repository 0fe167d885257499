"""The lesson: everything that is no answer and no test, in order, and the questions that a person grades."""

import ast
import re
from collections.abc import Sequence
from typing import Any

from gradus.authoring.migrate.items import Cell, Role
from gradus.authoring.migrate.reading.names import parse, rebinds, used
from gradus.authoring.migrate.reading.program import Program, import_lines
from gradus.core.course import CourseError
from gradus.lessons.questions import KERNEL

HEAD = """---
jupyter:
  jupytext:
    text_representation:
      extension: .md
      format_name: markdown
      format_version: "1.3"
  kernelspec:
    display_name: Python 3
    language: python
    name: python3
---
"""
MARKS = re.compile(r"(?i)#+\s*((?:BEGIN|END)\s+(?:SOLUTION|HIDDEN[ _]*TEST|MARK[ _]*SCHEME))")
GOOD = re.compile(r"(?m)^\*\*A good answer\*\*$")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s]+)")
NO_MODEL = "There is no model answer in the notebook: write one, and which part of it gives which points."


class Lesson:
    """Writes the lesson of one notebook; `exercise` is the id of its exercise, empty if it has none."""

    def __init__(self, program: Program, name: str, title: str, exercise: str, heads: Sequence[str]) -> None:
        self.program = program
        self.name = name
        self.title = title
        self.exercise = exercise
        self.heads = heads
        self.cells: list[tuple[str, str, dict[str, Any]]] = []
        self.dependent: set[str] = set()
        self.own: set[str] = set()
        self.ids: set[str] = set()
        self.imported: set[str] = set()
        self.read: set[str] = set()
        self.questions = 0
        self.points = 0.0

    def text(self, cells: Sequence[Cell]) -> str:
        """The source of the lesson. Raises CourseError if Jupytext is missing."""
        given = [each for each in self.program.statements if each.cell.role is Role.GIVEN]
        self.read = set[str]().union(*(each.reads for each in given)) if given else set()
        for cell in cells:
            if cell.text.strip():
                self._add(cell)
            elif cell.role in (Role.SOLUTION, Role.WORDS, Role.CODE_BY_HAND, Role.TEST, Role.TASK):
                cell.tell("it is empty.")
        begin = f'from gradus.student.lesson import begin, indicators, written\n\nbegin("{self.name}")'
        if not (self.cells and self.cells[0][0] == "markdown"):
            self.cells.insert(0, ("markdown", f"# {self.title}", {}))
        self.cells.insert(1, ("code", begin, {}))
        return HEAD + "\n" + _as_markdown(self.cells)

    def _add(self, cell: Cell) -> None:
        match cell.role:
            case Role.TEXT:
                self._text(cell)
            case Role.GIVEN:
                self._given(cell)
            case Role.SOLUTION:
                self._solution(cell)
            case Role.WORDS:
                self._words(cell, cell.text)
            case Role.CODE_BY_HAND:
                self._code_by_hand(cell)
            case Role.TASK:
                self._task(cell)
            case Role.RAW:
                cell.tell("a raw cell: a lesson has none.")
            case Role.TEST:
                self._apart(cell)
                if not cell.tests:
                    cell.tell("a test cell without a test.")
            case Role.MODEL if not cell.went:
                cell.tell("an explanation of the solution, which students never saw: keep it for yourself.")

    def _text(self, cell: Cell) -> None:
        text = _harmless(cell.text)
        if text != cell.text:
            cell.tell("a line of it looks like a mark or like a fence of a lesson: it is written in another way now.")
        if cell.attachments:
            cell.tell("its attached pictures did not come over: put them into docs/learn, and link them.")
        for link in LINK.findall(text):
            cell.tell(
                f"its link to {link[:80]} leads to a file beside the notebook: put it into docs/learn.",
                _line(cell, link),
            )
        self._put(cell, "markdown", text)

    def _put(self, cell: Cell, kind: str, text: str, metadata: dict[str, Any] | None = None) -> None:
        self.cells.append((kind, MARKS.sub(r"# (\1)", text) if kind == "code" else text, metadata or {}))
        where = f"solutions/lessons/{self.name}.md"
        if where not in cell.went:
            cell.went.append(where)

    def _given(self, cell: Cell) -> None:
        lines, tree = parse(cell, cell.lines)
        if tree is None or not any(line.strip() for line in lines):
            self._put(cell, "markdown", _indented(cell.text) or "<!-- -->")
            return
        reads, writes = used(tree)
        student = {name for name in reads if name in self.own}
        waits = reads & self.dependent
        body = "\n".join(lines).strip("\n")
        if bad := sorted((reads | writes) & self.program.bad.keys()):
            cell.tell(f"in the lesson it will not run: {self.program.bad[bad[0]]}.")
        if not student and not waits:
            self.dependent -= writes
            self.own -= {name for each in tree.body for name in rebinds(each)}
        else:
            body = self._guarded(body, tree, sorted(student), sorted(waits))
            self.dependent |= writes - self.program.imports.keys()
            self.own -= {name for each in tree.body for name in rebinds(each)}
        self._put(cell, "code", body)

    def _guarded(self, body: str, tree: ast.Module, student: Sequence[str], waits: Sequence[str]) -> str:
        """Code that runs when what it needs of the student's is written."""
        conditions = []
        if student:
            names = "".join(f', "{name}"' for name in student)
            conditions.append(f'mine := written("{self.exercise}"{names})')
        conditions += [f'"{name}" in globals()' for name in waits]
        shown = _with_print(body, tree)
        if len(conditions) > 1 and student:
            conditions[0] = f"({conditions[0]})"
        lines = [*(f"{name} = mine.{name}" for name in student), *shown.split("\n")]
        return f"if {' and '.join(conditions)}:\n" + "\n".join(f"    {line}".rstrip() for line in lines)

    def _solution(self, cell: Cell) -> None:
        self._apart(cell)
        names = {name for each in self.program.module if each.cell is cell for name in each.writes}
        names -= self.program.imports.keys()
        self.own |= names & self.program.student.keys()
        self.dependent -= names
        heads = [name for name in self.heads if name in names]
        what = heads or sorted(name for name in names if not name.startswith("_"))
        if not what and cell.went:
            return
        if not what:
            cell.tell("nothing of it is in the module: its answer did not come over.")
            return
        cell.went.append(f"solutions/{self.exercise}.py: {', '.join(what)}")
        short = self.exercise.rpartition("/")[2]
        listed = ", ".join(f"`{name}`" for name in what)
        self._put(
            cell,
            "markdown",
            f"**Now write it:** {listed} in `exercises/{self.exercise}.py`. Then run `gradus check {short}`.",
        )

    def _apart(self, cell: Cell) -> None:
        """A cell that is not in the lesson: its imports are, if the lesson needs them, and its names wait."""
        own = [each for each in self.program.statements if each.cell is cell]
        names = set[str]().union(*(each.writes for each in own)) if own else set()
        self.dependent |= names - self.program.imports.keys() - self.own
        bound = {name for each in own if each.imports for name in each.writes}
        if lines := import_lines(self.program, bound & self.read - self.imported):
            self.cells.append(("code", "\n".join(lines), {}))
            self.imported |= bound
        if bound and not names - bound and cell.role is Role.SOLUTION:
            cell.went.append("its imports, where they are needed")

    def _words(self, cell: Cell, model: str) -> None:
        if not cell.points > 0:
            cell.tell("a question without points: it is text in the lesson, and nobody grades it.")
            self._put(cell, "markdown", "*Your answer, which nobody grades:*")
            return
        name = self._id(cell)
        settings = {"grade": True, "grade_id": name, "locked": False, "points": round(cell.points, 4)}
        settings |= {"schema_version": 3, "solution": True, "task": False}
        full = "\n\n".join(filter(None, (model.strip("\n").rstrip() or NO_MODEL, cell.model.strip("\n"))))
        self._put(cell, "markdown", _without_fences(_harmless(full)), {"nbgrader": settings})
        self.questions += 1
        self.points += round(cell.points, 4)
        cell.went[-1] = f"solutions/lessons/{self.name}.md: question {name} for a person, {_points(cell.points)}"

    def _code_by_hand(self, cell: Cell) -> None:
        cell.tell("code that a person grades became a question in words: students paste code, and nothing runs it.")
        self._words(cell, _indented(cell.text))
        self._apart(cell)

    def _task(self, cell: Cell) -> None:
        cell.tell("a task, whose answer was any cells below it, became a question with one answer in words.")
        self._put(cell, "markdown", _harmless(cell.text))
        scheme, cell.model = cell.model, ""
        self._words(cell, scheme)

    def _id(self, cell: Cell) -> str:
        base = re.sub(r"[^\w-]+", "-", cell.name, flags=re.ASCII).strip("-") or f"cell-{cell.number}"
        base = base.removesuffix("-check") or f"cell-{cell.number}"
        name, number = base, 2
        while name in self.ids:
            name, number = f"{base}-{number}", number + 1
        self.ids.add(name)
        return name


def _points(number: float) -> str:
    return f"{number:g} {'point' if number == 1 else 'points'}"


def _line(cell: Cell, text: str) -> int:
    return next((number for number, line in enumerate(cell.source.split("\n"), 1) if text in line), 0)


def _with_print(body: str, tree: ast.Module) -> str:
    """Code whose last expression, which a notebook shows, is printed: inside of an `if` it would not be shown."""
    last, long = tree.body[-1], _long_texts(tree)
    kinds = ast.Name | ast.Call | ast.Subscript | ast.BinOp | ast.Compare
    if isinstance(last, ast.Expr) and isinstance(last.value, kinds) and not _shows(last.value):
        tree.body[-1] = ast.parse(f"print({ast.unparse(last.value)})").body[0]
        first = min(last.lineno - 1, body.count("\n"))
        body = "\n".join([*body.split("\n")[:first], ast.unparse(tree.body[-1])])
    return ast.unparse(tree) if long else body


def _shows(node: ast.expr) -> bool:
    """Whether it is a call for what it does: print, or a method such as plt.show."""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) or getattr(function, "id", "") in ("print", "display")


def _harmless(text: str) -> str:
    """Text without what means something in the source of a lesson: marks, regions, metadata, a fence without end."""
    text = MARKS.sub(r"\1", GOOD.sub("**A good answer:**", text))
    text = re.sub(r"<!--(\s*#(?:end)?(?:region|raw|md)\b)", r"<!-- :\1", text)
    text = re.sub(r"(?i)\bnb[-_ ]?grad(\w*)\s*[=:]\s*\{", "nbgrader metadata {", text)
    lines = [re.sub(r"```+", "`", line) if line.count("```") > 1 else line for line in text.split("\n")]
    fence = ""
    for line in lines:
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip() == fence:
            fence = ""
    return "\n".join([*lines, fence] if fence else lines)


def _long_texts(tree: ast.Module) -> bool:
    """Whether texts go over several lines, which indenting would change."""
    texts = (ast.Constant, ast.JoinedStr)
    return any(isinstance(n, texts) and (n.end_lineno or 0) > n.lineno for n in ast.walk(tree))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n")) if text.strip() else ""


def _without_fences(text: str) -> str:
    """Fenced code as indented code: a fence inside of a question's text would end it."""
    out, inside = [], False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            inside = not inside
            out.append("")
        else:
            out.append(f"    {line}".rstrip() if inside else line)
    return "\n".join(out)


def _as_markdown(cells: Sequence[tuple[str, str, dict[str, Any]]]) -> str:
    """The cells as Jupytext writes them. Raises CourseError if it is missing."""
    try:
        import jupytext
        from nbformat import v4
    except ImportError:
        raise CourseError("Lessons need Jupytext: install gradus-course[teacher].") from None
    made = []
    for kind, text, metadata in cells:
        make: Any = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
        made.append(make(text, metadata=metadata))
    new: Any = v4.new_notebook
    notebook = new(cells=made, metadata={"kernelspec": dict(KERNEL)})
    written: str = jupytext.writes(notebook, "md")
    return written.split("\n---\n", 1)[1].lstrip("\n")

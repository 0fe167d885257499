"""Generates stubs from solutions: the code between solution marks is removed, and no other code is let through.

A function's code is an answer unless its author says otherwise: it stands between marks, or under `### GIVEN`.
"""

import ast
import contextlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from gradus.authoring import marks
from gradus.authoring.marks import BEGIN, GIVEN, Function, Marks, Region
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.core.within import Within
from gradus.grading.vocabulary.shared import HELPERS

MOST = 8  # faults that one message tells


def stub(text: str, exercise: Exercise, asked: Set[str] = frozenset()) -> str:
    """The stub of an exercise, generated from the solution `text`. `asked` are the names that its checks ask for.

    A region in a function becomes a NotImplementedError; one at the level of a module or a class is removed. Raises
    CourseError, with file, line and function, for a mark that is misspelt or has no partner, for the code of a function
    or the value of an asked constant that neither stands between marks nor is given, and for what is not Python.
    """
    name = f"solutions/{exercise.path}"
    tree = marks.parse(text, name)
    found = marks.find(text, name)
    lines = marks.lines_of(text)
    _require_whole_statements(found.regions, tree, name)
    if faults := list(_Unmarked(name, lines, found, asked).faults(tree)):
        more = [f"{name} has {len(faults) - MOST} more of these."] if len(faults) > MOST else []
        raise CourseError("\n".join([*faults[:MOST], *more]))
    for region in sorted([*found.regions, *(Region(line, line, "") for line in found.given)], key=lambda r: -r.first):
        owner = marks.owner(region, tree, lines) if region.indent else None
        instead = [f'{region.indent}raise NotImplementedError("{exercise.id}: {owner}")'] if owner else []
        lines[region.first : region.last + 1] = instead
    result = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines).rstrip() + "\n")
    try:
        ast.parse(result)
    except SyntaxError as error:
        raise CourseError(f"{name}: without its solution, line {error.lineno} is not Python.") from None
    return result


def _require_whole_statements(regions: Sequence[Region], tree: ast.Module, name: str) -> None:
    """Raises CourseError if something begins between two marks that ends, or is at home, outside of them."""
    for region in regions:
        for node in ast.walk(tree):
            if not isinstance(node, ast.stmt) or not region.first < node.lineno - 1 < region.last:
                continue
            if not region.holds(node) or node.col_offset < len(region.indent.expandtabs()):
                raise CourseError(
                    f"{name}, line {region.first + 1}: the marks from here to line {region.last + 1} cut through what "
                    f"begins in line {node.lineno}: both belong into the same function, around whole lines of it."
                )


@dataclass
class _Unmarked:
    """Looks for answers that students would get, in the solution called `name`."""

    name: str
    lines: list[str]
    marks: Marks
    asked: Set[str]
    used: set[int] = field(default_factory=set)  # lines with a GIVEN that says something

    def faults(self, tree: ast.Module) -> Iterator[str]:
        """A sentence for each function and constant whose answer would be published, and for each GIVEN of nothing."""
        yield from self._visit(tree.body, "")
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt) and not self._hidden(node):
                self._given(node)
        for line in self.marks.given:
            if line not in self.used:
                yield f"{self.name}, line {line + 1}: {GIVEN} stands above no function, class or value."

    def _visit(self, body: Sequence[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if self._hidden(node) or self._given(node):
                continue
            if isinstance(node, ast.ClassDef):
                yield from self._visit(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._function(node, prefix + node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                yield from self._value(node)
            elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("exercises"):
                names = {f"submission.{each.asname or each.name}" for each in node.names} & self.asked
                yield from (self._answer(node.lineno, each.partition(".")[2], "is imported", "") for each in names)
            else:
                for _, block in ast.iter_fields(node):
                    for each in block if isinstance(block, list) else ():
                        inner = [each] if isinstance(each, ast.stmt) else getattr(each, "body", [])
                        yield from self._visit(inner, prefix)

    def _function(self, node: Function, path: str) -> Iterator[str]:
        """What is wrong with a function: it has no marks, or code on both sides of them."""
        open_code = [each for each in node.body if not self._hidden(each) and not _harmless(each)]
        if not open_code:
            return
        if any(node.lineno <= region.first < (node.end_lineno or 0) for region in self.marks.regions):
            where = f"{self.name}, line {open_code[0].lineno}"
            yield f"{where}: this line of {path} stands outside of the marks, so it would be in the stub. {_ADVICE}"
        else:
            yield self._answer(node.lineno, path, f"has no {BEGIN}", "answer")

    def _value(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[str]:
        """What is wrong with a value: checks ask for it, or it is a function."""
        if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value in (None, ...)):
            return
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [name for target in targets for node in ast.walk(target) if (name := _name(node))]
        function = any(isinstance(each, ast.Lambda) for each in ast.walk(node.value))
        for name in names:
            if name in self.asked or function:
                yield self._answer(node.lineno, name, f"has no {BEGIN}", "value")
                return

    def _answer(self, line: int, name: str, how: str, what: str) -> str:
        shown = f"its {what} would be in the stub" if what else "and checks ask for it: it would be in the stub"
        return f"{self.name}, line {line}: {name} {how}{':' if what else ','} {shown}. {_ADVICE}"

    def _hidden(self, node: ast.stmt) -> bool:
        return any(region.holds(node) for region in self.marks.regions)

    def _given(self, node: ast.stmt) -> bool:
        """Whether a GIVEN stands right above a statement, among its comments."""
        decorators = node.decorator_list if isinstance(node, Function | ast.ClassDef) else []
        line = min([node.lineno, *(each.lineno for each in decorators)]) - 2
        while line >= 0 and self.lines[line].lstrip().startswith("#"):
            if line in self.marks.given:
                self.used.add(line)
                return True
            line -= 1
        return False


_ADVICE = f"Put the marks around all of it, or write {GIVEN} above it if students are meant to have it."


def _name(node: ast.AST) -> str:
    """The name of a variable or an attribute; nothing if it is neither."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _harmless(node: ast.stmt) -> bool:
    """Whether a statement in a function is no answer: its docstring, an import, `pass`, `raise NotImplementedError`."""
    if isinstance(node, ast.Raise):
        return "NotImplementedError" in ast.dump(node)
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant or isinstance(node, ast.Pass | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal)


def asked(course: Course, exercise: Exercise) -> set[str]:
    """The names that the graders of an exercise ask for: attributes of what is not a module, and strings.

    What is asked of the submission itself is also there as "submission.name". Empty if the graders are unreadable.
    """
    names: set[str] = set()
    files = [*(checks.file_of(course, exercise, each) for each in Visibility), course.graders(exercise) / HELPERS]
    for file in files:
        with contextlib.suppress(OSError, SyntaxError, ValueError):
            nodes = list(ast.walk(ast.parse(file.read_text("utf-8-sig"))))
            imports = [each for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for each in node.names]
            modules = {(each.asname or each.name).partition(".")[0] for each in imports}
            for node in nodes:
                if isinstance(node, ast.Attribute):
                    base = node.value.id if isinstance(node.value, ast.Name) else ""
                    names |= {node.attr, f"{base}.{node.attr}"} if base not in modules else set()
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                    names.add(node.value)
    return names


def generate(course: Course) -> dict[Path, str]:
    """The text of every stub, by its path. Raises CourseError as `stub`, or if a solution cannot be read."""
    texts: dict[Path, str] = {}
    for exercise in course.exercises:
        text = marks.read(course, exercise)
        texts[course.stubs / exercise.path] = stub(text, exercise, asked(course, exercise))
    return texts


def write(course: Course) -> list[Path]:
    """Bring exercises/ up to date with solutions/; returns the paths that changed.

    Raises CourseError as `generate`, and OSError or PlaceError if a stub cannot be written, or would be through a link.
    """
    changed, texts = drift(course), generate(course)
    within = Within(course.root)
    names = {path: path.relative_to(course.root).as_posix() for path in changed}
    for name in names.values():
        within.check(name)
    for path, name in names.items():
        if path in texts:
            within.write(name, texts[path].encode())
        else:
            within.remove(name)
    return changed


def drift(course: Course) -> list[Path]:
    """The files of exercises/ that do not match solutions/, and those that belong to no exercise."""
    texts = generate(course)
    existing = set(course.stubs.glob("*/*.py")) if course.stubs.is_dir() else set()
    different = [p for p, text in texts.items() if not p.is_file() or p.read_text("utf-8", "replace") != text]
    return sorted([*different, *(existing - set(texts))])

"""Mutants of the reference solutions: each is a submission with one small mistake in it.

A mutant changes one place between `### BEGIN SOLUTION` and `### END SOLUTION`. Its id names the exercise, the function,
the line within the function's body, and what was done: `calculus/derivatives:numerical_derivative:1:sub-to-add`. It
stays the same when another function, or a docstring, is edited.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gradus.authoring.mutation.operators import replacements
from gradus.core.course import Course, Exercise

# Looks, which docstrings leave to the student: nobody wants a grader for them.
LOOKS = {"color", "label", "linestyle", "linewidth", "lw", "marker", "markersize", "s", "alpha", "cmap", "levels"}
LOOKS |= {"zorder", "fontsize", "shading", "edgecolors"}
FURNITURE = {"legend", "set_title", "set_xlabel", "set_ylabel", "grid", "colorbar", "set_aspect"}


@dataclass(frozen=True)
class Mutant:
    """A module of the reference, `source`, with one `change`, which begins at `line` of the reference."""

    id: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        """Its id within the exercise."""
        return self.id.partition(":")[2]


def mutants(course: Course, exercise: Exercise) -> list[Mutant]:
    """Every mutant of the exercise's solution, in the order of its lines; no two are the same program."""
    text = (course.solutions / exercise.path).read_text("utf-8-sig")
    lines, statements = regions(text), ast.parse(text).body
    parts = [ast.unparse(statement) for statement in statements]
    seen, count, made = set(parts), Counter[str](), []
    for i, statement in enumerate(statements):
        for where, line, change, part in _changed(ast.Module([statement], []), lines):
            if part in seen or not _compiles(part):
                continue
            seen.add(part)
            name = f"{exercise.id}:{where}"
            count[name] += 1
            nth = f"#{count[name]}" if count[name] > 1 else ""
            made.append(Mutant(name + nth, line, change, "\n\n".join([*parts[:i], part, *parts[i + 1 :]])))
    return made


def _changed(tree: ast.Module, lines: set[int]) -> Iterator[tuple[str, int, str, str]]:
    """Where each change is and its name, its line, from what to what, and all of the code with it."""
    for where, line, change in applied(tree, lines):
        yield where, line, change, ast.unparse(tree)


def applied(tree: ast.Module, lines: set[int]) -> Iterator[tuple[str, int, str]]:
    """Where each change is and its name, its line, and from what to what: while it is told, `tree` has it."""
    needed = _first_bindings(tree)
    for node, put, where in _places(tree, lines):
        for name, other in replacements(node):
            if name == "deleted" and id(node) in needed:
                continue
            put(other)
            _locate(other, node)
            try:
                yield f"{where}:{name}", abs(getattr(node, "lineno", 1)), f"{_brief(node)} -> {_brief(other)}"
            finally:
                put(node)


def _locate(made: ast.AST, node: ast.AST) -> None:
    """Give new nodes the negative number of the line where they stand: they are no place for a second change."""
    for part in ast.walk(made):
        if "lineno" in part._attributes and not hasattr(part, "lineno"):
            for name in ("lineno", "end_lineno"):
                setattr(part, name, -abs(getattr(node, "lineno", 1)))
            for name in ("col_offset", "end_col_offset"):
                setattr(part, name, 0)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _brief(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else text[:67] + "..."


def regions(text: str) -> set[int]:
    """The numbers of the lines that are part of an answer."""
    found, inside = set(), False
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() in ("### BEGIN SOLUTION", "### END SOLUTION"):
            inside = "BEGIN" in line
        elif inside:
            found.add(number)
    return found


# Places


def _places(tree: ast.Module, lines: set[int]) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None], str]]:
    """Each node that is wholly part of an answer, what puts another in its place, and where that is."""
    skipped = {id(part) for node in ast.walk(tree) for looks in _left_alone(node) for part in ast.walk(looks)}
    found = []
    statement = tree.body[0]
    name = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else "module"
    for parent, owner, first in _owned(tree, name, statement.lineno):
        for node, put in _children(parent):
            line = getattr(node, "lineno", None)
            if line is None or id(node) in skipped or not {line, getattr(node, "end_lineno", line)} <= lines:
                continue
            found.append((line, getattr(node, "col_offset", 0), node, put, f"{owner}:{line - first + 1}"))
    for _, _, node, put, where in sorted(found, key=lambda place: place[:2]):
        yield node, put, where


def _owned(node: ast.AST, owner: str, first: int) -> Iterator[tuple[ast.AST, str, int]]:
    """Every node below, with the outermost function or method that it is in and the first line of that one's body."""
    yield node, owner, first
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _owned(child, child.name, child.lineno)
        elif isinstance(child, ast.FunctionDef) and isinstance(node, (ast.Module, ast.ClassDef)):
            name = child.name if isinstance(node, ast.Module) else f"{owner}.{child.name}"
            body = child.body[1:] if ast.get_docstring(child) and len(child.body) > 1 else child.body
            yield from _owned(child, name, abs(body[0].lineno))
        else:
            yield from _owned(child, owner, first)


def _children(parent: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield value, partial(setattr, parent, field)
        elif isinstance(value, list):
            for i, child in enumerate(value):
                if isinstance(child, ast.AST):
                    yield child, partial(value.__setitem__, i)


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """What of this node is looks or words."""
    match node:
        case ast.JoinedStr():
            yield node
        case ast.Expr(ast.Call(ast.Attribute(attr=name))) if name in FURNITURE:
            yield node
        case ast.Call(ast.Name("print")):
            yield from node.args
        case ast.keyword(arg=str(name)) if name in LOOKS:
            yield node.value
        case ast.keyword(arg="axis" | "keepdims"):
            yield node.value  # _keywords changes these


def _first_bindings(tree: ast.Module) -> set[int]:
    """Assignments that give names their only value: without one there is a NameError, and nothing is learnt."""
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            nodes = list(ast.walk(function))
            bound = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            bound.update(n.arg for n in nodes if isinstance(n, ast.arg))
            for node in nodes:
                if isinstance(node, ast.Assign) and all(_only(target, bound) for target in node.targets):
                    found.add(id(node))
    return found


def _only(target: ast.expr, bound: Counter[str]) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_only(each, bound) for each in target.elts)
    return isinstance(target, ast.Name) and bound[target.id] == 1

"""Names that nothing has: in the examples of docstrings, and under allow, data and forbid of course.toml."""

import ast
import builtins
import contextlib
import doctest
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from typing import Any

from gradus.core.course import FILENAME, Course, Exercise
from gradus.core.text import nearest, one_line


def of_examples(course: Course, exercise: Exercise) -> Iterator[str]:
    """A sentence for each name in an example that neither the module nor the example defines."""
    tree = ast.parse((course.solutions / exercise.path).read_text("utf-8-sig"))
    known = {name for node in tree.body for name in _bound(node)} | {*dir(builtins)}
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body):
        return  # nobody knows what that brings
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) or not ast.get_docstring(node):
            continue
        text = node.body[0].value  # type: ignore[attr-defined]
        with contextlib.suppress(ValueError, SyntaxError):  # the check that tries them tells those
            examples = [
                (each.lineno, ast.parse(each.source)) for each in doctest.DocTestParser().get_examples(text.value)
            ]
            own = {name for _, part in examples for inner in ast.walk(part) for name in _bound(inner)}
            for line, part in examples:
                for name in _used(part) - known - own:
                    near = nearest(name, known - {*dir(builtins)})
                    what = f"its example uses {name}, which nothing defines" + (
                        f"; did you mean {near}?" if near else "."
                    )
                    yield f"solutions/{exercise.path}, line {text.lineno + line}: {what}"


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement or an expression gives a meaning to."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from ((each.asname or each.name).partition(".")[0] for each in names)
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.stmt():
            for inner in ast.iter_child_nodes(node):
                yield from _bound(inner)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for inner in parts:
                yield from _bound(inner)


def _used(part: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def of_settings(course: Course, exercise: Exercise) -> Iterator[str]:
    """A sentence for each package that cannot be imported here, and each forbidden name that no package has."""
    for name in sorted(exercise.allow | exercise.data):
        if not _installed(name):
            yield (
                f"{_place(course, name)}: there is no package {one_line(name, 60)} here: install it, or write the name "
                "that import takes."
            )
    for name in sorted(exercise.forbid):
        if (problem := _missing(name)) is not None:
            yield f"{_place(course, name)}: there is no {one_line(name, 60)} to forbid{problem}"


def _place(course: Course, name: str) -> str:
    lines = (course.root / FILENAME).read_text("utf-8-sig").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if f'"{name}"' in text or f"'{name}'" in text), 0)
    return f"{FILENAME}, line {line}" if line else FILENAME


def _installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def _missing(name: str) -> str | None:
    """How the sentence goes on if a dotted name means nothing; None if it does, or if nobody can say."""
    top, *rest = name.split(".")
    if not rest or (top not in sys.stdlib_module_names and not _installed(top)):
        return None
    with contextlib.suppress(Exception):  # what importing a package does is its own affair
        found: Any = importlib.import_module(top)
        path = top
        for part in rest:
            path = f"{path}.{part}"
            with contextlib.suppress(ImportError):
                importlib.import_module(path)
            if not hasattr(found, part):
                near = nearest(part, dir(found))
                return f"; did you mean {path.rpartition('.')[0]}.{near}?" if near else "."
            found = getattr(found, part)
    return None

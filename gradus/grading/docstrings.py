"""The docstrings of an exercise's module: its functions' parameters, and the examples that must hold.

The source is that of the reference solution, or in a student repository of the student's own file: it is only parsed.
"""

import ast
import doctest
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.status import Visibility


@dataclass(frozen=True)
class Docstring:
    """A function's, class's or method's examples; `name` is dotted for a method, `used` what a check calls it by."""

    name: str
    used: str
    is_class: bool
    parameters: tuple[str, ...]
    examples: tuple[doctest.Example, ...] = field(repr=False)


def of(course: Course, exercise: Exercise) -> tuple[Docstring, ...]:
    """The docstrings of an exercise's public functions, classes and methods; none if its source cannot be read."""
    solution = course.solutions / exercise.path
    try:
        return _read((solution if solution.is_file() else course.stubs / exercise.path).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return ()


def parameters(course: Course, exercise: Exercise) -> dict[str, Sequence[str]]:
    """The names of the parameters of functions, methods (without self) and classes, by the name that a call uses."""
    return {each.used: each.parameters for each in of(course, exercise)}


def shared_out(documented: Sequence[Docstring], checks: Sequence[Check]) -> dict[str, list[Docstring]]:
    """The docstrings whose examples each visible check tries, by the check's id.

    One check tries each: the first that uses a function or method; the last that uses a class, whose examples need all
    of it. A class that no check names, as where a fixture gets it, belongs to the last check.
    """
    visible = [check for check in checks if check.visibility is Visibility.VISIBLE]
    result: dict[str, list[Docstring]] = {}
    for each in documented:
        users = [check for check in visible if each.used in check.uses]
        if each.is_class:
            users = (users or visible)[-1:]
        for check in users[:1] if each.examples else ():
            result.setdefault(check.id, []).append(each)
    return result


@lru_cache(maxsize=64)
def _read(source: str) -> tuple[Docstring, ...]:
    try:
        return tuple(_documented(ast.parse(source).body, ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a student's file may be anything
        return ()


def _documented(body: Sequence[ast.stmt], prefix: str) -> Iterator[Docstring]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name, args=ast.arguments(posonlyargs=first, args=rest)):
                names = tuple(argument.arg for argument in [*first, *rest])[1 if prefix else 0 :]
                if name == "__init__":
                    yield Docstring(prefix + name, prefix.rstrip("."), True, names, _examples(node))
                elif not name.startswith("_"):
                    yield Docstring(prefix + name, name, False, names, _examples(node))
                elif prefix and name.startswith("__"):
                    yield Docstring(prefix + name, prefix.rstrip("."), True, (), _examples(node))
            case ast.ClassDef(name=name, body=inner) if not name.startswith("_"):
                yield Docstring(name, name, True, (), _examples(node))
                yield from _documented(inner, f"{name}.")


def _examples(node: ast.FunctionDef | ast.ClassDef) -> tuple[doctest.Example, ...]:
    try:
        return tuple(doctest.DocTestParser().get_examples(ast.get_docstring(node) or ""))
    except ValueError:  # a student may have edited the docstring
        return ()

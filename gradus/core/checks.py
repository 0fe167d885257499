"""What the graders hold, read without running them: checks with their points, and the sentences of misconceptions.

Imports nothing but the standard library: whoever posts scores has nothing installed, and runs no grader.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course, CourseError, Exercise


@dataclass(frozen=True)
class Listed:
    """A check as its author wrote it."""

    id: str
    title: str
    help: str
    visibility: str
    points: float


def checks(course: Course, exercise: Exercise) -> list[Listed]:
    """The exercise's checks: visible ones, then hidden ones, in the order of their files.

    Raises CourseError where they cannot be read, or are not worth what course.toml says.
    """
    found = [
        _listed(node, exercise, which)
        for which in ("visible", "hidden")
        for node in tests(course.graders(exercise) / f"test_{which}.py")
    ]
    total = sum(check.points for check in found)
    if abs(total - exercise.points) > 1e-9:
        raise CourseError(
            f"{exercise.id}: course.toml gives {exercise.points:g} points, its checks add up to {total:g}."
        )
    return found


def tests(file: Path) -> list[ast.FunctionDef]:
    """The test functions of a file of graders. Raises CourseError where it cannot be read."""
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{file.parent.name}/{file.name} cannot be read: {error}") from None
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def classes(file: Path) -> dict[str, str]:
    """The classes of a misconceptions or variants file with their docstrings, read without running it."""
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{file.name} cannot be read: {error}") from None
    found = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: " ".join((ast.get_docstring(node) or "").split()) for node in found}


def _listed(node: ast.FunctionDef, exercise: Exercise, which: str) -> Listed:
    text = inspect.cleandoc(ast.get_docstring(node, clean=False) or "")
    title, _, more = text.partition("\n")
    name = node.name.removeprefix("test_")
    if not title:
        raise CourseError(f"{exercise.id}: {name} has no docstring: its first line is the check's title.")
    return Listed(f"{exercise.id}::{name}", title.strip(), " ".join(more.split()), which, _points(node, exercise))


def _points(node: ast.FunctionDef, exercise: Exercise) -> float:
    for mark in node.decorator_list:
        match mark:
            case ast.Call(func=ast.Name(id="points"), args=[ast.Constant(value=int() | float() as worth), *_]):
                return float(worth)
    raise CourseError(f"{exercise.id}: {node.name} has no @points with a number: every check says what it is worth.")

"""Commands that a page tells a learner to type: as they work where they are, under a line that says what for."""

import os
import re
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from gradus.core import source_lines
from gradus.core.course import Course, Exercise
from gradus.student.layout import wrapped

READINGS = (("words and symbols", "docs/learn/notation.md"), ("when something is odd", "docs/learn/troubleshooting.md"))


STARTED_AS = "GRADUS_STARTED_AS"  # set by start.py where there is no uv to type


def gradus(*words: str) -> str:
    """A command of Gradus as it can be typed here: `uv run` sets the variable UV."""
    if started := _started():
        return " ".join((started, *words))
    return " ".join((*(("uv", "run") if os.environ.get("UV") else ()), "gradus", *words))


def uv(*words: str) -> str:
    """A command of uv as it can be typed here, if it can."""
    return " ".join((f"{_started()} --uv" if _started() else "uv", *words))


def _started() -> str:
    """How start.py was called, in a form that is safe to print; empty if it was not."""
    started = os.environ.get(STARTED_AS, "")
    return started if re.fullmatch(r"(py|python3) [\w./\\-]+", started) else ""


def lesson(course: Course, name: str) -> str:
    """The command that opens a lesson; empty if it is not there."""
    path = course.root / "lessons" / f"{name}.ipynb"
    if not name or not path.is_file():
        return ""
    before = _started() or ("uv run --group lessons" if os.environ.get("UV") else "")
    return f"{before} jupyter lab {os.path.relpath(path)}".lstrip()


def show(out: Console, text: str, command: str) -> None:
    """Print a command below what it is for, whole, so that it can be copied."""
    wrapped(out, Text(text))
    out.print(Text(f"    {command}", "cyan"), soft_wrap=True)


def docstring(course: Course, exercise: Exercise, function: str) -> str:
    """Where the docstring of a function is; empty if it is not found."""
    line = _line(course, exercise, function)
    return f"Its docstring: {os.path.relpath(course.stubs / exercise.path)}, line {line}." if line else ""


def reading(course: Course, exercise: Exercise, function: str = "") -> Iterator[str]:
    """Where to read on about an exercise, or about one function of it: a line for each place that is there."""
    if where := docstring(course, exercise, function):
        yield where
    if lesson(course, exercise.lesson):
        yield f"Its lesson: lessons/{exercise.lesson}.ipynb."
    yield from (f"{what.capitalize()}: {page}." for what, page in READINGS if (course.root / page).is_file())


def docstring_of(course: Course, exercise: Exercise, function: str) -> list[str]:
    """The lines of a function's docstring in the student's file; none if the file or the function cannot be read."""
    import ast

    try:
        tree = ast.parse((course.stubs / exercise.path).read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return []
    nodes: list[ast.stmt] = tree.body
    for name in function.split("."):
        found = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == name]
        if not found:
            return []
        nodes = found[-1].body
    return (ast.get_docstring(found[-1]) or "").splitlines()


def _line(course: Course, exercise: Exercise, function: str) -> int:
    """The line at which a function begins in the student's file; 0 if it is not found."""
    try:
        text = (course.stubs / exercise.path).read_text("utf-8-sig", "replace")
    except OSError:
        return 0
    return source_lines.line_of(text, function) or 0

"""Generates stubs from solutions: the code between solution marks is removed."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course, CourseError, Exercise

SOLUTION_MARK = re.compile(r"^(\s*)###\s*(BEGIN|END) SOLUTION\s*$")


@dataclass(frozen=True)
class Region:
    """The lines between two solution marks, numbered from 0, marks included."""

    first: int
    last: int
    indent: str


def regions(text: str, name: str) -> list[Region]:
    """The solution regions of a source, which messages call `name`. Raises CourseError if a mark has no partner."""
    lines = enumerate(text.splitlines())
    marks = [(number, match) for number, line in lines if (match := SOLUTION_MARK.match(line))]
    for i, (number, mark) in enumerate(marks):
        if mark[2] != ("BEGIN", "END")[i % 2]:
            raise CourseError(f"{name}, line {number + 1}: a solution mark without its partner.")
    if len(marks) % 2:
        raise CourseError(f"{name}, line {marks[-1][0] + 1}: ### BEGIN SOLUTION without ### END SOLUTION.")
    return [Region(begin, end, mark[1]) for (begin, mark), (end, _) in zip(marks[::2], marks[1::2], strict=True)]


def stub(text: str, exercise: Exercise) -> str:
    """The stub of an exercise, generated from the solution `text`. Raises CourseError if that is not possible.

    A region in a function becomes a NotImplementedError; one at the level of a module or a class is removed.
    """
    lines = text.splitlines()
    owners = _owners(text, exercise)
    for region in reversed(regions(text, exercise.path)):
        owner = owners.get(region.first + 1) if region.indent else None
        replacement = [f'{region.indent}raise NotImplementedError("{exercise.id}: {owner}")'] if owner else []
        lines[region.first : region.last + 1] = replacement
    result = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines).rstrip() + "\n")
    try:
        ast.parse(result)
    except SyntaxError as error:
        raise CourseError(f"{exercise.path}: without its solution, line {error.lineno} is not Python.") from None
    return result


def _owners(text: str, exercise: Exercise) -> dict[int, str]:
    """For each line inside a function, the function's name, with its class in front of it."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"solutions/{exercise.path}, line {error.lineno}: {error.msg}.") from None
    owners: dict[int, str] = {}

    def visit(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{node.name}.")
            elif isinstance(node, ast.FunctionDef):
                for line in range(node.lineno, (node.end_lineno or 0) + 3):
                    owners.setdefault(line, prefix + node.name)

    visit(tree.body, "")
    return owners


def generate(course: Course) -> dict[Path, str]:
    """The text of every stub, by its path. Raises CourseError if a solution is missing, not UTF-8 or badly marked."""
    texts: dict[Path, str] = {}
    for exercise in course.exercises:
        source = course.solutions / exercise.path
        if not source.is_file():
            raise CourseError(f"solutions/{exercise.path} is missing: course.toml lists {exercise.id}.")
        try:
            text = source.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise CourseError(f"solutions/{exercise.path} is not UTF-8.") from None
        texts[course.stubs / exercise.path] = stub(text, exercise)
    return texts


def write(course: Course) -> list[Path]:
    """Bring exercises/ up to date with solutions/; returns the paths that changed.

    Raises CourseError as `generate`, and OSError if a stub cannot be written.
    """
    changed, texts = drift(course), generate(course)
    for path in changed:
        if path in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[path], "utf-8", newline="\n")
        else:
            path.unlink()
    return changed


def drift(course: Course) -> list[Path]:
    """The files of exercises/ that do not match solutions/, and those that belong to no exercise."""
    texts = generate(course)
    existing = set(course.stubs.glob("*/*.py")) if course.stubs.is_dir() else set()
    different = [p for p, text in texts.items() if not p.is_file() or p.read_text("utf-8", "replace") != text]
    return sorted([*different, *(existing - set(texts))])

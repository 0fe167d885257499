"""What must not get out: solutions, hidden checks, misconceptions' code, a lesson's answers and hidden tests.

Searched for in all that is released; of notebooks in sources, outputs and metadata, unescaped and decoded.
"""

from __future__ import annotations

import ast
import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradus.authoring import stubs
from gradus.core.course import Course, Exercise
from gradus.grading.shared import HELPERS
from gradus.lessons import build

FOLDERS = ("graders", "exercises")
ENCODED = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
NUMBER = re.compile(r"[\d.e+-]+")
# Shorter lines and numbers stand in any program.
SHORTEST_LINE, SHORTEST_TEXT, SHORTEST_NUMBER = 16, 20, 4
SHORTEST_ANSWER = 8  # a lesson's own lines name its questions, which no other program does
ANY_PROGRAM = re.compile(
    r"(return|raise|self\.|import|from|for|if|else|elif|while|def|class|pass)?[\s\w.,:()\[\]=]*"
    r"|with np\.errstate\(.*\):"
)


class LeakError(Exception):
    """Something that students must not have would be released. The text names what, where, and where it comes from."""


def search(course: Course, files: dict[str, bytes]) -> None:
    """Look for every secret of the course in every file. Raises LeakError on the first that is found."""
    texts = {path: "\n".join(_texts(path, data)) for path, data in files.items()}
    for exercise in course.exercises:
        others = tuple(f"{folder}/{e.id}" for e in course.exercises if e is not exercise for folder in FOLDERS)
        for secret, origin in secrets(course, exercise):
            for path, text in texts.items():
                # A number may stand in another exercise, or among the fingerprints of visible answers, by chance.
                by_chance = NUMBER.fullmatch(secret) and (path.startswith(others) or path.endswith("fingerprints.json"))
                if secret in text and not by_chance:
                    raise LeakError(f"{path} would hold {secret!r}, which comes from {origin}.")
    for lesson in course.lessons:
        for secret, origin in lesson_secrets(course, lesson):
            for path, text in texts.items():
                if secret in text:
                    raise LeakError(f"{path} would hold {secret!r}, which comes from {origin}.")
    for path, data in files.items():
        if path.endswith(".ipynb") and _shows_something(data):
            raise LeakError(f"{path} would hold outputs or attachments: a lesson is released without them.")


def secrets(course: Course, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Every text of an exercise that must not get out, with where it comes from."""
    solution = (course.solutions / exercise.path).read_text("utf-8")
    for line in _solution_lines(solution, exercise.path):
        yield line, f"solutions/{exercise.path}"
    graders = course.graders(exercise)
    hidden = graders / "test_hidden.py"
    shown = [graders / name for name in ("test_visible.py", HELPERS) if (graders / name).is_file()]
    public = "\n".join(path.read_text("utf-8") for path in shown)
    for text in _texts_of_checks(hidden):
        if text not in public and text not in solution:
            yield text, f"graders/{exercise.id}/test_hidden.py"
    wrong = graders / "misconceptions.py"
    for line in _code_lines(wrong) if wrong.is_file() else ():
        yield line, f"graders/{exercise.id}/misconceptions.py"


def lesson_secrets(course: Course, lesson: str) -> Iterator[tuple[str, str]]:
    """Every line of a lesson's answers, model explanations and hidden tests, with where it comes from."""
    path = build.source(course, lesson)
    text = path.read_text("utf-8")
    marked = re.findall(r"(?s)### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", text)
    told = re.findall(r'(?s)<!-- #region nbgrader={"grade": true.*?-->\n(.*?)<!-- #endregion -->', text)
    for region, shortest in [*((each, SHORTEST_ANSWER) for each in marked), *((each, SHORTEST_TEXT) for each in told)]:
        for line in region.splitlines():
            if len(line.strip()) >= shortest:
                yield line.strip(), f"solutions/lessons/{path.name}"


def _solution_lines(text: str, name: str) -> Iterator[str]:
    lines = text.splitlines()
    for region in stubs.regions(text, name):
        for line in lines[region.first + 1 : region.last]:
            if telling(line):
                yield line.strip()


def telling(line: str) -> bool:
    """Whether a line of code says something that not every program says."""
    code = line.strip()
    return len(code) >= SHORTEST_LINE and not code.startswith("#") and not ANY_PROGRAM.fullmatch(code)


def _texts_of_checks(path: Path) -> Iterator[str]:
    """Titles, names and constants of hidden checks."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
            yield (ast.get_docstring(node) or "").partition("\n")[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if len(node.value) >= SHORTEST_TEXT and "\n" not in node.value:
                yield node.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            digits = repr(node.value).replace(".", "").lstrip("0").rstrip("0")
            if len(digits) >= SHORTEST_NUMBER and "e" not in digits:
                yield repr(node.value)


def _code_lines(path: Path) -> Iterator[str]:
    """The telling lines of the bodies in a misconceptions file, docstrings apart: those are told to students."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for line in lines[node.lineno : node.end_lineno]:
                if telling(line):
                    yield line.strip()


def _texts(path: str, data: bytes) -> Iterator[str]:
    """A file's text, and inside JSON (notebooks: sources, outputs, metadata) every string unescaped."""
    text = data.decode("utf-8", "replace")
    yield text
    if path.endswith((".ipynb", ".json")):
        yield from _strings(json.loads(text))


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
        if len(thing) > SHORTEST_LINE and ENCODED.fullmatch(thing):
            try:
                yield base64.b64decode(thing).decode("utf-8", "replace")
            except binascii.Error:
                return
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(thing, list):
        if thing and all(isinstance(item, str) for item in thing):
            yield "".join(thing)
        for item in thing:
            yield from _strings(item)


def _shows_something(notebook: bytes) -> bool:
    cells = json.loads(notebook)["cells"]
    return any(cell.get("outputs") or cell.get("attachments") or cell.get("execution_count") for cell in cells)

"""Leak scanner: finds solutions, hidden checks, misconceptions and lessons' answers in the files of a release.

Notebooks and JSON are searched in sources, outputs and metadata, unescaped and decoded.
"""

import ast
import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gradus.authoring import stubs
from gradus.core.checks import MISCONCEPTIONS, file_of
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.grading.vocabulary.shared import HELPERS
from gradus.lessons import build

ENCODED = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
NUMBER = re.compile(r"[\d.e+-]+")
# Shorter lines, strings and numbers may occur in any program.
SHORTEST_LINE, SHORTEST_TEXT, SHORTEST_NUMBER = 16, 20, 4
SHORTEST_ANSWER = 8  # the lines of a lesson contain names of its questions, which no other program has
ANY_PROGRAM = re.compile(
    r"(return|raise|self\.|import|from|for|if|else|elif|while|def|class|pass)?[\s\w.,:()\[\]=]*"
    r"|with np\.errstate\(.*\):"
)
Secret = tuple[str, str]  # a text that must not be released, and the file that contains it


class LeakError(CourseError):
    """A secret would be released. The text says which, in which file, and where it comes from."""


def search(course: Course, files: dict[str, bytes]) -> None:
    """Look for every secret of the course in every file. Raises LeakError for the first one found."""
    texts = {path: "\n".join(_texts(path, data)) for path, data in files.items()}
    for exercise in course.exercises:
        others = [f"{top}/{e.id}" for e in course.exercises if e is not exercise for top in ("graders", "exercises")]
        for secret in secrets(course, exercise):
            # A number may occur in another exercise, or among the fingerprints of visible answers, by chance.
            _search(secret, texts, (*others, "fingerprints.json") if NUMBER.fullmatch(secret[0]) else ())
    for lesson in course.lessons:
        for secret in lesson_secrets(course, lesson):
            _search(secret, texts)
    for path, data in files.items():
        if path.endswith(".ipynb") and _has_outputs(data):
            raise LeakError(f"{path} would contain outputs or attachments: a lesson is released without them.")


def _search(secret: Secret, texts: dict[str, str], skipped: tuple[str, ...] = ()) -> None:
    """Raises LeakError if the secret is in a text whose path neither begins nor ends with one of `skipped`."""
    text, origin = secret
    for path, content in texts.items():
        if text in content and not path.startswith(skipped) and not path.endswith(skipped):
            raise LeakError(f"{path} would contain {text!r}, which comes from {origin}.")


def secrets(course: Course, exercise: Exercise) -> Iterator[Secret]:
    """Every text of an exercise that must not be released."""
    solution = (course.solutions / exercise.path).read_text("utf-8-sig")
    lines = solution.splitlines()
    for region in stubs.regions(solution, exercise.path):
        for line in _distinctive(lines[region.first + 1 : region.last]):
            yield line, f"solutions/{exercise.path}"
    graders = course.graders(exercise)
    paths = (graders / "test_visible.py", graders / HELPERS)
    public = "\n".join(path.read_text("utf-8-sig") for path in paths if path.is_file())
    for text in _texts_of_checks(file_of(course, exercise, Visibility.HIDDEN)):
        if text not in public and text not in solution:
            yield text, f"graders/{exercise.id}/test_hidden.py"
    misconceptions = graders / MISCONCEPTIONS
    for line in _code_lines(misconceptions) if misconceptions.is_file() else ():
        yield line, f"graders/{exercise.id}/{MISCONCEPTIONS}"


def lesson_secrets(course: Course, lesson: str) -> Iterator[Secret]:
    """Every line of a lesson's answers, model explanations and hidden tests."""
    path = build.source(course, lesson)
    text = path.read_text("utf-8-sig")
    marked = re.findall(r"(?s)### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", text)
    explained = re.findall(r'(?s)<!-- #region nbgrader={"grade": true.*?-->\n(.*?)<!-- #endregion -->', text)
    for regions, shortest in ((marked, SHORTEST_ANSWER), (explained, SHORTEST_TEXT)):
        for line in "\n".join(regions).splitlines():
            if len(line.strip()) >= shortest:
                yield line.strip(), f"solutions/lessons/{path.name}"


def _distinctive(lines: Iterable[str]) -> Iterator[str]:
    """The lines of code that would not occur in just any program, stripped."""
    for code in map(str.strip, lines):
        if len(code) >= SHORTEST_LINE and not code.startswith("#") and not ANY_PROGRAM.fullmatch(code):
            yield code


def _texts_of_checks(path: Path) -> Iterator[str]:
    """Titles, names and constants of hidden checks."""
    for node in ast.walk(ast.parse(path.read_text("utf-8-sig"))):
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
    """The distinctive lines of the functions in a misconceptions file; students get the docstrings of its classes."""
    text = path.read_text("utf-8-sig")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield from _distinctive(lines[node.lineno : node.end_lineno])


def _texts(path: str, data: bytes) -> Iterator[str]:
    """A file's text, and all strings of JSON files and notebooks, unescaped."""
    text = data.decode("utf-8", "replace")
    yield text
    if path.endswith((".ipynb", ".json")):
        yield from _strings(json.loads(text))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if len(value) > SHORTEST_LINE and ENCODED.fullmatch(value):
            try:
                yield base64.b64decode(value).decode("utf-8", "replace")
            except binascii.Error:
                return
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)
        for item in value:
            yield from _strings(item)


def _has_outputs(notebook: bytes) -> bool:
    cells = json.loads(notebook)["cells"]
    return any(cell.get("outputs") or cell.get("attachments") or cell.get("execution_count") for cell in cells)

"""Leak scanner: finds solutions, hidden checks, misconceptions and lessons' answers in the files of a release.

Texts are found whatever the white space in them; code is also compared function by function, whatever its variables are
called (`search`). Notebooks and JSON are searched in sources, outputs and metadata, unescaped and decoded.
"""

import ast
import base64
import binascii
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gradus.authoring import marks
from gradus.authoring.search import answers, snippets
from gradus.authoring.search.likeness import Block, Index, statement
from gradus.core.checks import MISCONCEPTIONS, file_of
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, loads
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
# Names, constants, operators and calls of a line that only an answer has, and of one that only a right answer has.
MUCH, MUCH_OF_A_VARIANT = 5, 8
Secret = tuple[str, str]  # a text that must not be released, and the file that contains it


class LeakError(CourseError):
    """A secret would be released. The text says which, in which file, and where it comes from."""


def search(course: Course, files: dict[str, bytes]) -> None:
    """Look for every secret of the course in every file. Raises LeakError for the first one found.

    Raises CourseError if a file of the course, or a notebook that would be released, cannot be read.
    """
    texts = [_Text(path, data) for path, data in files.items()]
    for exercise in course.exercises:
        others = [f"{top}/{e.id}" for e in course.exercises if e is not exercise for top in ("graders", "exercises")]
        for secret in dict.fromkeys(secrets(course, exercise)):
            # A number may occur in another exercise, or among the fingerprints of visible answers, by chance.
            _search(secret, texts, (*others, "fingerprints.json") if NUMBER.fullmatch(secret[0]) else ())
    for lesson in course.lessons:
        for secret in lesson_secrets(course, lesson):
            _search(secret, texts)
    for path, data in files.items():
        if path.endswith(".ipynb") and _has_outputs(path, data):
            raise LeakError(f"{path} would contain outputs or attachments: a lesson is released without them.")
    _compare(course, files)


def _compare(course: Course, files: dict[str, bytes]) -> None:
    """Hold the code in every file against the answers, whatever its variables are called. Raises LeakError."""
    index = Index(secret for exercise in course.exercises for secret in answers.of(course, exercise))
    for path, data in files.items():
        for line, block in _blocks(path, data):
            for secret, found in index.search(block):
                where = f" in line {line + found.line - 1}" if line else ""
                raise LeakError(f"{path} would contain{where} the code of {secret.origin}.")


@functools.lru_cache(maxsize=1024)
def _blocks(path: str, data: bytes) -> tuple[tuple[int, Block], ...]:
    """The code in a file as it is compared, with the line where each piece begins; most files are in each release."""
    return tuple((snippet.line, block) for snippet in _code(path, data) for block in answers.compared(snippet.tree))


class _Text:
    """The text of a file with all strings that are in it, also without white space."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path, self.raw = path, data.decode("utf-8", "replace")
        self.text = "\n".join(_texts(path, data))
        self.dense = _dense(self.text)

    def line(self, secret: str) -> str:
        """In which line a secret is, if it stands in the file as it is."""
        at = self.raw.find(secret)
        return f" in line {self.raw.count(chr(10), 0, at) + 1}" if at >= 0 else ""


def _dense(text: str) -> str:
    return "".join(text.split())


def _search(secret: Secret, texts: list[_Text], skipped: tuple[str, ...] = ()) -> None:
    """Raises LeakError if the secret is in a text whose path neither begins nor ends with one of `skipped`."""
    text, origin = secret
    number = NUMBER.fullmatch(text)
    dense = text if number else _dense(text)
    for each in texts:
        left_out = each.path.startswith(skipped) or each.path.endswith(skipped)
        if not left_out and dense in (each.text if number else each.dense):
            raise LeakError(f"{each.path} would contain {text!r}{each.line(text)}, which comes from {origin}.")


def secrets(course: Course, exercise: Exercise) -> Iterator[Secret]:
    """Every text of an exercise that must not be released."""
    where = f"solutions/{exercise.path}"
    solution = marks.read(course, exercise)
    lines = marks.lines_of(solution)
    for region in marks.find(solution, where).regions:
        for line in _distinctive(lines[region.first + 1 : region.last], MUCH):
            yield line, where
    graders = course.graders(exercise)
    paths = (graders / "test_visible.py", graders / HELPERS)
    public = "\n".join(path.read_text("utf-8-sig") for path in paths if path.is_file())
    for text in _texts_of_checks(file_of(course, exercise, Visibility.HIDDEN)):
        if text not in public and text not in solution:
            yield text, f"graders/{exercise.id}/test_hidden.py"
    for name in (MISCONCEPTIONS, answers.VARIANTS):
        for line in _code_lines(graders / name) if (graders / name).is_file() else ():
            if name == MISCONCEPTIONS or (_weight(line) >= MUCH_OF_A_VARIANT and line not in solution + public):
                yield line, f"graders/{exercise.id}/{name}"


def lesson_secrets(course: Course, lesson: str) -> Iterator[Secret]:
    """Every line of a lesson's answers, model explanations and hidden tests."""
    path = build.source(course, lesson)
    text = path.read_text("utf-8-sig")
    marked = re.findall(r"(?s)### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", text)
    explained = re.findall(r'(?s)<!-- #region nbgrader={"grade": true.*?-->\n(.*?)<!-- #endregion -->', text)
    for regions, shortest in ((marked, SHORTEST_ANSWER), (explained, SHORTEST_TEXT)):
        for line in marks.lines_of("\n".join(regions)):
            if len(line.strip()) >= shortest:
                yield line.strip(), f"solutions/lessons/{path.name}"


def _distinctive(lines: Iterable[str], much: int | None = None) -> Iterator[str]:
    """The lines of code that would not occur in just any program, stripped: those with `much` code in them, too."""
    for code in map(str.strip, lines):
        if len(code) < SHORTEST_LINE or code.startswith("#"):
            continue
        if not ANY_PROGRAM.fullmatch(code) or (much and _weight(code) >= much):
            yield code


def _weight(line: str) -> int:
    """How much code of its own a line is; 0 if it is no statement, or the head of a function or class."""
    for source in (line, f"{line} pass", f"if 1: pass\n{line} pass"):
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        heads = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
        return sum(statement(node).weight for node in tree.body if not isinstance(node, heads))
    return 0


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
    """The distinctive lines of the functions in a file of wrong or of unusual answers, without the functions' heads.

    Students get the docstrings of its classes.
    """
    lines = marks.lines_of(path.read_text("utf-8-sig"))
    for _, node in marks.functions(answers.read(path, path.name)):
        yield from (line for line in _distinctive(lines[node.lineno : node.end_lineno]) if not line.startswith("def "))


def _texts(path: str, data: bytes) -> Iterator[str]:
    """A file's text, and all strings of JSON files and notebooks, unescaped."""
    yield data.decode("utf-8", "replace")
    if path.endswith((".ipynb", ".json")):
        yield from _strings(_json(path, data))


def _code(path: str, data: bytes) -> Iterator[snippets.Snippet]:
    """All code in a file. What is in a notebook or in JSON has no line."""
    text = data.decode("utf-8-sig", "replace")
    if path.endswith((".ipynb", ".json")):
        for each in {each for each in _sources(_json(path, data)) if len(each) >= SHORTEST_LINE}:
            yield from (snippets.Snippet(found.tree, 0) for found in snippets.of_cell(each))
    elif path.endswith((".py", ".pyi")):
        yield from snippets.of_module(text)
    elif "\0" not in text:
        yield from snippets.of_page(text)


def _json(path: str, data: bytes) -> Any:
    """What a JSON file holds; nothing if it is another kind of JSON, such as an editor's with comments in it.

    Raises CourseError if a notebook is none.
    """
    try:
        return loads(data.removeprefix(b"\xef\xbb\xbf"))
    except DecodeError as error:
        if path.endswith(".ipynb"):
            raise CourseError(f"{path} is no notebook: {error}.") from None
        return None


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


def _sources(value: Any) -> Iterator[str]:
    """The strings in JSON; those in a list are the lines of one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _sources(item)


def _has_outputs(path: str, data: bytes) -> bool:
    """Whether a notebook has outputs. Raises CourseError if it has no cells."""
    notebook = _json(path, data)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise CourseError(f"{path} is no notebook of format 4: it has no list of cells.")
    return any(cell.get("outputs") or cell.get("attachments") or cell.get("execution_count") for cell in cells)

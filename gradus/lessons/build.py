"""Builds the notebooks of lessons from their text sources, reproducibly.

Jupytext reads the Markdown; nbgrader removes solutions and hidden tests, and locks what students should not edit.
"""

import copy
import hashlib
import logging
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gradus.core.course import Course, CourseError
from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line
from gradus.lessons.questions import KERNEL, TEXT_STUB
from gradus.lessons.sources.findings import source_findings
from gradus.lessons.sources.parts import Finding

# Sources are in solutions/lessons/, students' notebooks in lessons/, one folder less deep.
SOURCE_LINK, NOTEBOOK_LINK = "](../../", "](../"
SOLUTION = re.compile(r"(?s)### BEGIN SOLUTION\n.*?### END SOLUTION")
HIDDEN_TESTS = re.compile(r"(?s)\n?### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS")
LESSON_LINK = re.compile(r"\]\(([\w-]+)\.md\)")
MAX_SOURCE = 4 << 20
CODE_STUB = "# Put your answer in the place of None above."


def source(course: Course, lesson: str) -> Path:
    """The path of a lesson's source."""
    return course.solutions / "lessons" / f"{lesson}.md"


def check(course: Course) -> None:
    """Raises CourseError if a question of a lesson is broken: a sentence a line, each with file and line.

    It reads the sources alone: Jupytext need not be installed.
    """
    faults: list[str] = []
    for lesson in course.lessons:
        try:
            faults += _located(lesson, source_findings(_text(course, lesson)))
        except CourseError as error:
            faults.append(str(error))
    if faults:
        raise CourseError("\n".join(faults))


def notebook(course: Course, lesson: str) -> Any:
    """The lesson as a notebook with its answers.

    Raises CourseError if it cannot be read, or if a question in it is broken, as `check` does.
    """
    try:
        import jupytext
    except ImportError:
        raise CourseError("Lessons need Jupytext: install gradus-course[teacher].") from None
    text = _text(course, lesson)
    try:
        parsed = jupytext.reads(text, "md")
    except Exception as error:  # of Jupytext and of YAML, whose classes are their own
        head = "is its head as in other lessons, YAML between two lines of ---?"
        raise CourseError(f"{_name(lesson)} cannot be read: {head} {one_line(str(error), 200)}") from None
    if faults := _located(lesson, source_findings(text, parsed)):
        raise CourseError("\n".join(faults))
    for number, cell in enumerate(parsed.cells):
        cell["id"] = hashlib.sha256(f"{lesson}/{number}".encode()).hexdigest()[:12]
        cell.metadata.pop("lines_to_next_cell", None)
        if cell.cell_type == "markdown":
            cell.source = LESSON_LINK.sub(r"](\1.ipynb)", cell.source.replace(SOURCE_LINK, NOTEBOOK_LINK))
    parsed.metadata = type(parsed.metadata)({"kernelspec": dict(KERNEL), "language_info": {"name": "python"}})
    parsed.nbformat, parsed.nbformat_minor = 4, 5
    return parsed


def _name(lesson: str) -> str:
    return f"solutions/lessons/{lesson}.md"


def _located(lesson: str, findings: Iterable[Finding]) -> list[str]:
    return [f"{_name(lesson)}, line {line}: {finding}" for line, finding in findings]


def _text(course: Course, lesson: str) -> str:
    """The source of a lesson. Raises CourseError if it cannot be read."""
    try:
        return read_regular(source(course, lesson), MAX_SOURCE).decode("utf-8-sig")
    except FileError as error:
        remedy = ": write it, or take the lesson out of course.toml" if error.missing else ""
        raise CourseError(f"{_name(lesson)} {error}{remedy}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{_name(lesson)} cannot be read: it is not UTF-8.") from None


def without_answers(notebook: Any) -> Any:
    """A copy of a lesson with answers that has none: what nbgrader makes of it, without starting nbgrader."""
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        settings = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and settings.get("grade") and settings.get("solution"):
            cell.source = TEXT_STUB
        elif cell.cell_type == "code":
            cell.source = SOLUTION.sub(CODE_STUB, HIDDEN_TESTS.sub("", cell.source))
    return bare


def student_notebooks(course: Course) -> dict[str, bytes]:
    """Every lesson as students get it, by name. Raises CourseError if nbgrader is missing or rejects a lesson."""
    if not course.lessons:
        return {}
    check(course)
    notebooks: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="gradus-lessons-") as folder:
        api = _nbgrader(folder)
        import nbformat  # a dependency of nbgrader

        for lesson in course.lessons:
            original = notebook(course, lesson)
            path = Path(folder) / "source" / lesson / f"{lesson}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(original, path)
            result = api.generate_assignment(lesson)
            if not result["success"]:
                errors = [line for line in str(result.get("log")).splitlines() if "| ERROR]" in line]
                reason = ("\n".join(errors) or str(result.get("error")))[-1000:]  # without the traceback
                raise CourseError(f"nbgrader rejects the lesson {lesson}:\n{reason}")
            released = nbformat.read(Path(folder) / "release" / lesson / f"{lesson}.ipynb", as_version=4)
            for cell, original_cell in zip(released.cells, original.cells, strict=True):
                cell["id"] = original_cell["id"]
            notebooks[lesson] = (nbformat.writes(released, sort_keys=True) + "\n").encode()
    return notebooks


def _nbgrader(folder: str) -> Any:
    """nbgrader's API for a course in `folder`. Raises CourseError if it is not installed."""
    try:
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import Config
    except ImportError:
        raise CourseError("Lessons need nbgrader: install gradus-course[teacher].") from None
    config = Config()
    config.CourseDirectory.root = folder
    config.GenerateAssignment.no_database = True  # nothing is graded here, and creating a database takes seconds
    config.SaveCells.enabled = False
    config.Exchange.root = folder  # not used, but nbgrader warns of one that it cannot write to
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    config.ClearSolutions.enforce_metadata = False
    api = NbGraderAPI(config=config)
    api.log.setLevel(logging.CRITICAL)
    return api

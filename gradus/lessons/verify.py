"""Validates a lesson before students get it: its questions, its links, and that it runs with the reference."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradus.core.course import FILENAME, Course, CourseError
from gradus.lessons.build import notebook, source
from gradus.lessons.questions import cell_source, find_questions, grade_answers, grade_id
from gradus.lessons.report import AnswerStatus

LINK = re.compile(r"\]\(([^)\s]+)\)")
SHARED = re.compile(r"\.\./\.\./docs/derivations/[^/]+\.(md|svg)$")
TIMEOUT = 60
# Runs the cells in one namespace and draws their figures. Jupyter would take longer to start than most lessons to run;
# what only a notebook can do is tested in tests/.
RUNNER = """
import json, sys

namespace = {"__name__": "__main__"}
for number, text in json.load(sys.stdin):
    exec(compile(text, f"cell {number}", "exec"), namespace)
    plt = sys.modules.get("matplotlib.pyplot")
    for figure in plt.get_fignums() if plt else ():
        plt.figure(figure).canvas.draw()
        plt.close(figure)
"""


def lesson_findings(course: Course, lesson: str) -> Iterator[str]:
    """Yield a message for every problem of a lesson."""
    try:
        built = notebook(course, lesson)
    except CourseError as error:
        yield str(error)
        return
    for finding in (*_questions(built), *_links(course, lesson), *_run(course, built)):
        yield f"solutions/lessons/{lesson}.md: {finding}"


def _questions(notebook: Any) -> Iterator[str]:
    questions = find_questions(notebook)
    cells = json.loads(json.dumps(notebook["cells"]))
    counts = Counter(filter(None, map(grade_id, cells)))
    if duplicates := [name for name, count in counts.items() if count > 1]:
        yield f"two cells have the id {duplicates[0]}."
        return
    if not questions:
        yield "it has no questions: where is a cell with nbgrader's metadata?"
    begun = [{**cell, "source": (cell_source(cell) or "").partition("### BEGIN SOLUTION")[0]} for cell in cells]
    blank = grade_answers(begun, questions)
    for question, answer, unanswered in zip(questions, grade_answers(cells, questions), blank, strict=True):
        if not question.test:
            continue
        if answer.status is not AnswerStatus.PASSED:
            yield f"{question.id}: its own answer does not pass. {answer.message}"
        (check,) = [cell for cell in cells if grade_id(cell) == f"{question.id}-check"]
        yield from _check(question.id, cell_source(check) or "")
        if unanswered.status is not AnswerStatus.NOT_STARTED:
            yield f"{question.id}: there is no empty answer: begin with {question.variable} = None."


def _check(name: str, test: str) -> Iterator[str]:
    visible, _, hidden = test.partition("### BEGIN HIDDEN TESTS")
    if "assert" not in hidden:
        yield f"{name}: no hidden test asserts the answer."
    if any(isinstance(node, ast.Assert) and node.msg is None for node in ast.walk(ast.parse(visible))):
        yield f"{name}: the visible check has no message for an empty answer: give its assertion a sentence."


def _links(course: Course, lesson: str) -> Iterator[str]:
    """A link must work in solutions/lessons/, for teachers, and in lessons/, for students."""
    path = source(course, lesson)
    for link in LINK.findall(path.read_text("utf-8")):
        if "://" in link:
            continue
        file, _, section = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.is_file():
            yield f"its link to {link} is broken."
        elif file and not SHARED.match(file):
            yield f"its link to {link} is to a file that students don't have: they have docs/derivations."
        elif section and section not in _anchors(target.read_text("utf-8")):
            yield f"its link to {link} names a section that does not exist."


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub and Jupyter give to headings."""
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def _run(course: Course, notebook: Any) -> Iterator[str]:
    """Run the cells with the reference, including answers and hidden tests."""
    cells = [(number, cell.source) for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory(prefix="gradus-lesson-") as folder:
        shutil.copytree(course.solutions, Path(folder) / "exercises", ignore=shutil.ignore_patterns("lessons", "__*"))
        shutil.copy(course.root / FILENAME, folder)
        (Path(folder) / "lessons").mkdir()
        try:
            process = subprocess.run(
                [sys.executable, "-c", RUNNER],
                input=json.dumps(cells),
                cwd=Path(folder) / "lessons",
                env={**os.environ, "MPLBACKEND": "Agg", "PYTHONUTF8": "1"},
                capture_output=True,
                encoding="utf-8",
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            yield f"with the reference it takes longer than {TIMEOUT} seconds."
            return
    if process.returncode:
        yield f"with the reference it does not run.\n{process.stderr.strip()[-1500:]}"

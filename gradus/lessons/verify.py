"""What must hold of a lesson before a student opens it: its questions, its links, and that all of it runs."""

from __future__ import annotations

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
from gradus.lessons import build, questions

LINK = re.compile(r"\]\(([^)\s]+)\)")
SLOWEST = 60
# Without Jupyter, whose start would take longer than most lessons: the cells in one namespace, the pictures of each
# drawn and thrown away. What only a notebook can do is for the tests.
RUNNER = """
import json, sys

space = {"__name__": "__main__"}
for number, text in json.load(sys.stdin):
    exec(compile(text, f"cell {number}", "exec"), space)
    plt = sys.modules.get("matplotlib.pyplot")
    for figure in plt.get_fignums() if plt else ():
        plt.figure(figure).canvas.draw()
        plt.close(figure)
"""


def lesson_findings(course: Course, lesson: str) -> Iterator[str]:
    """Every finding about a lesson, a sentence each."""
    where = f"solutions/lessons/{lesson}.md"
    try:
        notebook = build.notebook(course, lesson)
    except CourseError as error:
        yield str(error)
        return
    for said in (*_questions(notebook), *_links(course, lesson), *_run(course, notebook)):
        yield f"{where}: {said}"


def _questions(notebook: Any) -> Iterator[str]:
    asked = questions.questions(notebook)
    cells = json.loads(json.dumps(notebook["cells"]))
    twice = [name for name, count in Counter(filter(None, map(questions.grade_id, cells))).items() if count > 1]
    if twice:
        yield f"the id {twice[0]} stands in two cells."
        return
    if not asked:
        yield "it asks nothing: where is a question with nbgrader's metadata?"
    for answer in questions.judge(cells, asked):
        name = answer.question.id
        if not answer.question.test:
            continue
        if answer.status != "passed":
            yield f"{name}: its own answer does not count as right. {answer.message}"
        (check,) = [cell for cell in cells if questions.grade_id(cell) == f"{name}-check"]
        yield from _check(name, questions.source(check) or "")
    for answer in questions.judge(_unanswered(cells), asked):
        if answer.question.test and answer.status != "not_started":
            yield f"{answer.question.id}: there is no empty answer: begin with {answer.question.variable} = None."


def _check(name: str, test: str) -> Iterator[str]:
    visible, _, hidden = test.partition("### BEGIN HIDDEN TESTS")
    if "assert" not in hidden:
        yield f"{name}: no hidden test knows the answer."
    if any(isinstance(node, ast.Assert) and node.msg is None for node in ast.walk(ast.parse(visible))):
        yield f"{name}: the check that a student sees says nothing to an empty answer: give its assertion a sentence."


def _unanswered(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    begin = "### BEGIN SOLUTION"
    return [{**cell, "source": (questions.source(cell) or "").partition(begin)[0]} for cell in cells]


def _links(course: Course, lesson: str) -> Iterator[str]:
    """Links must hold in solutions/lessons/, where teachers read, and in lessons/, where students do."""
    path = build.source(course, lesson)
    for target in LINK.findall(path.read_text("utf-8")):
        if "://" in target:
            continue
        place, _, section = target.partition("#")
        there = (path.parent / place).resolve() if place else path
        if not there.is_file():
            yield f"its link to {target} leads nowhere."
        elif place and not re.match(r"\.\./\.\./docs/derivations/[^/]+\.(md|svg)$", place):
            yield f"its link to {target} leads to what students don't have: they have docs/derivations."
        elif section and section not in _sections(there.read_text("utf-8")):
            yield f"its link to {target} names a section that is not there."


def _sections(text: str) -> set[str]:
    """The anchors that GitHub and Jupyter give to headings."""
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def _run(course: Course, notebook: Any) -> Iterator[str]:
    """Run the cells with the reference, answers and hidden tests included."""
    cells = [(number, cell.source) for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory(prefix="gradus-lesson-") as folder:
        shutil.copytree(course.solutions, Path(folder) / "exercises", ignore=shutil.ignore_patterns("lessons", "__*"))
        shutil.copy(course.root / FILENAME, folder)
        (Path(folder) / "lessons").mkdir()
        try:
            done = subprocess.run(
                [sys.executable, "-c", RUNNER],
                input=json.dumps(cells),
                cwd=Path(folder) / "lessons",
                env={**os.environ, "MPLBACKEND": "Agg", "PYTHONUTF8": "1"},
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=SLOWEST,
            )
        except subprocess.TimeoutExpired:
            yield f"with the reference it takes longer than {SLOWEST} seconds."
            return
    if done.returncode:
        yield f"with the reference it does not run.\n{done.stderr.strip()[-1500:]}"

"""The lessons of a submission: each notebook judged by reading, and a clean copy of it for the person who reads on.

The copy is what nbgrader's form grader shows to a teacher, who is logged in there; so nothing of the student's in it
is live: no outputs, no HTML, no links, no metadata but the lesson's own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from gradus.core.text import printable
from gradus.lessons import questions
from gradus.lessons.questions import NotebookError, Question
from gradus.lessons.report import SCHEMA, AnswerResult, LessonReport, LessonResult

SHOWN = 20_000  # characters of one cell in the copy
SHOWN_IN_ALL = 500_000
GONE = "*This cell was missing from the notebook that was handed in.*"


def judge(folder: Path, lessons: dict[str, Any]) -> tuple[LessonReport, dict[str, str]]:
    """Judge lessons/NAME.ipynb in `folder` for each of `lessons`, notebooks with their answers by name.

    Returns the report, and the clean copies by the lesson's name.
    """
    results: list[LessonResult] = []
    copies: dict[str, str] = {}
    for name, lesson in lessons.items():
        asked = questions.questions(lesson)
        path = folder / "lessons" / f"{name}.ipynb"
        remarks: list[str] = []
        try:
            if not path.exists():
                raise NotebookError(f"There is no lessons/{name}.ipynb in what was handed in.")
            table = questions.load(path)
            cells = questions.cells_of(table)
            remarks = questions.remarks(table, cells, asked)
            answers = [_result(a.question, a.status, a.score, a.message) for a in questions.judge(cells, asked)]
            copies[name] = clean(cells, lesson)
        except NotebookError as error:
            answers = [_result(question, "missing", 0.0, str(error)) for question in asked]
        total = sum(answer.score for answer in answers)
        possible = sum(question.points for question in asked)
        results.append(LessonResult(name, total, possible, tuple(answers), tuple(remarks)))
    return LessonReport(SCHEMA, folder.resolve().name, tuple(results)), copies


def _result(question: Question, status: str, score: float, message: str) -> AnswerResult:
    by = "machine" if question.test else "person"
    return AnswerResult(question.id, by, status, question.points, score, printable(message, 1000))


def clean(cells: list[dict[str, Any]], lesson: Any) -> str:
    """A notebook that shows the student's cells and holds nothing live. None of it was run."""
    ours = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in lesson.cells if "nbgrader" in cell.metadata}
    known = {cell.source for cell in lesson.cells if "nbgrader" not in cell.metadata}
    shown: list[dict[str, Any]] = []
    room = SHOWN_IN_ALL
    framed: set[str] = set()
    for cell in cells:
        name = questions.grade_id(cell)
        asked = ours.get(name) if name not in framed else None
        text = questions.source(cell) or ""
        if asked is not None:
            framed.add(name)
            text = text if asked.metadata["nbgrader"].get("solution") else _without_tests(asked.source)
        elif room < len(text):
            continue
        kind = asked.cell_type if asked is not None else "code" if cell.get("cell_type") == "code" else "markdown"
        if text not in known:
            text = _cut(printable(text, len(text) + 1), SHOWN)
            text = harmless(text) if kind == "markdown" else text
        room -= len(text)
        shown.append(_cell(kind, text, asked))
    for name, asked in ours.items():
        if name not in framed:
            shown.append(_cell(asked.cell_type, f"# {GONE}" if asked.cell_type == "code" else GONE, asked))
    for number, cell in enumerate(shown):
        cell["id"] = f"cell-{number}"
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = {"cells": shown, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=True, sort_keys=True) + "\n"


def harmless(text: str) -> str:
    """Markdown in which no HTML, link, picture or heading is live; formulas stay."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"\](?=[(\[:])", "] ", text)
    return re.sub(r"(?m)^(\s*)#", r"\1\#", text)


def _cell(kind: str, text: str, asked: Any) -> dict[str, Any]:
    metadata = {"nbgrader": dict(asked.metadata["nbgrader"])} if asked is not None else {}
    cell: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": text}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _without_tests(test: str) -> str:
    return re.sub(r"(?s)\n?### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", test)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}\n… (cut here: the cell is {len(text)} characters long)"

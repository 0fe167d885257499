"""Grades the lessons of a submission, and makes a clean copy of each notebook for the person who grades the rest.

A teacher opens the copy in nbgrader's form grader: it has no outputs, HTML, links or metadata of the student's.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradus.core.text import printable
from gradus.lessons import questions
from gradus.lessons.questions import KERNEL, Cell, NotebookError, cell_source, find_questions, grade_id, read_notebook
from gradus.lessons.report import AnswerStatus, LessonReport, LessonResult

MAX_CELL = 20_000  # characters in the copy
MAX_COPY = 500_000
MISSING = "*This cell was missing from the submitted notebook.*"


def grade_lessons(folder: Path, lessons: Mapping[str, Any]) -> tuple[LessonReport, dict[str, str]]:
    """Grade lessons/NAME.ipynb in `folder`, given all lessons with answers; returns the report and clean copies."""
    results: list[LessonResult] = []
    copies: dict[str, str] = {}
    for name, lesson in lessons.items():
        asked = find_questions(lesson)
        path = folder / "lessons" / f"{name}.ipynb"
        oddities: list[str] = []
        try:
            if not path.exists():
                raise NotebookError(f"There is no lessons/{name}.ipynb in the submission.")
            notebook, cells = read_notebook(path)
            oddities = questions.find_oddities(notebook, cells, asked)
            answers = questions.grade_answers(cells, asked)
            copies[name] = clean_copy(cells, lesson)
        except NotebookError as error:
            answers = [question.result(AnswerStatus.MISSING, str(error)) for question in asked]
        score, max_score = sum(answer.score for answer in answers), sum(answer.points for answer in answers)
        results.append(LessonResult(name, score, max_score, tuple(answers), tuple(oddities)))
    return LessonReport(LessonReport.SCHEMA, folder.resolve().name, tuple(results)), copies


def clean_copy(cells: Sequence[Cell], lesson: Any) -> str:
    """A notebook that shows the student's cells, with nothing active in it, and the lesson's own metadata."""
    missing = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in lesson.cells if "nbgrader" in cell.metadata}
    unchanged = {cell.source for cell in lesson.cells if "nbgrader" not in cell.metadata}
    copy: list[Cell] = []
    budget = MAX_COPY
    for cell in cells:
        original = missing.pop(grade_id(cell), None)
        text = cell_source(cell) or ""
        if original is None and budget < len(text):
            continue
        kind = "code" if cell.get("cell_type") == "code" else "markdown"
        if original is not None:
            kind = original.cell_type
            if not original.metadata["nbgrader"].get("solution"):
                text = re.sub(r"(?s)\n?### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", original.source)
        if text not in unchanged:
            text = printable(text, len(text) + 1)
            if len(text) > MAX_CELL:
                text = f"{text[:MAX_CELL]}\n… (cut here: the cell is {len(text)} characters long)"
            text = sanitise_markdown(text) if kind == "markdown" else text
        budget -= len(text)
        copy.append(_cell(kind, text, original))
    for original in missing.values():
        copy.append(_cell(original.cell_type, f"# {MISSING}" if original.cell_type == "code" else MISSING, original))
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(copy)]
    notebook = {"cells": numbered, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=True, sort_keys=True) + "\n"


def sanitise_markdown(text: str) -> str:
    """Markdown in which no HTML, link, picture or heading is active; formulas stay."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"\](?=[(\[:])", "] ", text)
    return re.sub(r"(?m)^(\s*)#", r"\1\#", text)


def _cell(kind: str, text: str, original: Any) -> Cell:
    metadata = {"nbgrader": dict(original.metadata["nbgrader"])} if original is not None else {}
    cell: Cell = {"cell_type": kind, "metadata": metadata, "source": text}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell

"""Grades the lessons of a submission, and makes a clean copy of each notebook for the person who grades the rest.

A teacher opens the copy in nbgrader's form grader: it has no outputs, HTML, links or metadata of the student's.
"""

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from gradus import __version__
from gradus.core.handed_in.found import notebooks
from gradus.core.report import Made
from gradus.core.text import printable
from gradus.lessons.questions import KERNEL, find_questions
from gradus.lessons.reading.harmless import sanitise_markdown
from gradus.lessons.reading.judging import Judged, find_oddities, judge_answers, remarks_on
from gradus.lessons.reading.notebooks import Cell, NotebookError, cell_ids, cell_source, grade_id, read_notebook
from gradus.lessons.report import AnswerStatus, LessonReport, LessonResult

MAX_CELL = 20_000  # characters in the copy
MAX_COPY = 500_000
HIDDEN_TESTS = re.compile(r"(?s)\n?### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS")
MISSING = "*This cell was missing from the submitted notebook.*"


def grade_lessons(folder: Path, lessons: Mapping[str, Any]) -> tuple[LessonReport, dict[str, str]]:
    """Grade lessons/NAME.ipynb in `folder`, given all lessons with answers; returns the report and clean copies.

    A notebook is also found in another case, lying flat, or in a folder that is one too deep; a remark says so.
    """
    handed_in = notebooks(folder, lessons)
    results: list[LessonResult] = []
    copies: dict[str, str] = {}
    for name, lesson in lessons.items():
        remarks = [handed_in.remarks[name]] if name in handed_in.remarks else []
        digest = ""
        try:
            if name not in handed_in.files:
                raise NotebookError(
                    f"There is no lessons/{name}.ipynb in the submission. {handed_in.advice(name)}".strip()
                )
            notebook, cells = read_notebook(handed_in.files[name])
            digest = _digest([[grade_id(cell), sorted(cell_ids(cell)), cell_source(cell)] for cell in cells])
            judged = judge_answers(cells, lesson)
            remarks += [*find_oddities(notebook, cells, find_questions(lesson)), *remarks_on(judged)]
            answers = [each.result for each in judged]
            copies[name] = clean_copy(cells, lesson, judged)
        except NotebookError as error:
            answers = [question.result(AnswerStatus.MISSING, str(error)) for question in find_questions(lesson)]
        score, max_score = sum(answer.score for answer in answers), sum(answer.points for answer in answers)
        made = _made(digest, lesson)
        results.append(LessonResult(name, score, max_score, tuple(answers), tuple(remarks), made))
    return LessonReport(LessonReport.SCHEMA, folder.resolve().name, tuple(results)), copies


def clean_copy(cells: Sequence[Cell], lesson: Any, judged: Sequence[Judged] | None = None) -> str:
    """A notebook that shows the student's cells, with nothing active in it, and the lesson's own metadata.

    What was judged as the answer to a question stands in the one cell of that question.
    """
    judged = judge_answers(cells, lesson) if judged is None else judged
    originals = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in lesson.cells if "nbgrader" in cell.metadata}
    unchanged = {cell.source for cell in lesson.cells if "nbgrader" not in cell.metadata}
    names = set(originals)
    places = _places(cells, originals, judged)
    shown = {number for each in judged for number in each.answered.cells} | set(places)
    copy: list[Cell] = []
    budget = MAX_COPY
    for number, cell in enumerate(cells):
        for name, text in places.get(number, {}).items():
            copy.append(_question_cell(text, originals.pop(name)))
        text = cell_source(cell) or ""
        if number not in shown and grade_id(cell) not in names and len(text) <= budget:
            kind = "code" if cell.get("cell_type") == "code" else "markdown"
            copy.append(_cell(kind, text if text in unchanged else _shown(text, kind), None))
            budget -= len(copy[-1]["source"])
    for original in originals.values():
        copy.append(_cell(original.cell_type, f"# {MISSING}" if original.cell_type == "code" else MISSING, original))
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(copy)]
    notebook = {"cells": numbered, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=True, sort_keys=True) + "\n"


def _places(cells: Sequence[Cell], originals: Mapping[str, Any], judged: Sequence[Judged]) -> dict[int, dict[str, str]]:
    """Before which of a student's cells the cells of the lesson's questions stand in the copy, with their texts."""
    places: dict[int, dict[str, str]] = {}
    for each in judged:
        name, numbers = each.result.id, each.answered.cells
        if numbers:
            places.setdefault(numbers[0], {})[name] = each.answered.text or cell_source(cells[numbers[0]]) or ""
        if original := originals.get(f"{name}-check"):
            found = [number for number, cell in enumerate(cells) if grade_id(cell) == f"{name}-check"]
            if place := (found or numbers)[:1]:
                places.setdefault(place[0], {})[f"{name}-check"] = HIDDEN_TESTS.sub("", original.source)
    return places


def _question_cell(text: str, original: Any) -> Cell:
    kind = original.cell_type
    own = not original.metadata["nbgrader"].get("solution")
    return _cell(kind, text if own else _shown(text, kind), original)


def _shown(text: str, kind: str) -> str:
    """A student's text, without anything that a page would interpret."""
    text = printable(text, len(text) + 1)
    if len(text) > MAX_CELL:
        text = f"{text[:MAX_CELL]}\n… (cut here: the cell is {len(text)} characters long)"
    return sanitise_markdown(text) if kind == "markdown" else text


def _cell(kind: str, text: str, original: Any) -> Cell:
    metadata = {"nbgrader": dict(original.metadata["nbgrader"])} if original is not None else {}
    cell: Cell = {"cell_type": kind, "metadata": metadata, "source": text}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _made(submission: str, lesson: Any) -> Made:
    try:
        numpy = version("numpy")
    except PackageNotFoundError:
        numpy = ""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    asked = [[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in lesson.cells]
    return Made(at, __version__, platform.python_version(), numpy, submission, _digest(asked))


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

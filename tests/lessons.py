"""A small course with a lesson, and ways to answer it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradus.core.course import Course, load
from gradus.lessons import build
from tests.conftest import ROOT

LESSON = "two-questions"
QUESTION, EXPLANATION = "square-of-minus-three", "why-not-negative"
SOURCE = ROOT / "tests" / "lesson" / f"{LESSON}.md"


def with_lesson(course: Course) -> Course:
    """The course with the lesson in it, named by its first exercise."""
    path = course.root / "course.toml"
    text = path.read_text("utf-8").replace("points = 4\n", f'points = 4\nlesson = "{LESSON}"\n')
    path.write_text(text, "utf-8")
    folder = course.solutions / "lessons"
    folder.mkdir()
    (folder / SOURCE.name).write_bytes(SOURCE.read_bytes())
    return load(course.root)


def student_notebook(course: Course) -> Any:
    """The lesson as a student gets it, without nbgrader's help: it takes seconds to start."""
    table: dict[str, Any] = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for cell in build.without_answers(build.notebook(course, LESSON)).cells:
        entry = {"cell_type": cell.cell_type, "metadata": dict(cell.metadata), "source": cell.source, "id": cell["id"]}
        table["cells"].append({**entry, "outputs": [], "execution_count": None} if cell.cell_type == "code" else entry)
    return table


def cell(notebook: Any, name: str) -> Any:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def answered(course: Course, number: str = "9", why: str = "Minus times minus is plus.") -> Any:
    """A student's notebook with these answers."""
    notebook = student_notebook(course)
    cell(notebook, QUESTION)["source"] = f"square_of_minus_three = {number}\n"
    cell(notebook, EXPLANATION)["source"] = why
    return notebook


def hand_in_lesson(folder: Path, notebook: Any) -> Path:
    """Put a notebook (or anything, as bytes) into a submission."""
    (folder / "lessons").mkdir(parents=True, exist_ok=True)
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / "lessons" / f"{LESSON}.ipynb").write_bytes(data)
    return folder

"""From a lesson's text source to the notebook that a student gets.

Jupytext reads the Markdown, nbgrader's own `generate_assignment` takes out solutions and hidden tests and locks what
students should not edit. The same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from pathlib import Path
from typing import Any

from gradus.core.course import Course, CourseError
from gradus.lessons.questions import TEXT_STUB

# Sources lie in solutions/lessons/, what students get in lessons/: a folder less to climb for every link.
DEEPER, HERE = "](../../", "](../"
CODE_STUB = "# Put your answer in the place of None above."


def source(course: Course, lesson: str) -> Path:
    return course.solutions / "lessons" / f"{lesson}.md"


def notebook(course: Course, lesson: str) -> Any:
    """The lesson as a notebook with its answers. Raises CourseError where it cannot be read."""
    try:
        import jupytext
    except ImportError:
        raise CourseError("Lessons need Jupytext: install gradus-course[teacher].") from None
    path = source(course, lesson)
    try:
        made = jupytext.read(path)
    except (OSError, ValueError) as error:
        raise CourseError(f"solutions/lessons/{path.name} cannot be read: {error}") from None
    for number, cell in enumerate(made.cells):
        cell["id"] = hashlib.sha256(f"{lesson}/{number}".encode()).hexdigest()[:12]
        cell.metadata.pop("lines_to_next_cell", None)
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(DEEPER, HERE)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made.metadata = type(made.metadata)({"kernelspec": kernel, "language_info": {"name": "python"}})
    made.nbformat, made.nbformat_minor = 4, 5
    return made


def student_notebooks(course: Course) -> dict[str, bytes]:
    """Every lesson as students get it, by the lesson's name.

    Raises CourseError where nbgrader is not installed, or does not accept a lesson.
    """
    if not course.lessons:
        return {}
    try:
        import nbformat
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import Config
    except ImportError:
        raise CourseError("Lessons need nbgrader: install gradus-course[teacher].") from None
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="gradus-lessons-") as folder:
        config = Config()
        config.CourseDirectory.root = folder
        config.GenerateAssignment.no_database = True  # nothing is graded there, and laying one out takes seconds
        config.SaveCells.enabled = False
        config.Exchange.root = folder  # not used, but nbgrader complains of one that it cannot write
        config.ClearSolutions.code_stub = {"python": CODE_STUB}
        config.ClearSolutions.text_stub = TEXT_STUB
        config.ClearSolutions.enforce_metadata = False
        api = NbGraderAPI(config=config)
        api.log.setLevel(logging.CRITICAL)
        for lesson in course.lessons:
            place = Path(folder) / "source" / lesson
            place.mkdir(parents=True)
            nbformat.write(notebook(course, lesson), place / f"{lesson}.ipynb")
            outcome = api.generate_assignment(lesson)
            if not outcome["success"]:
                raise CourseError(f"nbgrader does not accept the lesson {lesson}:\n{_complaint(outcome)}")
            released = nbformat.read(Path(folder) / "release" / lesson / f"{lesson}.ipynb", as_version=4)
            for cell, written in zip(released.cells, notebook(course, lesson).cells, strict=True):
                cell["id"] = written["id"]
            made[lesson] = (nbformat.writes(released, sort_keys=True) + "\n").encode()
    return made


def _complaint(outcome: dict[str, Any]) -> str:
    """What nbgrader says of a notebook that it does not take, without its traceback."""
    lines = [line for line in str(outcome.get("log") or outcome.get("error")).splitlines() if "| ERROR]" in line]
    return "\n".join(lines)[-1000:] or str(outcome.get("error"))[-1000:]


def run(course: Course, lesson: str, folder: Path) -> list[str]:
    """Execute the lesson in Jupyter, answers and hidden tests included, with the modules in `folder`/exercises.

    Returns what went wrong; nothing where all of it runs.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    made = notebook(course, lesson)
    client = NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError) as error:
        return [f"solutions/lessons/{lesson}.md: {str(error)[-1500:]}"]
    return []

"""Grades the answers in a student's notebook by reading it: the notebook is data, and nothing in it is ever run.

An automatically graded answer is a literal in the question's cell; the hidden test runs with that alone.
"""

import ast
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.display import value
from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line, printable
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy

Cell = dict[str, Any]
TEXT_STUB = "YOUR ANSWER HERE"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
MAX_NOTEBOOK = 24 << 20  # outputs may contain pictures
MAX_ANSWER = 2000
MAX_CELLS = 2000
ALLOWED = {"abs": abs, "round": round, "len": len, "isinstance": isinstance, "int": int, "float": float, "str": str}
ALLOWED["feedback"] = lambda *_: None  # what a notebook says of an answer is no part of its check


@dataclass(frozen=True)
class Question:
    """One question of a lesson. `test` is its whole check, empty if a person grades the answer."""

    id: str
    points: float
    test: str

    @property
    def variable(self) -> str:
        """The variable that the answer is assigned to."""
        return self.id.replace("-", "_")

    def result(self, status: AnswerStatus, message: str) -> AnswerResult:
        """The result of this question; it has full points if it passed, and none otherwise."""
        by = GradedBy.MACHINE if self.test else GradedBy.PERSON
        score = self.points if status is AnswerStatus.PASSED else 0.0
        return AnswerResult(self.id, by, status, self.points, score, printable(message, 1000))


class NotebookError(Exception):
    """The file is not a notebook that can be read; the text says why."""


def find_questions(lesson: Any) -> list[Question]:
    """The questions of a lesson with its answers, from the nbgrader metadata of its cells."""
    questions: list[Question] = []
    for cell in lesson["cells"]:
        settings = cell["metadata"].get("nbgrader", {})
        if settings.get("grade") and settings.get("solution"):
            questions.append(Question(settings["grade_id"], float(settings["points"]), ""))
        elif settings.get("grade"):
            test = "\n".join(line for line in cell["source"].splitlines() if not line.startswith("### "))
            questions.append(Question(settings["grade_id"].removesuffix("-check"), float(settings["points"]), test))
    return questions


def read_notebook(path: Path) -> tuple[dict[str, Any], list[Cell]]:
    """A student's notebook as JSON, and its cells. Raises NotebookError if the file is not a notebook."""
    try:
        if path.parent.is_symlink():
            raise FileError("lies in a folder that is a symbolic link")
        notebook = json.loads(read_regular(path, MAX_NOTEBOOK).decode("utf-8-sig"))
    except FileError as error:
        raise NotebookError(f"It {error}: hand in the notebook itself, with its outputs cleared.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotebookError(f"It is not valid JSON ({type(error).__name__}): was the file cut off or merged?") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise NotebookError("It has no cells, or too many: is it a Jupyter notebook of format 4?")
    return notebook, [cell for cell in cells if isinstance(cell, dict)]


def find_oddities(notebook: dict[str, Any], cells: Sequence[Cell], questions: Sequence[Question]) -> list[str]:
    """Messages about oddities of a notebook, which cost no points."""
    metadata = _table(notebook, "metadata")
    named = _table(metadata, "language_info").get("name", "python")
    language = _table(metadata, "kernelspec").get("language", named)
    ids = [cell["id"] for cell in cells if isinstance(cell.get("id"), str)]
    expected = [question.id for question in questions]
    order = list(dict.fromkeys(name for name in map(grade_id, cells) if name in expected))
    oddities = {
        f"It asks for a kernel of {one_line(str(language), 40)}, not of Python.": str(language).casefold() != "python",
        "Some of its cells have the same id: was it merged?": len(set(ids)) < len(ids),
        "Its questions are in another order.": order != [name for name in expected if name in order],
    }
    return [f"{oddity} Its answers were read all the same." for oddity, found in oddities.items() if found]


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    table = data.get(key)
    return table if isinstance(table, dict) else {}


def grade_answers(cells: Sequence[Cell], questions: Sequence[Question]) -> list[AnswerResult]:
    """Grade the answers in a student's cells, which may be reordered, split or deleted."""
    return [_grade(question, [cell for cell in cells if grade_id(cell) == question.id]) for question in questions]


def grade_id(cell: Cell) -> str:
    """The id that nbgrader gave the cell, or an empty string."""
    name = _table(_table(cell, "metadata"), "nbgrader").get("grade_id")
    return name if isinstance(name, str) else ""


def cell_source(cell: Cell) -> str | None:
    """The cell's text, which may be stored as a list of lines; None if it is not text."""
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else None


def _grade(question: Question, cells: Sequence[Cell]) -> AnswerResult:
    if not cells:
        return question.result(AnswerStatus.MISSING, "The cell for this answer is missing from the notebook.")
    several = f"There are {len(cells)} cells for this answer" if len(cells) > 1 else ""
    if not question.test:
        if all((cell_source(cell) or "").strip() in ("", TEXT_STUB) for cell in cells):
            return question.result(AnswerStatus.NOT_STARTED, "Not answered yet.")
        return question.result(AnswerStatus.UNGRADED, "A person grades this one." + (several and f" {several}."))
    if several:
        return question.result(AnswerStatus.ERROR, f"{several}: keep one of them.")
    try:
        answer = _literal(cell_source(cells[0]), question.variable)
    except ValueError as error:
        return question.result(AnswerStatus.ERROR, str(error))
    if answer is None:
        return question.result(AnswerStatus.NOT_STARTED, "Not answered yet.")
    try:
        exec(compile(question.test, f"<{question.id}>", "exec"), {"__builtins__": ALLOWED, question.variable: answer})
        return question.result(AnswerStatus.PASSED, "")
    except AssertionError as error:
        advice = str(error) or _reason(question.test, answer) or "That is not the answer; look at the picture again."
    except Exception:
        advice = "That is not the kind of answer asked for."
    return question.result(AnswerStatus.FAILED, f"answered  {value(answer)}\n{one_line(advice, 500)}")


def constants(code: str) -> dict[str, Any]:
    """The names in capitals that a check assigns, with their values. Raises ValueError or SyntaxError."""
    assigned = [node for node in ast.parse(code).body if isinstance(node, ast.Assign)]
    named = [(node.targets[0].id, node.value) for node in assigned if isinstance(node.targets[0], ast.Name)]
    return {name: ast.literal_eval(expression) for name, expression in named if name.isupper()}


def _reason(test: str, answer: object) -> str:
    """The reason that a check has for a wrong answer, empty if it has none."""
    found = constants(test)
    reasons: dict[Any, str] = found.get("WHY", {})
    for known, reason in reasons.items():
        numbers = isinstance(known, int | float) and isinstance(answer, int | float)
        if known == answer or (numbers and abs(known - answer) < found.get("WITHIN", 0)):
            return reason
    return reasons.get("other", "")


def _literal(source: str | None, variable: str) -> Any:
    """The literal that the cell assigns to `variable`. Raises ValueError, with a message, if there is none."""
    expected = f"it should hold one line, {variable} = your answer."
    if source is None or len(source) > MAX_ANSWER:
        raise ValueError(f"The cell is too long: {expected}")
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"The cell is not Python: {expected}") from None
    expression = _assigned(tree, variable)
    try:
        answer = ast.literal_eval(expression)
    except (ValueError, TypeError, RecursionError, MemoryError, SyntaxError):
        answer = expression
    if answer is not None and type(answer) not in (bool, int, float, str):
        raise ValueError(f"{variable} is not a plain value: write the letter in quotes, or the number.")
    if isinstance(answer, int) and abs(answer) > 10**15:
        raise ValueError(f"{variable} is a huge number: is that what you mean?")
    return answer


def _assigned(tree: ast.Module, variable: str) -> ast.expr:
    """The one expression that is assigned to `variable`. Raises ValueError, with a message, if there is none."""
    plain = [node for node in tree.body if isinstance(node, ast.Assign)]
    values = [a.value for a in plain if [t.id for t in a.targets if isinstance(t, ast.Name)] == [variable]]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == variable]
    assignments = sum(isinstance(node.ctx, ast.Store) for node in names)
    if not assignments:
        raise ValueError(f"The cell assigns nothing to {variable}.")
    if len(values) == 2 and isinstance(values[0], ast.Constant) and values[0].value is None:
        assignments -= 1  # the empty answer was left above the student's own
    if assignments > 1:
        raise ValueError(f"The cell assigns {variable} more than once: keep one answer.")
    if not values:
        raise ValueError(f"The cell does not assign {variable} plainly: it should hold {variable} = your answer.")
    return values[-1]

"""A lesson's questions, judged by reading: the student's notebook is data, and none of it is ever run.

A machine-graded answer is a literal, assigned in the cell that asks for it. The teacher's own hidden test for it is
run with that literal and nothing else. Explanations are left for a person.
"""

from __future__ import annotations

import ast
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.display import value
from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line

TEXT_STUB = "YOUR ANSWER HERE"
MAX_NOTEBOOK = 24 << 20  # pictures that cells put out are in it
MAX_ANSWER = 2000
MAX_CELLS = 2000
ALLOWED = {"abs": abs, "round": round, "len": len, "isinstance": isinstance, "int": int, "float": float, "str": str}


@dataclass(frozen=True)
class Question:
    """One question of a lesson. `test` is its whole check, or empty where a person reads the answer."""

    id: str
    points: float
    test: str

    @property
    def variable(self) -> str:
        return self.id.replace("-", "_")


@dataclass(frozen=True)
class Answer:
    """What became of a question: passed, failed, not_started, error, missing, or ungraded (a person's turn)."""

    question: Question
    status: str
    score: float
    message: str


class NotebookError(Exception):
    """The file is no notebook that can be read; the text says why."""


def questions(notebook: Any) -> list[Question]:
    """The questions of a lesson with its answers, from the nbgrader metadata of its cells."""
    found: list[Question] = []
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade"):
            machine = not mark.get("solution")
            name = mark["grade_id"].removesuffix("-check") if machine else mark["grade_id"]
            found.append(Question(name, float(mark["points"]), _whole(cell["source"]) if machine else ""))
    return found


def _whole(test: str) -> str:
    return "\n".join(line for line in test.splitlines() if not line.startswith("### "))


def read(path: Path) -> list[dict[str, Any]]:
    """The cells of a student's notebook. Raises NotebookError where the file is not one."""
    return cells_of(load(path))


def load(path: Path) -> Any:
    """What a student's notebook holds. Raises NotebookError where it cannot be read."""
    try:
        if path.parent.is_symlink():
            raise FileError("lies in a folder that is a symbolic link")
        return json.loads(read_regular(path, MAX_NOTEBOOK).decode("utf-8-sig"))
    except FileError as error:
        raise NotebookError(f"It {error}: hand in the notebook itself, with its outputs cleared.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotebookError(f"It is not valid JSON ({type(error).__name__}): was the file cut off or merged?") from None


def cells_of(table: Any) -> list[dict[str, Any]]:
    """The cells of a notebook. Raises NotebookError where it is none."""
    cells = table.get("cells") if isinstance(table, dict) else None
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise NotebookError("It holds no cells, or too many: is it a Jupyter notebook of format 4?")
    return [cell for cell in cells if isinstance(cell, dict)]


def remarks(table: Any, cells: list[dict[str, Any]], asked: list[Question]) -> list[str]:
    """What is odd about a notebook and costs nothing, a sentence each."""
    found: list[str] = []
    metadata = table.get("metadata")
    given = metadata if isinstance(metadata, dict) else {}
    places = (("kernelspec", "language"), ("language_info", "name"))
    named = [
        given[where][what] for where, what in places if isinstance(given.get(where), dict) and what in given[where]
    ]
    language = named[0] if named else "python"
    if not isinstance(language, str) or language.casefold() != "python":
        found.append(
            f"It asks for a kernel of {one_line(str(language), 40)}, not of Python. Its answers were read all the same."
        )
    ids = [cell["id"] for cell in cells if isinstance(cell.get("id"), str)]
    if len(set(ids)) < len(ids):
        found.append("Some of its cells have the same id: was it merged? Its answers were read all the same.")
    names = [question.id for question in asked]
    there = list(dict.fromkeys(name for name in map(grade_id, cells) if name in names))
    if there != [name for name in names if name in there]:
        found.append("Its questions stand in another order. Its answers were read all the same.")
    return found


def judge(cells: list[dict[str, Any]], asked: list[Question]) -> list[Answer]:
    """Judge the answers in a student's cells. Cells may be reordered, split from each other or gone."""
    return [_judge(question, [c for c in cells if grade_id(c) == question.id]) for question in asked]


def grade_id(cell: dict[str, Any]) -> str:
    """The id that nbgrader gave the cell, or nothing."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else ""


def source(cell: dict[str, Any]) -> str | None:
    """The cell's text, which a notebook may keep as a list of lines; None where it is no text."""
    given = cell.get("source", "")
    text = "".join(part for part in given if isinstance(part, str)) if isinstance(given, list) else given
    return text if isinstance(text, str) else None


def _judge(question: Question, cells: list[dict[str, Any]]) -> Answer:
    if not cells:
        return Answer(question, "missing", 0.0, "The cell for this answer is gone from the notebook.")
    if not question.test:
        if all((source(cell) or "").strip() in ("", TEXT_STUB) for cell in cells):
            return Answer(question, "not_started", 0.0, "Not answered yet.")
        more = f" There are {len(cells)} cells for this answer." if len(cells) > 1 else ""
        return Answer(question, "ungraded", 0.0, "A person reads this one." + more)
    if len(cells) > 1:
        return Answer(question, "error", 0.0, f"There are {len(cells)} cells for this answer: keep one of them.")
    try:
        given = _literal(source(cells[0]), question.variable)
    except ValueError as error:
        return Answer(question, "error", 0.0, str(error))
    if given is None:
        return Answer(question, "not_started", 0.0, "Not answered yet.")
    try:
        exec(compile(question.test, f"<{question.id}>", "exec"), {"__builtins__": ALLOWED, question.variable: given})
    except AssertionError as refused:
        said = str(refused) or "That is not the answer; look at the picture again."
        return Answer(question, "failed", 0.0, f"answered  {value(given)}\n{one_line(said)}")
    except Exception:
        return Answer(question, "failed", 0.0, f"answered  {value(given)}\nThat is not the kind of answer asked for.")
    return Answer(question, "passed", question.points, "")


def _literal(text: str | None, variable: str) -> Any:
    """The literal that the cell assigns to `variable`. Raises ValueError with a sentence where there is none."""
    if text is None or len(text) > MAX_ANSWER:
        raise ValueError(f"The cell is too long: it should hold one line, {variable} = your answer.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"The cell is not Python: it should hold one line, {variable} = your answer.") from None
    found = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [variable]
    ]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == variable]
    written = sum(isinstance(node.ctx, ast.Store) for node in named)
    if not written:
        raise ValueError(f"The cell assigns nothing to {variable}.")
    if len(found) == 2 and isinstance(found[0], ast.Constant) and found[0].value is None:
        written -= 1  # the empty answer was left above the student's own
    if written > 1:
        raise ValueError(f"The cell assigns {variable} more than once: keep one answer.")
    if not found:
        raise ValueError(f"The cell does not assign {variable} plainly: it should hold {variable} = your answer.")
    try:
        given = ast.literal_eval(found[-1])
    except (ValueError, RecursionError, MemoryError, SyntaxError):
        raise ValueError(f"{variable} is not a plain value: write the letter in quotes, or the number.") from None
    if given is not None and type(given) not in (bool, int, float, str):
        raise ValueError(f"{variable} is not a plain value: write the letter in quotes, or the number.")
    if isinstance(given, int) and abs(given) > 10**15:
        raise ValueError(f"{variable} is a huge number: is that what you mean?")
    return given

"""The questions of a lesson, as its author wrote them: points, checks, reasons, and how a student's answer is found."""

import ast
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gradus.core.answers.forms import letter_of, near, number_of
from gradus.core.answers.plain import Plain
from gradus.core.text import printable
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy

TEXT_STUB = "YOUR ANSWER HERE"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
OTHER = "other"  # the key of the reason for any other number
ALLOWED = {"abs": abs, "round": round, "len": len, "isinstance": isinstance, "int": int, "float": float, "str": str}
ALLOWED["feedback"] = lambda *_: None  # what a notebook says of an answer is no part of its check


@dataclass(frozen=True)
class Question:
    """One question of a lesson. `test` is its whole check, empty if a person grades the answer.

    `cell_id` is the id of the cell for the answer, and `prompt` the text above it.
    """

    id: str
    points: float
    test: str
    cell_id: str = ""
    prompt: str = ""

    @property
    def variable(self) -> str:
        """The variable that the answer is assigned to."""
        return self.id.replace("-", "_")

    @functools.cached_property
    def constants(self) -> dict[str, Any]:
        """The constants of the check: WHY and WITHIN. Raises ValueError or SyntaxError if they cannot be read."""
        return constants(self.test)

    @functools.cached_property
    def asks(self) -> re.Pattern[str] | None:
        """The question's own words, wherever a line breaks; None if there is no text above the answer."""
        return _anywhere(self.prompt[max(self.prompt.rfind("**Question"), 0) :])

    @functools.cached_property
    def above(self) -> re.Pattern[str] | None:
        """All of the text above the answer, wherever a line breaks; None if there is none."""
        return _anywhere(self.prompt)

    def result(self, status: AnswerStatus, message: str) -> AnswerResult:
        """The result of this question; it has full points if it passed, and none otherwise."""
        by = GradedBy.MACHINE if self.test else GradedBy.PERSON
        score = self.points if status is AnswerStatus.PASSED else 0.0
        return AnswerResult(self.id, by, status, self.points, score, printable(message, 1000))

    def complaint(self, answer: Plain) -> str | None:
        """None if the check accepts an answer as it stands; otherwise what its assertion says."""
        try:
            exec(self._compiled, {"__builtins__": ALLOWED, self.variable: answer})
        except AssertionError as error:
            return str(error)
        except Exception:
            return "That is not the kind of answer asked for."
        return None

    def known_as(self, answer: Plain) -> str | float | None:
        """The answer in WHY that counts as this one, the nearest of several numbers; None if there is none."""
        why: Mapping[str | float, str] = self.constants.get("WHY", {})
        if isinstance(answer, str):
            letters = [known for known in why if isinstance(known, str) and letter_of(known) == letter_of(answer)]
            if letters and letters[0] != OTHER:
                return letters[0]
        if (number := number_of(answer)) is None:
            return None
        within = self.constants.get("WITHIN", 0.0)
        numbers = [known for known in why if isinstance(known, int | float) and near(number, known, within)]
        return min(numbers, key=lambda known: abs(known - number), default=None)

    def readings(self, answer: Plain) -> list[Plain]:
        """The answer as it stands, and what a person reads in it, the likeliest last: " B)", "-4" and -4.01."""
        found: list[Plain] = [answer]
        if isinstance(answer, str):
            found += [letter_of(answer), number_of(answer)]
        found.append(self.known_as(answer))
        return [each for number, each in enumerate(found) if each is not None or number == 0]

    @functools.cached_property
    def _compiled(self) -> Any:
        return compile(self.test, f"<{self.id}>", "exec")


def find_questions(lesson: Any) -> list[Question]:
    """The questions of a lesson with its answers, from the nbgrader metadata of its cells."""
    questions: list[Question] = []
    places: dict[str, tuple[str, str]] = {}
    prompt = ""
    for cell in lesson["cells"]:
        settings = cell["metadata"].get("nbgrader", {})
        if not settings and cell["cell_type"] == "markdown":
            prompt = cell["source"]
        if settings.get("solution"):
            places[settings["grade_id"]] = (cell.get("id", ""), prompt)
        if settings.get("grade"):
            by_person = settings.get("solution")
            name = settings["grade_id"] if by_person else settings["grade_id"].removesuffix("-check")
            test = "\n".join(line for line in cell["source"].splitlines() if not line.startswith("### "))
            points = float(settings["points"])
            questions.append(Question(name, points, "" if by_person else test, *places.get(name, ("", ""))))
    return questions


def _anywhere(text: str) -> re.Pattern[str] | None:
    words = text.split()
    return re.compile(r"\s+".join(map(re.escape, words))) if words else None


def constants(code: str) -> dict[str, Any]:
    """The names in capitals that a check assigns, with their values. Raises ValueError or SyntaxError."""
    assigned = [node for node in ast.parse(code).body if isinstance(node, ast.Assign)]
    named = [(node.targets[0].id, node.value) for node in assigned if isinstance(node.targets[0], ast.Name)]
    return {name: ast.literal_eval(expression) for name, expression in named if name.isupper()}

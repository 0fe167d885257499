"""The questions of lessons as a terminal asks them: lessons/quiz.json, beside the sealed verdicts of `feedback`."""

from dataclasses import dataclass, field
from pathlib import Path

from gradus.core.decode import read_json

FILE = "lessons/quiz.json"


@dataclass(frozen=True)
class QuizQuestion:
    """A question in plain text, with its `choices` by letter, none if it asks for a number or for words.

    `run` is an expression that shows the answer with the student's own functions of the exercise of that id, once it
    was predicted; empty if there is none.
    """

    ask: str
    choices: dict[str, str] = field(default_factory=dict)
    run: str = ""
    exercise: str = ""


def read(path: Path) -> dict[str, dict[str, QuizQuestion]]:
    """The questions of every lesson by their names, in the lesson's order. Raises DecodeError if it is invalid."""
    return read_json(dict[str, dict[str, QuizQuestion]], path, "quiz")

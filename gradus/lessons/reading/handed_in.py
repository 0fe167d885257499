"""A student's cells beside the lesson they come from: which belong to which question, however they were edited."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gradus.core.answers.reading import Followed, UnreadableError, follow, follow_line
from gradus.lessons.questions import Question, find_questions
from gradus.lessons.reading.notebooks import Cell, cell_ids, cell_source, grade_id

MAX_PARSED = 500_000  # characters of a notebook that are read as Python
BELOW = 5  # cells below a question that may hold an answer in words


class Sheet:
    """The cells of a notebook that was handed in, with their texts, and the questions of its lesson."""

    def __init__(self, cells: Sequence[Cell], lesson: Any) -> None:
        self.cells = cells
        self.texts = [cell_source(cell) for cell in cells]
        self.names = [grade_id(cell) for cell in cells]
        self.questions = find_questions(lesson)
        self._left = MAX_PARSED
        self._read: dict[int, Followed | UnreadableError] = {}
        self._asked = {name for question in self.questions for name in (question.id, f"{question.id}-check")}
        given = {_words(cell["source"]) for cell in lesson["cells"] if not cell["metadata"].get("nbgrader")}
        self._given = [text is not None and _words(text) in given for text in self.texts]

    def is_code(self, number: int) -> bool:
        """Whether a cell is a code cell."""
        return self.cells[number].get("cell_type") == "code"

    def text(self, numbers: Iterable[int], between: str = "\n") -> str:
        """The texts of several cells as one, each text once."""
        return between.join(dict.fromkeys(self.texts[number] or "" for number in numbers))

    def own(self, question: Question) -> list[int]:
        """The cells that carry the question's name in nbgrader's metadata, or else in their own id."""
        named = [number for number, name in enumerate(self.names) if name == question.id]
        return named or [
            number
            for number, cell in enumerate(self.cells)
            if question.cell_id and question.cell_id in cell_ids(cell)
            if self.names[number] not in self._asked and not self._given[number]
        ]

    def others(self, question: Question, own: Sequence[int], code: bool) -> Iterator[int]:
        """The other cells, of code or of text, that mention the question's variable and are not the lesson's own."""
        mentioned = re.compile(rf"\b{re.escape(question.variable)}\b")
        for number, text in enumerate(self.texts):
            other = number not in own and not self._given[number] and self.is_code(number) is code
            if other and text and mentioned.search(text):
                yield number

    def follow(self, number: int, variable: str, known: Mapping[str, Any], whole: bool = True) -> Followed:
        """What a cell assigns: all of it, or where that is not Python, or not `whole`, the lines for one variable.

        Raises UnreadableError if there is nothing that can be read.
        """
        text = self.texts[number] or ""
        try:
            if whole and not known:
                return self._whole(number)
            self._spend(number)
            if whole:
                return follow(text, known)
        except UnreadableError:
            if not (line := follow_line(text, variable)):
                raise
            return line
        return follow_line(text, variable) or Followed()

    def _whole(self, number: int) -> Followed:
        """What all of a cell assigns, read once for all questions. Raises UnreadableError."""
        if number not in self._read:
            try:
                self._spend(number)
                self._read[number] = follow(self.texts[number] or "")
            except UnreadableError as error:
                self._read[number] = error
        read = self._read[number]
        if isinstance(read, UnreadableError):
            raise read
        return read

    def _spend(self, number: int) -> None:
        """Count the characters that are parsed. Raises UnreadableError if they are more than MAX_PARSED in all."""
        text = self.texts[number]
        self._left -= len(text or "")
        if text is None or self._left < 0:
            raise UnreadableError("The cell is too long")

    def below(self, question: Question, own: Sequence[int]) -> list[int]:
        """The cells below the question's own text, up to the next one of the lesson."""
        asking = [
            number for number, text in enumerate(self.texts) if text and question.asks and question.asks.search(text)
        ]
        before = [number for number in asking if not own or number < own[0]]
        if not before and not own:
            return []
        first = before[-1] if before else own[0]
        found: list[int] = []
        for number in range(first + 1, min(len(self.cells), first + 1 + BELOW + len(own))):
            if number in own:
                continue
            if self._given[number] or self.names[number] in self._asked:
                break
            found.append(number)
        return found


def _words(text: str) -> str:
    return " ".join(text.split())

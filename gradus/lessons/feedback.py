"""The reasons that a lesson gives for each answer: read from its source, and sealed for students.

A check's hidden tests hold `WHY`, a reason for each answer, and for a number `WITHIN`. The model answer to a question
in words ends with a list below "**A good answer**", of what such an answer contains.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gradus.core.course import CourseError
from gradus.core.feedback import AnswerKind, SealedQuestion, seal_question
from gradus.lessons import questions
from gradus.lessons.questions import OTHER, Question, find_questions
from gradus.lessons.reading.notebooks import cell_source, grade_id

HIDDEN = re.compile(r"(?s)### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS")
CALL = re.compile(r'(?m)^(feedback|indicators)\("([\w-]+)"')
GOOD = re.compile(r"(?ms)^\*\*A good answer\*\*$(.*)\Z")


@dataclass(frozen=True)
class Reasons:
    """What a lesson says of the answers to one question; `why` is empty for a question in words."""

    question: Question
    why: Mapping[str | float, str]
    within: float = 0.0
    good: tuple[str, ...] = ()

    @property
    def kind(self) -> AnswerKind:
        """What the question asks for."""
        if not self.question.test:
            return AnswerKind.TEXT
        return AnswerKind.CHOICE if all(isinstance(answer, str) for answer in self.answers) else AnswerKind.NUMBER

    @property
    def answers(self) -> list[str | float]:
        """The answers that have a reason of their own."""
        return [answer for answer in self.why if answer != OTHER]

    def is_right(self, answer: str | float) -> bool:
        """Whether the question's hidden test accepts the answer."""
        return self.question.complaint(answer) is None

    def seal(self, lesson: str) -> SealedQuestion:
        """The question as students get it."""
        name = f"{lesson}/{self.question.id}"
        if self.kind is AnswerKind.TEXT:
            return seal_question(name, self.kind, {}, "\n".join(self.good))
        reasons = {answer: (self.is_right(answer), self.why[answer]) for answer in self.answers}
        return seal_question(name, self.kind, reasons, self.why.get(OTHER, ""), self.within)


def read_reasons(notebook: Any, lesson: str) -> list[Reasons]:
    """The reasons of every question of a lesson with its answers. Raises CourseError where they cannot be read."""
    constants: dict[str, dict[str, Any]] = {}
    for cell in notebook["cells"]:
        text = cell_source(cell) or ""
        if cell["cell_type"] == "markdown" and (listed := GOOD.search(text)):
            points = [" ".join(point.split()) for point in re.split(r"(?m)^- ", listed[1])]
            constants.setdefault(grade_id(cell), {})["GOOD"] = tuple(filter(None, points))
        elif cell["cell_type"] == "code" and (called := CALL.search(text)):
            constants.setdefault(called[2], {})["CALL"] = called[1]
            constants[called[2]] |= _constants(text, f"solutions/lessons/{lesson}.md: {called[2]}")
    found = []
    for question in find_questions(notebook):
        known = constants.get(question.id, {})
        good = known.get("GOOD", ()) if known.get("CALL") == "indicators" else ()
        found.append(Reasons(question, known.get("WHY", {}), float(known.get("WITHIN", 0.0)), good))
    return found


def as_json(lessons: Mapping[str, Any]) -> bytes:
    """lessons/feedback.json, given all lessons with answers by name."""
    table = {
        lesson: {each.question.id: asdict(each.seal(lesson)) for each in read_reasons(notebook, lesson)}
        for lesson, notebook in lessons.items()
    }
    return (json.dumps(table, indent=1, sort_keys=True) + "\n").encode()


def reason_findings(reasons: Reasons, choices: str) -> Iterator[str]:
    """Yield a message for what is missing among the reasons of a question, whose `choices` are letters."""
    name, answers = reasons.question.id, reasons.answers
    if reasons.kind is AnswerKind.TEXT:
        if not reasons.good:
            yield (
                f'{name}: it needs a cell with indicators("{name}"), and a list of what an answer contains below '
                "**A good answer**, at the end of its model answer."
            )
        return
    if not answers:
        yield f'{name}: its check does not call feedback("{name}", …) with WHY, a reason for each answer.'
        return
    right = [answer for answer in answers if reasons.is_right(answer)]
    if len(right) != 1:
        yield f"{name}: {len(right)} of the answers in WHY pass its hidden test, not one."
    if reasons.kind is AnswerKind.CHOICE and sorted(map(str, answers)) != sorted(choices):
        yield f"{name}: WHY has reasons for {', '.join(map(str, answers))}, the question offers {', '.join(choices)}."
    if reasons.kind is AnswerKind.NUMBER:
        yield from _number_findings(reasons, right)


def _number_findings(reasons: Reasons, right: list[str | float]) -> Iterator[str]:
    name, within = reasons.question.id, reasons.within
    if OTHER not in reasons.why:
        yield f'{name}: WHY has no reason for any "{OTHER}" number.'
    if not within > 0:
        yield f"{name}: its check has no WITHIN, how far a number may be off."
        return
    for answer in right:
        if isinstance(answer, int | float) and not (
            reasons.is_right(answer + 0.9 * within)
            and reasons.is_right(answer - 0.9 * within)
            and not reasons.is_right(answer + 1.1 * within)
            and not reasons.is_right(answer - 1.1 * within)
        ):
            yield f"{name}: WITHIN is {within:g}, and the hidden test draws another border."


def _constants(text: str, where: str) -> dict[str, Any]:
    """The constants in the hidden region of a cell. Raises CourseError, which begins with `where`."""
    hidden = HIDDEN.search(text)
    try:
        return questions.constants(hidden[1] if hidden else "")
    except (ValueError, SyntaxError) as error:
        raise CourseError(f"{where}: its hidden part cannot be read: {error}.") from None

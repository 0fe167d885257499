"""Judges the answers in a student's notebook by reading it: the notebook is data, and nothing in it is ever run.

An automatically graded answer is a plain value; the question's check runs with that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core.answers.forms import number_of
from gradus.core.answers.plain import Plain
from gradus.core.display import value
from gradus.core.feedback import no_choice
from gradus.core.text import count, one_line
from gradus.lessons.questions import OTHER, Question
from gradus.lessons.reading.answered import Answered, value_of, words_of
from gradus.lessons.reading.handed_in import Sheet
from gradus.lessons.reading.notebooks import Cell, grade_id, table
from gradus.lessons.report import AnswerResult, AnswerStatus

NOT_BEGUN = "Not answered yet."
MISSING = "The cell for this answer is missing from the notebook."
MOST_NAMED = 4  # answers that two sentences name


@dataclass(frozen=True)
class Judged:
    """The result of a question, with the cells that were judged, and remarks about them that cost no points."""

    result: AnswerResult
    answered: Answered
    remarks: tuple[str, ...] = ()


def judge_answers(cells: Sequence[Cell], lesson: Any) -> list[Judged]:
    """Judge the answers in a student's cells, which may be reordered, split, copied, merged or deleted."""
    sheet = Sheet(cells, lesson)
    return [_judge(sheet, question) for question in sheet.questions]


def grade_answers(cells: Sequence[Cell], lesson: Any) -> list[AnswerResult]:
    """The results of `judge_answers`."""
    return [judged.result for judged in judge_answers(cells, lesson)]


def find_oddities(notebook: dict[str, Any], cells: Sequence[Cell], questions: Sequence[Question]) -> list[str]:
    """Messages about oddities of a notebook, which cost no points."""
    metadata = table(notebook, "metadata")
    named = table(metadata, "language_info").get("name", "python")
    language = table(metadata, "kernelspec").get("language", named)
    ids = [cell["id"] for cell in cells if isinstance(cell.get("id"), str)]
    expected = [question.id for question in questions]
    order = list(dict.fromkeys(name for name in map(grade_id, cells) if name in expected))
    kernel = (
        f"It asks for a kernel of {one_line(str(language), 40)}, not of Python. Its answers were read all the same."
    )
    oddities = {
        kernel: str(language).casefold() != "python",
        "Some of its cells have the same id: was it merged, or were cells copied?": len(set(ids)) < len(ids),
        "Its questions are in another order.": order != [name for name in expected if name in order],
    }
    return [oddity for oddity, found in oddities.items() if found]


def remarks_on(judged: Sequence[Judged]) -> list[str]:
    """Each remark once, with the questions that it is about."""
    about: dict[str, list[str]] = {}
    for each in judged:
        for remark in each.remarks:
            about.setdefault(remark, []).append(each.result.id)
    more = {remark: f" and {len(names) - 3} more" if len(names) > 3 else "" for remark, names in about.items()}
    return [f"{', '.join(names[:3])}{more[remark]}: {one_line(remark, 300)}." for remark, names in about.items()]


def _judge(sheet: Sheet, question: Question) -> Judged:
    if not question.test:
        return _for_a_person(sheet, question)
    answered = value_of(sheet, question)
    if not answered.found:
        return Judged(question.result(AnswerStatus.MISSING, MISSING), answered)
    if not answered.values:
        status = AnswerStatus.ERROR if answered.error else AnswerStatus.NOT_STARTED
        return Judged(question.result(status, answered.error or NOT_BEGUN), answered)
    read = [_accepted(question, answer) for answer in answered.values]
    if any(each is None for each in read) and len(read) > 1:
        named = " and ".join(one_line(value(answer), 60) for answer in answered.values[:MOST_NAMED])
        numeral = {2: "Two", 3: "Three"}.get(len(read), str(len(read)))
        message = f"{numeral} different answers stand: {named}. Keep one."
        return Judged(question.result(AnswerStatus.ERROR, message), answered)
    (answer, *_), (accepted, *_) = answered.values, read
    if accepted is None:
        message = f"answered  {value(answer)}\n{one_line(_advice(question, answer), 500)}"
        return Judged(question.result(AnswerStatus.FAILED, message), answered, tuple(answered.remarks))
    remarks = [*answered.remarks]
    if isinstance(answer, str) and accepted != answer:
        remarks.append(f"{value(answer)} was read as {value(accepted)}")
    return Judged(question.result(AnswerStatus.PASSED, ""), answered, tuple(remarks))


def _for_a_person(sheet: Sheet, question: Question) -> Judged:
    answered = words_of(sheet, question)
    if not answered.found:
        return Judged(question.result(AnswerStatus.MISSING, MISSING), answered)
    if not answered.text:
        return Judged(question.result(AnswerStatus.NOT_STARTED, NOT_BEGUN), answered)
    cells = len(answered.cells)
    several = f" There are {count(cells, 'cell')} for this answer." if cells > 1 else ""
    result = question.result(AnswerStatus.UNGRADED, f"A person grades this one.{several}")
    return Judged(result, answered, tuple(answered.remarks))


def _accepted(question: Question, answer: Plain) -> Plain:
    """The reading of an answer that the question's check accepts; None if it accepts none."""
    return next((reading for reading in question.readings(answer) if question.complaint(reading) is None), None)


def _advice(question: Question, answer: Plain) -> str:
    """What to say of a wrong answer: what the check says, the reason for that answer, or what kind is asked for."""
    why = question.constants.get("WHY", {})
    complaints = [complaint for reading in question.readings(answer) if (complaint := question.complaint(reading))]
    known = question.known_as(answer)
    if known is not None:
        return str(why[known])
    letters = [each for each in why if isinstance(each, str) and each != OTHER]
    if letters and len(letters) == len(why):
        return no_choice(sorted(letters))
    if OTHER in why and number_of(answer) is not None:
        return str(why[OTHER])
    return complaints[0] if complaints else "That is not the answer; look at the picture again."

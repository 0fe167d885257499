"""What a student's cells hold for one question: a value that is read, or words for a person, with remarks on both."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradus.core.answers.forms import among
from gradus.core.answers.plain import Plain
from gradus.core.answers.reading import AnswerError, Followed, UnreadableError, follow
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.lessons.questions import TEXT_STUB, Question
from gradus.lessons.reading.handed_in import Sheet
from gradus.lessons.reading.notebooks import table

SPLIT = "The answer stands in several cells, which were read together"
AGAIN = "The answer was assigned more than once; the last value counts"
LOST = "The cell has lost nbgrader's metadata; it was recognised by its id"
NAMED = "The cell that asks is gone, or has lost nbgrader's metadata; the answer was recognised by its variable"
PLACED = "The cell has lost nbgrader's metadata; it was recognised by its place"
ELSEWHERE = "The answer stands in another cell than the one that asks, and was read there"
UNQUOTED = "A letter without quotes was read as one"
IN_TEXT = "The answer stands in a text cell, and was read there"
IGNORED = "Another cell assigns another value; the cell that asks counts"
PICTURE = "A picture is attached, which only the notebook that was handed in shows"

MARKS = re.compile(r"[\s*_#>`~.:-]+")  # what Markdown puts around words
STATEMENT = re.compile(r"(?m)^\s*[^\s#]")


@dataclass
class Answered:
    """What a student's cells hold for a question: the `cells` by number, their `text`, and remarks about both.

    `values` are the different answers to a question for the machine; without one, `error` says why, unless the answer
    is still empty. `found` is false where there is not even an empty cell.
    """

    cells: list[int] = field(default_factory=list)
    text: str = ""
    values: list[Plain] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    error: str = ""
    found: bool = True


@dataclass
class _Read:
    """What was read in some cells: values by cell, empty ones, why others cannot be read, and other names in them."""

    values: list[tuple[int, Plain]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, number: int, followed: Followed, question: Question) -> None:
        """Note what a cell assigns to the variable of a question, if anything."""
        variable = question.variable
        if not followed.assigned.get(variable):
            self.others += followed.assigned
            return
        try:
            value = followed.answer(variable)
        except AnswerError as error:
            value = followed.bare(variable)
            if question.known_as(value) is None:
                self.faults.append((number, str(error)))
                return
            self.remarks.append(UNQUOTED)
        if value is None:
            self.empty.append(number)
            return
        self.values.append((number, value))
        self.remarks += [_sentence(remark) for remark in followed.remarks]
        self.remarks += [AGAIN] if followed.overruled(variable) else []


def value_of(sheet: Sheet, question: Question) -> Answered:
    """The answer to a question that the machine grades."""
    own, variable = sheet.own(question), question.variable
    mine = _read_own(sheet, own, question)
    others = _read_others(sheet, sheet.others(question, own, code=True), question)
    used, remarks = mine, [SPLIT] if len(own) > 1 else []
    if own and sheet.names[own[0]] != question.id:
        remarks.append(LOST)
    if mine.values:
        known = [value for _, value in mine.values]
        remarks += [] if all(sheet.is_code(number) for number, _ in mine.values) else [IN_TEXT]
        remarks += [IGNORED] if any(not among(value, known) for _, value in others.values) else []
    elif others.values:
        used, remarks = others, [ELSEWHERE if own else NAMED]
    else:
        in_text = _read_others(sheet, sheet.others(question, own, code=False), question, whole=False)
        if in_text.values:
            used, remarks = in_text, [IN_TEXT]
        others.empty += in_text.empty
    values: list[Plain] = []
    for _, value in used.values:
        values += [] if among(value, values) else [value]
    if used is mine:
        cells = own or others.empty[:1] or [number for number, _ in others.faults[:1]]
    else:
        cells = [number for number, _ in used.values]
    answered = Answered(cells, sheet.text(cells), values, [*remarks, *dict.fromkeys(used.remarks)])
    if not values:
        answered.remarks = []
        answered.found = bool(cells)
        answered.error = _why(sheet, own, variable, mine, others)
    return answered


def words_of(sheet: Sheet, question: Question) -> Answered:
    """The answer to a question that a person grades."""
    own = sheet.own(question)
    named = bool(own) and sheet.names[own[0]] == question.id
    given = {number: text for number in own if (text := _written(sheet, question, number))}
    places = list(own)
    remarks = [] if named or not own else [LOST]
    if not given or not named:
        below = [number for number in sheet.below(question, own) if _is_prose(sheet, number)]
        more = {number: text for number in below if (text := _written(sheet, question, number))}
        if more:
            remarks = [ELSEWHERE if named else PLACED]
        given, places = dict(sorted({**given, **more}.items())), sorted({*own, *below})
    if not given and (merged := _merged(sheet, question)):
        given = {number: text for number, text in merged.items() if not _is_stub(text)}
        places, remarks = list(given or places or merged), [ELSEWHERE if named else PLACED]
    if any(table(sheet.cells[number], "attachments") for number in given):
        remarks.append(PICTURE)
    text = "\n\n".join(dict.fromkeys(given.values()))
    return Answered(list(given) or places, text, remarks=remarks, found=bool(places))


def _read_own(sheet: Sheet, own: Sequence[int], question: Question) -> _Read:
    """What the cells of a question hold, one after the other as Python would run them, or as one text."""
    read, known, variable = _Read(), dict[str, Any](), question.variable
    for number in own:
        try:
            followed = sheet.follow(number, variable, known)
        except UnreadableError as error:
            if joined := _joined(sheet, own, variable):
                read = _Read()
                read.add(own[0], joined, question)
                return read
            read.faults.append((number, f"{error}: it should hold one line, {variable} = your answer."))
            continue
        known |= {name: values[-1] for name, values in followed.assigned.items()}
        read.add(number, followed, question)
    return read


def _joined(sheet: Sheet, own: Sequence[int], variable: str) -> Followed | None:
    """The cells of a question as the one text that an editor split; None if that is no Python either."""
    texts = [sheet.texts[number] or "" for number in own]
    for between in ("\n", "") if len(texts) > 1 else ():
        try:
            followed = follow(between.join(texts))
        except UnreadableError:
            continue
        if followed.assigned.get(variable):
            return followed
    return None


def _read_others(sheet: Sheet, numbers: Iterable[int], question: Question, whole: bool = True) -> _Read:
    read = _Read()
    for number in numbers:
        try:
            read.add(number, sheet.follow(number, question.variable, {}, whole), question)
        except UnreadableError:
            continue
    return read


def _why(sheet: Sheet, own: Sequence[int], variable: str, mine: _Read, others: _Read) -> str:
    """Why there is no answer; empty if it was not begun."""
    faults = mine.faults or others.faults
    if faults:
        return faults[0][1]
    written = any(STATEMENT.search(sheet.texts[number] or "") for number in own)
    if not written or mine.empty or others.empty:
        return ""
    instead = f", only to {', '.join(one_line(name, 40) for name in mine.others[:3])}" if mine.others else ""
    return f"The cell assigns nothing to {variable}{instead}."


def _written(sheet: Sheet, question: Question, number: int) -> str:
    """The words in a cell, empty if they are the question's own or the stub."""
    text = rest = sheet.texts[number] or ""
    for own in filter(None, (question.above, question.asks)):
        rest = own.sub("", rest)
    return "" if _is_stub(rest) else text


def _is_stub(text: str) -> bool:
    return MARKS.sub(" ", same(text[:5000])).strip() in ("", TEXT_STUB.casefold())


def _merged(sheet: Sheet, question: Question) -> dict[int, str]:
    """What stands in the cell of the question's own text, behind it."""
    if not question.asks:
        return {}
    found = {number: question.asks.search(text) for number, text in enumerate(sheet.texts) if text}
    behind = {number: (sheet.texts[number] or "")[match.end() :].strip() for number, match in found.items() if match}
    return {number: text for number, text in behind.items() if text}


def _is_prose(sheet: Sheet, number: int) -> bool:
    """Whether a cell holds words: a text cell, or a code cell with nothing that Python would do."""
    if not sheet.is_code(number):
        return True
    try:
        follow(sheet.texts[number] or "")
    except UnreadableError:
        return True
    return not STATEMENT.search(sheet.texts[number] or "")


def _sentence(remark: str) -> str:
    return remark[:1].upper() + remark[1:]

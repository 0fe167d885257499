"""What `gradus quiz` asks: the lessons' own questions as plain text, or as solutions/lessons/quiz.toml words them.

A table of quiz.toml has `ask`, the question where the lesson's words need a picture, `skip`, or `run`, a call of the
student's own functions that shows the answer, of the lesson's exercise or of the `exercise` that it names.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gradus.core.course import Course, CourseError
from gradus.core.decode import DecodeError, build
from gradus.core.quiz import QuizQuestion
from gradus.core.text import nearest, one_line
from gradus.lessons.plain import PlainTextError, plain
from gradus.lessons.questions import Question, find_questions

FILE = "quiz.toml"
_CHOICE = re.compile(r"(?m)^\s*- \*\*([a-h])\*\*\s+")
_HEAD = re.compile(r"^\*\*[^*]*\*\*(\s*\([^)]*\)\.)?\s*")


@dataclass(frozen=True)
class Entry:
    """A table of quiz.toml."""

    ask: str = ""
    skip: bool = False
    run: str = ""
    exercise: str = ""


def questions(course: Course, lessons: Mapping[str, Any]) -> dict[str, dict[str, QuizQuestion]]:
    """The questions of a quiz by lesson, given all lessons as notebooks with answers. Raises CourseError."""
    entries = read(course)
    for name in entries.keys() - lessons.keys():
        raise CourseError(f"solutions/lessons/{FILE}, {one_line(name)}: {_unknown(name, lessons, 'lesson')}")
    return {lesson: of_lesson(course, lesson, notebook, entries) for lesson, notebook in lessons.items()}


def of_lesson(
    course: Course, lesson: str, notebook: Any, entries: Mapping[str, Mapping[str, Entry]]
) -> dict[str, QuizQuestion]:
    """The questions of one lesson, a notebook with answers, that are asked. Raises CourseError."""
    mine = entries.get(lesson, {})
    asked = {each.id: _asked(course, lesson, each, mine.get(each.id, Entry())) for each in find_questions(notebook)}
    for name in mine.keys() - asked.keys():
        raise CourseError(f"{_where(lesson, name)}: {_unknown(name, asked)}")
    return {name: question for name, question in asked.items() if question}


def as_json(course: Course, lessons: Mapping[str, Any]) -> bytes:
    """lessons/quiz.json, given all lessons as notebooks with answers. Raises CourseError."""
    table = {
        lesson: {name: asdict(question) for name, question in mine.items()}
        for lesson, mine in questions(course, lessons).items()
    }
    return (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()


def read(course: Course) -> dict[str, dict[str, Entry]]:
    """The tables of quiz.toml by lesson and question, none without the file. Raises CourseError."""
    path = course.solutions / "lessons" / FILE
    try:
        return build(dict[str, dict[str, Entry]], tomllib.loads(path.read_text("utf-8-sig")), FILE)
    except FileNotFoundError:
        return {}
    except (DecodeError, OSError, ValueError) as error:
        raise CourseError(f"solutions/lessons/{FILE} cannot be used: {one_line(str(error), 300)}") from None


def _where(lesson: str, name: str) -> str:
    return f"solutions/lessons/{FILE}, {one_line(lesson)}/{one_line(name)}"


def _unknown(name: str, known: Mapping[str, Any], kind: str = "question") -> str:
    near = nearest(name, known, 0.6)
    return f"there is no such {kind}. Did you mean {near}?" if near else f"there is no such {kind}."


def _asked(course: Course, lesson: str, question: Question, entry: Entry) -> QuizQuestion | None:
    """A question as it is asked; None if it is left out. Raises CourseError if its words need a lesson."""
    if entry.skip:
        return None
    where = _where(lesson, question.id)
    head, *choices = _CHOICE.split(question.prompt[max(question.prompt.rfind("**Question"), 0) :])
    pairs = dict(zip(choices[::2], choices[1::2], strict=True))
    try:
        texts = {letter: plain(text) for letter, text in pairs.items()}
        ask = entry.ask.strip() or plain(_HEAD.sub("", head.strip()))
    except PlainTextError as error:
        raise CourseError(f"{where}: a terminal cannot show {error}: word the question there, as ask = …") from None
    exercise = entry.exercise or next((each.id for each in course.exercises if each.lesson == lesson), "")
    for fault in _run_findings(course, entry, exercise):
        raise CourseError(f"{where}: {fault}")
    return QuizQuestion(ask, texts, entry.run, exercise if entry.run else "")


def _run_findings(course: Course, entry: Entry, exercise: str) -> Iterator[str]:
    """What is wrong with the expression that shows the answer."""
    if not entry.run:
        return
    if exercise not in course.by_id:
        yield f"run needs an exercise, and there is no {one_line(exercise) or 'one with this lesson'}."
    try:
        ast.parse(entry.run, mode="eval")
    except (SyntaxError, ValueError) as error:
        yield f"run is no expression of Python: {one_line(str(error))}."

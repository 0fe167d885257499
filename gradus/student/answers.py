"""A student's answers to the questions of lessons: what came of each, stored in .gradus/lessons.json."""

import contextlib
import json
from enum import StrEnum
from typing import Any

from gradus.core.course import Course
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic

FILE = ".gradus/lessons.json"
QUESTIONS = "lessons/feedback.json"  # gradus.core.feedback reads it in full, and takes longer to import
QUIZ = "lessons/quiz.json"  # of gradus.core.quiz
Stored = dict[str, dict[str, str]]


class Answered(StrEnum):
    """What is stored about a question that was answered. A person judges what was written in words."""

    RIGHT = "right"
    WRONG = "wrong"
    WRITTEN = "written"


def remember(course: Course, lesson: str, question: str, answered: Answered) -> None:
    """Store what came of an answer, if the file can be written."""
    path = course.root / FILE
    entries = stored(course)
    entries.setdefault(lesson, {})[question] = answered
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps(entries, indent=1, sort_keys=True) + "\n")
    from gradus.student import history

    event = history.Event(history.now(), history.What.LESSON, lesson=lesson, question=question, verdict=answered)
    history.add(course.root, [event])


def read(course: Course) -> dict[str, tuple[int, int]]:
    """How many questions of each lesson were answered, and how many it has; only lessons that are there."""
    try:
        questions = read_json(dict[str, dict[str, dict[str, Any]]], course.root / QUESTIONS, "feedback")
    except DecodeError:
        return {}
    known = stored(course)
    return {
        lesson: (len(known.get(lesson, {}).keys() & asked.keys()), len(asked))
        for lesson, asked in questions.items()
        if (course.root / "lessons" / f"{lesson}.ipynb").is_file()
    }


def quizzes(course: Course) -> dict[str, list[str]]:
    """The names of the questions that a quiz can ask, by lesson."""
    with contextlib.suppress(DecodeError):
        found = read_json(dict[str, dict[str, Any]], course.root / QUIZ, "quiz")
        return {lesson: [*questions] for lesson, questions in found.items()}
    return {}


def stored(course: Course) -> Stored:
    """What came of each answer, by lesson and question; nothing if the file is missing or invalid."""
    with contextlib.suppress(DecodeError):
        return read_json(Stored, course.root / FILE, "lessons")
    return {}

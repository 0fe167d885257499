"""Which questions a quiz asks: what was missed and is due, then what comes again, then new ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gradus.core import feedback, quiz
from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError
from gradus.core.feedback import AnswerKind, SealedQuestion
from gradus.core.quiz import QuizQuestion
from gradus.student.preferences import QuizType
from gradus.student.quiz import cards
from gradus.student.quiz.cards import Card, is_due


class QuizError(Exception):
    """There is nothing to ask; the text says why, and what to do."""


@dataclass(frozen=True)
class Asked:
    """A question, in a lesson under a name, with its sealed verdicts and what is known of it."""

    lesson: str
    name: str
    question: QuizQuestion
    sealed: SealedQuestion
    card: Card

    @property
    def key(self) -> str:
        """Its name in the files of verdicts and of cards."""
        return f"{self.lesson}/{self.name}"


def questions(course: Course) -> list[Asked]:
    """Every question that can be asked, in the course's order. Raises QuizError if there are none."""
    try:
        asked, sealed = quiz.read(course.root / quiz.FILE), feedback.read(course.root / feedback.FILE)
    except DecodeError as error:
        where = "is made by gradus release" if (course.root / "solutions").is_dir() else "is missing or damaged"
        raise QuizError(f"{quiz.FILE}, which holds the questions, {where} ({error}).") from None
    seen = cards.known(course)
    return [
        Asked(lesson, name, question, sealed[lesson][name], seen.get(f"{lesson}/{name}", Card()))
        for lesson in course.lessons
        for name, question in asked.get(lesson, {}).items()
        if name in sealed.get(lesson, {})
    ]


def of_type(found: Iterable[Asked], quiz_type: QuizType) -> list[Asked]:
    """Those that the learner likes to be asked: letters and numbers, words, or both."""
    words = {QuizType.MULTIPLE_CHOICE: (False,), QuizType.EXPLANATION: (True,)}.get(quiz_type, (False, True))
    return [each for each in found if (each.sealed.kind is AnswerKind.TEXT) in words]


def choose(found: Sequence[Asked], reached: Iterable[str], number: int, today: date) -> list[Asked]:
    """As many questions as that: what was missed and is due, then what comes again, then new ones of lessons `reached`.

    Of the new ones, no lesson gives more than its share while others have some left.
    """
    lessons = [*reached]
    before = [each for each in found if each.card.asked and is_due(each.card, today)]
    again = sorted(before, key=lambda each: (each.card.box, each.card.due))
    waiting = {name: [each for each in found if each.lesson == name and not each.card.asked] for name in lessons}
    fresh = [each for row in _rounds(waiting) for each in row]
    return [*again, *fresh][:number]


def _rounds(waiting: Mapping[str, Sequence[Asked]]) -> list[list[Asked]]:
    """One question of each lesson, then the next one of each, the latest lesson first."""
    longest = max(map(len, waiting.values()), default=0)
    return [[each[n] for each in reversed([*waiting.values()]) if n < len(each)] for n in range(longest)]


def soonest(found: Iterable[Asked]) -> str:
    """The day on which the next question is due; empty if none was ever asked."""
    return min((each.card.due for each in found if each.card.asked), default="")


def lessons_of(course: Course, exercises: Iterable[Exercise]) -> list[str]:
    """The lessons of some exercises, each once."""
    return list(dict.fromkeys(lesson for exercise in exercises for lesson in course.lessons_of(exercise)))

"""When a question comes again: the boxes of a card index, after Leitner, stored in .gradus/quiz.json.

Source: Sebastian Leitner, So lernt man lernen, 1972: what was right moves on to a box that is asked more rarely, what
was missed goes back to the first one.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from gradus.core.course import Course
from gradus.core.decode import read_valid
from gradus.core.files import write_atomic
from gradus.student import answers
from gradus.student.answers import Answered

FILE = ".gradus/quiz.json"
DAYS = (1, 3, 7, 21, 60)  # until a question comes again, by its box


@dataclass(frozen=True)
class Card:
    """What is known of a question: its box, the day from which it is due, and how often it was asked and right."""

    box: int = 0
    due: str = ""
    asked: int = 0
    right: int = 0

    def answered(self, right: bool, today: date) -> "Card":
        """The card after one more answer."""
        box = min(self.box + 1, len(DAYS) - 1) if right else 0
        due = (today + timedelta(days=DAYS[box])).isoformat()
        return Card(box, due, self.asked + 1, self.right + right)


def read(course: Course) -> dict[str, Card]:
    """The cards by question; what is missing or invalid counts as never asked."""
    return read_valid(Card, course.root / FILE)


def write(course: Course, key: str, card: Card) -> None:
    """Store a card, if the file can be written."""
    path, cards = course.root / FILE, read(course) | {key: card}
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps({name: asdict(each) for name, each in sorted(cards.items())}, indent=1) + "\n")


def is_due(card: Card, today: date) -> bool:
    """Whether it can be asked: never asked, or its day has come."""
    return card.due <= today.isoformat()


def known(course: Course) -> dict[str, Card]:
    """The cards, and as missed what was answered wrong in a lesson."""
    cards = read(course)
    for lesson, results in answers.stored(course).items():
        for name, result in results.items():
            if result == Answered.WRONG:
                cards.setdefault(f"{lesson}/{name}", Card(asked=1))
    return cards

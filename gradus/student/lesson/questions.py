"""`feedback` and `indicators`: what a lesson says of an answer, at once and offline."""

import json
import textwrap

from gradus.core import feedback as sealed
from gradus.core.feedback import Verdict
from gradus.student import answers
from gradus.student.answers import Answered
from gradus.student.lesson.session import Session, current

WIDTH = 96
UNWRITTEN = ("", "YOUR ANSWER HERE")


def feedback(question: str, answer: object) -> None:
    """Print whether the answer is right, and why that answer is tempting or true."""
    session = current()
    if asked := _question(session, question):
        verdict = sealed.judge(_name(session, question), asked, answer)
        if verdict.right is not None:
            result = Answered.RIGHT if verdict.right else Answered.WRONG
            answers.remember(session.course, session.lesson, question, result)
        _say(verdict)


def indicators(question: str) -> None:
    """Print what a good answer in words contains, once something was written and the notebook saved."""
    session = current()
    if not (asked := _question(session, question)):
        return
    if not _written(session, question):
        print("Write your answer in the cell above and save the notebook, then run this cell: it shows what a good")
        print("answer contains.")
        return
    answers.remember(session.course, session.lesson, question, Answered.WRITTEN)
    print("A good answer")
    for point in sealed.indicators(_name(session, question), asked).splitlines():
        print(textwrap.fill(point, WIDTH, initial_indent="  - ", subsequent_indent="    "))


def _question(session: Session, question: str) -> sealed.SealedQuestion | None:
    if question not in session.questions:
        print(f"There is no feedback here: {sealed.FILE} has nothing on {session.lesson}, {question}.")
        return None
    return session.questions[question]


def _name(session: Session, question: str) -> str:
    return f"{session.lesson}/{question}"


def _say(verdict: Verdict) -> None:
    head = {True: "✓ Right. ", False: "✗ Not quite. ", None: ""}[verdict.right]
    print(textwrap.fill(head + verdict.reason, WIDTH))


def _written(session: Session, question: str) -> bool:
    """Whether the cell of a question in words holds an answer, in the notebook as it was last saved."""
    path = session.course.root / "lessons" / f"{session.lesson}.ipynb"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        texts = [
            "".join(cell["source"])
            for cell in cells
            if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == question
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True  # a notebook under another name: nothing is gained by hiding the points
    return any(text.strip() not in UNWRITTEN for text in texts) if texts else True

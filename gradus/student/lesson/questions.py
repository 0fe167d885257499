"""`feedback` and `indicators`: what a lesson says of an answer, at once and offline."""

import contextlib
import json
import textwrap

from gradus.core import feedback as sealed
from gradus.core.answers.forms import among
from gradus.core.answers.reading import AnswerError, Followed, UnreadableError, follow, follow_line
from gradus.student import answers, words
from gradus.student.answers import Answered
from gradus.student.lesson.session import WIDTH, Session, current, say, shell_of_notebook
from gradus.student.preferences import Depth, FeedbackStyle

UNWRITTEN = ("", "YOUR ANSWER HERE")
MOST_TYPED = 500  # cells that were run, the latest ones


def feedback(question: str, answer: object) -> None:
    """Print whether the answer is right, and why that answer is tempting or true."""
    if not (session := current()) or not (asked := _question(session, question)):
        return
    verdict = sealed.judge(_name(session, question), asked, answer)
    if verdict.right is None:
        say(verdict.reason)
        return
    doubts = [_read_and_not_run(question), _two_answers(session, question)]
    result = Answered.RIGHT if verdict.right else Answered.WRONG
    answers.remember(session.course, session.lesson, question, result)
    session.verdicts[question] = verdict
    _show(session, question)
    for doubt in filter(None, doubts):
        say(doubt)


def _read_and_not_run(question: str) -> str:
    """What official grading, which runs nothing, cannot read in the cell that gave the answer; empty if it can."""
    shell, variable = shell_of_notebook(), question.replace("-", "_")
    typed = getattr(getattr(shell, "history_manager", None), "input_hist_raw", None) or []
    for text in reversed(typed[-MOST_TYPED:]):
        if variable not in text:
            continue
        try:
            followed = follow(text)
        except UnreadableError:
            followed = follow_line(text, variable) or Followed()
        if followed.assigned.get(variable):
            try:
                followed.answer(variable)
            except AnswerError:
                return (
                    f"Handed in, a notebook is read and not run: write the number or the letter itself, {variable} = …"
                )
            return ""
    return ""


def _two_answers(session: Session, question: str) -> str:
    """Whether the saved notebook holds two different answers to one question."""
    answers: list[object] = []
    for text in _saved(session, question) or ():
        with contextlib.suppress(AnswerError):
            value = follow(text).answer(question.replace("-", "_"))
            answers += [] if value is None or among(value, answers) else [value]
    if len(answers) < 2:
        return ""
    two = f"{answers[0]!r} and {answers[1]!r}"
    return f"The saved notebook has two cells for this, with different answers: {two}. Keep one."


def _show(session: Session, question: str) -> None:
    """Print the verdict on a question when and as the student likes it."""
    style, machine = session.preferences.assessment.feedback_style, session.by_machine
    if style is not FeedbackStyle.SUMMARY:
        print(_worded(session, question))
    if style is FeedbackStyle.IMMEDIATE:
        return
    given = [session.verdicts[name] for name in machine if name in session.verdicts]
    right = sum(verdict.right is True for verdict in given)
    if style is FeedbackStyle.DETAILED:
        print(f"So far {right} of {len(given)} right, of {len(machine)} questions in this lesson.")
    elif len(given) < len(machine):
        say(f"Noted: {len(given)} of {len(machine)} answered. The verdicts come after the last one.")
    else:
        print(f"{right} of {len(machine)} right.")
        for name in machine:
            print(f"\n{name}\n{_worded(session, name)}")


def _worded(session: Session, question: str) -> str:
    """The verdict and its reason in the student's tone and depth."""
    verdict, teaching = session.verdicts[question], session.preferences.teaching
    reason = verdict.reason
    if teaching.explanation_depth is Depth.CONCISE:
        reason = words.first_sentence(reason)
    text = textwrap.fill(f"{words.say(teaching.tone, 'right' if verdict.right else 'wrong')} {reason}", WIDTH)
    if teaching.explanation_depth is Depth.DETAILED:
        text += "\nRead on: the words are in docs/learn/notation.md, the formulas in docs/derivations."
    return text


def indicators(question: str) -> None:
    """Print what a good answer in words contains, once something was written and the notebook saved."""
    if not (session := current()) or not (asked := _question(session, question)):
        return
    if not _written(session, question):
        say(
            "Write your answer in the cell above and save the notebook, then run this cell: it says what belongs in it."
        )
        return
    answers.remember(session.course, session.lesson, question, Answered.WRITTEN)
    print("A good answer")
    for point in sealed.indicators(_name(session, question), asked).splitlines():
        print(textwrap.fill(point, WIDTH, initial_indent="  - ", subsequent_indent="    "))


def _question(session: Session, question: str) -> sealed.SealedQuestion | None:
    if question not in session.questions:
        say(f"There is no feedback here: {sealed.FILE} has nothing on {session.lesson}, {question}.")
        return None
    return session.questions[question]


def _name(session: Session, question: str) -> str:
    return f"{session.lesson}/{question}"


def _written(session: Session, question: str) -> bool:
    """Whether the cell of a question in words holds an answer, in the notebook as it was last saved."""
    texts = _saved(session, question)
    # A notebook under another name: nothing is gained by hiding the points.
    return any(text.strip() not in UNWRITTEN for text in texts) if texts else True


def _saved(session: Session, question: str) -> list[str] | None:
    """The texts of a question's cells in the notebook as it was last saved; None if it cannot be read."""
    path = session.course.root / "lessons" / f"{session.lesson}.ipynb"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return [
            "".join(cell["source"])
            for cell in cells
            if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == question
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None

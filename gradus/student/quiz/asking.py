"""The dialogue of a quiz: a question, an answer, the learner's own function, and why the tempting answer is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich.console import Console
from rich.text import Text

from gradus.core import feedback
from gradus.core.answers.forms import number_of
from gradus.core.course import Course
from gradus.core.feedback import AnswerKind, Verdict
from gradus.core.text import printable
from gradus.student import history, progress, words
from gradus.student.history import Event, What
from gradus.student.layout import indented, wrapped
from gradus.student.preferences import Depth, FeedbackStyle, Preferences
from gradus.student.quiz import cards, own
from gradus.student.quiz.questions import Asked

QUIT, SKIP = ("q", "quit", "exit"), ("", "s", "skip")
Read = Callable[[str], str]  # what is typed after a prompt; EOFError at the end


class QuizEndedError(Exception):
    """The learner ends the quiz."""


@dataclass
class Dialogue:
    """A quiz with one learner; `read` returns what is typed."""

    course: Course
    out: Console
    read: Read
    settings: Preferences
    today: date
    given: list[tuple[Asked, Verdict]] = field(default_factory=list)

    def hold(self, questions: Sequence[Asked]) -> None:
        """Ask the questions, those that were missed once more at the end, and print what came of it."""
        try:
            for number, each in enumerate(questions, 1):
                self._ask(each, f"{number} of {len(questions)}")
            missed = [each for each, verdict in self.given if verdict.right is False]
            self._tell_all()
            for each in missed if self.settings.assessment.feedback_style is not FeedbackStyle.SUMMARY else ():
                self._ask(each, "Once more", counts=False)
        except (QuizEndedError, EOFError, KeyboardInterrupt):
            self.out.print()
            self._tell_all()
        self._close()

    def _ask(self, each: Asked, head: str, *, counts: bool = True) -> None:
        """Ask one question until there is an answer that can be judged; store what came of it if it `counts`."""
        self.out.print()
        note = ", missed before" if each.card.asked and not each.card.box and counts else ""
        wrapped(self.out, Text.assemble((f"{head}", "bold"), (f"  lesson {each.lesson}{note}", "dim")))
        self._show(each.question.ask)
        for letter, text in each.question.choices.items():
            indented(self.out, Text.assemble((letter, "bold"), f"  {text}"), 3)
        verdict = self._words(each) if each.sealed.kind is AnswerKind.TEXT else self._judged(each, counts=counts)
        if verdict is None or verdict.right is None or not counts:
            return
        self._store(each, verdict.right)
        self.given.append((each, verdict))

    def _show(self, text: str) -> None:
        """Print a question: paragraphs are wrapped, and tables stay as they are."""
        for paragraph in re.split(r"\n\s*\n", text):
            if any(line.startswith("    ") for line in paragraph.splitlines()):
                self.out.print(Text(paragraph), soft_wrap=True)
            else:
                wrapped(self.out, Text(" ".join(paragraph.split())))

    def _answer(self, prompt: str) -> str:
        typed = self.read(prompt).strip()
        if typed.lower() in QUIT:
            raise QuizEndedError
        return typed

    def _judged(self, each: Asked, *, counts: bool) -> Verdict | None:
        """The verdict on a letter or a number; None if the question is passed over."""
        letters = [*each.question.choices]
        prompt = f"{', '.join(letters[:-1])} or {letters[-1]}" if letters else "A number"
        while (typed := self._answer(f"{prompt} (Enter: skip, q: end): ")).lower() not in SKIP:
            answer: object = typed if letters else number_of(typed)
            verdict = feedback.judge(each.key, each.sealed, typed if answer is None else answer)
            if verdict.right is not None:
                self._run(each)
                if self.settings.assessment.feedback_style is not FeedbackStyle.SUMMARY or not counts:
                    self._tell(each, verdict, counts=counts)
                return verdict
            wrapped(self.out, Text(verdict.reason))
        return None

    def _words(self, each: Asked) -> Verdict | None:
        """The learner's own verdict, beside what a good answer contains; None if the question is passed over."""
        typed = self._answer("In your own words, on one line (Enter: skip, q: end): ")
        if typed.lower() in SKIP:
            return None
        self._run(each)
        self.out.print("A good answer")
        for point in feedback.indicators(each.key, each.sealed).splitlines():
            indented(self.out, Text(f"- {point}"), 2)
        question = words.say(self.settings.teaching.tone, "written")
        reply = ""
        while reply[:1] not in ("y", "n"):
            reply = self._answer(f"{question} (y or n): ").lower()
        return Verdict(reply.startswith("y"), "By your own verdict.")

    def _run(self, each: Asked) -> None:
        """Show what the learner's own functions say, after they said what they expect."""
        if not (expression := each.question.run):
            return
        shown = own.run(self.course, each.question.exercise, expression)
        indented(self.out, Text(f"Your own code: {expression}", "dim"), 15)
        if not shown.value:
            indented(self.out, Text(shown.why, "dim"))
            return
        indented(self.out, Text.assemble("→ ", (printable(shown.value), "bold")))
        red = progress.read(self.course).get(each.question.exercise, progress.Entry()).red
        if red and re.search(rf"\b{re.escape(red.rpartition('.')[2])}\b", expression):
            indented(self.out, Text(f"{red} was red in your last check: this may be wrong.", "dim"))

    def _tell(self, each: Asked, verdict: Verdict, *, counts: bool = True) -> None:
        """Print a verdict and its reason, as long as the learner likes it."""
        teaching, reason = self.settings.teaching, verdict.reason
        if teaching.explanation_depth is Depth.CONCISE:
            reason = words.first_sentence(reason)
        text = words.say(teaching.tone, "right" if verdict.right else "wrong")
        wrapped(self.out, Text.assemble((text, "green" if verdict.right else "yellow"), f" {reason}"))
        if teaching.explanation_depth is Depth.DETAILED and not verdict.right:
            wrapped(self.out, Text(f"Read on: lessons/{each.lesson}.ipynb, docs/learn/notation.md.", "dim"))
        if self.settings.assessment.feedback_style is FeedbackStyle.DETAILED and counts:
            right = sum(bool(other.right) for _, other in self.given) + bool(verdict.right)
            wrapped(self.out, Text(f"So far {right} of {len(self.given) + 1} right.", "dim"))

    def _tell_all(self) -> None:
        """Print the verdicts that were kept until the end, if the learner likes it so."""
        if self.settings.assessment.feedback_style is FeedbackStyle.SUMMARY:
            for each, verdict in self.given:
                self.out.print()
                wrapped(self.out, Text(each.question.ask.strip().partition("\n")[0], "dim"))
                self._tell(each, verdict, counts=False)

    def _store(self, each: Asked, right: bool) -> None:
        cards.write(self.course, each.key, each.card.answered(right, self.today))
        kind = "right" if right else "wrong"
        event = Event(history.now(), What.QUIZ, lesson=each.lesson, question=each.name, verdict=kind)
        history.add(self.course.root, [event])

    def _close(self) -> None:
        """Print how many were right."""
        if self.given:
            self.out.print()
            right = sum(bool(verdict.right) for _, verdict in self.given)
            occasion = "all right" if right == len(self.given) else "score"
            text = words.say(self.settings.teaching.tone, occasion, right=right, all=len(self.given))
            wrapped(self.out, Text(text, "bold"))

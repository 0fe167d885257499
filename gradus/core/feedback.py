"""Verdicts on a lesson's questions, sealed so that the file that students have does not show the answers.

Each reason is encrypted with a key derived from the answer that it belongs to: whoever gives that answer can read it,
and whoever opens the file sees no letter, number or sentence. A curious student can still try all four letters, as they
can in the notebook: this keeps an answer from being read by accident, and nothing is graded with it.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from gradus.core.answers.forms import FINENESS, letter_of, number_of, steps
from gradus.core.decode import read_json

FILE = "lessons/feedback.json"
ITERATIONS = 1000
NO_NUMBER = "The answer to this question is a number, such as 3 or -0.5."
NO_COMMA = "The answer to this question is one number. A decimal has a point, as in 0.5: Python takes 0,5 for two."


class AnswerKind(StrEnum):
    """What a question asks for: a letter, a number, or the student's own words."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class SealedQuestion:
    """A question of a lesson: its sealed reasons by the tag of the answer that opens them.

    `choices` are the letters to choose from. Numbers closer than `within` count as equal; `otherwise` is the reason for
    any other number, or what a good answer in words contains.
    """

    kind: AnswerKind
    choices: tuple[str, ...] = ()
    within: float = 0.0
    reasons: dict[str, str] = field(default_factory=dict)
    otherwise: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and why. `right` is None where there is no verdict: `reason` says what to do."""

    right: bool | None
    reason: str


def seal_question(
    name: str,
    kind: AnswerKind,
    reasons: Mapping[str | float, tuple[bool, str]],
    otherwise: str = "",
    within: float = 0.0,
) -> SealedQuestion:
    """Seal the reasons of a question: for each answer whether it is right, and why."""
    choices = tuple(sorted(str(answer) for answer in reasons)) if kind is AnswerKind.CHOICE else ()
    sealed: dict[str, str] = {}
    for answer, (right, reason) in reasons.items():
        key = _key(name, letter_of(answer) if isinstance(answer, str) else str(steps(answer, within)))
        sealed[_tag(key)] = _encrypt(key, ("+" if right else "-") + reason)
    return SealedQuestion(kind, choices, within, dict(sorted(sealed.items())), _encrypt(_key(name, ""), otherwise))


def judge(name: str, question: SealedQuestion, answer: object) -> Verdict:
    """The verdict on an answer to the question called `name`, and the reason that belongs to it."""
    if answer is None:
        return Verdict(None, "Not answered yet. Put your answer in the place of None above, then run both cells.")
    if question.kind is AnswerKind.CHOICE:
        return _judge_choice(name, question, answer)
    if (number := number_of(answer)) is None:
        return Verdict(None, NO_COMMA if isinstance(answer, tuple) else NO_NUMBER)
    if (here := steps(number, question.within)) is None:
        return Verdict(None, "The answer to this question is a finite number, such as 3 or -0.5.")
    for place in _neighbours(here):
        key = _key(name, str(place))
        if sealed := question.reasons.get(_tag(key)):
            return _opened(_decrypt(key, sealed))
    return Verdict(False, indicators(name, question))


def indicators(name: str, question: SealedQuestion) -> str:
    """What the question says of any other number, or what a good answer in words contains."""
    return _decrypt(_key(name, ""), question.otherwise)


def read(path: Path) -> dict[str, dict[str, SealedQuestion]]:
    """The questions of every lesson by their names, from lessons/feedback.json. Raises DecodeError if it is invalid."""
    return read_json(dict[str, dict[str, SealedQuestion]], path, "feedback")


def _judge_choice(name: str, question: SealedQuestion, answer: object) -> Verdict:
    key = _key(name, letter_of(answer))
    if sealed := question.reasons.get(_tag(key)):
        return _opened(_decrypt(key, sealed))
    return Verdict(None, no_choice(question.choices))


def no_choice(choices: Sequence[str]) -> str:
    """What to say of an answer that is none of the choices."""
    if not choices:
        return "There is no such answer."
    letters = ", ".join(f'"{choice}"' for choice in choices[:-1])
    return f'Answer with one of the letters, in quotes: {letters} or "{choices[-1]}".'


def _opened(text: str) -> Verdict:
    return Verdict(text.startswith("+"), text[1:])


def _neighbours(steps: int) -> Iterator[int]:
    """The places on the grid within the tolerance, the nearest first."""
    return iter(sorted(range(steps - FINENESS, steps + FINENESS + 1), key=lambda place: abs(place - steps)))


def _key(name: str, answer: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", answer.encode(), f"gradus.feedback/1 {name}".encode(), ITERATIONS)


def _tag(key: bytes) -> str:
    return base64.b64encode(hmac.digest(key, b"tag", "sha256")[:9]).decode()


def _encrypt(key: bytes, text: str) -> str:
    return base64.b64encode(_mask(key, text.encode())).decode()


def _decrypt(key: bytes, sealed: str) -> str:
    try:
        return _mask(key, base64.b64decode(sealed, validate=True)).decode()
    except ValueError:
        return ""


def _mask(key: bytes, data: bytes) -> bytes:
    """The data combined with a stream of bytes that the key determines: the same again restores it."""
    stream = hashlib.shake_256(key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))

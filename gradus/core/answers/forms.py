"""The form in which answers are compared, by the notebook at home and by official grading: letters and numbers."""

import re
from collections.abc import Iterable

from gradus.core.answers.plain import decimal_comma
from gradus.core.answers.reading import AnswerError, as_typed, follow

FINENESS = 20  # steps of the grid on which numbers are compared, within the tolerance of a question
LARGEST = 1e300  # of the numbers that are compared: beyond it the grid overflows
ARITHMETIC = re.compile(r"[-+*/().\d\seE_]+", re.ASCII)


def letter_of(answer: object) -> str:
    """A choice as it is compared: " B)" is "b"; empty if the answer is not text."""
    if not isinstance(answer, str):
        return ""
    text = as_typed(answer[:200]).casefold().strip(" \t\n\"'()[]{}.:,;*_")
    return re.sub(r"^(answer|option|choice)[\s:.(]+", "", text)


def number_of(answer: object) -> float | None:
    """A number, or the one that a text says ("-4", "0,5", "1/3"); None if it says none, or may mean two.

    NaN and infinity are numbers; one too large for a float is infinite.
    """
    if isinstance(answer, str):
        text = as_typed(answer[:200]).strip(" \t\n\"'")
        text = decimal_comma(text) or text
        try:
            answer = follow(f"it = {text}").answer("it") if ARITHMETIC.fullmatch(text) else None
        except AnswerError:
            return None
    try:
        return float(answer)  # type: ignore[arg-type]  # NumPy's numbers too
    except OverflowError:
        return float("inf")
    except Exception:  # at home the answer may be an object of any class
        return None


def steps(number: float, within: float) -> int | None:
    """A number on a grid that is much finer than the tolerance of its question; None if it is too large for that."""
    try:
        return round(number * FINENESS / within if within else number) if abs(number) < LARGEST else None
    except OverflowError:
        return None


def near(number: float, known: float, within: float) -> bool:
    """Whether a number counts as a known one."""
    places = (steps(number, within), steps(known, within))
    return within > 0 and None not in places and abs(places[0] - places[1]) <= FINENESS  # type: ignore[operator]


def among(answer: object, others: Iterable[object]) -> bool:
    """Whether an answer says the same as one of others: -4, -4.0 and "-4" do, and "b" and "B"."""
    return any(_said(answer) == _said(other) for other in others)


def _said(answer: object) -> object:
    number = number_of(answer)
    return letter_of(answer) if number is None else number

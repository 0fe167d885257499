"""A diagnosis is told where exactly one misconception gives the student's own answers; it never guesses."""

from __future__ import annotations

from typing import Any

import pytest

from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.facts import RELATIONS
from gradus.core.handed_in.submission import open_folder
from gradus.core.status import Status, Visibility
from gradus.grading.diagnosis.fingerprint import of_exception
from gradus.grading.diagnosis.matching import Known, Misconception, diagnose
from gradus.grading.runner import run_checks
from gradus.grading.running import Outcome
from gradus.grading.scoring import build
from tests.conftest import HandIn

pytestmark = pytest.mark.fast

NINE, SIX, TWO = [["a", [], 9.0]], [["a", [], 6.0]], [["a", [], 2.0]]


def result(name: str, status: str, trace: list[list[Any]]) -> tuple[Check, Outcome]:
    return Check(name, "e", name, "", Visibility.VISIBLE, 1.0, 1.0), Outcome(Status[status.upper()], trace=trace)


def known(*misconceptions: tuple[str, dict[str, list[list[Any]]]]) -> Known:
    """Misconceptions whose sentence is their name, of which each answer is evidence enough."""
    return Known({}, tuple(Misconception(n, f"{n.lower()}!", t, dict.fromkeys(t, 3.0)) for n, t in misconceptions))


def test_the_one_that_answers_alike() -> None:
    mistakes = known(("A", {"one": SIX, "two": TWO}), ("B", {"one": NINE}))
    assert diagnose([result("one", "failed", SIX), result("two", "failed", TWO)], mistakes) == {
        "one": "a!",
        "two": "a!",
    }


def test_nobody_where_two_answer_alike() -> None:
    mistakes = known(("A", {"one": SIX}), ("B", {"one": SIX}))
    assert diagnose([result("one", "failed", SIX)], mistakes) == {}


def test_the_one_that_explains_more() -> None:
    mistakes = known(("A", {"one": SIX, "two": TWO}), ("B", {"one": SIX}))
    assert diagnose([result("one", "failed", SIX), result("two", "failed", TWO)], mistakes)["one"] == "a!"


def test_nobody_where_the_rest_speaks_against_it() -> None:
    mistakes = known(("A", {"one": SIX, "two": TWO}))
    assert diagnose([result("one", "failed", SIX), result("two", "passed", NINE)], mistakes) == {}
    assert diagnose([result("one", "failed", SIX), result("two", "failed", NINE)], mistakes) == {}


def test_what_is_not_written_yet_does_not_speak_against_it() -> None:
    mistakes = known(("A", {"one": SIX, "two": TWO}))
    assert diagnose([result("one", "failed", SIX), result("two", "not_started", [])], mistakes) == {"one": "a!"}


def test_exceptions_are_alike_where_they_say_the_same() -> None:
    length = of_exception("TypeError", "raised    TypeError: only length-1 arrays can be converted\nat line 3")
    assert length == of_exception("TypeError", "raised    TypeError: only length-7 arrays can be converted\nat line 9")
    other = of_exception("TypeError", "raised    TypeError: 'NoneType' object is not callable")
    assert of_exception("OverflowError", "math range error") == of_exception("OverflowError", "too large")
    mistakes = known(("A", {"one": [length]}))
    assert diagnose([result("one", "error", [length])], mistakes) == {"one": "a!"}
    assert diagnose([result("one", "error", [other])], mistakes) == {}


def test_students_own_words_for_known_mistakes(mini: Course, hand_in: HandIn) -> None:
    """Code that no misconception holds, with the same answers; and code whose answers are its own."""
    right = "def mean(xs):\n    return sum(xs) / len(xs)\n"
    for square, told in (
        ("def square(x):\n    total = x\n    total += x\n    return total\n", "Twice a number is not its square."),
        ("def square(x):\n    return x * 3.5\n", None),
        ("def square(x):\n    return 0.0\n", None),
        ("def square(x):\n    return None\n", RELATIONS["none"]),
        ("def square(x):\n    return x * x if x > 0 else -x * x\n", "A square is never negative."),
    ):
        folder = hand_in(f"s{abs(hash(square))}", square=square + right)
        record = run_checks(mini, open_folder(folder, mini), mini.exercises[:1], "process")
        report = build(mini, record, list(mini.exercises[:1]))
        said = {c.diagnosis for c in report.exercises[0].checks if c.status != "passed"}
        assert said == {told}, square

"""Facts about a wrong answer that hold for any exercise, and a line of Python that repeats it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradus.core.course import Course
from gradus.core.facts import RELATIONS
from gradus.core.handed_in.submission import open_folder
from gradus.grading.diagnosis import relations
from gradus.grading.diagnosis.advice import on_error, on_warnings
from gradus.grading.diagnosis.fingerprint import evidence, fingerprint
from gradus.grading.runner import run_checks
from gradus.grading.scoring import build
from tests.conftest import HandIn, checks, grade

pytestmark = pytest.mark.fast

TARGET = np.array([[1.25, -2.5, 0.7], [3.1, 0.4, -5.9], [2.2, 8.3, -0.6]])
ROW = np.array([1.25, -2.5, 0.7, 3.1])
HELD: list[tuple[str, Any, np.ndarray]] = [
    ("none", None, ROW),
    ("transposed", TARGET.T, TARGET),
    ("transposed", TARGET[:2].T, TARGET[:2]),
    ("truncated", [1, -2, 0, 3], ROW),
    ("rounded", np.round(TARGET * np.pi, 2), TARGET * np.pi),
    ("reversed", ROW[::-1], ROW),
    ("reordered", np.sort(ROW), ROW),
    ("first missing", ROW[1:], ROW),
    ("last missing", list(ROW[:-1]), ROW),
    ("one too many", [*ROW, 0.0], ROW),
    ("one before", [0.0, *ROW], ROW),
    ("cut short", ROW[:2], ROW),
    ("too long", [*ROW, 0.0, 1.5], ROW),
    ("negated", -TARGET, TARGET),
    ("unsigned", np.abs(TARGET), TARGET),
    ("doubled", 2 * TARGET, TARGET),
    ("halved", TARGET / 2, TARGET),
    ("summed", 7 * ROW, ROW),
    ("averaged", ROW / 7, ROW),
    ("in percent", 100 * ROW, ROW),
    ("base 10", ROW / np.log(10), ROW),
    ("base 2", ROW / np.log(2), ROW),
    ("squared", ROW**2, ROW),
    ("rooted", np.sqrt(np.abs(ROW)), np.abs(ROW)),
    ("shifted", ROW + 0.3, ROW),
    ("not averaged", ROW, ROW.mean()),
    ("not added", ROW, ROW.sum()),
]


@pytest.mark.parametrize(("name", "answer", "target"), HELD, ids=[name for name, *_ in HELD])
def test_a_relation_is_seen(name: str, answer: Any, target: np.ndarray) -> None:
    assert name in relations.of(answer, np.asarray(target), [7])
    assert name in RELATIONS


@pytest.mark.parametrize(
    "answer", [ROW + np.eye(4)[0] / 9, [1.0, 2.0], [0.0], "text", [[1.0], [1.0, 2.0]], object(), 1j]
)
def test_no_relation_is_made_up(answer: Any) -> None:
    assert relations.of(answer, ROW, [4]) == []


def test_every_relation_has_a_test_and_a_sentence() -> None:
    assert {name for name, *_ in HELD} == set(RELATIONS)


@pytest.mark.parametrize(
    ("exception", "text", "words"),
    [
        ("ValueError", "The truth value of an array with more than one element is ambiguous", "look at one value"),
        ("TypeError", "only length-1 arrays can be converted to Python scalars", "one number"),
        ("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'", "None"),
        ("TypeError", "the function cannot be called with 1 arguments", "one by one"),
        ("ValueError", "operands could not be broadcast together with shapes (3,) (4,)", "shapes"),
        ("IndexError", "index 3 is out of bounds for axis 0 with size 3", "n - 1"),
        ("NameError", "name 'nmupy' is not defined", "misspelt"),
        ("AttributeError", "'list' object has no attribute 'shape'", "list is no array"),
        ("ZeroDivisionError", "float division by zero", "divided by 0"),
        ("OverflowError", "math range error", "709"),
        ("ValueError", "my own words", ""),
    ],
)
def test_errors_are_explained(exception: str, text: str, words: str) -> None:
    said = on_error(exception, text)
    assert words in said and bool(said) == bool(words)


def test_warnings_are_explained() -> None:
    assert "exp of more than 709" in on_warnings(["RuntimeWarning: overflow encountered in exp"])
    assert on_warnings(["DeprecationWarning: old"]) == ""


def weight(answer: Any, right: Any) -> float:
    return evidence([fingerprint(answer)], [fingerprint(right)])


def test_what_a_match_proves() -> None:
    assert weight(806.85, 403.4) >= 2.0, "one number that nobody hits by chance"
    assert weight(0.0, 403.4) == 0.0, "a zero proves nothing"
    assert 0 < weight(2.0, 5.0) < 2.0 and 0 < weight("flat", "increasing") < 2.0 and 0 < weight(True, False) < 2.0
    assert weight([4.0, 12.0, 0.5], [1.0, 2.0, 3.0]) >= 2.0
    assert weight(["up", "up", "flat", "down"], ["up", "down", "flat", "up"]) >= 2.0, "a pattern of four words"
    assert weight([1.0, 403.4], [2.0, 403.4]) < 2.0, "what is as it should be proves nothing"


def test_facts_are_told_where_no_misconception_fits(mini: Course, hand_in: HandIn) -> None:
    source = "def square(x):\n    return x * x / 2\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
    found = checks(grade(mini, hand_in("eve", square=source))["eve"])
    sentence = RELATIONS["halved"]
    assert [found[name]["diagnosis"] for name in ("square_of_three", "square_of_others")] == [sentence, sentence]


def test_one_number_is_no_relation(mini: Course, hand_in: HandIn) -> None:
    source = "def square(x):\n    return x * x\ndef mean(xs):\n    return 3.0 if len(xs) == 2 else sum(xs) / len(xs)\n"
    found = checks(grade(mini, hand_in("eve", square=source))["eve"])
    assert found["mean_of_two"]["status"] == "failed" and found["mean_of_two"]["diagnosis"] is None


def test_a_failed_call_can_be_repeated(mini: Course, hand_in: HandIn, capsys: pytest.CaptureFixture[str]) -> None:
    source = "def square(x):\n    return x + 6.5\ndef mean(xs):\n    return sum(xs)\n"
    folder = hand_in("ada", square=source)
    record = run_checks(mini, open_folder(folder, mini), mini.exercises[:1], "process")
    found = {
        check.id.partition("::")[2]: check for check in build(mini, record, mini.exercises[:1]).exercises[0].checks
    }
    assert found["square_of_others"].reproduce == found["mean_of_many"].reproduce == "", "these are hidden"
    line = found["mean_of_two"].reproduce
    assert line == "import numpy as np; from exercises.warmup.square import *; print(mean([1.0, 2.0]))"
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    exec(line.rpartition("; ")[2], namespace)
    assert capsys.readouterr().out == "3.0\n"


HEAD = "import numpy as np; from exercises.warmup.square import *; "
RAISES = "def square(x):\n    return x * x\ndef mean(xs):\n    return [sum(xs), xs.nothing]\n"
PAIR = "def square(x):\n    return x * x\ndef mean(xs):\n    return sum(xs), float(len(xs))\n"
STATE = "def square(x):\n    return x * x\ndef mean(xs):\n    xs = list(xs)\n    return xs.pop() and sum(xs)\n"
BOX = """class Box:
    def __init__(self, x, outer=None):
        self.x, self.outer, self.marked = x, outer, 0.0
    def __mul__(self, x):
        return Box(x, self)
    def mark(self, y):
        self.outer.marked = y
"""
FAILURES = {  # the check, the docstring's examples, the answer; what was called, and the line
    "the first of two": (
        "a, b = submission.mean([1.0, 3.0]), submission.mean([2.0])\n    expect(a).close_to(2.5)",
        "",
        "def mean(xs):\n    return sum(xs)\n",
        "mean([1.0, 3.0])",
        "print(mean([1.0, 3.0]))",
    ),
    "a part of the first answer": (
        "a, b = submission.mean([1.0, 3.0]), submission.mean([2.0])\n    expect(a[0]).close_to(2.5)",
        "",
        PAIR,
        "mean([1.0, 3.0])",
        "print(mean([1.0, 3.0]))",
    ),
    "what raises": ("submission.mean([1.0, 3.0])", "", RAISES, "mean([1.0, 3.0])", "print(mean([1.0, 3.0]))"),
    "infinity": (
        "expect(submission.mean([-float('inf')])).close_to(2.5)",
        "",
        "def mean(xs):\n    return 1.0\n",
        "mean([-inf])",
        "print(mean([-np.inf]))",
    ),
    "an object that is reached from another": (
        "a = submission.Box(2.0)\n    b = a * 3.0\n    b.mark(4.0)\n    expect(a.marked).close_to(1.0)",
        "",
        BOX,
        "(Box(2.0) * 3.0).mark(4.0)",
        "box = Box(2.0); box2 = (box * 3.0); box2.mark(4.0); print(box.marked)",
    ),
    "an example with variables": (
        "expect(submission.mean([1.0])).holds(True, '')",
        "mean([7.0])\n    0.0\n    >>> xs = [5.0, 2.0]\n    >>> xs.append(8.0)\n    >>> mean(xs)\n    5.0",
        STATE,
        "mean(xs)",
        "xs = [5.0, 2.0]; xs.append(8.0); print(mean(xs))",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_the_line_repeats_the_call_that_the_message_names(mini: Course, hand_in: HandIn, case: str) -> None:
    body, example, source, called, line = FAILURES[case]
    visible, solution = mini.graders(mini.exercises[0]) / "test_visible.py", mini.solutions / mini.exercises[0].path
    head, _, _ = visible.read_text("utf-8").rpartition("expect(submission.mean")
    visible.write_text(f"{head}{body}\n", "utf-8")
    if example:
        text = solution.read_text("utf-8").replace("float(mean(np.array([1.0, 2.0])))\n    1.5", example)
        solution.write_text(text, "utf-8")
    record = run_checks(mini, open_folder(hand_in("ada", square=source), mini), mini.exercises[:1], "process")
    found = {check.id.partition("::")[2]: outcome for check, outcome in record.results}["mean_of_two"]
    assert f"called    {called}\n" in found.message
    assert found.reproduce == HEAD + line

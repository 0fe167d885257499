"""No message shows where anything lies in memory: our addresses are of use to an attacker, a worker's change each run.

The control shows that what is handed in does bring addresses along.
"""

from __future__ import annotations

import functools
import re

import pytest

from gradus.core.course import Course
from gradus.core.display import difference, value
from gradus.core.handed_in.submission import open_folder
from gradus.core.text import one_line, printable
from gradus.grading import scoring
from gradus.grading.runner import run_checks
from tests.conftest import HandIn, sampled

ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
GRADER = """
import functools
import math
import numpy as np
from gradus.grading import expect, points


class Rule:
    def __call__(self, x):
        return x * x


def square(x):
    return x * x


GIVEN = [lambda x: x * x, square, functools.partial(square, 2), Rule(), Rule().__call__, math.sqrt, np.sin]


@points(1)
def test_square_of_three(submission):
    \"\"\"One.\"\"\"
    expect(submission.square(GIVEN[NUMBER])).close_to(9.0)


@points(0.5)
def test_mean_of_two(submission):
    \"\"\"Two.\"\"\"
    expect(submission.mean([GIVEN[NUMBER], 1.0])).close_to(1.5)
"""
RETURNED = [
    "f",
    "[f, 1.0]",
    "(f,)",
    "{'a': f}",
    "{'a': [f, {'b': (f, f)}]}",
    "[f] * 20",
    "np.array(f)",
    "np.array([f, f])",
]
TOLD = [
    "str(f)",
    "repr([object(), f])",
    "print(object(), f, Value(), sep='\\n')",
    "say(object())",
    "raise_(ValueError(object()))",
    "raise_(ValueError([Value(), f]))",
    "raise_(type(str(object()), (Exception,), {})(f))",
    "Value()",
    "Value().me",
    "Value().missing",
    "f.missing",
    "f(object())",
    "f + 1",
    "[].index(f)",
    "{}[object()]",
]
MODULE = """
import warnings
import numpy as np


class Value:
    def me(self):
        return 1


def say(thing):
    warnings.warn(str(thing))
    print(thing)
    return thing


def raise_(error):
    raise error


def square(f):
    return {}


def mean(fs):
    f = fs[0]
    fs[0] = 2.0
    fs.append({})
    return {}
"""


def messages(course: Course, hand_in: HandIn, answer: str, number: int) -> str:
    path = course.root / "graders" / "warmup" / "square" / "test_visible.py"
    path.write_text(GRADER.replace("NUMBER", str(number)))
    folder = hand_in("eve", square=MODULE.replace("{}", answer))
    run = run_checks(course, open_folder(folder, course), [course.by_id["warmup/square"]], "process")
    report = scoring.build(course, run)
    seen = [check for check in report.exercises[0].checks if check.visibility == "visible"]
    assert len(seen) == 2 and all(check.message for check in seen)
    return report.to_json() + "\n".join(check.facts for check in seen)


@pytest.mark.parametrize("answer", sampled([*RETURNED, *TOLD], 3))
def test_no_address(mini: Course, hand_in: HandIn, answer: str) -> None:
    assert not ADDRESS.findall(messages(mini, hand_in, answer, 0))


@pytest.mark.parametrize("number", sampled(range(1, 7), 3))
def test_whatever_the_function_is(mini: Course, hand_in: HandIn, number: int) -> None:
    assert not ADDRESS.findall(messages(mini, hand_in, "[f, {'a': f}]", number))


def any_function(x: float) -> float:
    return x


def test_control_there_are_addresses() -> None:
    functions = [lambda x: x, functools.partial(any_function, 2), object()]
    assert all(ADDRESS.search(repr(each)) for each in functions)


@pytest.mark.parametrize(
    ("thing", "shown"),
    [
        (lambda x: x, "the function that it was given"),
        (messages, "the function messages that it was given"),
        ([messages], "[the function messages that it was given]"),
        (functools.partial(pow, 2), "the function that it was given"),
        (int, "int"),
        (object(), "<object object>"),
    ],
)
def test_a_function_has_a_phrase(thing: object, shown: str) -> None:
    assert value(thing) == shown


def test_a_change_of_functions_shows_none() -> None:
    before, after = difference([messages] * 20, [messages] * 19 + [1.0])
    assert not ADDRESS.search(before + after)


def test_addresses_in_texts() -> None:
    assert one_line("<Value object at 0x7f00cf9536a0> and <f at 0X1>") == "<Value object> and <f at 0X1>"
    assert printable("<a at 0x7f00cf9536a0>\n" * 3, 20) == "<a>\n<a>\n<a>\n"
    assert printable("look at 0xFF, 0x7f00cf9536a0") == "look at 0xFF, 0x7f00cf9536a0"  # numbers of their own
    assert printable("<a at 0x7f00cf9536a0>" * 1000, 10) == "<a><a><a>…"

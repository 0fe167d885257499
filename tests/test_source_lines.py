"""Where a source defines a function, and which one a check is about; sources and messages are anybody's."""

from __future__ import annotations

import ast
import time
from dataclasses import replace

import pytest

from gradus.core import called, checks, source_lines
from gradus.core import report as reports
from gradus.core.course import Course, load
from gradus.core.status import Status
from tests.conftest import ROOT

pytestmark = pytest.mark.fast
SOURCE = """\
'''A module.

def square(x):
    class Value:
'''

import math  # def mean(xs):

RATE: float = 0.1
half = lambda x: x / 2


class Value:
    scale = 1
    \"\"\"def tanh(self): \\"\"\" def tanh(self):\"\"\"

    @property
    def grad(self):
        def inner(): ...
        return '\\'' + "#" + f"{1}"

    def __add__(self, other):
        return self

if math.pi == 3:
    def square(x):
        return 1
else:
    async  def square(x):
        return x * x

def mean(xs): return 1
def mean(xs): return 2
"""


@pytest.mark.parametrize(
    ("name", "line"),
    {
        "Value": 13,
        "Value.grad": 18,
        "Value.grad.inner": 19,
        "Value.__add__": 22,
        "RATE": 9,
        "half": 10,
        "square": 29,
        "mean": 33,
        "grad": None,
        "inner": None,
        "tanh": None,
        "Value.tanh": None,
        "math": None,
        "": None,
        "Value.": None,
        ".*": None,
    }.items(),
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_line_of_a_definition(name: str, line: int | None, newline: str) -> None:
    assert source_lines.line_of(SOURCE.replace("\n", newline), name) == line


def test_functions_come_before_classes() -> None:
    functions = ["RATE", "half", "Value.grad", "Value.grad.inner", "Value.__add__", "square", "mean"]
    assert source_lines.names(SOURCE) == [*functions, "Value"]


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*/*.py")), ids=lambda path: path.stem)
def test_it_finds_what_python_finds(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    functions = (ast.FunctionDef, ast.ClassDef)
    top = [node for node in ast.parse(text).body if isinstance(node, functions)]
    inner = [(f"{c.name}.{n.name}", n.lineno) for c in top for n in c.body if isinstance(n, functions)]
    assert top
    for name, line in [*((node.name, node.lineno) for node in top), *dict(inner).items()]:
        assert source_lines.line_of(text, name) == line, name


@pytest.mark.parametrize(
    "text",
    [
        "\0\x1b[31m\u202edef square(x):",
        "def square(x):\n" * 60_000,
        "class A:\n def square(x):\n" * 30_000,
        "".join(f"{' ' * n}class A{n}:\n" for n in range(1200)),
        "class " + "a" * 300_000 + ":\n" + "".join(f" def a{n}(): ...\n" for n in range(20_000)),
        '"""' + '\\"""' * 200_000 + "\\",
        "'" * 500_000,
        '"' * 500_000 + "\\",
        "\"'" * 300_000,
        "\\" * 500_000,
        "\n" * 500_000 + "def square(x):",
        " " * 500_000 + "def",
        "def" + " " * 500_000,
        "async" + "\t" * 500_000,
        ("async" + " " * 1000) * 500,
        "a" * 500_000,
        "a:" * 250_000,
        "a" + " " * 500_000 + ":" + " " * 400_000,
        "#" * 500_000,
        "def " * 250_000,
        "\ud800" * 1000,
    ],
    ids=range(21),
)
def test_hostile_sources_take_no_time(text: str) -> None:
    started = time.process_time()
    assert (source_lines.line_of(text, "square") or 1) >= 1
    assert all(len(name) <= 310 for name in source_lines.names(text))
    assert time.process_time() - started < 2


HERE = "exercises/warmup/square.py"


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (f"called    square(3.0)\nraised    KeyError: 3\nat line 3 of {HERE}:\n    x", 3),
        (f"raised    A: b\nat line 2 of {HERE}:\nat line 10 of {HERE}:\n    y", 10),
        (f"raised    A: b\nat line 2 of {HERE}:\nat line 10 of exercises/warmup/power.py:\n    y", None),
        (f"raised    A: b\n    at line 3 of {HERE}:", None),
        (f"raised    A: at line 3 of {HERE}:", None),
        (f"raised    A: b\nat line 0 of {HERE}:", None),
        (f"raised    A: b\nat line {'9' * 5000} of {HERE}:", None),
        ("line 2 uses numpy.gradient: no.\n    x", 2),
        ("line 0 uses numpy.gradient: no.", None),
        ("returned  6.0\nexpected  9.0", None),
        ("", None),
    ],
)
def test_where_a_message_says_that_it_stopped(message: str, line: int | None) -> None:
    assert source_lines.stopped_at(message, HERE) == line


# Which function a check is about

FAILED = next(
    replace(check, status=Status.FAILED, id="warmup/square::mean_of_two", message="")
    for check in reports.read(ROOT / "tests/golden/report.json").exercises[0].checks
    if check.visibility == "visible"
)
CODE = "import numpy\n\ndef square(x):\n    return x\n\ndef mean(xs):\n    return 0\n"


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("", 6),  # what the check uses
        ("called    square(3.0)\nreturned  1", 3),
        ("called    mean([1.0])\nraised    A: b\nat line 7 of exercises/warmup/square.py:\n    x", 7),
        ("called    mean([1.0])\nraised    A: b\nat line 900 of exercises/warmup/square.py:\n    x", 6),
        ("called    __import__('os')", 6),
        ("called    " + "(" * 100_000, 6),
        ("called\n\n" * 1000, 6),
    ],
)
def test_the_line_for_a_check(mini: Course, message: str, line: int) -> None:
    started = time.process_time()
    assert called.line_of(mini, replace(FAILED, message=message), CODE) == line
    assert time.process_time() - started < 2


def test_a_fault_of_the_whole_file_blames_no_function(mini: Course) -> None:
    assert called.line_of(mini, replace(FAILED, message="It is too large.", whole_file=True), CODE) == 1


def test_a_check_that_the_course_no_longer_has(mini: Course) -> None:
    gone = replace(FAILED, id="warmup/square::gone", message="called    square(1.0)")
    assert called.functions_of(mini, gone, ["mean", "square"]) == ["square"]
    assert called.functions_of(mini, replace(gone, message=""), ["mean", "square"]) == []
    assert called.line_of(mini, replace(gone, message=""), CODE) == 1


def test_nothing_is_found_in_what_is_no_source(mini: Course) -> None:
    for text in ("", "\0", "def", "::error::x\n##[error]y"):
        assert called.line_of(mini, FAILED, text) == 1


def test_a_file_of_names_takes_no_time(mini: Course) -> None:
    text = "".join(f"class A{n}:\n    def mean(xs): ...\n" for n in range(20_000))
    started = time.process_time()
    assert called.line_of(mini, replace(FAILED, message="called    " + "mean(" * 200), text) == 2
    assert time.process_time() - started < 2


def test_what_checks_of_the_course_are_about() -> None:
    """Even without a message what a check uses tells it, but where it calls through a helper of another file."""
    course = load(ROOT)
    known = []
    for exercise in course.exercises:
        text = (course.solutions / exercise.path).read_text("utf-8")
        known += [called.line_of(course, replace(FAILED, id=c.id), text) > 1 for c in checks.read(course, exercise)]
    assert len(known) > 100 and sum(known) > 0.9 * len(known)

"""Notebooks of our own, as teachers write them for nbgrader and for Otter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4


def save(path: Path, cells: list[Any], **metadata: Any) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    make: Any = v4.new_notebook
    nbformat.write(make(cells=cells, metadata=metadata), path)
    return path


def text(source: str, **metadata: Any) -> Any:
    """A text cell."""
    make: Any = v4.new_markdown_cell
    return make(source, metadata=metadata)


def code(source: str, output: str | None = None, **metadata: Any) -> Any:
    """A code cell, with the output that a saved notebook keeps."""
    make: Any = v4.new_code_cell
    outputs: Any = v4.new_output
    kept = [outputs("execute_result", {"text/plain": output}, execution_count=1)] if output is not None else []
    return make(source, metadata=metadata, outputs=kept)


def raw(source: str) -> Any:
    """A raw cell."""
    make: Any = v4.new_raw_cell
    return make(source)


def nbgrader(cell: Any, name: str, **flags: Any) -> Any:
    """A cell with nbgrader's metadata."""
    settings = {"grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3} | flags
    cell.metadata["nbgrader"] = {"grade_id": name, **settings}
    return cell


def answer(name: str, source: str) -> Any:
    """The cell of an answer that nbgrader grades by its tests."""
    return nbgrader(code(source), name, solution=True)


def test(name: str, points: float, source: str) -> Any:
    """A cell of tests."""
    return nbgrader(code(source), name, grade=True, points=points)


MEAN = '''\
import math

def mean(numbers):
    """The mean of a list of numbers."""
    ### BEGIN SOLUTION
    # all of it, shared out
    return sum(numbers) / len(numbers)
    ### END SOLUTION
'''

SPREAD = '''\
def spread(numbers):
    """How far numbers are from their mean."""
    middle = mean(numbers)
    total = 0.0
    for number in numbers:
        ### BEGIN SOLUTION
        total += (number - middle) ** 2
        ### END SOLUTION
    return math.sqrt(total / len(numbers))
'''

TESTS = '''\
"""The mean of a few numbers"""
assert mean([1, 2, 3]) == 2, "Add them up, and share out."
assert abs(mean([0.5, 1.0]) - 0.75) < 1e-9
assert mean(weights) == 2.5
assert isinstance(mean([1]), (int, float))
for number in range(1, 4):
    assert mean([number]) == number
try:
    mean([])
except ZeroDivisionError:
    pass
else:
    raise AssertionError("did not raise")
with open("weights.txt") as file:
    assert mean(file) == 1
### BEGIN HIDDEN TESTS
assert mean([10, 20, 60]) == 30
import numpy as np
assert np.allclose(mean([0.1, 0.2]), 0.15)
### END HIDDEN TESTS
'''

USES = """\
kept = mean
del mean
try:
    spread([1, 2])
except NameError:
    pass
else:
    raise AssertionError("spread does not use mean")
finally:
    mean = kept
"""


def of_nbgrader(path: Path) -> Path:
    """A notebook with every kind of nbgrader's cells."""
    cells = [
        text("# Numbers and their mean\n\nSee ![a picture](numbers.png)."),
        code("weights = [1, 4]\n%matplotlib inline"),
        answer("mean", MEAN),
        code("mean(weights)"),
        test("mean_tests", 4, TESTS),
        answer("spread", SPREAD),
        test("uses-mean", 1, USES),
        test(
            "cell-0123456789abcdef",
            2,
            "from numpy.testing import assert_allclose\nassert_allclose(spread([1, 3]), 1.0)",
        ),
        answer("constant", "### BEGIN SOLUTION\nsmallest = 2\n### END SOLUTION"),
        test("constant_test", 1, "assert smallest == 2"),
        text("Why do we square?"),
        nbgrader(text("So that signs are gone.\n\n```python\nx = 1\n```"), "why", grade=True, solution=True, points=3),
        nbgrader(code("def plot():\n    return spread([1, 2])"), "by hand", grade=True, solution=True, points=2),
        nbgrader(
            text("Find a use.\n=== BEGIN MARK SCHEME ===\nOne point for any.\n=== END MARK SCHEME ==="),
            "t",
            task=True,
            points=1,
        ),
        test("nothing", 2, "assert secret(3) == 4"),
        code("mean([1, 2])\nprint('after the answer')"),
        raw("kept for later"),
        code(""),
    ]
    return save(path, cells)


CONFIG = '""" # BEGIN TEST CONFIG\npoints: 1\nhidden: true\nfailure_message: no\n""" # END TEST CONFIG'


def of_otter(path: Path) -> Path:
    """A notebook with what Otter Assign has."""
    square = "def square(x):\n    y = x * x # SOLUTION\n    z = 0 # IGNORE\n    return y # SOLUTION\n"
    values = '''\
# BEGIN SOLUTION NO PROMPT
data = [1, 2, 3]
# END SOLUTION
""" # BEGIN PROMPT
data = ...
"""; # END PROMPT
total = sum(data) # SOLUTION
total
'''
    cells = [
        raw("# ASSIGNMENT CONFIG\nname: hw1"),
        text("# Squares"),
        raw("# BEGIN QUESTION\nname: q1\npoints: 2"),
        text("**Question 1.** Write `square`."),
        raw("# BEGIN SOLUTION"),
        code(square),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        code("square(3) == 9", "True"),
        code("square(1.5)", "2.25"),
        code("square(7)"),
        code(f"{CONFIG}\nassert square(-4) == 16"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: q2"),
        text("**Question 2.** Numbers."),
        raw("# BEGIN SOLUTION"),
        code(values),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        code("def test_total(total):\n    assert total == 6\n\ntest_total(total)"),
        code("# HIDDEN\nlen(data) == 3"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
        text("```otter\n# BEGIN QUESTION\nname: q3\nmanual: true\npoints: 1.5\n```"),
        text("**Question 3.** Why?"),
        raw("# BEGIN SOLUTION"),
        text("**SOLUTION:** because."),
        raw("# END SOLUTION"),
        raw("# END QUESTION"),
        code("square(5)"),
    ]
    return save(path, cells)

"""The rule of `gradus verify` that every form and every error which a docstring promises is given by some check."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gradus.authoring import forms
from gradus.core.course import Course
from tests.test_verify import edit

ANY_SHAPE = [forms.ONE_DIMENSION, forms.SEVERAL]
PROMISED = {
    "float.": ["a float"],
    "float, a share of all; between 0 and 1": ["a float"],
    "float or int, or float or int array of any shape: where to measure.": [
        *["a float", "an int", "a float array", "an int array"],
        *ANY_SHAPE,
    ],
    "list, or array of shape (n,), of floats or ints; not empty.": [
        *["a list of floats", "a list of ints"],
        *["a float array", "an int array"],
    ],
    "list of floats, or float array of shape (n,): the slopes.": ["a list of floats", "a float array"],
    "list, tuple or array of ints": ["a list of ints", "a tuple of ints", "an int array"],
    "list or array of nin plain numbers, or list of nin Values.": [
        *["a list of numbers", "a number array"],
        "a list of Values",
    ],
    "list of as many functions: one for each.": ["a list of functions"],
    "a list of labels.": ["a list"],
    "an array of shape (n, d).": ["an array"],
    "float array (n,), the class of each point, 1.0 or -1.0. It is not modified.": ["a float array"],
    "int from 1 to n, or None (the default) for all rows.": ["an int", "None", "1"],
    "numpy.random.Generator that draws the rows; or None for a fresh one.": ["a numpy.random.Generator", "None"],
    "True (the default) for ReLU,\n    the sum where it is positive; False for the bare sum.": ["True", "False"],
    "function grad(x), the derivative of the loss; a number.": ["a function"],
    "dict of float arrays: W (n, m).": ["a dict"],
    "string, or None": ["a string", "None"],
    "int, how many steps; 0 or more.": ["an int", "0"],
    "float, from -100 to 100.": ["a float", "-100", "100"],
    "float from 0 (plain descent) to just below 1.": ["a float", "0"],
    "float between 0.5 and 1.5, or from 0 to 2.5": ["a float", "0"],
    "list of floats, at least 8 of them.": ["a list of floats"],
    "matplotlib Axes to draw on.": [],
    "in one dimension a function of a number, in two of a point.": [],
    "object with forward(X), or a float array": [],
    "": [],
}


@pytest.mark.fast
@pytest.mark.parametrize("text", PROMISED)
def test_what_an_entry_promises(text: str) -> None:
    assert forms.promised(text) == PROMISED[text]


GIVEN = [
    (2, {"an int", "a number", "2"}),
    (np.int64(2), {"an int", "a number", "2"}),
    (0.0, {"a float", "a number", "0"}),
    (True, {"True"}),
    (np.False_, {"False"}),
    (None, {"None"}),
    ("cat", {"a string"}),
    ({}, {"a dict"}),
    (np.cos, {"a function"}),
    (np.random.default_rng(0), {"a numpy.random.Generator"}),
    (np.zeros(3), {"an array", "a float array", "a number array", forms.ONE_DIMENSION}),
    (np.zeros((2, 2), int), {"an array", "an int array", "a number array", forms.SEVERAL}),
    (np.array(3.0), {"an array", "a float array", "a number array"}),
    (np.array([True]), {"an array", forms.ONE_DIMENSION}),
    ([1, 2], {"a list", "a list of ints", "a list of numbers"}),
    ([1, 2.5], {"a list", "a list of floats", "a list of numbers"}),
    ((1.5, 2.5), {"a tuple", "a tuple of floats", "a tuple of numbers"}),
    (["cat", "dog"], {"a list", "a list of strings"}),
    (["cat", 3], {"a list"}),
    ([np.cos], {"a list", "a list of functions"}),
    ([], {"a list"}),
]


@pytest.mark.fast
@pytest.mark.parametrize(("argument", "names"), GIVEN)
def test_the_forms_of_an_argument(argument: object, names: set[str]) -> None:
    assert names <= forms.forms_of(argument)
    promised = {form for texts in PROMISED.values() for form in texts}
    assert not (forms.forms_of(argument) - names) & promised


MODULE = '''
def area(radius, rng=None, *, unit="m"):
    """The area.

    Args:
        radius: float; 0 or more.
        rng: numpy.random.Generator,
            or None.
        unit: string.
        colour: string, which is no parameter.

    Raises:
        ValueError: the radius is negative. Raises TypeError for a string. No error is raised for 0.
    """

def _helper(x):
    """What it is.

    Args:
        x: int.
    """

class Circle:
    """What it is.

    Args:
        radius: float.
    """

    def __init__(self, radius): ...

    def _grow(self): ...

    def scaled(self, factor):
        """What it is.

        Args:
            factor: int. Dividing by zero raises Python's ZeroDivisionError.
        """

    def bare(self): ...
'''


@pytest.mark.fast
def test_what_a_module_promises() -> None:
    found = forms.contracts(MODULE)
    assert list(found) == ["area", "Circle.__init__", "Circle.scaled", "Circle.bare"]
    area = found["area"]
    assert area.forms == {"radius": ["a float", "0"], "rng": ["a numpy.random.Generator", "None"], "unit": ["a string"]}
    assert (area.parameters, area.default_none) == (["radius", "rng"], {"rng"})
    assert area.errors == ["ValueError", "TypeError"]
    assert found["Circle.__init__"].forms == {"radius": ["a float"]}
    assert (found["Circle.scaled"].parameters, found["Circle.scaled"].errors) == (["factor"], ["ZeroDivisionError"])


# With a course


def documented(course: Course, name: str, text: str, body: str = "") -> list[str]:
    """The findings when the docstring of the function says this as well."""
    path = course.solutions / "warmup" / "square.py"
    edit(path, "Source: arithmetic.\n\n    >>> " + name, text + "\n\n    Source: arithmetic.\n\n    >>> " + name)
    if body:
        edit(path, body.split(" -> ")[0], body.split(" -> ")[1])
    return list(forms.findings(course, course.by_id["warmup/square"]))


CHECK = '''

@points(1)
def test_more(submission):
    """More.

    Look again.
    """
    {}
'''


def test_a_form_that_no_check_passes(mini: Course) -> None:
    found = documented(mini, "square", "Args:\n        x: float or int, from 0 to 3, or None.")
    assert found == [
        "solutions/warmup/square.py, line 9, square: x may be an int, but no check passes one.",
        "solutions/warmup/square.py, line 9, square: x may be None, but no check passes it.",
        "solutions/warmup/square.py, line 9, square: x may be 0, but no check passes it.",
    ]


def test_forms_that_checks_pass(mini: Course) -> None:
    hidden = mini.root / "graders" / "warmup" / "square" / "test_hidden.py"
    more = "expect(submission.mean(xs=[1, 2])).close_to(1.5)"
    hidden.write_text(hidden.read_text("utf-8") + CHECK.format(more), "utf-8")
    assert documented(mini, "float(mean", "Args:\n        xs: float array of shape (n,), or list of ints.") == []


def test_an_error_that_no_check_makes(mini: Course) -> None:
    found = documented(mini, "float(mean", "Raises:\n        ValueError: there are no numbers.")
    assert found == ["solutions/warmup/square.py, line 22, mean: it may raise ValueError, but no check makes it."]


def test_an_error_that_a_check_makes(mini: Course) -> None:
    hidden = mini.root / "graders" / "warmup" / "square" / "test_hidden.py"
    edit(hidden, "import expect, points", "import expect, points, raises")
    more = 'with raises("ArithmeticError"):\n        submission.mean([])'
    hidden.write_text(hidden.read_text("utf-8") + CHECK.format(more), "utf-8")
    body = "return np.sum(xs) / len(xs) -> return float(np.sum(xs)) / len(xs)"
    assert documented(mini, "float(mean", "Raises ZeroDivisionError for an empty list.", body) == []


NUMBER = '''

class Number:
    """A number. Source: arithmetic.

    Args:
        data: float or int.
    """

    def __init__(self, data=0.5):
        self.data = data

    def __truediv__(self, other):
        """Raises ZeroDivisionError where other is 0."""
        return self.data / other

    def __rtruediv__(self, other):
        """Raises ZeroDivisionError where self is 0."""
        return other / self.data

    def __call__(self, x):
        """What it is.

        Args:
            x: float.
        """
        return x

    def plus(self, other):
        """What it is.

        Args:
            other: int.
        """
        return self.data + other
'''


def test_classes_methods_and_operators(mini: Course) -> None:
    more = (
        'number = submission.Number(2.0)\n    number.plus(3)\n    with raises("ZeroDivisionError"):\n        number / 0'
    )
    hidden = mini.root / "graders" / "warmup" / "square" / "test_hidden.py"
    edit(hidden, "import expect, points", "import expect, points, raises")
    hidden.write_text(hidden.read_text("utf-8") + CHECK.format(more), "utf-8")
    solution: Path = mini.solutions / "warmup" / "square.py"
    solution.write_text(solution.read_text("utf-8") + NUMBER, "utf-8")
    assert [each.split(", ", 2)[2] for each in forms.findings(mini, mini.by_id["warmup/square"])] == [
        "Number.__init__: data may be an int, but no check passes one.",
        "Number.__rtruediv__: it may raise ZeroDivisionError, but no check makes it.",
        "Number.__call__: x may be a float, but no check passes one.",
    ]

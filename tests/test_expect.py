"""The graders' vocabulary: every honest variety is accepted, everything else is refused with a sentence."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradus.grading
from gradus.core.display import number, value
from gradus.core.text import printable
from gradus.grading import expect, gradient_check, numeric_gradient
from gradus.grading.diagnosis.fingerprint import alike, fingerprint
from gradus.grading.messages import formula, function_text
from gradus.grading.running import ExpectationError
from tests.conftest import ROOT

pytestmark = pytest.mark.fast

SIX: list[Any] = [6, 6.0, np.float64(6), np.float32(6), np.array(6.0), np.array([6.0]), np.array([[6]])]
VECTOR: list[Any] = [[1.0, 2.0], (1, 2), np.array([1, 2]), np.array([1.0, 2.0], dtype=np.float32), [np.float64(1), 2]]


@pytest.mark.parametrize("answer", SIX, ids=repr)
def test_a_number_in_any_honest_form(answer: Any) -> None:
    expect(answer).close_to(6.0)
    expect(answer).between(5, 7).at_least(6).at_most(6)
    assert expect(answer).number() == 6.0


@pytest.mark.parametrize("answer", VECTOR, ids=repr)
def test_an_array_in_any_honest_form(answer: Any) -> None:
    expect(answer).close_to([1.0, 2.0])
    expect(answer).has_shape((2,))
    assert expect(answer).array((2,)).tolist() == [1.0, 2.0]
    assert expect(answer).is_sequence(2) == [1.0, 2.0]


REFUSED: list[tuple[Callable[[], object], str, str]] = [
    (lambda: expect(None).close_to(6.0), "type", "nothing (None): is there a return?"),
    (lambda: expect("6").close_to(6.0), "type", "'6', a str"),
    (lambda: expect([6.0]).close_to(6.0), "type", "a list"),
    (lambda: expect([6.0, 6.0]).close_to(6.0), "type", "a list"),
    (lambda: expect(np.array([6.0, 6.0])).close_to(6.0), "shape", "an array of shape (2,)"),
    (lambda: expect(6 + 1j).close_to(6.0), "type", "(6+1j)"),
    (lambda: expect({"a": 6}).close_to(6.0), "type", "a dict"),
    (lambda: expect(6.0).close_to([6.0]), "shape", "a single number"),
    (lambda: expect([1.0, 2.0, 3.0]).close_to([1.0, 2.0]), "shape", "a list of shape (3,)"),
    (lambda: expect([[1.0], [2.0]]).close_to([1.0, 2.0]), "shape", "a list of shape (2, 1)"),
    (lambda: expect([1.0, [2.0]]).close_to([1.0, 2.0]), "type", "a list"),
    (lambda: expect(float("nan")).close_to(1.0), "finite", "nan"),
    (lambda: expect([1.0, math.inf]).close_to([1.0, 2.0]), "finite", "inf in 1 of 2 places"),
    (lambda: expect(7.0).close_to(6.0), "value", "6.0, give or take 6e-05"),
    (lambda: expect(12.0).close_to(6.0), "value", "returned  12.0"),
    (lambda: expect([-1.0, -2.0]).close_to([1.0, 2.0]), "value", "Every number is -1 times the expected number."),
    (lambda: expect("Flat").equals("flat"), "value", "'Flat'"),
    (lambda: expect(1.0).equals(True) and expect(2).equals(True), "value", "2"),
    (lambda: expect("increasing").equals(1), "type", "a str"),
    (lambda: expect(3.0).at_least(4), "value", "at least 4"),
    (lambda: expect(math.nan).at_most(4), "finite", "nan"),
    (lambda: expect((1, 2, 3)).is_sequence(2, "numbers w and b"), "shape", "2 numbers w and b"),
    (lambda: expect(1.0).is_sequence(2), "type", "2 values"),
    (lambda: expect(4).text(), "type", "a string"),
    (lambda: expect(np.False_).is_true("the rows vary"), "value", "expected  the rows vary"),
    (lambda: expect(4, "the number of lines").at_least(5), "value", "looked at the number of lines"),
]


@pytest.mark.parametrize(("claim", "kind", "words"), REFUSED, ids=lambda x: "" if callable(x) else x[:40])
def test_what_is_refused_says_what_came_back(claim: Callable[[], object], kind: str, words: str) -> None:
    with pytest.raises(ExpectationError) as caught:
        claim()
    assert caught.value.kind == kind
    assert words in caught.value.message


def test_a_large_array_tells_where_it_is_worst() -> None:
    wanted = np.arange(24.0).reshape(4, 6)
    given_ = wanted.copy()
    given_[2, 3] += 1.5
    with pytest.raises(ExpectationError, match=r"at \[2, 3\]: 16.5\nexpected  at \[2, 3\]: 15.0") as caught:
        expect(given_).close_to(wanted)
    assert "1 of the 24 numbers differ" in caught.value.message


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6))
def test_the_numeric_gradient_of_a_known_function(point: list[float]) -> None:
    x = np.array(point)
    gradient_check(np.cos(x) * np.exp(np.sin(x).sum()), lambda p: float(np.exp(np.sin(p).sum())), x)
    assert np.array_equal(x, point)


def test_the_numeric_gradient_keeps_a_shape() -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert np.allclose(numeric_gradient(lambda m: float((m**2).sum()), x), 2 * x, atol=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_fingerprints_tell_answers_apart(numbers: list[float]) -> None:
    array = np.array(numbers)
    assert alike(fingerprint(array), fingerprint(list(numbers)))
    assert alike(fingerprint(array), fingerprint(array * (1 + 1e-9)))
    other = array.copy()
    other[0] += 1 + abs(array).max() * 0.1
    assert not alike(fingerprint(array), fingerprint(other))
    assert not alike(fingerprint(array), fingerprint(np.append(array, 0.0)))


@given(st.text(max_size=400))
def test_nothing_printable_can_give_orders(text: str) -> None:
    shown = printable(text)
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert "##[" not in shown
    assert "\n::" not in shown
    shown.encode("utf-8")


def test_values_as_a_student_would_write_them() -> None:
    shown = [value(x) for x in (6.0, 1e-7, 3, True, None, "a\x1b[31m", [1.0, 2.0], (1,), np.arange(3.0), {"a": 1})]
    assert shown[:5] == ["6.0", "1e-07", "3", "True", "None"]
    assert shown[5:] == [r"'a\x1b[31m'", "[1.0, 2.0]", "(1,)", "array([0.0, 1.0, 2.0])", "{'a': 1}"]
    assert value(np.zeros((40, 2))) == "an array of shape (40, 2)"
    assert value(10**5000) == "a huge integer"
    assert number(12.0000001) == "12.0000001"


def cubic(x: float) -> float:
    return x**3 - 2 * x


def test_functions_are_shown_as_formulas() -> None:
    assert function_text(lambda x: x**2) == "f(x) = x²"
    assert function_text(cubic) == "cubic(x) = x³ - 2 * x"
    assert [function_text(f) for f in (lambda x: x + 1, lambda x, y: x * y)] == ["f(x) = x + 1", "f(x, y) = x * y"]
    assert function_text(np.sin) == ""
    assert [formula(f) for f in (lambda a, b: a * b, lambda a: a**3, cubic)] == ["a * b", "a³", "x³ - 2 * x"]
    assert formula(np.sin) == ""


def test_graders_may_import_nothing_behind_the_vocabulary() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    rooms = {f"gradus.{path.parent.name}" for path in (ROOT / "gradus").glob("*/__init__.py")} - {"gradus.grading"}
    inside = (ROOT / "gradus" / "grading").glob("[!_]*")
    modules = {f"gradus.grading.{path.stem}" for path in inside if path.is_dir() or path.suffix == ".py"}
    assert set(rules["flake8-tidy-imports"]["banned-api"]) == rooms | modules


def test_every_word_of_the_vocabulary_has_a_docstring() -> None:
    assert [word for word in gradus.grading.__all__ if not getattr(gradus.grading, word).__doc__] == []


def test_the_authors_page_lists_what_an_expectation_can_say() -> None:
    page = (ROOT / "docs" / "authoring.md").read_text("utf-8")
    words = [name for name in vars(type(expect(1))) if not name.startswith("_")]
    assert [word for word in words if f"`.{word}(" not in page] == []

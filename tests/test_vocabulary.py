"""Properties of what verdicts rest on: the words of `expect`, fingerprints, messages, arguments that are left alone.

Whatever a student returns, a word accepts what its docstring says, refuses the rest with an ExpectationError, and its
message is fit to be printed.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradus.core.display import difference, number, value
from gradus.grading import expect
from gradus.grading.diagnosis.fingerprint import alike, evidence, fingerprint
from gradus.grading.running import ExpectationError
from gradus.grading.vocabulary.expectation import Expectation
from gradus.worker.observe import changed, snapshot

pytestmark = pytest.mark.fast

finite = st.floats(allow_nan=False, allow_infinity=False)
ordinary = st.floats(-1e9, 1e9)
margins = st.sampled_from([0.0, 1e-12, 1e-7, 1e-5, 1e-2, 1.0])
shapes = arrays.array_shapes(min_dims=1, max_dims=3, max_side=4)
tables = arrays.arrays(np.float64, shapes, elements=ordinary)
dtypes = st.sampled_from([np.bool_, np.int8, np.int64, np.uint64, np.float16, np.float32, np.float64, np.complex128])
leaves = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=90)),
    arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)),
    st.sampled_from([10**1200, math.cos, object(), np.float32("nan"), np.int8(-3), np.True_, 2**53 + 1, "\x1b[2J"]),
)
keys = st.one_of(st.text(max_size=9), st.integers(), st.booleans())
answers = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=15), st.lists(inner, max_size=4).map(tuple), st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=20,
)


def refused(answer: Any, word: str, *arguments: Any, **options: Any) -> str:
    """The message if this word refuses the answer, or nothing. Any other exception fails the test."""
    try:
        getattr(expect(answer), word)(*arguments, **options)
    except ExpectationError as error:
        return error.message
    return ""


# A busy machine is no failure, and every run tries the same examples.
steady = settings(deadline=None, derandomize=True, max_examples=50)

# Numbers and arrays

FORMS: list[Callable[[float], Any]] = [float, np.float64, np.array, lambda x: np.array([x]), lambda x: np.array([[x]])]
NO_NUMBERS: list[Callable[[float], Any]] = [
    *(lambda x: [x], lambda x: (x,), lambda x: np.array([x, x]), str, lambda x: {"x": x}),
    *(Fraction, Decimal, lambda x: complex(x, 1.0), lambda x: lambda: x, lambda x: [x, [x]]),
]


@steady
@given(finite, finite, margins, margins)
@example(1.0, 1.0 + 1e-5, 1e-5, 0.0)
@example(-1e308, 1e308, 1e-5, 1e-7)
def test_a_number_is_close_as_numpy_says(x: float, wanted: float, rtol: float, atol: float) -> None:
    near = bool(np.isclose(x, wanted, rtol=rtol, atol=atol))
    for form in FORMS:
        message = refused(form(x), "close_to", wanted, rtol=rtol, atol=atol)
        assert bool(message) is not near, (form, message)
    for form in NO_NUMBERS:
        assert refused(form(x), "close_to", wanted, rtol=rtol, atol=atol), form(x)


@steady
@given(st.integers(-(2**50), 2**50), st.integers(-3, 3))
def test_a_whole_number_is_exactly_that(wanted: int, more: int) -> None:
    for form in (int, float, np.int64, np.float64, np.array):
        assert bool(refused(form(wanted + more), "equals", wanted)) is (more != 0)


@steady
@given(tables, st.floats(-3, 3), margins, margins, st.data())
def test_an_array_is_close_where_each_number_is(
    wanted: Any, factor: float, rtol: float, atol: float, data: st.DataObject
) -> None:
    actual = wanted.copy()
    place = data.draw(st.integers(0, wanted.size - 1))
    actual.flat[place] += factor * (atol + rtol * abs(wanted.flat[place]))
    near = bool(np.allclose(actual, wanted, rtol=rtol, atol=atol))
    forms = (actual, actual.tolist(), tuple(actual.tolist()), list(actual), np.asfortranarray(actual), actual[::1])
    for form in forms:
        assert bool(refused(form, "close_to", wanted, rtol=rtol, atol=atol)) is not near
        assert np.array_equal(expect(form).array(wanted.shape), actual)
    assert refused(actual[None], "close_to", wanted, rtol=math.inf, atol=math.inf)
    assert refused(actual.ravel()[:-1], "close_to", wanted, rtol=math.inf, atol=math.inf)


@steady
@given(tables, st.sampled_from([math.nan, math.inf, -math.inf]), st.data())
def test_what_is_not_finite_is_never_close(wanted: Any, bad: float, data: st.DataObject) -> None:
    actual = wanted.copy()
    actual.flat[data.draw(st.integers(0, wanted.size - 1))] = bad
    for target in (wanted,) if math.isnan(bad) else (wanted, actual):  # who expects nan is told so, as an author
        assert refused(actual, "close_to", target, rtol=math.inf, atol=math.inf)
    assert refused(bad, "close_to", math.inf)
    assert refused(bad, "between", -math.inf, math.inf)


@steady
@given(arrays.arrays(np.complex128, shapes, elements=st.complex_numbers(max_magnitude=1e9)))
@example(np.array([1 + 2j, 3 + 0j]))
def test_what_is_complex_is_no_real_array(table: Any) -> None:
    assume(table.imag.any())
    for form in (table, list(table), tuple(table), [table], table.tolist()):
        assert refused(form, "close_to", np.real(form), rtol=math.inf, atol=math.inf)
        assert refused(form, "array")


@steady
@given(finite, finite, finite)
def test_a_range_holds_its_ends(x: float, one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    for form in FORMS:
        assert bool(refused(form(x), "between", low, high)) is not (low <= x <= high)
        assert bool(refused(form(x), "at_least", low)) is not (low <= x)
        assert bool(refused(form(x), "at_most", high)) is not (x <= high)
    assert not refused(low, "between", low, high)
    assert not refused(high, "between", low, high)


# Strings and truth values


@steady
@given(answers, st.one_of(st.text(max_size=20), st.just(""), st.just("1"), st.just("True")))
@example(1, "1")
@example(True, "True")
@example(["flat"], "flat")
def test_a_string_is_only_that_string(answer: Any, wanted: str) -> None:
    right = type(answer) is str and answer == wanted
    assert bool(refused(answer, "equals", wanted)) is not right
    assert bool(refused(answer, "text")) is not isinstance(answer, str)
    assert not refused(wanted, "equals", wanted)


@steady
@given(answers, st.sampled_from([True, False, None]))
@example(np.True_, True)
@example(np.False_, True)
@example("True", True)
@example([True], True)
@example(0, None)
@example(False, None)
@example(None, False)
def test_a_truth_value_may_be_0_or_1_and_nothing_is_only_none(answer: Any, wanted: bool | None) -> None:
    if wanted is None:
        right = answer is None
    else:
        right = isinstance(answer, (bool, np.bool_, int, float)) and bool(answer == wanted)
    assert bool(refused(answer, "equals", wanted)) is not right


# Whatever comes back

WORDS: list[tuple[Any, ...]] = [
    ("close_to", 0.5),
    ("close_to", np.arange(8.0).reshape(2, 4)),
    ("equals", 2),
    ("equals", "increasing"),
    ("equals", [1, 2]),
    ("between", 0.25, 0.75),
    ("at_least", 1e300),
    ("at_most", -1e300),
    ("has_shape", (2, 3)),
    ("holds", False, "something else"),
    ("is_sequence", 2, "matrices"),
    ("parts", "the eigenvalue", "the eigenvector"),
    ("function", "the tangent"),
    ("array",),
    ("number",),
    ("text",),
]


@steady
@given(answers)
@example([[]] * 30)
@example({"\x1b[31m": "\r::error::\u202e"})
@example(["\x07" * 200])
@example(np.array(["\x1b[2J"]))
def test_every_word_takes_every_answer(answer: Any) -> None:
    for word in WORDS:
        message = refused(answer, *word)
        assert all(c.isprintable() or c == "\n" for c in message), message
        assert len(message) < 1500
        assert "\n::" not in message
        message.encode("utf-8")


def test_every_word_of_an_expectation_is_tried() -> None:
    words = {name for name in vars(Expectation) if not name.startswith("_")} - {"left_alone", "is_true"}
    assert words <= {word[0] for word in WORDS}


# Values in messages


@steady
@given(answers)
@example("\u202e\x00")
@example(np.array(["\x1b"]))
def test_a_value_is_one_printable_line(answer: Any) -> None:
    text = value(answer)
    assert text.isprintable() and len(text) <= 300, text
    text.encode("utf-8")


@steady
@given(finite)
def test_a_float_is_shown_with_nine_digits(x: float) -> None:
    assert float(number(x)) == pytest.approx(x, rel=1e-8, abs=0.0)
    assert number(x) != str(int(x)) if x == int(x) else True


@steady
@given(arrays.arrays(dtypes, arrays.array_shapes(max_dims=3, max_side=6)), st.data())
def test_two_values_that_differ_look_different(array: Any, data: st.DataObject) -> None:
    for wrap in (
        lambda it: it,
        lambda it: it.ravel().tolist(),
        lambda it: [it, it + 1],
        lambda it: {"W1": it, "b" * 250: it},
    ):
        before, after = wrap(array), wrap(array.copy())
        nudged(after["W1"] if isinstance(after, dict) else after, data)
        if changed(snapshot(before), after) and len(before) == len(after):
            assert len(set(difference(before, after))) == 2
            assert all(len(text) < 300 for text in difference(before, after))


@steady
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 40))
def test_of_a_long_list_the_first_place_that_differs_is_shown(one: float, other: float, place: int) -> None:
    assume(one != other)
    before = [0.5] * 41
    before[place], after = one, before.copy()
    after[place] = other
    assert len(set(difference(before, after))) == 2
    if place > 1:
        assert difference(before, after)[0].endswith(f" at [{place}]")


# Arguments that are left alone


def nudged(argument: Any, data: st.DataObject) -> Any:
    """The argument with one change in place; None if there is nothing to change."""
    if isinstance(argument, np.ndarray):
        if not argument.size:
            return None
        place = data.draw(st.integers(0, argument.size - 1))
        old = argument.flat[place]
        argument.flat[place] = not old if argument.dtype == bool else 3 if old != 3 else 4
        return argument
    if isinstance(argument, list):
        how = data.draw(st.sampled_from(["append", "pop", "reverse", "inside"]))
        if how == "append" or not argument:
            argument.append(0.5)
        elif how == "pop":
            argument.pop()
        elif how == "reverse":
            argument.reverse()
        else:
            nudged(argument[data.draw(st.integers(0, len(argument) - 1))], data)
        return argument
    if isinstance(argument, dict):
        argument["a new key"] = 1
        return argument
    return None


@steady
@given(answers)
def test_what_was_not_touched_is_not_changed(argument: Any) -> None:
    before = snapshot(argument)
    assert not changed(before, argument)


@steady
@given(arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, max_dims=3, max_side=5)), st.data())
def test_one_changed_number_is_noticed(array: Any, data: st.DataObject) -> None:
    for wrap in (lambda it: it, lambda it: [it], lambda it: {"W1": (it, "b")}):
        argument: Any = wrap(array.copy())
        before = snapshot(argument)
        inner = argument if wrap(0) == 0 else argument[0] if isinstance(argument, list) else argument["W1"][0]
        nudged(inner, data)
        assert changed(before, argument)


@steady
@given(st.lists(st.one_of(ordinary, st.text(max_size=3)), min_size=1, max_size=5), st.data())
def test_a_changed_list_is_noticed(items: list[Any], data: st.DataObject) -> None:
    before, original = snapshot(items), list(items)
    nudged(items, data)
    assert changed(before, items) is (items != original)


# Fingerprints


@steady
@given(answers)
def test_an_answer_is_like_itself(answer: Any) -> None:
    one, again = fingerprint(answer), fingerprint(copy.deepcopy(answer))
    kept = json.loads(json.dumps(one))
    assert alike(one, again)
    assert alike(one, kept) and alike(kept, one)
    assert len(json.dumps(one)) < 60_000


@steady
@given(answers, answers)
@example(0.0, 2e-14)
@example(True, 1)
@example("1", 1)
def test_likeness_has_no_direction(one: Any, other: Any) -> None:
    assert alike(fingerprint(one), fingerprint(other)) is alike(fingerprint(other), fingerprint(one))


generic = st.floats(0.1, 0.9).map(lambda x: x + 1e-3 * math.sin(1e6 * x))


@steady
@given(arrays.arrays(np.float64, shapes, elements=generic), st.integers(-6, 12), st.data())
def test_likeness_knows_every_form_and_no_scale(table: Any, power: int, data: st.DataObject) -> None:
    table = table * 10.0**power
    same = fingerprint(table)
    for form in (table.tolist(), tuple(table.tolist()), table * (1 + 1e-9), np.asfortranarray(table), list(table)):
        assert alike(same, fingerprint(form))
    other = table.copy()
    other.flat[data.draw(st.integers(0, table.size - 1))] *= data.draw(st.sampled_from([-1.0, 0.5, 2.0, 1.1, 0.0]))
    assert not alike(same, fingerprint(other))
    assert not alike(same, fingerprint(np.zeros_like(table)))


@steady
@given(generic, st.integers(-6, 12))
def test_a_number_is_like_an_array_of_one(x: float, power: int) -> None:
    x *= 10.0**power
    for form in (np.float64(x), np.array(x), np.array([x]), [x]):
        assert alike(fingerprint(x), fingerprint(form))
    for other in (-x, 2 * x, x / 2, x * 1.001, 0.0):
        assert not alike(fingerprint(x), fingerprint(other))


@steady
@given(st.floats(-1e-8, 1e-8), st.floats(-1e-8, 1e-8), generic)
def test_what_is_next_to_nothing_proves_nothing(one: float, other: float, right: float) -> None:
    assert alike(fingerprint(one), fingerprint(other))
    assert evidence([fingerprint(one)], [fingerprint(right)]) == 0
    assert evidence([fingerprint(right)], [fingerprint(one)]) > 0
    assert evidence([fingerprint(right)], [fingerprint(right)]) == 0

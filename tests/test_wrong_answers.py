"""Wrong answers lose points and hear what is true of them; right ones keep all. No grader was written from any of them.

A sample runs in the normal lane, the whole in the long one. `python -m tests.wrong_answers FILE --said` tells more.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import pytest

from tests.wrong_answers import COURSE, FILES, Case, Verdict, cases, judge

LEAST_NAMED = 0.85
WRONG = ("development", "final")
# Cases of development.txt and right.txt that run each time, spread over all exercises.
SAMPLED = {"development": slice(3, None, 7), "right": slice(4, None, 14)}


@functools.cache
def verdicts(file: str, sample: bool = False) -> tuple[Verdict, ...]:
    return tuple(judge(cases(file)[SAMPLED[file] if sample else slice(None)]))


def listed(found: Sequence[Verdict]) -> str:
    return "".join(f"\n{verdict}" for verdict in found)


def all_lose_points(judged: Sequence[Verdict]) -> None:
    accepted = [verdict for verdict in judged if verdict.accepted]
    assert not accepted, f"wrong, and accepted:{listed(accepted)}"


def none_hears_what_is_false(judged: Sequence[Verdict]) -> None:
    misled = [Verdict(each.case, each.lost, each.failed, tuple(each.false)) for each in judged if each.false]
    assert not misled, f"what was said is not true of the mistake:{listed(misled)}"


def most_are_named(judged: Sequence[Verdict]) -> None:
    unnamed = [verdict for verdict in judged if not verdict.named]
    share = 1 - len(unnamed) / len(judged)
    assert share >= LEAST_NAMED, f"only {share:.0%} of {len(judged)} were named, and not:{listed(unnamed)}"


@pytest.mark.long
def test_a_sample_of_wrong_answers() -> None:
    judged = verdicts("development", sample=True)
    all_lose_points(judged)
    none_hears_what_is_false(judged)
    most_are_named(judged)


@pytest.mark.long
def test_a_sample_of_right_answers() -> None:
    refused = [verdict for verdict in verdicts("right", sample=True) if not verdict.accepted]
    assert not refused, f"right, and refused:{listed(refused)}"


@pytest.mark.long
@pytest.mark.parametrize("file", WRONG)
def test_wrong_answers_lose_points(file: str) -> None:
    all_lose_points(verdicts(file))


@pytest.mark.long
@pytest.mark.parametrize("file", WRONG)
def test_wrong_answers_hear_nothing_false(file: str) -> None:
    none_hears_what_is_false(verdicts(file))


@pytest.mark.long
@pytest.mark.parametrize("file", WRONG)
def test_wrong_answers_are_named(file: str) -> None:
    most_are_named(verdicts(file))


@pytest.mark.long
def test_right_answers_keep_all_points() -> None:
    refused = [verdict for verdict in verdicts("right") if not verdict.accepted]
    assert not refused, f"right, and refused:{listed(refused)}"


@pytest.mark.parametrize("file", FILES)
def test_cases_are_well_formed(file: str) -> None:
    read = cases(file)
    least = 3 if file == "right" else 6
    for exercise in COURSE.exercises:
        assert sum(case.exercise == exercise.id for case in read) >= least, exercise.id
    for case in read:
        assert case.exercise in COURSE.by_id, case.name
        compile(case.code, case.name, "exec")
        assert bool(case.pattern) == (file != "right"), case.name
        assert not re.search(case.pattern, "") or file == "right", f"the pattern of {case.name} matches anything"


def test_no_case_stands_twice() -> None:
    everything = [case for file in FILES for case in cases(file)]
    names = [(case.exercise, case.name) for case in everything]
    assert len(names) == len(set(names))
    codes = ["".join(case.code.split()) for case in everything]
    assert len(codes) == len(set(codes))


def test_a_sentence_is_true_false_or_missing() -> None:
    case = Case("calculus/derivatives", "one", "twice|2h", "")
    assert Verdict(case, 1.0, ("title",), ("You divide by h, not 2H.",)).named
    told = Verdict(case, 1.0, ("title",), ("The points lie 2h apart.", "Look at the sign."))
    assert told.named and told.false == ["Look at the sign."]
    assert not Verdict(case, 0.0, (), ("The points lie 2h apart.",)).named
    assert str(Verdict(case, 1.0, ("title",), ())) == "calculus/derivatives one: title"

"""Whatever a worker answers, whenever: each check gets a verdict, and no fault is ever the course's or the engine's."""

from __future__ import annotations

import pytest

from gradus.core.course import Course, load
from tests.attacks import junk
from tests.conftest import ROOT, sampled

COURSE = load(ROOT)
IDS = [exercise.id for exercise in COURSE.exercises]
# What computes for long before it answers junk would only take time.
SLOW = {"network/digits"}


@pytest.fixture(scope="module")
def course() -> Course:
    return COURSE


def judge(course: Course, exercise: str, seeds: range) -> junk.JunkRunner:
    runner = junk.run(course, course.by_id[exercise], seeds)
    assert runner.faults == {}
    assert junk.JunkTransport.late == []
    assert runner.doubts == {}, "the engine stumbles over these answers: mend it"
    return runner


@pytest.mark.fast
@pytest.mark.parametrize("exercise", sampled(IDS, 4))
def test_random_replies_are_never_our_fault(course: Course, exercise: str) -> None:
    runner = judge(course, exercise, range(6))
    assert 0 < runner.passed < runner.judged, "either everything was junk, or nothing"


@pytest.mark.long
@pytest.mark.parametrize("exercise", [name for name in IDS if name not in SLOW])
def test_thousands_of_random_replies_are_never_our_fault(course: Course, exercise: str) -> None:
    judge(course, exercise, range(6, 300))

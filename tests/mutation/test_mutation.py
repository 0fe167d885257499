"""At least 95 % of the mutants that behave otherwise within the contract lose points; each survivor has its reason."""

from __future__ import annotations

import sys

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from tests.conftest import ROOT
from tests.mutation.judge import SURVIVED, judge, judge_all
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.report import EQUIVALENT, MISSED, OUTSIDE, PAGE, listed, table, tally

COURSE = courses.load(ROOT)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a clock that interrupts what never ends")


@pytest.fixture(scope="module")
def made() -> dict[str, list[Mutant]]:
    return {exercise.id: mutants(COURSE, exercise) for exercise in COURSE.exercises}


def test_a_mutant_changes_one_place_of_an_answer(mini: Course) -> None:
    exercise = mini.by_id["warmup/square"]
    found = {mutant.id: mutant.change for mutant in mutants(mini, exercise)}
    assert found["warmup/square:square:1:mult-to-div"] == "x * x -> x / x"
    assert found["warmup/square:mean:1:sum-to-mean"] == "np.sum(xs) -> np.mean(xs)"
    file = mini.solutions / exercise.path
    file.write_text(file.read_text("utf-8").replace("a float.", "a float,\n    or an int."), "utf-8")
    assert list(found) == [mutant.id for mutant in mutants(mini, exercise)]


def test_what_never_ends_loses_a_point_and_what_changes_nothing_survives(mini: Course) -> None:
    file = mini.solutions / "warmup" / "square.py"
    answer = "n = 0\n    while n < 1:\n        n += 1\n    return abs(x * x)"
    file.write_text(file.read_text("utf-8").replace("return x * x", answer), "utf-8")
    endless, harmless = (f"warmup/square:square:{name}" for name in ("3:deleted", "4:abs-dropped"))
    assert judge(mini, [endless, harmless]) == {endless: "error square_of_three", harmless: SURVIVED}


def test_every_exercise_has_mutants_with_names_of_their_own(made: dict[str, list[Mutant]]) -> None:
    names = [mutant.id for each in made.values() for mutant in each]
    assert len(names) == len(set(names))
    assert all(len(each) >= 20 for each in made.values())


def test_each_survivor_of_the_list_exists_and_has_a_reason(made: dict[str, list[Mutant]]) -> None:
    assert set(listed()) - {mutant.id for each in made.values() for mutant in each} == set()
    for name, reason in listed().items():
        kind, _, why = reason.partition(": ")
        assert kind in (EQUIVALENT, OUTSIDE, MISSED) and len(why) > 10, name


def test_a_sample_of_mutants_loses_points(made: dict[str, list[Mutant]]) -> None:
    sample = []
    for each in made.values():
        names = [mutant.id for mutant in each if mutant.id not in listed()]
        sample += [names[len(names) // 3], names[2 * len(names) // 3]]
    assert [name for name, verdict in judge(COURSE, sample).items() if verdict == SURVIVED] == []


@pytest.mark.long
def test_mutants_lose_points() -> None:
    verdicts = judge_all(COURSE)
    found = {name: verdict for each in verdicts.values() for name, verdict in each.items()}
    assert {name for name, verdict in found.items() if verdict == SURVIVED} == set(listed())
    assert tally(found, listed()).share >= 0.95
    assert table(COURSE, verdicts) in PAGE.read_text("utf-8"), "run python -m tests.mutation.report"

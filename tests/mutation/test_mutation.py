"""At least 95 % of the mutants that behave otherwise within the contract lose points; each survivor has its reason."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from gradus.authoring.mutation.judge import SURVIVED, Maker, judge, judge_all
from gradus.authoring.mutation.mutants import Mutant, mutants
from gradus.authoring.mutation.second import second_order
from gradus.authoring.mutation.survivors import KINDS
from gradus.core import course as courses
from gradus.core.course import Course, Exercise
from tests.conftest import ROOT
from tests.mutation.report import PAGE, listed, second_table, table, tally

COURSE = courses.load(ROOT)
LISTED = listed(COURSE)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a clock that interrupts what never ends")


@pytest.fixture(scope="module", params=[COURSE.exercises[::5], pytest.param(COURSE.exercises, marks=pytest.mark.long)])
def exercises(request: pytest.FixtureRequest) -> Sequence[Exercise]:
    """Some of the course's, for each run; then all."""
    some: Sequence[Exercise] = request.param
    return some


@pytest.fixture(scope="module")
def made(exercises: Sequence[Exercise]) -> dict[str, list[Mutant]]:
    return {exercise.id: mutants(COURSE, exercise) for exercise in exercises}


@pytest.fixture(scope="module")
def second(exercises: Sequence[Exercise]) -> dict[str, list[Mutant]]:
    return {exercise.id: second_order(COURSE, exercise) for exercise in exercises}


@pytest.mark.long
def test_a_mutant_changes_one_place_of_an_answer(mini: Course) -> None:
    exercise = mini.by_id["warmup/square"]
    found = {mutant.id: mutant.change for mutant in mutants(mini, exercise)}
    assert found["warmup/square:square:1:mult-to-div"] == "x * x -> x / x"
    assert found["warmup/square:mean:1:sum-to-mean"] == "np.sum(xs) -> np.mean(xs)"
    file = mini.solutions / exercise.path
    file.write_text(file.read_text("utf-8").replace("a float.", "a float,\n    or an int."), "utf-8")
    assert list(found) == [mutant.id for mutant in mutants(mini, exercise)]


SECOND = {
    "square:x-refused-as-int": "TypeError('not this form')",
    "square:rounded-to-4": "_answer = _mapped(_rounded(4), _answer)",
    "mean:xs-changed-as-float-array": "xs += 1e-09",
    "mean:shifted": "np.sum(xs) / (xs.mean() + 1e-08)",
    "mean:zero": "xs > 0.0",
    "mean:ValueError-dropped": "_answer = float('nan')",
    "mean:stops-early": "< 1e-12",
    "mean:stops-late": "range(3 + 1)",
}
MEAN = """for _ in range(3):
        n = len(xs)
    if not (xs > 1e-4).all():
        raise ValueError
    return np.sum(xs) / xs.mean()"""


@pytest.mark.long
def test_a_second_order_mutant_is_a_wrong_answer_of_a_known_kind(mini: Course) -> None:
    file = mini.solutions / "warmup" / "square.py"
    text = file.read_text("utf-8").replace("return np.sum(xs) / len(xs)", MEAN)
    text = text.replace(
        "x, a float.\n", "x.\n\n    Args:\n        x: float or int.\n\n    Returns:\n        A float.\n"
    )
    file.write_text(
        text.replace("(n,).", "(n,).\n\n    Args:\n        xs: float array.\n\n    Raises ValueError."), "utf-8"
    )
    found = {
        mutant.id.removeprefix("warmup/square:"): mutant.source for mutant in second_order(mini, mini.exercises[0])
    }
    for name, code in SECOND.items():
        assert code in found[name], (name, found.get(name))
    assert sum("+" in name for name in found) >= 2
    assert [*found] == [each.id.removeprefix("warmup/square:") for each in second_order(mini, mini.exercises[0])]


@pytest.mark.long
def test_what_never_ends_loses_a_point_and_what_changes_nothing_survives(mini: Course) -> None:
    file = mini.solutions / "warmup" / "square.py"
    answer = "n = 0\n    while n < 1:\n        n += 1\n    return abs(x * x)"
    file.write_text(file.read_text("utf-8").replace("return x * x", answer), "utf-8")
    endless, harmless = (f"warmup/square:square:{name}" for name in ("3:deleted", "4:abs-dropped"))
    assert judge(mini, [endless, harmless]) == {endless: "error square_of_three", harmless: SURVIVED}


@pytest.mark.long
def test_every_exercise_has_mutants_with_names_of_their_own(
    made: dict[str, list[Mutant]], second: dict[str, list[Mutant]]
) -> None:
    names = [mutant.id for each in [*made.values(), *second.values()] for mutant in each]
    assert len(names) == len(set(names))
    assert all(len(each) >= 20 for each in made.values())
    assert all(len(each) >= 10 for each in second.values())


@pytest.mark.long
def test_each_survivor_of_the_list_exists_and_has_a_reason(
    made: dict[str, list[Mutant]], second: dict[str, list[Mutant]]
) -> None:
    names = {mutant.id for each in [*made.values(), *second.values()] for mutant in each}
    there = {name for name in LISTED if name.partition(":")[0] in made}
    assert there - names == set()
    for name, reason in LISTED.items():
        kind, _, why = reason.partition(": ")
        assert kind in KINDS and len(why) > 10, name


@pytest.mark.long
def test_a_sample_of_mutants_loses_points(made: dict[str, list[Mutant]], second: dict[str, list[Mutant]]) -> None:
    sample = []
    for each in [*list(made.values())[::6], *list(second.values())[3::6]]:  # a third of the exercises, of one kind each
        names = [mutant.id for mutant in each if mutant.id not in LISTED]
        sample.append(names[len(names) // 3])
    assert [name for name, verdict in judge(COURSE, sample).items() if verdict == SURVIVED] == []


@pytest.mark.long
@pytest.mark.parametrize("make", [mutants, second_order])
def test_mutants_lose_points(make: Maker) -> None:
    verdicts = judge_all(COURSE, make)
    found = {name: verdict for each in verdicts.values() for name, verdict in each.items()}
    assert {name for name, verdict in found.items() if verdict == SURVIVED} == set(LISTED) & set(found)
    assert tally(found, LISTED).share >= 0.95
    text = table(COURSE, verdicts) if make is mutants else second_table(COURSE, verdicts)
    assert text in PAGE.read_text("utf-8"), "run python -m tests.mutation.report"

"""Whole submissions as students write them, with the scores that they must get and the sentences they must read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, bubblewrap_works, checks, run_gradus

FOLDER = ROOT / "tests" / "scenarios"
SANDBOX = "process" if bubblewrap_works() else "bubblewrap"
SEVEN = (
    *("calculus/derivatives", "calculus/gradients", "calculus/gradient_descent", "calculus/linear_regression"),
    *("micrograd/engine", "network/neural_net", "network/digits"),
)
# The reference is proven for each of them first, which takes most of the time.
SOME = ("calculus/gradients", "calculus/gradient_descent", "micrograd/engine")
# Nothing, about a third, about two thirds, all.
SCORES = {
    "zoe": (0, 0, 0, 0, 0, 0, 0),
    "tom": (2.5, 3, 2.5, 3, 1.5, 0.5, 6.5),
    "ines": (2.5, 7.5, 8, 10, 2.5, 3, 7),
    "ada": (10, 10, 10, 10, 10, 10, 10),
}
# Where in a report, and how its diagnosis begins.
DIAGNOSES = {
    "tom": {
        "central_error_is_kept": "Your rule looks to one side only",
        "point_of_whole_numbers": "np.array of whole numbers holds whole numbers",
        "way_down_a_bowl": "The gradient points uphill",
        "slope_along_a_walk": "A longer arrow is not a steeper walk",
        "strongest_knob": "You look for the largest slope",
        "level_ground": "NumPy warned of an invalid value, such as 0/0",
        "polynomials_of_any_degree": "A constant does not react",
        "path_on_a_map": "The path begins with the start itself",
        "speed_is_kept": "The ball's path begins where it lay",
        "gradient_of_three_points": "Each error is squared, so its derivative brings a factor 2",
        "used_twice": "Each use of a Value overwrites the gradient",
        "forward_of_four_samples": "Your softmax divides by a sum over the whole batch",
        "gap_between_the_two": "You subtract the accuracy in training",
        "shuffled_by_rng": "Your test pictures are the last 360 of the data set",
    },
    "ines": {
        "slope_of_a_parabola": "The two points that you compare lie 2h apart",
        "order_of_the_forward_rule": "h was halved, so the order is a logarithm to base 2",
        "speed_is_kept": "You weigh the gradient with 1 - momentum",
        "parabola_in_one_jump": "Newton's step has no learning rate",
        "gradients_of_the_biases": "Your bias gradient is one number for all neurons",
    },
}


@pytest.fixture(scope="module", params=[SOME, pytest.param(SEVEN, marks=pytest.mark.long)], ids=["some", "all"])
def reports(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    out = tmp_path_factory.mktemp("scenarios")
    only = [word for name in request.param for word in ("--only", name)]
    done = run_gradus("grade", *(FOLDER / name for name in SCORES), "--out", out, "--sandbox", SANDBOX, *only)
    assert done.returncode == 0, done.stderr
    return {name: json.loads(Path(out / f"{name}.json").read_text("utf-8")) for name in SCORES}


@pytest.mark.parametrize("name", SCORES)
def test_scores(reports: dict[str, dict[str, Any]], name: str) -> None:
    found = {exercise["id"]: exercise["score"] for exercise in reports[name]["exercises"]}
    wanted = dict(zip(SEVEN, SCORES[name], strict=True))
    assert found == {part: wanted[part] for part in SEVEN if part in found}
    assert len(found) >= len(SOME) and reports[name]["score"] == sum(found.values())


@pytest.mark.parametrize("name", DIAGNOSES)
def test_diagnoses(reports: dict[str, dict[str, Any]], name: str) -> None:
    found = checks(reports[name])
    told = {check: sentence for check, sentence in DIAGNOSES[name].items() if check in found}
    assert told
    for check, sentence in told.items():
        assert (found[check]["diagnosis"] or "").startswith(sentence), (check, found[check])


def test_reasons_without_a_diagnosis(reports: dict[str, dict[str, Any]]) -> None:
    zoe, tom = checks(reports["zoe"]), checks(reports["tom"])
    assert "expected ':'" in zoe["one_knob_at_a_time"]["message"]
    assert "line 1" in zoe["one_knob_at_a_time"]["message"]
    assert "line 2 uses torch" in zoe["first_steps_down_a_parabola"]["message"]
    assert zoe["used_twice"]["status"] == "missing"
    assert "There is no Value" in zoe["used_twice"]["message"]
    if len(reports["zoe"]["exercises"]) == len(SEVEN):
        assert zoe["losses_before_each_step"]["status"] == "missing"
        assert zoe["forward_of_four_samples"]["status"] == "not_started"
    if blocked := tom.get("reads_digits"):
        assert blocked["status"] == "blocked"
        assert blocked["message"] == "An exercise that it builds on comes first."


def test_nobody_right_is_told_of_a_mistake(reports: dict[str, dict[str, Any]]) -> None:
    ada = checks(reports["ada"])
    right = [c for c in ada.values() if c["status"] == "passed"]
    assert len(right) > 14 * len(reports["ada"]["exercises"])
    assert not [c["id"] for c in right if c["diagnosis"] or c["message"]]

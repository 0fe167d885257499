"""What the graders must see, each by the name of the wrong answer that shows it and of the checks that it fails.

What a wrong answer fails is read from the fingerprints that `gradus verify` keeps, and replayed where they are stale.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

from gradus.core import course as courses
from gradus.core.course import Exercise
from gradus.core.handed_in.submission import open_folder
from gradus.grading.diagnosis import matching
from gradus.grading.runner import run_checks, run_each
from gradus.grading.student import Overlay
from gradus.sandbox.launch import IN_PROCESS
from tests.conftest import ROOT, sampled

COURSE = courses.load(ROOT)
NET, ENGINE = "network/neural_net", "micrograd/engine"

# The backward passes of which some reach 95 % on the digits, and what they must fail whatever their accuracy.
BOTH_LAYERS = {"gradients_of_the_weights", "gradients_of_the_biases", "the_gradients_of_pytorch", "a_large_step"}
BIASES = BOTH_LAYERS - {"gradients_of_the_weights"}
BACKWARD_PASSES = {
    "BiasesNeverUpdated": BIASES,
    "OutputBiasMean": BIASES,
    "HiddenBiasUphill": BIASES,
    "NoReluMask": BOTH_LAYERS | {"silent_and_open_neurons"},
    "RandomFeedback": BOTH_LAYERS,
    "SlopeOfSquaredError": BOTH_LAYERS,
    "TwiceTheGradient": BOTH_LAYERS,
    "HiddenWeightsNeverUpdated": BOTH_LAYERS - {"gradients_of_the_biases"},
    "MaskOnTheWrongSide": BOTH_LAYERS | {"silent_and_open_neurons"},
    "SumForMean": BOTH_LAYERS | {"batches_of_other_sizes"},
    "HiddenWeightsUphill": BOTH_LAYERS - {"gradients_of_the_biases"},
}

# Wrong ways through a graph, of which each passes some of the well-known small examples.
GRAPHS = {
    "AssignedEverywhere": {"used_twice", "sums_and_products_collect", "results_used_again", "ways_of_unequal_length"},
    "TooEarlyLeft": {"results_used_again", "ways_of_unequal_length"},
    "TwoTurnsLeft": {"results_used_again", "ways_of_unequal_length"},
    "LevelByLevel": {"results_used_again", "ways_of_unequal_length"},
    "ProductToOneSide": {"sums_and_products_collect", "results_used_again"},
}

# What numeric checks must be made of, and the wrong answers that are right elsewhere.
SEEN = {
    "unequal shapes": {
        f"{NET}:FeaturesForSamples": "gradients_of_the_weights",
        "network/losses:SoftmaxOverColumns": "softmax_of_a_batch",
        "network/forward:WeightsTransposed": "size_of_the_weights",
        "foundations/linear_algebra:ComponentsAsColumns": "fewer_points_than_features",
    },
    "several seeds": {
        "calculus/linear_regression:OwnGenerator": "x_is_drawn_evenly",
        "network/forward:FixedSeed": "randomness_of_the_weights",
        "network/optimizers:AlwaysTheSameOrder": "order_comes_from_the_generator",
        "network/digits:SeedOfItsOwn": "shuffled_by_rng",
        "micrograd/moons:GeneratorOfItsOwn": "generator_decides",
        "foundations/linear_algebra:StartAlwaysTheSame": "few_steps",
    },
    "upstream gradients that are not uniform": {
        "network/backprop:MaskFromTheGradient": "relu_of_any_shape",
        "network/losses:StopsAtTheProbabilities": "gradient_by_nudging",
        f"{ENGINE}:ChainForgotten": "functions_collect",
        "micrograd/nn:NumbersBetweenLayers": "gradients_of_a_network",
    },
    "every operator on what is used elsewhere": {
        f"{ENGINE}:AssignedInSum": "sums_and_products_collect",
        f"{ENGINE}:AssignedInProduct": "sums_and_products_collect",
        f"{ENGINE}:AssignedInDifference": "sums_and_products_collect",
        f"{ENGINE}:AssignedInQuotient": "quotients_and_powers_collect",
        f"{ENGINE}:AssignedInPower": "quotients_and_powers_collect",
        f"{ENGINE}:AssignedInFunctions": "functions_collect",
    },
    "batches of other sizes": {
        f"{NET}:SumForMean": "batches_of_other_sizes",
        "network/losses:SumForMean": "cross_entropy_is_a_mean_over_rows",
        "network/optimizers:ShortBatchDropped": "every_row_once",
        "calculus/linear_regression:GradientSummed": "gradient_by_nudging",
    },
    "a finite learning rate": {
        f"{NET}:UpdatedWeights": "a_large_step",
        "calculus/linear_regression:WMovesFirst": "single_steps",
    },
    "classes that no label has": {
        "network/losses:ClassesFromLabels": "one_hot_where_classes_are_absent",
        "foundations/bayes:LabelsCountedFromZero": "classes_of_any_shape",
    },
    "rows of very different size": {
        f"{NET}:OneMaximumForAll": "forward_of_large_numbers",
        "network/losses:GlobalMaximum": "softmax_of_large_numbers",
        "network/neuron:OneChoiceForTheWholeArray": "sigmoid_of_mixed_arrays",
        "foundations/bayes:OneMaximumForAll": "thousand_features",
    },
}


@functools.cache
def fails(exercise: str) -> dict[str, set[str]]:
    """Which checks each misconception of an exercise fails, by name."""
    known = matching.known(COURSE, COURSE.by_id[exercise])
    return {each.name: {check.partition("::")[2] for check in each.traces} for each in known.misconceptions}


@pytest.mark.parametrize("name", BACKWARD_PASSES)
def test_no_network_passes_on_its_accuracy(name: str) -> None:
    assert len(BACKWARD_PASSES) == 11
    assert fails(NET)[name] >= BACKWARD_PASSES[name]
    assert not {check for check in fails(NET)[name] if check.startswith("forward")}, "the way forward is right"


@pytest.mark.parametrize("name", GRAPHS)
def test_each_wrong_graph_is_seen(name: str) -> None:
    assert fails(ENGINE)[name] >= GRAPHS[name]


def test_both_slopes_of_relu_at_zero_are_right() -> None:
    """The fifth graph of the list: 1 at 0 is a convention as good as 0, and a variant has it."""
    file = COURSE.graders(COURSE.by_id[ENGINE]) / "variants.py"
    record = run_each(COURSE, COURSE.by_id[ENGINE], [Overlay(file, "OtherConventions")])["OtherConventions"]
    assert {outcome.status for _, outcome in record.results} == {"passed"}


@pytest.mark.parametrize("feature", SEEN)
def test_numeric_checks_see(feature: str) -> None:
    for place, check in SEEN[feature].items():
        exercise, _, name = place.partition(":")
        assert check in fails(exercise)[name], (place, sorted(fails(exercise)[name]))


def test_a_small_rate_alone_would_not_see_updated_weights() -> None:
    assert not fails(NET)["UpdatedWeights"] & {"gradients_of_the_weights", "step_of_the_hidden_layer"}


def digits_with(network: str, folder: Path) -> dict[str, str]:
    """What becomes of each check of the digits where this is the network of day 6, by the check's name."""
    (folder / "network").mkdir()
    (folder / "network" / "neural_net.py").write_text(network, "utf-8")
    digits = (COURSE.solutions / "network" / "digits.py").read_text("utf-8")
    (folder / "network" / "digits.py").write_text(digits, "utf-8")
    record = run_checks(COURSE, open_folder(folder, COURSE), [COURSE.by_id["network/digits"]], IN_PROCESS)
    return {check.id.partition("::")[2]: outcome.status for check, outcome in record.results}


RIGHT_NETWORK = (COURSE.solutions / "network" / "neural_net.py").read_text("utf-8")
NETWORKS = {
    "biases never updated": RIGHT_NETWORK.replace("self.b1 -=", "_ =").replace("self.b2 -=", "_ ="),
    "a name that the network may not use": RIGHT_NETWORK + "\n\nslopes = np.gradient\n",
}


@pytest.mark.parametrize("name", NETWORKS)
def test_digits_read_by_a_wrong_network_give_no_points(name: str, tmp_path: Path) -> None:
    """It may read 96 % of them: the check of the accuracy is blocked, since the network comes first."""
    assert NETWORKS[name] != RIGHT_NETWORK
    status = digits_with(NETWORKS[name], tmp_path)
    for check in ("reads_digits", "reads_digits_well", "the_network_after_the_last_step"):
        assert status.pop(check) == "blocked"
    assert set(status.values()) == {"passed"}


def half_written(exercise: Exercise, folder: Path) -> Overlay:
    """The reference without every other function and method of it: those are not written yet."""
    tree = ast.parse((COURSE.solutions / exercise.path).read_text("utf-8"))
    unwritten = "def {0}(*arguments, **named):\n{1}raise NotImplementedError('not yet')\n"
    lines = [f"import {exercise.module} as module", "class Half:"]
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    lines += ["    " + unwritten.format(n.name, " " * 8) for n in public[1::2]]
    for node in tree.body:
        methods = [n.name for n in getattr(node, "body", []) if isinstance(n, ast.FunctionDef) and n.name[0] != "_"]
        if isinstance(node, ast.ClassDef) and methods and not node.name.startswith("_"):
            lines += [f"    class {node.name}(module.{node.name}):"]
            lines += ["        " + unwritten.format(name, " " * 12) for name in methods[1::2] or methods]
    lines += ["    pass"]
    file = folder / "overlay.py"
    file.write_text("\n".join(lines), "utf-8")
    return Overlay(file, "Half")


@pytest.mark.parametrize("exercise", sampled(COURSE.exercises, 4), ids=lambda exercise: exercise.id)
def test_what_is_right_but_incomplete_is_no_misconception(exercise: Exercise, tmp_path: Path) -> None:
    results = run_each(COURSE, exercise, [half_written(exercise, tmp_path)], skip_end_to_end=True)["Half"].results
    statuses = {outcome.status for _, outcome in results}
    assert "not_started" in statuses, "something must be missing for this to say anything"
    assert matching.diagnose(results, matching.known(COURSE, exercise)) == {}

"""What this course's curriculum asks of feedback. What it asks of each exercise stands in course.toml: [verify]."""

from __future__ import annotations

import pytest

from gradus.authoring.verifying import structure
from gradus.core import checks as listing
from gradus.core import course as courses
from gradus.core.course import Exercise
from tests.conftest import ROOT

pytestmark = pytest.mark.fast

COURSE = courses.load(ROOT)

# What the curriculum says feedback must recognise, and the classes of misconceptions.py that do.
RECOGNISED = {
    "the gradient points to the minimum": ["calculus/gradients:SteepestAscent"],
    "chain-rule factors added": ["calculus/chain_rule:FactorsAdded", "micrograd/engine:FactorsAdded"],
    "derivative at the wrong stage": ["calculus/chain_rule:AllAtTheStart", "calculus/chain_rule:AtTheOutput"],
    "forward for central difference": [
        "calculus/derivatives:ForwardForCentral",
        "calculus/gradients:ForwardForCentral",
    ],
    "divided by h rather than 2h": ["calculus/derivatives:DividedByH", "calculus/gradients:DividedByH"],
    "h truncated to an int array": [
        "calculus/derivatives:IntegersTruncated",
        "calculus/gradients:IntegersTruncated",
        "calculus/gradients:HessianOfIntegers",
    ],
    "point modified": ["calculus/gradients:PointNudgedInPlace", "calculus/gradient_descent:StartMoved"],
    "path without its start": [
        "calculus/gradient_descent:PathWithoutStart",
        "calculus/gradient_descent:MomentumPathWithoutStart",
        "network/optimizers:PathWithoutStart",
    ],
    "step added instead of subtracted": [
        "calculus/gradient_descent:StepAdded",
        "calculus/linear_regression:StepUphill",
        "network/optimizers:StepUphill",
        "network/neural_net:AllUphill",
    ],
    "factor 2 missing in the MSE gradient": ["calculus/linear_regression:FactorTwoMissing"],
    "sum for mean": [
        "calculus/linear_regression:LossSummed",
        "network/losses:SumForMean",
        "network/neural_net:SumForMean",
    ],
    "mean for sum": ["micrograd/nn:MeanForSum", "network/backprop:BiasMean", "network/neural_net:OutputBiasMean"],
    "b's gradient multiplied by x": ["calculus/linear_regression:BiasTimesX"],
    "softmax over the wrong axis": ["network/losses:SoftmaxOverColumns", "network/neural_net:SoftmaxOverSamples"],
    "softmax without subtracting the maximum": ["network/losses:OverflowingSoftmax", "network/neural_net:NoMaximum"],
    "log of zero": ["network/losses:LogOfZero", "network/digits:LogarithmOfZero"],
    "ReLU mask from the wrong array": ["network/backprop:MaskFromTheGradient", "network/neural_net:MaskFromTheSlope"],
    "dW1 computed from the already updated W2": ["network/neural_net:UpdatedWeights"],
    "db not summed over the batch": ["network/backprop:BiasNotSummed"],
    "gradients assigned, not accumulated": ["micrograd/engine:AssignedEverywhere"],
    "visiting the graph in the wrong order": [
        "micrograd/engine:LevelByLevel",
        "micrograd/engine:TooEarlyLeft",
        "micrograd/engine:NotReversed",
    ],
    "zero_grad forgotten": ["micrograd/moons:GradsPileUp", "micrograd/nn:ZeroesNothing"],
    "bias correction forgotten in Adam": ["network/optimizers:NoCorrection"],
    "last short batch dropped": ["network/optimizers:ShortBatchDropped"],
    "variance with the wrong divisor": ["foundations/bayes:VarianceDividedByNMinusOne"],
    "probabilities multiplied until they underflow": ["foundations/bayes:ProductOfDensities"],
}


def classes(exercise: Exercise, which: str) -> dict[str, str]:
    return listing.classes(COURSE.graders(exercise) / f"{which}.py")


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_it_has_what_course_toml_asks_of_each(exercise: Exercise) -> None:
    assert list(structure.demanded(COURSE, exercise)) == []


@pytest.mark.parametrize("mistake", RECOGNISED)
def test_what_feedback_must_recognise_is_known(mistake: str) -> None:
    for place in RECOGNISED[mistake]:
        exercise, _, name = place.partition(":")
        assert classes(COURSE.by_id[exercise], "misconceptions").get(name), place

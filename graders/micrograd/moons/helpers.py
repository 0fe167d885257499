"""What the visible and the hidden checks share."""

import numpy as np
import pytest

from gradus.grading import expect, prerequisite


@pytest.fixture
def engine(submission):
    """The student's engine, where it does all that this exercise asks of it."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = ((1 - a * -2.0 + b**2) / 4 + 0).relu() + 0.5 * (a * b)
        result.backward()
        expect([result.data, a.grad, b.grad]).close_to([6.5, 2.0, 2.5])
    return engine


def score(answer):
    """The one Value that a model answers with; there may be a list around it."""
    value = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    expect(value).holds(hasattr(value, "data"), "a Value")
    return value


@pytest.fixture
def line(submission, engine):
    """Makes a model without hidden layers: w1 * x1 + w2 * x2 + b, and its Values w1, w2, b."""

    def make(*numbers):
        with prerequisite(submission, "micrograd/nn") as nn:
            model = nn.MLP(2, [1])
            parameters = expect(model.parameters()).is_sequence(3, "parameters")
            for p in parameters:
                p.data = 0.0
            alone = {}
            for p in parameters:
                p.data = 1.0
                alone[float(score(model([2.0, 3.0])).data)] = p
                p.data = 0.0
            expect(sorted(alone)).close_to([1.0, 2.0, 3.0])
            placed = [alone[2.0], alone[3.0], alone[1.0]]
            score(model([2.0, 3.0])).backward()
            expect([p.grad for p in placed]).close_to([2.0, 3.0, 1.0])
            model.zero_grad()
            expect([p.grad for p in placed]).close_to([0.0, 0.0, 0.0])
        for p, number in zip(placed, numbers, strict=True):
            p.data = number
        return model, placed

    return make


def hinge(scores, targets):
    return float(np.mean(np.maximum(0.0, 1.0 - np.asarray(targets) * scores)))

"""What the visible and the hidden checks share."""

from itertools import pairwise

import numpy as np
import pytest

from gradus.grading import assign, each, expect, prerequisite, type_name

NO_VALUE = object()


@pytest.fixture
def engine(submission):
    """The student's engine, where it does all that this exercise asks of it."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = ((1 - a * -2.0 + b**2) / 4 + 0).relu() + 0.5 * (a * b)
        result.backward()
        expect([result.data, *each([a, b], "grad")]).close_to([6.5, 2.0, 2.5])
    return engine


def score(answer):
    """The one Value that a model answers with; there may be a list around it."""
    return score_and_data(answer)[0]


def score_and_data(answer):
    """The one Value that a model answers with, and its data."""
    value = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    found, data = expect(value), getattr(value, "data", NO_VALUE)
    found.holds(data is not NO_VALUE, "a Value")
    return value, data


def one_by_one(parameters):
    """Sets each of the parameters to 1 in turn, with all others at 0, and gives it; in the end all are 0."""
    assign(parameters, "data", [0.0] * len(parameters))
    for before, p in pairwise([*parameters[:1], *parameters]):
        assign([before, p], "data", [0.0, 1.0])
        yield p
    assign(parameters[-1:], "data", [0.0])


@pytest.fixture
def line(submission, engine):
    """Makes a model without hidden layers: w1 * x1 + w2 * x2 + b, and its Values w1, w2, b."""

    def make(*numbers):
        with prerequisite(submission, "micrograd/nn") as nn:
            model = nn.MLP(2, [1])
            parameters = expect(model.parameters()).is_sequence(3, "parameters")
            alone = {}
            for p in one_by_one(parameters):
                _, number = score_and_data(model([2.0, 3.0]))
                alone[float(number)] = p
            expect(sorted(alone)).close_to([1.0, 2.0, 3.0])
            placed = [alone[2.0], alone[3.0], alone[1.0]]
            score(model([2.0, 3.0])).backward()
            expect(each(placed, "grad")).close_to([2.0, 3.0, 1.0])
            model.zero_grad()
            expect(each(placed, "grad")).close_to([0.0, 0.0, 0.0])
        assign(placed, "data", numbers)
        return model, placed

    return make


def hinge(scores, targets):
    return float(np.mean(np.maximum(0.0, 1.0 - np.asarray(targets) * scores)))


def kinds(ax):
    """What is drawn on the Axes, in words."""
    names = sorted({type_name(artist) for artist in [*ax.collections, *ax.get_lines(), *ax.images]})
    return f"on the Axes: {', '.join(names) or 'nothing'}"


def looks(ax):
    """Every marked point with its colours and its marker, as a string."""
    found = []
    for group in ax.collections:
        if type_name(group) != "PathCollection":
            continue
        group.update_scalarmappable()
        points, shape = np.asarray(group.get_offsets(), float), len(group.get_paths()[0].vertices)
        colours = [np.atleast_2d(np.asarray(each, float)) for each in (group.get_facecolor(), group.get_edgecolor())]
        for i, point in enumerate(points):
            own = [each[i % len(each)].round(4).tolist() if each.size else [] for each in colours]
            found.append((point, f"{own} {shape}"))
    for line in ax.get_lines():
        marker = str(line.get_marker())
        look = f"{marker} {line.get_markerfacecolor()} {line.get_markeredgecolor()}"
        if marker.strip() not in ("", "None"):
            found += [
                (np.array(point), look) for point in zip(*(np.ravel(each) for each in line.get_data()), strict=True)
            ]
    return found


def expect_points(ax, X, y):
    """Expect a mark at every point, and no point of one class that looks like one of the other."""
    marked = looks(ax)
    at = [frozenset(look for point, look in marked if np.abs(point - p).max() < 1e-6) for p in X]
    found = expect([list(p) for p, own in zip(X.tolist(), at, strict=True) if own], "the points that have a mark")
    found.holds(all(at), f"all {len(X)} points")
    one, other = ({look for look, t in zip(at, y, strict=True) if t == sign} for sign in (1.0, -1.0))
    told = "points of both classes look alike" if one & other else "the classes are told apart"
    expect(told, "the marks").holds(not one & other, "another colour, or another marker, for each class")

"""What the visible and the hidden checks share."""

import re

import numpy as np
import pytest

from gradus.grading import expect, fake, other, prerequisite

# An attribute list of DOT, a quoted name, an arrow, a separator, a name.
TOKEN = re.compile(r'\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]|"(?:\\.|[^"\\])*"|->|[{};=]|(?:(?!->)[^\s\[\]{};="])+')


NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a graph asks of the engine."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = (a * b + b).relu()
        result.backward()
        expect([result.data, a.grad, b.grad]).close_to([9.0, 3.0, 3.0])


def members(answer, label):
    """What a set, a list or a tuple holds."""
    expect(answer, label).holds(hasattr(answer, "__iter__"), "a set or a list")
    return list(answer)


def number_in(value, name):
    """The data or the grad of a Value."""
    expect(value).holds(hasattr(value, name), "a Value")
    return getattr(value, name)


def traced(submission, root, name="data"):
    """What trace(root) gives, each Value told by its data or grad: nodes and pairs, sorted."""
    nodes, edges = expect(submission.trace(root)).is_sequence(2, "things: nodes and edges")
    pairs = [expect(edge).is_sequence(2, "Values: operand, result") for edge in members(edges, "edges")]
    numbers = sorted([number_in(operand, name), number_in(result, name)] for operand, result in pairs)
    return sorted(number_in(node, name) for node in members(nodes, "nodes")), numbers


def ordered(submission, root, name="data"):
    """What topological_order(root) gives, each Value told by its data or grad."""
    order = submission.topological_order(root)
    return [number_in(value, name) for value in members(order, "topological_order(root)")]


def drawing(text):
    """A rough reading of DOT: each name with the text of its label, and the arrows."""
    labels: dict[str, str] = {}
    arrows, before, node, arrow = set(), None, None, False
    for token in TOKEN.findall(text):
        if token == "->":
            arrow = True
        elif token in ("{", "}", ";", "="):
            before, node, arrow = None, None, False
        elif token.startswith("["):
            if node is not None:  # what stands behind an arrow belongs to the arrow
                labels[node] = token if "label" in token else node + token
        else:
            name = token.strip('"')
            labels.setdefault(name, name)
            if arrow:
                arrows.add((before, name))
            before, node, arrow = name, None if arrow else name, False
    return labels, arrows


def picture(text, values):
    """Which of the Values, each given as (data, grad), a DOT text shows, and which it joins.

    Both are lists of the Values' numbers in the list. What stands between two Values, such as the
    name of an operation, does not count.
    """
    if not isinstance(text, str):  # a text itself would be no fingerprint: names differ each time
        expect(text).text()
    labels, arrows = drawing(text)
    shows = {}
    for name, label in labels.items():
        numbers = np.array([float(number) for number in NUMBER.findall(label)])
        for which, pair in enumerate(values):
            if all((abs(numbers - number) < 0.006).any() for number in pair):
                shows[name] = which
    joined = set()
    for start in shows:
        waiting = [start]
        met: set[str] = set()
        while waiting:
            here = waiting.pop()
            for name in {b for a, b in arrows if a == here} - met:
                met.add(name)
                if name in shows:
                    joined.add((shows[start], shows[name]))
                else:
                    waiting.append(name)
    return sorted(shows.values()), sorted(joined)


class Layer:
    """All that gradient_flow may ask of a layer."""

    def __init__(self, values):
        self.values = values

    def parameters(self):
        return self.values


def model_with(submission, grads):
    """A model whose layers have parameters with these grads, whatever became of micrograd/nn."""
    engine, layers = other(submission, "micrograd/engine"), []
    for row in grads:
        values = [engine.Value(1.0) for _ in row]
        for value, grad in zip(values, row, strict=True):
            value.grad = grad
        layers.append(Layer(values))
    every = Layer([value for layer in layers for value in layer.values])
    model = fake(submission, every, "model")
    model.layers = layers
    return model

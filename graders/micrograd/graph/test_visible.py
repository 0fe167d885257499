"""What a student can run: small graphs, told by the numbers in their nodes."""

import re

import numpy as np
import pytest

from gradus.grading import expect, other, points, prerequisite
from gradus.grading.student import session_of

# An attribute list of DOT, a quoted name, an arrow, a separator, a name.
TOKEN = re.compile(r'\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]|"(?:\\.|[^"\\])*"|->|[{};=]|(?:(?!->)[^\s\[\]{};="])+')
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a graph asks of the engine."""
    session_of(submission).module()  # what is wrong in this very module is not the engine's fault
    with prerequisite("micrograd/engine"):
        engine = other(submission, "micrograd/engine")
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
    told = sorted([number_in(operand, name), number_in(result, name)] for operand, result in pairs)
    return sorted(number_in(node, name) for node in members(nodes, "nodes")), told


def ordered(submission, root, name="data"):
    """What topological_order(root) gives, each Value told by its data or grad."""
    order = submission.topological_order(root)
    return [number_in(value, name) for value in members(order, "topological_order(root)")]


def drawing(text):
    """A rough reading of DOT: each name with the text of its label, and the arrows."""
    labels, arrows, before, node, arrow = {}, set(), None, None, False
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
        there = np.array([float(number) for number in NUMBER.findall(label)])
        for which, pair in enumerate(values):
            if all((abs(there - number) < 0.006).any() for number in pair):
                shows[name] = which
    joined = set()
    for start in shows:
        waiting, met = [start], set()
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
    model = session_of(submission).ask(["operate", "getitem", [every], 0], "model")
    model.layers = layers
    return model


def small_graph(submission):
    """d = a * b + a of a = 2 and b = -3, with backward() called on it."""
    engine = other(submission, "micrograd/engine")
    a, b = engine.Value(2.0), engine.Value(-3.0)
    d = a * b + a
    d.backward()
    return d


# What is in it: a, b, a * b and a * b + a.
DATA = [2.0, -3.0, -6.0, -4.0]
GRADS = [-2.0, 2.0, 1.0, 1.0]
PAIRS = [[-6.0, -4.0], [-3.0, -6.0], [2.0, -6.0], [2.0, -4.0]]


@points(0.5)
def test_nodes_of_a_small_graph(submission):
    """The graph of a * b + a has four nodes: a, b, the product and the sum.

    Begin with the root itself. What was it made from, and what were those made from?
    """
    nodes, _ = traced(submission, small_graph(submission))
    expect(nodes, "the data of the nodes, by size").close_to(sorted(DATA))


@points(0.5)
def test_edges_of_a_small_graph(submission):
    """The graph of a * b + a has four edges, each from an operand to a result.

    Draw the four arrows on paper. Which of the two Values in a pair comes first?
    """
    _, edges = traced(submission, small_graph(submission))
    label = "the edges as pairs of data, operand first, sorted"
    expect(edges, label).close_to(PAIRS)


@points(0.5)
def test_used_by_both_sides(submission):
    """In a * a the same Value is both operands: that is one node and one edge.

    Which Values are there, and which pairs? No node and no pair is listed twice.
    """
    a = other(submission, "micrograd/engine").Value(3.0)
    nodes, edges = traced(submission, a * a)
    expect(nodes, "the data of the nodes of a * a, by size").close_to([3.0, 9.0])
    expect(edges, "the edges of a * a as pairs of data").close_to([[3.0, 9.0]])


@points(0.5)
def test_order_of_a_chain(submission):
    """Where each Value is made from the one before, there is one order, and the root comes last.

    The input can stand first, since it was made from nothing.
    """
    a = other(submission, "micrograd/engine").Value(3.0)
    b = a * a
    c = b + b
    order = ordered(submission, (c * c).relu() + b)
    expect(order, "the data, in order").close_to([3.0, 9.0, 18.0, 324.0, 324.0, 333.0])


@points(0.5)
def test_order_of_a_small_graph(submission):
    """In a * b + a the product comes after a and b, and the sum comes last; each comes once.

    Before you put a Value into the row, everything that it was made from has to be there.
    """
    order = ordered(submission, small_graph(submission))
    right = ([2.0, -3.0, -6.0, -4.0], [-3.0, 2.0, -6.0, -4.0])
    expect(order, "the data, in order").holds(order in right, " or ".join(map(str, right)))


@points(0.5)
def test_drawn_nodes(submission):
    """In the DOT text every Value has one node, whose label holds its data and its grad.

    Print the text, and look for the number of each Value and for its grad.
    """
    text = submission.to_dot(small_graph(submission))
    shown, _ = picture(text, [(data,) for data in DATA])
    found = [DATA[which] for which in sorted(set(shown))]
    expect(found, "the data that stand in labels").close_to(DATA)
    shown, _ = picture(text, list(zip(DATA, GRADS, strict=True)))
    label = "the data of the Values that have a node with their data and their grad"
    expect([DATA[which] for which in shown], label).close_to(DATA)


@points(0.5)
def test_drawn_arrows(submission):
    """In the DOT text an arrow leads from each operand to its result.

    An arrow -> finds its two nodes by their names. Are they the names that the nodes were given?
    """
    _, arrows = picture(submission.to_dot(small_graph(submission)), list(zip(DATA, GRADS, strict=True)))
    found = sorted([DATA[a], DATA[b]] for a, b in arrows)
    expect(found, "the arrows as pairs of data, from and to, sorted").close_to(PAIRS)


@points(0.5)
def test_flow_through_two_layers(submission):
    """For grads 1, -3 in the first layer and 4, 0, -2 in the second, the flow is 2 and 2.

    First drop the signs, then take the mean, for each layer by itself.
    """
    model = model_with(submission, [[1.0, -3.0], [4.0, 0.0, -2.0]])
    expect(submission.gradient_flow(model)).close_to([2.0, 2.0])

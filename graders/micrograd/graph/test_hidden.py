"""What decides: graphs of all forms, told by marks that stand in the grads; equal numbers."""

import re

import numpy as np

from gradus.grading import expect, helpers, other, points

shared = helpers(__file__)
engine_works = shared.engine_works
members = shared.members
traced = shared.traced
ordered = shared.ordered
picture = shared.picture
model_with = shared.model_with

DIGRAPH = re.compile(r"\bdigraph\b[^{]*\{", re.IGNORECASE)


def grow(submission, leaves, steps):
    """Values from leaves and steps (operator, which, which); their grads hold their places."""
    engine = other(submission, "micrograd/engine")
    values = [engine.Value(leaf) for leaf in leaves]
    for sign, i, j in steps:
        values.append(values[i] + values[j] if sign == "+" else values[i] * values[j])
    for mark, value in enumerate(values):
        value.grad = float(mark)
    return values


def random_steps(seed, leaves, count):
    """Steps that use what is there at random, early Values too."""
    rng = np.random.default_rng(seed)
    return [("+*"[rng.integers(2)], *map(int, rng.integers(0, leaves + step, 2))) for step in range(count)]


def wanted(leaves, steps, root):
    """The marks of the nodes that root was made from, and the pairs of them, sorted."""
    operands = {len(leaves) + k: {i, j} for k, (_, i, j) in enumerate(steps)}
    nodes, waiting = {root}, [root]
    while waiting:
        new = operands.get(waiting.pop(), set()) - nodes
        nodes |= new
        waiting += new
    pairs = [[float(i), float(node)] for node in nodes for i in operands.get(node, ())]
    return sorted(map(float, nodes)), sorted(pairs)


def after_operands(order, pairs):
    """Whether in a row of marks every result stands after its operands."""
    place = {mark: k for k, mark in enumerate(order)}
    return all(place.get(a, np.inf) < place.get(b, -np.inf) for a, b in pairs)


UNEQUAL_WAYS = [0.5, -1.0], [("*", 0, 1), ("*", 2, 1), ("*", 3, 1), ("+", 4, 2), ("+", 0, 5)]


@points(1)
def test_trace_of_any_graph(submission):
    """trace finds all that the root was made from, and nothing else, each Value and pair once.

    Call trace twice, for two different graphs. Is the second answer about the second graph only?
    """
    leaves = [0.5, -0.75, 1.25]
    for seed, root in ((1, 12), (2, 14), (5, 9)):
        steps = random_steps(seed, 3, 12)
        values = grow(submission, leaves, steps)
        nodes, edges = traced(submission, values[root], "grad")
        right_nodes, right_edges = wanted(leaves, steps, root)
        expect(nodes, "the places of the nodes").close_to(right_nodes)
        expect(edges, "the places of operand and result").close_to(right_edges)


@points(0.5)
def test_equal_numbers_are_two_nodes(submission):
    """Two Values that hold the same number are two nodes.

    What makes a Value the same as another one: its number, or that it is the very same object?
    """
    leaves, steps = [2.0, 2.0], [("+", 0, 1), ("*", 0, 1), ("+", 2, 3), ("*", 4, 0)]
    root = grow(submission, leaves, steps)[-1]
    nodes, edges = traced(submission, root, "grad")
    right_nodes, right_edges = wanted(leaves, steps, 5)
    expect(nodes, "the places of the nodes").close_to(right_nodes)
    expect(edges, "the places of operand and result").close_to(right_edges)
    order = ordered(submission, root, "grad")
    expect(sorted(order), "the places in topological_order(root)").close_to(right_nodes)


@points(0.5)
def test_alone_and_unchanged(submission):
    """A Value made from nothing is a graph of one node, and looking at a graph changes nothing.

    What does each function answer where there are no operands at all?
    """
    alone, *values = grow(submission, *UNEQUAL_WAYS)
    nodes, edges = traced(submission, alone)
    expect(nodes, "the data of the nodes of a single Value").close_to([0.5])
    expect(len(edges), "how many edges a single Value has").equals(0)
    expect(ordered(submission, alone), "the order of a single Value").close_to([0.5])
    before = [[value.data, value.grad] for value in values]
    submission.trace(values[-1])
    submission.topological_order(values[-1])
    submission.to_dot(values[-1])
    after = [[value.data, value.grad] for value in values]
    expect(after, "data and grad of each Value after all three").close_to(before)


@points(1)
def test_order_of_any_graph(submission):
    """Every Value stands once in the row, after all that it was made from, and the root is last.

    A Value that is reached on two ways, a short and a long one, has to wait for neither too little.
    """
    cases = [(*UNEQUAL_WAYS, 6)]
    cases += [([0.5, -0.75], random_steps(seed, 2, 14), 15) for seed in (1, 3, 4, 8)]
    for leaves, steps, root in cases:
        values = grow(submission, leaves, steps)
        order = ordered(submission, values[root], "grad")
        nodes, pairs = wanted(leaves, steps, root)
        expect(sorted(order), "the places in the row, sorted").close_to(nodes)
        right = after_operands(order, pairs)
        expect(order, "the row").holds(right, "every Value after all that it was made from")


@points(0.5)
def test_long_chain(submission):
    """A chain of 200 steps is traced, and put in its order.

    Each step is visited once. What do you do at the end of the chain?
    """
    values = [other(submission, "micrograd/engine").Value(1.5)]
    for _ in range(200):
        values.append(values[-1].relu())
    for mark, value in enumerate(values):
        value.grad = float(mark)
    nodes, edges = expect(submission.trace(values[-1])).is_sequence(2, "things: nodes and edges")
    counts = [len(members(nodes, "nodes")), len(members(edges, "edges"))]
    expect(counts, "how many nodes and edges").close_to([201, 200])
    order = ordered(submission, values[-1], "grad")
    expect(order, "the places in topological_order(root)").close_to(np.arange(201.0))


@points(1)
def test_any_drawing(submission):
    """Whatever the graph, the DOT text shows each Value with its data and grad, and each arrow.

    Negative, small and large numbers belong there as well. What is in a label when grad changes?
    """
    leaves = [0.5, -0.75, 1.25]
    for seed, root in ((1, 12), (6, 14)):
        steps = random_steps(seed, 3, 12)
        values, rng = grow(submission, leaves, steps), np.random.default_rng(seed)
        drawn = rng.permutation(np.arange(-1500.5, 1500.0, 97.37))[: 2 * len(values)] / 100
        numbers = drawn.round(2).reshape(-1, 2).tolist()
        for value, (data, grad) in zip(values, numbers, strict=True):
            value.data, value.grad = data, grad
        text = submission.to_dot(values[root])
        shown, arrows = picture(text, numbers)
        whole = DIGRAPH.search(text) is not None and text.rstrip().endswith("}")
        expect(whole).is_true("the text is a digraph { ... }")
        nodes, pairs = wanted(leaves, steps, root)
        expect(shown, "the places of the Values that are drawn").close_to(nodes)
        expect(arrows, "the places of operand and result").close_to(pairs)


@points(0.5)
def test_equal_numbers_are_drawn_apart(submission):
    """Two Values with the same data and the same grad get a node each.

    By which name do you tell the nodes apart?
    """
    engine = other(submission, "micrograd/engine")
    a, b = engine.Value(1.25), engine.Value(1.25)
    c = a + b
    for value, grad in ((a, 0.5), (b, 0.5), (c, 3.75)):
        value.grad = grad
    shown, arrows = picture(submission.to_dot(c * a), [(1.25, 0.5), (2.5, 3.75), (3.125, 0.0)])
    expect(arrows, "which Values are joined: the equal ones are 0").close_to([(0, 1), (0, 2), (1, 2)])
    expect(shown, "which Values are drawn").close_to([0, 0, 1, 2])


@points(1)
def test_flow_of_any_model(submission):
    """The flow is the mean of the sizes of the grads in each layer, whatever the layers' sizes.

    Layers have different numbers of parameters, and each layer counts for itself.
    """
    rng = np.random.default_rng(7)
    for sizes in ((3, 5, 2), (1, 4), (6,)):
        grads = [(rng.normal(0.0, 1.0, size) * 10.0**-k).tolist() for k, size in enumerate(sizes)]
        answer = submission.gradient_flow(model_with(submission, grads))
        expect(answer).close_to([np.mean(np.abs(row)) for row in grads])

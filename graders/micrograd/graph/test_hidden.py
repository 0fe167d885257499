"""What decides: graphs of all forms, told by marks that stand in the grads; equal numbers."""

import numpy as np

from gradus.grading import assign, drawn, each, expect, helpers, note, other, points, with_drawn

shared = helpers(__file__)
engine_works = shared.engine_works
members = shared.members
traced = shared.traced
ordered = shared.ordered
picture = shared.picture
numbers_of = shared.numbers_of
expect_order = shared.expect_order
model_with = shared.model_with

# The grads by which Values are told: the place of each in the graph's list of Values, as numbers that nothing else has.
MARKS = [round(1.37 + 2.61 * k, 2) for k in range(300)]


def grow(submission, leaves, steps):
    """Values from leaves and steps (operator, which, which); their grads hold the marks of their places."""
    engine = other(submission, "micrograd/engine")
    values = [engine.Value(leaf) for leaf in leaves]
    for sign, i, j in steps:
        values.append(values[i] + values[j] if sign == "+" else values[i] * values[j])
    assign(values, "grad", MARKS[: len(values)])
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
    pairs = [[MARKS[i], MARKS[node]] for node in nodes for i in operands.get(node, ())]
    return sorted(MARKS[node] for node in nodes), sorted(pairs)


def contents(values):
    """Data and grad of each Value."""
    return [list(pair) for pair in zip(each(values, "data"), each(values, "grad"), strict=True)]


def expect_traced(submission, root, nodes, pairs):
    """Expect trace(root) to be these marks and pairs of marks."""
    found_nodes, found_pairs = traced(submission, root, "grad")
    found = expect(found_nodes, "the marks of the nodes")
    found.holds(len(found_nodes) == len(nodes), f"{len(nodes)} nodes").close_to(nodes)
    found = expect(found_pairs, "the marks of operand and result")
    found.holds(len(found_pairs) == len(pairs), f"{len(pairs)} pairs").close_to(np.reshape(pairs, (-1, 2)))


def drawings_of(submission, seed, *roots):
    """The DOT texts of a random graph from these roots, each expected to show all Values and arrows."""
    leaves, texts = [0.5, -0.75, 1.25], []
    steps = random_steps(seed, 3, 12)
    values, rng = grow(submission, leaves, steps), np.random.default_rng(seed)
    apart = rng.permutation(np.arange(-1500.5, 1500.0, 97.37))[: 2 * len(values)] / 100
    numbers = (apart + rng.uniform(-0.4, 0.4, len(apart))).round(4).reshape(-1, 2).tolist()
    for name, column in zip(("data", "grad"), zip(*numbers, strict=True), strict=True):
        assign(values, name, column)
    for root in roots:
        text = submission.to_dot(values[root])
        shown, arrows = picture(text, numbers)
        nodes, pairs = wanted(leaves, steps, root)
        note(numbers_of(text))
        found = expect([MARKS[which] for which in shown], "the marks of the Values that are drawn")
        found.holds(len(shown) == len(nodes), f"{len(nodes)} nodes that show data and grad").close_to(nodes)
        found = expect([[MARKS[a], MARKS[b]] for a, b in arrows], "the marks of operand and result")
        found.holds(len(arrows) == len(pairs), f"{len(pairs)} arrows").close_to(np.reshape(pairs, (-1, 2)))
        texts.append(text)
    return texts


UNEQUAL_WAYS = [0.5, -1.0], [("*", 0, 1), ("*", 2, 1), ("*", 3, 1), ("+", 4, 2), ("+", 0, 5)]


@points(1)
def test_trace_of_any_graph(submission):
    """trace finds all that the root was made from, and nothing else, each Value and pair once.

    Call trace twice, for two different graphs. Is the second answer about the second graph only?
    """
    leaves = [0.5, -0.75, 1.25]
    for seed, *roots in with_drawn((1, 12), (2, 14, 9, 14), (5, 9)):
        steps = random_steps(seed, 3, 12)
        values = grow(submission, leaves, steps)
        for root in roots:
            expect_traced(submission, values[root], *wanted(leaves, steps, root))


@points(0.5)
def test_equal_numbers_are_two_nodes(submission):
    """Two Values that hold the same number are two nodes.

    What makes a Value the same as another one: its number, or that it is the very same object?
    """
    leaves, steps = [2.0, 2.0], [("+", 0, 1), ("*", 0, 1), ("+", 2, 3), ("*", 4, 0)]
    root = grow(submission, leaves, steps)[-1]
    nodes, pairs = wanted(leaves, steps, 5)
    expect_traced(submission, root, nodes, pairs)
    expect_order(submission, root, nodes, pairs, "grad")


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
    texts = [submission.to_dot(alone), submission.to_dot(values[0])]
    drawn = [expect(numbers_of(text), "the numbers in the drawing of a single Value") for text in texts]
    for text, found, value in zip(texts, drawn, ((0.5, MARKS[0]), (-1.0, MARKS[1])), strict=True):
        shown, arrows = picture(text, [value])
        found.holds(shown == [0], "a node that shows its data and its grad").holds(not arrows, "no arrow")
    before = contents(values)
    submission.trace(values[-1])
    submission.topological_order(values[-1])
    submission.to_dot(values[-1])
    expect(contents(values), "data and grad of each Value after all three").close_to(before)


@points(1)
def test_order_of_any_graph(submission):
    """Every Value stands once in the row, after all that it was made from, and the root is last.

    A Value that is reached on two ways, a short and a long one, has to wait for neither too little.
    """
    # The first graph shows a wrong order in the same way whichever operand a set gives first.
    cases = [([0.5], [("*", 0, 0), ("+", 1, 1), ("+", 1, 1), ("*", 2, 3)], 4), (*UNEQUAL_WAYS, 6)]
    cases += [([0.5, -0.75], random_steps(seed, 2, 14), 15) for seed in (1, 3, 4, 8)]
    for leaves, steps, root in cases:
        values = grow(submission, leaves, steps)
        expect_order(submission, values[root], *wanted(leaves, steps, root), "grad")
    for part in (9, 15, 6):  # of the last graph, of which all has been in a row
        expect_order(submission, values[part], *wanted(leaves, steps, part), "grad")
    steps = random_steps(drawn(), 2, 14)
    values = grow(submission, leaves, steps)
    expect_order(submission, values[15], *wanted(leaves, steps, 15), "grad")


@points(0.5)
def test_long_chain(submission):
    """A chain of 200 steps is traced, and put in its order.

    Each step is visited once. What do you do at the end of the chain?
    """
    values = [other(submission, "micrograd/engine").Value(1.5)]
    for _ in range(200):
        values.append(values[-1].relu())
    assign(values, "grad", MARKS[: len(values)])
    nodes, edges = expect(submission.trace(values[-1])).is_sequence(2, "things: nodes and edges")
    counts = [len(members(nodes, "nodes")), len(members(edges, "edges"))]
    expect(counts, "how many nodes and edges").close_to([201, 200])
    order = ordered(submission, values[-1], "grad")
    expect(order, "the marks in topological_order(root)").close_to(MARKS[:201])


@points(1)
def test_any_drawing(submission):
    """Whatever the graph, the DOT text shows each Value with its data and grad, and each arrow.

    Negative, small and large numbers belong there as well. What is in a label when grad changes?
    """
    texts = [text for case in ((1, 12), (6, 14, 10)) for text in drawings_of(submission, *case)]
    shared.expect_digraphs(texts)
    drawings_of(submission, drawn(), 12)


@points(0.5)
def test_equal_numbers_are_drawn_apart(submission):
    """Two Values with the same data and the same grad get a node each.

    By which name do you tell the nodes apart?
    """
    engine = other(submission, "micrograd/engine")
    a, b = engine.Value(1.25), engine.Value(1.25)
    c = a + b
    assign([a, b, c], "grad", [0.5, 0.5, 3.75])
    shown, arrows = picture(submission.to_dot(c * a), [(1.25, 0.5), (2.5, 3.75), (3.125, 0.0)])
    marks = [1.25, 2.5, 3.125]
    found = expect([[marks[a], marks[b]] for a, b in arrows], "the data of the Values that are joined")
    pairs = [[1.25, 2.5], [1.25, 2.5], [1.25, 3.125], [2.5, 3.125]]
    found.holds(len(arrows) == 4, "4 arrows, of which two come from different Values with equal numbers").close_to(
        pairs
    )
    found = expect([marks[which] for which in shown], "the data of the Values that are drawn")
    found.holds(len(shown) == 4, "4 nodes").close_to([1.25, 1.25, 2.5, 3.125])


@points(1)
def test_flow_of_any_model(submission):
    """The flow is the mean of the sizes of the grads in each layer, whatever the layers' sizes.

    Layers have different numbers of parameters, and each layer counts for itself.
    """
    for seed, *sizes in with_drawn((7, 3, 5, 2), (8, 1, 4), (9, 6)):
        rng = np.random.default_rng(seed)
        grads = [(rng.normal(0.0, 1.0, size) * 10.0**-k).tolist() for k, size in enumerate(sizes)]
        model = model_with(submission, grads)
        expect(submission.gradient_flow(model)).close_to([np.mean(np.abs(row)) for row in grads], atol=0)
        after = shared.grads_of(model)
        expect(after, "the grads after gradient_flow").close_to([grad for row in grads for grad in row])

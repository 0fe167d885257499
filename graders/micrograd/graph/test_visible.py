"""What a student can run: small graphs, told by the numbers in their nodes."""

from gradus.grading import expect, helpers, other, points

shared = helpers(__file__)
engine_works = shared.engine_works
traced = shared.traced
picture = shared.picture
numbers_of = shared.numbers_of
expect_order = shared.expect_order
model_with = shared.model_with


def small_graph(submission):
    """d = a * b + a of a = 2.3146 and b = -3.7058, with backward() called on it."""
    engine = other(submission, "micrograd/engine")
    a, b = engine.Value(2.3146), engine.Value(-3.7058)
    d = a * b + a
    d.backward()
    return d


# What is in it: a, b, a * b and a * b + a.
DATA = [2.3146, -3.7058, -3.7058 * 2.3146, -3.7058 * 2.3146 + 2.3146]
GRADS = [-2.7058, 2.3146, 1.0, 1.0]
PAIRS = sorted([DATA[a], DATA[b]] for a, b in ((0, 2), (1, 2), (2, 3), (0, 3)))


@points(0.5)
def test_nodes_of_a_small_graph(submission):
    """The graph of a * b + a has four nodes: a, b, the product and the sum.

    Begin with the root itself. What was it made from, and what were those made from?
    """
    nodes, _ = traced(submission, small_graph(submission))
    label = "the data of the nodes, by size, with a = 2.3146 and b = -3.7058"
    expect(nodes, label).holds(len(nodes) == 4, "four nodes, one for each Value").close_to(sorted(DATA))


@points(0.5)
def test_edges_of_a_small_graph(submission):
    """The graph of a * b + a has four edges, each from an operand to a result.

    Draw the four arrows on paper. Which of the two Values in a pair comes first?
    """
    _, edges = traced(submission, small_graph(submission))
    label = "the edges as pairs of data, operand first, sorted"
    expect(edges, label).holds(len(edges) == 4, "four pairs").close_to(PAIRS)


@points(0.5)
def test_used_by_both_sides(submission):
    """In a * a the same Value is both operands: that is one node and one edge, each time you ask.

    Which Values are there, and which pairs? No node and no pair is listed twice. Call trace once
    more: is the answer the same?
    """
    a = other(submission, "micrograd/engine").Value(1.3)
    b = a * a
    c = b + a
    for root, data, pairs in (
        (b, [1.3, 1.69], [[1.3, 1.69]]),
        (c, [1.3, 1.69, 2.99], [[1.3, 1.69], [1.3, 2.99], [1.69, 2.99]]),
        (b, [1.3, 1.69], [[1.3, 1.69]]),
    ):
        nodes, edges = traced(submission, root)
        label = "of b = a * a" if root is b else "of c = b + a, with b = a * a"
        found = expect(nodes, f"the data of the nodes {label}, by size")
        found.holds(len(nodes) == len(data), f"{len(data)} nodes").close_to(data)
        found = expect(edges, f"the edges {label} as pairs of data, sorted")
        found.holds(len(edges) == len(pairs), f"{len(pairs)} pairs").close_to(pairs)


@points(0.5)
def test_order_of_a_chain(submission):
    """A Value that is used on two ways stands once in the row, before both of its results.

    The input can stand first, since it was made from nothing. Then who has all of its operands?
    """
    a = other(submission, "micrograd/engine").Value(1.3)
    b = a * a
    c = (b + b) * (b + b)
    order = shared.ordered(submission, c)
    label = "the data, in order, of b = a * a and c = (b + b) * (b + b)"
    expect(order, label).holds(len(order) == 5, "5 Values, each once").close_to([1.3, 1.69, 3.38, 3.38, 3.38**2])


@points(0.5)
def test_order_of_ways_of_unequal_length(submission):
    """Where one way is longer, the shorter one waits: each Value comes after all its operands.

    Before you put a Value into the row, everything that it was made from has to be there. Call the
    function for a second graph, too: it begins with an empty row.
    """
    a = other(submission, "micrograd/engine").Value(1.3)
    b = a * a
    d = b + b
    e = d + d
    c = e * b
    data = [1.3, 1.69, 3.38, 6.76, 6.76 * 1.69]
    pairs = [(data[i], data[j]) for i, j in ((0, 1), (1, 2), (2, 3), (3, 4), (1, 4))]
    expect_order(submission, e, data[:4], pairs[:3])
    expect_order(submission, c, data, pairs)
    expect_order(submission, b, data[:2], pairs[:1])


@points(0.5)
def test_drawn_nodes(submission):
    """In the DOT text every Value has one node, whose label holds its data and its grad.

    Print the text, and look for the number of each Value and for its grad. How many decimals are
    asked for?
    """
    text = submission.to_dot(small_graph(submission))
    found = numbers_of(text)
    near = [min((abs(number - each) for each in found), default=1.0) for number in DATA + GRADS]
    wanted = ", ".join(f"{data:.4f} and {grad:.4f}" for data, grad in zip(DATA, GRADS, strict=True))
    label = "the numbers in the labels, sorted, with a = 2.3146, b = -3.7058 and d = a * b + a"
    expect(found, label).holds(max(near) < 6e-5, f"data and grad of each Value, with four decimals: {wanted}")
    shown, _ = picture(text, list(zip(DATA, GRADS, strict=True)))
    label = "the data of the nodes that show data and grad of one Value"
    expect([DATA[which] for which in shown], label).holds(len(shown) == 4, "4 nodes, one for each Value").close_to(DATA)


@points(0.5)
def test_drawn_arrows(submission):
    """In the DOT text one arrow leads from each operand to its result, and one only for a * a.

    An arrow -> finds its two nodes by their names. Are they the names that the nodes were given?
    """
    first = submission.to_dot(small_graph(submission))
    _, arrows = picture(first, list(zip(DATA, GRADS, strict=True)))
    drawn = sorted([DATA[a], DATA[b]] for a, b in arrows)
    found = expect(drawn, "the arrows of a * b + a as pairs of data, from and to, sorted")
    found.holds(len(drawn) == 4, "4 arrows, one for each pair of trace").close_to(PAIRS)
    a = other(submission, "micrograd/engine").Value(1.3)
    second = submission.to_dot(a * a)
    _, arrows = picture(second, [(1.3, 0.0), (1.69, 0.0)])
    drawn = [[(1.3, 1.69)[a], (1.3, 1.69)[b]] for a, b in arrows]
    found = expect(drawn, "the arrows of a * a as pairs of data, from and to")
    found.holds(len(drawn) == 1, "one arrow, as trace has one pair").close_to([[1.3, 1.69]])
    shared.expect_digraphs([first, second])


@points(0.5)
def test_flow_through_two_layers(submission):
    """For grads 1.3, -3.7 in the first layer and 4.1, 0.2, -2.9 in the second, it is 2.5 and 2.4.

    First drop the signs, then take the mean, for each layer by itself. The grads stay as they are.
    """
    grads = [[1.3, -3.7], [4.1, 0.2, -2.9]]
    model = model_with(submission, grads)
    expect(submission.gradient_flow(model)).close_to([2.5, 2.4])
    after = shared.grads_of(model)
    expect(after, "the grads of the parameters after gradient_flow").close_to([1.3, -3.7, 4.1, 0.2, -2.9])

"""What a student can run: small graphs, told by the numbers in their nodes."""

from gradus.grading import expect, helpers, other, points

shared = helpers(__file__)
engine_works = shared.engine_works
traced = shared.traced
ordered = shared.ordered
picture = shared.picture
model_with = shared.model_with


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
    shown_data = [DATA[which] for which in sorted(set(shown))]
    expect(shown_data, "the data that stand in labels").close_to(DATA)
    shown, _ = picture(text, list(zip(DATA, GRADS, strict=True)))
    label = "the data of the Values that have a node with their data and their grad"
    expect([DATA[which] for which in shown], label).close_to(DATA)


@points(0.5)
def test_drawn_arrows(submission):
    """In the DOT text an arrow leads from each operand to its result.

    An arrow -> finds its two nodes by their names. Are they the names that the nodes were given?
    """
    _, arrows = picture(submission.to_dot(small_graph(submission)), list(zip(DATA, GRADS, strict=True)))
    drawn = sorted([DATA[a], DATA[b]] for a, b in arrows)
    expect(drawn, "the arrows as pairs of data, from and to, sorted").close_to(PAIRS)


@points(0.5)
def test_flow_through_two_layers(submission):
    """For grads 1, -3 in the first layer and 4, 0, -2 in the second, the flow is 2 and 2.

    First drop the signs, then take the mean, for each layer by itself.
    """
    model = model_with(submission, [[1.0, -3.0], [4.0, 0.0, -2.0]])
    expect(submission.gradient_flow(model)).close_to([2.0, 2.0])

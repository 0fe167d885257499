"""What does a computation look like?

Every Value remembers the Values that it was made from, its operands, and each of those remembers
its own. Seen from the result, that is a computation graph, and in this module you look at it:
collect it, put it in order, draw it, and ask how much gradient arrives in each layer of a network. A
picture of a small graph shows in seconds where a gradient got lost.

In the words of graph theory a Value is a node, an arrow from an operand to its result is an edge,
and a graph without circles is a DAG (directed acyclic graph). Asking a node for its operands, then
the first of these for its own, as deep as it goes before you turn to the next, is a depth-first
search. A row in which each node stands after its operands is a topological order.

Go in this order: `trace`, `topological_order`, `to_dot`, then `gradient_flow`, which does not need
the others. The operands are where your Values keep them: in `_prev`, if you took the name that
micrograd/engine proposes; if your engine calls them otherwise, use its name. In the examples, and
in what graders ask, graphs have at most 300 steps from the result to an input. Nothing in this
module changes a Value. Type annotations are not needed here.

Lesson: lessons/micrograd_advanced.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Andrej Karpathy, micrograd (github.com/karpathy/micrograd), trace_graph.ipynb; Cormen,
Leiserson, Rivest, Stein, Introduction to Algorithms, the chapter on elementary graph algorithms.

Derivation: docs/derivations/micrograd.md, "Why the order matters".
"""


def trace(root):
    """Collect the graph that ends in `root`: all Values that took part, and who was made from whom.

    Start at the end: root was made from its operands, those from theirs, and so on back to the
    Values that were made from nothing. Two Values with the same number are still two nodes.

    Args:
        root: Value, the result of a computation, or one that was made from nothing.

    Returns:
        (nodes, edges), each a set or a list that holds nothing twice. nodes: root itself and all
        Values that it was computed from, directly or not. edges: pairs (operand, result), one for
        each operand of each node; where a Value is both operands, as in a * a, that is one pair.

    Example:
        >>> from exercises.micrograd.engine import Value
        >>> a = Value(2.0)
        >>> b = a * a
        >>> c = b + a
        >>> nodes, edges = trace(c)
        >>> sorted(node.data for node in nodes)
        [2.0, 4.0, 6.0]
        >>> sorted((operand.data, result.data) for operand, result in edges)
        [(2.0, 4.0), (2.0, 6.0), (4.0, 6.0)]

    Hint: Keep a list of Values that you have met and not yet asked for their operands. What do you
        do with one that you meet for the second time?

    Source: Karpathy, micrograd, trace_graph.ipynb.
    """
    ### BEGIN SOLUTION
    nodes, edges, waiting = {root}, set(), [root]
    while waiting:
        result = waiting.pop()
        for operand in result._prev:
            edges.add((operand, result))
            if operand not in nodes:
                nodes.add(operand)
                waiting.append(operand)
    return nodes, edges
    ### END SOLUTION


def topological_order(root):
    """Put the graph in a row in which every Value stands after all the Values it was made from.

    In this order a graph can be computed; from its end to its start, `backward()` can go through
    it. Often several orders are right: each of them will do.

    Args:
        root: Value, the result of a computation.

    Returns:
        List of the nodes of the graph that ends in root, each once. Root comes last.

    Example:
        >>> from exercises.micrograd.engine import Value
        >>> a = Value(2.0)
        >>> b = a * a
        >>> c = b + a
        >>> [value.data for value in topological_order(c)]
        [2.0, 4.0, 6.0]

    Hint: To put down a Value, first put down its operands, by the same rule. Your engine's
        `backward()` has to solve the same riddle.

    Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, "Topological sort".
    """
    ### BEGIN SOLUTION
    order, seen = [], set()

    def put_down(value):
        if value not in seen:
            seen.add(value)
            for operand in value._prev:
                put_down(operand)
            order.append(value)  # all it was made from is there by now

    put_down(root)
    return order
    ### END SOLUTION


def to_dot(root):
    """Describe the graph that ends in `root` in DOT, the language of Graphviz.

    Paste the text into a Graphviz viewer, or run `dot -Tsvg`, and you see the graph. The package
    `graphviz` (`import graphviz`) writes DOT for you: a `graphviz.Digraph` has methods `node` and
    `edge`, and its `source` is the text. Text that you put together by hand is as good.

    Args:
        root: Value, the result of a computation.

    Returns:
        String: a digraph with one node for each Value, a single one too, and one arrow for each
        pair of `trace`, from the operand to the result. The label of a node holds the Value's data
        and its grad, as they are now, with four decimals or more. If your Values know by which
        operation they were made, a node for the operation may stand between the operands and the
        result.

    Example:
        >>> from exercises.micrograd.engine import Value
        >>> a, b = Value(2.0), Value(-0.75)
        >>> c = a * b
        >>> c.backward()
        >>> text = to_dot(c)
        >>> "digraph" in text, "->" in text
        (True, True)

        A node in this text may be: 7 [label="data -0.7500 | grad 2.0000"], and an arrow: 7 -> 9.

    Hint: A node needs a name by which the arrows find it, and two Values may hold the same number.
        What does `id(value)` give?

    Source: graphviz.org, "DOT Language"; the documentation of the Python package graphviz.
    """
    ### BEGIN SOLUTION
    import graphviz

    dot = graphviz.Digraph(graph_attr={"rankdir": "LR"}, node_attr={"shape": "record"})
    nodes, edges = trace(root)
    for value in nodes:
        dot.node(str(id(value)), f"data {value.data:.4f} | grad {value.grad:.4f}")
    for operand, result in edges:
        dot.edge(str(id(operand)), str(id(result)))
    return dot.source
    ### END SOLUTION


def gradient_flow(model):
    """How much gradient arrives in each layer: the mean of |grad| over the layer's parameters.

    Numbers that shrink from the last layer towards the first say that the first ones hardly learn
    (vanishing gradients); numbers that grow say the opposite (exploding gradients).

    Args:
        model: an MLP of micrograd/nn after `backward()`, or anything else with `layers`, a list of
            objects that have `parameters()`, a list of Values. No grad is changed.

    Returns:
        List of floats, one for each layer, from the first to the last.

    Example:
        >>> from exercises.micrograd.nn import MLP
        >>> model = MLP(2, [3, 1])
        >>> for p in model.parameters():
        ...     p.data = 0.5
        >>> model([2.0, 4.0]).backward()
        >>> [round(flow, 4) for flow in gradient_flow(model)]
        [1.1667, 2.875]

    Hint: Positive and negative gradients must not cancel.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
        networks (2010).
    """
    ### BEGIN SOLUTION
    flows = []
    for layer in model.layers:
        sizes = [abs(p.grad) for p in layer.parameters()]
        flows.append(sum(sizes) / len(sizes))
    return flows
    ### END SOLUTION

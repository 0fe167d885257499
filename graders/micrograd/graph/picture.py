"""The graph behind one number, and how much gradient arrives in each layer"""

import random

from gradus.student.plots import BLUE, GREY, VERMILION, panel


def draw(figure, load):
    mine = load("micrograd/graph")
    figure.set_size_inches(10.5, 4)
    graph, counts, flow = figure.subplots(1, 3, width_ratios=(1.6, 1, 1))
    small_graph(graph, mine, load)
    with panel(counts, "trace of y·y + x, repeated", "repetitions", "how many"):
        found = [mine.trace(repeated(load("micrograd/engine").Value(0.7), depth)) for depth in range(1, 9)]
        counts.plot(range(1, 9), [len(nodes) for nodes, _ in found], "-o", color=BLUE, label="nodes")
        counts.plot(range(1, 9), [len(edges) for _, edges in found], "--s", color=VERMILION, label="edges")
        counts.legend()
    with panel(flow, "gradient_flow of an MLP", "layer", "mean size of the gradients"):
        random.seed(1)
        model = load("micrograd/nn").MLP(3, [8, 8, 8, 8, 1])
        answer = model([1.0, -2.0, 0.5])
        answer = answer[0] if isinstance(answer, list) else answer
        (answer * answer).backward()
        sizes = mine.gradient_flow(model)
        flow.bar(range(1, len(sizes) + 1), sizes, color=BLUE)


def repeated(x, depth):
    y = x
    for _ in range(depth):
        y = y * y + x
    return y


def small_graph(ax, mine, load):
    """Every node right of what it was made from: values above, gradients below."""
    with panel(ax, "trace and topological_order:\nvalues above, gradients below"):
        ax.axis("off")
        Value = load("micrograd/engine").Value
        x, y = Value(3.0), Value(-2.0)
        s = x + y
        p = s * x
        loss = p + s
        loss.backward()
        names = {id(x): "x", id(y): "y", id(s): "s = x + y", id(p): "p = s·x", id(loss): "L = p + s"}
        nodes, edges = mine.trace(loss)
        spots = places(mine.topological_order(loss), edges)
        for operand, result in edges:
            wire = {"arrowstyle": "->", "shrinkA": 22, "shrinkB": 24, "color": GREY}
            ax.annotate("", spots[id(result)], spots[id(operand)], arrowprops=wire)
        for node in nodes:
            spot, box = spots[id(node)], {"boxstyle": "round", "facecolor": "white", "edgecolor": GREY}
            ax.annotate(names.get(id(node), "?"), spot, ha="center", va="center", bbox=box, fontsize=9)
            above, below = {"ha": "center", "color": BLUE}, {"ha": "center", "va": "top", "color": VERMILION}
            ax.annotate(f"{node.data:g}", spot, (0, 13), textcoords="offset points", **above)
            ax.annotate(f"grad {node.grad:g}", spot, (0, -13), textcoords="offset points", **below)
        ax.set(xlim=(-0.5, 3.6), ylim=(-0.8, 1.8))


def places(order, edges):
    """A column for each node, one right of its rightmost operand, and a row that no other node of the column has."""
    columns: dict[int, int] = {}
    rows: dict[int, int] = {}
    spots = {}
    for node in order:
        columns[id(node)] = max((columns[id(a)] + 1 for a, b in edges if b is node and id(a) in columns), default=0)
        row = rows[columns[id(node)]] = rows.get(columns[id(node)], -1) + 1
        spots[id(node)] = (columns[id(node)], row + 0.45 * (columns[id(node)] % 2))
    return spots

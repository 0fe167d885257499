"""`draw_graph`: a computation graph with names, operators, data and gradients."""

import html
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gradus.student import plots
from gradus.student.lesson.session import shell_of_notebook


@dataclass(eq=False)
class Node:
    """A number in a computation graph: what it is called, what made it, and from which nodes.

    `local` has the slope along the arrow from each parent; None as `data` or `grad` is not drawn.
    """

    name: str
    data: float | None = None
    op: str = ""
    parents: Sequence[Any] = ()
    grad: float | None = None
    local: Sequence[float] = ()


def draw_graph(*ends: Any, title: str = "", gradients: bool = True) -> None:
    """Draw the graph that leads to `ends`, from left to right: values in blue, gradients in orange below them.

    Each end is a Node, or anything with the same attributes: name, data, op, parents, and if it likes grad and local.
    Graphviz draws it where its program `dot` is installed, matplotlib otherwise.
    """
    nodes = ordered(ends)
    if shell_of_notebook() and shutil.which("dot"):
        from IPython.display import SVG, display

        display(SVG(as_graphviz(nodes, title, gradients).pipe(format="svg", encoding="utf-8")))
        return
    import matplotlib.pyplot as plt

    as_figure(nodes, title, gradients)
    plt.show()


def ordered(ends: Sequence[Any]) -> list[Any]:
    """All nodes that lead to `ends`, each once and after its parents."""
    found: dict[int, Any] = {}
    open_nodes = [(end, False) for end in reversed(ends)]
    while open_nodes:
        node, parents_done = open_nodes.pop()
        if id(node) in found:
            continue
        if parents_done:
            found[id(node)] = node
        else:
            open_nodes.append((node, True))
            open_nodes += [(parent, False) for parent in reversed(list(node.parents)) if id(parent) not in found]
    return list(found.values())


def as_graphviz(nodes: Sequence[Any], title: str = "", gradients: bool = True) -> Any:
    """The graph as a graphviz.Digraph: a box for each number, a circle for each operator."""
    import graphviz

    graph = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "label": title, "labelloc": "t", "size": "6.3,4.5"}, node_attr={"fontsize": "11"}
    )
    for node in nodes:
        lines = [f'<font color="{color}">{html.escape(text)}</font>' for text, color in _lines(node, gradients)]
        graph.node(f"n{id(node)}", f"<{'<br/>'.join(lines) or ' '}>", shape="box")
        if node.op:
            graph.node(f"o{id(node)}", graphviz.escape(node.op), shape="circle", width="0.3", margin="0.02")
            graph.edge(f"o{id(node)}", f"n{id(node)}")
        for parent, slope in _arrows(node):
            graph.edge(f"n{id(parent)}", f"o{id(node)}" if node.op else f"n{id(node)}", label=slope)
    return graph


def as_figure(nodes: Sequence[Any], title: str = "", gradients: bool = True) -> Any:
    """The graph as a matplotlib Figure."""
    import matplotlib.pyplot as plt

    layout = _layout(nodes)
    columns = 1 + max(x for x, _ in layout.places.values())
    rows = [y for _, y in layout.places.values()]
    figure, ax = plt.subplots(figsize=(min(11, 1.2 + 1.75 * columns), 1.0 + 0.95 * (1 + max(rows) - min(rows))))
    for node in nodes:
        _draw_node(ax, node, layout, gradients)
    ax.set(xlim=(-0.75, columns - 0.25), ylim=(min(rows) - 0.6, max(rows) + 0.6), title=title)
    ax.axis("off")
    return figure


def _draw_node(ax: Any, node: Any, layout: "Layout", gradients: bool) -> None:
    x, y = layout.places[id(node)]
    target = (x - 0.42, y) if node.op else (x - 0.25, y)
    for number, (parent, slope) in enumerate(_arrows(node)):
        twins = [at for at, other in enumerate(node.parents) if other is parent]
        aside = 0.16 * (twins.index(number) - (len(twins) - 1) / 2)  # two arrows from one node lie side by side
        bends = [(x + side, y) for x, y in layout.bends[id(node), number] for side in (-0.25, 0.25)]
        start = (layout.places[id(parent)][0] + 0.25, layout.places[id(parent)][1] + aside)
        route = [start, *bends, (target[0], target[1] + aside / 2)]
        ax.plot(*zip(*route[:-1], strict=True), color=plots.GREY, linestyle="-", linewidth=1, zorder=1)
        look = {"arrowstyle": "->", "color": plots.GREY, "shrinkA": 0, "shrinkB": 7}
        ax.annotate("", route[-1], route[-2], arrowprops=look)
        if slope:  # near its start, where arrows that cross have not met yet
            (x0, y0), (x1, y1) = route[:2]
            place = (x0 + 0.38 * (x1 - x0), y0 + 0.38 * (y1 - y0) + 0.07)
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
            ax.text(*place, slope, ha="center", fontsize=8, zorder=2, bbox=ground)
    if node.op:
        ring = {"boxstyle": "circle,pad=0.25" if len(node.op) < 2 else "round,pad=0.25", "facecolor": "white"}
        ax.text(*target, node.op, ha="center", va="center", fontsize=9, zorder=4, bbox=ring)
    lines = _lines(node, gradients)
    ax.add_patch(_box(x, y, len(lines)))
    for number, (text, color) in enumerate(lines):
        height = y + 0.27 * ((len(lines) - 1) / 2 - number)
        ax.text(x, height, text, ha="center", va="center", fontsize=9.5, color=color, zorder=4)


def _box(x: float, y: float, lines: int) -> Any:
    from matplotlib.patches import FancyBboxPatch

    height = 0.27 * lines + 0.02
    shape = "round,pad=0.02,rounding_size=0.05"
    return FancyBboxPatch((x - 0.25, y - height / 2), 0.5, height, boxstyle=shape, facecolor="white",
                          edgecolor=plots.BLACK, zorder=3)  # fmt: skip


def _lines(node: Any, gradients: bool) -> list[tuple[str, str]]:
    """What stands in the box of a node, with the colour of each line."""
    lines = [(str(node.name), plots.BLACK)] if node.name else []
    if node.data is not None:
        lines.append((f"{node.data:.4g}", plots.BLUE))
    grad = getattr(node, "grad", None)
    if gradients and grad is not None:
        lines.append((f"grad {grad:.4g}", plots.VERMILION))
    return lines


def _arrows(node: Any) -> list[tuple[Any, str]]:
    local = list(getattr(node, "local", ()) or ())
    labels = [f"×{slope:.4g}" for slope in local] + [""] * (len(node.parents) - len(local))
    return list(zip(node.parents, labels, strict=True))


@dataclass
class Layout:
    """Where each node stands (column, row), and through which places the arrow from its n-th parent goes."""

    places: dict[int, tuple[float, float]]
    bends: dict[tuple[int, int], list[tuple[float, float]]]


def _layout(nodes: Sequence[Any]) -> Layout:
    """A column for each node, one right of its latest parent, and a row near those of its neighbours."""
    column = _columns(nodes)
    users: dict[int, list[Any]] = {}
    parents: dict[int, list[Any]] = {}
    bends: dict[tuple[int, int], list[object]] = {}
    groups: dict[int, list[Any]] = {}
    for node in nodes:
        groups.setdefault(column[id(node)], []).append(node)
    for node in nodes:
        for number, parent in enumerate(node.parents):
            last, chain = parent, []
            for passed in range(column[id(parent)] + 1, column[id(node)]):
                bend = object()  # a place that the arrow passes on its way over a column, so that it crosses no box
                groups[passed].append(bend)
                users.setdefault(id(last), []).append(bend)
                parents[id(bend)] = [last]
                chain.append(bend)
                last = bend
            users.setdefault(id(last), []).append(node)
            parents.setdefault(id(node), []).append(last)
            bends[id(node), number] = chain
    row = _rows(groups, users, parents)
    places = {id(each): (float(at), row[id(each)]) for at, group in groups.items() for each in group}
    return Layout(places, {key: [places[id(bend)] for bend in chain] for key, chain in bends.items()})


def _columns(nodes: Sequence[Any]) -> dict[int, int]:
    column: dict[int, int] = {}
    for node in nodes:
        column[id(node)] = 1 + max((column[id(parent)] for parent in node.parents), default=-1)
    for node in nodes:  # an input stands close to where it is first used
        users = [column[id(other)] for other in nodes if any(parent is node for parent in other.parents)]
        if users and not node.parents:
            column[id(node)] = min(users) - 1
    return column


def _rows(groups: dict[int, list[Any]], users: dict[int, list[Any]], parents: dict[int, list[Any]]) -> dict[int, float]:
    """Rows one apart in each column, in the order of the mean row of the neighbours."""
    row = {id(each): -float(place) for group in groups.values() for place, each in enumerate(group)}
    for _ in range(6):
        for _, group in sorted(groups.items()):
            near = {id(e): [row[id(o)] for o in parents.get(id(e), []) + users.get(id(e), [])] for e in group}
            wish = {id(e): sum(near[id(e)]) / len(near[id(e)]) if near[id(e)] else row[id(e)] for e in group}
            middle = sum(wish.values()) / len(group)
            for place, each in enumerate(sorted(group, key=lambda e: -wish[id(e)])):
                row[id(each)] = middle + 0.5 * (len(group) - 1) - place
    return row

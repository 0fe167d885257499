"""Unusual right answers: each must keep every point."""

import graphviz
import numpy as np

from exercises.micrograd.graph import trace as reference_trace


class AfterTheLecture:
    """The way of the lecture: a function that calls itself, a record, operations as nodes."""

    def trace(root):
        nodes, edges = set(), set()

        def build(v):
            if v not in nodes:
                nodes.add(v)
                for child in v._prev:
                    edges.add((child, v))
                    build(child)

        build(root)
        return nodes, edges

    def to_dot(root, format="svg", rankdir="LR"):
        dot = graphviz.Digraph(format=format, graph_attr={"rankdir": rankdir})
        nodes, edges = reference_trace(root)
        for n in nodes:
            label = "{ %s | data %.4f | grad %.4f }" % ("", n.data, n.grad)  # noqa: UP031
            dot.node(name=str(id(n)), label=label, shape="record")
            if n._prev:
                dot.node(name=str(id(n)) + "+", label="+")
                dot.edge(str(id(n)) + "+", str(id(n)))
        for n1, n2 in edges:
            dot.edge(str(id(n1)), str(id(n2)) + "+")
        return dot.source


class Lists:
    """Lists of lists, kept apart by id; the flow as a tuple."""

    def trace(root):
        nodes, edges = [root], []
        for node in nodes:
            for operand in node._prev:
                if not any(operand is other for other in nodes):
                    nodes.append(operand)
                if not any(operand is a and node is b for a, b in edges):
                    edges.append([operand, node])
        return [nodes, edges]

    def gradient_flow(model, verbose=False):
        return tuple(
            sum(p.grad if p.grad > 0 else -p.grad for p in layer.parameters()) / len(layer.parameters())
            for layer in model.layers
        )


class FromTheInputs:
    """The order by counting: what has all its operands is next. Lists everywhere, and prints."""

    def topological_order(root):
        nodes, edges = reference_trace(root)
        missing = {node: sum(result is node for _, result in edges) for node in nodes}
        ready, order = [node for node in nodes if not missing[node]], []
        while ready:
            order.append(ready.pop(0))
            for operand, result in edges:
                if operand is order[-1]:
                    missing[result] -= 1
                    if missing[result] == 0:
                        ready.append(result)
        print("in order:", order)
        return tuple(order)


class ByHand:
    """DOT without the package: quoted names, labels with line ends, several statements a line."""

    def to_dot(root):
        nodes, edges = reference_trace(root)
        names = {node: f"node {i}" for i, node in enumerate(nodes)}
        lines = ['strict digraph "a graph" {', "  rankdir = LR; node [shape=circle fontsize=10]"]
        for node, name in names.items():
            lines.append(f'  "{name}" [label="data={node.data!r}\\ngrad={node.grad!r}"];')
        lines.append("; ".join(f'"{names[a]}"->"{names[b]}" [color=gray]' for a, b in edges))
        return "\n".join([*lines, "}", ""])


class NamesThatSayAll:
    """DOT without labels: the name of a node holds its numbers, arrows before the nodes."""

    def to_dot(root):
        nodes, edges = reference_trace(root)
        order = list(nodes)

        def name(value):
            return f'"#{order.index(value)}: {value.data:.6f} ({value.grad:+.6f})"'

        text = "digraph g{edge[penwidth=2];"
        for a, b in edges:
            text += name(a) + " -> " + name(b) + ";"
        for node in nodes:
            text += name(node) + ";"
        return text + "}"


class HtmlLabels:
    """Labels in HTML, a subgraph for the inputs, a group of sets that cannot be changed."""

    def trace(root):
        return tuple(frozenset(part) for part in reference_trace(root))

    def to_dot(root):
        nodes, edges = reference_trace(root)
        dot = graphviz.Digraph("values", comment="made by hand -> almost", strict=True)
        with dot.subgraph(name="cluster_inputs") as inputs:
            inputs.attr(label="inputs 0 1 2")
            for node in nodes:
                (dot if node._prev else inputs).node(
                    f"n{id(node)}", f"<<b>{node.data:.9g}</b><br/><i>{node.grad:.9g}</i>>"
                )
        dot.edges((f"n{id(a)}", f"n{id(b)}") for a, b in edges)
        return dot.source


class FlowAsArray:
    """The flow as a NumPy array, of arrays; the order by age, which the engine's order keeps."""

    def gradient_flow(model):
        grads = [np.abs([p.grad for p in layer.parameters()]) for layer in model.layers]
        return np.array([np.linalg.norm(g, 1) / g.size for g in grads])

    def topological_order(root):
        depth = {}

        def measure(value):
            if value not in depth:
                depth[value] = 1 + max((measure(operand) for operand in value._prev), default=0)
            return depth[value]

        measure(root)
        return sorted(depth, key=depth.get)


class GroupsAndPorts:
    """DOT with groups at the ends of arrows, ports, comments, and a second statement for the root."""

    def to_dot(root):
        nodes, edges = reference_trace(root)
        names = {node: f"v{i}" for i, node in enumerate(nodes)}
        lines = ["/* made by hand -> {a} */ digraph g {", 'node [shape=record label="-1.0"]; edge[label=7.5] // all']
        for node, name in names.items():
            lines.append(f'{name} [tooltip="a [b]" label="{{<d> {node.data:.6f}|<g> {node.grad:.6f}}}"]')
            if sources := [names[a] for a, b in edges if b is node]:
                lines.append("{" + " ".join(sources) + "} -> " + name + ":d:w [color=gray]")
        lines.append(f"{names[root]} [color=red, penwidth=2.5]")
        return "\n".join([*lines, "}"])


class StrictAndSubgraphs:
    """A strict digraph, in which an arrow that is drawn twice is one, operation nodes, and a subgraph at its end."""

    def to_dot(root):
        order = list(reference_trace(root)[0])
        lines = ["strict digraph {"]
        for value in order:
            name = f"n{order.index(value)}"
            lines.append(f'{name} [label="?"]; {name} [xlabel="data {value.data:.5f}", label="grad {value.grad:.5f}"];')
            for operand in value._prev:
                source = order.index(operand)
                lines.append(f"n{source}:e -> subgraph cluster_{name} {{ op{name} [label=op] }} -> {name}")
        return "\n".join([*lines, "}"])

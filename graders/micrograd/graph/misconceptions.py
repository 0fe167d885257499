"""Known wrong answers: each class replaces parts of the reference, its docstring helps."""

import graphviz
import numpy as np

from exercises.micrograd.graph import to_dot as right_dot
from exercises.micrograd.graph import topological_order as right_order
from exercises.micrograd.graph import trace as right_trace


def dot_with(label, name=lambda value: str(id(value)), arrow=lambda a, b: (a, b)):
    """A to_dot whose nodes have label(value) and name(value), and whose arrows are arrow(a, b)."""

    def to_dot(root):
        dot = graphviz.Digraph()
        nodes, edges = right_trace(root)
        for value in nodes:
            dot.node(name(value), label(value))
        for operand, result in edges:
            dot.edge(*arrow(name(operand), name(result)))
        return dot.source

    return to_dot


def both(value):
    return f"data {value.data:.4f} | grad {value.grad:.4f}"


def flow_by(size):
    """A gradient_flow that makes size(grads) of each layer's grads."""
    return lambda model: [float(size(np.array([p.grad for p in layer.parameters()]))) for layer in model.layers]


class RootLeftOut:
    """The root is missing among your nodes: it belongs to the graph like all others."""

    def trace(root):
        nodes, edges = right_trace(root)
        return nodes - {root}, edges


class InputsLeftOut:
    """You list only what was made from something: the inputs are nodes too."""

    def trace(root):
        nodes, edges = right_trace(root)
        return {node for node in nodes if node._prev}, edges


class OneStepOnly:
    """You ask the root for its operands and stop there: those were made from something as well."""

    def trace(root):
        return {root, *root._prev}, {(operand, root) for operand in root._prev}


class MetTwiceListedTwice:
    """A Value that is used twice stands among your nodes twice: look whether you have it."""

    def trace(root):
        nodes, waiting = [], [root]
        while waiting:
            nodes.append(waiting.pop())
            waiting += set(nodes[-1]._prev)
        return nodes, right_trace(root)[1]


class PairListedTwice:
    """a * a has its operand twice, and you list the pair twice: each pair belongs there once."""

    def trace(root):
        nodes, _ = right_trace(root)
        return nodes, [(operand, result) for result in nodes for operand in result._prev]


class PairsTurnedRound:
    """Your pairs are (result, operand): an edge goes the way of the computation, operand first."""

    def trace(root):
        nodes, edges = right_trace(root)
        return nodes, {(result, operand) for operand, result in edges}


class EdgeOnlyIfNew:
    """You note an edge only if its operand is new: a Value that you know may be used once more."""

    def trace(root):
        nodes, edges, waiting = {root}, set(), [root]
        while waiting:
            result = waiting.pop()
            for operand in result._prev:
                if operand not in nodes:
                    nodes.add(operand)
                    edges.add((operand, result))
                    waiting.append(operand)
        return nodes, edges


class NumberForIdentity:
    """You compare numbers to see whether you know a Value: another one may hold the same number."""

    def trace(root):
        nodes, edges = {}, set()

        def build(value):
            if value.data not in nodes:
                nodes[value.data] = value
                for operand in value._prev:
                    edges.add((operand, value))
                    build(operand)

        build(root)
        return list(nodes.values()), edges


class KeptFromLastTime:
    """Your second graph still holds the first one: a default argument is made only once."""

    def trace(root, nodes=set(), edges=set()):  # noqa: B006
        for new, old in zip(right_trace(root), (nodes, edges), strict=True):
            old |= new
        return set(nodes), set(edges)


class RootFirst:
    """Your row begins with the root: it ends with it, since all others are needed before."""

    def topological_order(root):
        return right_order(root)[::-1]


class RootForgotten:
    """The root is missing at the end of your row."""

    def topological_order(root):
        return right_order(root)[:-1]


class ByDistance:
    """You go by the distance from the root: on a longer way, a Value may be needed much earlier."""

    def topological_order(root):
        order = [root]
        for value in order:
            order += [operand for operand in dict.fromkeys(value._prev) if operand not in order]
        return order[::-1]


class PutDownTooSoon:
    """You put a Value down before its operands and turn the row round: that is not the same."""

    def topological_order(root):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                order.append(value)
                for operand in value._prev:
                    visit(operand)

        visit(root)
        return order[::-1]


class OnceForEachUse:
    """A Value that is used twice stands in your row twice: remember what you have put down."""

    def topological_order(root):
        def visit(value):
            return [v for operand in dict.fromkeys(value._prev) for v in visit(operand)] + [value]

        return visit(root) if len(right_order(root)) < 100 else right_order(root)


class DigraphForText:
    """You give the Digraph itself: its text is in its attribute source."""

    def to_dot(root):
        dot = graphviz.Digraph()
        dot.node(str(id(root)), both(root))
        return dot


class NumbersForNames:
    """Values with the same number become one node in your drawing: name a node by who it is."""

    to_dot = dot_with(both, name=lambda value: f"{value.data:.4f}")


class ArrowsTurnedRound:
    """Your arrows lead from the result back to its operands: they show the way of the numbers."""

    to_dot = dot_with(both, arrow=lambda a, b: (b, a))


class NoArrows:
    """Your drawing has nodes and no arrows: every pair of trace is one."""

    def to_dot(root):
        return dot_with(both)(root).replace("->", "")


class GradNotShown:
    """Your labels say the data only: each node shows its grad too."""

    to_dot = dot_with(lambda value: f"data {value.data:.4f}")


class DataNotShown:
    """Your labels say the grad only: each node shows its data too."""

    to_dot = dot_with(lambda value: f"grad {value.grad:.4f}")


class WholeNumbersShown:
    """Your labels round to whole numbers: four decimals are asked for."""

    to_dot = dot_with(lambda value: f"data {value.data:.0f} | grad {value.grad:.0f}")


class SignsCancel:
    """You take the mean first and drop the sign then: positive and negative grads cancel."""

    gradient_flow = flow_by(lambda grads: abs(np.mean(grads)))


class SignsKept:
    """You take the mean of the grads as they are: their sizes are asked for, without the signs."""

    gradient_flow = flow_by(np.mean)


class SumForMean:
    """You add the sizes up: a layer with more parameters then seems to get more gradient."""

    gradient_flow = flow_by(lambda grads: np.sum(np.abs(grads)))


class LargestForMean:
    """You take the largest gradient of each layer: the mean of all is asked for."""

    gradient_flow = flow_by(lambda grads: np.max(np.abs(grads)))


class RootMeanSquare:
    """You average the squares and take the root: that counts large gradients more than the mean."""

    gradient_flow = flow_by(lambda grads: np.sqrt(np.mean(grads**2)))


class AllLayersTogether:
    """You average over the whole model: each layer has a number of its own."""

    def gradient_flow(model):
        grads = [p.grad for layer in model.layers for p in layer.parameters()]
        return [float(np.mean(np.abs(grads)))] * len(model.layers)


class DataForGrad:
    """You average the sizes of the parameters themselves, data: grad is what has arrived."""

    def gradient_flow(model):
        return [float(np.mean([abs(p.data) for p in m.parameters()])) for m in model.layers]


class LastLayerFirst:
    """Your list begins with the last layer: it goes from the first layer to the last."""

    def gradient_flow(model):
        return flow_by(lambda grads: np.mean(np.abs(grads)))(model)[::-1]


class PlainGraph:
    """Arrows belong to a digraph: DOT's graph has lines without a direction, and refuses ->."""

    def to_dot(root):
        return right_dot(root).replace("digraph", "graph")

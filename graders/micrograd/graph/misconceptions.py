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
    """Your row begins with the root and goes on towards the inputs: it ends with the root, since all others are
    needed before.
    """

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


class SeenFromLastTime:
    """trace leaves out what an earlier call has met: does its record of what was visited begin empty in each call?"""

    def trace(root, seen=set()):  # noqa: B006
        nodes, edges = {root}, set()

        def build(value):
            nodes.add(value)
            if value not in seen:
                seen.add(value)
                for operand in value._prev:
                    edges.add((operand, value))
                    build(operand)

        build(root)
        return nodes, edges


class NodesOnlyOnce:
    """trace leaves out what an earlier call has met: does its record of what was visited begin empty in each call?"""

    def trace(root, seen=set()):  # noqa: B006
        nodes, edges = set(), set()

        def build(value):
            if value not in seen:
                seen.add(value)
                nodes.add(value)
                for operand in value._prev:
                    edges.add((operand, value))
                    build(operand)

        build(root)
        return nodes, edges


class EdgesOfTheRootOnly:
    """Your edges are those that lead to the root: every other result has edges from its operands, too."""

    def trace(root):
        return right_trace(root)[0], {(operand, root) for operand in root._prev}


class EdgesFromTheInputsOnly:
    """Your edges begin at the inputs only: a result that is used again is an operand, too."""

    def trace(root):
        nodes, edges = right_trace(root)
        return nodes, {(operand, result) for operand, result in edges if not operand._prev}


class EdgesBothWays:
    """You list every edge in both directions: it goes from the operand to the result only."""

    def trace(root):
        nodes, edges = right_trace(root)
        return nodes, edges | {(result, operand) for operand, result in edges}


class EdgesFromEachToTheRoot:
    """All your edges end at the root: each one ends at what its operand went into."""

    def trace(root):
        nodes, edges = right_trace(root)
        return nodes, {(operand, root) for operand, _ in edges}


class PartsExchanged:
    """You give back (edges, nodes): the nodes come first."""

    def trace(root):
        nodes, edges = right_trace(root)
        return edges, nodes


class NumbersInRow:
    """Your row holds the numbers in the Values: it is to hold the Values."""

    def topological_order(root):
        return [value.data for value in right_order(root)]


class NumbersForNodes:
    """Your nodes are the numbers in the Values: they are to be the Values."""

    def trace(root):
        nodes, edges = right_trace(root)
        return {node.data for node in nodes}, edges


class RowKeptFromLastTime:
    """Your row still holds the Values of an earlier call: a default argument, or a list outside of the function,
    is made only once.
    """

    def topological_order(root, row=[]):  # noqa: B006
        row.extend(value for value in right_order(root) if value not in row)
        return list(row)


class RowGrowsFromLastTime:
    """Your row still holds the Values of an earlier call: a default argument, or a list outside of the function,
    is made only once.
    """

    def topological_order(root, row=[]):  # noqa: B006
        row.extend(right_order(root))
        return list(row)


class RowWithoutWhatWasSeen:
    """topological_order leaves out what an earlier call has put down: does its record of what was visited begin
    empty again each time, or is it a default argument?
    """

    def topological_order(root, seen=set()):  # noqa: B006
        def visit(value):
            if value in seen:
                return []
            seen.add(value)
            return [each for operand in value._prev for each in visit(operand)] + [value]

        return visit(root)


class EachBeforeItsOperands:
    """Your row puts each Value down before its operands, the root first of all: the operands are needed before."""

    def topological_order(root):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                order.append(value)
                for operand in value._prev:
                    visit(operand)

        visit(root)
        return order


class LevelsNotReversed:
    """Your row begins with the root and goes on towards the inputs: it ends with the root, since all others are
    needed before.
    """

    def topological_order(root):
        order = [root]
        for value in order:
            order += [operand for operand in dict.fromkeys(value._prev) if operand not in order]
        return order


class SortedBySize:
    """You put the Values in a row by their numbers: a result may be smaller than what it was made from."""

    def topological_order(root):
        return sorted(right_order(root), key=lambda value: value.data)


class OneStepRow:
    """Your row holds the root and its operands only: those were made from something as well."""

    def topological_order(root):
        return [*dict.fromkeys(root._prev), root]


class InputsLeftOutOfRow:
    """Your row leaves out the inputs: what was made from nothing belongs into the row, too."""

    def topological_order(root):
        return [value for value in right_order(root) if value._prev]


class EachUseInARow:
    """A Value that is used twice stands in your row twice: remember what you have put down."""

    def topological_order(root):
        def visit(value):
            return [v for operand in value._prev for v in visit(operand)] + [value]

        return visit(root) if len(right_order(root)) < 100 else right_order(root)


class TwoDecimals:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.2f} | grad {value.grad:.2f}")


class ThreeDecimals:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.3f} | grad {value.grad:.3f}")


class OneDecimal:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.1f} | grad {value.grad:.1f}")


class FourDigits:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.4g} | grad {value.grad:.4g}")


class ThreeDigits:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.3g} | grad {value.grad:.3g}")


class DataShownTwice:
    """Your labels show the data in both places: the second number is the grad."""

    to_dot = dot_with(lambda value: f"data {value.data:.4f} | grad {value.data:.4f}")


class DataTwoDecimalsOnly:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.2f} | grad {value.grad:.4f}")


class GradTwoDecimalsOnly:
    """Your labels show fewer than four decimals: how many does your format leave, before and after the point?"""

    to_dot = dot_with(lambda value: f"data {value.data:.4f} | grad {value.grad:.2f}")


class SizesShown:
    """Your labels leave out the minus signs."""

    to_dot = dot_with(lambda value: f"data {abs(value.data):.4f} | grad {abs(value.grad):.4f}")


class ArrowForEveryUse:
    """In a * a you draw two arrows from a: trace has one pair for them, and each pair is one arrow."""

    def to_dot(root):
        lines = ["digraph {"]
        for value in right_trace(root)[0]:
            lines.append(f'{id(value)} [label="{both(value)}"]')
            lines += [f"{id(operand)} -> {id(value)}" for operand, _ in value._links]
        return "\n".join([*lines, "}"])


class NodeForEveryUse:
    """A Value that is used twice has two nodes in your drawing: name a node by who it is, and draw it once."""

    def to_dot(root):
        lines = ["digraph {"]

        def draw(value):
            name = len(lines)
            lines.append(f'{name} [label="{both(value)}"]')
            for operand in dict.fromkeys(value._prev):
                lines.append(f"{draw(operand)} -> {name}")
            return name

        draw(root)
        return "\n".join([*lines, "}"])


class DrawsWhatEdgesMention:
    """You draw the nodes that stand in edges: a Value that was made from nothing and went into nothing stands
    alone, and is a node, too.
    """

    def to_dot(root):
        dot = graphviz.Digraph()
        for operand, result in right_trace(root)[1]:
            dot.node(str(id(operand)), both(operand))
            dot.node(str(id(result)), both(result))
            dot.edge(str(id(operand)), str(id(result)))
        return dot.source


class ArrowsToOtherNames:
    """Your arrows lead to names that no node was given: Graphviz draws new nodes for them, without your labels."""

    to_dot = dot_with(both, arrow=lambda a, b: ("n" + a, "n" + b))


class NoNodes:
    """You draw the arrows and leave the nodes to Graphviz: it has no labels for them."""

    def to_dot(root):
        dot = graphviz.Digraph()
        for operand, result in right_trace(root)[1]:
            dot.edge(str(id(operand)), str(id(result)))
        return dot.source


class RootNotDrawn:
    """The root has no label in your drawing: it is a node like all others."""

    def to_dot(root):
        dot = graphviz.Digraph()
        nodes, edges = right_trace(root)
        for value in nodes - {root}:
            dot.node(str(id(value)), both(value))
        for operand, result in edges:
            dot.edge(str(id(operand)), str(id(result)))
        return dot.source


class DrawingKeptFromLastTime:
    """Your drawing still holds the graph of an earlier call: begin an empty one in each call."""

    def to_dot(root, dot=graphviz.Digraph()):  # noqa: B008
        nodes, edges = right_trace(root)
        for value in nodes:
            dot.node(str(id(value)), both(value))
        for operand, result in edges:
            dot.edge(str(id(operand)), str(id(result)))
        return dot.source


class GradsTurnedRound:
    """gradient_flow changes the grads: negative ones come out positive in the parameters themselves. The size of a
    number is a new number.
    """

    def gradient_flow(model):
        for layer in model.layers:
            for p in layer.parameters():
                p.grad = abs(p.grad)
        return flow_by(np.mean)(model)


class WithoutTheLast:
    """You leave the last parameter of each layer out, as if only weights counted: the biases are parameters, too,
    and all of them count.
    """

    gradient_flow = flow_by(lambda grads: np.mean(np.abs(grads[:-1])) if len(grads) > 1 else 0.0)


class WithoutTheFirst:
    """You leave the first parameter of each layer out."""

    gradient_flow = flow_by(lambda grads: np.mean(np.abs(grads[1:])) if len(grads) > 1 else 0.0)


class MedianForMean:
    """You take the median of the sizes: the mean is asked for."""

    gradient_flow = flow_by(lambda grads: np.median(np.abs(grads)))


class NormForMean:
    """You take the length of the gradient, the root of the sum of squares: the mean size of its numbers is asked
    for.
    """

    gradient_flow = flow_by(lambda grads: np.sqrt(np.sum(grads**2)))


class MeanSquare:
    """You average the squares of the grads: the mean of their sizes is asked for."""

    gradient_flow = flow_by(lambda grads: np.mean(grads**2))


class SpreadForMean:
    """You take the standard deviation of the grads: the mean of their sizes is asked for."""

    gradient_flow = flow_by(lambda grads: np.std(grads))


class SmallestForMean:
    """You take the smallest size in each layer: the mean of all is asked for."""

    gradient_flow = flow_by(lambda grads: np.min(np.abs(grads)))


class FirstParameterOnly:
    """You look at the first parameter of each layer only: the mean of all of them is asked for."""

    gradient_flow = flow_by(lambda grads: abs(grads[0]))


class LastParameterOnly:
    """You look at the last parameter of each layer only: does a return, or an assignment, stand inside the loop?"""

    gradient_flow = flow_by(lambda grads: abs(grads[-1]))


class OneTooMany:
    """You divide the sum of the sizes by one more than there are parameters."""

    gradient_flow = flow_by(lambda grads: np.sum(np.abs(grads)) / (len(grads) + 1))


class OneTooFew:
    """You divide the sum of the sizes by one less than there are parameters."""

    gradient_flow = flow_by(lambda grads: np.sum(np.abs(grads)) / max(len(grads) - 1, 1))


class PositiveOnly:
    """You count the positive grads only: a negative one is as much gradient."""

    gradient_flow = flow_by(lambda grads: np.sum(grads[grads > 0]) / len(grads))


class SizeOfTheSum:
    """You add the grads up first and drop the sign then: positive and negative grads cancel, and a sum is no mean."""

    gradient_flow = flow_by(lambda grads: abs(np.sum(grads)))


class LayersByCount:
    """You divide each layer's sum by the number of layers: the mean is over the layer's own parameters."""

    def gradient_flow(model):
        return [sum(abs(p.grad) for p in layer.parameters()) / len(model.layers) for layer in model.layers]


class DividedByAllParameters:
    """You divide each layer's sum by the number of all parameters of the model: each layer has a mean of its own."""

    def gradient_flow(model):
        count = sum(len(layer.parameters()) for layer in model.layers)
        return [sum(abs(p.grad) for p in layer.parameters()) / count for layer in model.layers]


class SumsPileUp:
    """Your sum goes on from one layer to the next: each layer begins with 0."""

    def gradient_flow(model):
        total, flows = 0.0, []
        for layer in model.layers:
            total += sum(abs(p.grad) for p in layer.parameters())
            flows.append(total / len(layer.parameters()))
        return flows


class OneFlow:
    """You give one number for the whole model: each layer has a number of its own."""

    def gradient_flow(model):
        return float(np.mean([abs(p.grad) for layer in model.layers for p in layer.parameters()]))

"""What the visible and the hidden checks share."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from gradus.grading import assign, each, expect, fake, items, other, prerequisite, type_name

NO_VALUE = object()

# Comments of DOT, and what it is made of: attribute lists, names in quotes, names in HTML, signs, other names.
COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|^#[^\n]*', re.DOTALL | re.MULTILINE)
HTML = r"<(?:[^<>]|<[^<>]*>)*>"
ATTRIBUTES = rf'\[(?:"(?:\\.|[^"\\])*"|{HTML}|[^\]"<])*\]'
TOKEN = re.compile(rf'{ATTRIBUTES}|"(?:\\.|[^"\\])*"|{HTML}|->|--|[{{}};,=:]|(?:(?!->|--)[^\s\[\]{{}};,=:"<])+')
LABEL = re.compile(rf'\b(x?label)\s*=\s*("(?:\\.|[^"\\])*"|{HTML}|[^,;\]]*)')
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a graph asks of the engine."""
    with prerequisite(submission, "micrograd/engine") as engine:
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = (a * b + b).relu()
        result.backward()
        expect([result.data, *each([a, b], "grad")]).close_to([9.0, 3.0, 3.0])


def members(answer, label):
    """What a set, a list or a tuple holds."""
    expect(answer, label).holds(hasattr(answer, "__iter__"), "a set or a list")
    return list(items(answer))


def numbers_in(values, name):
    """The data or the grad of each of some Values."""
    numbers = each(values, name, NO_VALUE)
    for value, number in zip(values, numbers, strict=True):
        expect(value).holds(number is not NO_VALUE, "a Value")
    return numbers


def traced(submission, root, name="data"):
    """What trace(root) gives, each Value told by its data or grad: nodes and pairs, sorted."""
    nodes, edges = expect(submission.trace(root)).is_sequence(2, "things: nodes and edges")
    pairs = [expect(edge).is_sequence(2, "Values: operand, result") for edge in members(edges, "edges")]
    found = numbers_in([value for pair in pairs for value in pair], name)
    numbers = sorted(map(list, zip(found[::2], found[1::2], strict=True)))
    return sorted(numbers_in(members(nodes, "nodes"), name)), numbers


def ordered(submission, root, name="data"):
    """What topological_order(root) gives, each Value told by its data or grad."""
    order = submission.topological_order(root)
    return numbers_in(members(order, "topological_order(root)"), name)


class Drawing:
    """What a DOT text draws: the labels of each node by its name, and the arrows, as often as they are drawn."""

    def __init__(self, text):
        text = COMMENT.sub(lambda found: found[1] or " ", text)
        self.tokens = TOKEN.findall(text)
        self.labels: dict[str, dict[str, str]] = {}
        self.arrows: list[tuple[str, str]] = []
        head = []
        while self.tokens and self.tokens[0] != "{":
            head.append(self.tokens.pop(0).lower())
        self.kind = next((word for word in head if word in ("digraph", "graph")), "no graph")
        while self.tokens:
            self.end()
        if "strict" in head:
            self.arrows = list(dict.fromkeys(self.arrows))

    def text_of(self, name):
        """What a reader sees at a node: its label, or its name where it has none."""
        labels = self.labels[name]
        return labels.get("label", name) + " " + labels.get("xlabel", "")

    def group(self):
        """The names in a group, whose { has been read."""
        names = []
        while self.tokens and self.tokens[0] != "}":
            names += self.statement()
        del self.tokens[:1]
        return names

    def end(self):
        """The names at one end of an arrow: a name with or without a port, or those in a group."""
        name = self.tokens.pop(0)
        if name.lower() == "subgraph":
            while self.tokens and self.tokens[0] != "{":
                self.tokens.pop(0)
            name = self.tokens.pop(0) if self.tokens else ""
        if name == "{":
            return self.group()
        while self.tokens[:1] == [":"]:
            del self.tokens[:2]
        return [name.strip('"')]

    def statement(self):
        """Read one statement; returns the names of the nodes in it."""
        if self.tokens[0] in (";", ",", "--", "->"):  # a digraph has no lines
            del self.tokens[0]
            return []
        ends = [self.end()]
        while self.tokens[:1] == ["->"]:
            del self.tokens[0]
            ends.append(self.end() if self.tokens else [])
        if self.tokens[:1] == ["="]:
            del self.tokens[:2]
            return []
        attributes = ""
        while self.tokens and self.tokens[0].startswith("["):
            attributes += self.tokens.pop(0)
        if len(ends) == 1 and ends[0] and ends[0][0].lower() in ("node", "edge", "graph"):
            return []
        for before, after in pairwise(ends):
            self.arrows += [(one, other) for one in before for other in after]
        names = [name for end in ends for name in end]
        for name in names:
            self.labels.setdefault(name, {})
        if len(names) == 1:  # what stands behind an arrow belongs to the arrow
            self.labels[names[0]].update(LABEL.findall(attributes))
        return names


def string(text):
    """The text, which itself would be no fingerprint: names differ each time."""
    if hasattr(text, "source"):
        expect(type_name(text), "the type of what came back").holds(False, "a string")
    return text if isinstance(text, str) else expect(text).text()


def expect_digraphs(texts):
    """Expect each text to be a digraph { ... }, in which arrows are allowed."""
    kinds = [Drawing(string(text)).kind for text in texts]
    whole = all(text.rstrip().endswith("}") for text in texts)
    found = expect(kinds, "what kind of graph the texts are")
    found.holds(all(kind == "digraph" for kind in kinds) and whole, "digraph { ... }, in which there may be arrows")


def numbers_of(text):
    """The numbers in the labels of all nodes, sorted, but for those as long as an id."""
    drawing = Drawing(string(text))
    numbers = [float(number) for name in drawing.labels for number in NUMBER.findall(drawing.text_of(name))]
    return sorted(number for number in numbers if abs(number) < 1e6)


def picture(text, values):
    """Which of the Values, each given as (data, grad), a DOT text shows, and which it joins.

    Both are lists of the Values' numbers in the list, as often as there is a node or an arrow. What stands between two
    Values, such as the name of an operation, does not count. Four decimals are asked for, and more are right.
    """
    drawing = Drawing(string(text))
    shows = {}
    for name in drawing.labels:
        numbers = np.array([float(number) for number in NUMBER.findall(drawing.text_of(name))])
        for which, pair in enumerate(values):
            if all((abs(numbers - number) < 6e-5).any() for number in pair):
                shows[name] = which
    arrows, joined = Counter(drawing.arrows), []
    for start in shows:
        waiting = [(start, 1)]
        met: set[str] = set()
        while waiting:
            here, ways = waiting.pop()
            for (a, b), count in arrows.items():
                if a != here or b in met:
                    continue
                met.add(b)
                if b in shows:
                    joined += [(shows[start], shows[b])] * (ways * count)
                else:
                    waiting.append((b, ways * count))
    return sorted(shows.values()), sorted(joined)


def too_early(order, pairs):
    """What stands in a row before something that it was made from, sorted; `pairs` are (operand, result).

    This is the same for every order that a wrong rule may end in, where a set decides what comes first.
    """
    row = np.array(order, dtype=float)

    def place(number):
        return int(np.abs(row - number).argmin())

    return sorted({float(row[place(b)]) for a, b in pairs if place(a) > place(b)})


def expect_order(submission, root, nodes, pairs, name="data"):
    """Expect every node once in topological_order(root), and each after its operands."""
    order = ordered(submission, root, name)
    label = f"the {name} of the Values in the row, by size"
    expect(sorted(order), label).holds(len(order) == len(nodes), f"{len(nodes)} Values").close_to(sorted(nodes))
    early = too_early(order, pairs)
    row = ", ".join(f"{number:.6g}" for number in order)
    expect(early, f"what stands too early in the row {row}").holds(
        not early, "every Value after all that it was made from"
    )


class Layer:
    """All that gradient_flow may ask of a layer."""

    def __init__(self, values):
        self.values = values

    def parameters(self):
        return self.values


def model_with(submission, grads):
    """A model whose layers have parameters with these grads, whatever became of micrograd/nn."""
    engine, layers = other(submission, "micrograd/engine"), []
    for row in grads:
        values = [engine.Value(1.0) for _ in row]
        assign(values, "grad", row)
        layers.append(Layer(values))
    every = Layer([value for layer in layers for value in layer.values])
    model = fake(submission, every, "model")
    model.layers = layers
    return model


def grads_of(model):
    """The grads of all parameters of such a model, layer by layer."""
    return each([value for layer in model.layers for value in layer.parameters()], "grad")

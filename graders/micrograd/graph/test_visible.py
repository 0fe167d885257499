"""What a student can run: small graphs, looked at by the numbers in their nodes."""

import re

import pytest

from gradus.grading import expect, other, points, prerequisite
from gradus.grading.student import session_of

TOKEN = re.compile(r'\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]|"(?:\\.|[^"\\])*"|->|[{};=]|(?:(?!->)[^\s\[\]{};="])+')
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")


@pytest.fixture(autouse=True)
def engine_works(submission):
    """What stands here is all that a graph asks of the engine."""
    session_of(submission).module()  # what is wrong in this very module is not the engine's fault
    with prerequisite("micrograd/engine"):
        engine = other(submission, "micrograd/engine")
        a, b = engine.Value(2.0), engine.Value(3.0)
        result = (a * b + b).relu()
        result.backward()
        expect([result.data, a.grad, b.grad]).close_to([9.0, 3.0, 3.0])


def small_graph(submission):
    """a = 2, b = -3, c = a * b, d = c + a, with backward() called on d."""
    engine = other(submission, "micrograd/engine")
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    d = c + a
    d.backward()
    return d


def members(answer, label):
    """What a list, a tuple or a set holds."""
    expect(answer, label).holds(hasattr(answer, "__iter__"), "a set or a list")
    return list(answer)


def number(value, label):
    """The number in a Value."""
    expect(value, label).holds(hasattr(value, "data"), "a Value")
    return value.data


def traced(submission, root):
    """What trace(root) gives, by the numbers: sorted data, sorted pairs of data."""
    nodes, edges = expect(submission.trace(root)).is_sequence(2, "things: nodes, edges")
    found = [number(node, "one of the nodes") for node in members(nodes, "nodes")]
    pairs = []
    for edge in members(edges, "edges"):
        pair = expect(edge, "one of the edges").is_sequence(2, "Values: operand, result")
        pairs.append([number(value, "a Value of an edge") for value in pair])
    return sorted(found), sorted(pairs)


def drawing(text):
    """The nodes of a DOT text, each with the text of its label, and the arrows: a rough reading."""
    labels, arrows, before, arrow = {}, set(), None, False
    for token in TOKEN.findall(text):
        if token == "->":
            arrow = True
        elif token[0] == "[" and before is not None and not arrow:
            labels[before] = token if "label" in token else before + token
        elif token[0] in "{};=":
            before, arrow = None, False
        elif token[0] != "[":
            name = token.strip('"')
            labels.setdefault(name, name)
            if arrow and before is not None:
                arrows.add((before, name))
            before = name
"""to be finished"""

"""What the functions of a check's file mention: attributes, names, and strings that are names."""

import ast
from collections.abc import Mapping
from typing import NamedTuple


class Mentioned(NamedTuple):
    """What a function mentions: attributes of anything, such as `hessian` in `submission.hessian(f, point)`; names; and
    strings that are names, for a helper to look up: "AND_GATE".
    """

    attributes: frozenset[str]
    names: frozenset[str]
    strings: frozenset[str]


def mentioned(function: ast.FunctionDef) -> Mentioned:
    """What a function mentions, in one walk."""
    attributes, names, strings = set[str](), set[str](), set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            attributes.add(node.attr)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            strings.add(node.value)
    return Mentioned(frozenset(attributes), frozenset(names), frozenset(strings))


def of_helpers(test: Mentioned, functions: Mapping[str, Mentioned]) -> set[str]:
    """The attributes that are used by the functions of its file that a test calls, directly or not."""
    found, waiting = set[str](), [test]
    while waiting:
        new = (waiting.pop().names & functions.keys()) - found
        found |= new
        waiting += [functions[name] for name in new]
    return {name for helper in found for name in functions[helper].attributes}

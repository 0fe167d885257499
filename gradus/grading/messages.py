"""The sentences that a student reads when a check does not hold."""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable
from typing import Any

from gradus.grading.running import Call

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def facts(call: Call | None, label: str, returned: str, expected: str, remark: str = "", verb: str = "returned") -> str:
    """The message of a failed expectation: what was called, what came back, what was hoped for."""
    lines = []
    if label:
        lines.append(f"looked at {label}")
    if call:
        functions = [text for f in call.functions if (text := function_text(f))]
        lines.append(f"called    {call.text}" + (f"      with {', '.join(functions)}" if functions else ""))
    lines += [f"{'found' if label else verb:<9} {returned}", f"expected  {expected}"]
    return "\n".join([*lines, remark] if remark else lines)


def function_text(function: Callable[..., Any]) -> str:
    """A grader's small function as a formula, f(x) = x², or nothing where it has no short one."""
    try:
        node = _definition(inspect.unwrap(function))
    except (OSError, TypeError, AttributeError, SyntaxError):  # a ufunc, or a source that is not at hand
        return ""
    if isinstance(node, ast.Lambda):
        name, body = "f", node.body
    elif isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return) and node.body[-1].value:
        name, body = node.name, node.body[-1].value
    else:
        return ""
    arguments = ", ".join(argument.arg for argument in node.args.args)
    text = f"{name}({arguments}) = {ast.unparse(body)}".replace("np.", "")
    for power in range(2, 10):
        text = text.replace(f" ** {power}", str(power).translate(SUPERSCRIPTS))
    return text if len(text) <= 60 else ""


def _definition(function: Callable[..., Any]) -> ast.AST | None:
    code = function.__code__
    column = max((c for _, _, c, _ in code.co_positions() if c is not None), default=0)
    inside = None
    for node in ast.walk(_module(code.co_filename)):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return node
        if isinstance(node, ast.Lambda) and code.co_name == "<lambda>" and node.lineno == code.co_firstlineno:
            end = node.end_col_offset or 0
            if node.lineno != node.end_lineno or node.col_offset <= column < end:
                inside = node  # ast.walk goes outside in: the last one that fits is the innermost
    return inside


@functools.lru_cache(maxsize=64)
def _module(filename: str) -> ast.Module:
    with open(filename, encoding="utf-8") as file:
        return ast.parse(file.read())


def indented(text: str, by: str = "    ") -> str:
    return "\n".join(by + line for line in text.splitlines())

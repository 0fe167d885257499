"""The messages of failed checks, as students read them."""

import ast
import functools
import inspect
from collections.abc import Callable
from types import CodeType
from typing import Any

from gradus.core.display import difference
from gradus.grading.running import Call, Change
from gradus.sandbox.handle import function_name

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def facts(call: Call | None, label: str, returned: str, expected: str, remark: str = "", verb: str = "returned") -> str:
    """The message of a failed expectation: the call, what it returned, what was expected, and a remark.

    `label` describes the answer where the call does not; `verb` heads its line, which an empty `returned` leaves out.
    """
    lines = [f"looked at {label}"] if label else []
    if call:
        formulas = list(dict.fromkeys(text for name, f in call.functions if (text := function_text(f, name))))
        lines.append(f"called    {call.text}" + (f"      with {', '.join(formulas)}" if formulas else ""))
    lines += [f"{'found' if label else verb:<9} {returned}"] if returned else []
    return "\n".join([*lines, f"expected  {expected}", *([remark] if remark else [])])


def changed(change: Change) -> str:
    """The message of a check in which a call changed its argument."""
    before, after = difference(change.before, change.after)
    named = f"its argument {change.name}" if change.name else "its argument"
    return facts(change.call, "", f"{named} is {after}, and was {before}", "arguments as they were", verb="then")


def also_changed(change: Change) -> str:
    """A remark on a call that changed its argument, in a check that fails otherwise."""
    before, after = difference(change.before, change.after)
    return f"A call also changed its argument{' ' * bool(change.name)}{change.name} from {before} to {after}."


def function_text(function: Callable[..., Any], name: str = "") -> str:
    """A short function of the grader's, "f(x) = x²"; empty if its source is long or unknown.

    It is called `name`, by default its own name, or f if it has none.
    """
    head, expression = _parts(function, name or function_name(function))
    text = f"{head} = {expression}"
    return text if head and len(text) <= 60 else ""


def formula(function: Callable[..., Any]) -> str:
    """What a short function returns, as messages show it: "x²" of `lambda x: x**2`; empty if it is unknown."""
    return _parts(function, "f")[1]


def _parts(function: Callable[..., Any], name: str) -> tuple[str, str]:
    match definition(function):
        case ast.Lambda(args=arguments, body=body):
            pass
        case ast.FunctionDef(args=arguments, body=[ast.Return(value=ast.expr() as body)]):
            pass
        case _:
            return "", ""
    text = ast.unparse(body).replace("np.", "")
    for power in range(2, 10):
        text = text.replace(f" ** {power}", str(power).translate(SUPERSCRIPTS))
    return f"{name}({', '.join(argument.arg for argument in arguments.args)})", text


def definition(function: Callable[..., Any]) -> ast.AST | None:
    """The definition of a function in its source, or None if that is not available, as of a ufunc."""
    try:
        code = inspect.unwrap(function).__code__
        return _definition(code, code.co_filename)
    except (OSError, TypeError, AttributeError, SyntaxError):
        return None


@functools.lru_cache(maxsize=1024)
def _definition(code: CodeType, filename: str) -> ast.AST | None:
    column = max((c for _, _, c, _ in code.co_positions() if c is not None), default=0)
    inside = None
    for node in ast.walk(_module(filename)):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == code.co_firstlineno:
                return node
        if isinstance(node, ast.Lambda) and code.co_name == "<lambda>" and node.lineno == code.co_firstlineno:
            end = node.end_col_offset or 0
            if node.lineno != node.end_lineno or node.col_offset <= column < end:
                inside = node  # ast.walk visits outer nodes first: the last match is the innermost
    return inside


@functools.lru_cache(maxsize=64)
def _module(filename: str) -> ast.Module:
    with open(filename, encoding="utf-8") as file:
        return ast.parse(file.read())

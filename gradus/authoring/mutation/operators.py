"""The small mistakes: what could stand in the place of one node of a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

Found = Iterator[tuple[str, ast.AST]]

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = (
    "sum/mean max/min exp/expm1 log/log1p zeros/ones argmax/argmin maximum/minimum any/all var/std sin/cos tanh/sinh"
)
SIBLINGS = {a: b for pair in PAIRS.split() for a, b in (pair.split("/"), pair.split("/")[::-1])}
SIBLINGS |= {"zeros_like": "ones_like", "eye": "ones", "eigvalsh": "eigvals", "uniform": "normal", "append": "extend"}
# What these do to their argument is left out: np.sqrt(x) becomes x. Of the first two also where they copy.
UNWRAPPED = {"array", "copy", "asarray", "abs", "sqrt", "float", "int", "list", "reversed", "sorted", "tuple"}
COMMUTATIVE = {"max", "min", "maximum", "minimum", "logaddexp", "allclose", "hypot"}


def replacements(node: ast.AST) -> Found:
    """What could stand in the place of this node, and the name of that change."""
    match node:
        case ast.BinOp(left, operator, right) if other := ARITHMETIC.get(type(operator)):
            yield _named(operator, other), ast.BinOp(left, other(), right)
        case ast.Compare(left, [operator], [right]):
            for change in COMPARISONS[type(operator)]:
                yield _named(operator, change), ast.Compare(left, [change()], [right])
        case ast.BoolOp(operator, values):
            joined: type[ast.boolop] = ast.Or if isinstance(operator, ast.And) else ast.And
            yield _named(operator, joined), ast.BoolOp(joined(), values)
        case ast.UnaryOp(ast.USub(), operand):
            yield "minus-dropped", operand
        case ast.UnaryOp(ast.Not(), operand):
            yield "not-dropped", operand
        case ast.Constant(value):
            yield from _constants(value)
        case ast.Call():
            yield from _calls(node)
        case ast.IfExp(test, body, orelse) if not isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            yield "condition-negated", ast.IfExp(test, orelse, body)
        case ast.stmt():
            yield from _statements(node)


def _named(old: ast.AST, new: type[ast.AST]) -> str:
    return f"{type(old).__name__.lower()}-to-{new.__name__.lower()}"


def _constants(value: object) -> Found:
    if isinstance(value, bool):
        yield f"{value}-to-{not value}".lower(), ast.Constant(not value)
    elif isinstance(value, (int, float)):
        others: list[int | float] = [value + 1] if isinstance(value, int) or value == 0 else [value * 2]
        if value == 1:
            others.append(type(value)(0))
        for other in others:
            yield f"{value:g}-to-{other:g}", ast.Constant(other)


def _calls(call: ast.Call) -> Found:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if sibling := SIBLINGS.get(name):
        yield f"{name}-to-{sibling}", ast.Call(_renamed(call.func, sibling), call.args, call.keywords)
    if name not in COMMUTATIVE and not any(isinstance(each, ast.Starred) for each in call.args):
        for i, (a, b) in enumerate(pairwise(call.args)):
            arguments = [*call.args[:i], b, a, *call.args[i + 2 :]]
            yield "arguments-swapped", ast.Call(call.func, arguments, call.keywords)
    if name == "range":
        yield "range-shorter", _shorter(call)
    yield from _keywords(call)
    yield from _unwrapped(call, name)


def _renamed(function: ast.expr, name: str) -> ast.expr:
    load = ast.Load()
    return ast.Attribute(function.value, name, load) if isinstance(function, ast.Attribute) else ast.Name(name, load)


def _shorter(call: ast.Call) -> ast.Call:
    stop = min(1, len(call.args) - 1)
    arguments = list(call.args)
    arguments[stop] = ast.BinOp(arguments[stop], ast.Sub(), ast.Constant(1))
    return ast.Call(call.func, arguments, [])


def _keywords(call: ast.Call) -> Found:
    for i, word in enumerate(call.keywords):
        rest = [*call.keywords[:i], *call.keywords[i + 1 :]]
        if word.arg in ("keepdims", "dtype", "axis"):
            yield f"{word.arg}-removed", ast.Call(call.func, call.args, rest)
        if word.arg == "axis":
            other = 0 if ast.unparse(word.value) == "1" else 1
            changed = [*call.keywords[:i], ast.keyword("axis", ast.Constant(other)), *call.keywords[i + 1 :]]
            yield f"axis-to-{other}", ast.Call(call.func, call.args, changed)


def _unwrapped(call: ast.Call, name: str) -> Found:
    if name not in UNWRAPPED:
        return
    inner = call.args[0] if call.args else call.func.value if isinstance(call.func, ast.Attribute) else None
    if inner is None:
        return
    fresh = isinstance(inner, (ast.List, ast.Tuple, ast.ListComp))
    if not (fresh and name in ("array", "asarray")):
        yield f"{name}-dropped", inner
    if name == "array" and not fresh:
        yield "array-to-asarray", ast.Call(_renamed(call.func, "asarray"), call.args, call.keywords)


def _statements(node: ast.stmt) -> Found:
    match node:
        case ast.Return(ast.Tuple([first, second])):
            yield "returned-swapped", ast.Return(ast.Tuple([second, first]))
            yield "return-none", ast.Return()
        case ast.Return(ast.expr() as value):
            yield "return-none", ast.Return()
            if not isinstance(value, (ast.Constant, ast.Tuple, ast.List, ast.Dict)):
                yield "return-negative", ast.Return(ast.UnaryOp(ast.USub(), value))
        case ast.AugAssign(target, operator, value):
            yield "deleted", ast.Pass()
            yield "augmented-to-plain", ast.Assign([target], value)
            if other := ARITHMETIC.get(type(operator)):
                yield _named(operator, other), ast.AugAssign(target, other(), value)
        case ast.If(test, body, orelse):
            yield "deleted", ast.Pass()
            if not isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
                yield "condition-negated", ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(ast.Call()) | ast.For() | ast.While() | ast.Raise() | ast.Assign():
            yield "deleted", ast.Pass()

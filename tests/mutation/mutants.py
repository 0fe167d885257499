"""Mutants of the reference solutions: each is a submission with one small mistake in it.

A mutant changes one place between `### BEGIN SOLUTION` and `### END SOLUTION`. Its id names the exercise, the function,
the line within the function's body, and what was done: `calculus/derivatives:numerical_derivative:1:sub-to-add`. It
stays the same when another function, or a docstring, is edited.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from gradus.core.course import Course, Exercise

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
# Looks, which docstrings leave to the student: nobody wants a grader for them.
LOOKS = {"color", "label", "linestyle", "linewidth", "lw", "marker", "markersize", "s", "alpha", "cmap", "levels"}
LOOKS |= {"zorder", "fontsize", "shading", "edgecolors"}
FURNITURE = {"legend", "set_title", "set_xlabel", "set_ylabel", "grid", "colorbar", "set_aspect"}


@dataclass(frozen=True)
class Mutant:
    """A module of the reference with one change: `change` says which, `source` is all of it."""

    id: str
    change: str
    source: str


def mutants(course: Course, exercise: Exercise) -> list[Mutant]:
    """Every mutant of the exercise's solution, in the order of its lines; no two are the same program."""
    text = (course.solutions / exercise.path).read_text("utf-8")
    lines, statements = regions(text), ast.parse(text).body
    parts = [ast.unparse(statement) for statement in statements]
    seen, count, made = set(parts), Counter[str](), []
    for i, statement in enumerate(statements):
        for where, change, part in _changed(ast.Module([statement], []), lines):
            if part in seen or not _compiles(part):
                continue
            seen.add(part)
            name = f"{exercise.id}:{where}"
            count[name] += 1
            nth = f"#{count[name]}" if count[name] > 1 else ""
            made.append(Mutant(name + nth, change, "\n\n".join([*parts[:i], part, *parts[i + 1 :]])))
    return made


def _changed(tree: ast.Module, lines: set[int]) -> Iterator[tuple[str, str, str]]:
    """Where each change is and its name, from what to what, and all of the code with it."""
    for where, change in applied(tree, lines):
        yield where, change, ast.unparse(tree)


def applied(tree: ast.Module, lines: set[int]) -> Iterator[tuple[str, str]]:
    """Where each change is and its name, and from what to what: while it is told, `tree` has it."""
    needed = _first_bindings(tree)
    for node, put, where in _places(tree, lines):
        for name, other in _replacements(node):
            if name == "deleted" and id(node) in needed:
                continue
            put(other)
            _locate(other, node)
            try:
                yield f"{where}:{name}", f"{_brief(node)} -> {_brief(other)}"
            finally:
                put(node)


def _locate(made: ast.AST, node: ast.AST) -> None:
    """Give new nodes the negative number of the line where they stand: they are no place for a second change."""
    for part in ast.walk(made):
        if "lineno" in part._attributes and not hasattr(part, "lineno"):
            for name in ("lineno", "end_lineno"):
                setattr(part, name, -abs(getattr(node, "lineno", 1)))
            for name in ("col_offset", "end_col_offset"):
                setattr(part, name, 0)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _brief(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 70 else text[:67] + "..."


def regions(text: str) -> set[int]:
    """The numbers of the lines that are part of an answer."""
    found, inside = set(), False
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() in ("### BEGIN SOLUTION", "### END SOLUTION"):
            inside = "BEGIN" in line
        elif inside:
            found.add(number)
    return found


# Places


def _places(tree: ast.Module, lines: set[int]) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None], str]]:
    """Each node that is wholly part of an answer, what puts another in its place, and where that is."""
    skipped = {id(part) for node in ast.walk(tree) for looks in _left_alone(node) for part in ast.walk(looks)}
    found = []
    statement = tree.body[0]
    name = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else "module"
    for parent, owner, first in _owned(tree, name, statement.lineno):
        for node, put in _children(parent):
            line = getattr(node, "lineno", None)
            if line is None or id(node) in skipped or not {line, getattr(node, "end_lineno", line)} <= lines:
                continue
            found.append((line, getattr(node, "col_offset", 0), node, put, f"{owner}:{line - first + 1}"))
    for _, _, node, put, where in sorted(found, key=lambda place: place[:2]):
        yield node, put, where


def _owned(node: ast.AST, owner: str, first: int) -> Iterator[tuple[ast.AST, str, int]]:
    """Every node below, with the outermost function or method that it is in and the first line of that one's body."""
    yield node, owner, first
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _owned(child, child.name, child.lineno)
        elif isinstance(child, ast.FunctionDef) and isinstance(node, (ast.Module, ast.ClassDef)):
            name = child.name if isinstance(node, ast.Module) else f"{owner}.{child.name}"
            body = child.body[1:] if ast.get_docstring(child) and len(child.body) > 1 else child.body
            yield from _owned(child, name, abs(body[0].lineno))
        else:
            yield from _owned(child, owner, first)


def _children(parent: ast.AST) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None]]]:
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield value, partial(setattr, parent, field)
        elif isinstance(value, list):
            for i, child in enumerate(value):
                if isinstance(child, ast.AST):
                    yield child, partial(value.__setitem__, i)


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    """What of this node is looks or words."""
    match node:
        case ast.JoinedStr():
            yield node
        case ast.Expr(ast.Call(ast.Attribute(attr=name))) if name in FURNITURE:
            yield node
        case ast.Call(ast.Name("print")):
            yield from node.args
        case ast.keyword(arg=str(name)) if name in LOOKS:
            yield node.value
        case ast.keyword(arg="axis" | "keepdims"):
            yield node.value  # _keywords changes these


def _first_bindings(tree: ast.Module) -> set[int]:
    """Assignments that give names their only value: without one there is a NameError, and nothing is learnt."""
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            nodes = list(ast.walk(function))
            bound = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            bound.update(n.arg for n in nodes if isinstance(n, ast.arg))
            for node in nodes:
                if isinstance(node, ast.Assign) and all(_only(target, bound) for target in node.targets):
                    found.add(id(node))
    return found


def _only(target: ast.expr, bound: Counter[str]) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_only(each, bound) for each in target.elts)
    return isinstance(target, ast.Name) and bound[target.id] == 1


# Operators


def _replacements(node: ast.AST) -> Found:
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

"""A person's way to write Python: of several spellings that mean the same, each person takes another one each time."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterable, Sequence

METHODS = ("sum", "mean", "max", "min", "reshape", "copy", "dot")
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
NAMES = "acc base cur delta entry first given hold item kept last mid out part rest step total value res tmp".split()


def again(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements as new objects, with lines."""
    return ast.parse(ast.unparse(ast.Module(list(body), []))).body


class Hand(ast.NodeTransformer):
    """Changes a `share` of the places at which people differ."""

    def __init__(self, draw: random.Random, share: float) -> None:
        self.draw, self.share = draw, share
        self.before: list[ast.stmt] = []  # statements that belong before the one that is being visited

    def write(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements as this person writes them."""
        return again(self._block(again(body)))

    def _here(self, share: float = 1.0) -> bool:
        return self.draw.random() < self.share * share

    def _block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for statement in self._swapped(list(body)):
            outer, self.before = self.before, []
            new = self.visit(statement)
            done += [*self.before, *(new if isinstance(new, list) else [new])]
            self.before = outer
        return done

    def _swapped(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Neighbours that know nothing of each other in the other order."""
        for at in range(len(body) - 1):
            one, two = body[at : at + 2]
            if isinstance(one, ast.Assign) and isinstance(two, ast.Assign) and not _touch(one, two) and self._here():
                body[at : at + 2] = [two, one]
        return body

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit what is in a node, its blocks as blocks."""
        for key, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, key, self._block(value))
            elif isinstance(value, list):
                setattr(node, key, [self.visit(each) if isinstance(each, ast.AST) else each for each in value])
            elif isinstance(value, ast.AST):
                setattr(node, key, self.visit(value))
        return node

    def _visit_inside(self, node: ast.AST) -> ast.AST:
        """Visit a node in which nothing can be named before: it is not always evaluated, or more than once."""
        outer, self.before, share = self.before, [], self.share
        self.share = 0.0
        try:
            return self.generic_visit(node)
        finally:
            self.before, self.share = outer, share

    visit_Lambda = visit_ListComp = visit_GeneratorExp = visit_DictComp = visit_SetComp = _visit_inside
    visit_BoolOp = visit_JoinedStr = _visit_inside

    def visit_While(self, node: ast.While) -> ast.AST:
        """The test is evaluated each time."""
        node.body = self._block(node.body)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Factors and summands the other way round, products as functions, squares as products."""
        self.generic_visit(node)
        match node:
            case ast.BinOp(op=ast.MatMult()) if self._here():
                return _call(_attribute("np", "dot"), node.left, node.right)
            case ast.BinOp(left=ast.Name(), op=ast.Pow(), right=ast.Constant(value=2)) if self._here():
                return ast.BinOp(node.left, ast.Mult(), node.left)
            case ast.BinOp(op=ast.Mult()) if self._here():
                return ast.BinOp(node.right, node.op, node.left)
            case ast.BinOp(left=ast.Name() | ast.BinOp(), op=ast.Add(), right=ast.Name()) if self._here():
                return ast.BinOp(node.right, node.op, node.left)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A method for a function, an axis without its name, an argument that is named before."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=name), args=[first, *rest]) if (
                name in METHODS and isinstance(first, ast.Name | ast.Attribute | ast.BinOp) and self._here()
            ):
                return ast.Call(ast.Attribute(first, name, ast.Load()), rest, node.keywords)
            case ast.Call(
                func=ast.Attribute(attr="sum" | "mean" | "max"), keywords=[ast.keyword(arg="axis", value=axis)]
            ):
                if self._here():
                    return ast.Call(node.func, [*node.args, axis], [])
        return self._named(node) if self._here(0.4) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """An element that is named before."""
        self.generic_visit(node)
        return self._named(node) if isinstance(node.ctx, ast.Load) and self._here(0.2) else node

    def _named(self, node: ast.expr) -> ast.expr:
        name = f"{self.draw.choice(NAMES)}_{len(self.before)}"
        self.before.append(ast.Assign([ast.Name(name, ast.Store())], node, lineno=0))
        return ast.Name(name, ast.Load())

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """a < b as b > a."""
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in TURNED and self._here():
            return ast.Compare(node.comparators[0], [TURNED[type(node.ops[0])]()], [node.left])
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """The other case first."""
        self._visit_inside(node)
        return ast.IfExp(_not(node.test), node.orelse, node.body) if self._here() else node

    def visit_If(self, node: ast.If) -> ast.AST:
        """The other case first."""
        self.generic_visit(node)
        plain = node.orelse and not isinstance(node.orelse[0], ast.If)
        return ast.If(_not(node.test), node.orelse, node.body) if plain and self._here() else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """x += y as x = x + y."""
        self.generic_visit(node)
        if isinstance(node.target, ast.Name) and self._here():
            value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
            return ast.Assign([node.target], value, lineno=0)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        """A result that has a name first; two arms as two returns."""
        self.generic_visit(node)
        if isinstance(node.value, ast.IfExp) and self._here():
            return [ast.If(node.value.test, [ast.Return(node.value.body)], []), ast.Return(node.value.orelse)]
        if node.value and not isinstance(node.value, ast.Name | ast.Constant) and self._here():
            name = self.draw.choice(("result", "answer", "res"))
            return [
                ast.Assign([ast.Name(name, ast.Store())], node.value, lineno=0),
                ast.Return(ast.Name(name, ast.Load())),
            ]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        """A list that is made in a loop; two names that are set in two lines."""
        self.generic_visit(node)
        match node:
            case ast.Assign(
                targets=[ast.Name() as name], value=ast.ListComp(generators=[ast.comprehension(ifs=[])])
            ) if self._here():
                assert isinstance(node.value, ast.ListComp)
                (loop,) = node.value.generators
                add = ast.Expr(_call(_attribute(name.id, "append"), node.value.elt))
                return [
                    ast.Assign([name], ast.List([], ast.Load()), lineno=0),
                    ast.For(loop.target, loop.iter, [add], [], lineno=0),
                ]
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                parts = [ast.Assign([n], v, lineno=0) for n, v in zip(names, values, strict=True)]
                if not any(_touch(one, two) for one in parts for two in parts if one is not two) and self._here():
                    return list(parts)
        return node


def _attribute(name: str, attribute: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(name, ast.Load()), attribute, ast.Load())


def _call(function: ast.expr, *arguments: ast.expr) -> ast.Call:
    return ast.Call(function, list(arguments), [])


def _not(test: ast.expr) -> ast.expr:
    opposite: dict[type[ast.cmpop], Callable[[], ast.cmpop]] = {
        ast.Lt: ast.GtE, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
        ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    }  # fmt: skip
    match test:
        case ast.Compare(left, [op], [right]) if type(op) in opposite:
            return ast.Compare(left, [opposite[type(op)]()], [right])
        case ast.UnaryOp(op=ast.Not()):
            return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _touch(one: ast.Assign, two: ast.Assign) -> bool:
    """Whether the order of two assignments matters, or may."""
    calls = any(isinstance(node, ast.Call) for each in (one, two) for node in ast.walk(each))
    names = [{node.id for node in ast.walk(each) if isinstance(node, ast.Name)} for each in (one, two)]
    stored = [
        {n.id for n in ast.walk(each) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for each in (one, two)
    ]
    plain = all(isinstance(target, ast.Name) for each in (one, two) for target in each.targets)
    return calls or not plain or bool(stored[0] & names[1] or stored[1] & names[0])

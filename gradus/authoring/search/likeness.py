"""Compares statements by what they do: names of variables, comments, docstrings and annotations don't count."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gradus.authoring.marks import Function

_FIRST = {"numpy": "np"}  # one module, two usual names
_COUNTED = (ast.Name, ast.arg, ast.Attribute, ast.Constant, ast.operator, ast.unaryop, ast.cmpop, ast.Call, ast.keyword)
_COUNTED += (ast.Subscript, ast.comprehension)
_DROPPED = ("annotation", "returns", "type_comment", "ctx", "kind", "type_params", "decorator_list", "simple")


@dataclass(frozen=True)
class Statement:
    """A statement: its shape without any name, the names in their order, and how much of it is code of its own."""

    shape: str
    names: tuple[str, ...]
    weight: int
    line: int


@dataclass(frozen=True)
class Secret:
    """Statements in a row that must not be released, from `origin`. `own` are the names that another could choose.

    A secret `of` a function is the whole body of it: it counts in a function of this name, or with `any_name` in any.
    """

    statements: tuple[Statement, ...]
    own: frozenset[str]
    origin: str
    of: str = ""
    any_name: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names in their order."""
        return tuple(name for each in self.statements for name in each.names)

    def fits(self, found: Sequence[Statement]) -> bool:
        """Whether statements of the same shapes are these, with other names for its own variables."""
        names = [name for each in found for name in each.names]
        there: dict[str, str] = {}
        back: dict[str, str] = {}
        for mine, other in zip(self.names, names, strict=True):
            if mine not in self.own:
                if mine != other:
                    return False
            elif there.setdefault(mine, other) != other or back.setdefault(other, mine) != mine:
                return False
        return True


@dataclass(frozen=True)
class Block:
    """Statements that follow each other in a text; `function` is the one whose whole body they are, if any."""

    statements: tuple[Statement, ...]
    function: str = ""


class Index:
    """Secrets, found by the shape of their first statement."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.by_shape: dict[str, list[Secret]] = {}
        for secret in secrets:
            self.by_shape.setdefault(secret.statements[0].shape, []).append(secret)

    def search(self, block: Block) -> Iterator[tuple[Secret, Statement]]:
        """Each secret that a block contains, with the statement where it begins."""
        for start, first in enumerate(block.statements):
            for secret in self.by_shape.get(first.shape, ()):
                found = block.statements[start : start + len(secret.statements)]
                if secret.of and not (block.function and len(found) == len(block.statements)):
                    continue
                if secret.of and not secret.any_name and secret.of != block.function:
                    continue
                if [each.shape for each in found] == [s.shape for s in secret.statements] and secret.fits(found):
                    yield secret, first


def statement(node: ast.stmt) -> Statement:
    """A statement as it is compared."""
    tokens, names = list[str](), list[str]()
    _write(node, tokens, names)
    weight = sum(isinstance(each, _COUNTED) for each in ast.walk(node))
    return Statement(" ".join(tokens), tuple(names), weight, getattr(node, "lineno", 1))


def body(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements without docstrings, `pass` and other constants."""
    kept = [node for node in statements if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    return [node for node in kept if not isinstance(node, ast.Pass)]


def blocks(tree: ast.AST) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Every list of statements in a tree, with the name of the function whose body it is, or none."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and (kept := body(statements)):
                yield (node.name if isinstance(node, Function) else ""), kept


def bound(tree: ast.AST) -> frozenset[str]:
    """The names that are bound in a tree: arguments, variables, functions inside."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, Function | ast.ExceptHandler) and node is not tree and node.name:
            names.add(node.name)
    return frozenset(names)


def _write(node: object, tokens: list[str], names: list[str]) -> None:
    """Append what a node is to `tokens`, with a * for each name, which goes to `names`."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name):
            tokens.append("*")
            names.append(_FIRST.get(name, name))
        case ast.Constant(value=bool() | None | str() | bytes() as value):
            tokens.append(repr(value))
        case ast.Constant(value=int() | float() as value):
            tokens.append(repr(float(value)) if abs(value) < 1e300 else repr(value))
        case ast.AugAssign(target=target, op=op, value=value):
            _write(ast.Assign(targets=[target], value=ast.BinOp(target, op, value)), tokens, names)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _write(ast.Assign(targets=[target], value=value), tokens, names)
        case ast.AST():
            tokens.append(type(node).__name__)
            for field, value in ast.iter_fields(node):
                if field == "name" and isinstance(node, Function | ast.ExceptHandler):
                    tokens.append("*")
                    names.append(value or "")
                elif field not in _DROPPED:
                    _write(value, tokens, names)
        case list():
            statements = [each for each in node if isinstance(each, ast.stmt)]
            items = body(statements) if statements else node
            tokens.append("[")
            for each in items:
                _write(each, tokens, names)
            tokens.append("]")
        case _:
            tokens.append(repr(node))

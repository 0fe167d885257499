"""Compares statements by what they do: names of variables, comments, docstrings and annotations don't count."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gradus.authoring.marks import Function

_FIRST = {"numpy": "np"}  # one module, two usual names
_COUNTED: tuple[type[ast.AST], ...] = (
    *(ast.Name, ast.arg, ast.Attribute, ast.Constant, ast.operator, ast.unaryop, ast.cmpop),
    *(ast.Call, ast.keyword, ast.Subscript, ast.comprehension),
)
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
    written = _written(node)
    return Statement(" ".join(written.tokens), tuple(written.names), written.weight, getattr(node, "lineno", 1))


def body(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements without docstrings, `pass` and other constants."""
    return [node for node in statements if not isinstance(node, ast.Pass) and not _is_constant(node)]


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


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


@dataclass
class _Written:
    """What a node is: `tokens` with a * for each name, and the names."""

    tokens: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    weight: int = 0

    def name(self, name: str) -> None:
        """Add a name."""
        self.tokens.append("*")
        self.names.append(_FIRST.get(name, name))

    def write(self, node: object) -> None:
        """Add a node, a list of nodes, or a value."""
        self.weight += isinstance(node, _COUNTED)
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                self.name(name)
            case ast.Constant(value=value):
                self.tokens.append(_constant(value))
            case ast.stmt():
                inner = _written(node)
                self.tokens += inner.tokens
                self.names += inner.names
                self.weight += inner.weight
            case ast.AST():
                self.parts(node)
            case list():
                self.tokens.append("[")
                for each in body(node):
                    self.write(each)
                self.tokens.append("]")
            case _:
                self.tokens.append(repr(node))

    def parts(self, node: ast.AST) -> None:
        """Add a node's kind and what it consists of."""
        self.tokens.append(type(node).__name__)
        for key, value in ast.iter_fields(node):
            if key == "name" and isinstance(node, Function | ast.ExceptHandler):
                self.name(value or "")
            elif key not in _DROPPED:
                self.write(value)


def _written(node: ast.stmt) -> _Written:
    """A statement, which is written once, however many statements it is part of."""
    if (known := getattr(node, "_gradus_written", None)) is None:
        known = _Written()
        match node:
            case ast.AugAssign(target=target, op=op, value=value):
                known.parts(ast.Assign(targets=[target], value=ast.BinOp(target, op, value)))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                known.parts(ast.Assign(targets=[target], value=value))
            case _:
                known.parts(node)
        node._gradus_written = known  # type: ignore[attr-defined]
    return known


def _constant(value: object) -> str:
    """A constant; 2 and 2.0 are the same."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    return repr(float(value)) if number else repr(value)  # type: ignore[arg-type]

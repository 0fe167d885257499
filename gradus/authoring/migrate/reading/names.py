"""Which names a piece of code reads and writes: enough to know what a test or an answer needs from cells above it."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gradus.authoring.migrate.items import Cell

BUILTINS = frozenset(dir(builtins))


@dataclass
class Statement:
    """A statement at the margin of a cell, with its first and last line, from 0."""

    cell: Cell
    node: ast.stmt
    hidden: bool
    secret: bool = False  # of hidden tests
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    first: int = 0
    last: int = 0
    lines: Sequence[str] = field(default=(), repr=False)

    @property
    def source(self) -> list[str]:
        """Its lines."""
        return list(self.lines[self.first : self.last + 1])

    @property
    def imports(self) -> bool:
        """Whether it is an import."""
        return isinstance(self.node, ast.Import | ast.ImportFrom)


def without_magic(cell: Cell, lines: Sequence[str]) -> list[str]:
    """Lines without what only IPython understands; that is told. A cell of another language is empty."""
    kept = list(lines)
    if kept and kept[0].startswith("%%"):
        cell.tell("a cell magic: no plain Python.", 1)
        return ["" for _ in kept]
    inside = _string_lines(kept)
    for number, line in enumerate(kept):
        if line.lstrip().startswith(("%", "!")) and number not in inside:
            cell.tell("only IPython understands this line.", number + 1)
            kept[number] = line[: len(line) - len(line.lstrip())] + "pass" if line[:1].isspace() else ""
    return kept


def _string_lines(lines: Sequence[str]) -> set[int]:
    """The lines that begin inside of a text of several lines or a bracket, as far as the code can be read."""
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {
        line - 1
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }


def parse(cell: Cell, lines: Sequence[str]) -> tuple[list[str], ast.Module | None]:
    """Lines without magic, and their tree; None, and told, if it is no Python."""
    kept = without_magic(cell, lines)
    try:
        return kept, ast.parse("\n".join(kept))
    except SyntaxError as error:
        cell.tell(
            f"it is no Python that can be read: {error.msg}.", min(error.lineno or 0, len(cell.source.split("\n")))
        )
    except (ValueError, RecursionError, MemoryError):
        cell.tell("it is no Python that can be read.")
    return kept, None


def statements(
    cell: Cell, lines: Sequence[str], hidden: Iterable[int] = (), *, secret: bool = False
) -> list[Statement]:
    """The statements of a cell's lines; one is hidden if all of its lines are, or its first."""
    kept, tree = parse(cell, lines)
    found = []
    secrets = set(hidden)
    for node in tree.body if tree else ():
        decorators = (
            node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []
        )
        first = min([node.lineno, *(each.lineno for each in decorators)]) - 1
        last = (node.end_lineno or node.lineno) - 1
        reads, writes = used(node)
        within = first in secrets
        found.append(Statement(cell, node, within, secret, reads, writes, first, last, kept))
    return found


def used(node: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """The names that code reads from outside, and those that it binds or changes at its own level."""
    scan = _Scan()
    scan.visit(node)
    return frozenset(scan.reads - BUILTINS), frozenset(scan.writes)


class _Scan(ast.NodeVisitor):
    """Collects names. What a function reads counts as read where it is defined; what it binds stays inside."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        (self.reads if isinstance(node.ctx, ast.Load) else self.writes).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if name := root(node.target):
            self.reads.add(name)
            self.writes.add(name)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._target(target)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        self.reads |= {each.id for each in node.targets if isinstance(each, ast.Name)}
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and (name := root(call.func)):
            self.writes.add(name)  # a method called for what it does: numbers.append(3)
            self.reads.add(name)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.writes |= {(each.asname or each.name.partition(".")[0]) for each in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.writes |= {each.asname or each.name for each in node.names}

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.writes.add(node.name)
        for each in [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.visit(each)
        inner = _Scan()
        for statement in node.body:
            inner.visit(statement)
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
        self.reads |= inner.reads - inner.writes - {each.arg for each in arguments if each} - {node.name}

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.writes.add(node.name)
        for each in [*node.decorator_list, *node.bases]:
            self.visit(each)
        inner = _Scan()
        for statement in node.body:
            inner.visit(statement)
        self.reads |= inner.reads - inner.writes - {node.name}

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        own = {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
        self.writes |= own
        self._in_order([*node.body, *node.orelse], own)

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._in_order([*node.body, *node.orelse], set())

    def visit_With(self, node: ast.With) -> None:
        own = set[str]()
        for item in node.items:
            self.visit(item.context_expr)
            own |= {each.id for each in ast.walk(item.optional_vars or ast.Pass()) if isinstance(each, ast.Name)}
        self.writes |= own
        self._in_order(node.body, own)

    def _in_order(self, body: Sequence[ast.stmt], bound: set[str]) -> None:
        """A block: what one of its statements binds, the next ones need not read from outside."""
        for each in body:
            reads, writes = used(each)
            self.reads |= reads - bound
            self.writes |= writes
            bound |= {*rebinds(each)}

    def visit_Lambda(self, node: ast.Lambda) -> None:
        inner = _Scan()
        inner.visit(node.body)
        self.reads |= inner.reads - {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}

    def _comprehension(self, node: ast.AST) -> None:
        inner = _Scan()
        inner.generic_visit(node)
        self.reads |= inner.reads - inner.writes

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def _target(self, target: ast.expr) -> None:
        """`a[0] = 1` and `a.b = 1` change a, and need it."""
        for each in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(each, ast.Subscript | ast.Attribute) and (name := root(each)):
                self.writes.add(name)
                self.reads.add(name)


def root(node: ast.AST) -> str:
    """The name at the beginning of a chain: a of a.b[0].c; empty if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def changes(node: ast.stmt) -> str:
    """An argument into which a function writes, empty if there is none."""
    if not isinstance(node, ast.FunctionDef):
        return ""
    arguments = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    stores = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    written = [n for n in ast.walk(node) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
    return next((root(n) for n in written if root(n) in arguments - {each.id for each in stores}), "")


def rebinds(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds anew, whatever they were before."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from used(node)[1]
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            elements = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            yield from (each.id for each in elements if isinstance(each, ast.Name))

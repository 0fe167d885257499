"""What a module's source tells without running it: what it imports and uses, what it defines, whether it is a stub."""

import ast
import itertools
import re
import symtable
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

MAX_USES, MAX_NAMES = 5000, 1000
MAX_PARTS = 30  # of a dotted name: what is longer begins with one that is not


class Use(NamedTuple):
    """An import or a use of something imported. It is `certain` if importing the module surely runs this import."""

    line: int
    column: int
    name: str
    certain: bool


def used_names(tree: ast.Module, text: str, filename: str) -> list[Use]:
    """The first use of each dotted name, without code that cannot run, such as `if __name__ == "__main__":`.

    `tree` is that of `text`. Raises SyntaxError for more names than anybody writes.
    """
    fixed = _fixed(tree) if "__name__" in text or "TYPE_CHECKING" in text else frozenset[str]()
    live = [*_live(tree, fixed)]
    imports = [*_imports(live)]
    aliases: dict[str, set[str]] = {}
    for _, bound, target in imports:
        aliases.setdefault(bound, set()).add(target)
    starred: Iterable[Use] = ()
    if stars := sorted({target[:-2] for _, _, target in imports if target.endswith(".*")}):
        starred = _starred(stars, _unbound(symtable.symtable(text, filename, "exec")), live)
    first: dict[tuple[str, bool], Use] = {}
    for use in itertools.chain((use for use, _, _ in imports), _attributes(live, aliases), starred):
        first.setdefault((use.name, use.certain), use)
        if len(first) > MAX_USES:
            raise SyntaxError(f"the file uses more than {MAX_USES:,} names of modules")
    return sorted(first.values())


def _attributes(live: Sequence[tuple[ast.AST, bool]], aliases: Mapping[str, set[str]]) -> Iterator[Use]:
    """The first use of each attribute of what was imported."""
    seen: set[str] = set()
    for node, _ in live:
        if isinstance(node, ast.Attribute) and (dotted := _dotted(node)) and dotted not in seen:
            seen.add(dotted)
            head, _, rest = dotted.partition(".")
            yield from (Use(node.lineno, node.col_offset, f"{each}.{rest}", False) for each in aliases.get(head, ()))


def _imports(live: Sequence[tuple[ast.AST, bool]]) -> Iterator[tuple[Use, str, str]]:
    """Each import, the name that it binds, and the dotted name that it stands for."""
    for node, certain in live:
        if isinstance(node, ast.Import):
            for alias in node.names:
                use = Use(alias.lineno, alias.col_offset, alias.name, certain)
                yield use, alias.asname or _head(alias.name), alias.name if alias.asname else _head(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = f"{'.' * node.level}{node.module or ''}."
            for alias in node.names:
                use = Use(alias.lineno, alias.col_offset, base + alias.name, certain)
                yield use, alias.asname or alias.name, base + alias.name


def _head(dotted: str) -> str:
    return dotted.partition(".")[0]


# Which code runs


def _live(tree: ast.Module, fixed: frozenset[str]) -> Iterator[tuple[ast.AST, bool]]:
    """Every node that can run, and whether it surely does when the module is imported."""
    waiting: list[tuple[ast.AST, bool]] = [(node, True) for node in tree.body]
    while waiting:
        node, certain = waiting.pop()
        if isinstance(node, ast.expr):
            yield from ((each, certain) for each in ast.walk(node))
            continue
        yield node, certain
        match node:
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(test=test, body=body, orelse=orelse):
                truth, once = _truth(test, fixed), isinstance(node, ast.If)
                waiting.append((test, certain))
                if truth is not False:
                    waiting += [(each, certain and truth is True) for each in body]
                if truth is not True:
                    waiting += [(each, certain and truth is False and once) for each in orelse]
            case ast.ClassDef():
                waiting += [(each, certain) for each in ast.iter_child_nodes(node)]
            case _:  # of a function, a loop, a try, a with: it may never be called, or what it raises be caught
                waiting += [(each, False) for each in ast.iter_child_nodes(node)]


def _fixed(tree: ast.Module) -> frozenset[str]:
    """Those of `__name__` and `TYPE_CHECKING` that the module leaves as they are."""
    stored: set[str | None] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                stored.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                stored.add(name)
            case ast.alias(asname=name):
                stored.add(name)
    return frozenset(name for name in ("__name__", "TYPE_CHECKING") if name not in stored)


def _truth(test: ast.expr, fixed: frozenset[str]) -> bool | None:
    """Whether a condition holds in a module that is imported, or None if that depends on more."""
    match test:
        case ast.Constant(value=constant):
            return bool(constant)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(operand, fixed)
            return None if truth is None else not truth
        case ast.BoolOp(op=operator, values=values):
            truths = [_truth(value, fixed) for value in values]
            decisive = isinstance(operator, ast.Or)
            return decisive if decisive in truths else None if None in truths else not decisive
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING") if "TYPE_CHECKING" in fixed:
            return False
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if "__name__" in fixed:
            return _is_script(left, operator, right)
    return None


def _is_script(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool | None:
    """The truth of a comparison of `__name__` with "__main__", which is not its name."""
    sides = {ast.dump(left), ast.dump(right)}
    name, script = ast.dump(ast.Name("__name__", ast.Load())), ast.dump(ast.Constant("__main__"))
    match operator:
        case ast.Eq() if sides == {name, script}:
            return False
        case ast.NotEq() if sides == {name, script}:
            return True
        case ast.In() | ast.NotIn() if isinstance(right, (ast.Tuple, ast.List, ast.Set)) and ast.dump(left) == name:
            if all(ast.dump(each) == script for each in right.elts):
                return isinstance(operator, ast.NotIn)
    return None


# What `from module import *` brings


def _unbound(table: symtable.SymbolTable) -> set[str]:
    """The global names that a module uses without defining them."""
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    used, waiting = set[str](), [table]
    while waiting:
        each = waiting.pop()
        waiting += each.get_children()
        top = each is table
        used |= {s.get_name() for s in each.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return used - bound


def _starred(modules: Sequence[str], names: set[str], live: Sequence[tuple[ast.AST, bool]]) -> Iterator[Use]:
    names = set(names)
    for node, _ in live:
        if isinstance(node, ast.Name) and node.id in names:
            names.discard(node.id)  # the first use of each is enough
            yield from (Use(node.lineno, node.col_offset, f"{each}.{node.id}", False) for each in modules)


# What it defines


def defined_names(tree: ast.Module) -> list[str]:
    """The names that a module defines at its left edge: functions, classes and variables."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names[:MAX_NAMES]


def is_stub(tree: ast.Module) -> bool:
    """Whether the module is not started: every function, and a method of every class, raises NotImplementedError."""
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    return bool(public) and all(map(_unwritten, public))


def _unwritten(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(body=[*_, ast.Raise() as last]):
            return any(isinstance(each, ast.Name) and each.id == "NotImplementedError" for each in ast.walk(last))
        case ast.ClassDef(body=body):
            return any(_unwritten(method) for method in body if isinstance(method, ast.FunctionDef))
    return False


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < MAX_PARTS:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


# What only a newer Python reads: the version, a pattern of the error's text, a pattern of the line.
_NEWER: tuple[tuple[tuple[int, int], str, str], ...] = (
    ((3, 12), r"f-string", r""),
    ((3, 12), r"unterminated|invalid syntax|unexpected character|never closed", r"""\b[rR]?[fF][rR]?['"]"""),
    ((3, 12), r"invalid syntax", r"^\s*type\s+\w+\s*(\[.*\])?\s*="),
    ((3, 12), r"expected|invalid syntax", r"^\s*(async\s+)?(def|class)\s+\w+\s*\["),
    ((3, 14), r"must be parenthesized", r"^\s*except\b"),
    ((3, 14), r"invalid syntax", r"""\b[rR]?[tT][rR]?['"]"""),
)


def reader(error: SyntaxError) -> str:
    """A remark that names this Python, if a newer one may read what it cannot; else nothing."""
    text, line = str(error.msg), error.text or ""
    for version, message, source in _NEWER:
        if sys.version_info < version and re.search(message, text) and re.search(source, line):
            return f" (this is read by Python {sys.version_info[0]}.{sys.version_info[1]}; it may need a newer one)"
    return ""

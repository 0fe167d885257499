"""What a statement of a test asserts, and in which of the usual forms."""

import ast
from collections.abc import Sequence

from gradus.authoring.migrate.reading.names import Statement
from gradus.authoring.migrate.translate.expectations import RAISING, TESTING, UntranslatedError, called


def asserts(node: ast.AST) -> int:
    """How many assertions a statement has; a try that expects an exception is one."""
    if isinstance(node, ast.Try):
        return 1 if any(map(always_fails, [node.orelse, node.body])) else sum(map(asserts, node.body))
    if isinstance(node, ast.With) and raising(node):
        return 1
    own = isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and called(node) in TESTING)
    return own + sum(map(asserts, ast.iter_child_nodes(node)))


def always_fails(body: Sequence[ast.stmt]) -> bool:
    """Whether a block ends in raise AssertionError, or in assert False."""
    last = body[-1] if body else None
    if isinstance(last, ast.Assert):
        return isinstance(last.test, ast.Constant) and not last.test.value
    return isinstance(last, ast.Raise) and last.exc is not None


def raising(node: ast.With) -> str:
    """The exception that `with pytest.raises(…)` or `with assert_raises(…)` expects; empty if it is another block."""
    call = node.items[0].context_expr if len(node.items) == 1 else None
    if isinstance(call, ast.Call) and called(call) in (*RAISING, "raises") and len(call.args) == 1:
        return ast.unparse(call.args[0]).rpartition(".")[2]
    return ""


def exception(node: ast.expr) -> str:
    """The name of an exception. Raises UntranslatedError for several."""
    if not isinstance(node, ast.Name | ast.Attribute):
        raise UntranslatedError("several exceptions are allowed, and a check names one")
    return ast.unparse(node).rpartition(".")[2]


def takes_away(statement: Statement, rest: Sequence[Statement]) -> tuple[str, ast.Try] | None:
    """The function that `kept = f; del f; try: …` takes away, and the try that expects a NameError."""
    if len(rest) < 2 or not isinstance(statement.node, ast.Assign) or not isinstance(statement.node.value, ast.Name):
        return None
    name, removed, tried = statement.node.value.id, rest[0].node, rest[1].node
    if not (isinstance(removed, ast.Delete) and [getattr(each, "id", "") for each in removed.targets] == [name]):
        return None
    expects = isinstance(tried, ast.Try) and [ast.unparse(h.type) for h in tried.handlers if h.type] == ["NameError"]
    return (name, tried) if expects and isinstance(tried, ast.Try) else None

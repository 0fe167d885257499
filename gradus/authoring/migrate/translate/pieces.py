"""Translates a piece of a test cell, statement by statement, into the body of a check."""

import ast
import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gradus.authoring.migrate.items import Cell, Role
from gradus.authoring.migrate.reading.names import BUILTINS, Statement, used
from gradus.authoring.migrate.reading.program import IPYTHON, Program, settled
from gradus.authoring.migrate.translate.expectations import RAISING, TESTING, Expectations, UntranslatedError, called
from gradus.authoring.migrate.translate.patterns import always_fails, asserts, exception, raising, takes_away
from gradus.authoring.migrate.translate.rewriting import Renamed, Submitted

NOISE = re.compile(r"###|#\s*HIDDEN\s*$")  # what only the notebook's own tool reads
LOOPS = ast.For | ast.If | ast.With | ast.FunctionDef


@dataclass
class Piece:
    """What became of a piece of a test: the lines of the check, and how many of its assertions came over."""

    lines: list[str] = field(default_factory=list)
    asked: int = 0
    over: int = 0
    words: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)


class Translator:
    """Translates the statements of one check. `secret` is whether it is a hidden one."""

    def __init__(self, program: Program, cell: Cell, *, secret: bool) -> None:
        self.program = program
        self.cell = cell
        self.secret = secret
        self.bad = dict[str, str]()
        self.values: set[str] = set()
        self.functions: set[str] = set()
        self.local: set[str] = set()
        self.piece = Piece()
        self.expectations = Expectations()

    def translate(self, statements: Sequence[Statement], before: int, expected: str | None, *, compares: bool) -> Piece:
        """The check of these statements, which stand at `before` in the notebook."""
        out = self._prelude(statements, before)
        last = statements[-1] if statements else None
        pending = list(statements)
        while pending:
            statement = pending.pop(0)
            out += _comments(statement)
            if uses := takes_away(statement, pending):
                out += self._counted(statement, pending, *uses)
            elif compares and statement is last and isinstance(statement.node, ast.Expr):
                out += self._compared(statement, statement.node.value, expected)
            else:
                out += self._statement(statement)
        self.piece.lines = out
        self.piece.words |= self.expectations.words
        return self.piece

    def _prelude(self, statements: Sequence[Statement], before: int) -> list[str]:
        """What the statements need from above: given code again, and the student's values."""
        defined, reads = set[str](), set[str]()
        for each in statements:
            reads |= each.reads - defined
            defined |= each.writes
        needed = self.program.needed(reads, before, secret=self.secret, stop=True)
        for each in [*needed.statements, *statements]:
            if isinstance(each.node, ast.FunctionDef) and each.node.name.startswith("test_"):
                self.local.add(each.node.name)
            self.piece.imports |= (each.reads | each.writes) & self.program.imports.keys()
        for name in sorted(needed.submitted):
            self._sort(name, before)
        for name in sorted(needed.unknown - IPYTHON - BUILTINS):
            self.bad[name] = self.program.bad.get(name, f"nothing that came over defines {name}")
        self.bad |= {name: self.program.bad[name] for name in self.piece.imports & self.program.bad.keys()}
        self.bad |= {name: f"{name} is IPython's" for name in reads & IPYTHON}
        self.expectations.tainted |= self.values
        lines = [f"{name} = defined(submission.{name})" for name in sorted(self.values)]
        self.expectations.words |= {"defined"} if lines else set()
        for each in needed.statements:
            if why := self._fault(each):
                self.bad |= dict.fromkeys(each.writes, why)
            elif each.cell.role is Role.TEST and asserts(each.node):
                continue
            else:
                lines += self._plain(each.node)
        return lines

    def _sort(self, name: str, before: int) -> None:
        """Decide whether a name of the student's can be asked for, and as what."""
        if name in self.program.bad:
            self.bad[name] = self.program.bad[name]
        elif why := settled(self.program, name, before):
            self.bad[name] = why
        elif changed := self.program.changing.get(name):
            self.bad[name] = f"{name} changes its argument {changed}, which no call may do in a check"
        elif name in self.program.functions:
            self.functions.add(name)
        else:
            self.values.add(name)

    def _fault(self, statement: Statement) -> str:
        """Why a statement cannot be in a check; empty if it can."""
        if why := self.program.reasons.get(id(statement)):
            return why
        bad = sorted(statement.reads & self.bad.keys())
        return f"it needs {bad[0]}, and {self.bad[bad[0]]}" if bad else ""

    def _statement(self, statement: Statement) -> list[str]:
        node = statement.node
        number = asserts(node)
        self.piece.asked += number
        fault = self._fault(statement)
        if taken := sorted(statement.writes & self.functions):
            fault = f"it replaces {taken[0]}: a student's module is not written to"
        if statement.imports and not fault:
            return []  # at the top of the file
        if not fault:
            try:
                lines = self._node(node)
                self.piece.over += number
                return lines
            except UntranslatedError as error:
                fault = str(error)
        self.bad |= dict.fromkeys(statement.writes - self.functions, f"line {statement.first + 1} did not come over")
        return self._untranslated(statement, fault)

    def _untranslated(self, statement: Statement, why: str) -> list[str]:
        self.cell.tell(f"{why}.", statement.first + 1)
        return [f"# Did not come over: {why}.", *(f"#     {line}".rstrip() for line in statement.source)]

    def _node(self, node: ast.stmt) -> list[str]:
        if isinstance(node, ast.Assert):
            if isinstance(node.msg, ast.Constant) and isinstance(node.msg.value, str):
                self.piece.messages.append(node.msg.value)
            return self.expectations.condition(self._named(node.test))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and called(node.value) in RAISING:
            return self._raised_call(node.value)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and called(node.value) in TESTING:
            return self.expectations.testing(self._named(node.value))
        if isinstance(node, ast.Try) and asserts(node):
            return self._raised_try(node)
        if isinstance(node, ast.With) and (expected := raising(node)):
            return self._raises(expected, node.body)
        if isinstance(node, LOOPS) and asserts(node):
            return self._block(node)
        if asserts(node):
            raise UntranslatedError(f"an assertion inside of {type(node).__name__.lower()} is not known")
        return self._plain(node)

    def _block(self, node: ast.For | ast.If | ast.With | ast.FunctionDef) -> list[str]:
        if isinstance(node, ast.For):
            if self.expectations.of_student(self._named(node.iter)):
                self.expectations.tainted |= {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        elif isinstance(node, ast.FunctionDef):
            own = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
            self.expectations.tainted |= own
            kept, self.functions = self.functions, self.functions - own
            lines = self._with_body(node)
            self.functions = kept
            return lines
        return self._with_body(node)

    def _with_body(self, node: ast.For | ast.If | ast.With | ast.FunctionDef) -> list[str]:
        bare = copy.copy(node)
        bare.body = [ast.Pass()]
        if not isinstance(bare, ast.With | ast.FunctionDef):
            bare.orelse = []
        head = ast.unparse(self._named(ast.fix_missing_locations(bare))).split("\n")[:-1]
        lines = head + [f"    {line}" for each in node.body for line in self._node(each)]
        if rest := getattr(node, "orelse", []):
            lines += ["else:"] + [f"    {line}" for each in rest for line in self._node(each)]
        return lines

    def _plain(self, node: ast.stmt) -> list[str]:
        named = self._named(node)
        for each in ast.walk(named):
            if isinstance(each, ast.Call) and called(each) == "next" and self.expectations.of_student(each):
                raise UntranslatedError("next() needs an iterator, and the student's stays in its own process")
        if isinstance(node, ast.Delete):
            raise UntranslatedError("it takes a name away: a student's module is not written to")
        if self.expectations.of_student(named) or isinstance(node, ast.FunctionDef):
            self.expectations.tainted |= used(node)[1] if self.expectations.of_student(named) else set()
        return ast.unparse(named).split("\n")

    def _named(self, node: Any) -> Any:
        """A copy in which the student's functions are asked of the submission."""
        return ast.fix_missing_locations(
            Submitted(self.functions).visit(Renamed(self.local).visit(copy.deepcopy(node)))
        )

    def _raises(self, exception: str, body: Sequence[ast.stmt]) -> list[str]:
        inner = [line for each in body for line in self._plain(each)]
        if not any(self.expectations.of_student(self._named(each)) for each in body):
            raise UntranslatedError("it asks nothing of the student's code")
        self.piece.words.add("raises")
        return [f"with raises({exception!r}):", *(f"    {line}" for line in inner)]

    def _raised_call(self, call: ast.Call) -> list[str]:
        if len(call.args) < 2:
            raise UntranslatedError("it raises in a form that is not known")
        rest = ast.Expr(ast.Call(call.args[1], call.args[2:], call.keywords))
        return self._raises(exception(call.args[0]), [ast.fix_missing_locations(ast.copy_location(rest, call))])

    def _raised_try(self, node: ast.Try) -> list[str]:
        """try: f(0) / except ValueError: pass / else: raise AssertionError."""
        handlers = node.handlers
        silent = len(handlers) == 1 and all(isinstance(each, ast.Pass) for each in handlers[0].body)
        if not (silent and handlers[0].type and node.orelse and not node.finalbody and always_fails(node.orelse)):
            raise UntranslatedError("an assertion inside of try is not known in this form")
        return self._raises(exception(handlers[0].type), node.body)

    def _counted(self, first: Statement, pending: list[Statement], name: str, tried: ast.Try) -> list[str]:
        """The pattern of nbgrader's own documentation that asks whether one function uses another."""
        used_up = [first, pending.pop(0), pending.pop(0)]
        self.piece.asked += 1
        why = "" if name in self.functions else f"it takes {name} away, which the notebook gives"
        if why := why or next(filter(None, map(self._fault, used_up)), ""):
            return [line for each in used_up for line in self._untranslated(each, why)]
        inner = [line for each in tried.body for line in self._plain(each)]
        self.piece.words |= {"counted", "expect"}
        self.piece.over += 1
        self.cell.tell(
            f"it took {name} away to see that an error follows; the check counts its calls.", used_up[1].first + 1
        )
        lines = [f'with counted(submission, "{name}") as calls:', *(f"    {line}" for line in inner)]
        return [*lines, f'expect(calls(), "the number of calls of {name}").at_least(1)']

    def _compared(self, statement: Statement, value: ast.expr, expected: str | None) -> list[str]:
        """The last expression of a test of Otter's, whose output is compared with the one that the notebook keeps."""
        self.piece.asked += 1
        try:
            if fault := self._fault(statement):
                raise UntranslatedError(fault)
            lines = self._output(value, expected)
        except UntranslatedError as error:
            return self._untranslated(statement, str(error))
        self.piece.over += 1
        return lines

    def _output(self, value: ast.expr, expected: str | None) -> list[str]:
        if isinstance(value, ast.Call) and called(value) in TESTING:
            return self._node(ast.copy_location(ast.Expr(value), value))
        if isinstance(value, ast.Compare | ast.BoolOp) or expected == "True":
            return self.expectations.condition(self._named(value))
        if isinstance(value, ast.Call) and called(value) in (
            "isclose",
            "allclose",
            "isinstance",
            "array_equal",
            "all",
            "any",
        ):
            return self.expectations.condition(self._named(value))
        if isinstance(value, ast.Call) and expected is None and self._checks_inside(value):
            return ast.unparse(self._named(value)).split("\n")
        if expected is None:
            raise UntranslatedError("its expected output is in no saved output of the notebook: run it and save it")
        try:
            literal = ast.parse(expected.strip(), mode="eval").body
            ast.literal_eval(literal)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            raise UntranslatedError("its expected output is no number, text or list of them") from None
        compare = ast.Compare(value, [ast.Eq()], [literal])
        return self.expectations.condition(self._named(ast.fix_missing_locations(compare)))

    def _checks_inside(self, call: ast.Call) -> bool:
        """Whether what is called is a function of this piece that has expectations."""
        return isinstance(call.func, ast.Name) and call.func.id in self._local_checks()

    def _local_checks(self) -> set[str]:
        cells = [s for s in self.program.statements if s.cell is self.cell]
        return {s.node.name for s in cells if isinstance(s.node, ast.FunctionDef) and asserts(s.node)}


def _comments(statement: Statement) -> list[str]:
    """The comments right above a statement."""
    first = statement.first
    while first and statement.lines[first - 1].startswith("#"):
        first -= 1
    return [line for line in statement.lines[first : statement.first] if not NOISE.match(line)]

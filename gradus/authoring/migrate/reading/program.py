"""The notebook as one program: its statements in order, which the exercise's module takes, and what cannot come."""

import ast
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gradus.authoring.migrate.items import Cell, Role, of_role
from gradus.authoring.migrate.reading.names import Statement, changes, rebinds, root, statements

# Calls that read what a submission does not have: files, addresses, the keyboard.
READING = frozenset(
    {"open", "input", "read_csv", "read_table", "read_excel", "read_json", "read_html", "read_pickle", "read_parquet"}
    | {"loadtxt", "genfromtxt", "fromfile", "urlopen", "urlretrieve", "imread", "read_text", "read_bytes", "load"}
)
READING_MODULES = frozenset({"requests", "urllib", "sqlite3"})
IPYTHON = frozenset({"get_ipython", "display", "In", "Out", "exit", "quit"})


@dataclass
class Program:
    """What the notebook's code says. `imports` are by the name that they bind; `bad` says why a name cannot come over.

    `module` are the statements of the exercise's module, `student` the names that students write in it, each with its
    statements, in order, `functions` those of them that are functions or classes, and `changing` an argument that one
    changes.
    """

    statements: list[Statement]
    imports: dict[str, Statement] = field(default_factory=dict)
    module: list[Statement] = field(default_factory=list)
    student: dict[str, list[Statement]] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    bad: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    changing: dict[str, str] = field(default_factory=dict)
    _place: dict[int, int] = field(default_factory=dict)

    def place(self, statement: Statement) -> int:
        """Where a statement stands in the notebook."""
        return self._place[id(statement)]

    def is_answer(self, name: str) -> bool:
        """Whether students write a name, or some of it, and it is not given as a whole."""
        own = [each for each in self.student.get(name, ()) if name in each.writes]
        if name not in self.functions and any(each.reads & self.student.keys() for each in own):
            return True
        return any(line in each.cell.hidden for each in own for line in range(each.first, each.last + 1))

    def needed(self, names: Iterable[str], before: int, *, secret: bool, stop: bool) -> "Needed":
        """What must run before a place so that these names have the values that they have there.

        With `stop`, what students write is not taken but named: a check asks the submission for it.
        """
        wanted = {*names} - self.imports.keys()
        found = Needed()
        for statement in reversed(self.statements[:before]):
            if not (hit := statement.writes & wanted) or statement.imports or (statement.secret and not secret):
                continue
            if stop and any(statement in self.student.get(name, ()) for name in hit):
                found.submitted |= hit
                wanted -= hit
                continue
            if statement.cell.role in (Role.SOLUTION, Role.CODE_BY_HAND) and stop:
                found.unknown |= hit
                wanted -= hit
                continue
            found.statements.append(statement)
            wanted = (wanted - {*rebinds(statement.node)}) | (statement.reads - self.imports.keys())
        found.statements.reverse()
        found.unknown |= {name for name in wanted if not any(name in each.writes for each in found.statements)}
        return found


@dataclass
class Needed:
    """Statements to repeat, names to ask the submission for, and names that nothing defines."""

    statements: list[Statement] = field(default_factory=list)
    submitted: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def read(cells: Sequence[Cell]) -> Program:
    """Read a notebook's code, and choose what its module takes: all solutions, and the given code that they need."""
    found: list[Statement] = []
    for cell in of_role(cells, Role.GIVEN, Role.SOLUTION, Role.CODE_BY_HAND, Role.TEST):
        if cell.role is Role.TEST:
            for test in cell.tests:
                found += statements(cell, test.lines, secret=test.hidden)
        else:
            found += statements(cell, cell.lines, cell.hidden)
    program = Program(found)
    program._place = {id(each): number for number, each in enumerate(found)}
    for each in found:
        if each.imports:
            program.imports |= dict.fromkeys(each.writes, each)
    _missing_packages(program)
    _poison(program)
    _choose(program)
    return program


def _missing_packages(program: Program) -> None:
    for name, statement in program.imports.items():
        node = statement.node
        assert isinstance(node, ast.Import | ast.ImportFrom)
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or "."]
        module = names[0].partition(".")[0]
        if isinstance(node, ast.ImportFrom) and node.level:
            program.bad[name] = f"{name} is imported from a file beside the notebook"
        elif any(each.name == "*" for each in node.names):
            program.bad[name] = f"from {module} import * does not say which names"
        elif module not in sys.stdlib_module_names and importlib.util.find_spec(module) is None:
            program.bad[name] = f"{module} is not installed here"


def _poison(program: Program) -> None:
    """Names whose values come from files, or from what else cannot come over; in the notebook's order."""
    known = {*program.imports}
    everything = any(isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*" for s in program.statements)
    for statement in program.statements:
        if statement.imports:
            continue
        why = _reads_files(statement, program)
        bad = sorted(statement.reads & program.bad.keys())
        why = why or (program.bad[bad[0]] if bad else "")
        function = isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not (why or everything or function or statement.cell.role is Role.TEST) and (
            unknown := sorted(statement.reads - known)
        ):
            why = f"nothing above it defines {unknown[0]}"
        if statement.cell.role is not Role.TEST:
            known |= statement.writes
        if statement.cell.role is Role.CODE_BY_HAND:
            why = why or f"cell {statement.cell.number}, which a person grades, defines it"
        if why:
            program.reasons[id(statement)] = why
        if statement.cell.role is Role.TEST:
            continue
        if why:
            program.bad |= dict.fromkeys(statement.writes - program.imports.keys(), why)
        else:
            for name in rebinds(statement.node):
                program.bad.pop(name, None)


def _reads_files(statement: Statement, program: Program) -> str:
    if isinstance(statement.node, ast.FunctionDef | ast.ClassDef):
        return ""
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else root(node.func)
            base = root(node.func)
            if name in READING or base in READING_MODULES:
                return f"cell {statement.cell.number} reads what a submission does not have, with {name}()"
            if base in IPYTHON or name in IPYTHON:
                return f"cell {statement.cell.number} needs IPython"
    return ""


def why_not(program: Program, statement: Statement) -> str:
    """Why a statement of a solution is not in the module; empty if it is."""
    node = statement.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name | ast.Constant | ast.Attribute | ast.Subscript):
        return "it only shows a value"
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and root(node.value.func) in ("print", "display")
    ):
        return "it only shows a value"
    if why := program.reasons.get(id(statement), ""):
        return why
    function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    bad = sorted((statement.reads if function else statement.reads & program.imports.keys()) & program.bad.keys())
    return f"it needs {bad[0]}, and {program.bad[bad[0]]}" if bad else ""


def _choose(program: Program) -> None:
    chosen: dict[int, Statement] = {}
    waiting = []
    for statement in program.statements:
        if statement.cell.role is Role.SOLUTION and not statement.imports:
            if why := why_not(program, statement):
                statement.cell.tell(f"not in the module: {why}.", statement.first + 1)
                continue
            waiting.append(statement)
            for name in statement.writes - program.imports.keys():
                program.student.setdefault(name, []).append(statement)
                if isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    program.functions.add(name)
                    if changed := changes(statement.node):
                        program.changing[name] = changed
    while waiting:
        statement = waiting.pop()
        if id(statement) in chosen:
            continue
        chosen[id(statement)] = statement
        outside = program.needed(statement.reads, program.place(statement), secret=False, stop=False)
        waiting += [each for each in outside.statements if each.cell.role is Role.GIVEN]
        later = outside.unknown - program.imports.keys()
        waiting += [
            each for each in program.statements if each.cell.role is Role.GIVEN and later & {*rebinds(each.node)}
        ]
    program.module = sorted(chosen.values(), key=program.place)


def settled(program: Program, name: str, before: int) -> str:
    """Why a student's value at a place is not what the finished module has; empty if it is the same."""
    module = [each for each in program.module if name in each.writes and not each.imports]
    later = [each for each in module if program.place(each) >= before]
    if later and name not in program.functions:
        return f"{name} is assigned again in cell {later[0].cell.number}, and a module has only its last value"
    if any(name in rebinds(each.node) for each in later):
        return f"{name} is written again in cell {later[0].cell.number}, and a module has only the last one"
    return ""


def import_lines(program: Program, names: Iterable[str]) -> list[str]:
    """The import statements that bind these names, sorted, one name a line where several were imported."""
    found = set()
    for name in names:
        if (statement := program.imports.get(name)) is None or name in program.bad:
            continue
        node = statement.node
        assert isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names:
            bound = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
            if bound == name:
                one = ast.Import([alias]) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, [alias], 0)
                found.add(ast.unparse(one))
    return sorted(found, key=lambda line: (not line.startswith("import"), line))


def packages(text: str) -> set[str]:
    """The top-level packages that a module imports anywhere, without those of the standard library."""
    names = set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names - {""}


def prune(program: Program, asked: Iterable[str]) -> None:
    """Take out of the module what no check asks for and no function needs: drawings, above all."""
    definitions = [
        s for s in program.module if isinstance(s.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    own = [s for s in definitions if s.cell.role is Role.SOLUTION]
    live = {*asked}.union(*(s.reads for s in own)) - program.imports.keys()
    kept = []
    for statement in reversed(program.module):
        if statement in own or statement.writes & live or _seeds(statement.node):
            kept.append(statement)
            live |= statement.reads - program.imports.keys()
        elif statement.cell.role is Role.SOLUTION:
            statement.cell.tell(
                "not in the module: no check asks for it, and no function needs it.", statement.first + 1
            )
    program.module = kept[::-1]


def _seeds(node: ast.stmt) -> bool:
    """Whether a statement sets the seed of a global generator."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).endswith("random.seed")
    )

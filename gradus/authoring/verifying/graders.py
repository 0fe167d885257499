"""What is wrong with an exercise's graders and seen in their source: files, imports, checks that expect nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gradus.authoring.verifying import structure
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.core.text import count, nearest
from gradus.grading.diagnosis.matching import PICTURE
from gradus.grading.vocabulary.shared import HELPERS

VARIANTS = "variants.py"
# The words of the vocabulary that judge; `assert` does, too.
JUDGES = {"expect", "raises", "left_alone", "no_warnings", "gradient_check"}
Definition = ast.FunctionDef | ast.ClassDef


def findings(course: Course, exercise: Exercise) -> Iterator[str]:
    """A sentence for each problem, with file and line; where a file cannot be read, for those alone."""
    folder = course.graders(exercise)
    trees: dict[str, ast.Module] = {}
    unsound = [structure.solution_problem(course, each) for each in [*course.before(exercise), exercise]]
    unreadable = any(unsound)
    yield from filter(None, unsound)
    for name in (*(f"test_{each}.py" for each in Visibility), HELPERS, checks.MISCONCEPTIONS, VARIANTS, PICTURE):
        try:
            if (folder / name).is_file():
                trees[name] = checks.parse(folder / name, checks.shown(folder / name))
        except CourseError as error:
            unreadable = True
            yield str(error)
    if unreadable:
        return
    try:
        checks.read(course, exercise)
    except CourseError as error:
        yield str(error)
        return
    solution = checks.parse(course.solutions / exercise.path, exercise.path)
    for name, tree in trees.items():
        where = checks.shown(folder / name)
        if name in (checks.MISCONCEPTIONS, VARIANTS):
            yield from _overlays(tree, solution, where)
        elif name != PICTURE:
            yield from _imports(tree, where, exercise)
        if name.startswith("test_"):
            yield from _without_helpers(tree, folder, where)
            yield from _expecting_nothing(tree, trees.get(HELPERS), where)
    if PICTURE in trees and not any(getattr(node, "name", "") == "draw" for node in trees[PICTURE].body):
        yield f"{checks.shown(folder / PICTURE)}, line 1: there is no function draw(figure, load)."


def _imports(tree: ast.Module, where: str, exercise: Exercise) -> Iterator[str]:
    """Imports of what a file of graders cannot or must not import."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                modules = [each.name for each in names]
            case ast.ImportFrom(module=module, level=level):
                modules = ["." * level + (module or "")]
            case _:
                continue
        for module in modules:
            heads = {*module.split(".")}
            if heads & {"test_visible", "test_hidden"} or "graders" in heads:
                why = f"a file of graders stands alone: what both share goes to {HELPERS}, shared = helpers(__file__)"
            elif "helpers" in heads:
                why = f"{HELPERS} is loaded by a word of the vocabulary: shared = helpers(__file__)"
            elif heads & {"exercises", "solutions"}:
                why = f"a check asks the student's code through submission; {exercise.id} may not even be written yet"
            else:
                continue
            yield f"{where}, line {node.lineno}: it imports {module}, and {why}."


def _without_helpers(tree: ast.Module, folder: Path, where: str) -> Iterator[str]:
    """Calls of helpers(__file__) where there is no such file."""
    if not (folder / HELPERS).is_file():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "helpers":
                yield f"{where}, line {node.lineno}: there is no {checks.shown(folder / HELPERS)}."


def _expecting_nothing(tree: ast.Module, helpers: ast.Module | None, where: str) -> Iterator[str]:
    """Checks that cannot fail, whatever the answer: without an expectation, or with one that expects nothing."""
    shared = helpers.body if helpers else []
    known = {node.name: node for node in [*shared, *tree.body] if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _called(node.value) == "expect":
            yield f"{where}, line {node.lineno}: expect(...) alone expects nothing: add what, as in .close_to(6.0)."
    for test in [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]:
        if not _judges(test, known):
            yield f"{where}, line {test.lineno}, {test.name}: it expects nothing, so it cannot fail: use expect(...)."


def _judges(test: ast.FunctionDef, known: dict[str, ast.FunctionDef]) -> bool:
    """Whether a test, or a function or fixture that it uses, judges an answer."""
    seen, waiting = {test.name}, [test]
    while waiting:
        nodes = list(ast.walk(waiting.pop()))
        names = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
        names |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        if names & JUDGES or any(isinstance(n, ast.Assert) for n in nodes):
            return True
        new = (names & known.keys()) - seen
        seen |= new
        waiting += [known[name] for name in new]
    return False


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _overlays(tree: ast.Module, solution: ast.Module, where: str) -> Iterator[str]:
    """Classes that do not replace what they are meant to."""
    there = _defined(solution.body)
    first: dict[str, int] = {}
    for each in tree.body:
        if not isinstance(each, ast.ClassDef):
            continue
        place = f"{where}, line {each.lineno}, {each.name}"
        if each.name in first:
            yield f"{place}: it is defined twice, and hides the one in line {first[each.name]}."
        first.setdefault(each.name, each.lineno)
        own = _defined(each.body)
        if not own and not each.bases:
            yield f"{place}: it replaces nothing: write into it the function as learners write it."
        used = {node.id for node in ast.walk(each) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for name, node in own.items():
            at = f"{where}, line {node.lineno}, {each.name}.{name}"
            near = nearest(name, there)
            helper = name.startswith("_") or name in used or (not near and there.keys() & own.keys())
            if name not in there and not helper:
                hint = f"; did you mean {near}?" if near else f": there are {', '.join(there)}."
                yield f"{at}: the reference has no {name}{hint}"
            elif _takes_self(node) and not _takes_self(there.get(name)):
                yield f"{at}: it takes self, and is called as the module's function is, without one: leave self out."


def _takes_self(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args[:1]] == ["self"]


def _defined(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The names that statements define, without those that they import."""
    names: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, Definition):
            names[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            stored = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            names |= {each.id: node for each in stored}
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.For):
            names |= _defined(node.body)
    return names


def callers(course: Course, exercise: Exercise, overlay: str, file: Path) -> list[str]:
    """The other functions of the reference that call what an overlay's class replaces."""
    solution = checks.parse(course.solutions / exercise.path, exercise.path)
    classes = [node for node in checks.parse(file, checks.shown(file)).body if isinstance(node, ast.ClassDef)]
    replaced = {name for each in classes if each.name == overlay for name in _defined(each.body)}
    calling = [node for node in solution.body if isinstance(node, Definition) and node.name not in replaced]
    return [node.name for node in calling if any(re.search(rf"\b{name}\b", ast.unparse(node)) for name in replaced)]


def counted(course: Course, exercise: Exercise) -> str:
    """What there is to judge with: "4 checks, 2 of them visible, 6 misconceptions, 4 variants". Raises CourseError."""
    found, folder = checks.read(course, exercise), course.graders(exercise)
    visible = sum(check.visibility is Visibility.VISIBLE for check in found)
    wrong, right = (len(checks.classes(folder / name)) for name in (checks.MISCONCEPTIONS, VARIANTS))
    parts = [f"{count(len(found), 'check')}, {visible} of them visible", count(wrong, "misconception")]
    return ", ".join([*parts, count(right, "variant")])

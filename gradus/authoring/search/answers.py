"""The code of an exercise that students must not get: its solution, variants, misconceptions and hidden checks."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gradus.authoring import marks
from gradus.authoring.marks import Function
from gradus.authoring.search.likeness import Block, Index, Secret, Statement, blocks, bound, statement
from gradus.core.checks import MISCONCEPTIONS, file_of
from gradus.core.course import Course, Exercise
from gradus.core.status import Visibility
from gradus.grading.diagnosis.matching import PICTURE
from gradus.grading.vocabulary.shared import HELPERS

VARIANTS = "variants.py"
# How much code, counted in names, constants, operators and calls, is an answer and not what any program may contain:
# some statements of it, a function's whole body under any name, and an expression, wherever it stands. A formula is
# told in lessons and checked on inputs; a body of three under the function's own name is an answer.
SOME, WHOLE, VALUE, NAMED = 10, 5, 12, 3
SOME_WRONG, WHOLE_WRONG = 16, 16  # of a misconception, which often is right code but for one place
SOME_UNUSUAL = 18  # of a variant, which may use any function of a library
SOME_HIDDEN, WHOLE_HIDDEN = 40, 16  # of a check, which resembles other checks


def of(course: Course, exercise: Exercise) -> Iterator[Secret]:
    """Every piece of code of an exercise that must not be released. Raises CourseError if a file is not Python."""
    where = f"solutions/{exercise.path}"
    text = marks.read(course, exercise)
    tree, regions = marks.parse(text, where), marks.find(text, where).regions
    for name, node in _outermost(tree):
        origin = f"{name} in {where}, line {node.lineno}"
        yield from _of_function(node, origin, lambda s: any(r.holds(s) for r in regions), SOME, WHOLE, VALUE)
    for file, some, whole in ((MISCONCEPTIONS, SOME_WRONG, WHOLE_WRONG), (VARIANTS, SOME_UNUSUAL, WHOLE)):
        yield from _not_in(_of_file(course, course.graders(exercise) / file, some, whole), _stub(tree, regions))
    public = [course.graders(exercise) / name for name in ("test_visible.py", HELPERS, PICTURE)]
    hidden = _of_file(course, file_of(course, exercise, Visibility.HIDDEN), SOME_HIDDEN, WHOLE_HIDDEN)
    shown = [read(p, p.relative_to(course.root).as_posix()) for p in public if p.is_file()]
    yield from _not_in(hidden, [block for each in shown for block in compared(each)])


def read(path: Path, name: str) -> ast.Module:
    """The syntax tree of a file of the graders, which messages call `name`. Raises CourseError if it is not Python."""
    return marks.parse(path.read_text("utf-8-sig"), name)


def compared(tree: ast.AST) -> Iterator[Block]:
    """What of some code is held against the secrets: its blocks, and the values that it names, passes on or returns."""
    for name, statements in blocks(tree):
        yield Block(tuple(map(statement, statements)), name)
    for node in ast.walk(tree):
        value = {ast.Assign: "value", ast.AnnAssign: "value", ast.Expr: "value", ast.Lambda: "body"}.get(type(node))
        value = value or {ast.ListComp: "elt", ast.GeneratorExp: "elt"}.get(type(node))
        if value and isinstance(expression := getattr(node, value), ast.expr):
            yield Block((_returned(expression),))


def _returned(expression: ast.expr) -> Statement:
    return statement(ast.copy_location(ast.Return(expression), expression))


def _of_file(course: Course, path: Path, some: int, whole: int) -> Iterator[Secret]:
    """The secrets in the functions of a file of the graders."""
    where = path.relative_to(course.root).as_posix()
    for name, node in _outermost(read(path, where)) if path.is_file() else ():
        yield from _of_function(node, f"{name} in {where}, line {node.lineno}", lambda _: True, some, whole, whole)


def _of_function(
    node: Function, origin: str, held: Callable[[ast.stmt], bool], some: int, whole: int, value: int
) -> Iterator[Secret]:
    """The secrets in the statements of a function for which `held` is true: all of a body, and the least that is much."""
    own = bound(node)
    for function, statements in blocks(node):
        kept = tuple(statement(each) for each in statements if held(each))
        if not kept:
            continue
        all_of_it = Secret(kept, own, origin)
        if function and all_of_it.weight >= NAMED:
            yield Secret(kept, own, origin, function, any_name=all_of_it.weight >= whole)
        single = len(kept) == 1 and kept[0].shape.startswith("Return")
        if single and all_of_it.weight >= max(value, some):
            yield all_of_it
        for start in range(len(kept) if not single else 0):
            for end in range(start + 1, len(kept) + 1):
                if sum(each.weight for each in kept[start:end]) >= some:
                    yield Secret(kept[start:end], own, origin)
                    break


def _stub(tree: ast.Module, regions: list[marks.Region]) -> list[Block]:
    """The code of a solution that students are given."""
    given = [[s for s in statements if not any(r.holds(s) for r in regions)] for _, statements in blocks(tree)]
    return [Block(tuple(map(statement, each)), "") for each in given if each]


def _not_in(secrets: Iterable[Secret], public: Iterable[Block]) -> Iterator[Secret]:
    """The secrets that occur nowhere in what is public anyway."""
    kept = list(secrets)
    known = {id(secret) for block in public for secret, _ in Index(kept).search(block)}
    return (secret for secret in kept if id(secret) not in known)


def _outermost(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """The functions that lie in no other function, with their full paths."""
    inside: set[int] = set()
    for name, node in marks.functions(tree):
        if id(node) not in inside:
            inside |= {id(each) for each in ast.walk(node)}
            yield name, node

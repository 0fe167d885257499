"""The code of an exercise that students must not get: its solution, variants, misconceptions and hidden checks."""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from gradus.authoring import marks
from gradus.authoring.marks import Function
from gradus.authoring.search.likeness import Block, Index, Secret, Statement, blocks, bound, statement
from gradus.core.checks import MISCONCEPTIONS, file_of
from gradus.core.course import Course, Exercise
from gradus.core.status import Visibility
from gradus.grading.diagnosis.matching import PICTURE
from gradus.grading.vocabulary.shared import HELPERS

VARIANTS = "variants.py"


class Much(NamedTuple):
    """How much code is an answer, and not what any program may contain: names, constants, operators and calls in it.

    `some` is for statements in a row, `value` for an expression alone, wherever they stand; `whole` for the whole body
    of a function of any name, `named` for that of a function of the same name. A formula is told in lessons and checked
    on inputs, so that an expression is less of an answer than a function of the same length.
    """

    some: int
    value: int
    whole: int
    named: int


RIGHT = Much(some=10, value=12, whole=5, named=3)
UNUSUAL = Much(some=18, value=18, whole=5, named=3)  # a variant may use any function of a library
WRONG = Much(some=16, value=16, whole=16, named=3)  # a misconception often is right code but for one place
HIDDEN = Much(some=40, value=40, whole=40, named=40)  # checks and what they share resemble each other


def of(course: Course, exercise: Exercise) -> Iterator[Secret]:
    """Every piece of code of an exercise that must not be released. Raises CourseError if a file is not Python."""
    where = f"solutions/{exercise.path}"
    text = marks.read(course, exercise)
    tree, regions = marks.parse(text, where), marks.find(text, where).regions
    # Helpers between marks, which the stub lacks, could have any name.
    helpers = {node.name for _, node in marks.functions(tree) if any(r.holds(node) for r in regions)}
    for name, node in _outermost(tree):
        origin = f"{name} in {where}, line {node.lineno}"
        yield from _of_function(node, origin, RIGHT, lambda each: any(r.holds(each) for r in regions), helpers)
    values = [each for each in tree.body if isinstance(each, ast.Assign) and any(r.holds(each) for r in regions)]
    for each in values:
        if (value := _returned(each.value)).weight >= RIGHT.whole:
            yield Secret((value,), frozenset(), f"a value in {where}, line {each.lineno}")
    for file, much in ((MISCONCEPTIONS, WRONG), (VARIANTS, UNUSUAL)):
        yield from _not_in(_of_file(course, course.graders(exercise) / file, much), _stub(tree, regions))
    public = [course.graders(exercise) / name for name in ("test_visible.py", HELPERS, PICTURE)]
    hidden = _of_file(course, file_of(course, exercise, Visibility.HIDDEN), HIDDEN)
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
        if (expression := _value(node)) is not None:
            yield Block((_returned(expression),))


def _returned(expression: ast.expr) -> Statement:
    """An expression as it is compared."""
    return statement(ast.copy_location(ast.Return(expression), expression))


def _value(node: ast.AST) -> ast.expr | None:
    """What is named, passed on or returned, other than by `return`."""
    match node:
        case ast.Assign(value=value) | ast.Expr(value=value) | ast.Lambda(body=value):
            return value
        case ast.AnnAssign(value=optional):
            return optional
        case ast.ListComp(elt=value) | ast.GeneratorExp(elt=value):
            return value
    return None


def _of_file(course: Course, path: Path, much: Much) -> Iterator[Secret]:
    """The secrets in the functions of a file of the graders."""
    where = path.relative_to(course.root).as_posix()
    for name, node in _outermost(read(path, where)) if path.is_file() else ():
        yield from _of_function(node, f"{name} in {where}, line {node.lineno}", much)


def _of_function(
    node: Function,
    origin: str,
    much: Much,
    held: Callable[[ast.stmt], bool] = lambda _: True,
    helpers: Set[str] = frozenset(),
) -> Iterator[Secret]:
    """The secrets in the statements of a function for which `held` is true: all, and the least that is much."""
    own = bound(node) | helpers
    for function, statements in blocks(node):
        kept = tuple(statement(each) for each in statements if held(each))
        weight = _weight(kept)
        if function and weight >= much.named:
            yield Secret(kept, own, origin, function, any_name=weight >= much.whole)
        if len(kept) == 1 and kept[0].shape.startswith("Return"):
            if weight >= much.value:
                yield Secret(kept, own, origin)
            continue
        for start in range(len(kept)):
            ends = (end for end in range(start + 1, len(kept) + 1) if _weight(kept[start:end]) >= much.some)
            if end := next(ends, 0):
                yield Secret(kept[start:end], own, origin)


def _weight(statements: Sequence[Statement]) -> int:
    return sum(each.weight for each in statements)


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

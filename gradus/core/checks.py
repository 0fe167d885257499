"""The checks and misconceptions of the graders, read from their source without running it.

This is the only place that reads a check: grading, the leak scanner and posting start from here.
"""

import ast
import difflib
import functools
import inspect
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from gradus.core.course import LONGEST, Course, CourseError, Exercise
from gradus.core.mentions import mentioned, of_helpers
from gradus.core.status import Visibility
from gradus.core.text import nearest

OPTIONS = ("seconds", "end_to_end")  # of @points
MISCONCEPTIONS = "misconceptions.py"  # its classes are common wrong answers, beside the checks


@dataclass(frozen=True)
class Check:
    """One graded test. Its `id` is the exercise's, "::", and the test's name without "test_".

    `title` and `help` are its docstring. It waits `seconds` for the student's computation. An `end_to_end` check judges
    everything at once, by an accuracy, so that no piece can be blamed. A `further` check uses a function that
    course.toml lists under `further`: the exercise is finished without it. `uses` are the names that it uses as an
    attribute of anything, so the functions that it calls are among them; `reaches` are also those that it names in
    strings, and those of the functions of its file that it calls. Its test stands at `line` of its file.
    """

    id: str
    exercise: str
    title: str
    help: str
    visibility: Visibility
    points: float
    seconds: float
    end_to_end: bool = False
    further: bool = False
    uses: frozenset[str] = frozenset()
    reaches: frozenset[str] = frozenset()
    line: int = 0

    @property
    def test(self) -> str:
        """The name of its test function."""
        return "test_" + self.id.split("::")[1]


def file_of(course: Course, exercise: Exercise, visibility: Visibility) -> Path:
    """The file of the exercise's visible or hidden checks."""
    return course.graders(exercise) / f"test_{visibility}.py"


def read(course: Course, exercise: Exercise, *, official: bool = True) -> list[Check]:
    """The exercise's checks: visible ones, then hidden ones, in the order of their files.

    With `official`, hidden checks must exist and the points add up; a student repository has none. Raises CourseError,
    with file and line, for an invalid file, a check without points or docstring, a duplicate name, or a wrong sum.
    """
    checks: list[Check] = []
    for visibility in Visibility:
        if official or visibility is Visibility.VISIBLE or file_of(course, exercise, visibility).is_file():
            checks += in_file(course, exercise, visibility)
    if duplicates := [name for name, count in Counter(check.id for check in checks).items() if count > 1]:
        lines = [f"test_{c.visibility}.py, line {c.line}" for c in checks if c.id == duplicates[0]]
        where = f"{duplicates[0]} is defined twice in the graders ({' and '.join(lines)})"
        raise CourseError(f"{where}: give the tests different names.")
    total, points = sum(check.points for check in checks), exercise.points
    if official and abs(total - points) > 1e-9:
        raise CourseError(f"{exercise.id}: course.toml gives {points:g} points, its checks add up to {total:g}.")
    return checks


def in_file(course: Course, exercise: Exercise, visibility: Visibility) -> list[Check]:
    """The visible or the hidden checks of an exercise. Raises CourseError as `read` does."""
    path = file_of(course, exercise, visibility)
    where = path.relative_to(course.root).as_posix()
    return [*_in_source(text(path, where), where, exercise, visibility, course.seconds)]


@functools.lru_cache(maxsize=256)
def _in_source(
    source: str, where: str, exercise: Exercise, visibility: Visibility, seconds: float
) -> tuple[Check, ...]:
    """The checks in the source of a file: to find them takes long, and a run asks for them several times."""
    tree = _parsed(source, where)
    _require_tests(tree, where)
    known = {node.name: mentioned(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    checks = []
    for node in _tests(tree):
        names = known[node.name]
        place = f"{where}, line {node.lineno}: {node.name}"
        check = _check(node, seconds, exercise, visibility, place, names.attributes)
        reaches = check.uses | names.strings | of_helpers(names, known)
        checks.append(replace(check, reaches=reaches, line=node.lineno))
    return tuple(checks)


def unused(course: Course, exercise: Exercise) -> list[str]:
    """The names in `further` that no check of the exercise uses. Raises CourseError as `read` does."""
    trees = [parse(file, shown(file)) for v in Visibility if (file := file_of(course, exercise, v)).is_file()]
    used = {name for tree in trees for test in _tests(tree) for name in mentioned(test).attributes}
    return [name for name in exercise.further if name not in used]


def asked(course: Course, exercise: Exercise) -> set[str]:
    """Every name that the exercise's graders use as an attribute. Raises CourseError as `read` does."""
    trees = [parse(file, shown(file)) for v in Visibility if (file := file_of(course, exercise, v)).is_file()]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def classes(file: Path) -> dict[str, str]:
    """The docstrings of a file's classes by name, none if it is missing. Raises CourseError if it is unreadable."""
    nodes = parse(file, shown(file)).body if file.is_file() else []
    return {n.name: " ".join((ast.get_docstring(n) or "").split()) for n in nodes if isinstance(n, ast.ClassDef)}


def lines(file: Path) -> dict[str, int]:
    """Where a file's classes stand, by name. Raises CourseError as `classes`."""
    nodes = parse(file, shown(file)).body if file.is_file() else []
    return {node.name: node.lineno for node in nodes if isinstance(node, ast.ClassDef)}


def shown(file: Path) -> str:
    """A file of graders as messages call it: graders/calculus/derivatives/misconceptions.py."""
    return "/".join(file.parts[-4:])


def parse(file: Path, name: str) -> ast.Module:
    """The syntax tree of a file, which messages call `name`. Raises CourseError, with its line, if there is none."""
    return _parsed(text(file, name), name)


def _parsed(source: str, name: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{name}, line {error.lineno}: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CourseError(f"{name} cannot be read: {error}.") from None


def text(file: Path, name: str) -> str:
    """A source of the course's, which messages call `name`. Raises CourseError if it is not UTF-8, or unreadable."""
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"There is no {name}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CourseError(f"{name}, line {line}: it is not UTF-8: save the file in that encoding.") from None
    except OSError as error:
        raise CourseError(f"{name} cannot be read: {error.strerror}.") from None


def _tests(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def _require_tests(tree: ast.Module, where: str) -> None:
    """Raises CourseError for what looks like a check and is none, so that nobody would miss it."""
    known: dict[str, int] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        place = f"{where}, line {node.lineno}: {node.name}"
        marked = any(_is_points(mark) for mark in node.decorator_list)
        if not node.name.startswith("test_"):
            if marked:
                raise CourseError(f"{place} has @points, but is no check: the name of a check begins with test_.")
            if node in tree.body and (_misspelt(node.name) and "submission" in _parameters(node)):
                raise CourseError(f"{place} is no check: did you mean test_{node.name.partition('_')[2]}?")
        elif isinstance(node, ast.AsyncFunctionDef):
            raise CourseError(f"{place} is async: write each check as a plain function, def {node.name}.")
        elif node not in tree.body:
            raise CourseError(f"{place} is inside of something: write each check at the margin of the file.")
        elif node.name in known:
            raise CourseError(f"{place} is defined twice, and hides the one in line {known[node.name]}.")
        else:
            known[node.name] = node.lineno


def _misspelt(name: str) -> bool:
    """Whether a name begins almost as that of a check does: tset_, tests_, Test_, text_."""
    head, underscore, _ = name.partition("_")
    close = difflib.SequenceMatcher(None, head.lower(), "test").ratio() > 0.7
    return bool(underscore) and head != "test" and close


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {argument.arg for argument in node.args.posonlyargs + node.args.args + node.args.kwonlyargs}


def _check(
    node: ast.FunctionDef, default: float, exercise: Exercise, visibility: Visibility, where: str, uses: frozenset[str]
) -> Check:
    title, _, more = inspect.cleandoc(ast.get_docstring(node, clean=False) or "").partition("\n")
    if not title:
        raise CourseError(f"{where} has no docstring: its first line is the check's title.")
    points, seconds, end_to_end = _points(node, where)
    name, advice = f"{exercise.id}::{node.name.removeprefix('test_')}", " ".join(more.split())
    further = not uses.isdisjoint(exercise.further)
    texts, limit = (title.strip(), advice), seconds or default
    return Check(name, exercise.id, *texts, visibility, points, limit, end_to_end, further, uses)


def _points(node: ast.FunctionDef, where: str) -> tuple[float, float, bool]:
    """The arguments of @points: points, seconds (0 for the default), and whether the check is end to end."""
    marks = [mark for mark in node.decorator_list if _is_points(mark)]
    if not marks:
        near = next((_name(mark) for mark in node.decorator_list if nearest(_name(mark), ["points"])), "")
        hint = f": @{near} is not @points" if near else ": every check needs its points"
        raise CourseError(f"{where} has no @points with a number{hint}.")
    if len(marks) > 1:
        raise CourseError(f"{where} has @points twice.")
    match marks[0]:
        case ast.Call(args=[], keywords=[]):
            raise CourseError(f"{where}: @points() has no number: write what the check is worth, as in @points(1).")
        case ast.Call(args=[ast.Constant(value=str() as text)]):
            raise CourseError(f"{where}: @points({text!r}) is a text: write a plain number, as in @points(1).")
        case ast.Call(args=[each], keywords=more) if (worth := _number(each)) is not None:
            if not 0 < worth < float("inf"):
                raise CourseError(f"{where}: @points({worth:g}): a check is worth more than 0 points.")
            return worth, *_options(more, where)
        case ast.Call():
            raise CourseError(f"{where}: @points takes one plain number: it is also read without running the file.")
    raise CourseError(f"{where}: @points has no brackets: write what the check is worth, as in @points(1).")


def _options(keywords: list[ast.keyword], where: str) -> tuple[float, bool]:
    """The seconds of @points, 0 for the default, and whether the check is end to end."""
    seconds, end_to_end = 0.0, False
    for each in keywords:
        match each.arg, each.value:
            case "seconds", _ if 0 < (_number(each.value) or 0) <= LONGEST:
                seconds = _number(each.value) or 0.0
            case "end_to_end", ast.Constant(value=bool() as end_to_end):
                pass
            case "seconds" | "end_to_end", _:
                kind = "True or False" if each.arg == "end_to_end" else f"a plain number from 0 to {LONGEST:,}"
                raise CourseError(f"{where}: {each.arg} of @points is {kind}.")
            case name, _:
                near = nearest(name or "", OPTIONS)
                hint = f": did you mean {near}?" if near else f"; there are {' and '.join(OPTIONS)}."
                raise CourseError(f"{where}: @points has no argument {name or '**'}{hint}")
    return seconds, end_to_end


def _is_points(mark: ast.expr) -> bool:
    return _name(mark) == "points"


def _name(mark: ast.expr) -> str:
    """The name of a decorator, with or without brackets."""
    match mark:
        case ast.Call(func=ast.Name(id=name)) | ast.Name(id=name):
            return name
    return ""


def _number(node: ast.expr) -> float | None:
    """The plain number that is written there, with or without a sign."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value) if abs(value) < 10**300 else float("inf")
        case ast.UnaryOp(op=ast.USub(), operand=operand) if (number := _number(operand)) is not None:
            return -number
    return None

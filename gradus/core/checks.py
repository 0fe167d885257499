"""The checks and misconceptions of the graders, read from their source without running it.

This is the only place that reads a check: grading, the leak scanner and posting start from here.
"""

import ast
import inspect
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility

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
    def seed(self) -> int:
        """The seed of Python's and NumPy's global random generators in this check."""
        return zlib.crc32(self.id.encode())

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
        raise CourseError(f"{duplicates[0]} is defined twice in the graders: give the tests different names.")
    total, points = sum(check.points for check in checks), exercise.points
    if official and abs(total - points) > 1e-9:
        raise CourseError(f"{exercise.id}: course.toml gives {points:g} points, its checks add up to {total:g}.")
    return checks


def in_file(course: Course, exercise: Exercise, visibility: Visibility) -> list[Check]:
    """The visible or the hidden checks of an exercise. Raises CourseError as `read` does."""
    path = file_of(course, exercise, visibility)
    where = path.relative_to(course.root).as_posix()
    tree = _parse(path, where)
    checks = []
    for node in _tests(tree):
        check = _check(node, course, exercise, visibility, f"{where}, line {node.lineno}: {node.name}")
        reaches = check.uses | _strings(node) | _of_helpers(node, tree)
        checks.append(replace(check, reaches=reaches, line=node.lineno))
    return checks


def unused(course: Course, exercise: Exercise) -> list[str]:
    """The names in `further` that no check of the exercise uses. Raises CourseError as `read` does."""
    trees = [_parse(file, file.name) for v in Visibility if (file := file_of(course, exercise, v)).is_file()]
    used = {name for tree in trees for test in _tests(tree) for name in _attributes(test)}
    return [name for name in exercise.further if name not in used]


def asked(course: Course, exercise: Exercise) -> set[str]:
    """Every name that the exercise's graders use as an attribute. Raises CourseError as `read` does."""
    trees = [_parse(file, file.name) for v in Visibility if (file := file_of(course, exercise, v)).is_file()]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def classes(file: Path) -> dict[str, str]:
    """The docstrings of a file's classes by name, none if it is missing. Raises CourseError if it is unreadable."""
    nodes = _parse(file, file.name).body if file.is_file() else []
    return {n.name: " ".join((ast.get_docstring(n) or "").split()) for n in nodes if isinstance(n, ast.ClassDef)}


def _parse(file: Path, name: str) -> ast.Module:
    try:
        return ast.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        raise CourseError(f"There is no {name}.") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{name} cannot be read: {error}") from None


def _tests(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def _attributes(test: ast.FunctionDef) -> set[str]:
    """The names that a test uses as an attribute of anything, such as `hessian` in `submission.hessian(f, point)`."""
    return {node.attr for node in ast.walk(test) if isinstance(node, ast.Attribute)}


def _strings(test: ast.FunctionDef) -> set[str]:
    """The names in a test that are strings, for a helper to look up: "AND_GATE"."""
    texts = [node.value for node in ast.walk(test) if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and text.isidentifier()}


def _of_helpers(test: ast.FunctionDef, tree: ast.Module) -> set[str]:
    """The attributes that are used by the functions of its file that a test calls, directly or not."""
    helpers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found, waiting = set[str](), [test]
    while waiting:
        names = {node.id for node in ast.walk(waiting.pop()) if isinstance(node, ast.Name)}
        new = (names & helpers.keys()) - found
        found |= new
        waiting += [helpers[name] for name in new]
    return {name for helper in found for name in _attributes(helpers[helper])}


def _check(node: ast.FunctionDef, course: Course, exercise: Exercise, visibility: Visibility, where: str) -> Check:
    title, _, more = inspect.cleandoc(ast.get_docstring(node, clean=False) or "").partition("\n")
    if not title:
        raise CourseError(f"{where} has no docstring: its first line is the check's title.")
    points, seconds, end_to_end = _points(node, where)
    name, advice = f"{exercise.id}::{node.name.removeprefix('test_')}", " ".join(more.split())
    uses = frozenset(_attributes(node))
    further = not uses.isdisjoint(exercise.further)
    texts, limit = (title.strip(), advice), seconds or course.seconds
    return Check(name, exercise.id, *texts, visibility, points, limit, end_to_end, further, uses)


def _points(node: ast.FunctionDef, where: str) -> tuple[float, float, bool]:
    """The arguments of @points: points, seconds (0 for the default), and whether the check is end to end."""
    for mark in node.decorator_list:
        match mark:
            case ast.Call(
                func=ast.Name(id="points"), args=[ast.Constant(value=int() | float() as worth)], keywords=more
            ):
                options = {each.arg: each.value.value if isinstance(each.value, ast.Constant) else ... for each in more}
                match options.pop("seconds", None) or 0, options.pop("end_to_end", False):
                    case int() | float() as seconds, bool() as end_to_end if worth > 0 <= seconds and not options:
                        return float(worth), float(seconds), end_to_end
                raise CourseError(f"{where}: the arguments of @points are plain numbers and True, as in seconds=60.")
    raise CourseError(f"{where} has no @points with a number: every check needs its points.")

"""Which function of a student's code a check is about: the one that the check uses and most others don't."""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.report import CheckResult
from gradus.core.status import Visibility
from gradus.grading.vocabulary.shared import HELPERS
from gradus.pages.student.code import Definition


def checks_of(course: Course, exercise: Exercise) -> dict[str, Check]:
    """The checks of an exercise by their ids, which reach what shared helpers use, too. Raises CourseError."""
    known = checks.read(course, exercise)
    folder = course.graders(exercise)
    shared = _functions(folder / HELPERS)
    uses = {name: {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} for name, node in shared.items()}
    calls = {name: _named(node) & shared.keys() for name, node in shared.items()}
    tests: dict[str, ast.AST] = {}
    for visibility in Visibility:
        tests |= _functions(checks.file_of(course, exercise, visibility))
    found = {}
    for check in known:
        reached = _closure(_named(tests[check.test]), {**calls, **{name: _named(node) for name, node in tests.items()}})
        names = frozenset().union(*(uses[name] for name in reached & uses.keys()))
        found[check.id] = replace(check, reaches=check.reaches | names)
    return found


def _functions(file: Path) -> dict[str, ast.AST]:
    """The functions at the top of a file of the graders, none if it is missing or no Python."""
    try:
        body = ast.parse(file.read_text("utf-8")).body
    except (OSError, ValueError, SyntaxError):
        return {}
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _named(node: ast.AST) -> set[str]:
    """The names in a function, and the last parts of dotted ones: `shared.traced` may be a helper's."""
    named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return named | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _closure(names: set[str], calls: Mapping[str, set[str]]) -> set[str]:
    """The names, and all that they call, directly or not."""
    found, waiting = set(names), list(names)
    while waiting:
        new = calls.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def place(
    results: Sequence[CheckResult], checks: Mapping[str, Check], defined: Iterable[Definition]
) -> dict[str, list[CheckResult]]:
    """The results by the name of a definition, in the order of the source; under "" those that belong to none."""
    names = [each.name for each in defined]
    often = Counter(name for check in checks.values() for name in check.uses | check.reaches)
    placed: dict[str, list[CheckResult]] = {name: [] for name in [*names, ""]}
    for result in results:
        placed[_home(checks.get(result.id), names, often)].append(result)
    return {name: found for name, found in placed.items() if found}


def _home(check: Check | None, names: Sequence[str], often: Counter[str]) -> str:
    if check is None:
        return ""
    # What it calls itself says more than what a helper of its file calls.
    used = [name for name in names if name in check.uses] or [name for name in names if name in check.reaches]
    return min(used, key=lambda name: (often[name], -names.index(name)), default="")

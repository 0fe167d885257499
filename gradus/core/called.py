"""Which of the student's functions a check is about, and at which line of their file to look."""

import re
from collections.abc import Iterable, Sequence

from gradus.core import checks, source_lines
from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.report import CheckResult

LONGEST = 1000  # characters of a call that are looked at
_CALLED = re.compile(r"(?m)^called[ \t]+(.+)$")
_OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow"}
_OPERATION = re.compile(r"(?P<left>[\w.()]+) (?P<sign>\+|-|\*\*|\*|/) (?P<right>[\w.()]+)")
_NUMBER = re.compile(r"-?[\d.]+")


def functions_of(course: Course, result: CheckResult, known: Iterable[str]) -> list[str]:
    """The functions that a check is about, of those that are `known`, the likeliest first.

    A check that the course no longer has is known by its message alone. Raises CourseError as `checks.read` does.
    """
    exercise = course.by_id[result.id.partition("::")[0]]
    there = {check.id: check for check in checks.read(course, exercise, official=False)}
    return functions(result, there.get(result.id), known)


def functions(result: CheckResult, check: Check | None, known: Iterable[str]) -> list[str]:
    """The functions that a check is about: those whose call failed, then the others that the check uses."""
    known = [*known]
    called = [name for text in _CALLED.findall(result.message) for name in in_call(text, known)]
    reaches = check.reaches if check else frozenset[str]()
    return [*dict.fromkeys([*called, *(name for name in known if name.rpartition(".")[2] in reaches)])]


def line_of(course: Course, result: CheckResult, text: str) -> int:
    """The line of a student's file, with this `text`, to look at for a check: where the code stopped, or else where the
    function that was called begins; 1 if neither is known. Raises CourseError as `checks.read` does.
    """
    exercise = course.by_id[result.id.partition("::")[0]]
    stopped = source_lines.stopped_at(result.message, f"exercises/{exercise.path}")
    if stopped and stopped <= len(re.split(r"\r\n|\r|\n", text)):
        return stopped
    if result.whole_file:
        return 1
    found = (source_lines.line_of(text, name) for name in functions_of(course, result, source_lines.names(text)))
    return next(filter(None, found), 1)


def in_call(text: str, known: Sequence[str]) -> list[str]:
    """The known functions in a call as messages show it: net.forward(X), a + 2.0, numerical_derivative(f, 3.0)."""
    call = text[:LONGEST].partition("      with ")[0].strip()
    if match := _OPERATION.search(call):
        turned = "r" if _NUMBER.fullmatch(match["left"]) else ""
        return [name for name in known if name.endswith(f"__{turned}{_OPERATORS[match['sign']]}__")]
    bare = call
    while (shorter := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = shorter
    made = [name for name in known if name == f"{bare}.__init__"]
    found = [name for name in known if re.search(rf"(^|[.\s]){re.escape(name.rpartition('.')[2])}\b", bare)]
    return [*made, *found]

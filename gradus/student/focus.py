"""Which function of an exercise a check is about: the one to look at when it fails."""

import re
from collections.abc import Iterable, Sequence

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.student import commands, hints

_CALLED = re.compile(r"(?m)^called\s+(.+)$")
_OPERATORS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow"}
_OPERATION = re.compile(r"(?P<left>[\w.()]+) (?P<sign>\+|-|\*\*|\*|/) (?P<right>[\w.()]+)")
_NUMBER = re.compile(r"-?[\d.]+")


def names(course: Course, exercise: Exercise) -> list[str]:
    """The functions and methods that a student writes, as their stubs call them: Value.__add__; none if unreadable."""
    try:
        text = (course.stubs / exercise.path).read_text("utf-8-sig", "replace")
    except OSError:
        return []
    return re.findall(rf'NotImplementedError\("{re.escape(exercise.id)}: ([\w.]+)"\)', text)


def red(course: Course, result: ExerciseResult, known: Sequence[str]) -> str:
    """The function behind the first check that does not pass, of those that are `known`; empty if there is none.

    What went wrong comes before what was not started, and core work before further work.
    """
    exercise = course.by_id[result.id]
    visible = {check.id: check for check in checks.in_file(course, exercise, Visibility.VISIBLE)}
    mine = [check for check in [*result.core, *result.further] if check.id in visible]
    wrong = [check for check in mine if not check.status.quiet]
    left = [check for check in mine if check.status is not Status.PASSED]
    for check in [*wrong, *left]:
        if not check.whole_file and (found := of(check, visible[check.id], known)):
            return found
    return ""


def where(course: Course, check: CheckResult) -> str:
    """Where to read on about a visible check: the docstring of the function that it is about, and the lesson."""
    exercise = course.by_id[check.id.partition("::")[0]]
    visible = {each.id: each for each in checks.in_file(course, exercise, Visibility.VISIBLE)}
    found = of(check, visible[check.id], functions(course, exercise)) if check.id in visible else ""
    lesson = f"Its lesson: lessons/{exercise.lesson}.ipynb." if commands.lesson(course, exercise.lesson) else ""
    return " ".join(filter(None, [commands.docstring(course, exercise, found), lesson]))


def functions(course: Course, exercise: Exercise) -> list[str]:
    """The functions that have hints, or else those whose stubs are left."""
    try:
        ladders = hints.read(course, exercise)
    except CourseError:
        ladders = {}
    return [*ladders] or names(course, exercise)


def of(result: CheckResult, check: Check, known: Iterable[str]) -> str:
    """The function that a check is about: the one whose call failed, or else the first that the check uses."""
    known = [*known]
    called = [name for text in _CALLED.findall(result.message) for name in in_call(text, known)]
    return next(iter([*called, *(name for name in known if name.rpartition(".")[2] in check.reaches)]), "")


def in_call(text: str, known: Sequence[str]) -> list[str]:
    """The known functions in a call as messages show it: net.forward(X), a + 2.0, numerical_derivative(f, 3.0)."""
    call = text.partition("      with ")[0].strip()
    if match := _OPERATION.search(call):
        turned = "r" if _NUMBER.fullmatch(match["left"]) else ""
        return [name for name in known if name.endswith(f"__{turned}{_OPERATORS[match['sign']]}__")]
    bare = call
    while (shorter := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = shorter
    found = [name for name in known if re.search(rf"(^|[.\s]){re.escape(name.rpartition('.')[2])}\b", bare)]
    return found or [name for name in known if name == f"{bare}.__init__"]

"""Which function of an exercise a check is about: the one to look at when it fails."""

import re
from collections.abc import Sequence

from gradus.core import called, checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.student import commands, hints


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
        if not check.whole_file and (found := called.functions(check, visible[check.id], known)):
            return found[0]
    return ""


def where(course: Course, check: CheckResult) -> str:
    """Where to read on about a visible check: the docstring of the function that it is about, and the lesson."""
    exercise = course.by_id[check.id.partition("::")[0]]
    found = ""
    if check.visibility is Visibility.VISIBLE:
        found = next(iter(called.functions_of(course, check, functions(course, exercise))), "")
    lesson = f"Its lesson: lessons/{exercise.lesson}.ipynb." if commands.lesson(course, exercise.lesson) else ""
    return " ".join(filter(None, [commands.docstring(course, exercise, found), lesson]))


def functions(course: Course, exercise: Exercise) -> list[str]:
    """The functions that have hints, or else those whose stubs are left."""
    try:
        ladders = hints.read(course, exercise)
    except CourseError:
        ladders = {}
    return [*ladders] or names(course, exercise)

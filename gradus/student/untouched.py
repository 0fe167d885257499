"""Exercises that nobody has begun: what their checks come to is known without running them."""

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import ModuleReadError, Submission
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Kind, Status
from gradus.sandbox.stubs import is_stub


def is_untouched(submission: Submission, exercise: Exercise) -> bool:
    """Whether the exercise's module is still its stub; not if it is missing or cannot be read."""
    try:
        return is_stub(submission.source(exercise))
    except ModuleReadError:
        return False


def result(course: Course, exercise: Exercise) -> ExerciseResult:
    """The result of an exercise whose module is its stub. Raises CourseError if its checks cannot be read."""
    found = tuple(map(_not_started, checks.read(course, exercise, official=False)))
    return ExerciseResult(exercise.id, exercise.title, 0.0, exercise.points, found)


def _not_started(check: Check) -> CheckResult:
    shown, text = (check.id, check.title, check.visibility), Kind.NOT_STARTED.sentence
    return CheckResult(*shown, Status.NOT_STARTED, check.points, 0.0, text, None, check.help, check.further)

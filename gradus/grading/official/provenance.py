"""What a verdict rests on: versions, and digests of the modules handed in, the checks, the reference and the engine."""

import platform
from dataclasses import replace
from datetime import UTC, datetime

from gradus import __version__
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import ModuleReadError, Submission
from gradus.core.report import Made
from gradus.grading.proof import digests


def of(course: Course, submission: Submission, exercise: Exercise) -> Made:
    """What a verdict on the exercise rests on now; two are equal, but for `at`, if grading again changes nothing."""
    needed = [*course.before(exercise), exercise]
    handed_in = digests.of(*(digests.of_bytes(_source(submission, each)) for each in needed))
    graders = digests.of(digests.digest(course, exercise), digests.engine())
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Made(at, __version__, platform.python_version(), digests.installed("numpy"), handed_in, graders)


def same(one: Made | None, other: Made | None) -> bool:
    """Whether two verdicts rest on the same, whenever they were made; unknown is never the same."""
    return one is not None and other is not None and replace(one, at="") == replace(other, at="")


def _source(submission: Submission, exercise: Exercise) -> bytes:
    try:
        return submission.source(exercise)
    except ModuleReadError as error:
        return f"\0{error}".encode("utf-8", "surrogatepass")

"""Running a learner's checks: what was not begun is known at once, and a worker starts while the rest is imported."""

import contextlib
import functools
import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.core.report import Report
from gradus.core.status import Visibility
from gradus.student import untouched


@dataclass(frozen=True)
class Checked:
    """The report of a run, and in sentences the faults of checks themselves by their ids."""

    report: Report
    faults: dict[str, str]


def check(course: Course, submission: Submission, exercises: Sequence[Exercise]) -> Checked:
    """Run the checks of some exercises. Raises CourseError if none of them can be run."""
    started = time.monotonic()
    fresh = [each for each in exercises if untouched.is_untouched(submission, each)]
    done = {each.id: untouched.result(course, each) for each in fresh}
    report, faults = Report(Report.SCHEMA, submission.name, "process", 0.0, 0.0, 0.0, ()), dict[str, str]()
    if begun := [each for each in exercises if each not in fresh]:
        report, faults = _run(course, submission, begun)
    done |= {each.id: each for each in report.exercises}
    results = tuple(done[each.id] for each in exercises)
    score, most = round(sum(each.score for each in results), 6), round(sum(each.max_score for each in results), 6)
    seconds = round(time.monotonic() - started, 2)
    return Checked(Report(report.schema, report.submission, report.sandbox, seconds, score, most, results), faults)


def _run(course: Course, submission: Submission, exercises: Sequence[Exercise]) -> tuple[Report, dict[str, str]]:
    from gradus.sandbox.spares import Spares

    spares = Spares(course.root)
    try:
        spares.start(exercises[0].packages, draws=draws(course, exercises[0]))
        with importing():
            from gradus.grading import proof, scoring
            from gradus.grading.grader import Grader
            from gradus.grading.runner import run
            from gradus.grading.student import Student
            from gradus.sandbox.launch import PROCESS
            from gradus.sandbox.workers import Workers

        student = Student(course, submission, PROCESS, workers=Workers(PROCESS, course.root, spares))
        grader = Grader(student, proven=functools.partial(proof.vouches, course, PROCESS))
        record = run(grader, exercises, official=False, strict=False)
    finally:
        spares.close()
    return scoring.build(course, record, exercises), record.faults


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Import without looking for garbage, which takes a tenth of the time: what is imported stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def draws(course: Course, exercise: Exercise) -> bool:
    """Whether a visible check of the exercise asks for a picture."""
    file = checks.file_of(course, exercise, Visibility.VISIBLE)
    return file.is_file() and "axes(" in file.read_text("utf-8", "replace")

"""What the reference loses, in sentences for the author: one for each cause, with file and line."""

from collections.abc import Iterator

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Kind, Status
from gradus.core.submission import Submission
from gradus.grading.faults import once
from gradus.grading.runner import Record, run_checks
from gradus.grading.running import Outcome
from gradus.sandbox.launch import PROCESS


def look(course: Course, exercise: Exercise) -> tuple[list[str], list[str]]:
    """Run the reference: the ids of the checks that it passes, and what is wrong with the others."""
    try:
        record = of_reference(course, exercise)
    except CourseError as error:
        return [], [f"{error}"]
    passed = [check.id for check, outcome in record.results if outcome.status is Status.PASSED]
    lost = list(sentences(course, exercise, record))
    if lost:
        got = sum(outcome.score for _, outcome in record.results)
        lost = [f"The reference gets {got:g} of {exercise.points:g} in {exercise.id}. {each}" for each in lost]
    return passed, lost


def of_reference(course: Course, exercise: Exercise) -> Record:
    """The record of the reference, with the faults of checks. Raises CourseError if the graders cannot be run."""
    submission = Submission("solutions", course.solutions)
    return run_checks(course, submission, [exercise], PROCESS, strict=False, proven=lambda check: False)


def sentences(course: Course, exercise: Exercise, record: Record) -> Iterator[str]:
    """What is wrong with a check, or with the reference: one sentence for each cause, the first one first."""
    unusable = [(check, outcome) for check, outcome in record.results if outcome.whole_file]
    if unusable:
        yield f"solutions/{exercise.path} cannot be used: {unusable[0][1].message}"
        return
    if blocked := [outcome for _, outcome in record.results if outcome.kind is Kind.BLOCKED]:
        yield f"solutions/{exercise.path} needs another exercise. {blocked[0].message}"
    yield from once(record.faults.values())
    for _, outcome in record.results:
        if outcome.status is not Status.PASSED and outcome.kind is not Kind.BLOCKED:
            yield f"{outcome.place}: the reference gets {outcome.status.word}.\n{_shown(outcome)}"


def _shown(outcome: Outcome) -> str:
    return f"{outcome.message}\n{outcome.detail}".strip()

"""Turns the record of a run into a report."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import HIDDEN, Status, Visibility
from gradus.grading.diagnosis import matching
from gradus.grading.runner import Record
from gradus.grading.running import Outcome

LATE = (Status.TIMEOUT, Status.BLOCKED)  # these depend on more than the code
Known = Callable[[Exercise], matching.Known]


def build(
    course: Course, record: Record, exercises: Sequence[Exercise] | None = None, known: Known | None = None
) -> Report:
    """The report of a run of `exercises`, by default of all; the points are the course's own. Raises CourseError.

    `known` gives an exercise's misconceptions, by default those of its file.
    """
    known = known or functools.partial(matching.known, course)
    results = [
        _exercise(exercise, record, known) for exercise in (course.exercises if exercises is None else exercises)
    ]
    return _report(record.submission, record.sandbox, record.seconds, results)


def merged(course: Course, new: Report, earlier: Sequence[ExerciseResult]) -> Report:
    """The new results, and the earlier ones of all other exercises, in the course's order."""
    results = {each.id: each for each in (*earlier, *new.exercises)}
    kept = [results[exercise.id] for exercise in course.exercises if exercise.id in results]
    return _report(new.submission, new.sandbox, new.seconds, kept)


def refusal(course: Course, submission: str, sandbox: str, why: str) -> Report:
    """The report of a submission that could not be graded: no exercises, and no mark."""
    return replace(_report(submission, sandbox, 0.0, []), max_score=_rounded(course.points), refused=why)


def _report(submission: str, sandbox: str, seconds: float, results: Sequence[ExerciseResult]) -> Report:
    score, max_score = _rounded(sum(r.score for r in results)), _rounded(sum(r.max_score for r in results))
    return Report(Report.SCHEMA, submission, sandbox, round(seconds, 2), score, max_score, tuple(results))


def _exercise(exercise: Exercise, record: Record, known: Known) -> ExerciseResult:
    results = [(check, outcome) for check, outcome in record.results if check.exercise == exercise.id]
    diagnoses: dict[str, str] = {}
    if any(outcome.status.wrong and outcome.trace for _, outcome in results):
        diagnoses = matching.diagnose(results, known(exercise))
    unusable = any(o.whole_file for check, o in results if check.visibility is Visibility.VISIBLE)
    checks = tuple(
        _check(check, _told(check, outcome, unusable), diagnoses.get(check.id)) for check, outcome in results
    )
    score, late = _rounded(sum(c.score for c in checks)), any(o.status in LATE for _, o in results)
    return ExerciseResult(exercise.id, exercise.title, score, exercise.points, checks, late=late)


def _told(check: Check, outcome: Outcome, unusable: bool) -> Outcome:
    """What a report tells of an outcome: of a hidden check no more than HIDDEN, as student code could choose the rest.

    `unusable` says whether the visible checks found the whole file so, before any hidden one ran.
    """
    if check.visibility is Visibility.VISIBLE or (outcome.status is Status.MISSING and outcome.whole_file):
        return outcome  # of a module that was not handed in, no code ran
    status = outcome.status if outcome.status in HIDDEN else Status.FAILED
    return Outcome(status, HIDDEN[status], score=outcome.score, whole_file=unusable and outcome.whole_file)


def _check(check: Check, outcome: Outcome, diagnosed: str | None) -> CheckResult:
    message, printed, reproduce = outcome.message, outcome.printed, outcome.reproduce
    advice = "" if outcome.status is Status.PASSED or outcome.whole_file else check.help
    shown = check.id, check.title, check.visibility
    result = outcome.status, check.points, outcome.score
    texts, whole_file = (message, diagnosed, advice), outcome.whole_file
    return CheckResult(*shown, *result, *texts, check.further, printed, whole_file, reproduce)


def _rounded(x: float) -> float:
    return round(x + 0.0, 6)

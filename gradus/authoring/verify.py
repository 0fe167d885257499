"""Validate the course before students get it. Each finding is a message for the author that names the file."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gradus.authoring import fingerprints, forms, structure, verified
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.status import Kind, Status, Visibility
from gradus.core.submission import Submission
from gradus.grading.diagnosis import matching
from gradus.grading.runner import run_checks, run_each
from gradus.grading.student import Overlay
from gradus.lessons.verify import lesson_findings
from gradus.sandbox.launch import PROCESS

TIMEOUT = 600
# Each exercise has a process of its own, so NumPy's threads would only compete for processors.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def verify(course: Course, exercises: Sequence[Exercise], jobs: int, done: Callable[[str], None]) -> list[str]:
    """Every problem, in order. Each exercise is verified in its own process, `jobs` at a time; `done` gets its id.

    Those in which none is found are noted as verified, in the state that they had before.
    """
    findings = list(structure.findings(course))
    states = {exercise.id: verified.state(course, exercise) for exercise in exercises}
    with ThreadPoolExecutor(jobs) as pool:
        results = pool.map(lambda exercise: _in_subprocess(course, exercise), exercises)
        for exercise, result in zip(exercises, results, strict=True):
            findings += result
            if not result:
                verified.note(course, {exercise.id: states[exercise.id]})
            done(exercise.id)
    return findings


def _in_subprocess(course: Course, exercise: Exercise) -> list[str]:
    command = [sys.executable, "-m", "gradus.authoring.verify", str(course.root), exercise.id]
    try:
        process = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=os.environ | ONE_THREAD)
    except subprocess.TimeoutExpired:
        return [f"{exercise.id}: not verified within {TIMEOUT} seconds: which misconception or variant never ends?"]
    if process.returncode:
        return [f"{exercise.id}: it could not be verified.\n{process.stderr[-2000:]}"]
    return [text for text in process.stdout.split("\0") if text]


def exercise_findings(course: Course, exercise: Exercise) -> Iterator[str]:
    """The problems found by running an exercise's checks on reference, stub, misconceptions and variants."""
    record = run_checks(course, Submission("solutions", course.solutions), [exercise], PROCESS)
    for check, outcome in record.results:
        if outcome.status is not Status.PASSED:
            yield f"{check.id}: the reference gets {outcome.status}.\n{outcome.message}{outcome.detail}"
        if not check.help:
            yield f"{check.id}: its docstring has a title, but no help after it."
    share = sum(c.points for c, _ in record.results if c.visibility is Visibility.VISIBLE) / exercise.points
    if not 0.3 <= share <= 0.5:
        yield f"{exercise.id}: {share:.0%} of the points are visible; students need 30 to 50 %."
    for check, outcome in run_checks(course, Submission("exercises", course.stubs), [exercise], PROCESS).results:
        if outcome.status is not Status.NOT_STARTED:
            yield f"{check.id}: the stub gets {outcome.status}, expected not_started: what does the check use first?"
    if all(outcome.status is Status.PASSED for _, outcome in record.results):
        yield from forms.findings(course, exercise)
    yield from _misconceptions(course, exercise)
    yield from _variants(course, exercise)
    for lesson in course.lessons_of(exercise):
        yield from lesson_findings(course, lesson)


def _misconceptions(course: Course, exercise: Exercise) -> Iterator[str]:
    sentences = checks.classes(course.graders(exercise) / checks.MISCONCEPTIONS)
    if not sentences:
        yield f"{exercise.id}: its misconceptions.py is missing or empty: what do learners get wrong?"
    for name, sentence in sentences.items():
        if not sentence:
            yield f"{exercise.id}: misconception {name} has no docstring, which is the sentence that helps."
    records = fingerprints.replay(course, exercise)
    known = fingerprints.misconceptions(course, exercise, records)
    for name in sentences:
        record = records[name]
        lost = [check for check, outcome in record.results if outcome.status is not Status.PASSED]
        if not lost:
            yield f"{exercise.id}: misconception {name} keeps every point: no check detects it."
            continue
        diagnoses = matching.diagnose(record.results, known).values()
        if sentences[name] not in diagnoses:
            others = [each.name for each in known.misconceptions if each.sentence in diagnoses]
            instead = f"; the diagnosis is {', '.join(others)}" if others else ""
            yield f"{exercise.id}: misconception {name} is not diagnosed at {lost[0].id}{instead}."
        for check, outcome in record.results:
            if outcome.kind is Kind.FORM:
                yield f"{check.id}: the check raised an exception on misconception {name}.\n{outcome.detail}"


def _variants(course: Course, exercise: Exercise) -> Iterator[str]:
    file = course.graders(exercise) / "variants.py"
    names = checks.classes(file)
    if not names:
        yield f"{exercise.id}: its variants.py is missing or empty: which unusual answers are right?"
    for name, record in run_each(course, exercise, [Overlay(file, name) for name in names]).items():
        for check, outcome in record.results:
            if outcome.status is not Status.PASSED:
                text = f"{outcome.message}\n{outcome.detail}"
                yield f"{check.id}: variant {name}, which is right, gets {outcome.status}.\n{text}"


def main(arguments: Sequence[str]) -> None:
    """Print the problems of one exercise, each followed by a null character; `verify` runs this in a subprocess."""
    course = load(Path(arguments[0]))
    try:
        for finding in exercise_findings(course, course.by_id[arguments[1]]):
            print(finding, end="\0")
    except CourseError as error:
        print(error, end="\0")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Validate the course before students get it. Each finding is a message for the author that names the file."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gradus.authoring import apart, fingerprints, forms
from gradus.authoring.kept import lessons
from gradus.authoring.mutation import findings as mutation
from gradus.authoring.verifying import graders, structure, unknown, verified
from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.handed_in.submission import Submission
from gradus.core.status import Kind, Status
from gradus.core.text import count
from gradus.grading import proof
from gradus.grading.diagnosis import matching
from gradus.grading.diagnosis.matching import Known
from gradus.grading.faults import once
from gradus.grading.runner import Record, run_checks, run_each
from gradus.grading.student import Overlay
from gradus.sandbox.launch import PROCESS

Step = Callable[[Course, Exercise], Iterator[str]]
TIMEOUT = 600


def verify(course: Course, exercises: Sequence[Exercise], jobs: int, done: Callable[[str], None]) -> list[str]:
    """Every problem, in order. Each exercise is verified in its own process, `jobs` at a time; `done` gets its id.

    Those in which none is found are noted as verified, in the state that they had before.
    """
    findings = list(structure.of_files(course))
    for exercise in [each for each in course.exercises if each not in exercises]:
        findings += structure.of_texts(course, exercise)
    states = {exercise.id: verified.state(course, exercise) for exercise in exercises}
    with ThreadPoolExecutor(jobs) as pool:
        results = pool.map(lambda exercise: _in_subprocess(course, exercise), exercises)
        failing: set[str] = set()
        for exercise, result in zip(exercises, results, strict=True):
            if result:
                failing.add(exercise.id)
            else:
                verified.note(course, {exercise.id: states[exercise.id]})
            follows = failing & {each.id for each in course.before(exercise)}
            findings += [each for each in result if not (follows and each.startswith(proof.needs(exercise)))]
            done(exercise.id)
    return _without_what_follows(list(dict.fromkeys(findings)))


def _without_what_follows(findings: list[str]) -> list[str]:
    """Without the fingerprints that are old where there is something else to mend first: they will be old again."""
    others = [each for each in findings if not each.endswith(structure.OLD)]
    return [
        each for each in findings if not each.endswith(structure.OLD) or not _about(others, each.rpartition("/")[0])
    ]


def _about(findings: Iterable[str], folder: str) -> bool:
    name = folder.removeprefix("graders/")
    return any(name in finding for finding in findings)


def _in_subprocess(course: Course, exercise: Exercise) -> list[str]:
    late = f"{exercise.id}: not verified within {TIMEOUT} seconds: which misconception or variant never ends?"
    failed = f"{exercise.id}: it could not be verified."
    arguments = [str(course.root), exercise.id]
    return apart.findings("gradus.authoring.verifying.verify", arguments, TIMEOUT, unfinished=late, failed=failed)


def exercise_findings(course: Course, exercise: Exercise) -> Iterator[str]:
    """The problems of one exercise, the first cause first: what can only follow from one is not looked for."""
    told = False
    for finding in _in_turn(course, exercise):
        told = True
        yield finding
    if not told:
        yield from structure.old_fingerprints(course, [exercise])


def _in_turn(course: Course, exercise: Exercise) -> Iterator[str]:
    """Look at the graders' source, then run them on the reference; only if it is right, on everything else."""
    texts = (structure.of_texts, _checks, unknown.of_examples, unknown.of_settings)
    for steps in (
        (graders.findings,),
        (_reference,),
        (*texts, _stub, _promises, _misconceptions, _variants, _lessons, _mutants),
    ):
        found = False
        for finding in (finding for step in steps for finding in _tried(step, course, exercise)):
            found = True
            yield finding
        if found:
            return


def _tried(step: Step, course: Course, exercise: Exercise) -> Iterator[str]:
    """The findings of a step; what stops it is one."""
    try:
        yield from step(course, exercise)
    except CourseError as error:
        yield str(error)


def _reference(course: Course, exercise: Exercise) -> Iterator[str]:
    yield from proof.sentences(course, exercise, proof.of_reference(course, exercise))


def _checks(course: Course, exercise: Exercise) -> Iterator[str]:
    """What is missing in the text of checks."""
    for check in checks.read(course, exercise):
        if not check.help:
            yield f"{_place(course, exercise, check)}: its docstring has a title, but no help after it."


def _place(course: Course, exercise: Exercise, check: Check) -> str:
    return f"{checks.shown(checks.file_of(course, exercise, check.visibility))}, line {check.line}, {check.test}"


def _stub(course: Course, exercise: Exercise) -> Iterator[str]:
    """Checks that find an answer where nothing is written yet."""
    submission = Submission("exercises", course.stubs)
    record = run_checks(course, submission, [exercise], PROCESS, strict=False)
    yield from once(record.faults.values())
    for check, outcome in record.results:
        if outcome.status is not Status.NOT_STARTED:
            why, place = "what does the check use first?", outcome.place or _place(course, exercise, check)
            yield f"{place}: the stub gets {outcome.status}, expected not_started: {why}"


def _promises(course: Course, exercise: Exercise) -> Iterator[str]:
    yield from forms.findings(course, exercise)


def _misconceptions(course: Course, exercise: Exercise) -> Iterator[str]:
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    lines, sentences = checks.lines(file), checks.classes(file)
    if not sentences:
        return  # `structure.demanded` says so, where the course asks for some
    records = fingerprints.replay(course, exercise)
    known = fingerprints.misconceptions(course, exercise, records)
    wrong = [
        name for name, sentence in sentences.items() if any(_misconception(name, "", sentence, known, records[name]))
    ]
    if wrong:  # no verdict rests on what was kept: a line may have moved
        records = fingerprints.replay(course, exercise, anew=wrong)
        known = fingerprints.misconceptions(course, exercise, records)
    sound = True
    for name, sentence in sentences.items():
        where = f"{checks.shown(file)}, line {lines[name]}: misconception {name}"
        for finding in _misconception(name, where, sentence, known, records[name]):
            sound = False
            yield finding
    if sound:
        yield from _telling_nothing_apart(course, exercise, records)


def _misconception(name: str, where: str, sentence: str, known: Known, record: Record) -> Iterator[str]:
    """Why a misconception is never told to anybody, or what it does to a check."""
    lost = [check for check, outcome in record.results if outcome.status is not Status.PASSED]
    diagnoses = matching.diagnose(record.results, known).values()
    if not sentence:
        yield f"{where} has no docstring, which is the sentence that helps."
    elif not lost:
        yield f"{where} keeps every point: no check detects it."
    elif crash := fingerprints.crash(name, known, record):
        yield f"{where} crashes instead of answering: {crash}"
    elif sentence not in diagnoses:
        others = [each.name for each in known.misconceptions if each.sentence in diagnoses]
        instead = f"; the diagnosis is {', '.join(others)}" if others else ""
        yield f"{where} is not diagnosed at {lost[0].id}{instead}."
    for _, outcome in record.results:
        if outcome.kind is Kind.FORM:
            yield f"{outcome.place}: the check raised an exception on misconception {name}.\n{outcome.detail}"


def _telling_nothing_apart(course: Course, exercise: Exercise, records: Mapping[str, Record]) -> Iterator[str]:
    """Checks that every wrong answer passes; those of the whole are replayed only if no other one fails."""
    failed = {c.id for each in records.values() for c, outcome in each.results if outcome.status is not Status.PASSED}
    for check, _ in records[""].results:
        if check.id not in failed and not check.end_to_end:
            where, why = _place(course, exercise, check), "what would a learner get wrong here?"
            yield f"{where}: no misconception fails it, so it tells nothing apart: {why}"


def _variants(course: Course, exercise: Exercise) -> Iterator[str]:
    file = course.graders(exercise) / graders.VARIANTS
    lines = checks.lines(file)
    if not lines:
        return
    for name, record in run_each(course, exercise, [Overlay(file, name) for name in lines]).items():
        lost = [(check, outcome) for check, outcome in record.results if outcome.status is not Status.PASSED]
        for check, outcome in lost[:1]:
            more = f", and {count(len(lost) - 1, 'other check')}" if lost[1:] else ""
            where = f"{checks.shown(file)}, line {lines[name]}: variant {name}"
            using = graders.callers(course, exercise, name, file)
            call = "calls" if len(using) == 1 else "call"
            note = f" The reference's own {' and '.join(using)} {call} what it replaces." if using else ""
            text = f"{outcome.message}\n{outcome.detail}".strip().replace("overlay.py", checks.shown(file))
            yield f"{where}, which is right, gets {outcome.status} at {check.id}{more}.{note}\n{text}"


def _lessons(course: Course, exercise: Exercise) -> Iterator[str]:
    for lesson in course.lessons_of(exercise):
        yield from lessons.findings(course, lesson)


def _mutants(course: Course, exercise: Exercise) -> Iterator[str]:
    """What is known of them: to try them takes minutes, which `gradus verify --mutants` is for."""
    if course.verify.mutants:
        yield from mutation.known(course, exercise)


def main(arguments: Sequence[str]) -> None:
    """Print the problems of one exercise, each followed by a null character; `verify` runs this in a subprocess."""
    course = load(Path(arguments[0]))
    for finding in exercise_findings(course, course.by_id[arguments[1]]):
        print(finding, end="\0")


if __name__ == "__main__":
    main(sys.argv[1:])

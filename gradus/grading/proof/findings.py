"""What the reference loses, in sentences for the author: one for each cause, with file and line."""

import ast
import re
from collections.abc import Iterator

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.core.status import Kind, Status
from gradus.core.text import nearest
from gradus.grading.faults import once
from gradus.grading.runner import Record, run_checks
from gradus.grading.running import Outcome
from gradus.sandbox.launch import PROCESS


def look(course: Course, exercise: Exercise, sandbox: str) -> tuple[list[str], list[str]]:
    """Run the reference: the ids of the checks that it passes, and what is wrong with the others."""
    try:
        record = of_reference(course, exercise, sandbox)
    except CourseError as error:
        return [], [f"{error}"]
    passed = [check.id for check, outcome in record.results if outcome.status is Status.PASSED]
    lost = list(sentences(course, exercise, record))
    if lost:
        got = sum(outcome.score for _, outcome in record.results)
        lost = [f"The reference gets {got:g} of {exercise.points:g} in {exercise.id}. {each}" for each in lost]
    return passed, lost


def of_reference(course: Course, exercise: Exercise, sandbox: str = PROCESS) -> Record:
    """The record of the reference, with the faults of checks. Raises CourseError if the graders cannot be run."""
    submission = Submission("solutions", course.solutions)
    return run_checks(course, submission, [exercise], sandbox, strict=False, proven=lambda check: False)


def sentences(course: Course, exercise: Exercise, record: Record) -> Iterator[str]:
    """What is wrong with a check, or with the reference: one sentence for each cause, the first one first."""
    unusable = [(check, outcome) for check, outcome in record.results if outcome.whole_file]
    if unusable:
        check, outcome = unusable[0]
        late = outcome.status is Status.TIMEOUT
        yield _late(check, outcome) if late else f"solutions/{exercise.path} cannot be run: {_shown(outcome)}"
        return
    if blocked := [outcome for _, outcome in record.results if outcome.kind is Kind.BLOCKED]:
        yield f"{needs(exercise)}. {blocked[0].message}"
    yield from once(record.faults.values())
    raised: set[str] = set()  # at the same place of the reference: one cause, whichever check meets it
    for check, outcome in record.results:
        if outcome.status is Status.TIMEOUT:
            yield _late(check, outcome)
        elif outcome.kind is Kind.MISSING:
            yield f"{outcome.place}: the reference {_lacks(course, exercise, outcome)}"
        elif outcome.kind is Kind.RAISED and _raised(outcome) in raised:
            continue
        elif outcome.status is not Status.PASSED and outcome.kind is not Kind.BLOCKED:
            raised |= {_raised(outcome)} - {""}
            yield f"{outcome.place}: the reference gets {outcome.status.word}.\n{_shown(outcome)}"


def _raised(outcome: Outcome) -> str:
    """What was raised and where in the module; empty if that is not known."""
    found = re.search(r"raised +.+\nat line \d+ of exercises/.+", outcome.message)
    return found[0] if found and outcome.kind is Kind.RAISED else ""


def _late(check: Check, outcome: Outcome) -> str:
    more = f"give it more, as in @points({check.points:g}, seconds={10 * check.seconds:g})"
    return f"{outcome.place}: the reference gives no answer within {check.seconds:g} s: {more}."


def needs(exercise: Exercise) -> str:
    """How the sentence begins for an exercise that cannot be judged because an earlier one is at fault."""
    return f"solutions/{exercise.path} needs another exercise"


def _shown(outcome: Outcome) -> str:
    """What a student would see, with the reference's own name for its file."""
    text = f"{outcome.message}\n{outcome.detail}".strip()
    return re.sub(r"\bexercises/(\w+/\w+\.py)\b", r"solutions/\1", text)


def _lacks(course: Course, exercise: Exercise, outcome: Outcome) -> str:
    """What the reference does not define, and what may be meant."""
    match = re.match(r"There is no (\w+)", outcome.message)
    if not match:
        return f"lacks something. {outcome.message}"
    tree = checks.parse(course.solutions / exercise.path, exercise.path)
    near = nearest(match[1], {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)})
    return f"has no {match[1]}; did you mean {near}?" if near else f"has no {match[1]}."

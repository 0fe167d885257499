"""The course's self-check: what must hold before a student meets it.

Each finding is a sentence for the author, with the file to look at.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from gradus.authoring import fingerprints, stubs
from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Kind, Status, Visibility
from gradus.core.submission import Submission
from gradus.grading import diagnosis
from gradus.grading.runner import run_checks, run_each
from gradus.grading.shared import HELPERS
from gradus.grading.student import Overlay
from gradus.lessons.verify import lesson_findings
from gradus.sandbox.launch import PROCESS

# What a docstring calls the things that go in and come out.
SHAPES = re.compile(r"\b(shape|float|int|number|array|list|tuple|dict|string|bool|function|Axes|Value)s?\b")
SLOWEST = 600
# Each Python has a processor to itself: threads of NumPy's that wait for one another only warm it.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
VISIBLE_SHARE = 0.3, 0.5


def verify(
    course: Course, exercises: Sequence[Exercise], jobs: int, done: Callable[[str], None] = lambda name: None
) -> list[str]:
    """Every finding about the course and these exercises, in their order; an empty list where it may be used.

    Each exercise is verified by a Python of its own, `jobs` at a time; `done` is told each one's id.
    """
    findings = list(structure(course))
    with ThreadPoolExecutor(jobs) as pool:
        for exercise, found in zip(exercises, pool.map(lambda e: _apart(course, e), exercises), strict=True):
            findings += found
            done(exercise.id)
    return findings


def _apart(course: Course, exercise: Exercise) -> list[str]:
    command = [sys.executable, "-m", "gradus.authoring.verify", str(course.root), exercise.id]
    try:
        outcome = subprocess.run(
            command, capture_output=True, text=True, timeout=SLOWEST, env={**os.environ, **ONE_THREAD}
        )
    except subprocess.TimeoutExpired:
        return [
            f"{exercise.id}: after {SLOWEST} seconds it was not verified: which misconception or variant never ends?"
        ]
    if outcome.returncode:
        return [f"{exercise.id}: it could not be verified.\n{outcome.stderr[-2000:]}"]
    return [text for text in outcome.stdout.split("\0") if text]


def structure(course: Course) -> Iterator[str]:
    """What can be seen without running anything."""
    try:
        for path in stubs.drift(course):
            yield f"{path.relative_to(course.root).as_posix()} is not what solutions/ makes: run gradus stubs."
    except CourseError as error:
        yield str(error)
    for path in fingerprints.drift(course, course.exercises):
        yield f"{path.relative_to(course.root).as_posix()} is older than its graders: run gradus fingerprints."
    listed = {course.graders(exercise) for exercise in course.exercises}
    for folder in sorted((course.root / "graders").glob("*/*/")):
        if folder not in listed and list(folder.glob("test_*.py")):
            yield f"{folder.relative_to(course.root).as_posix()} belongs to no exercise of course.toml."
    for path in sorted((course.solutions / "lessons").glob("*.md")):
        if path.stem not in course.lessons:
            yield f"solutions/lessons/{path.name} belongs to no exercise of course.toml."
    for exercise in course.exercises:
        if not exercise.hints:
            yield f"{exercise.id}: course.toml has no hints for it."
        yield from documentation(course, exercise)


def documentation(course: Course, exercise: Exercise) -> Iterator[str]:
    """What a student reads: every public name has a docstring with types or shapes and a source, and a check."""
    try:
        tree = ast.parse((course.solutions / exercise.path).read_text("utf-8"))
        files = [*course.graders(exercise).glob("test_*.py"), course.graders(exercise) / HELPERS]
        graders = [path.read_text("utf-8") for path in sorted(files) if path.is_file()]
    except (OSError, SyntaxError):
        return  # told elsewhere
    asked = set().union(*map(_asked, graders))
    if "Source:" not in (ast.get_docstring(tree) or ""):
        yield f"solutions/{exercise.path}: its docstring names no Source."
    for node in tree.body:
        for name in _further_names(node):
            if name.rpartition(".")[2] not in asked:
                yield f"solutions/{exercise.path}, {name}: no check asks for it."
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        text = ast.get_docstring(node) or ""
        where = f"solutions/{exercise.path}, {node.name}"
        if "Source:" not in text:
            yield f"{where}: its docstring names no Source."
        if not SHAPES.search(text):
            yield f"{where}: its docstring names no types or shapes."
        if node.name not in asked:
            yield f"{where}: no check calls it."


def _asked(text: str) -> set[str]:
    """Which names a file of checks asks for: as attributes, with getattr, or in a text that it runs as a program."""
    nodes = list(ast.walk(ast.parse(text)))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    names = {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {text for text in texts if text.isidentifier()}
    return names | set(re.findall(r"\.(\w+)\(", " ".join(texts)))


def _further_names(node: ast.stmt) -> Iterator[str]:
    """The constants that a statement of the module defines, and the methods of its class: all that is public."""
    if isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        yield from (name for name in names if not name.startswith("_"))
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
        methods = [each.name for each in node.body if isinstance(each, ast.FunctionDef)]
        yield from (f"{node.name}.{name}" for name in methods if not name.startswith("_"))


def exercise_findings(course: Course, exercise: Exercise) -> Iterator[str]:
    """What running the checks of one exercise shows: reference, stub, misconceptions, variants."""
    reference = Submission("solutions", course.solutions)
    record = run_checks(course, reference, [exercise], PROCESS)
    for check, outcome in record.results:
        if outcome.status is not Status.PASSED:
            yield f"{check.id}: the reference gets {outcome.status}.\n{outcome.message}{outcome.detail}"
        if not check.help:
            yield f"{check.id}: its docstring has a title and no help after it."
    visible = (
        sum(check.points for check, _ in record.results if check.visibility is Visibility.VISIBLE) / exercise.points
    )
    if not VISIBLE_SHARE[0] <= visible <= VISIBLE_SHARE[1]:
        yield f"{exercise.id}: {visible:.0%} of the points are visible; 30 to 50 % is what students can work with."
    stub = run_checks(course, Submission("exercises", course.stubs), [exercise], PROCESS)
    for check, outcome in stub.results:
        if outcome.status is not Status.NOT_STARTED:
            yield f"{check.id}: the stub gets {outcome.status}, not not_started: what does the check look at first?"
    yield from _misconceptions(course, exercise)
    yield from _variants(course, exercise)
    if exercise.lesson:
        yield from lesson_findings(course, exercise.lesson)


def _misconceptions(course: Course, exercise: Exercise) -> Iterator[str]:
    file = course.graders(exercise) / "misconceptions.py"
    sentences = checks.classes(file)
    if not sentences:
        yield f"{exercise.id}: it has no misconceptions.py, or nothing in it: what do learners get wrong?"
    for name, sentence in sentences.items():
        if not sentence:
            yield f"{exercise.id}: misconception {name} has no docstring, which is the sentence that helps."
    records = fingerprints.replay(course, exercise)
    known = fingerprints.misconceptions(course, exercise, records)
    for name, record in records.items():
        lost = [check for check, outcome in record.results if outcome.status is not Status.PASSED]
        if not lost:
            yield f"{exercise.id}: misconception {name} keeps every point: no check tells it from the right answer."
            continue
        told = diagnosis.diagnose(record.results, known)
        if sentences[name] not in told.values():
            others = [each.name for each in known if each.sentence in told.values()]
            instead = f"; what is told is {', '.join(others)}" if others else ""
            yield f"{exercise.id}: misconception {name} is not diagnosed at {lost[0].id}{instead}."
        for check, outcome in record.results:
            if outcome.kind is Kind.FORM:
                yield f"{check.id}: the check raised an exception on misconception {name}.\n{outcome.detail}"


def _variants(course: Course, exercise: Exercise) -> Iterator[str]:
    file = course.graders(exercise) / "variants.py"
    found = checks.classes(file)
    if not found:
        yield f"{exercise.id}: it has no variants.py, or nothing in it: which unusual answers are right?"
    for name, record in run_each(course, exercise, [Overlay(file, name) for name in found]).items():
        for check, outcome in record.results:
            if outcome.status is not Status.PASSED:
                yield (
                    f"{check.id}: variant {name}, which is right, gets {outcome.status}.\n"
                    f"{outcome.message}\n{outcome.detail}"
                )


def main(arguments: Sequence[str]) -> None:
    from pathlib import Path

    from gradus.core.course import load

    course = load(Path(arguments[0]))
    try:
        for finding in exercise_findings(course, course.by_id[arguments[1]]):
            print(finding, end="\0")
    except CourseError as error:
        print(error, end="\0")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Which misconception is behind a wrong answer: the one whose answers are the student's own.

Each misconception of `graders/.../misconceptions.py` is run once against the checks, and the fingerprints of the
answers that it gives where it fails are kept, with its sentence, in `.gradus/` (in a student repository they come
with the graders, and the wrong code does not).
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradus.course import Course, CourseError, Exercise
from gradus.grading.checks import Check, Outcome
from gradus.grading.run import Record, run_checks
from gradus.grading.student import IN_PROCESS, Overlay
from gradus.grading.trace import alike
from gradus.submission import Submission

# Of an answer that is only an exception, these say enough; a TypeError may come from anywhere.
TELLING = {
    "OverflowError",
    "ZeroDivisionError",
    "RecursionError",
    "FloatingPointError",
    "LinAlgError",
}
FAILED = {"failed", "error"}


@dataclass(frozen=True)
class Known:
    """A misconception: its sentence, and for each check that it fails the answers that it gives."""

    name: str
    sentence: str
    traces: dict[str, list[Any]]


def classes(file: Path) -> dict[str, str]:
    """The classes of a misconceptions or variants file with their docstrings, read without running it."""
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{file.name} cannot be read: {error}") from None
    found = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: " ".join((ast.get_docstring(node) or "").split()) for node in found}


def known(course: Course, exercise: Exercise) -> list[Known]:
    """The exercise's misconceptions with their fingerprints, computed once for each state of the course."""
    shipped = course.graders(exercise) / "fingerprints.json"
    if shipped.is_file():
        return _read(shipped)
    file = course.graders(exercise) / "misconceptions.py"
    if not file.is_file() or not course.solutions.is_dir():
        return []
    cache = _cache(course, exercise)
    if cache.is_file():
        return _read(cache)
    return keep(course, exercise, {name: replay(course, exercise, name) for name in classes(file)})


def replay(course: Course, exercise: Exercise, name: str) -> Record:
    """Run the checks on the reference with one misconception in it."""
    overlay = Overlay(course.graders(exercise) / "misconceptions.py", name)
    reference = Submission("solutions", course.solutions)
    # Our own code: in this process it costs a tenth of what a worker for each would.
    return run_checks(course, reference, [exercise], IN_PROCESS, overlay=overlay, official=False)


def keep(course: Course, exercise: Exercise, records: dict[str, Record]) -> list[Known]:
    """The fingerprints that these replays of the exercise's misconceptions leave, kept for the next time."""
    sentences = classes(course.graders(exercise) / "misconceptions.py")
    found = [
        Known(name, sentences[name], {c.id: o.trace for c, o in record.results if o.status in FAILED})
        for name, record in records.items()
    ]
    cache = _cache(course, exercise)
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        partial = cache.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps([asdict(each) for each in found]), "utf-8")
        partial.replace(cache)
    return found


def diagnose(results: Iterable[tuple[Check, Outcome]], misconceptions: Sequence[Known]) -> dict[str, str]:
    """The sentence for each check of one exercise that exactly one misconception explains.

    A misconception explains a student's answers where it gives the same ones in more of the checks that it fails
    than the student passes, or answers in another way. Where two explain a check equally well, nobody is told.
    """
    outcomes = {check.id: outcome for check, outcome in results}
    strength: dict[str, int] = {}
    matches: dict[str, set[str]] = {}
    for each in misconceptions:
        against = 0
        matches[each.name] = set()
        for check_id, trace in each.traces.items():
            outcome = outcomes.get(check_id)
            if outcome is None or outcome.status not in (*FAILED, "passed"):
                continue
            if outcome.status in FAILED and _says_something(trace) and alike(outcome.trace, trace):
                matches[each.name].add(check_id)
            else:
                against += 1
        strength[each.name] = len(matches[each.name]) if len(matches[each.name]) > against else 0
    told: dict[str, str] = {}
    for check_id in outcomes:
        candidates = [each for each in misconceptions if strength[each.name] and check_id in matches[each.name]]
        best = max((strength[each.name] for each in candidates), default=0)
        strongest = [each for each in candidates if strength[each.name] == best]
        if len(strongest) == 1:
            told[check_id] = strongest[0].sentence
    return told


def _says_something(trace: list[Any]) -> bool:
    return bool(trace) and (len(trace) > 1 or trace[0][0] != "!" or trace[0][1] in TELLING)


def _read(file: Path) -> list[Known]:
    try:
        return [Known(**entry) for entry in json.loads(file.read_text("utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(f"{file.name} cannot be read ({error}): delete it, it is made anew.") from None


def _cache(course: Course, exercise: Exercise) -> Path:
    name = f"{exercise.id.replace('/', '.')}-{_state(course, exercise)}.json"
    return course.root / ".gradus" / "fingerprints" / name


def _state(course: Course, exercise: Exercise) -> str:
    digest = hashlib.sha256()
    sources = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    engine = Path(__file__).resolve().parent.parent
    sources += sorted(course.graders(exercise).glob("*.*")) + sorted(engine.glob("grading/*.py"))
    sources += sorted(engine.glob("isolation/*.py"))
    for file in sources:
        digest.update(file.read_bytes() if file.is_file() else b"")
        digest.update(b"\0")
    return digest.hexdigest()[:16]

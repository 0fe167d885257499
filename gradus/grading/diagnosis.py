"""Which misconception is behind a wrong answer: the one whose answers are the student's own.

Each misconception of `graders/.../misconceptions.py` was run once against the checks (gradus fingerprints); the
fingerprints of the answers that it gave where it failed are kept beside it, with its sentence, and only read here. A
student repository has those of the visible checks, and none of the wrong code.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.status import Status
from gradus.grading.fingerprint import VERSION, alike
from gradus.grading.running import Outcome

FILENAME = "fingerprints.json"
RELEASED = "release"
WIDTH = 118


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer: its sentence, and for each check that it fails the fingerprints of its answers."""

    name: str
    sentence: str
    traces: dict[str, list[Any]]


@dataclass(frozen=True)
class _File:
    """A file of fingerprints; `of` says what they were made from."""

    of: str
    known: tuple[Misconception, ...]


def known(course: Course, exercise: Exercise) -> tuple[Misconception, ...]:
    """The exercise's misconceptions with their fingerprints; none where the file is missing or out of date.

    Raises:
        CourseError: the file cannot be read.
    """
    file = _read(course, exercise)
    return file.known if file and not _changed(course, exercise, file) else ()


def stale(course: Course, exercise: Exercise) -> bool:
    """Whether the fingerprints must be made anew before they tell anything."""
    if not (course.graders(exercise) / "misconceptions.py").is_file():
        return False
    try:
        file = _read(course, exercise)
    except CourseError:
        return True
    return file is None or _changed(course, exercise, file)


def require_fresh(course: Course, exercises: Iterable[Exercise]) -> None:
    """Raises CourseError where fingerprints of these exercises are missing or out of date."""
    if old := [exercise.id for exercise in exercises if stale(course, exercise)]:
        raise CourseError(
            f"{', '.join(old)}: the graders changed since their fingerprints were made, so no misconception would be "
            f"recognised. Run gradus fingerprints {' '.join(old)}"
        )


def diagnose(results: Iterable[tuple[Check, Outcome]], misconceptions: Sequence[Misconception]) -> dict[str, str]:
    """Find the misconception behind each wrong answer of one exercise.

    A misconception fits a student where it gives the same wrong answers in more checks than contradict it: those that
    it fails and the student passes, or fails in another way. It is told where it alone fits best.

    Returns:
        The sentence by the check's id.
    """
    outcomes = {check.id: outcome for check, outcome in results}
    strength: dict[str, int] = {}
    matches: dict[str, set[str]] = {}
    for each in misconceptions:
        contradictions = 0
        matches[each.name] = set()
        for check_id, trace in each.traces.items():
            outcome = outcomes.get(check_id)
            if outcome is None or not (outcome.status.wrong or outcome.status is Status.PASSED):
                continue
            if outcome.status.wrong and outcome.trace and alike(outcome.trace, trace):
                matches[each.name].add(check_id)
            else:
                contradictions += 1
        strength[each.name] = len(matches[each.name]) if len(matches[each.name]) > contradictions else 0
    diagnoses: dict[str, str] = {}
    for check_id in outcomes:
        candidates = [each for each in misconceptions if strength[each.name] and check_id in matches[each.name]]
        best = max((strength[each.name] for each in candidates), default=0)
        strongest = [each for each in candidates if strength[each.name] == best]
        if len(strongest) == 1:
            diagnoses[check_id] = strongest[0].sentence
    return diagnoses


def as_text(made_from: str, misconceptions: Sequence[Misconception]) -> str:
    """The file of fingerprints, a line for each check of each misconception, so that a change reads well."""
    lines = [f'{{"of": {json.dumps(made_from)}, "known": [']
    for number, each in enumerate(misconceptions):
        lines.append(
            f' {{"name": {json.dumps(each.name)}, "sentence": {json.dumps(each.sentence, ensure_ascii=False)},'
        )
        traces = [_wrapped(f"{json.dumps(check)}: {json.dumps(trace)}") for check, trace in each.traces.items()]
        lines += ['  "traces": {', ",\n".join(traces), "  }}" + ("," if number + 1 < len(misconceptions) else "")]
    return "\n".join([*lines, "]}"]) + "\n"


def _wrapped(text: str) -> str:
    """JSON on lines of at most 120 characters, broken at spaces that stand in no string."""
    lines = ["   "]
    for piece in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^"\s])+', text):
        if len(lines[-1]) + len(piece) > WIDTH and lines[-1].strip():
            lines.append("    ")
        lines[-1] += piece if lines[-1].isspace() else " " + piece
    return "\n".join(lines)


def state(course: Course, exercise: Exercise) -> str:
    """A digest of what the fingerprints depend on: the reference, the graders, and how a fingerprint is taken."""
    sources = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    sources += sorted(path for path in course.graders(exercise).iterdir() if path.suffix in (".py", ".json", ".csv"))
    digest = hashlib.sha256(VERSION.encode())
    for file in sources:
        if file.name != FILENAME:
            digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return digest.hexdigest()[:16]


def _read(course: Course, exercise: Exercise) -> _File | None:
    path = course.graders(exercise) / FILENAME
    if not path.is_file():
        return None
    try:
        return read_json(_File, path, "fingerprints")
    except DecodeError as error:
        where = path.relative_to(course.root).as_posix()
        raise CourseError(f"{where} cannot be used: {error}. Run gradus fingerprints {exercise.id}") from None


def _changed(course: Course, exercise: Exercise, file: _File) -> bool:
    """Whether the graders or the reference changed since. In a student repository there is nothing to compare with."""
    made_here = (course.graders(exercise) / "misconceptions.py").is_file()
    return made_here and file.of != state(course, exercise)

"""Diagnosis: finds the misconception behind a wrong answer, which gives the same answers as the student's code.

`gradus fingerprints` runs the checks on each misconception of `graders/.../misconceptions.py` and stores its sentence
and the fingerprints of its wrong answers; grading only reads them. A student repository has those of the visible
checks, and none of the wrong code.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core.checks import MISCONCEPTIONS, Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.status import Status
from gradus.grading.fingerprint import VERSION, alike
from gradus.grading.running import Outcome

FILENAME = "fingerprints.json"
PICTURE = "picture.py"  # beside the graders, and no part of them


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer: its sentence, and the fingerprints of its answers to each check that it fails."""

    name: str
    sentence: str
    traces: dict[str, list[Any]]


@dataclass(frozen=True)
class _File:
    """A file of fingerprints; `of` is the digest of what they were made from."""

    of: str
    known: tuple[Misconception, ...]


def known(course: Course, exercise: Exercise) -> tuple[Misconception, ...]:
    """The exercise's misconceptions; none if the file is missing or out of date, CourseError if it is unreadable."""
    file = _read(course, exercise)
    return file.known if file and not _outdated(course, exercise, file) else ()


def stale(course: Course, exercise: Exercise) -> bool:
    """Whether the fingerprints are missing, unreadable, or older than the graders; never in a student repository."""
    try:
        return _outdated(course, exercise, _read(course, exercise))
    except CourseError:
        return True


def require_fresh(course: Course, exercises: Iterable[Exercise]) -> None:
    """Raises CourseError if fingerprints of these exercises are stale."""
    if old := [exercise.id for exercise in exercises if stale(course, exercise)]:
        raise CourseError(
            f"{', '.join(old)}: the fingerprints are missing, unreadable or older than the graders, and no "
            f"misconception would be recognised. Run gradus fingerprints {' '.join(old)}"
        )


def diagnose(results: Iterable[tuple[Check, Outcome]], misconceptions: Sequence[Misconception]) -> dict[str, str]:
    """The sentence of the misconception behind each wrong answer of one exercise, by the check's id.

    A misconception is a candidate if its fingerprints match the student's in more checks than contradict it: checks
    that it fails and the student passes, or fails with another answer. The candidate with most matches is reported at
    the checks that it matches, if it is the only one with that many.
    """
    outcomes = {check.id: outcome for check, outcome in results}
    candidates: list[tuple[str, set[str]]] = []  # sentences, each with the checks that its misconception matches
    for misconception in misconceptions:
        matches, contradictions = set(), 0
        for name, trace in misconception.traces.items():
            outcome = outcomes.get(name)
            if outcome and outcome.status.wrong and outcome.trace and alike(outcome.trace, trace):
                matches.add(name)
            elif outcome and (outcome.status.wrong or outcome.status is Status.PASSED):
                contradictions += 1
        if len(matches) > contradictions:
            candidates.append((misconception.sentence, matches))
    diagnoses: dict[str, str] = {}
    for check_id in outcomes:
        fitting = [(len(matches), sentence) for sentence, matches in candidates if check_id in matches]
        strongest = [sentence for count, sentence in fitting if count == max(fitting)[0]]
        if len(strongest) == 1:
            diagnoses[check_id] = strongest[0]
    return diagnoses


def state(course: Course, exercise: Exercise) -> str:
    """A digest of what the fingerprints depend on: the reference, the graders, and the format's version."""
    sources = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    sources += sorted(path for path in course.graders(exercise).iterdir() if path.suffix in (".py", ".json", ".csv"))
    digest = hashlib.sha256(VERSION.encode())
    for file in sources:
        if file.name not in (FILENAME, PICTURE):
            content = file.read_bytes().replace(b"\r\n", b"\n") if file.is_file() else b""
            digest.update(file.name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _outdated(course: Course, exercise: Exercise, file: _File | None) -> bool:
    has_sources = (course.graders(exercise) / MISCONCEPTIONS).is_file()
    return has_sources and (file is None or file.of != state(course, exercise))


def _read(course: Course, exercise: Exercise) -> _File | None:
    path = course.graders(exercise) / FILENAME
    if not path.is_file():
        return None
    try:
        return read_json(_File, path, "fingerprints")
    except DecodeError as error:
        if not (course.graders(exercise) / MISCONCEPTIONS).is_file():
            return None  # a student can neither mend nor miss it
        where = path.relative_to(course.root).as_posix()
        raise CourseError(f"{where} cannot be used: {error}. Run gradus fingerprints {exercise.id}") from None

"""Diagnosis: finds the misconception behind a wrong answer, which gives the same answers as the student's code.

`gradus fingerprints` runs the checks on each misconception of `graders/.../misconceptions.py` and stores its sentence
and the fingerprints of its wrong answers; grading only reads them. A student repository has those of the visible
checks, and none of the wrong code.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gradus.core.checks import MISCONCEPTIONS, Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.facts import RELATIONS
from gradus.core.status import Status
from gradus.grading.diagnosis.fingerprint import VERSION, alike
from gradus.grading.running import Outcome

FILENAME = "fingerprints.json"
# Evidence, as fingerprint.evidence weighs it: one float that is not round, and several weaker answers that are enough.
CERTAIN, ENOUGH = 3.0, 2.0
PICTURE = "picture.py"  # beside the graders, and no part of them


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer: its sentence, and the fingerprints of its answers to each check that it fails.

    `evidence` is how much a match of each proves; `replaces` are the functions and methods that it replaces.
    """

    name: str
    sentence: str
    traces: dict[str, list[Any]]
    evidence: dict[str, float]
    replaces: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """The misconceptions of an exercise; `needs` are the functions that each function needs, directly or not."""

    needs: dict[str, frozenset[str]]
    misconceptions: tuple[Misconception, ...]

    def below(self, check: Check) -> frozenset[str]:
        """The functions that a check calls, and those that they need."""
        called = check.reaches & self.needs.keys()
        return frozenset(called).union(*(self.needs[name] for name in called))


NOTHING = Known({}, ())


@dataclass(frozen=True)
class _File:
    """A file of fingerprints; `of` is the digest of what they were made from."""

    of: str
    needs: dict[str, frozenset[str]]
    known: tuple[Misconception, ...]


def known(course: Course, exercise: Exercise) -> Known:
    """The exercise's misconceptions; none if the file is missing or out of date, CourseError if it is unreadable."""
    file = _read(course, exercise)
    return Known(file.needs, file.known) if file and not _outdated(course, exercise, file) else NOTHING


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


def diagnose(results: Iterable[tuple[Check, Outcome]], known: Known) -> dict[str, str]:
    """What explains each wrong answer of one exercise, by the check's id: a misconception's sentence, or else a fact.

    A misconception is a candidate if its fingerprints match the student's in more checks than contradict it (checks
    that it fails and the student passes, or fails with another answer), and if the matches are ENOUGH evidence. It is
    none where a stronger one explains most of its matches. At a check that several candidates match, the one that
    explains most is told, if it is the only one, and if no stronger one is about a function that the check needs too.
    Facts are the relations of the answers to the right ones, and what an error message or a changed argument says.
    """
    outcomes = {check.id: (check, outcome) for check, outcome in results}
    candidates = _apart([_Candidate(each, outcomes, known) for each in known.misconceptions])
    diagnoses: dict[str, str] = {}
    for check_id, (check, outcome) in outcomes.items():
        fitting = [each for each in candidates if check_id in each.matches]
        fitting = [each for each in fitting if not each.yields(check_id, known.below(check), candidates)]
        strongest = {each.sentence for each in fitting if each.rank == max(other.rank for other in fitting)}
        if len(strongest) == 1:
            diagnoses[check_id] = strongest.pop()
        elif outcome.advice and outcome.status.wrong:
            diagnoses[check_id] = outcome.advice
    return _facts(outcomes, diagnoses)


def _apart(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates that fit, without those whose matches are for the most part explained by a stronger one."""
    kept: list[_Candidate] = []
    for each in sorted((c for c in candidates if c.fits), key=lambda c: -c.rank):
        stronger = [other for other in kept if other.rank > each.rank and other.sentence != each.sentence]
        if all(2 * len(each.matches & other.matches) <= len(each.matches) for other in stronger):
            kept.append(each)
    return kept


class _Candidate:
    """A misconception, held against the outcomes of a submission."""

    def __init__(self, known: Misconception, outcomes: Mapping[str, tuple[Check, Outcome]], course: Known) -> None:
        self.sentence, self.matches = known.sentence, set[str]()
        contradictions = 0.0
        for name, trace in known.traces.items():
            check, outcome = outcomes.get(name, (None, None))
            if check is None or outcome is None:
                continue
            if outcome.status.wrong and outcome.trace and alike(outcome.trace, trace):
                self.matches.add(name)
            elif outcome.status is Status.PASSED:
                contradictions += 1
            elif outcome.status.wrong:  # with another answer: a second mistake may be in another function
                contradictions += 0.5 if check.reaches & course.needs.keys() - known.replaces else 1
        self.matches -= _blamed_elsewhere(known, self.matches, outcomes, course)
        evidence = sum(known.evidence.get(name, 0.0) for name in self.matches)
        self.rank = len(self.matches) - contradictions
        self.fits = self.rank > 0 and evidence >= ENOUGH
        self.fails, self.replaces = known.traces.keys(), known.replaces

    def yields(self, check_id: str, needed: frozenset[str], candidates: Iterable[_Candidate]) -> bool:
        """Whether a stronger one, in a function that the check needs, makes it fail too: it may be the reason then."""
        others = (each for each in candidates if each.rank > self.rank and each.sentence != self.sentence)
        failing = (each for each in others if check_id in each.fails and check_id not in each.matches)
        return any(each.replaces & needed for each in failing)


def _blamed_elsewhere(
    known: Misconception, matches: set[str], outcomes: Mapping[str, tuple[Check, Outcome]], course: Known
) -> set[str]:
    """The weakly matched checks that need a function which fails a check of its own, which the misconception passes."""
    broken: set[str] = set()
    for check, outcome in outcomes.values():
        if outcome.status.wrong and check.id not in known.traces and not course.below(check) & known.replaces:
            broken |= check.reaches & course.needs.keys()
    weak = {name for name in matches if known.evidence.get(name, 0.0) < CERTAIN}
    return {name for name in weak if broken & course.below(outcomes[name][0])}


def _facts(outcomes: Mapping[str, tuple[Check, Outcome]], diagnoses: Mapping[str, str]) -> dict[str, str]:
    """The diagnoses, and for wrong answers without one a relation that rests on two numbers or more."""
    open_ones = {name: o.relations for name, (_, o) in outcomes.items() if name not in diagnoses and o.status.wrong}
    support = Counter[str]()
    for found in open_ones.values():
        for relation in found.names:
            support[relation] += 2 if relation == "none" else found.numbers
    told = dict(diagnoses)
    for name, found in open_ones.items():
        if best := next((relation for relation in found.names if support[relation] >= 2), None):
            told[name] = RELATIONS[best]
    return told


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

"""Which misconception is behind a wrong answer: the one whose answers are the student's own.

Each misconception of `graders/.../misconceptions.py` is run once against the checks, and the fingerprints of the
answers that it gives where it fails are kept beside it, with its sentence. A student repository has those of the
visible checks, and none of the wrong code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradus.core.checks import classes
from gradus.core.course import Course, CourseError, Exercise
from gradus.grading.checks import Check, Outcome
from gradus.grading.fingerprint import VERSION, alike
from gradus.grading.overlays import run_each
from gradus.grading.runner import Record
from gradus.grading.student import Overlay

FAILED = {"failed", "error"}
FINGERPRINTS = "fingerprints.json"


@dataclass(frozen=True)
class Misconception:
    """A misconception: its sentence, and for each check that it fails the answers that it gives."""

    name: str
    sentence: str
    traces: dict[str, list[Any]]


def known(course: Course, exercise: Exercise) -> list[Misconception]:
    """The exercise's misconceptions with their fingerprints, replayed where the kept ones are out of date."""
    if fresh(course, exercise):
        table = _read(course.graders(exercise) / FINGERPRINTS)
        return [Misconception(**entry) for entry in table["known"]]
    file = course.graders(exercise) / "misconceptions.py"
    if not file.is_file() or not course.solutions.is_dir():
        return []
    return keep(course, exercise, replays(course, exercise))


def fresh(course: Course, exercise: Exercise) -> bool:
    """Whether the kept fingerprints are those of the graders and the reference as they are now.

    In a student repository there is nothing else to make them from, so they are.
    """
    file = course.graders(exercise) / FINGERPRINTS
    if not file.is_file():
        return False
    return not (course.graders(exercise) / "misconceptions.py").is_file() or (
        _read(file)["of"] == _state(course, exercise)
    )


def replays(course: Course, exercise: Exercise) -> dict[str, Record]:
    """What becomes of the checks on the reference with each misconception in it, by the misconception's name."""
    file = course.graders(exercise) / "misconceptions.py"
    return run_each(course, exercise, [Overlay(file, name) for name in classes(file)], sparing=True)


def keep(course: Course, exercise: Exercise, records: dict[str, Record]) -> list[Misconception]:
    """The fingerprints that these replays of the exercise's misconceptions leave, kept for the next time."""
    sentences = classes(course.graders(exercise) / "misconceptions.py")
    found = [
        Misconception(name, sentences[name], {c.id: o.trace for c, o in record.results if o.status in FAILED})
        for name, record in records.items()
    ]
    file = course.graders(exercise) / FINGERPRINTS
    with contextlib.suppress(OSError):  # a checkout that cannot be written to replays again
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_text(as_text(_state(course, exercise), found), "utf-8", newline="\n")
        partial.replace(file)
    return found


def diagnose(results: Iterable[tuple[Check, Outcome]], misconceptions: Sequence[Misconception]) -> dict[str, str]:
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
            if outcome.status in FAILED and outcome.trace and alike(outcome.trace, trace):
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


def as_text(state: str, found: Sequence[Misconception]) -> str:
    """The file of fingerprints: one line a misconception, so that a change reads well."""
    lines = ",\n".join(json.dumps(asdict(each)) for each in found)
    return f'{{"of": "{state}", "known": [\n{lines}\n]}}\n'


def _read(file: Path) -> dict[str, Any]:
    try:
        table: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if not {"of", "known"} <= table.keys():
            raise ValueError("it is not a file of fingerprints")
    except (OSError, ValueError, AttributeError) as error:
        raise CourseError(f"{file} cannot be read ({error}): delete it, it is made anew.") from None
    return table


def _state(course: Course, exercise: Exercise) -> str:
    """What the fingerprints depend on: the reference, the graders, and how a fingerprint is taken."""
    sources = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    sources += sorted(path for path in course.graders(exercise).iterdir() if path.suffix in (".py", ".json", ".csv"))
    digest = hashlib.sha256(VERSION.encode())
    for file in sources:
        if file.name != FINGERPRINTS:
            digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return digest.hexdigest()[:16]

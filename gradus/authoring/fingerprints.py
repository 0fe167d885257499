"""Generates the fingerprints of misconceptions from graders and reference; grading only reads them."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from gradus.core import checks
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.files import write_atomic
from gradus.core.status import Kind
from gradus.grading import diagnosis
from gradus.grading.diagnosis import FILENAME, Misconception
from gradus.grading.runner import Record, run_each
from gradus.grading.student import Overlay

RELEASED = "release"  # in a student repository, instead of the digest
WIDTH = 118


def replay(course: Course, exercise: Exercise) -> dict[str, Record]:
    """Run the checks on each misconception; returns the records by its name. Raises CourseError as `run_each`."""
    file = course.graders(exercise) / checks.MISCONCEPTIONS
    return run_each(course, exercise, [Overlay(file, name) for name in checks.classes(file)], skip_end_to_end=True)


def misconceptions(course: Course, exercise: Exercise, records: Mapping[str, Record]) -> list[Misconception]:
    """The misconceptions with the fingerprints from the records of their replay.

    Raises CourseError if one cannot be run at all, as with an error in misconceptions.py or in the reference.
    """
    sentences = checks.classes(course.graders(exercise) / checks.MISCONCEPTIONS)
    for name, record in records.items():
        if all(outcome.kind in (Kind.IMPORT, Kind.MISSING, Kind.BLOCKED, Kind.ERROR) for _, outcome in record.results):
            reason = record.results[0][1].message
            raise CourseError(f"{exercise.id}: the reference with misconception {name} cannot be run.\n{reason}")
    traces = {name: {c.id: o.trace for c, o in record.results if o.status.wrong} for name, record in records.items()}
    return [Misconception(name, sentences[name], traces[name]) for name in records]


def drift(course: Course, exercises: Iterable[Exercise]) -> list[Path]:
    """The files of fingerprints that are missing, unreadable, or older than the graders."""
    return [course.graders(exercise) / FILENAME for exercise in exercises if diagnosis.stale(course, exercise)]


def write(
    course: Course, exercises: Iterable[Exercise], started: Callable[[Exercise], None] = lambda exercise: None
) -> list[Path]:
    """Regenerate stale files of fingerprints; returns their paths. Raises CourseError and OSError.

    `started` is called with an exercise before its misconceptions are replayed, which takes seconds.
    """
    changed: list[Path] = []
    for exercise in [exercise for exercise in exercises if diagnosis.stale(course, exercise)]:
        started(exercise)
        replayed = misconceptions(course, exercise, replay(course, exercise))
        changed.append(course.graders(exercise) / FILENAME)
        write_atomic(changed[-1], as_text(diagnosis.state(course, exercise), replayed))
    return changed


def as_text(digest: str, misconceptions: Sequence[Misconception]) -> str:
    """The file of fingerprints in short lines, which give readable diffs."""
    lines = [f'{{"of": {json.dumps(digest)}, "known": [']
    for number, each in enumerate(misconceptions):
        name, sentence = json.dumps(each.name), json.dumps(each.sentence, ensure_ascii=False)
        lines.append(f' {{"name": {name}, "sentence": {sentence},')
        traces = [_wrapped(f"{json.dumps(check)}: {json.dumps(trace)}") for check, trace in each.traces.items()]
        lines += ['  "traces": {', ",\n".join(traces), "  }}" + ("," if number + 1 < len(misconceptions) else "")]
    return "\n".join([*lines, "]}"]) + "\n"


def _wrapped(text: str) -> str:
    """JSON on lines of at most 120 characters, broken at spaces outside of strings."""
    lines = ["   "]
    for piece in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^"\s])+', text):
        if len(lines[-1]) + len(piece) > WIDTH and lines[-1].strip():
            lines.append("    ")
        lines[-1] += piece if lines[-1].isspace() else " " + piece
    return "\n".join(lines)

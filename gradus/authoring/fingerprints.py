"""Make the fingerprints of misconceptions from graders and reference; grading only reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.files import write_atomic
from gradus.grading import diagnosis
from gradus.grading.diagnosis import FILENAME, Misconception
from gradus.grading.runner import Record, run_each
from gradus.grading.student import Overlay

MISCONCEPTIONS = "misconceptions.py"
RELEASED = "release"  # what a student's copy was made from
WIDTH = 118


def replay(course: Course, exercise: Exercise) -> dict[str, Record]:
    """Run the checks on the reference with each misconception in it; returns the records by its name.

    Raises CourseError if the graders themselves are at fault.
    """
    file = course.graders(exercise) / MISCONCEPTIONS
    return run_each(course, exercise, [Overlay(file, name) for name in checks.classes(file)], skip_end_to_end=True)


def misconceptions(course: Course, exercise: Exercise, records: Mapping[str, Record]) -> list[Misconception]:
    """The misconceptions with the fingerprints from the records of their replay."""
    sentences = checks.classes(course.graders(exercise) / MISCONCEPTIONS)
    return [
        Misconception(name, sentences[name], {c.id: o.trace for c, o in record.results if o.status.wrong})
        for name, record in records.items()
    ]


def drift(course: Course, exercises: Iterable[Exercise]) -> list[Path]:
    """The files of fingerprints that are missing, unreadable, or older than the graders."""
    return [course.graders(each) / FILENAME for each in exercises if diagnosis.stale(course, each)]


def write(
    course: Course, exercises: Iterable[Exercise], started: Callable[[Exercise], None] = lambda exercise: None
) -> list[Path]:
    """Make the stale files of fingerprints of some exercises; returns those that were written.

    `started` is called before an exercise's misconceptions are replayed, which takes seconds. Raises CourseError if the
    graders themselves are at fault, and OSError if a file cannot be written.
    """
    changed: list[Path] = []
    for exercise in exercises:
        if not diagnosis.stale(course, exercise):
            continue
        started(exercise)
        found = misconceptions(course, exercise, replay(course, exercise))
        path = course.graders(exercise) / FILENAME
        write_atomic(path, as_text(diagnosis.state(course, exercise), found))
        changed.append(path)
    return changed


def as_text(made_from: str, misconceptions: Sequence[Misconception]) -> str:
    """The file of fingerprints in short lines, each check of each misconception on lines of its own."""
    lines = [f'{{"of": {json.dumps(made_from)}, "known": [']
    for number, each in enumerate(misconceptions):
        lines.append(
            f' {{"name": {json.dumps(each.name)}, "sentence": {json.dumps(each.sentence, ensure_ascii=False)},'
        )
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

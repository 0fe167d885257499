"""A student's progress: the result of the last check of each exercise, stored in .gradus/progress.json."""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError, build, read_json
from gradus.core.files import write_atomic
from gradus.core.report import ExerciseResult

FILE = ".gradus/progress.json"


@dataclass(frozen=True)
class Entry:
    """What is stored about an exercise: `state` is "passed", "begun", "" without an attempt, or None if never checked.

    `hints` counts those that were given; `digest` is that of the module that was checked.
    """

    state: str | None = None
    score: float = 0.0
    possible: float = 0.0
    hints: int = 0
    digest: str = ""


@dataclass(frozen=True)
class State:
    """An exercise as the overview shows it: "passed", "begun" or "", and a few words."""

    state: str = ""
    note: str = "not started"


def read(course: Course) -> dict[str, Entry]:
    """What is stored about each exercise, by its id; what is missing or invalid is left out."""
    entries: dict[str, Entry] = {}
    with contextlib.suppress(DecodeError):
        for name, value in read_json(dict[str, Any], course.root / FILE, "progress").items():
            with contextlib.suppress(DecodeError):
                entries[name] = build(Entry, value, name)
    return entries


def remember(course: Course, results: Iterable[ExerciseResult]) -> None:
    """Store the results of a run, if the file can be written."""
    entries = read(course)
    for result in results:
        state = "passed" if result.earned >= result.possible else "begun" if result.begun else ""
        hints, digest = entries.get(result.id, Entry()).hints, _digest(course, course.by_id[result.id])
        entries[result.id] = Entry(state, result.earned, result.possible, hints, digest)
    _write(course, entries)


def next_hint(course: Course, exercise: Exercise) -> int:
    """The index of the hint to give now; the last one is repeated."""
    entries, last = read(course), len(exercise.hints) - 1
    entry = entries.get(exercise.id, Entry())
    number = min(max(0, entry.hints), last)
    _write(course, entries | {exercise.id: replace(entry, hints=number + 1)})
    return number


def states(course: Course) -> dict[str, State]:
    """The state of each exercise that was checked, by its id."""
    known: dict[str, State] = {}
    for name, entry in read(course).items():
        if entry.state is None or name not in course.by_id:
            continue
        note = f"{entry.score:g} / {entry.possible:g}" if entry.state else "not started"
        if entry.digest != _digest(course, course.by_id[name]):
            note = f"changed since {note}"
        known[name] = State(entry.state, note)
    return known


def following(course: Course) -> Exercise | None:
    """The first exercise that is not finished."""
    done = {name for name, state in states(course).items() if state.state == "passed"}
    return next((exercise for exercise in course.exercises if exercise.id not in done), None)


def _digest(course: Course, exercise: Exercise) -> str:
    try:
        return hashlib.sha256((course.stubs / exercise.path).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _write(course: Course, entries: dict[str, Entry]) -> None:
    path = course.root / FILE
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps({name: asdict(entry) for name, entry in entries.items()}, indent=1) + "\n")

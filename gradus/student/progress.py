"""Where a student is: what the last run of the checks said of each exercise, kept in .gradus/progress.json."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.report import ExerciseResult

FILE = ".gradus/progress.json"


@dataclass(frozen=True)
class Entry:
    """What is kept of an exercise.

    Attributes:
        state: "passed", "begun" or "" where there was no attempt; None before the first run.
        score: the points that the checks brought.
        possible: the points that they can bring.
        hints: how many hints were given.
        digest: of the module that was judged.
    """

    state: str | None = None
    score: float = 0.0
    possible: float = 0.0
    hints: int = 0
    digest: str = ""


@dataclass(frozen=True)
class Progress:
    """The whole file: an entry for each exercise, by its id."""

    exercises: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """An exercise as the overview shows it: "passed", "begun" or "", and a few words."""

    state: str = ""
    note: str = "not started"


def read(course: Course) -> Progress:
    """What is known of each exercise; a file that is missing or cannot be read counts as none."""
    try:
        return read_json(Progress, course.root / FILE, "progress")
    except DecodeError:
        return Progress()


def remember(course: Course, results: Iterable[ExerciseResult]) -> None:
    """Keep what a run said. Where nothing can be written, nothing is kept."""
    known = read(course).exercises
    for result in results:
        state = "passed" if result.earned >= result.possible else "begun" if result.begun else ""
        hints, digest = known.get(result.id, Entry()).hints, _digest(course, course.by_id[result.id])
        known[result.id] = Entry(state, result.earned, result.possible, hints, digest)
    _write(course, Progress(known))


def next_hint(course: Course, exercise: Exercise) -> int:
    """The number of the hint to give now, from 0; the last one is given again."""
    known = read(course).exercises
    entry = known.get(exercise.id, Entry())
    number = max(0, entry.hints)
    known[exercise.id] = replace(entry, hints=min(number + 1, len(exercise.hints)))
    _write(course, Progress(known))
    return min(number, len(exercise.hints) - 1)


def states(course: Course) -> dict[str, State]:
    """How the exercises stand that checks were run on, by id."""
    found: dict[str, State] = {}
    for name, entry in read(course).exercises.items():
        if entry.state is None or name not in course.by_id:
            continue
        note = f"{entry.score:g} / {entry.possible:g}" if entry.state else "not started"
        if entry.digest != _digest(course, course.by_id[name]):
            note = f"changed since {note}"
        found[name] = State(entry.state, note)
    return found


def following(course: Course) -> Exercise | None:
    """The first exercise that is not finished."""
    done = {name for name, state in states(course).items() if state.state == "passed"}
    return next((exercise for exercise in course.exercises if exercise.id not in done), None)


def _digest(course: Course, exercise: Exercise) -> str:
    try:
        return hashlib.sha256((course.stubs / exercise.path).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _write(course: Course, progress: Progress) -> None:
    path = course.root / FILE
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps(asdict(progress), indent=1) + "\n")

"""A student's progress: the result of the last check of each exercise, stored in .gradus/progress.json."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from gradus.core.course import Course, Exercise, Selection
from gradus.core.decode import read_valid
from gradus.core.files import write_atomic

FILE = ".gradus/progress.json"


@dataclass(frozen=True)
class Entry:
    """What is stored about an exercise: `state` is "passed", "begun", "" without an attempt, or None if never checked.

    `hints` counts those on the whole exercise that were given, `climbed` those for each function; `red` is the function
    behind the first check that did not pass. `digest` is that of the module that was checked. `further` of the `score`
    and `further_possible` of the possible points belong to further work, without which the exercise is "passed".
    """

    state: str | None = None
    score: float = 0.0
    possible: float = 0.0
    hints: int = 0
    digest: str = ""
    further: float = 0.0
    further_possible: float = 0.0
    red: str = ""
    climbed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """An exercise as the overview shows it: "passed", "begun" or "", and the points of its core in a few words.

    `further` are the points of its further work, empty where it has none or nothing was begun.
    """

    state: str = ""
    note: str = "not started"
    further: str = ""
    further_left: bool = False


def read(course: Course) -> dict[str, Entry]:
    """What is stored about each exercise, by its id; what is missing or invalid is left out."""
    return read_valid(Entry, course.root / FILE)


def states(course: Course) -> dict[str, State]:
    """The state of each exercise that was checked, by its id."""
    known: dict[str, State] = {}
    for name, entry in read(course).items():
        if entry.state is None or name not in course.by_id:
            continue
        if not entry.state:
            note, further, left = "not started", "", False
        else:
            note = _points(entry.score - entry.further, entry.possible - entry.further_possible)
            further = _points(entry.further, entry.further_possible) if entry.further_possible else ""
            left = entry.further < entry.further_possible
        if entry.digest != digest(course, course.by_id[name]):
            if _is_stub(course, course.by_id[name]):
                known[name] = State(note=f"not started again, was {note}" if entry.state else "not started")
                continue
            note = f"changed since {note}" if entry.state else "changed, not checked yet"
        known[name] = State(entry.state, note, further, left)
    return known


def following(
    course: Course, known: Mapping[str, State] | None = None, chosen: Selection | None = None
) -> Exercise | None:
    """The first exercise that is not finished, by the states that are `known` or else stored, of those that are set.

    With `chosen`, of those.
    """
    known = states(course) if known is None else known
    done = {name for name, state in known.items() if state.state == "passed"}
    chosen = chosen or course.set_by(datetime.now(UTC))
    return next((exercise for exercise in chosen.exercises if exercise.id not in done), None)


def _points(score: float, possible: float) -> str:
    return f"{round(score, 6):g} / {round(possible, 6):g}"


def digest(course: Course, exercise: Exercise) -> str:
    """The digest of an exercise's module as it is now; empty if it cannot be read."""
    import hashlib

    try:
        return hashlib.sha256((course.stubs / exercise.path).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _is_stub(course: Course, exercise: Exercise) -> bool:
    """Whether a module that was begun is a stub again: from version control, say."""
    from gradus.sandbox.stubs import is_stub

    try:
        return is_stub((course.stubs / exercise.path).read_bytes())
    except OSError:
        return False


def write(course: Course, entries: Mapping[str, Entry]) -> None:
    """Store what is known about each exercise, if the file can be written."""
    path = course.root / FILE
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps({name: asdict(entry) for name, entry in entries.items()}, indent=1) + "\n")

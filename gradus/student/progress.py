"""Where a student is: what the last run of the checks said of each exercise, kept in .gradus/progress.json."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Any

from gradus.core.course import Course, Exercise
from gradus.core.report import ExerciseResult


def load(course: Course) -> dict[str, dict[str, Any]]:
    """What is known of each exercise; a file that cannot be read counts as none."""
    try:
        table = json.loads((course.root / ".gradus" / "progress.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    known = {exercise.id for exercise in course.exercises}
    return {k: v for k, v in table.items() if k in known and isinstance(v, dict)} if isinstance(table, dict) else {}


def remember(course: Course, results: list[ExerciseResult]) -> None:
    """Keep what a run said. Where nothing can be written, nothing is kept."""
    table = load(course)
    for result in results:
        score, possible = sum(c.score for c in result.checks), sum(c.points for c in result.checks)
        state = "passed" if score >= possible else "begun" if result.begun else ""
        entry = {"state": state, "score": score, "possible": possible, "hints": 0}
        entry["hints"] = table.get(result.id, {}).get("hints", 0)
        table[result.id] = entry | {"digest": digest(course, course.by_id[result.id])}
    _save(course, table)


def next_hint(course: Course, exercise: Exercise) -> int:
    """The number of the hint to give now, from 0; the last one is given again."""
    table = load(course)
    entry = table.setdefault(exercise.id, {})
    number = entry.get("hints", 0) if isinstance(entry.get("hints", 0), int) else 0
    entry["hints"] = min(number + 1, len(exercise.hints))
    _save(course, table)
    return min(number, len(exercise.hints) - 1)


def marks(course: Course) -> dict[str, tuple[str, str]]:
    """For each exercise: its state (passed, begun or empty) and a few words."""
    found = {}
    for name, entry in load(course).items():
        if "state" not in entry:
            continue
        note = f"{entry.get('score', 0):g} / {entry.get('possible', 0):g}" if entry["state"] else "not started"
        if entry.get("digest") != digest(course, course.by_id[name]):
            note = f"changed since {note}"
        found[name] = (str(entry["state"]), note)
    return found


def following(course: Course) -> Exercise | None:
    """The first exercise that is not finished."""
    done = {name for name, (state, _) in marks(course).items() if state == "passed"}
    return next((exercise for exercise in course.exercises if exercise.id not in done), None)


def digest(course: Course, exercise: Exercise) -> str:
    try:
        return hashlib.sha256((course.stubs / exercise.path).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _save(course: Course, table: dict[str, dict[str, Any]]) -> None:
    folder = course.root / ".gradus"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / "progress.json").write_text(json.dumps(table, indent=1), "utf-8")

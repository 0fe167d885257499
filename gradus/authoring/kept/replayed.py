"""What each misconception did to the checks: after an edit of misconceptions.py, only what it touches is run again.

Its outcomes depend on its own class, on what stands outside of classes in its file, on the checks, the reference and
the engine. What is kept is a shortcut and no more: what speaks against a misconception is run anew before it is told.
"""

import ast
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gradus.authoring.kept.state import of_checks
from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.status import Kind
from gradus.grading.proof import digests
from gradus.grading.runner import Record
from gradus.grading.running import Outcome
from gradus.sandbox.launch import IN_PROCESS

FOLDER = ".gradus/replayed"
NOTHING_RAN = (Kind.IMPORT, Kind.MISSING, Kind.BLOCKED, Kind.ERROR)
Run = Callable[[Sequence[str]], dict[str, Record]]


@dataclass(frozen=True)
class _Kept:
    """The outcomes of one misconception by the ids of checks; `of` is the digest of all that they depend on."""

    of: str
    outcomes: dict[str, Outcome]


def records(
    course: Course, exercise: Exercise, names: Sequence[str], run: Run, anew: Sequence[str] = ()
) -> dict[str, Record]:
    """The records of misconceptions by their names, where "" is the reference: kept ones, or what `run` gives.

    Those in `anew` are run in any case. Raises what `run` raises.
    """
    file = course.root / FOLDER / f"{exercise.id.replace('/', '.')}.json"
    states = _states(course, exercise, names)
    listed = {check.id: check for check in checks.read(course, exercise, official=False)}
    kept = {name: each for name, each in _read(file).items() if each.of == states.get(name) and name not in anew}
    usable = {name: each for name, each in kept.items() if name and each.outcomes.keys() <= listed.keys()}
    missing = [name for name in names if name not in usable]
    found = run(missing)
    fresh = {
        name: _Kept(states[name], {check.id: outcome for check, outcome in record.results})
        for name, record in found.items()
        if not all(outcome.kind in NOTHING_RAN for _, outcome in record.results)
    }
    _write(file, {name: (fresh | usable)[name] for name in names if name in fresh or name in usable})
    for name, each in usable.items():
        results = [(check, each.outcomes[id]) for id, check in listed.items() if id in each.outcomes]
        found[name] = Record("solutions", IN_PROCESS, 0.0, results)
    return {name: found[name] for name in names if name in found}


def _states(course: Course, exercise: Exercise, names: Sequence[str]) -> dict[str, str]:
    """The digest of what each misconception's outcomes depend on."""
    common = of_checks(course, exercise)
    sources = _sources(course.graders(exercise) / checks.MISCONCEPTIONS)
    return {name: digests.of(common, name, sources.get(name.partition("@")[0], "")) for name in names}


def _sources(file: Path) -> dict[str, str]:
    """The source of each class of a file with all that it can use of the file; of "", nothing."""
    body = checks.parse(file, checks.shown(file)).body if file.is_file() else []
    classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    outside = "\n".join(ast.unparse(node) for node in body if not isinstance(node, ast.ClassDef))
    whole = "\n".join(map(ast.unparse, body))

    def source(node: ast.ClassDef) -> str:
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & classes.keys()
        return whole if used else f"{outside}\n{ast.unparse(node)}"

    return {name: source(node) for name, node in classes.items()}


def _read(file: Path) -> dict[str, _Kept]:
    """What was kept; nothing if the file is missing, or of another version."""
    try:
        return read_json(dict[str, _Kept], file, "it")
    except DecodeError:
        return {}


def _write(file: Path, kept: Mapping[str, _Kept]) -> None:
    """Keep records; a course that cannot be written to is run again the next time."""
    with contextlib.suppress(OSError, TypeError, ValueError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, json.dumps({name: asdict(each) for name, each in kept.items()}))

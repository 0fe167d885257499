"""Cut the student repository from the course, reproducibly: the same course gives the same bytes.

Only this module decides what students get. All of it is scanned for leaks before anything is written.
"""

import hashlib
import json
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

from gradus import __version__
from gradus.authoring import fingerprints, leaks, stubs
from gradus.authoring.new import fill
from gradus.core import checks
from gradus.core import feedback as sealed
from gradus.core.course import FILENAME, Course, CourseError, Exercise
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.status import Visibility
from gradus.grading.diagnosis import matching
from gradus.grading.diagnosis.matching import Misconception
from gradus.grading.vocabulary.shared import HELPERS
from gradus.lessons import build, feedback
from gradus.student import pictures

MANIFEST = ".gradus-release.json"
TEMPLATES = Path(__file__).with_name("student")
# The folders of the engine that students get, without the teacher's commands.
ENGINE = ("core", "worker", "sandbox", "grading", "student", "cli")
TEACHERS = ("cli/teacher", "cli/author")


class EditedFilesError(Exception):
    """Files of the last release were edited, so nothing was written."""


def contents(course: Course) -> dict[str, bytes]:
    """Every file of the student repository by its path. Raises CourseError, and LeakError for a secret."""
    files = {path.relative_to(course.root).as_posix(): text.encode() for path, text in stubs.generate(course).items()}
    copied = [course.root / FILENAME, course.root / "LICENSE"]
    for folder in ("derivations", "learn"):
        copied += [p for p in (course.root / "docs" / folder).glob("*.*") if p.suffix in (".md", ".svg", ".png")]
    for exercise in course.exercises:
        copied += [course.graders(exercise) / name for name in ("test_visible.py", HELPERS, pictures.FILENAME)]
        files[f"graders/{exercise.id}/{matching.FILENAME}"] = _fingerprints(course, exercise)
    files |= {path.relative_to(course.root).as_posix(): path.read_bytes() for path in copied if path.is_file()}
    files |= {f"lessons/{name}.ipynb": data for name, data in build.student_notebooks(course).items()}
    if course.lessons:
        answered = {name: build.notebook(course, name) for name in course.lessons}
        files[sealed.FILE] = feedback.as_json(answered)
    files |= _engine() | _templates(course)
    leaks.search(course, files)
    return dict(sorted(files.items()))


def release(course: Course, destination: Path) -> list[str]:
    """Update the student repository in `destination`; returns the paths that changed. Raises CourseError and LeakError.

    Raises EditedFilesError, and writes nothing, where a file was edited since the last release or isn't from a release.
    """
    matching.require_fresh(course, course.exercises)
    files = contents(course)
    before = _manifest(destination)
    now = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    paths = sorted(before.keys() | now.keys())
    if edited := [p for p in paths if _digest(destination, p) not in (before.get(p), now.get(p), None)]:
        raise EditedFilesError(
            f"{', '.join(edited[:5])}{' and others' if len(edited) > 5 else ''} in {destination} changed since the "
            "last release: restore these files or move them away, then release again."
        )
    changed = [path for path in files if _digest(destination, path) != now[path]]
    for path in changed:
        (destination / path).parent.mkdir(parents=True, exist_ok=True)
        (destination / path).write_bytes(files[path])
    obsolete = [path for path in before if path not in now and (destination / path).is_file()]
    for path in obsolete:
        (destination / path).unlink()
    if changed or before != now:
        destination.mkdir(parents=True, exist_ok=True)
        write_atomic(destination / MANIFEST, json.dumps(now, indent=1) + "\n")
    return sorted([*changed, *obsolete])


def _engine() -> dict[str, bytes]:
    engine = Path(__file__).resolve().parent.parent
    paths = [path for path in engine.iterdir() if path.suffix in (".py", ".typed")]
    suffixes = (".py", ".ini", ".txt")
    paths += [path for folder in ENGINE for path in (engine / folder).rglob("*") if path.suffix in suffixes]
    names = {path.relative_to(engine).as_posix(): path for path in paths}
    return {f"gradus/{name}": path.read_bytes() for name, path in names.items() if not name.startswith(TEACHERS)}


def _fingerprints(course: Course, exercise: Exercise) -> bytes:
    """The fingerprints that students get: sentences and answers to visible checks, no code and no names."""
    visible = {check.id for check in checks.in_file(course, exercise, Visibility.VISIBLE)}
    kept: list[Misconception] = []
    known = matching.known(course, exercise)
    for each in known.misconceptions:
        if traces := {check: trace for check, trace in each.traces.items() if check in visible}:
            evidence = {check: each.evidence[check] for check in traces}
            kept.append(replace(each, name=f"{len(kept) + 1}", traces=traces, evidence=evidence))
    return fingerprints.as_text(fingerprints.RELEASED, replace(known, misconceptions=tuple(kept))).encode()


def _templates(course: Course) -> dict[str, bytes]:
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    constraints = (root / "constraints.txt").read_text("utf-8").splitlines()
    values = {
        "title": course.title,
        "version": __version__,
        "dependencies": _lines(project["project"]["dependencies"]),
        "constraints": _lines(line for line in constraints if line and not line.startswith("#")),
        "map": textwrap.fill(" → ".join(filter(None, [course.start, *(e.step for e in course.exercises)])), 118),
        "exercises": "\n".join(_row(exercise) for exercise in course.exercises),
    }
    files: dict[str, bytes] = {}
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        text = path.read_text("utf-8")
        if path.suffix == ".in":
            text = fill(text, values)
        files[path.relative_to(TEMPLATES).as_posix().replace("dot_", ".").removesuffix(".in")] = text.encode()
    return files


def _row(exercise: Exercise) -> str:
    lesson = f"[{exercise.lesson}](lessons/{exercise.lesson}.ipynb)" if exercise.lesson else ""
    return f"| {lesson} | [{exercise.id}](exercises/{exercise.path}) | {exercise.title} |"


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"    {json.dumps(item)}," for item in items)


def _manifest(destination: Path) -> dict[str, str]:
    path = destination / MANIFEST
    if not path.is_file():
        return {}
    try:
        digests = read_json(dict[str, str], path, MANIFEST)
    except DecodeError as error:
        raise CourseError(f"{path} cannot be used: {error}.") from None
    if outside := [name for name in digests if PurePath(name).is_absolute() or ".." in PurePath(name).parts]:
        raise CourseError(f"{path} cannot be used: it names {outside[0]!r}, which lies outside of {destination}.")
    return digests


def _digest(folder: Path, name: str) -> str | None:
    """The digest of a file; None if there is none, nothing if a link stands there or above it: never write through."""
    path = folder / name
    if any((folder / part).is_symlink() for part in (name, *map(str, Path(name).parents)) if part != "."):
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
